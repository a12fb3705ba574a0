"""The parts of an assembly: names and colours as the script gave them, in the order of the compound's children.

They come from the script's own process, so they are only ever words and colours: never a size or a count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MAX_PARTS = 500
MAX_NAME_CHARACTERS = 80


@dataclass(frozen=True)
class PartLook:
    """A part's name and its colour (sRGB, 0..1), None where it has none."""

    name: str
    rgb: tuple[float, float, float] | None

    @property
    def hex(self) -> str | None:
        """`#rrggbb`."""
        return None if self.rgb is None else "#" + "".join(f"{round(value * 255):02x}" for value in self.rgb)


def read_looks(value: Any, children: int) -> list[PartLook]:
    """What a script said of its parts; nothing unless it is one entry for each of `children`, and there are two or more."""
    if not isinstance(value, list) or len(value) != children or not 2 <= children <= MAX_PARTS:
        return []
    looks: list[PartLook] = []
    used: set[str] = set()
    for number, entry in enumerate(value, start=1):
        name = entry.get("name") if isinstance(entry, dict) else None
        name = (
            "".join(c for c in name if c.isprintable()).strip()[:MAX_NAME_CHARACTERS] if isinstance(name, str) else ""
        )
        name = name or f"part {number}"
        while name in used:
            name = f"{name[:MAX_NAME_CHARACTERS]} ({number})"
        used.add(name)
        rgb = entry.get("rgb") if isinstance(entry, dict) else None
        good = isinstance(rgb, list) and len(rgb) == 3 and all(isinstance(v, (int, float)) and 0 <= v <= 1 for v in rgb)
        looks.append(PartLook(name, (float(rgb[0]), float(rgb[1]), float(rgb[2])) if good else None))
    return looks
