"""Starts the executor: `python -m naturalcad_worker --host 127.0.0.1 --port 8800`."""

from __future__ import annotations

import argparse
import asyncio
import ipaddress
import logging
import os
import signal
import socket
import sys
import threading

import uvicorn

from naturalcad_worker import sandbox
from naturalcad_worker.app import create_app
from naturalcad_worker.settings import Settings, read_settings

log = logging.getLogger("naturalcad.main")
GRACE_S = 3


class Server(uvicorn.Server):
    """uvicorn that says on stdout when it answers, and ends running jobs as soon as it is told to stop."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Prints `ready <URL>` once the port listens."""
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"ready http://{shown}:{port}", flush=True)

    def handle_exit(self, sig: int, frame: object) -> None:
        """Lets every stream end with an event before the connections close."""
        jobs = getattr(self.config.app.state, "jobs", None)  # type: ignore[union-attr]
        if jobs is not None:
            self._loop.call_soon_threadsafe(jobs.cancel_all)
        # uvicorn's own handler would raise the signal again at the end, and the exit code would say "killed".
        self.should_exit = True

    def _end_with_starter(self) -> None:
        # The starter holds the other end of this pipe: it closes even when the starter is killed outright.
        while os.read(0, 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serves until a signal comes, or until a starter that asked for it is gone."""
        self._loop = asyncio.get_running_loop()
        if os.environ.get("EXIT_WITH_PARENT") == "1":
            threading.Thread(target=self._end_with_starter, daemon=True).start()
        await super().serve(sockets)


def main() -> int:
    """Reads arguments and environment and serves. Exit code 2: something about them is wrong."""
    parser = argparse.ArgumentParser(prog="naturalcad_worker", description="NaturalCAD's CAD executor")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8800, help="0 takes a free one")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="level=%(levelname)s logger=%(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        settings = read_settings()
    except ValueError as error:
        log.error("event=bad_setting %s", error)
        return 2
    problem = _refusal(settings, arguments.host)
    if problem:
        log.error("event=refused_to_start %s", problem)
        return 2
    config = uvicorn.Config(
        create_app(settings),
        host=arguments.host,
        port=arguments.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=75,
    )
    server = Server(config)
    server.run()
    return 0 if server.started else 1


def _refusal(settings: Settings, host: str) -> str | None:
    """Why the executor must not serve here, or None."""
    if not settings.token:
        return "WORKER_TOKEN is not set; set it to a secret that the backend has too"
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = host == "localhost"
    if is_loopback or settings.allows_weak_sandbox:
        return None
    missing = sandbox.missing_protections(sandbox.probe(settings.skipped_layers), settings.outer_sandbox)
    if missing:
        return (
            f"nothing here protects {', '.join(missing)}; use a Linux kernel with seccomp and Landlock or user namespaces, "
            "or listen on 127.0.0.1"
        )
    return None


if __name__ == "__main__":
    sys.exit(main())
