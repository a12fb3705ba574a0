"""The executor's jobs: who waits, who runs, and how each is ended. At most `concurrency` run at a time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from naturalcad_worker import comparison, memory, source_check
from naturalcad_worker.delivery import Delivery
from naturalcad_worker.execution import Execution, Prepared
from naturalcad_worker.forkserver import Forkserver
from naturalcad_worker.inputs import InputFile
from naturalcad_worker.protocol import CompareRequest, JobError
from naturalcad_worker.settings import Settings
from naturalcad_worker.turns import QueueFull, Turns
from naturalcad_worker.uploads import Uploader

log = logging.getLogger("naturalcad.jobs")
PING_AFTER_S = 10.0
MAX_WAITING_EVENTS = 1024


@dataclass(eq=False)
class Job:
    """One accepted job and the events on their way to its caller; None ends them."""

    id: str
    prepared: Prepared
    events: asyncio.Queue[dict[str, Any] | None] = field(default_factory=lambda: asyncio.Queue(MAX_WAITING_EVENTS))
    task: asyncio.Task[None] | None = None


class Jobs:
    """Accepts, queues, runs and cancels jobs."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._turns = Turns(settings.concurrency, settings.queue_limit)
        self.forkserver = Forkserver(settings, lambda: self._turns.busy > 0)
        self.uploader = Uploader()
        self._memory = memory.ResultMemory()
        self._by_id: dict[str, Job] = {}
        self._is_stopping = False

    @property
    def busy(self) -> int:
        """How many jobs run."""
        return self._turns.busy

    @property
    def queued(self) -> int:
        """How many jobs wait."""
        return self._turns.queued

    def has(self, job_id: str) -> bool:
        """Whether a job of this id waits or runs."""
        return job_id in self._by_id

    def start(self) -> None:
        """Starts the forkserver."""
        self.forkserver.start()

    async def stop(self) -> None:
        """Ends every job, then the forkserver."""
        self.cancel_all()
        tasks = [job.task for job in self._by_id.values() if job.task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=2.0)
        await self.forkserver.stop()
        await self.uploader.close()

    def cancel(self, job_id: str) -> bool:
        """Ends a job; False when there is none of this id."""
        job = self._by_id.get(job_id)
        if job is None or job.task is None:
            return False
        job.task.cancel()
        return True

    def cancel_all(self) -> None:
        """Ends every job and takes no more."""
        self._is_stopping = True
        for job in [*self._by_id.values()]:
            if job.task is not None:
                job.task.cancel()

    async def stream(self, job_id: str, prepared: Prepared) -> AsyncIterator[dict[str, Any]]:
        """Runs the job and gives its events; closing the iterator ends the job."""
        job = Job(job_id, prepared)
        self._by_id[job_id] = job
        job.task = asyncio.create_task(self._run(job))
        try:
            while True:
                try:
                    async with asyncio.timeout(PING_AFTER_S):
                        event = await job.events.get()
                except TimeoutError:
                    yield {"type": "ping"}
                    continue
                if event is None:
                    return
                yield event
        finally:
            job.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await job.task
            self._by_id.pop(job_id, None)

    async def _run(self, job: Job) -> None:
        started = time.monotonic()
        try:
            closing = await self._result(job)
        except JobError as error:
            closing = error.event()
        except asyncio.CancelledError:
            closing = JobError("canceled", "The job was canceled.", "Start it again when it is needed.").event()
        except Exception:
            log.exception("event=job_failed job=%s", job.id)
            closing = JobError("crashed", "The executor failed on this job.", "Look at the executor's log.").event()
        outcome = closing.get("code", "ok") if closing["type"] == "error" else "ok"
        log.info("event=job_ended job=%r outcome=%s ms=%d", job.id, outcome, (time.monotonic() - started) * 1000)
        while job.events.full():  # nobody reads any more, or far too slowly: the end matters most
            job.events.get_nowait()
        job.events.put_nowait(closing)
        if job.events.full():
            job.events.get_nowait()
        job.events.put_nowait(None)

    async def _result(self, job: Job) -> dict[str, Any]:
        rejection = source_check.check(job.prepared.code, checks_names=self.settings.checks_source)
        if rejection is not None:
            raise JobError(rejection.code, rejection.message, rejection.hint, rejection.line)
        if self._is_stopping:
            raise JobError("canceled", "The executor is shutting down.", "Try again in a moment.")
        request = job.prepared.request
        key = memory.key_of(request, job.prepared.code)
        known = self._memory.find(request.workspace, key) if key is not None else None
        if known is not None:
            return await self._again(job, known)
        async with self._turn(request.workspace, lambda position: _tell(job, position)):
            try:
                execution = Execution(self.forkserver, self.uploader, self.settings, job.prepared, job.events.put)
                result = await execution.run()
                if key is not None:
                    self._memory.keep(
                        request.workspace, key, memory.Remembered(result, execution.files, execution.logs)
                    )
                return result
            finally:
                if self.busy == 1:
                    self.forkserver.refill()

    async def _again(self, job: Job, known: memory.Remembered) -> dict[str, Any]:
        """The events of a result that is remembered; files are sent anew."""
        for log_event in known.logs:
            await job.events.put(log_event)
        delivery = Delivery(self.uploader, self.settings, job.prepared.request, job.events.put)
        for name, content in known.files.items():
            await delivery.deliver(name, content)
        artifacts = [delivery.artifacts[entry["format"]] for entry in known.result["artifacts"]]
        return {**known.result, "artifacts": artifacts, "timings": dict.fromkeys(known.result["timings"], 0)}

    async def compare(self, request: CompareRequest, a: InputFile, b: InputFile) -> dict[str, Any]:
        """The figures of a comparison; it waits its turn like a job.

        Raises:
            JobError: as `comparison.compare`, and busy.
        """
        async with self._turn(request.workspace, lambda _: None):
            try:
                await self.forkserver.warm.wait()
                return await comparison.compare(self.forkserver, self.settings, a, b, with_difference=request.diff)
            finally:
                self.forkserver.refill()

    @contextlib.asynccontextmanager
    async def _turn(self, workspace: str, tell: Callable[[int], None]) -> AsyncIterator[None]:
        try:
            async with self._turns.turn(workspace, tell):
                yield
        except QueueFull:
            raise JobError(
                "busy",
                f"{self.queued} jobs are waiting already; at most {self.settings.queue_limit} may.",
                "Try again in a moment.",
            ) from None


def _tell(job: Job, position: int) -> None:
    with contextlib.suppress(asyncio.QueueFull):
        job.events.put_nowait({"type": "stage", "stage": "queued", "position": position})
