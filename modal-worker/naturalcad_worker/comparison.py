"""One comparison of two parts in a confined child: figures first, exact booleans as far as the time allows."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import time
from typing import Any

from naturalcad_worker import frames
from naturalcad_worker.forkserver import Child, Forkserver, ForkserverDown
from naturalcad_worker.inputs import InputFile
from naturalcad_worker.protocol import JobError
from naturalcad_worker.settings import Settings

# Booleans of two rich parts take minutes; a figure by rays is there after a second or two.
EXACT_WITHIN_S = 5.0


async def compare(
    forkserver: Forkserver, settings: Settings, a: InputFile, b: InputFile, *, with_difference: bool
) -> dict[str, Any]:
    """The figures of the contract; with `with_difference` also `added` and `removed` as GLB in base64.

    Raises:
        JobError: bad_input, timeout, memory or crashed.
    """
    started = time.monotonic()
    try:
        child = await forkserver.take()
    except ForkserverDown as error:
        raise _kernel_ended(error) from None
    drains = [asyncio.create_task(_discard(stream)) for stream in (child.stdout, child.stderr)]
    answer: dict[str, Any] = {}
    try:
        await forkserver.until_ready(child)
        order = {"task": "compare", "bytes": len(a.content), "formats": [a.format, b.format]}
        child.send(order, a.content + b.content)
        async with asyncio.timeout(settings.export_timeout_s):
            answer = (await _next(child, settings))[0]["metrics"]
        patience_s = settings.export_timeout_s if with_difference else EXACT_WITHIN_S
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await _take_exact(child, settings, answer, with_difference)
        if with_difference and "added" not in answer and "differenceError" not in answer:
            answer["differenceError"] = {
                "code": "timeout",
                "message": f"The added and removed volumes were not ready within {patience_s:g} s.",
                "hint": "Compare simpler parts, or STEP files instead of meshes.",
            }
    except TimeoutError:
        limit = settings.export_timeout_s
        raise JobError(
            "timeout", f"The parts could not be compared within {limit:g} s.", "Compare simpler parts."
        ) from None
    except ForkserverDown as error:
        raise _kernel_ended(error) from None
    finally:
        for drain in drains:
            drain.cancel()
        forkserver.kill(child)
    answer["timings"] = {"totalMs": round((time.monotonic() - started) * 1000)}
    return answer


def _kernel_ended(error: ForkserverDown) -> JobError:
    return JobError("crashed", f"The executor's kernel process ended: {error}.", "Try again in a moment.")


async def _take_exact(child: Child, settings: Settings, answer: dict[str, Any], with_difference: bool) -> None:
    try:
        header, _ = await _next(child, settings)
        if header["kind"] == "inexact":
            if with_difference:
                answer["differenceError"] = header["reason"]
            return
        exact = header["metrics"]
        answer.update({key: exact[key] for key in ("iou", "iouMethod", "addedMm3", "removedMm3")})
        if not with_difference:
            return
        meshes = {}
        for name in ("added", "removed"):
            _, content = await _next(child, settings)
            meshes[name] = base64.b64encode(content).decode() if content else None
        answer.update(meshes)
    except JobError as error:
        # A boolean that fails or crashes takes no figure away that is known already.
        if with_difference:
            answer["differenceError"] = {"code": error.code, "message": error.message, "hint": error.hint}


async def _next(child: Child, settings: Settings) -> tuple[dict[str, Any], bytes]:
    try:
        header, content = await frames.read(child.reader, settings.max_inline_bytes)
    except frames.FrameError:
        raise JobError(
            "output_too_large", "The difference is too large to be sent.", "Compare simpler parts."
        ) from None
    except (asyncio.IncompleteReadError, OSError):
        raise JobError("bad_input", "The kernel crashed on one of the two files.", "Export the file again.") from None
    if header["kind"] == "failure":
        raise JobError(header["code"], header["message"], header["hint"])
    return header, content


async def _discard(reader: asyncio.StreamReader) -> None:
    with contextlib.suppress(OSError):
        while await reader.read(65_536):
            continue
