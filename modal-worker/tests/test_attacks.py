"""A fixed sample of the attacks in tests/attacks/, in every mode; `npm run torture -- executor` runs all of them."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.attacks.attack import Attack
from tests.attacks.control import works_outside
from tests.attacks.runner import CLASSES, IS_ROOT, MODES, honest, launch, run_mode
from tests.store import Store
from tests.worker_process import Worker

ALL = [attack for group in CLASSES.values() for attack in group]
# Two of each class, and another one in the modes besides this one.
SAMPLE = [attack for group in CLASSES.values() for attack in group[:: len(group) // 2][:2]]
OTHER_SAMPLE = [attack for group in CLASSES.values() for attack in group[1:2]]


def port_of(store: Store) -> str:
    return store.url.rsplit(":", 1)[1]


def test_every_attack_has_a_name_of_its_own_in_one_of_eight_classes() -> None:
    assert len(CLASSES) == 8
    assert [name for name, count in Counter(attack.name for attack in ALL).items() if count > 1] == []


@pytest.mark.parametrize("attack", SAMPLE, ids=lambda attack: attack.name)
def test_an_attack_that_works_outside_gets_nowhere_inside(bare_worker: Worker, store: Store, attack: Attack) -> None:
    if IS_ROOT or not attack.needs_root:
        assert works_outside(attack, port_of(store)) is None
    assert launch(bare_worker, attack, port_of(store)) is None
    assert honest(bare_worker) is None


@pytest.mark.parametrize("mode", MODES[1:])
def test_no_attack_gets_through_in_any_mode_and_honest_jobs_stay_right(store: Store, mode: str) -> None:
    through = run_mode(mode, OTHER_SAMPLE, port_of(store))
    if through is None:
        pytest.skip("no system Python of this version that an ordinary user can start")
    assert through == {}


@pytest.mark.parametrize(("skipped", "unprotected"), [("landlock", []), ("seccomp", ["seccomp"])])
def test_a_missing_layer_is_named_and_what_it_leaves_open_too(skipped: str, unprotected: list[str]) -> None:
    worker = Worker(WORKER_SKIP_LAYERS=skipped)
    try:
        assert honest(worker) is None
        told = worker.health()["sandbox"]
        assert skipped in {entry["layer"] for entry in told["missing"]}
        assert told["unprotected"] == unprotected
    finally:
        worker.stop()
