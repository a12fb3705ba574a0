"""The executor's side of the forkserver: starts it, keeps confined children ready, and starts it again when it dies.

Holds connections to children. Knows nothing of jobs; what passes over a connection is its taker's business.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import socket
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from naturalcad_worker import frames, sandbox
from naturalcad_worker.settings import Settings

log = logging.getLogger("naturalcad.forkserver")
PACKAGE_PARENT = Path(__file__).resolve().parent.parent
RESTART_PAUSE_S = 0.5
# People who move a slider leave less time than this between two jobs.
REHEARSE_AFTER_S = 0.1
READY_TIMEOUT_S = 10.0
CHILDREN_OF_A_JOB = 4
STREAM_BUFFER_BYTES = 1024 * 1024


@dataclass
class Exit:
    """How a child ended: the wait status and its largest resident memory."""

    status: int
    max_rss_kb: int


@dataclass(eq=False)
class Child:
    """One confined process, used for one task."""

    id: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    stdout: asyncio.StreamReader
    stderr: asyncio.StreamReader
    transports: list[asyncio.BaseTransport]
    exited: asyncio.Future[Exit]
    has_rehearsed: bool = False
    ready: asyncio.Future[dict[str, str]] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def send(self, header: dict[str, Any], payload: bytes = b"") -> None:
        """Hands the child its task."""
        self.writer.write(frames.encode(header, payload))

    def close(self) -> None:
        """Closes this side's ends; the child sees the end of its connection."""
        for transport in self.transports:
            transport.close()


class ForkserverDown(Exception):
    """The forkserver is not there; it is being started again."""


