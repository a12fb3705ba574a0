"""Metrics on pairs with known answers, over HTTP, and the files that a comparison refuses."""

from __future__ import annotations

import base64
import math
from typing import Any

import httpx
import pytest

from tests.worker_process import Worker

HEAD = "from build123d import *\n"
ANGLE = "part = Box(40, 10, 10) + Pos(-15, 0, 10) * Box(10, 10, 10) + Pos(0, 10, 0) * Box(10, 10, 10)\n"
PLATE = "plate = Box(80, 60, 5)\nholes = [Pos(x, y) * Cylinder(2.5, 5) for x in (-35, 35) for y in (-25, 25)]\n"
SCRIPTS = {
    "cube": "result = Box(20, 20, 20)",
    "half": "result = Pos(0, 0, 5) * Box(20, 20, 10)",
    "sphere": "result = Sphere(10)",
    "angle": ANGLE + "result = part",
    "moved": ANGLE + "result = Pos(7, 3, 1) * part",
    "turned": ANGLE + "result = Rot(0, 0, 90) * part",
    "tilted": ANGLE + "result = Rot(10, 20, 30) * part",
    "scaled": ANGLE + "result = scale(part, 2)",
    "mirrored": ANGLE + "result = mirror(part, Plane.YZ)",
    "plate": PLATE + "result = plate",
    "holed": PLATE + "result = plate - holes",
}


@pytest.fixture(scope="module")
def files(worker: Worker) -> dict[str, dict[str, bytes]]:
    found = {}
    for name, script in SCRIPTS.items():
        outcome = worker.run(HEAD + script, formats=["step", "stl"], quality="fine")
        found[name] = {kind: outcome.file(kind) for kind in ("step", "stl")}
    return found


def source(content: bytes) -> dict[str, str]:
    return {"base64": base64.b64encode(content).decode()}


def compared(worker: Worker, a: bytes, b: bytes, **more: Any) -> dict[str, Any]:
    answer = worker.client.post("/v1/compare", json={"a": source(a), "b": source(b), **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


# a, b, overlap, overlap once aligned (None: no known answer), volume error in percent
PAIRS: list[tuple[str, str, float | None, float | None, float]] = [
    ("angle", "angle", 1, 1, 0),
    ("cube", "half", 0.5, None, -50),
    ("cube", "sphere", math.pi / 6, None, 100 * (math.pi / 6 - 1)),
    ("angle", "moved", None, 1, 0),
    ("angle", "turned", 1 / 3, 1, 0),
    ("angle", "tilted", None, 1, 0),
    ("angle", "scaled", None, 1, 700),
]


@pytest.mark.parametrize("kind", ["step", "stl"])
@pytest.mark.parametrize(("a", "b", "iou", "aligned", "volume"), PAIRS)
def test_a_pair_with_a_known_answer_gets_it(worker, files, kind, a, b, iou, aligned, volume) -> None:
    answer = compared(worker, files[a][kind], files[b][kind])
    if iou is not None:
        assert answer["iou"] == pytest.approx(iou, abs=2e-3)
    if aligned is not None:
        assert answer["alignedIou"] == pytest.approx(aligned, abs=1e-2)
    assert answer["volumeErrorPct"] == pytest.approx(volume, abs=0.3)


def test_the_exact_overlap_of_a_sphere_in_its_cube_is_a_sixth_of_pi(worker, files) -> None:
    answer = compared(worker, files["cube"]["step"], files["sphere"]["step"])
    assert answer["iouMethod"] == "boolean"
    assert answer["iou"] == pytest.approx(math.pi / 6, abs=1e-6)


def test_a_mirrored_part_is_not_taken_for_the_same(worker, files) -> None:
    answer = compared(worker, files["angle"]["step"], files["mirrored"]["step"])
    assert answer["alignedIou"] < 0.8
    assert answer["topology"]["matches"]


def test_missing_holes_pass_for_overlap_and_distance_but_not_for_topology(worker, files) -> None:
    answer = compared(worker, files["holed"]["step"], files["plate"]["step"])
    assert answer["iou"] > 0.98
    assert answer["chamferMm"] < 1.1 * answer["floor"]["chamferMm"]
    assert not answer["topology"]["matches"]
    assert "eulerNumber" in answer["topology"]["differs"]
    assert answer["a"]["eulerNumber"] == -6
    assert answer["b"]["eulerNumber"] == 2


def test_the_same_question_gets_the_same_answer(worker, files) -> None:
    first, second = (compared(worker, files["angle"]["step"], files["moved"]["step"]) for _ in range(2))
    del first["timings"], second["timings"]
    assert first == second


@pytest.mark.parametrize("kind", ["step", "stl"])
def test_the_difference_of_two_versions_comes_as_meshes_with_their_volumes(worker, files, kind) -> None:
    answer = compared(worker, files["cube"][kind], files["half"][kind], diff=True)
    assert answer["removedMm3"] == pytest.approx(4000, rel=1e-6)
    assert answer["addedMm3"] == 0
    assert answer["added"] is None
    assert base64.b64decode(answer["removed"]).startswith(b"glTF")


def test_two_uploaded_files_are_compared(worker, files) -> None:
    upload = {"a": ("a.step", files["cube"]["step"]), "b": ("b.stl", files["half"]["stl"])}
    answer = worker.client.post("/v1/compare", files=upload, data={"diff": "true"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["iou"] == pytest.approx(0.5, abs=2e-3)
    assert answer.json()["removedMm3"] == pytest.approx(4000, rel=1e-3)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no file at all": ({}, "needs either"),
    "no base64": ({"base64": "###"}, "base64"),
    "an empty file": ({"base64": ""}, "empty"),
    "a text": ({"base64": base64.b64encode(b"hello " * 50).decode()}, "neither STEP nor STL"),
    "an address elsewhere": ({"url": "http://169.254.169.254/latest"}, "may not be taken"),
    "a file on this machine": ({"url": "file:///etc/passwd"}, "may not be taken"),
    "a torn STEP file": ({"base64": base64.b64encode(b"ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\n#1=").decode()}, "STEP"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_none_is_refused_with_the_reason(worker, files, name) -> None:
    bad, reason = REFUSED[name]
    answer = worker.client.post("/v1/compare", json={"a": source(files["cube"]["step"]), "b": bad})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "bad_input"
    assert reason in answer.json()["error"]["message"]


def test_a_file_can_come_from_an_allowed_origin(worker, store, files) -> None:
    store.files["/half.step"] = files["half"]["step"]
    body = {"a": source(files["cube"]["step"]), "b": {"url": f"{store.url}/half.step"}}
    answer = worker.client.post("/v1/compare", json=body)
    assert answer.json()["iou"] == pytest.approx(0.5, abs=1e-6)


def test_comparing_needs_the_token(worker) -> None:
    answer = httpx.post(f"{worker.url}/v1/compare", json={}, trust_env=False)
    assert answer.status_code == 401
