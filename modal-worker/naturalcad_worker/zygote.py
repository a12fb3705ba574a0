"""The forkserver: loads the CAD kernel once, then forks a confined child whenever the executor asks for one.

It is started with a clean environment, holds no secret, and passes the children's connections on without reading
them, so that no job's script or geometry is ever in the memory that later children are copied from.

Fork safety: OCC's thread pool is set to one thread before anything else touches the kernel; a child forked from a
process with worker threads would wait for threads that it does not have.

Control messages (one JSON object each, over the socket whose number is argv[1]):
  in   {"spawn": id}  with the child's connection, stdout and stderr attached;  {"kill": id}
  out  {"ready": …}, {"spawned": id}, {"exited": id, "status": wait status, "maxRssKb": n}, {"failed": reason}
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
import time
import traceback

from naturalcad_worker import sandbox

FIRST_UID = 61_000
UIDS = 1_000


def main() -> None:
    """Launcher: makes the namespaces, forks the forkserver into them and ends when it ends."""
    sandbox.die_with_parent(signal.SIGKILL)
    control = socket.socket(fileno=int(sys.argv[1]))
    options = json.loads(sys.argv[2])
    skipped = frozenset(options["skippedLayers"])
    layers: dict[str, str] = {}
    if "namespaces" in skipped:
        layers["namespaces"] = "left out by WORKER_SKIP_LAYERS"
    else:
        try:
            sandbox.enter_namespaces()
            layers["namespaces"] = "ok"
        except (sandbox.LayerError, OSError) as error:
            layers["namespaces"] = str(error)
    pid = os.fork()
    if pid == 0:
        sandbox.die_with_parent(signal.SIGKILL)
        try:
            Forkserver(control, layers, skipped, int(options["memoryBytes"])).serve()
        except BaseException as error:  # the executor has to learn why, whatever it was
            control.send(json.dumps({"failed": f"{type(error).__name__}: {error}"}).encode())
            os._exit(1)
        os._exit(0)
    control.close()
    _, status = os.waitpid(pid, 0)
    os._exit(0 if status == 0 else 1)


class Forkserver:
    """Holds the warm kernel and the process ids of living children. Holds no data of any job."""

    def __init__(
        self, control: socket.socket, layers: dict[str, str], skipped: frozenset[str], memory_bytes: int
    ) -> None:
        self.control = control
        self.layers = layers
        self.skipped = skipped
        self.memory_bytes = memory_bytes
        self.children: dict[int, int] = {}
        self.spawned = 0

    def serve(self) -> None:
        started = time.monotonic()
        from naturalcad_worker import kernel

        kernel.make_fork_safe()
        kernel.warm_up()
        threads = kernel.thread_count()
        if threads > 1:
            raise RuntimeError(f"{threads} threads after the warm-up; forking needs exactly 1")
        self._enter_private_root()
        kernel.freeze_memory()
        self._tell(
            {
                "ready": {"build123d": kernel.build123d_version(), "layers": self.layers},
                "warmMs": round((time.monotonic() - started) * 1000),
            }
        )
        wake_read, wake_write = os.pipe()
        os.set_blocking(wake_read, False)
        os.set_blocking(wake_write, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        parent = os.getppid()
        while True:
            readable, _, _ = select.select([self.control, wake_read], [], [], 5.0)
            if os.getppid() != parent:
                return
            if wake_read in readable:
                os.read(wake_read, 4096)
            self._reap()
            if self.control in readable and not self._obey():
                return

    def _enter_private_root(self) -> None:
        if self.layers["namespaces"] != "ok":
            self.layers["privateRoot"] = "needs namespaces"
        elif "privateRoot" in self.skipped:
            self.layers["privateRoot"] = "left out by WORKER_SKIP_LAYERS"
        else:
            try:
                sandbox.pivot_to_private_root()
                self.layers["privateRoot"] = "ok"
            except (sandbox.LayerError, OSError) as error:
                self.layers["privateRoot"] = str(error)

    def _tell(self, message: dict) -> None:
        try:
            self.control.send(json.dumps(message).encode())
        except BrokenPipeError:
            os._exit(0)  # the executor is gone, and with it the reason to be

    def _obey(self) -> bool:
        message, fds, _, _ = socket.recv_fds(self.control, 4096, 3)
        if not message:
            return False
        order = json.loads(message)
        if "spawn" in order:
            self._spawn(order["spawn"], fds)
        elif "kill" in order:
            for pid, child in self.children.items():
                if child == order["kill"]:
                    os.kill(pid, signal.SIGKILL)
        return True

    def _spawn(self, child: int, fds: list[int]) -> None:
        self.spawned += 1
        uid = FIRST_UID + self.spawned % UIDS
        pid = os.fork()
        if pid == 0:
            try:
                self._become_child(fds, uid)
            except BaseException:  # goes to the job's own log
                os.write(2, traceback.format_exc().encode())
            finally:
                os._exit(70)
        self.children[pid] = child
        for fd in fds:
            os.close(fd)
        self._tell({"spawned": child})

    def _become_child(self, fds: list[int], uid: int) -> None:
        sandbox.die_with_parent(signal.SIGKILL)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        connection, stdout, stderr = fds
        null = os.open("/dev/null", os.O_RDONLY)
        # The connection may itself sit on 0–2 or be a target below: copy it out of the way first.
        moved = [os.dup(fd) for fd in (connection, null, stdout, stderr)]
        for target, fd in zip((3, 0, 1, 2), moved, strict=True):
            os.dup2(fd, target)
        self.control.detach()
        os.closerange(4, 1024)
        report = sandbox.confine_child(
            has_namespaces=self.layers["namespaces"] == "ok",
            has_private_root=self.layers["privateRoot"] == "ok",
            uid=uid,
            memory_bytes=self.memory_bytes,
            skipped=self.skipped,
        )
        from naturalcad_worker import child

        child.serve(socket.socket(fileno=3), report)
        os._exit(0)

    def _reap(self) -> None:
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            child = self.children.pop(pid, None)
            if child is not None:
                self._tell({"exited": child, "status": status, "maxRssKb": usage.ru_maxrss})


if __name__ == "__main__":
    main()
