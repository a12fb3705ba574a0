"""Files that callers send along: as base64, as an upload, or by an address of an allowed origin."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

import httpx

from naturalcad_worker.protocol import InputSource, JobError
from naturalcad_worker.settings import Settings, origin_of

FETCH_WITHIN_S = 20.0


@dataclass(frozen=True)
class InputFile:
    """A STEP or STL file as bytes; `format` None: to be told from the content."""

    name: str
    format: str | None
    content: bytes


async def read_source(source: InputSource, name: str, settings: Settings, client: httpx.AsyncClient) -> InputFile:
    """The bytes behind a source.

    Raises:
        JobError: bad_input, with what is wrong with it.
    """
    if (source.url is None) == (source.base64 is None):
        raise JobError("bad_input", f"{name} needs either `url` or `base64`.", "Send one of the two.")
    if source.base64 is not None:
        try:
            content = base64.b64decode(source.base64, validate=True)
        except (binascii.Error, ValueError):
            raise JobError("bad_input", f"{name} is not valid base64.", "Encode the file's bytes as base64.") from None
        return checked(InputFile(name, source.format, content), settings)
    assert source.url is not None
    origin = origin_of(source.url)
    if origin is None or origin not in settings.upload_origins:
        raise JobError(
            "bad_input",
            f"{name}: files may not be taken from {origin or 'that address'}.",
            "Add the origin to UPLOAD_ORIGINS of the executor, or send the file as base64.",
        )
    content = bytearray()
    try:
        async with client.stream("GET", source.url, timeout=FETCH_WITHIN_S) as answer:
            if answer.status_code != 200:
                raise JobError("bad_input", f"{name}: the store answered {answer.status_code}.", "Send a fresh link.")
            async for chunk in answer.aiter_bytes():
                content += chunk
                if len(content) > settings.max_input_bytes:
                    break
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        raise JobError("bad_input", f"{name} cannot be fetched: {reason}.", "Try again.") from None
    return checked(InputFile(name, source.format, bytes(content)), settings)


def checked(file: InputFile, settings: Settings) -> InputFile:
    """The file itself.

    Raises:
        JobError: bad_input, when it is empty or too large.
    """
    if not file.content:
        raise JobError("bad_input", f"{file.name} is empty.", "Send a STEP or STL file.")
    if len(file.content) > settings.max_input_bytes:
        limit = settings.max_input_bytes // 2**20
        raise JobError("bad_input", f"{file.name} is larger than {limit} MiB.", "Send a smaller file.")
    return file
