"""DOCX, XLSX, CSV and pictures. Formulas stay text or the value that the file keeps; macros are not read at all."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

from naturalcad_worker.parse.elements import (
    MAX_TABLE_COLUMNS,
    MAX_TABLE_ROWS,
    MIB,
    PICTURE_WIDTH_PX,
    SCANNED,
    Document,
    Page,
    ParseFailure,
    clean_cells,
)

MAX_UNPACKED_BYTES = 200 * MIB
MAX_RATIO = 200
RATIO_COUNTS_FROM_BYTES = 10 * MIB
MAX_ENTRIES = 5_000
MAX_PIXELS = 60_000_000
MAX_SHEETS = 20
# Flowing text has no pages: elements are laid out below each other on one long one.
FLOW_WIDTH, LINE_HEIGHT, CHARACTERS_A_LINE, MARGIN = 595.0, 16.0, 90, 40.0


def open_archive(content: bytes) -> zipfile.ZipFile:
    """The archive of an Office file, once its directory shows that it can be unpacked.

    Raises:
        ParseFailure: damaged, encrypted or bomb.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise ParseFailure("damaged", "The file is no whole archive.", "Save it again and upload it anew.") from None
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise ParseFailure("encrypted", "The file is encrypted.", "Remove its password and upload it again.")
    unpacked = sum(entry.file_size for entry in entries)
    ratio = unpacked / max(1, len(content))
    if (
        len(entries) > MAX_ENTRIES
        or unpacked > MAX_UNPACKED_BYTES
        or (unpacked > RATIO_COUNTS_FROM_BYTES and ratio > MAX_RATIO)
    ):
        raise ParseFailure(
            "bomb",
            f"The file unpacks to {unpacked // MIB} MiB in {len(entries)} parts, {ratio:.0f} times its size; "
            f"at most {MAX_UNPACKED_BYTES // MIB} MiB and {MAX_RATIO} times are taken.",
            "Upload a file without packed filler.",
        )
    return archive


def parse_docx(content: bytes, has_macros: bool) -> Document:
    """Paragraphs, headings and tables in their order. Macros are never read."""
    import docx
    from docx.table import Table

    try:
        opened = docx.Document(io.BytesIO(content))
        blocks = [*opened.iter_inner_content()]
    except (KeyError, ValueError, docx.opc.exceptions.OpcError, SyntaxError) as error:
        if has_macros:
            raise ParseFailure(
                "unknown_kind", "The file is a Word document with macros.", "Save it as DOCX, without them."
            ) from error
        raise ParseFailure("damaged", f"The DOCX cannot be read: {type(error).__name__}.", "Save it again.") from error
    page = Page(FLOW_WIDTH, 0.0)
    top = MARGIN
    for block in blocks:
        if isinstance(block, Table):
            cells = clean_cells([[cell.text for cell in row.cells] for row in block.rows])
            height = LINE_HEIGHT * 1.4 * max(1, len(cells))
            if cells:
                text = "\n".join("\t".join(row) for row in cells)
                page.add(1, "table", (MARGIN, top, FLOW_WIDTH - MARGIN, top + height), text, cells)
        else:
            text = block.text.strip()
            if not text:
                continue
            is_heading = (block.style.name if block.style is not None else "").startswith(("Heading", "Title"))
            height = LINE_HEIGHT * (1 + len(text) // CHARACTERS_A_LINE)
            page.add(1, "heading" if is_heading else "text", (MARGIN, top, FLOW_WIDTH - MARGIN, top + height), text)
        top += height + LINE_HEIGHT / 2
    page.height = top + MARGIN
    skipped = ["Page breaks: a DOCX has none of its own, so its text is on one long page"]
    return Document([page], [*skipped, "Macros: not read"] if has_macros else skipped)


def parse_xlsx(content: bytes, has_macros: bool) -> Document:
    """One table a sheet. A formula gives the value that was saved with it, else its text; nothing is computed."""
    import openpyxl

    try:
        values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        names = values.sheetnames
        document = Document([], ["Macros: not read"] if has_macros else [])
        for number, name in enumerate(names[:MAX_SHEETS], 1):
            saved, written = _grid(values[name]), _grid(formulas[name])
            rows = [
                [formula if value is None else value for value, formula in zip(value_row, formula_row, strict=False)]
                for value_row, formula_row in zip(saved, written, strict=False)
            ]
            document.pages.append(_sheet(number, name, clean_cells(rows)))
    except ParseFailure:
        raise
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, SyntaxError, OSError) as error:
        raise ParseFailure("damaged", f"The XLSX cannot be read: {type(error).__name__}.", "Save it again.") from error
    if len(names) > MAX_SHEETS:
        document.skipped.append(f"Sheets {MAX_SHEETS + 1} to {len(names)}: at most {MAX_SHEETS} are read")
    return document


def _grid(sheet: Any) -> list[list[Any]]:
    return [[*row] for row in sheet.iter_rows(max_row=MAX_TABLE_ROWS, max_col=MAX_TABLE_COLUMNS, values_only=True)]


def parse_csv(content: bytes) -> Document:
    """Commas, semicolons, tabs or bars; UTF-8, UTF-16 with a mark, else Windows-1252."""
    skipped: list[str] = []
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
        skipped.append("Encoding: the file is not UTF-8, so it was read as Windows-1252")
    if "\0" in text:
        raise ParseFailure("unknown_kind", "The file is not text.", "Upload a PDF, PNG, JPEG, DOCX, XLSX or CSV.")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    try:
        cells = clean_cells([*csv.reader(io.StringIO(text), delimiter=delimiter)])
    except csv.Error as error:
        raise ParseFailure("damaged", f"The CSV cannot be read: {error}.", "Save it again.") from None
    return Document([_sheet(1, "", cells)], skipped)


def _sheet(number: int, name: str, cells: list[list[str]]) -> Page:
    columns = max((len(row) for row in cells), default=1)
    page = Page(max(FLOW_WIDTH, 90.0 * columns), LINE_HEIGHT * 1.4 * (len(cells) + 2))
    if name:
        page.add(number, "heading", (0.0, 0.0, page.width, LINE_HEIGHT), name)
    if cells:
        text = "\n".join("\t".join(row) for row in cells)
        page.add(number, "table", (0.0, LINE_HEIGHT * 1.4, page.width, page.height), text, cells)
    return page


def parse_picture(content: bytes) -> Document:
    """A page with nothing read: reading a picture takes a model."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ParseFailure(
                    "too_large",
                    f"The picture has {image.width} × {image.height} pixels; at most {MAX_PIXELS // 10**6} million are read.",
                    "Upload a smaller one.",
                )
            page = Page(float(image.width), float(image.height), skipped=SCANNED)
            image.thumbnail((PICTURE_WIDTH_PX, PICTURE_WIDTH_PX * 6))
            out = io.BytesIO()
            image.convert("RGB").save(out, "PNG")
            page.picture = out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise ParseFailure("damaged", f"The picture cannot be read: {error}."[:300], "Save it again.") from None
    return Document([page])
