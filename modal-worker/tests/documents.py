"""Documents with known contents, made for the tests."""

from __future__ import annotations

import io
import zipfile

ROWS = [["Part no", "Description", "Qty"], ["P-100", "Base plate", "2"], ["P-200", "Bolt M5 x 12", "8"]]


def pdf(rows: list[list[str]] | None = None, *, pages: int = 1, password: str = "") -> bytes:
    """A page with a heading, a sentence and a ruled table, as often as `pages` says."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

    out = io.BytesIO()
    styles = getSampleStyleSheet()
    flow: list[object] = []
    for number in range(pages):
        table = Table(rows if rows is not None else ROWS)
        table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
        flow += [
            Paragraph("Bill of materials", styles["Heading1"]),
            Paragraph(f"Sheet {number + 1}.", styles["Normal"]),
        ]
        flow += [table, PageBreak()]
    encrypt = None
    if password:
        from reportlab.lib.pdfencrypt import StandardEncryption

        encrypt = StandardEncryption(password)
    SimpleDocTemplate(out, pagesize=A4, encrypt=encrypt).build(flow)
    return out.getvalue()


def blank_pdf(pages: int) -> bytes:
    """Pages with nothing on them."""
    import pypdfium2

    made = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        made.new_page(200, 100)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def docx(rows: list[list[str]] | None = None) -> bytes:
    """A heading, a sentence and a table."""
    import docx as python_docx

    made = python_docx.Document()
    made.add_heading("Bill of materials", 1)
    made.add_paragraph("For the pump stand.")
    cells = rows if rows is not None else ROWS
    table = made.add_table(len(cells), len(cells[0]))
    for row, values in zip(table.rows, cells, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def xlsx(rows: list[list[object]] | None = None) -> bytes:
    """One sheet."""
    import openpyxl

    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "BOM"
    for row in rows if rows is not None else ROWS:
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def bomb(name: str, megabytes: int) -> bytes:
    """An archive whose one part unpacks to many zeros."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes(megabytes * 1024 * 1024))
    return out.getvalue()


def with_part(content: bytes, name: str, data: bytes, replacing: dict[bytes, bytes] | None = None) -> bytes:
    """An Office file with one part more; `replacing` changes texts of its content types."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == "[Content_Types].xml":
                for before, after in (replacing or {}).items():
                    part = part.replace(before, after)
            new.writestr(entry.filename, part)
        new.writestr(name, data)
    return out.getvalue()
