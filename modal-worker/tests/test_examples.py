"""Published build123d scripts give the volume that was recorded for them when they are pasted.

Needs the facts in ../shared/cases/open/b3d_facts.jsonl, and their sources: `BUILD123D_EXAMPLES` names the folder of the
unpacked source package (`pip download --no-deps --no-binary build123d build123d==0.13.0`).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.worker_process import FOLDER, Worker

FACTS = FOLDER.parent.parent / "shared/cases/open/b3d_facts.jsonl"
SOURCES = os.environ.get("BUILD123D_EXAMPLES", "")
# These open a file beside them, which nobody can paste.
NEEDS_A_FILE = "low_poly_benchy.stl"

ROWS: list[dict[str, Any]] = []
if FACTS.exists():
    ROWS = [json.loads(line) for line in FACTS.read_text().splitlines()]


def test_there_are_examples_to_paste() -> None:
    if not FACTS.exists():
        pytest.skip(f"no {FACTS}")
    if not SOURCES:
        pytest.skip("BUILD123D_EXAMPLES does not name the unpacked source package of build123d")
    assert len(ROWS) > 20


@pytest.mark.parametrize("row", ROWS if SOURCES else [], ids=lambda row: row["id"])
def test_a_published_script_gives_the_recorded_volume(worker: Worker, row: dict[str, Any]) -> None:
    source = (Path(SOURCES) / row["source"].split()[-1]).read_text()
    if NEEDS_A_FILE in source:
        pytest.skip("it opens a file beside it")
    # Some show several objects; the recorded volume is that of one.
    outcome = worker.run(f"{source}\nresult = {row['result_var']}\n", formats=["stl"], timeoutS=60)
    assert outcome.facts["volumeMm3"] == pytest.approx(row["facts"]["volume"], rel=1e-6)
