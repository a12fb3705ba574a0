"""Overlap by rays on meshes whose overlap is arithmetic, and where it stands in for the booleans of a comparison."""

from __future__ import annotations

import base64
import struct

import numpy as np
import pytest

from naturalcad_worker.geometry.rays import overlap
from tests.worker_process import Worker

RAYS = 160


def box(size: tuple[float, float, float], at: tuple[float, float, float] = (0, 0, 0), pieces: int = 1) -> np.ndarray:
    """The triangles (n, 3, 3) of a box around `at`, outward, each side in `pieces` times `pieces` squares."""
    steps = np.linspace(-0.5, 0.5, pieces + 1)
    u, v = (grid.ravel() for grid in np.meshgrid(steps[:-1], steps[:-1], indexing="ij"))
    step = 1 / pieces
    corners = np.stack(
        [np.stack([u + i * step, v + j * step, np.full_like(u, 0.5)], 1) for i, j in ((0, 0), (1, 0), (1, 1), (0, 1))],
        1,
    )
    top = np.concatenate((corners[:, [0, 1, 2]], corners[:, [0, 2, 3]]))
    bottom = (top * [1, 1, -1])[:, ::-1]
    sides = [np.roll(side, turn, axis=2) for side in (top, bottom) for turn in range(3)]
    return np.concatenate(sides) * size + at


CUBE = box((20, 20, 20))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (CUBE, CUBE, 1),
        (CUBE, box((20, 20, 10), (0, 0, 5)), 0.5),
        (CUBE, box((20, 20, 20), (10, 0, 0)), 1 / 3),
        (CUBE, box((20, 20, 20), (50, 0, 0)), 0),
        (CUBE, box((10, 10, 10)), 1 / 8),
        # A cavity: its surface faces inward, and what is in it is outside.
        (CUBE, np.concatenate((CUBE, box((10, 10, 10))[:, ::-1])), 7 / 8),
        (np.concatenate((CUBE, box((10, 10, 10))[:, ::-1])), box((10, 10, 10)), 0),
        # The same box in many triangles is the same box.
        (CUBE, box((20, 20, 20), pieces=30), 1),
    ],
    ids=["itself", "half", "shifted", "apart", "inside", "hollow", "in the cavity", "finer"],
)
def test_rays_give_the_overlap_that_arithmetic_gives(a: np.ndarray, b: np.ndarray, expected: float) -> None:
    iou, spread = overlap(a, b, RAYS)
    assert iou == pytest.approx(expected, abs=0.01)
    assert spread < 0.02
    assert overlap(b, a, RAYS)[0] == pytest.approx(iou, abs=1e-9)


def stl(corners: np.ndarray) -> dict[str, str]:
    records = np.zeros(len(corners), np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("flags", "<u2")]))
    records["corners"] = corners
    content = b"\0" * 80 + struct.pack("<I", len(corners)) + records.tobytes()
    return {"base64": base64.b64encode(content).decode()}


def test_meshes_too_fine_for_booleans_are_still_compared(worker: Worker) -> None:
    a, b = box((20, 20, 20), pieces=42), box((20, 20, 10), (0, 0, 5), pieces=42)
    answer = worker.client.post("/v1/compare", json={"a": stl(a), "b": stl(b), "diff": True}).json()
    assert answer["iouMethod"] == "rays"
    assert answer["iou"] == pytest.approx(0.5, abs=2e-3)
    assert answer["volumeErrorPct"] == pytest.approx(-50, abs=1e-3)
    assert answer["differenceError"]["code"] == "bad_input"
    assert "at most 20000" in answer["differenceError"]["message"]
    assert "added" not in answer


def test_a_comparison_waits_for_its_process_to_be_ready() -> None:
    # The first thing that an executor is asked: no process has got ready while another job ran.
    fresh = Worker()
    try:
        for _ in range(2):
            answer = fresh.client.post("/v1/compare", json={"a": stl(CUBE), "b": stl(box((20, 20, 10), (0, 0, 5)))})
            assert answer.status_code == 200, answer.text
            assert answer.json()["iou"] == pytest.approx(0.5, abs=2e-3)
    finally:
        fresh.stop()
