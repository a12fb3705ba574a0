"""A document to the answer of `/v1/parse`: pages to pictures, their layout, then the text of each region."""

from __future__ import annotations

import base64
import html
import io
from typing import TYPE_CHECKING, Any

from .engine import Engine
from .layout import Region, regions, table_cells

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PAGES = 100
MAX_PICTURES = 30
PICTURE_WIDTH_PX = 900
READ_WIDTH_PX = 1_600
MAX_PAGE_POINTS = 14_400
MAX_PIXELS = 60_000_000
MAX_TEXT_CHARACTERS = 20_000

LAYOUT = "Parse the reading order of this document."
QUESTIONS = {
    "table": "Parse the table in the image.",
    "formula": "Read formula in the image.",
    "code": "Read code in the image.",
}
TEXT = "Read text in the image."


class Refusal(Exception):
    """A document that is not read. `code` is one of the executor's."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def read(content: bytes, engine: Engine) -> dict[str, Any]:
    """Reads a PDF, PNG or JPEG.

    Raises:
        Refusal: encrypted, damaged, too_many_pages, too_large or unknown_kind.
    """
    pages, pictures, skipped = [], [], []
    for number, picture in enumerate(_pictures(content), 1):
        elements, left_out = _page(engine, number, picture)
        pages.append({"width": float(picture.width), "height": float(picture.height), "elements": elements})
        pictures.append(_preview(picture) if number <= MAX_PICTURES else None)
        skipped += [f"Page {number}: {reason}" for reason in left_out]
    return {
        "engine": "dolphin",
        "pages": pages,
        "pictures": pictures,
        "markdown": "\n\n".join(_markdown(element) for page in pages for element in page["elements"]),
        "skipped": skipped,
    }


def _page(engine: Engine, number: int, picture: Image) -> tuple[list[dict[str, Any]], list[str]]:
    skipped: list[str] = []
    found = regions(engine.ask(LAYOUT, [picture])[0], picture.width, picture.height)
    if found is None:
        found = [Region("text", (0.0, 0.0, float(picture.width), float(picture.height)))]
        skipped.append("its layout was not found, so it was read as one text")
    figures = sum(region.label == "figure" for region in found)
    if figures:
        skipped.append(f"{figures} figure{'s' if figures > 1 else ''} without text")
    found = [region for region in found if region.label != "figure"]
    # Questions of one kind go together: the model answers several pictures in nearly the time of one.
    answers: dict[int, str] = {}
    for question in {QUESTIONS.get(region.label, TEXT) for region in found}:
        places = [index for index, region in enumerate(found) if QUESTIONS.get(region.label, TEXT) == question]
        crops = [picture.crop(tuple(round(side) for side in found[index].box)) for index in places]
        answers.update(zip(places, engine.ask(question, crops), strict=True))
    elements: list[dict[str, Any]] = []
    for index, region in enumerate(found):
        element = _element(region, answers[index].strip())
        if element is not None:
            order = len(elements) + 1
            elements.append({"id": f"p{number}e{order}", "order": order, **element})
    return elements, skipped


def _element(region: Region, written: str) -> dict[str, Any] | None:
    cells = table_cells(written) if region.label == "table" else []
    text = "\n".join("\t".join(row) for row in cells) if cells else written
    if text == "":
        return None
    element: dict[str, Any] = {
        # A table whose HTML is broken is kept as the text that it is.
        "label": "text" if region.label == "table" and not cells else region.label,
        "bbox": [round(side, 2) for side in region.box],
        "text": text[:MAX_TEXT_CHARACTERS],
        # The model says nothing of how sure it is.
        "confidence": None,
        "engine": "dolphin",
    }
    if cells:
        rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in cells)
        element |= {"cells": cells, "html": f"<table>{rows}</table>"}
    return element


def _markdown(element: dict[str, Any]) -> str:
    if "cells" in element:
        lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in element["cells"]]
        lines.insert(1, "|" + " --- |" * len(element["cells"][0]))
        return "\n".join(lines)
    return f"## {element['text']}" if element["label"] == "heading" else str(element["text"])


def _pictures(content: bytes) -> list[Image]:
    if content[:1_024].find(b"%PDF-") >= 0:
        return _pdf(content)
    if content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return [_image(content)]
    raise Refusal("unknown_kind", "Dolphin reads pages: PDF, PNG and JPEG.", "Read this file with the built-in engine.")


def _pdf(content: bytes) -> list[Image]:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(content)
        count = len(pdf)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Refusal("encrypted", "The PDF is encrypted.", "Remove its password and upload it again.") from None
        raise Refusal("damaged", "The PDF is damaged and cannot be opened.", "Export it again.") from None
    if count > MAX_PAGES:
        raise Refusal(
            "too_many_pages", f"The PDF has {count} pages; at most {MAX_PAGES} are read.", "Upload the pages you need."
        )
    pictures = []
    for index in range(count):
        width, height = pdf[index].get_size()
        if not 0 < width <= MAX_PAGE_POINTS or not 0 < height <= MAX_PAGE_POINTS or height > 6 * width:
            raise Refusal(
                "too_large", f"Page {index + 1} is {width:.0f} × {height:.0f} points.", "Print it to a usual size."
            )
        scale = READ_WIDTH_PX / max(width, height)
        pictures.append(pdf[index].render(scale=scale).to_pil().convert("RGB"))
    return pictures


def _image(content: bytes) -> Image:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise Refusal(
                    "too_large",
                    f"The picture has {opened.width} × {opened.height} pixels; {MAX_PIXELS // 10**6} million are read.",
                    "Upload a smaller one.",
                )
            return opened.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refusal("damaged", f"The picture cannot be read: {error}."[:300], "Save it again.") from None


def _preview(picture: Image) -> str:
    small = picture.copy()
    small.thumbnail((PICTURE_WIDTH_PX, PICTURE_WIDTH_PX * 6))
    out = io.BytesIO()
    small.save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()
