"""Length-prefixed frames between the executor and its children: a JSON header and an optional binary payload.

Layout: uint32 header length, uint64 payload length (big endian), header, payload. The reader states the most it
takes, so that a hostile child cannot make it allocate.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from typing import Any

_PREFIX = struct.Struct("!IQ")
MAX_HEADER_BYTES = 1024 * 1024


class FrameError(Exception):
    """The other side sent something that is no frame, or one larger than allowed."""


def encode(header: dict[str, Any], payload: bytes = b"") -> bytes:
    """A frame ready to be sent."""
    head = json.dumps(header, separators=(",", ":")).encode()
    return _PREFIX.pack(len(head), len(payload)) + head + payload


def send(sock: socket.socket, header: dict[str, Any], payload: bytes = b"") -> None:
    """Sends one frame on a blocking socket."""
    head = json.dumps(header, separators=(",", ":")).encode()
    sock.sendall(_PREFIX.pack(len(head), len(payload)) + head)
    if payload:
        sock.sendall(payload)


def receive(sock: socket.socket) -> tuple[dict[str, Any], bytearray]:
    """Reads one frame from a blocking socket.

    Raises:
        EOFError: the other side closed.
    """
    header_length, payload_length = _PREFIX.unpack(_exactly(sock, _PREFIX.size))
    return json.loads(bytes(_exactly(sock, header_length))), _exactly(sock, payload_length)


def _exactly(sock: socket.socket, count: int) -> bytearray:
    buffer = bytearray(count)
    view = memoryview(buffer)
    at = 0
    while at < count:
        got = sock.recv_into(view[at:])
        if got == 0:
            raise EOFError("the executor closed the connection")
        at += got
    return buffer


async def read(reader: asyncio.StreamReader, max_payload_bytes: int) -> tuple[dict[str, Any], bytes]:
    """Reads one frame without trusting its lengths.

    Raises:
        FrameError: not a frame, or larger than `max_payload_bytes`.
        asyncio.IncompleteReadError: the child went away.
    """
    header_length, payload_length = _PREFIX.unpack(await reader.readexactly(_PREFIX.size))
    if header_length > MAX_HEADER_BYTES:
        raise FrameError(f"header of {header_length} bytes; at most {MAX_HEADER_BYTES} are taken")
    if payload_length > max_payload_bytes:
        raise FrameError(f"payload of {payload_length} bytes; at most {max_payload_bytes} are taken")
    try:
        header = json.loads(await reader.readexactly(header_length))
    except ValueError as error:
        raise FrameError("the header is not JSON") from error
    if not isinstance(header, dict):
        raise FrameError("the header is not an object")
    payload = await reader.readexactly(payload_length) if payload_length else b""
    return header, payload
