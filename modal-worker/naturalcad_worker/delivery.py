"""Files on their way to the caller: uploaded where it said, else inside the events as base64."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

from naturalcad_worker.protocol import ExecuteRequest, JobError
from naturalcad_worker.settings import Settings
from naturalcad_worker.uploads import Uploader

Emit = Callable[[dict[str, Any]], Awaitable[None]]


class Delivery:
    """Hands over the files of one job, and keeps them by format for who wants to remember them."""

    def __init__(self, uploader: Uploader, settings: Settings, request: ExecuteRequest, emit: Emit) -> None:
        self._uploader, self._settings, self._request, self._emit = uploader, settings, request, emit
        self._inline_bytes = 0
        self.files: dict[str, bytes] = {}
        self.artifacts: dict[str, dict[str, Any]] = {}

    async def deliver(self, name: str, content: bytes) -> None:
        """Sends one file and tells the caller.

        Raises:
            JobError: upload_failed, or output_too_large for files without an upload address.
        """
        self.files[name] = content
        artifact: dict[str, Any] = {
            "format": name,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        target = (self._request.uploads or {}).get(name)  # type: ignore[call-overload]
        if target is not None:
            artifact["upload"] = await self._uploader.send(name, content, target)
        else:
            self._inline_bytes += len(content)
            if self._inline_bytes > self._settings.max_inline_bytes:
                raise JobError(
                    "output_too_large",
                    f"The files together are larger than {self._settings.max_inline_bytes // 2**20} MiB.",
                    "Give upload addresses, ask for draft quality, or ask for fewer formats.",
                )
            artifact["base64"] = base64.b64encode(content).decode()
        self.artifacts[name] = artifact
        await self._emit({"type": "artifact", "artifact": artifact})
