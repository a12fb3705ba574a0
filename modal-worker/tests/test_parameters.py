"""Named constants of a script: what is read from them, and what another value does."""

from __future__ import annotations

import pytest

from naturalcad_worker.parameters import ParameterError, apply_parameters, read_parameters
from tests.scripts import PLATE
from tests.worker_process import Worker


def described(source: str) -> dict[str, dict]:
    return {entry.name: entry.described(entry.default) for entry in read_parameters(source)}


def test_units_ranges_and_labels_are_read_from_the_comment_or_inferred() -> None:
    found = described(PLATE)
    assert found["WIDTH"] == {
        "name": "WIDTH", "label": "Width", "unit": "mm", "value": 80.0, "default": 80.0,
        "min": 10.0, "max": 400.0, "step": 0.5, "choices": None,
    }  # fmt: skip
    assert found["HOLE_DIAMETER"] == {
        "name": "HOLE_DIAMETER", "label": "Hole diameter", "unit": "mm", "value": 5.0, "default": 5.0,
        "min": 1.25, "max": 20.0, "step": 0.1, "choices": None,
    }  # fmt: skip
    assert (found["HOLES_PER_ROW"]["unit"], found["HOLES_PER_ROW"]["label"]) == ("count", "Holes per row")
    assert (found["HOLES_PER_ROW"]["min"], found["HOLES_PER_ROW"]["max"]) == (1, 6)
    assert (found["WITH_HOLES"]["unit"], found["WITH_HOLES"]["min"]) == ("bool", None)
    assert (found["STYLE"]["unit"], found["STYLE"]["choices"]) == ("choice", ["plain", "rounded"])
    assert "SPACING" not in found


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("MOUNT_HOLE_COUNT = 4", {"unit": "count", "label": "Mount hole count", "min": 1, "max": 16, "step": 1}),
        ("TILT = 30  # deg", {"unit": "deg", "min": 0, "max": 360, "step": 1}),
        ("LENGTH = 200.0  # the length of the whole thing", {"unit": "mm", "label": "Length", "max": 800, "step": 1}),
        ("SHIFT = -4.0  # mm, -10..10", {"default": -4.0, "min": -10, "max": 10}),
        ("GAP: float = 0.0  # mm", {"unit": "mm", "min": 0, "max": 10}),
        ("WIDE = 500  # mm, 10..400", {"unit": "mm", "max": 500}),
        ("TILT_DEG = -15", {"unit": "deg", "min": -360, "max": 360}),
        ("LEAN_ANGLE = 15.0", {"unit": "deg", "step": 1}),
        ("DEPTH = 5.0  # 2..20 mm", {"unit": "mm", "min": 2, "max": 20}),
        ("DEPTH = 5  # 2 to 20 mm", {"unit": "mm", "min": 2, "max": 20}),
        ("DEPTH = 5  # mm, 2-20, Depth of cut", {"label": "Depth of cut", "min": 2, "max": 20}),
        ("GAP = 0.5  # mm, .2...8", {"min": 0.2, "max": 0.8, "step": 0.01}),
        ("FILM = 1e-3  # mm, 1e-4..1e-2", {"min": 0.0001, "max": 0.01, "step": 0.0001}),
        ("FILM = 0.001  # mm", {"min": 0.00025, "max": 0.004}),
        ("RISE = +4.0  # mm", {"default": 4.0}),
        ("WALL = 3.0  # Wall thickness (mm)", {"unit": "mm", "label": "Wall thickness"}),
        ("LEAN = 3.0  # [deg] lean, 0..10", {"unit": "deg", "label": "lean", "max": 10}),
        ('KIND = "hex"  # hex | round | square', {"unit": "choice", "choices": ["hex", "round", "square"]}),
        ('KIND = "a"  # choice(a, b, c), Kind of end', {"choices": ["a", "b", "c"], "label": "Kind of end"}),
        ("KIND = \"a\"  # choice('a'|'b')", {"choices": ["a", "b"]}),
    ],
)
def test_a_single_constant(line: str, expected: dict) -> None:
    (found,) = described(line).values()
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize(
    "line",
    [
        "width = 3.0",
        "A = B = 3.0",
        "A, B = 1, 2",
        'NAME = "text"',
        "A = None",
        "if True:\n    A = 3.0",
        "A = (",
        "A = 1e999",
    ],
)
def test_what_is_no_parameter(line: str) -> None:
    assert read_parameters(line) == []


