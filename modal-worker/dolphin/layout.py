"""What Dolphin writes, as data: boxes and labels of a page's layout, and tables as rows of cells. Pure.

The model sees a page scaled to whole patches and names boxes in that scale; here they go back to the page's own.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from html.parser import HTMLParser

PATCH = 28
LONGEST_SIDE = 1_600
MIN_PIXELS = PATCH * PATCH
MAX_PIXELS = 2_560_000
MAX_ELEMENTS = 400
MAX_ROWS, MAX_COLUMNS, MAX_SPAN = 2_000, 64, 64

Box = tuple[float, float, float, float]

_NUMBER = r"\s*(\d+(?:\.\d+)?)\s*"
_PLACE = re.compile(rf"\[{_NUMBER},{_NUMBER},{_NUMBER},{_NUMBER}\]")
_LABEL = re.compile(r"\[([A-Za-z][\w -]{0,40})\]")
_LABELS = {"tab": "table", "equ": "formula", "fig": "figure", "sec": "heading", "title": "heading", "para": "text"}


@dataclass(frozen=True)
class Region:
    """A part of a page: what it is, and where, in the pixels of the picture that was asked about."""

    label: str
    box: Box


def shrunk(width: int, height: int) -> tuple[int, int]:
    """The size that a picture is given to the model in: its longest side within the limit, its shortest one patch."""
    scale = min(1.0, LONGEST_SIDE / max(width, height))
    return max(PATCH, round(width * scale)), max(PATCH, round(height * scale))


def seen_size(width: int, height: int) -> tuple[int, int]:
    """The size in which the model sees a picture, whole patches within its budget of pixels (Qwen2.5-VL's rule)."""
    width, height = shrunk(width, height)
    across, down = max(1, round(width / PATCH)), max(1, round(height / PATCH))
    if across * down * PATCH**2 > MAX_PIXELS:
        factor = math.sqrt(MAX_PIXELS / (width * height))
        across, down = (max(1, math.floor(side * factor / PATCH)) for side in (width, height))
    return across * PATCH, down * PATCH


def regions(written: str, width: int, height: int) -> list[Region] | None:
    """The layout that the model wrote for a picture of `width` × `height`, in reading order.

    None where it wrote none that can be trusted: the page is then read as a whole.
    """
    seen_width, seen_height = seen_size(width, height)
    across, down = width / seen_width, height / seen_height
    found: list[Region] = []
    for piece in re.split(r"\[(?:PAIR|RELATION)_SEP\]", written)[:MAX_ELEMENTS]:
        place = _PLACE.search(piece)
        label = _LABEL.search(piece, place.end()) if place is not None else None
        if place is None or label is None:
            continue
        x0, y0, x1, y1 = (float(side) for side in place.groups())
        box = (min(x0 * across, width), min(y0 * down, height), min(x1 * across, width), min(y1 * down, height))
        if box[2] - box[0] < 2 or box[3] - box[1] < 2:
            continue
        found.append(Region(plain_label(label.group(1)), box))
    return found if found and not _is_tangled([region.box for region in found]) else None


def plain_label(label: str) -> str:
    """Dolphin's label in the words of the executor: sec_1 is a heading, tab a table."""
    name = label.strip().lower()
    return _LABELS.get(name) or _LABELS.get(name.split("_")[0]) or name


def _is_tangled(boxes: list[Box]) -> bool:
    """Whether boxes lie over each other so often that they describe no flat page."""
    over = 0
    for index, first in enumerate(boxes):
        for second in boxes[index + 1 :]:
            width = min(first[2], second[2]) - max(first[0], second[0])
            height = min(first[3], second[3]) - max(first[1], second[1])
            smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (first, second))
            over += width > 0 and height > 0 and width * height > 0.5 * smaller
    return over > len(boxes) / 2


def table_cells(written: str) -> list[list[str]]:
    """Rows of the HTML table that the model wrote; a cell that spans others is in each place that it covers.

    Empty where there is no table in it. Markup inside a cell is left out, its text kept.
    """
    reader = _TableReader()
    reader.feed(written)
    reader.close()
    rows: dict[int, dict[int, str]] = {}
    for number, cells in enumerate(reader.rows[:MAX_ROWS]):
        column = 0
        for text, across, down in cells:
            while column in rows.get(number, {}):
                column += 1
            for row in range(number, min(number + down, len(reader.rows), MAX_ROWS)):
                for place in range(column, min(column + across, MAX_COLUMNS)):
                    rows.setdefault(row, {})[place] = text
            column += across
    width = max((place + 1 for row in rows.values() for place in row), default=0)
    return [[rows.get(number, {}).get(place, "") for place in range(width)] for number in range(len(rows))]


class _TableReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[tuple[str, int, int]]] = []
        self._words: list[str] | None = None
        self._spans = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._close_cell()
            self.rows.append([])
        elif tag in ("td", "th"):
            self._close_cell()
            if not self.rows:
                self.rows.append([])
            given = dict(attrs)
            self._spans = (_span(given.get("colspan")), _span(given.get("rowspan")))
            self._words = []
        elif tag == "br" and self._words is not None:
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close_cell()

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def close(self) -> None:
        super().close()
        self._close_cell()

    def _close_cell(self) -> None:
        if self._words is None:
            return
        self.rows[-1].append((" ".join("".join(self._words).split())[:2_000], *self._spans))
        self._words = None


def _span(given: str | None) -> int:
    return min(MAX_SPAN, max(1, int(given))) if given is not None and given.isdecimal() else 1
