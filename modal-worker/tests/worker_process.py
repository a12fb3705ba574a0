"""A real executor in a process of its own, and a client that reads its events."""

from __future__ import annotations

import base64
import itertools
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

FOLDER = Path(__file__).resolve().parent.parent
TOKEN = "test-token-4b1d"
_numbers = itertools.count(1)


@dataclass
class Outcome:
    """Everything one job answered."""

    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def closing(self) -> dict[str, Any]:
        return self.events[-1]

    @property
    def is_result(self) -> bool:
        return self.closing["type"] == "result"

    @property
    def code(self) -> str | None:
        return self.closing.get("code") if self.closing["type"] == "error" else None

    @property
    def facts(self) -> dict[str, Any]:
        assert self.is_result, self.closing
        return self.closing["facts"]

    @property
    def log(self) -> str:
        return "".join(event["text"] for event in self.events if event["type"] == "log")

    def file(self, name: str) -> bytes:
        artifact = next(entry for entry in self.closing["artifacts"] if entry["format"] == name)
        return base64.b64decode(artifact["base64"])


class Worker:
    """The executor under test. Ends with `stop`."""

    def __init__(self, *, command: list[str] | None = None, folder: Path = FOLDER, **environment: str) -> None:
        env = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": os.environ.get("HOME", "/"),
            "WORKER_TOKEN": TOKEN,
            "WORKER_CONCURRENCY": "2",
            **environment,
        }
        self.process = subprocess.Popen(
            [*(command or [sys.executable]), "-m", "naturalcad_worker", "--host", "127.0.0.1", "--port", "0"],
            cwd=folder,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.errors: list[str] = []
        self._reader = threading.Thread(target=self._read_errors, daemon=True)
        self._reader.start()
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("ready http://"), f"{line!r} {''.join(self.errors)}"
        self.url = line.split()[1]
        self.client = httpx.Client(
            base_url=self.url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60, trust_env=False
        )

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        self.errors.extend(self.process.stderr)

    def stop(self) -> int:
        self.client.close()
        if self.process.poll() is None:
            self.process.terminate()
        code = self.process.wait(timeout=20)
        self._reader.join(timeout=5)
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
        return code

    def health(self) -> dict[str, Any]:
        return self.client.get("/v1/health").json()

    def body(self, code: str, **more: Any) -> dict[str, Any]:
        number = next(_numbers)
        # A workspace of its own: what an earlier test ran is not remembered for it.
        return {"jobId": f"job-{number}", "code": code, "workspace": f"team-{number}", **more}

    def post(self, code: str, **more: Any) -> httpx.Response:
        return self.client.post("/v1/execute", json=self.body(code, **more))

    def run(self, code: str, **more: Any) -> Outcome:
        answer = self.post(code, **more)
        assert answer.status_code == 200, answer.text
        return Outcome([json.loads(line) for line in answer.text.splitlines()])

    def begin(self, code: str, **more: Any) -> Stream:
        return Stream(self, self.body(code, **more))


class Stream:
    """A job whose events are read while it runs, on a connection of its own that can be closed."""

    def __init__(self, worker: Worker, body: dict[str, Any]) -> None:
        self.job_id = body["jobId"]
        self._events: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._client = httpx.Client(base_url=worker.url, headers=worker.client.headers, timeout=60, trust_env=False)
        self._context = self._client.stream("POST", "/v1/execute", json=body)
        self.answer = self._context.__enter__()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        try:
            for line in self.answer.iter_lines():
                self._events.put(json.loads(line))
        except (httpx.HTTPError, httpx.StreamError):
            pass
        self._events.put(None)

    def events(self) -> Iterator[dict[str, Any]]:
        while (event := self._events.get(timeout=30)) is not None:
            yield event

    def wait_for(self, **wanted: Any) -> dict[str, Any]:
        for event in self.events():
            if all(event.get(key) == value for key, value in wanted.items()):
                return event
        raise AssertionError(f"the stream ended without {wanted}")

    def rest(self) -> Outcome:
        outcome = Outcome([event for event in self.events() if event["type"] != "ping"])
        self.close()
        return outcome

    def close(self) -> None:
        """Closes the connection, as a caller that goes away does."""
        import contextlib
        import socket

        with contextlib.suppress(OSError, AttributeError):
            stream = self.answer.extensions["network_stream"]
            stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=10)
        with contextlib.suppress(httpx.HTTPError, RuntimeError):
            self._context.__exit__(None, None, None)
        self._client.close()
