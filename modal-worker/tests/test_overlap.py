"""The overlap that `/v1/compare` reports, held against volumes that the kernel's own boolean operations measure."""

from __future__ import annotations

import base64
import random

import pytest

from tests.worker_process import Worker

SEEDS = range(8)
# A mesh keeps its volume within 0.2 %; of solids the figures differ by the quadrature of cut surfaces.
GOOD_TO = {"stl": 5e-3, "step": 1e-4}


def pair(seed: int) -> str:
    """A drilled block with a boss, and another one moved over it: `a` and `b` of a script, from the seed alone."""
    chance = random.Random(seed)  # noqa: S311  (a part, not a secret)

    def between(low: float, high: float) -> float:
        return round(chance.uniform(low, high), 2)

    def part() -> str:
        x, y, z = between(20, 40), between(20, 40), between(6, 14)
        hole = f"Pos({between(-6, 6)}, {between(-6, 6)}) * Cylinder({between(1, 4)}, 40)"
        boss = f"Pos({between(-6, 6)}, {between(-6, 6)}, {z / 2}) * Cone({between(4, 6)}, {between(1, 3)}, {between(4, 9)})"
        return f"Box({x}, {y}, {z}) + {boss} - {hole}"

    place = f"Pos({between(-8, 8)}, {between(-8, 8)}, {between(-3, 3)}) * Rot(0, 0, {between(0, 90)})"
    return f"from build123d import *\na = {part()}\nb = {place} * ({part()})\n"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_overlap_is_what_boolean_volumes_say(worker: Worker, seed: int) -> None:
    def made(result: str, formats: list[str]):
        return worker.run(f"{pair(seed)}result = {result}\n", formats=formats)

    a, b = (made(name, ["step", "stl"]) for name in "ab")
    shared = made("a & b", ["stl"]).facts["volumeMm3"]
    united = a.facts["volumeMm3"] + b.facts["volumeMm3"] - shared
    assert 0.05 < shared / united < 0.95
    # Meshes take seconds: a few of the pairs say it for them.
    for kind in ("step", "stl") if seed % 3 == 0 else ("step",):
        sides = {name: {"base64": base64.b64encode(side.file(kind)).decode()} for name, side in (("a", a), ("b", b))}
        answer = worker.client.post("/v1/compare", json=sides)
        assert answer.status_code == 200, answer.text
        assert answer.json()["iou"] == pytest.approx(shared / united, abs=GOOD_TO[kind]), kind
