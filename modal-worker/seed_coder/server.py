"""`/v1/chat/completions` and `/v1/models` as OpenAI's clients expect them, streaming included.

One request writes at a time, since a GPU that writes two answers finishes both late; the next few wait, more are told
429 with the seconds to wait. A caller who hangs up ends the writing.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import threading
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Literal

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from .engine import ContextTooLong, Engine, Usage
from .engine import Request as WriteRequest

MAX_WAITING = 8
RETRY_AFTER_S = 15


class Message(BaseModel):
    role: Literal["system", "user", "assistant"]
    content: str = Field(max_length=400_000)


class StreamOptions(BaseModel):
    include_usage: bool = False


class ChatRequest(BaseModel):
    model: str = ""
    messages: list[Message] = Field(min_length=1, max_length=200)
    max_tokens: int | None = Field(default=None, ge=1, le=32_768)
    max_completion_tokens: int | None = Field(default=None, ge=1, le=32_768)
    temperature: float = Field(default=0.2, ge=0, le=2)
    stream: bool = False
    stream_options: StreamOptions = StreamOptions()


class ApiError(Exception):
    """An error in OpenAI's form."""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None):
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = headers or {}


def create_app(load: Callable[[], Engine], token: str) -> FastAPI:
    """The application. `load` is called once, in the background: health answers while the weights are read.

    Raises ValueError for an empty token.
    """
    if not token:
        raise ValueError("SEED_CODER_TOKEN is empty: anybody could use the GPU. Set it to a long random text.")
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    host = _Host(load)

    @app.exception_handler(ApiError)
    async def api_error(_: Request, error: ApiError) -> JSONResponse:
        body = {"error": {"message": str(error), "type": "invalid_request_error", "code": error.code}}
        return JSONResponse(body, status_code=error.status, headers=error.headers)

    def check(request: Request) -> None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), token.encode()):
            raise ApiError(401, "invalid_api_key", "The token is missing or wrong.")

    @app.get("/health")
    async def health() -> dict:
        return {"ok": host.engine is not None, "error": host.failure, "waiting": host.waiting}

    @app.get("/v1/models")
    async def models(request: Request) -> dict:
        check(request)
        engine = await host.ready()
        return {"object": "list", "data": [{"id": engine.name, "object": "model", "owned_by": "self"}]}

    @app.post("/v1/chat/completions")
    async def chat(request: Request, body: ChatRequest):
        check(request)
        engine = await host.ready()
        if host.waiting >= MAX_WAITING:
            headers = {"Retry-After": str(RETRY_AFTER_S)}
            raise ApiError(429, "rate_limit_exceeded", f"{host.waiting} requests wait already.", headers)
        limit = body.max_completion_tokens or body.max_tokens or 4096
        wish = WriteRequest([message.model_dump() for message in body.messages], limit, body.temperature)
        writing = _Writing(engine, wish, host)
        first = await writing.start()
        if body.stream:
            events = writing.events(first, body.stream_options.include_usage)
            return StreamingResponse(events, media_type="text/event-stream")
        text = first + "".join([piece async for piece in writing.rest()])
        return {
            **writing.head("chat.completion"),
            "choices": [
                {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": writing.reason()}
            ],
            "usage": writing.usage(),
        }

    return app


class _Host:
    """The one engine, and who waits for it."""

    def __init__(self, load: Callable[[], Engine]):
        self.engine: Engine | None = None
        self.failure: str | None = None
        self.waiting = 0
        self.turn = asyncio.Lock()
        threading.Thread(target=self._load, args=(load,), name="load", daemon=True).start()

    def _load(self, load: Callable[[], Engine]) -> None:
        try:
            self.engine = load()
        except Exception as error:  # told to whoever asks; the process stays up so that they can
            self.failure = f"{type(error).__name__}: {error}"

    async def ready(self) -> Engine:
        if self.engine is not None:
            return self.engine
        if self.failure is not None:
            raise ApiError(500, "model_not_loaded", f"The model did not load. {self.failure}")
        headers = {"Retry-After": str(RETRY_AFTER_S)}
        raise ApiError(503, "model_loading", "The model is being loaded.", headers)


class _Writing:
    """One answer. Holds the engine's turn from `start` until its text has ended or its reader has gone."""

    def __init__(self, engine: Engine, wish: WriteRequest, host: _Host):
        self._engine = engine
        self._wish = wish
        self._host = host
        self._usage = Usage()
        self._stop = threading.Event()
        self._has_turn = False
        self._pieces: Iterator[str] | None = None
        self._id = f"chatcmpl-{uuid.uuid4().hex}"
        self._created = int(time.time())

    async def start(self) -> str:
        """The first piece: what cannot be written at all is refused with a status, before a stream begins."""
        self._host.waiting += 1
        try:
            await self._host.turn.acquire()
            self._has_turn = True
        finally:
            self._host.waiting -= 1
        try:
            self._pieces = self._engine.write(self._wish, self._usage, self._stop)
            return await self._next() or ""
        except ContextTooLong as error:
            self._end()
            raise ApiError(400, "context_length_exceeded", str(error)) from error
        except HTTPException:
            self._end()
            raise
        except Exception as error:
            self._end()
            raise ApiError(500, "generation_failed", f"The model failed: {type(error).__name__}: {error}") from error

    async def rest(self) -> AsyncIterator[str]:
        try:
            while (piece := await self._next()) is not None:
                yield piece
        finally:
            self._end()

    async def events(self, first: str, includes_usage: bool) -> AsyncIterator[str]:
        head = self.head("chat.completion.chunk")
        pieces = self.rest()

        def event(delta: dict, reason: str | None = None) -> str:
            choice = {"index": 0, "delta": delta, "finish_reason": reason}
            return f"data: {json.dumps({**head, 'choices': [choice]})}\n\n"

        try:
            yield event({"role": "assistant", "content": first})
            async for piece in pieces:
                yield event({"content": piece})
        except Exception as error:  # the status is sent already: the stream itself must say it
            failure = {"message": f"The model failed: {type(error).__name__}: {error}", "code": "generation_failed"}
            yield f"data: {json.dumps({'error': failure})}\n\n"
            return
        finally:
            self._end()
        yield event({}, self.reason())
        if includes_usage:
            yield f"data: {json.dumps({**head, 'choices': [], 'usage': self.usage()})}\n\n"
        yield "data: [DONE]\n\n"

    def head(self, kind: str) -> dict:
        return {"id": self._id, "object": kind, "created": self._created, "model": self._engine.name}

    def reason(self) -> str:
        return "length" if self._usage.completion_tokens >= self._wish.max_tokens else "stop"

    def usage(self) -> dict:
        read, written = self._usage.prompt_tokens, self._usage.completion_tokens
        return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}

    async def _next(self) -> str | None:
        return await asyncio.to_thread(next, self._pieces, None)

    def _end(self) -> None:
        self._stop.set()
        if self._has_turn:
            self._has_turn = False
            self._host.turn.release()

    def __del__(self) -> None:
        # A reader who was gone before the stream began leaves an answer that nobody ever iterates.
        self._end()
