"""Sends finished files to the origins that the operator allowed, over connections that stay open."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx

from naturalcad_worker.protocol import MEDIA_TYPES, JobError, UploadTarget

ATTEMPTS = 2
MAX_ANSWER_BYTES = 64 * 1024
# Hop-by-hop and framing headers are httpx's own business.
_OWN_HEADERS = frozenset(("host", "content-length", "transfer-encoding", "connection"))


class Uploader:
    """One HTTP client for all jobs. Follows no redirect: a redirect could lead to an origin that is not allowed."""

    def __init__(self) -> None:
        self.client = httpx.AsyncClient(
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(60.0, connect=10.0),
            limits=httpx.Limits(max_connections=32, max_keepalive_connections=16, keepalive_expiry=60.0),
        )

    async def close(self) -> None:
        """Closes every connection."""
        await self.client.aclose()

    async def send(self, file_format: str, content: bytes, target: UploadTarget) -> dict[str, Any]:
        """Uploads one file; gives the status and the body (JSON when it is JSON).

        Raises:
            JobError: upload_failed, when the store cannot be reached or does not answer 2xx.
        """
        headers = {name: value for name, value in target.headers.items() if name.lower() not in _OWN_HEADERS}
        if not any(name.lower() == "content-type" for name in headers):
            headers["Content-Type"] = MEDIA_TYPES[file_format]
        problem = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                await asyncio.sleep(0.2)
            try:
                answer = await self.client.request(target.method, target.url, content=content, headers=headers)
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
                problem = f"{type(error).__name__}: {error}".rstrip(": ")
                continue
            if 200 <= answer.status_code < 300:
                return {"status": answer.status_code, "body": _body(answer)}
            problem = f"the store answered {answer.status_code}"
            if answer.status_code < 500:
                break
        raise JobError(
            "upload_failed",
            f"The {file_format} file ({len(content)} bytes) could not be stored: {problem}.",
            "Try again; if it stays so, check that the store is reachable from the executor.",
        )


def _body(answer: httpx.Response) -> Any:
    text = answer.content[:MAX_ANSWER_BYTES]
    try:
        return json.loads(text)
    except ValueError:
        return text.decode(errors="replace")
