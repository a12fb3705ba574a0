"""One job from source to files: a script child, then clean children that measure and export, uploads beside them.

Nothing that a script child says is believed except the geometry, and that is read by children that never saw the script.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass
from typing import Any

from naturalcad_worker import frames, hints
from naturalcad_worker.delivery import Delivery, Emit
from naturalcad_worker.forkserver import Child, Forkserver, ForkserverDown
from naturalcad_worker.inputs import InputFile, read_source
from naturalcad_worker.protocol import ExecuteRequest, JobError
from naturalcad_worker.script_stage import LOG_CHUNK_BYTES, ScriptStage
from naturalcad_worker.settings import Settings
from naturalcad_worker.uploads import Uploader

LARGE_BREP_BYTES = 48 * 1024
ADVICE_WITHIN_S = 4.0


@dataclass(frozen=True)
class Prepared:
    """A request that was found good: what runs is `code`, with the parameters already in it."""

    request: ExecuteRequest
    code: str
    parameters: list[dict[str, Any]]
    timeout_s: float


class Execution:
    """Runs one job. `run` either returns the result event or raises JobError; no child outlives it."""

    def __init__(
        self, forkserver: Forkserver, uploader: Uploader, settings: Settings, prepared: Prepared, emit: Emit
    ) -> None:
        self._forkserver = forkserver
        self._uploader = uploader
        self._settings = settings
        self._prepared = prepared
        self._emit = emit
        self._children: set[Child] = set()
        self._delivery = Delivery(uploader, settings, prepared.request, emit)
        self._script = ScriptStage(forkserver, settings, emit, self._children)

    @property
    def files(self) -> dict[str, bytes]:
        """The files that were delivered, by format."""
        return self._delivery.files

    @property
    def logs(self) -> list[dict[str, Any]]:
        """What the job has logged."""
        return self._script.logs

    async def run(self) -> dict[str, Any]:
        """The result event.

        Raises:
            JobError: with the code, message and hint of the closing error event.
        """
        started = time.monotonic()
        try:
            await self._emit({"type": "stage", "stage": "starting"})
            await self._wait_until_warm()
            inputs = await self._read_inputs()
            child = await self._take()
            running = time.monotonic()
            await self._emit({"type": "stage", "stage": "running"})
            brep, parts = await self._script.run(child, self._prepared.code, self._prepared.timeout_s, inputs)
            ran = time.monotonic()
            result = await self._export(brep, parts, ran)
            await self._script.finish()
            result["timings"] = {
                "startMs": _ms(running - started),
                "runMs": _ms(ran - running),
                **result["timings"],
            }
            return result
        except ForkserverDown as error:
            raise JobError(
                "crashed", f"The executor's kernel process ended: {error}.", "Try again in a moment."
            ) from None
        finally:
            self._script.abandon()
            for child in [*self._children]:
                self._forkserver.kill(child)

    async def _wait_until_warm(self) -> None:
        try:
            async with asyncio.timeout(self._settings.export_timeout_s):
                await self._forkserver.warm.wait()
        except TimeoutError:
            reason = self._forkserver.last_failure or "no answer"
            raise JobError(
                "crashed", f"The CAD kernel does not start: {reason}.", "Look at the executor's log."
            ) from None

    async def _take(self) -> Child:
        child = await self._forkserver.take()
        self._children.add(child)
        await self._forkserver.until_ready(child)
        return child

    # -- the files that came along

    async def _read_inputs(self) -> list[tuple[str, bytes]]:
        found: list[tuple[str, bytes]] = []
        for source in self._prepared.request.inputs:
            name = f'inputs["{source.name}"]'
            file = await read_source(source, name, self._settings, self._uploader.client)
            try:
                async with asyncio.timeout(self._settings.import_timeout_s):
                    found.append((source.name, await self._imported(file)))
            except TimeoutError:
                limit = self._settings.import_timeout_s
                raise JobError(
                    "bad_input", f"{name} could not be read within {limit:g} s.", "Send a simpler file."
                ) from None
        return found

    async def _imported(self, file: InputFile) -> bytes:
        """The file as a BREP, read by a child of its own: a file can crash or stall the kernel."""
        child = await self._take()
        drains = [asyncio.create_task(_discard(stream)) for stream in (child.stdout, child.stderr)]
        try:
            child.send({"task": "import", "format": file.format}, file.content)
            header, brep = await frames.read(child.reader, self._settings.max_brep_bytes)
        except (frames.FrameError, asyncio.IncompleteReadError, OSError):
            raise JobError(
                "bad_input", f"The kernel cannot read {file.name}.", "Export the file again, as STEP if you can."
            ) from None
        finally:
            for drain in drains:
                drain.cancel()
            self._forkserver.kill(child)
            self._children.discard(child)
        if header["kind"] == "failure":
            raise JobError("bad_input", f"{file.name}: {header['message']}", header["hint"])
        return brep

    # -- measuring and exporting

    async def _export(self, brep: bytes, parts: Any, started: float) -> dict[str, Any]:
        request = self._prepared.request
        formats = list(dict.fromkeys(request.formats))
        meshed = [name for name in ("glb", "stl", "png", "3mf", "svg", "dxf") if name in formats]
        # A small part is not worth a third process; a large one is measured and written side by side.
        groups = [meshed, ["facts"], ["step"] if "step" in formats else []]
        if len(brep) < LARGE_BREP_BYTES:
            groups = [meshed, ["facts", *groups[2]]]
        await self._emit({"type": "stage", "stage": "measuring"})
        collected = _Collected()
        advice = asyncio.create_task(self._advise(brep)) if request.printability else None
        try:
            async with asyncio.timeout(self._settings.export_timeout_s), asyncio.TaskGroup() as tasks:
                for wants in filter(None, groups):
                    tasks.create_task(self._export_in_child(wants, brep, parts, collected, tasks))
                if "py" in formats:
                    tasks.create_task(self._delivery.deliver("py", self._prepared.code.encode()))
        except TimeoutError:
            limit = self._settings.export_timeout_s
            raise JobError(
                "timeout", f"The part could not be measured and exported within {limit:g} s.", "Use fewer features."
            ) from None
        except BaseExceptionGroup as group:
            raise _first(group) from None
        finally:
            if advice is not None and collected.facts is None:
                advice.cancel()
        facts = collected.facts
        if facts is None:
            raise JobError("crashed", "The part could not be measured.", "Try again.")
        if collected.is_watertight is not None:
            facts["isWatertight"] = bool(facts["isWatertight"] and collected.is_watertight)
        features = collected.features
        if request.density is not None:
            facts["massG"] = features["massG"] = round(facts["volumeMm3"] * request.density / 1000, 6)
        if collected.thinnest_mm is not None:
            facts["minWallMm"], facts["minWallIsEstimate"] = collected.thinnest_mm, True
        if advice is not None:
            findings = await advice
            if findings is not None:
                facts["printability"] = findings
        result: dict[str, Any] = {
            "type": "result",
            "facts": facts,
            "features": features,
            "parameters": self._prepared.parameters,
            "artifacts": [self._delivery.artifacts[name] for name in formats],
            "timings": {
                "measureMs": _ms(collected.measured_at - started),
                "exportMs": _ms(max(collected.exported_at, started) - started),
            },
        }
        if request.parameters:
            result["code"] = self._prepared.code
        return result

    async def _export_in_child(
        self, wants: list[str], brep: bytes, parts: Any, collected: _Collected, tasks: asyncio.TaskGroup
    ) -> None:
        child = await self._take()
        # What the kernel prints is of no interest, but a full pipe would stop it.
        drains = [asyncio.create_task(_discard(stream)) for stream in (child.stdout, child.stderr)]
        try:
            quality = self._prepared.request.quality
            child.send({"task": "export", "wants": wants, "quality": quality, "parts": parts}, brep)
            while True:
                try:
                    header, content = await frames.read(child.reader, self._settings.max_artifact_bytes)
                except frames.FrameError:
                    raise JobError(
                        "output_too_large",
                        f"A file is larger than {self._settings.max_artifact_bytes // 2**20} MiB.",
                        "Ask for draft quality or use fewer features.",
                    ) from None
                except (asyncio.IncompleteReadError, OSError):
                    raise JobError(
                        "crashed", f"The CAD kernel crashed while making {', '.join(wants)}.", hints.INVALID
                    ) from None
                match header["kind"]:
                    case "facts":
                        collected.facts, collected.features = header["facts"], header["features"]
                        collected.measured_at = time.monotonic()
                        if any(name != "png" for name in self._prepared.request.formats):
                            await self._emit({"type": "stage", "stage": "exporting"})
                    case "file":
                        collected.exported_at = time.monotonic()
                        collected.files += 1
                        if self._prepared.request.uploads and collected.files == len(
                            set(self._prepared.request.formats)
                        ):
                            await self._emit({"type": "stage", "stage": "uploading"})
                        tasks.create_task(self._delivery.deliver(header["format"], content))
                    case "mesh":
                        collected.is_watertight = bool(header["isWatertight"])
                        collected.thinnest_mm = header["minWallMm"]
                    case "failure":
                        raise JobError(header["code"], header["message"], header["hint"])
                    case _:
                        return
        finally:
            for drain in drains:
                drain.cancel()
            self._forkserver.kill(child)
            self._children.discard(child)

    async def _advise(self, brep: bytes) -> list[dict[str, Any]] | None:
        """What to mind in printing, from a child beside the others; None where it takes too long or fails."""
        child = await self._take()
        drains = [asyncio.create_task(_discard(stream)) for stream in (child.stdout, child.stderr)]
        try:
            async with asyncio.timeout(ADVICE_WITHIN_S):
                child.send({"task": "export", "wants": ["printability"], "quality": "normal", "parts": None}, brep)
                header, _ = await frames.read(child.reader, 0)
                return header["findings"] if header["kind"] == "printability" else None
        except (TimeoutError, frames.FrameError, asyncio.IncompleteReadError, OSError):
            return None
        finally:
            for drain in drains:
                drain.cancel()
            self._forkserver.kill(child)
            self._children.discard(child)


class _Collected:
    """What the clean children have handed over so far."""

    def __init__(self) -> None:
        self.facts: dict[str, Any] | None = None
        self.features: dict[str, Any] = {}
        self.is_watertight: bool | None = None
        self.thinnest_mm: float | None = None
        self.files = 0
        self.measured_at = 0.0
        self.exported_at = 0.0


async def _discard(reader: asyncio.StreamReader) -> None:
    with contextlib.suppress(OSError):
        while await reader.read(LOG_CHUNK_BYTES):
            continue


def _first(group: BaseExceptionGroup) -> BaseException:
    """The error that counts in a group: a JobError before anything else."""
    flat: list[BaseException] = []

    def visit(error: BaseException) -> None:
        if isinstance(error, BaseExceptionGroup):
            for inner in error.exceptions:
                visit(inner)
        else:
            flat.append(error)

    visit(group)
    return next((error for error in flat if isinstance(error, JobError)), flat[0])


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
