"""What kind of file it is, by its first bytes and not by its name, and who reads it. Runs in a confined child."""

from __future__ import annotations

from naturalcad_worker.parse import office, pdf
from naturalcad_worker.parse.elements import Document, ParseFailure


def parse(content: bytes) -> Document:
    """Reads a document.

    Raises:
        ParseFailure: with what is wrong with the file.
    """
    if not content:
        raise ParseFailure("damaged", "The file is empty.", "Upload it again.")
    if b"%PDF-" in content[:1024]:
        return pdf.parse_pdf(content)
    if content[:4] == b"PK\x03\x04":
        with office.open_archive(content) as archive:
            names = set(archive.namelist())
        if "word/document.xml" in names:
            return office.parse_docx(content, has_macros="word/vbaProject.bin" in names)
        if "xl/workbook.xml" in names:
            return office.parse_xlsx(content, has_macros="xl/vbaProject.bin" in names)
        raise ParseFailure(
            "unknown_kind", "The archive is neither DOCX nor XLSX.", "Upload a PDF, PNG, JPEG, DOCX, XLSX or CSV."
        )
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise ParseFailure(
            "encrypted",
            "The file is encrypted, or of an Office older than 2007.",
            "Remove its password, or save it as DOCX or XLSX.",
        )
    if content[:8] == b"\x89PNG\r\n\x1a\n" or content[:3] == b"\xff\xd8\xff":
        return office.parse_picture(content)
    return office.parse_csv(content)