class Forkserver:
    """Starts children, keeps `spare` of them waiting, and reports on itself."""

    def __init__(self, settings: Settings, is_busy: Callable[[], bool]) -> None:
        self.settings = settings
        self.is_busy = is_busy
        self.layers: dict[str, str] = {}
        self.build123d = ""
        self.restarts = 0
        self.last_failure: str | None = None
        self.warm = asyncio.Event()
        self.spare = CHILDREN_OF_A_JOB
        self._idle: deque[Child] = deque()
        self._children: dict[int, Child] = {}
        self._next_id = 0
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._task: asyncio.Task[None] | None = None
        self._refilling: asyncio.Task[None] | None = None
        self._rehearsing: asyncio.TimerHandle | None = None
        self._probes: set[asyncio.Task[None]] = set()
        self._folder = tempfile.TemporaryDirectory(prefix="naturalcad-worker-")

    # -- life

    def start(self) -> None:
        """Starts the forkserver and watches over it. Must be called on the main thread: it dies with that thread."""
        self._task = asyncio.create_task(self._keep_alive())

    async def stop(self) -> None:
        """Ends the forkserver and every child."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._end_process()
        self._folder.cleanup()

    async def _keep_alive(self) -> None:
        while True:
            try:
                await self._run_once()
            except asyncio.CancelledError:
                raise
            except Exception as error:
                self.last_failure = f"{type(error).__name__}: {error}"
            log.error("event=forkserver_ended reason=%r restarts=%d", self.last_failure, self.restarts)
            self._end_process()
            self.restarts += 1
            await asyncio.sleep(RESTART_PAUSE_S)

    async def _run_once(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, _MESSAGES)
        options = {
            "skippedLayers": sorted(self.settings.skipped_layers),
            "memoryBytes": self.settings.memory_bytes,
        }
        command = [sys.executable, "-m", "naturalcad_worker.zygote", str(theirs.fileno()), json.dumps(options)]
        # Nothing of the executor's environment (its token) goes in; HOME is a folder that exists only for this.
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": self._folder.name,
            "TMPDIR": sandbox.JOB_FOLDER,
            "LANG": "C.UTF-8",
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": os.pathsep.join(sandbox.package_folders()),
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
        }
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
                command,
                cwd=PACKAGE_PARENT,
                env=environment,
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        ours.setblocking(False)
        self._control = ours
        loop = asyncio.get_running_loop()
        while True:
            message = await loop.sock_recv(ours, 65_536)
            if not message:
                raise ForkserverDown(self.last_failure or "the forkserver closed its connection")
            self._take(json.loads(message))

    def _take(self, message: dict[str, Any]) -> None:
        if "ready" in message:
            self.build123d = message["ready"]["build123d"]
            self.layers = {**self.layers, **message["ready"]["layers"]}
            self.last_failure = None
            log.info("event=forkserver_warm ms=%d", message["warmMs"])
            self.warm.set()
            self.refill()
        elif "exited" in message:
            child = self._children.pop(message["exited"], None)
            if child is not None:
                if child in self._idle:
                    self._idle.remove(child)
                    child.close()
                if not child.exited.done():
                    child.exited.set_result(Exit(message["status"], message["maxRssKb"]))
        elif "failed" in message:
            self.last_failure = message["failed"]

    def _end_process(self) -> None:
        self.warm.clear()
        if self._rehearsing is not None:
            self._rehearsing.cancel()
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            self._process.wait()
            self._process = None
        for child in [*self._children.values()]:
            child.close()
            if not child.exited.done():
                child.exited.set_exception(ForkserverDown("it took its children with it"))
                child.exited.exception()  # looked at: nobody may be waiting for it
        self._children.clear()
        self._idle.clear()

    # -- children

    def refill(self) -> None:
        """Has children spawned, in the background, until `spare` are waiting."""
        if self._refilling is None or self._refilling.done():
            self._refilling = asyncio.create_task(self._refill())

    async def _refill(self) -> None:
        while len(self._idle) < self.spare:
            try:
                self._idle.append(await self._spawn())
            except (ForkserverDown, OSError):
                return
        self._rehearse_later()

    def _rehearse_later(self) -> None:
        """Has the waiting children go once through what jobs do, one after the other, while there is no job."""
        if self._rehearsing is not None:
            self._rehearsing.cancel()
        self._rehearsing = asyncio.get_running_loop().call_later(REHEARSE_AFTER_S, self._rehearse_one)

    def _rehearse_one(self) -> None:
        child = next((child for child in self._idle if not child.has_rehearsed), None)
        if child is None or self.is_busy():
            return
        child.has_rehearsed = True
        child.send({"task": "rehearse"})
        self._rehearse_later()

    async def take(self) -> Child:
        """A child of the caller's own.

        Raises:
            ForkserverDown: the forkserver is gone.
        """
        while self._idle:
            child = self._idle.popleft()
            if not child.exited.done():
                return child
        try:
            return await self._spawn()
        except OSError as error:
            raise ForkserverDown(str(error)) from error

    async def until_ready(self, child: Child) -> None:
        """Waits for the child's first word. Whoever reads from it earlier takes that word for an answer.

        Raises:
            ForkserverDown: it ended before, or did not come in time.
        """
        try:
            async with asyncio.timeout(READY_TIMEOUT_S):
                await asyncio.shield(child.ready)
        except TimeoutError:
            raise ForkserverDown("a child did not get ready") from None

    def kill(self, child: Child) -> None:
        """Ends the child at once and closes this side's ends."""
        child.close()
        self.end(child)

    def end(self, child: Child) -> None:
        """Ends the child at once; what it has written can still be read."""
        if self._control is not None and child.id in self._children:
            with contextlib.suppress(OSError):
                self._control.send(json.dumps({"kill": child.id}).encode())

    async def _spawn(self) -> Child:
        if self._control is None or not self.warm.is_set():
            raise ForkserverDown("the forkserver is starting")
        self._next_id += 1
        number = self._next_id
        loop = asyncio.get_running_loop()
        exited: asyncio.Future[Exit] = loop.create_future()
        ours, theirs = socket.socketpair()
        out_read, out_write = os.pipe()
        err_read, err_write = os.pipe()
        try:
            order = json.dumps({"spawn": number}).encode()
            socket.send_fds(self._control, [order], [theirs.fileno(), out_write, err_write])
        except OSError:
            ours.close()
            os.close(out_read)
            os.close(err_read)
            raise
        finally:
            theirs.close()
            os.close(out_write)
            os.close(err_write)
        reader, writer = await asyncio.open_connection(sock=ours, limit=STREAM_BUFFER_BYTES)
        stdout, stdout_transport = await _read_pipe(loop, out_read)
        stderr, stderr_transport = await _read_pipe(loop, err_read)
        child = Child(
            number, reader, writer, stdout, stderr, [writer.transport, stdout_transport, stderr_transport], exited
        )
        self._children[number] = child
        if not self.warm.is_set():
            child.close()
            raise ForkserverDown("the forkserver ended")
        probe = asyncio.create_task(self._await_ready(child))
        self._probes.add(probe)
        probe.add_done_callback(self._probes.discard)
        return child

    async def _await_ready(self, child: Child) -> None:
        try:
            header, _ = await frames.read(child.reader, 0)
            layers = {str(name): str(state) for name, state in header["layers"].items()}
        except (frames.FrameError, asyncio.IncompleteReadError, KeyError, OSError):
            child.ready.set_exception(ForkserverDown("a child ended before it was ready"))
            child.ready.exception()
            return
        self.layers = {**self.layers, **layers}
        child.ready.set_result(layers)


async def _read_pipe(
    loop: asyncio.AbstractEventLoop, descriptor: int
) -> tuple[asyncio.StreamReader, asyncio.BaseTransport]:
    reader = asyncio.StreamReader(limit=STREAM_BUFFER_BYTES)
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", 0)
    )
    return reader, transport


# SEQPACKET keeps messages apart and tells when the other side is gone; macOS has only datagrams.
_MESSAGES = socket.SOCK_SEQPACKET if sys.platform == "linux" else socket.SOCK_DGRAM
