"""Where the executor is installed must not matter to what its children can see."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tests.worker_process import FOLDER, Worker


def test_an_installation_below_tmp_makes_parts() -> None:
    """The private file tree of a child once mounted its own /tmp over an installation that lies below it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        shutil.copytree(FOLDER / "naturalcad_worker", folder / "naturalcad_worker")
        worker = Worker(folder=folder)
        try:
            outcome = worker.run("from build123d import *\nresult = Box(1, 2, 3)", formats=["stl"])
            assert abs(outcome.facts["volumeMm3"] - 6) < 1e-6
        finally:
            worker.stop()
