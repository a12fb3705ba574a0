"""`POST /v1/parse` as the executor answers it, read by the one model. One document is read at a time."""

from __future__ import annotations

import asyncio
import hmac
import threading
from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from .engine import Engine
from .reading import Refusal, read

MAX_BYTES = 32 * 1024 * 1024
MAX_WAITING = 8
RETRY_AFTER_S = 20


def create_app(load: Callable[[], Engine], token: str) -> FastAPI:
    """The application. `load` is called once, in the background: health answers while the weights are read.

    Raises ValueError for an empty token.
    """
    if not token:
        raise ValueError("DOLPHIN_TOKEN is empty: anybody could use the GPU. Set it to a long random text.")
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    state: dict[str, Engine | str | None] = {"engine": None, "failure": None}
    turn = asyncio.Lock()
    waiting = 0

    def start() -> None:
        try:
            state["engine"] = load()
        except Exception as error:  # told to whoever asks; the process stays up so that they can
            state["failure"] = f"{type(error).__name__}: {error}"

    threading.Thread(target=start, name="load", daemon=True).start()

    @app.get("/health")
    async def health() -> dict:
        return {"ok": state["engine"] is not None, "error": state["failure"], "waiting": waiting}

    @app.post("/v1/parse")
    async def parse(request: Request) -> JSONResponse:
        nonlocal waiting
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), token.encode()):
            return _refused(
                401, "unauthenticated", "The token is missing or wrong.", "Set DOLPHIN_TOKEN on both sides."
            )
        if state["failure"] is not None:
            return _refused(500, "model_not_loaded", f"The model did not load. {state['failure']}", "See its log.")
        engine = state["engine"]
        if engine is None:
            return _refused(503, "loading", "The model is being loaded.", "Read the document again in a minute.")
        if waiting >= MAX_WAITING:
            return _refused(429, "busy", f"{waiting} documents wait already.", "Read it again in a moment.")
        content = bytearray()
        async for piece in request.stream():
            content += piece
            if len(content) > MAX_BYTES:
                message = f"The file is larger than {MAX_BYTES // 1024**2} MiB."
                return _refused(413, "too_large", message, "Upload fewer pages.")
        waiting += 1
        try:
            async with turn:
                return JSONResponse(await asyncio.to_thread(read, bytes(content), engine))
        except Refusal as refusal:
            return _refused(422, refusal.code, refusal.message, refusal.hint)
        except Exception as error:  # a page that the model cannot take must not look like a page without text
            message = f"The model failed: {type(error).__name__}: {error}"[:500]
            return _refused(500, "model_failed", message, "Read it with another engine.")
        finally:
            waiting -= 1

    return app


def _refused(status: int, code: str, message: str, hint: str) -> JSONResponse:
    headers = {"Retry-After": str(RETRY_AFTER_S)} if status in (429, 503) else None
    return JSONResponse({"error": {"code": code, "message": message, "hint": hint}}, status, headers)
