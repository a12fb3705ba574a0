"""Results that are remembered: for the same workspace, script and wishes, and for nobody else."""

from __future__ import annotations

import pytest

from naturalcad_worker import memory
from naturalcad_worker.memory import Remembered, ResultMemory, key_of
from naturalcad_worker.protocol import ExecuteRequest
from tests.scripts import FOREVER, PLATE
from tests.worker_process import Outcome, Worker


def ran(outcome: Outcome) -> bool:
    return "running" in [event.get("stage") for event in outcome.events]


def test_the_same_job_again_gives_the_same_files_and_words_without_running(worker: Worker) -> None:
    code = PLATE + "print('made')\n"
    first = worker.run(code, workspace="memory", formats=["stl", "py"])
    again = worker.run(code, workspace="memory", formats=["stl", "py"])
    assert ran(first) and not ran(again)
    assert (again.file("stl"), again.file("py"), again.facts) == (first.file("stl"), first.file("py"), first.facts)
    assert again.log == first.log == "made\n"


@pytest.mark.parametrize(
    "change",
    [
        {"workspace": "others"},
        {"quality": "draft"},
        {"formats": ["stl", "step"]},
        {"parameters": {"WIDTH": 81.0}},
        {"density": 2.7},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_differs_runs(worker: Worker, change: dict) -> None:
    wanted = {"workspace": "differs", "formats": ["stl"]}
    worker.run(PLATE, **wanted)
    assert ran(worker.run(PLATE, **{**wanted, **change}))


def test_a_script_with_chance_in_it_runs_each_time(worker: Worker) -> None:
    code = "import random\nfrom build123d import *\nresult = Box(random.uniform(1, 2), 1, 1)\n"
    first, again = (worker.run(code, workspace="chance", formats=["stl"]) for _ in range(2))
    assert first.facts["volumeMm3"] != again.facts["volumeMm3"]


def test_a_job_that_failed_is_not_remembered(worker: Worker) -> None:
    for _ in range(2):
        outcome = worker.run("from build123d import *\nresult = Boxx(1, 1, 1)\n", workspace="failed")
        assert outcome.code == "exception" and ran(outcome)


def test_a_remembered_result_does_not_wait_for_its_turn(worker: Worker) -> None:
    worker.run(PLATE, workspace="hurry", formats=["stl"])
    running = [worker.begin(FOREVER) for _ in range(2)]
    for stream in running:
        stream.wait_for(type="log")
    assert worker.run(PLATE, workspace="hurry", formats=["stl"]).is_result
    for stream in running:
        stream.close()


def remembered(size: int) -> Remembered:
    return Remembered({"artifacts": []}, {"stl": bytes(size)}, [])


def test_the_oldest_results_of_a_workspace_make_room_and_other_workspaces_keep_theirs() -> None:
    results = ResultMemory()
    results.keep("quiet", "one", remembered(1000))
    large = memory.MOST_BYTES_OF_A_RESULT - 10_000
    names = [str(number) for number in range(2 * memory.MOST_BYTES_OF_A_WORKSPACE // large)]
    for name in names:
        results.keep("busy", name, remembered(large))
    assert results.find("quiet", "one") is not None
    assert results.find("busy", names[-1]) is not None
    assert results.find("busy", names[0]) is None


def test_a_result_larger_than_its_share_is_not_kept() -> None:
    results = ResultMemory()
    results.keep("team", "large", remembered(memory.MOST_BYTES_OF_A_RESULT))
    assert results.find("team", "large") is None


def test_a_file_that_is_fetched_may_change_and_is_not_remembered() -> None:
    request = ExecuteRequest.model_validate(
        {"jobId": "j", "code": "x", "inputs": [{"name": "a", "url": "http://127.0.0.1/a.step"}]}
    )
    assert key_of(request, "x") is None
