"""The executor over HTTP. Checks and answers; never imports the CAD kernel, and runs no line of any script."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any, TypeVar

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from naturalcad_worker import VERSION, sandbox
from naturalcad_worker.execution import Prepared
from naturalcad_worker.inputs import InputFile, checked, read_source
from naturalcad_worker.jobs import Jobs
from naturalcad_worker.parameters import ParameterError, apply_parameters, read_parameters
from naturalcad_worker.parse import service as parsing
from naturalcad_worker.parse.elements import ParseFailure
from naturalcad_worker.protocol import CancelRequest, CompareRequest, ExecuteRequest, InputSource, JobError
from naturalcad_worker.settings import Settings, origin_of

Body = TypeVar("Body", bound=BaseModel)
# Sources beyond this are read in a thread, so that other jobs' events are not held up.
LARGE_SOURCE_CHARACTERS = 16_000


class Refusal(Exception):
    """An answer before the job is taken."""

    def __init__(self, status: int, code: str, message: str, hint: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"code": code, "message": message, "hint": hint, **more}


class EventStream(Response):
    """NDJSON of a job's events. Ends the job as soon as the caller closes the connection."""

    def __init__(self, events: AsyncIterator[dict[str, Any]]) -> None:
        super().__init__(media_type="application/x-ndjson")
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the events as they come, and watches the connection meanwhile."""
        pumping = asyncio.create_task(self._pump(send))
        watching = asyncio.create_task(self._watch(receive))
        try:
            await asyncio.wait((pumping, watching), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (watching, pumping):
                task.cancel()
            for task in (watching, pumping):
                with contextlib.suppress(asyncio.CancelledError, OSError):
                    await task

    async def _pump(self, send: Send) -> None:
        headers = [
            (b"content-type", b"application/x-ndjson"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
        ]
        events = self._events
        try:
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            async for event in events:
                line = json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
                await send({"type": "http.response.body", "body": line, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            await events.aclose()  # type: ignore[attr-defined]  # an async generator: this ends the job

    @staticmethod
    async def _watch(receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            continue


def create_app(settings: Settings) -> FastAPI:
    """The ASGI application. Its lifespan starts and ends the forkserver."""
    jobs: Jobs | None = None
    parse_turns = asyncio.Semaphore(settings.concurrency)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        nonlocal jobs
        jobs = Jobs(settings)
        app.state.jobs = jobs
        jobs.start()
        try:
            yield
        finally:
            await jobs.stop()

    app = FastAPI(title="NaturalCAD executor", version=VERSION, lifespan=lifespan, docs_url=None, openapi_url=None)

    @app.exception_handler(Refusal)
    async def refuse(_: Request, refusal: Refusal) -> JSONResponse:
        return JSONResponse({"error": refusal.error}, refusal.status)

    @app.exception_handler(JobError)
    async def fail(_: Request, error: JobError) -> JSONResponse:
        body = {"code": error.code, "message": error.message, "hint": error.hint}
        return JSONResponse({"error": body}, {"busy": 429, "crashed": 503, "timeout": 504}.get(error.code, 422))

    @app.get("/v1/health")
    async def health(request: Request) -> dict[str, Any]:
        assert jobs is not None
        forkserver = jobs.forkserver
        is_warm = forkserver.warm.is_set()
        if not _has_token(request, settings):
            return {"ok": is_warm}
        layers = {name: forkserver.layers.get(name, "not probed yet") for name in sandbox.LAYERS}
        return {
            "ok": is_warm,
            "version": VERSION,
            "build123d": forkserver.build123d or None,
            "warm": is_warm,
            "busy": jobs.busy,
            "queued": jobs.queued,
            "restarts": forkserver.restarts,
            "lastFailure": forkserver.last_failure,
            "sandbox": {
                "layers": [name for name, state in layers.items() if state == "ok"],
                "missing": [{"layer": name, "reason": state} for name, state in layers.items() if state != "ok"],
                "unprotected": sandbox.missing_protections(layers, settings.outer_sandbox) if is_warm else [],
            },
        }

    @app.post("/v1/execute")
    async def execute(request: Request) -> Response:
        assert jobs is not None
        _require_token(request, settings)
        body = await _read_body(request, ExecuteRequest, settings.max_files_body_bytes)
        if len(body.code) > LARGE_SOURCE_CHARACTERS:
            prepared = await asyncio.to_thread(_prepare, body, settings)
        else:
            prepared = _prepare(body, settings)
        if jobs.has(body.jobId):
            raise Refusal(409, "conflict", f"Job {body.jobId} is running already.", "Give each run an id of its own.")
        return EventStream(jobs.stream(body.jobId, prepared))

    @app.post("/v1/compare")
    async def compare(request: Request) -> dict[str, Any]:
        assert jobs is not None
        _require_token(request, settings)
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            body, a, b = await _uploaded_pair(request, settings)
        else:
            body = await _read_body(request, CompareRequest, settings.max_files_body_bytes)
            client = jobs.uploader.client
            a, b = [
                await read_source(source, name, settings, client) for name, source in (("a", body.a), ("b", body.b))
            ]
        return await jobs.compare(body, a, b)

    @app.post("/v1/cancel")
    async def cancel(request: Request) -> dict[str, bool]:
        assert jobs is not None
        _require_token(request, settings)
        body = await _read_body(request, CancelRequest, settings.max_body_bytes)
        return {"canceled": jobs.cancel(body.jobId)}

    @app.post("/v1/parse")
    async def parse(request: Request) -> dict[str, Any]:
        assert jobs is not None
        _require_token(request, settings)
        content = await _read_bytes(request, settings.max_document_bytes, "Upload fewer pages.")
        async with parse_turns:
            try:
                return await parsing.parse(jobs.forkserver, content)
            except ParseFailure as failure:
                raise Refusal(422, failure.code, failure.message, failure.hint) from None

    return app


async def _uploaded_pair(request: Request, settings: Settings) -> tuple[CompareRequest, InputFile, InputFile]:
    """The files `a` and `b` of a form; its field `diff` asks for the added and removed volumes."""
    declared = request.headers.get("content-length", "")
    if not declared.isdigit() or int(declared) > settings.max_files_body_bytes:
        raise Refusal(
            413, "too_large", f"At most {settings.max_files_body_bytes} bytes are taken.", "Send smaller files."
        )
    try:
        form = await request.form(max_files=2, max_fields=8)
    except HTTPException as error:
        raise Refusal(422, "unprocessable", f"The form cannot be read: {error.detail}.", "Send a and b.") from None
    files: list[InputFile] = []
    for name in ("a", "b"):
        part = form.get(name)
        if not isinstance(part, UploadFile):
            raise Refusal(422, "unprocessable", f"The form has no file `{name}`.", "Send a STEP or STL file each.")
        files.append(checked(InputFile(name, None, await part.read()), settings))
    asked = str(form.get("diff", "")).lower() in ("1", "true", "yes")
    blank = InputSource()
    return CompareRequest(a=blank, b=blank, diff=asked, workspace=str(form.get("workspace", ""))[:200]), *files


def _has_token(request: Request, settings: Settings) -> bool:
    given = request.headers.get("authorization", "")
    return bool(settings.token) and hmac.compare_digest(given.encode(), f"Bearer {settings.token}".encode())


def _require_token(request: Request, settings: Settings) -> None:
    if not _has_token(request, settings):
        raise Refusal(
            401, "unauthenticated", "The executor's token is missing or wrong.", "Send Authorization: Bearer …"
        )


async def _read_body(request: Request, model: type[Body], limit: int) -> Body:
    content = await _read_bytes(request, limit, "Send a shorter script.")
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the body"
        raise Refusal(
            422, "unprocessable", f"{where}: {first['msg']}.", "Send the fields that the API names."
        ) from None


async def _read_bytes(request: Request, limit: int, hint: str) -> bytes:
    too_large = Refusal(413, "too_large", f"The request is larger than {limit} bytes.", hint)
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > limit:
        raise too_large
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > limit:
            raise too_large
    return bytes(content)


def _prepare(body: ExecuteRequest, settings: Settings) -> Prepared:
    try:
        size = len(body.code.encode())
    except UnicodeEncodeError:
        raise Refusal(422, "unprocessable", "The script holds half a character.", "Send it as UTF-8.") from None
    if size > settings.max_code_bytes:
        raise Refusal(
            413,
            "too_large",
            f"The script is larger than {settings.max_code_bytes} bytes: it has {size}.",
            "Send a shorter script.",
        )
    timeout_s = settings.default_timeout_s if body.timeoutS is None else body.timeoutS
    if timeout_s > settings.max_timeout_s:
        raise Refusal(
            422,
            "unprocessable",
            f"timeoutS is {timeout_s:g}; at most {settings.max_timeout_s:g} s are allowed.",
            "Ask for less time.",
        )
    for name, target in (body.uploads or {}).items():
        origin = origin_of(target.url)
        if origin is None or origin not in settings.upload_origins:
            raise Refusal(
                422,
                "unprocessable",
                f"uploads.{name}: files may not be sent to {origin or 'that address'}.",
                "Add the origin to UPLOAD_ORIGINS of the executor, or leave uploads out.",
            )
    parameters = read_parameters(body.code)
    values = body.parameters or {}
    try:
        code = apply_parameters(body.code, parameters, values) if values else body.code
    except ParameterError as error:
        raise Refusal(422, "unprocessable", error.message, error.hint, parameter=error.name) from None
    standing = {parameter.name: parameter for parameter in read_parameters(code)} if values else {}
    described = [
        parameter.described(standing[parameter.name].default if parameter.name in standing else parameter.default)
        for parameter in parameters
    ]
    return Prepared(body, code, described, timeout_s)
