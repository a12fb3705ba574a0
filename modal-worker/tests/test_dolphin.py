"""Dolphin's server over real HTTP, with a stand-in for the model that writes what Dolphin writes."""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from PIL import Image

from dolphin.engine import Engine
from dolphin.layout import regions, seen_size, table_cells
from dolphin.reading import LAYOUT
from dolphin.server import MAX_WAITING, create_app
from tests import documents

TOKEN = "token-of-this-test"
TABLE = "<table><tr><th>Part no</th><th>Qty</th></tr><tr><td>P-1 <b>x</b></td><td>2</td></tr></table>"
# A page of 560 × 840 is seen as it is: both sides are whole patches.
SIZE = (560, 840)
PAGE = (
    "[56,28,504,84][sec_0][PAIR_SEP][56,112,504,140][para][author][PAIR_SEP]"
    "[56,168,504,336][tab][RELATION_SEP][56,364,504,700][fig][PAIR_SEP][56,728,504,756][foot]"
)


class WritingEngine:
    """Writes `layout` for a page, and for each region what its question asks for. `gate` holds it."""

    name = "stand-in"

    def __init__(self, layout: str = PAGE) -> None:
        self.layout = layout
        self.asked: list[tuple[str, list[tuple[int, int]]]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.began = threading.Event()

    def ask(self, question: str, pictures: list[Image.Image]) -> list[str]:
        self.began.set()
        self.gate.wait(10)
        self.asked.append((question, [picture.size for picture in pictures]))
        if question == LAYOUT:
            if self.layout == "no memory":
                raise RuntimeError("no memory")
            return [self.layout] * len(pictures)
        return [TABLE if "table" in question else f" words {index} " for index in range(len(pictures))]


@contextmanager
def serving(load: Callable[[], Engine]) -> Iterator[httpx.Client]:
    server = uvicorn.Server(uvicorn.Config(create_app(load, TOKEN), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    headers = {"Authorization": f"Bearer {TOKEN}"}
    try:
        with httpx.Client(base_url=address, headers=headers, timeout=20) as client:
            while (health := client.get("/health").json())["ok"] is False and health["error"] is None:
                thread.join(0.01)
            yield client
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def engine() -> WritingEngine:
    return WritingEngine()


@pytest.fixture
def client(engine: WritingEngine) -> Iterator[httpx.Client]:
    with serving(lambda: engine) as opened:
        yield opened


def scan(size: tuple[int, int] = SIZE, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def parse(client: httpx.Client, content: bytes) -> dict:
    answer = client.post("/v1/parse", content=content)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_page_comes_out_as_the_executor_gives_pages(client: httpx.Client, engine: WritingEngine) -> None:
    answer = parse(client, scan())
    assert answer["engine"] == "dolphin"
    (page,) = answer["pages"]
    assert (page["width"], page["height"]) == SIZE
    found = [(e["id"], e["label"], e["bbox"], e["text"]) for e in page["elements"]]
    assert found == [
        ("p1e1", "heading", [56, 28, 504, 84], "words 0"),
        ("p1e2", "text", [56, 112, 504, 140], "words 1"),
        ("p1e3", "table", [56, 168, 504, 336], "Part no\tQty\nP-1 x\t2"),
        ("p1e4", "foot", [56, 728, 504, 756], "words 2"),
    ]
    assert page["elements"][2]["cells"] == [["Part no", "Qty"], ["P-1 x", "2"]]
    assert all(e["confidence"] is None and e["engine"] == "dolphin" for e in page["elements"])
    assert "| P-1 x | 2 |" in answer["markdown"]
    assert answer["skipped"] == ["Page 1: 1 figure without text"]
    assert base64.b64decode(answer["pictures"][0]).startswith(b"\x89PNG")
    # Three texts in one question, cut out where the layout says they are.
    assert ("Read text in the image.", [(448, 56), (448, 28), (448, 28)]) in engine.asked


def test_every_page_of_a_pdf_is_read(client: httpx.Client) -> None:
    answer = parse(client, documents.blank_pdf(3))
    assert [e["id"] for page in answer["pages"] for e in page["elements"]][::4] == ["p1e1", "p2e1", "p3e1"]


def test_boxes_return_to_the_scale_of_the_page() -> None:
    width, height = 3_200, 1_600
    seen_width, seen_height = seen_size(width, height)
    assert seen_width % 28 == 0 and seen_height % 28 == 0
    found = regions(f"[0,0,{seen_width},{seen_height / 2}][tab]", width, height)
    assert found is not None
    assert found[0].box == (0, 0, width, height / 2)


@pytest.mark.parametrize(
    "written", ["", "I cannot read this.", "[1,2,3][para]", "[10,10,10,90][para]", "[0,0,99,99]", PAGE * 8]
)
def test_a_layout_that_cannot_be_trusted_makes_the_page_one_text(written: str) -> None:
    with serving(lambda: WritingEngine(written)) as client:
        answer = parse(client, scan())
    (element,) = answer["pages"][0]["elements"]
    assert (element["label"], element["bbox"]) == ("text", [0, 0, *SIZE])
    assert "read as one text" in answer["skipped"][0]


def test_spanning_cells_broken_rows_and_markup_become_plain_cells() -> None:
    written = (
        "<table><tr><td rowspan=2>A</td><td colspan='2'>B &lt;i&gt;</td></tr><tr><td>c<br>d<td>e</tr>"
        "<tr><td colspan=99999999>wide</td></tr>"
    )
    cells = table_cells(written)
    assert cells[0][:3] == ["A", "B <i>", "B <i>"]
    assert cells[1][:3] == ["A", "c d", "e"]
    assert cells[2] == ["wide"] * 64
    assert table_cells("no table at all") == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (documents.pdf(password="secret"), "encrypted"),
        (documents.pdf()[:400], "damaged"),
        (documents.blank_pdf(101), "too_many_pages"),
        (scan()[:60], "damaged"),
        (documents.docx(), "unknown_kind"),
        (b"", "unknown_kind"),
    ],
)
def test_a_bad_file_is_refused_by_name(client: httpx.Client, content: bytes, code: str) -> None:
    answer = client.post("/v1/parse", content=content)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
    assert answer.json()["error"]["hint"]


def test_a_failing_model_and_one_that_did_not_load_say_so(engine: WritingEngine) -> None:
    with serving(lambda: WritingEngine("no memory")) as client:
        answer = client.post("/v1/parse", content=scan())
        assert (answer.status_code, answer.json()["error"]["code"]) == (500, "model_failed")

    def missing() -> Engine:
        raise OSError("no such weights")

    with serving(missing) as client:
        error = client.post("/v1/parse", content=scan()).json()["error"]
        assert error["code"] == "model_not_loaded" and "no such weights" in error["message"]


def test_documents_wait_for_each_other_and_too_many_are_told_to_come_back(
    client: httpx.Client, engine: WritingEngine
) -> None:
    engine.gate.clear()
    codes: list[int] = []
    threads = [
        threading.Thread(target=lambda: codes.append(client.post("/v1/parse", content=scan()).status_code))
        for _ in range(MAX_WAITING)
    ]
    for thread in threads:
        thread.start()
    assert engine.began.wait(10)
    while client.get("/health").json()["waiting"] < MAX_WAITING:
        threads[0].join(0.01)
    refused = client.post("/v1/parse", content=scan())
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "20")
    engine.gate.set()
    for thread in threads:
        thread.join()
    assert codes == [200] * MAX_WAITING


def test_the_token_is_needed_and_may_not_be_empty(client: httpx.Client, engine: WritingEngine) -> None:
    assert client.post("/v1/parse", content=scan(), headers={"Authorization": "Bearer no"}).status_code == 401
    with pytest.raises(ValueError, match="DOLPHIN_TOKEN is empty"):
        create_app(lambda: engine, "")


def test_a_file_larger_than_the_limit_is_not_read(client: httpx.Client) -> None:
    assert client.post("/v1/parse", content=bytes(33 * 1024**2)).status_code == 413