def test_only_the_first_assignment_counts_and_only_it_is_rewritten() -> None:
    source = "WIDTH = 1.0  # mm\nWIDTH = 2.0\n"
    assert apply_parameters(source, read_parameters(source), {"WIDTH": 3}) == "WIDTH = 3.0  # mm\nWIDTH = 2.0\n"


def test_a_value_is_written_beside_text_that_is_not_ascii_without_moving_a_line() -> None:
    source = "# Größe\nB = 'ä'; WIDTH = 10.0  # mm, 1..20, Größe\nSIDE = -5.0  # mm, -9..9\nLAST = 2\n"
    changed = apply_parameters(source, read_parameters(source), {"WIDTH": 12.5, "SIDE": -7.0, "LAST": 3})
    assert changed == "# Größe\nB = 'ä'; WIDTH = 12.5  # mm, 1..20, Größe\nSIDE = -7.0  # mm, -9..9\nLAST = 3\n"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"WIDTH": 401}, ["WIDTH", "401", "10", "400", "mm"]),
        ({"WIDTH": "80"}, ["WIDTH", "not a number"]),
        ({"WIDTH": True}, ["WIDTH", "not a number"]),
        ({"WIDTH": float("nan")}, ["WIDTH", "not a number"]),
        ({"HOLES_PER_ROW": 2.5}, ["HOLES_PER_ROW", "whole"]),
        ({"WITH_HOLES": 1}, ["WITH_HOLES", "true or false"]),
        ({"STYLE": "fancy"}, ["STYLE", "plain, rounded"]),
        ({"HEIGHT": 3}, ["no parameter HEIGHT", "WIDTH"]),
    ],
)
def test_a_wrong_value_is_refused_with_the_limits(values: dict, words: list[str]) -> None:
    with pytest.raises(ParameterError) as caught:
        apply_parameters(PLATE, read_parameters(PLATE), values)
    sentence = f"{caught.value.message} {caught.value.hint}"
    assert all(word in sentence for word in words), sentence


def test_a_run_with_other_values_gives_the_other_part_and_both_values(worker: Worker) -> None:
    values = {"WIDTH": 120, "HOLES_PER_ROW": 1, "STYLE": "rounded"}
    outcome = worker.run(PLATE, parameters=values, formats=["stl"])
    assert outcome.facts["bboxMm"]["size"] == [120, 60, 5]
    assert outcome.closing["features"]["holes"] == [{"diameterMm": 5.0, "count": 2}]
    found = {entry["name"]: entry for entry in outcome.closing["parameters"]}
    assert (found["WIDTH"]["value"], found["WIDTH"]["default"]) == (120, 80)
    assert (found["STYLE"]["value"], found["STYLE"]["default"]) == ("rounded", "plain")
    assert "WIDTH = 120.0  # mm, 10..400, Width" in outcome.closing["code"]


def test_a_wrong_value_is_answered_before_the_job_is_taken(worker: Worker) -> None:
    answer = worker.post(PLATE, parameters={"WIDTH": 4000})
    assert answer.status_code == 422
    assert answer.json()["error"]["parameter"] == "WIDTH"
    assert "400" in answer.json()["error"]["hint"]


def test_a_text_value_cannot_bring_code_in(worker: Worker) -> None:
    answer = worker.post(PLATE, parameters={"STYLE": 'plain"; import os #'})
    assert answer.status_code == 422
