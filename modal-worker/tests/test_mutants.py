"""Broken files end in a coded error or in a part, never in silence, and the next good file is read as ever."""

from __future__ import annotations

import base64
import os

import pytest

from tests.mutants import mutants
from tests.scripts import PLATE
from tests.worker_process import Worker

# `npm run torture -- executor` takes hundreds; every run of the tests takes a few.
COUNT = int(os.environ.get("WORKER_MUTANTS", "16"))
CODES = {"bad_input", "invalid_shape", "empty_shape", "output_too_large", "memory", "timeout"}


def test_a_broken_file_ends_in_a_code_and_the_next_good_one_is_read(worker: Worker) -> None:
    good = worker.run(PLATE, formats=["step", "stl"])
    step, stl = good.file("step"), good.file("stl")

    def read(content: bytes):
        file = {"name": "part", "base64": base64.b64encode(content).decode()}
        return worker.run('result = inputs["part"]', inputs=[file], formats=["stl"])

    outcomes: dict[str, int] = {}
    for name, content in mutants(step, stl, COUNT):
        outcome = read(content)
        assert outcome.is_result or outcome.code in CODES, (name, outcome.closing)
        key = outcome.code or "read"
        outcomes[key] = outcomes.get(key, 0) + 1
    print(f"{COUNT} mutants: {outcomes}")
    assert sum(count for key, count in outcomes.items() if key != "read") >= COUNT // 4
    assert read(step).facts["volumeMm3"] == pytest.approx(good.facts["volumeMm3"], rel=1e-9)
