"""A store on loopback that takes uploads as Convex (POST, {storageId}) and Supabase (PUT, {Key}) do."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Store:
    """Remembers what was sent to it, and gives out `files`. `answers`: status codes to give before it answers 200 again."""

    def __init__(self) -> None:
        self.received: list[tuple[str, str, dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.files: dict[str, bytes] = {}
        store = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _take(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", "0")))
                store.received.append((self.command, self.path, dict(self.headers), body))
                status = store.answers.pop(0) if store.answers else 200
                if self.command == "GET" and self.path in store.files:
                    self._send(200, "application/octet-stream", store.files[self.path])
                    return
                name = "storageId" if self.command == "POST" else "Key"
                answer = json.dumps({name: f"stored-{len(store.received)}"}).encode()
                self._send(status, "application/json", answer)

            def _send(self, status: int, kind: str, content: bytes) -> None:
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_POST = do_PUT = do_GET = _take  # noqa: N815  (the names that http.server calls)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
