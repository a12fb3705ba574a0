"""PDF by its own text layer: lines, headings, ruled tables, and a picture of each page."""

from __future__ import annotations

import io
import statistics
from typing import Any

from naturalcad_worker.parse.elements import (
    MAX_ELEMENTS,
    MAX_PAGES,
    MAX_PICTURES,
    PICTURE_WIDTH_PX,
    SCANNED,
    Document,
    Page,
    ParseFailure,
    clean_cells,
)

HEADING_FACTOR = 1.2
PARAGRAPH_GAP = 0.6
# A page that claims to be wider than this would take its picture's memory with it.
MAX_PAGE_POINTS = 14_400


def parse_pdf(content: bytes) -> Document:
    """Reads at most 100 pages.

    Raises:
        ParseFailure: encrypted, damaged or too_many_pages.
    """
    import pypdfium2

    try:
        pdfium = pypdfium2.PdfDocument(content)
        count = len(pdfium)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ParseFailure(
                "encrypted", "The PDF is encrypted.", "Remove its password and upload it again."
            ) from None
        raise ParseFailure("damaged", "The PDF is damaged and cannot be opened.", "Export it again.") from None
    if count > MAX_PAGES:
        raise ParseFailure(
            "too_many_pages", f"The PDF has {count} pages; at most {MAX_PAGES} are read.", "Upload the pages you need."
        )
    pictures = [_picture(pdfium[index]) for index in range(min(count, MAX_PICTURES))]
    document = Document(_pages(content))
    for page, picture in zip(document.pages, pictures, strict=False):
        page.picture = picture
    if count > MAX_PICTURES:
        document.skipped.append(f"Pictures of pages {MAX_PICTURES + 1} to {count}: only {MAX_PICTURES} are made")
    return document


def _picture(page: Any) -> bytes | None:
    width, height = page.get_size()
    if not 0 < width <= MAX_PAGE_POINTS or not 0 < height <= MAX_PAGE_POINTS or height > 6 * width:
        return None
    out = io.BytesIO()
    page.render(scale=PICTURE_WIDTH_PX / width).to_pil().convert("RGB").save(out, "PNG")
    return out.getvalue()


def _pages(content: bytes) -> list[Page]:
    import pdfplumber

    pages: list[Page] = []
    left = MAX_ELEMENTS
    try:
        with pdfplumber.open(io.BytesIO(content)) as opened:
            for number, raw in enumerate(opened.pages, 1):
                page = Page(float(raw.width), float(raw.height))
                if not raw.chars:
                    page.skipped = SCANNED
                elif left <= 0:
                    page.skipped = f"more than {MAX_ELEMENTS} elements in the document"
                else:
                    _read(page, number, raw)
                    left -= len(page.elements)
                raw.close()
                pages.append(page)
    except MemoryError:
        raise
    except Exception as error:  # the library has many ways to fail on a broken file
        raise ParseFailure(
            "damaged", f"Page {len(pages) + 1} of the PDF cannot be read: {type(error).__name__}.", "Export it again."
        ) from error
    return pages


def _read(page: Page, number: int, raw: Any) -> None:
    tables = [table for table in raw.find_tables() if len(table.rows) > 1]
    blocks: list[tuple[float, str, tuple[float, float, float, float], str, list[list[str]] | None]] = []
    for table in tables:
        cells = clean_cells(table.extract())
        blocks.append((table.bbox[1], "table", table.bbox, "\n".join("\t".join(row) for row in cells), cells))
    outside = raw
    for table in tables:
        outside = outside.filter(_is_outside(table.bbox))
    lines = outside.extract_text_lines(return_chars=True)
    sizes = [line["chars"][0]["size"] for line in lines if line["chars"]]
    usual = statistics.median(sizes) if sizes else 0.0
    for line in _paragraphs(lines, usual):
        label = "heading" if line["size"] > usual * HEADING_FACTOR else "text"
        blocks.append((line["top"], label, (line["x0"], line["top"], line["x1"], line["bottom"]), line["text"], None))
    for _, label, box, text, cells in sorted(blocks, key=lambda block: (block[0], block[2][0])):
        page.add(number, label, box, text, cells)


def _is_outside(box: tuple[float, float, float, float]) -> Any:
    def test(thing: dict[str, Any]) -> bool:
        if thing.get("object_type") != "char":
            return True
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not (box[0] <= x <= box[2] and box[1] <= y <= box[3])

    return test


def _paragraphs(lines: list[dict[str, Any]], usual: float) -> list[dict[str, Any]]:
    joined: list[dict[str, Any]] = []
    for line in lines:
        size = line["chars"][0]["size"] if line["chars"] else usual
        last = joined[-1] if joined else None
        is_next = (
            last is not None
            and abs(last["size"] - size) < 0.5
            and abs(last["x0"] - line["x0"]) < size
            and 0 <= line["top"] - last["bottom"] < size * PARAGRAPH_GAP
        )
        if is_next and last is not None:
            last["text"] += f" {line['text']}"
            last["bottom"], last["x1"] = line["bottom"], max(last["x1"], line["x1"])
        else:
            joined.append({**{key: line[key] for key in ("text", "x0", "x1", "top", "bottom")}, "size": size})
    return joined
