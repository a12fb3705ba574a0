"""Broken STEP and STL files from good ones, the same for the same seed: what people's exporters and attackers send."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator


def mutants(step: bytes, stl: bytes, count: int, seed: int = 20) -> Iterator[tuple[str, bytes]]:
    """`count` files, each with the name of what was done to it."""
    chance = random.Random(seed)
    for number in range(count):
        kind, good = ("step", step) if number % 2 else ("stl", stl)
        name, content = chance.choice(_STEP if kind == "step" else _STL)
        yield f"{kind} {number}: {name}", content(good, chance)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _flipped(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 10, 200))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _doubled(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start : start + 5000] * 20 + content[start:]


def _lines_swapped(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    chance.shuffle(lines)
    return b"ISO-10303-21;\n" + b"\n".join(lines)


def _references_changed(content: bytes, chance: random.Random) -> bytes:
    pieces = content.split(b"#")
    for _ in range(30):
        index = chance.randrange(1, len(pieces))
        pieces[index] = str(chance.randrange(400)).encode() + pieces[index].lstrip(b"0123456789")
    return b"#".join(pieces)


def _numbers_changed(content: bytes, chance: random.Random) -> bytes:
    pieces = content.split(b",")
    for _ in range(30):
        pieces[chance.randrange(len(pieces))] = chance.choice(
            (b"1.E308", b"-1.E-308", b"NAN", b"$", b"*", b"''", b"()")
        )
    return b",".join(pieces)


def _nested(content: bytes, chance: random.Random) -> bytes:
    return content.replace(b"DATA;", b"DATA;\n#99999=X(" + b"(" * 20_000 + b");", 1)


def _count_forged(content: bytes, chance: random.Random) -> bytes:
    return content[:80] + struct.pack("<I", chance.choice((0, 1, 10**6, 2**31, 2**32 - 1))) + content[84:]


def _floats_forged(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(20):
        at = 84 + 50 * chance.randrange((len(content) - 84) // 50) + 4 * chance.randrange(12)
        struct.pack_into("<f", changed, at, chance.choice((float("nan"), float("inf"), 3e38, -3e38, 0.0, 1e-40)))
    return bytes(changed)


def _text(content: bytes, chance: random.Random) -> bytes:
    return b"solid x\n" + b"facet normal 0 0 1\nouter loop\nvertex 0 0 nan\n" * chance.randrange(1, 2000)


_SHARED = [("cut off", _cut), ("bytes changed", _flipped), ("a piece many times", _doubled)]
_STEP = [
    *_SHARED,
    ("lines out of order", _lines_swapped),
    ("references changed", _references_changed),
    ("numbers changed", _numbers_changed),
    ("nested deeply", _nested),
]
_STL = [*_SHARED, ("count forged", _count_forged), ("numbers forged", _floats_forged), ("text without an end", _text)]
