"""The executor's side of parsing: hands a document to a confined child and believes nothing but the shape of its answer."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from naturalcad_worker import frames
from naturalcad_worker.forkserver import Forkserver, ForkserverDown
from naturalcad_worker.parse.elements import ParseFailure

TIMEOUT_S = 60.0
MAX_ANSWER_BYTES = 64 * 1024 * 1024


async def parse(forkserver: Forkserver, content: bytes) -> dict[str, Any]:
    """The answer of `/v1/parse`; `pictures` holds a base64 PNG (or null) for each page.

    Raises:
        ParseFailure: the file cannot be read, took too long, or broke the child that read it.
    """
    try:
        async with asyncio.timeout(TIMEOUT_S):
            await forkserver.warm.wait()
            child = await forkserver.take()
    except (TimeoutError, ForkserverDown):
        raise ParseFailure("busy", "The executor is not ready to read documents.", "Try again in a moment.") from None
    # What the libraries print about a broken file is of no use to anybody, but must not fill the pipes.
    drains = [asyncio.create_task(_discard(stream)) for stream in (child.stdout, child.stderr)]
    try:
        async with asyncio.timeout(TIMEOUT_S):
            await asyncio.shield(child.ready)
            child.send({"task": "parse"}, content)
            header, payload = await frames.read(child.reader, MAX_ANSWER_BYTES)
    except TimeoutError:
        raise ParseFailure(
            "timeout", f"The document was not read within {TIMEOUT_S:g} s.", "Upload fewer pages."
        ) from None
    except (frames.FrameError, asyncio.IncompleteReadError, OSError, ForkserverDown):
        raise ParseFailure(
            "damaged", "The document broke the process that read it.", "Save it again, or upload fewer pages."
        ) from None
    finally:
        for drain in drains:
            drain.cancel()
        forkserver.kill(child)
        forkserver.refill()
    if header.get("kind") == "failure":
        raise ParseFailure(str(header.get("code")), str(header.get("message")), str(header.get("hint")))
    answer: dict[str, Any] = json.loads(payload)
    return answer


async def _discard(stream: asyncio.StreamReader) -> None:
    while await stream.read(65_536):
        continue
