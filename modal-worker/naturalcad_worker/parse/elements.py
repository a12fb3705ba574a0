"""What a parsed document is made of, its limits, and the failures that name what is wrong with a file."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import Any

MIB = 1024 * 1024
MAX_PAGES = 100
MAX_PICTURES = 30
MAX_ELEMENTS = 5_000
MAX_TEXT_CHARACTERS = 20_000
MAX_TABLE_ROWS = 2_000
MAX_TABLE_COLUMNS = 64
PICTURE_WIDTH_PX = 900
ENGINE = "builtin"
SCANNED = "scanned page: needs docling or Dolphin"

Box = tuple[float, float, float, float]


class ParseFailure(Exception):
    """A file that cannot be read. `code` is one of encrypted, damaged, too_many_pages, bomb, too_large, unknown_kind."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


@dataclass
class Page:
    """One page. Boxes are in the units of its own width and height, from the top left."""

    width: float
    height: float
    elements: list[dict[str, Any]] = field(default_factory=list)
    picture: bytes | None = None
    skipped: str | None = None

    def add(self, number: int, label: str, box: Box, text: str, cells: list[list[str]] | None = None) -> None:
        """Appends an element in reading order; `number` is the page's, from 1."""
        order = len(self.elements) + 1
        element: dict[str, Any] = {
            "id": f"p{number}e{order}",
            "label": label,
            "bbox": [round(value, 2) for value in box],
            "order": order,
            "text": text[:MAX_TEXT_CHARACTERS],
            # The text is the file's own, not recognised; where a table's lines are is judged by its rules.
            "confidence": 0.9 if cells is not None else 1.0,
            "engine": ENGINE,
        }
        if cells is not None:
            element["cells"] = cells
            element["html"] = table_html(cells)
        self.elements.append(element)


@dataclass
class Document:
    """A parsed file."""

    pages: list[Page]
    skipped: list[str] = field(default_factory=list)

    def answer(self) -> dict[str, Any]:
        """As the API gives it, pictures left out."""
        skipped = [*self.skipped]
        skipped += [f"Page {number}: {page.skipped}" for number, page in enumerate(self.pages, 1) if page.skipped]
        return {
            "engine": ENGINE,
            "pages": [{"width": page.width, "height": page.height, "elements": page.elements} for page in self.pages],
            "markdown": "\n\n".join(_markdown(element) for page in self.pages for element in page.elements),
            "skipped": skipped,
        }


def clean_cells(rows: list[list[Any]]) -> list[list[str]]:
    """Cells as text, one line each, within the limits; empty rows and columns at the end are left out."""
    cells = [
        ["" if cell is None else " ".join(str(cell).split())[:2_000] for cell in row[:MAX_TABLE_COLUMNS]]
        for row in rows[:MAX_TABLE_ROWS]
    ]
    while cells and not any(cells[-1]):
        cells.pop()
    # Spreadsheets give columns that hold nothing: the last one with a text is the last.
    width = max((index + 1 for row in cells for index, cell in enumerate(row) if cell), default=0)
    return [row[:width] for row in cells]


def table_html(cells: list[list[str]]) -> str:
    """A table without any markup of the document's own."""
    rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in cells)
    return f"<table>{rows}</table>"


def _markdown(element: dict[str, Any]) -> str:
    if "cells" in element and element["cells"]:
        lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in element["cells"]]
        lines.insert(1, "|" + " --- |" * len(element["cells"][0]))
        return "\n".join(lines)
    return f"## {element['text']}" if element["label"] == "heading" else str(element["text"])
