"""Documents in, elements out: cell by cell where the contents are known, by name where a file is bad."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests import documents
from tests.worker_process import Worker


def parse(worker: Worker, content: bytes) -> dict[str, Any]:
    answer = worker.client.post("/v1/parse", content=content)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refusal(worker: Worker, content: bytes) -> dict[str, str]:
    answer = worker.client.post("/v1/parse", content=content)
    assert answer.status_code == 422, answer.text
    return answer.json()["error"]


def table_of(answer: dict[str, Any]) -> list[list[str]]:
    return next(e["cells"] for page in answer["pages"] for e in page["elements"] if e["label"] == "table")


@pytest.mark.parametrize("make", [documents.pdf, documents.docx, documents.xlsx])
def test_a_table_comes_out_cell_by_cell(worker: Worker, make: Any) -> None:
    assert table_of(parse(worker, make())) == documents.ROWS


def test_a_csv_table_comes_out_cell_by_cell(worker: Worker) -> None:
    content = "\r\n".join(";".join(row) for row in documents.ROWS).encode()
    assert table_of(parse(worker, content)) == documents.ROWS


def test_a_pdf_page_has_its_elements_in_order_with_boxes_on_the_page(worker: Worker) -> None:
    answer = parse(worker, documents.pdf(pages=2))
    assert len(answer["pages"]) == 2
    page = answer["pages"][1]
    assert [e["label"] for e in page["elements"]] == ["heading", "text", "table"]
    assert page["elements"][0]["text"] == "Bill of materials"
    tops = [e["bbox"][1] for e in page["elements"]]
    assert tops == sorted(tops)
    for element in page["elements"]:
        x0, y0, x1, y1 = element["bbox"]
        assert 0 <= x0 < x1 <= page["width"]
        assert 0 <= y0 < y1 <= page["height"]
    assert "| P-200 | Bolt M5 x 12 | 8 |" in answer["markdown"]
    assert base64.b64decode(answer["pictures"][1]).startswith(b"\x89PNG")


def test_a_page_without_text_says_what_it_needs(worker: Worker) -> None:
    answer = parse(worker, documents.blank_pdf(1))
    assert answer["skipped"] == ["Page 1: scanned page: needs docling or Dolphin"]


def test_markup_of_a_cell_stays_text(worker: Worker) -> None:
    answer = parse(worker, documents.docx([["<script>x</script>", "b"]]))
    assert "&lt;script&gt;" in answer["pages"][0]["elements"][-1]["html"]


def test_formulas_are_never_computed(worker: Worker) -> None:
    answer = parse(worker, documents.xlsx([["Part", "Qty"], ["P-1", "=1+1"]]))
    assert table_of(answer)[1] == ["P-1", "=1+1"]


def test_text_that_is_not_utf8_is_read_and_said(worker: Worker) -> None:
    answer = parse(worker, "Part,Name\nP-1,Gehäuse\n".encode("cp1252"))
    assert table_of(answer)[1] == ["P-1", "Gehäuse"]
    assert "Windows-1252" in answer["skipped"][0]


@pytest.mark.parametrize(("make", "part"), [(documents.docx, "word"), (documents.xlsx, "xl")])
def test_macros_are_never_read_and_said(worker: Worker, make: Any, part: str) -> None:
    answer = parse(worker, documents.with_part(make(), f"{part}/vbaProject.bin", b"Shell calc"))
    assert table_of(answer) == documents.ROWS
    assert "Macros: not read" in answer["skipped"]


def test_a_word_file_of_the_kind_with_macros_says_what_to_do(worker: Worker) -> None:
    kinds = {
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": (
            b"application/vnd.ms-word.document.macroEnabled.main+xml"
        )
    }
    error = refusal(worker, documents.with_part(documents.docx(), "word/vbaProject.bin", b"Shell calc", kinds))
    assert (error["code"], error["hint"]) == ("unknown_kind", "Save it as DOCX, without them.")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (lambda: documents.pdf(password="secret"), "encrypted"),
        (lambda: documents.pdf()[:400], "damaged"),
        (lambda: documents.blank_pdf(1000), "too_many_pages"),
        (lambda: documents.bomb("word/document.xml", 300), "bomb"),
        (lambda: documents.bomb("xl/workbook.xml", 60), "bomb"),
        (lambda: b"PK\x03\x04 and nothing more", "damaged"),
        (lambda: documents.bomb("a.txt", 1), "unknown_kind"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted"),
        (lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), "damaged"),
        (lambda: bytes(range(256)) * 4, "unknown_kind"),
        (lambda: b"", "damaged"),
    ],
)
def test_a_bad_file_is_refused_by_name(worker: Worker, content: Any, code: str) -> None:
    error = refusal(worker, content())
    assert error["code"] == code
    assert error["message"] and error["hint"]


def test_a_thousand_pages_are_refused_with_their_number(worker: Worker) -> None:
    assert refusal(worker, documents.blank_pdf(1000))["message"] == "The PDF has 1000 pages; at most 100 are read."


def test_a_document_larger_than_the_limit_is_not_read(worker: Worker) -> None:
    assert worker.client.post("/v1/parse", content=bytes(33 * 1024 * 1024)).status_code == 413


def test_parsing_needs_the_token(worker: Worker) -> None:
    assert worker.client.post("/v1/parse", content=b"a,b", headers={"Authorization": ""}).status_code == 401
