"""Who runs next, without processes: fairness between workspaces and the places that waiting jobs are told."""

from __future__ import annotations

import asyncio

import pytest

from naturalcad_worker.turns import QueueFull, Turns


async def _run(turns: Turns, workspace: str, order: list[str], positions: list[int], go: asyncio.Event) -> None:
    async with turns.turn(workspace, positions.append):
        order.append(workspace)
        await go.wait()


async def _queue(turns: Turns, workspaces: str) -> tuple[list[str], list[list[int]]]:
    """Lets one job of each letter wait in turn, then all of them run; gives who ran when, and what each was told."""
    order: list[str] = []
    positions: list[list[int]] = [[] for _ in workspaces]
    go = asyncio.Event()
    tasks = []
    for workspace, heard in zip(workspaces, positions, strict=True):
        tasks.append(asyncio.create_task(_run(turns, workspace, order, heard, go)))
        await asyncio.sleep(0)
    go.set()
    await asyncio.gather(*tasks)
    return order, positions


def test_a_workspace_with_many_jobs_does_not_keep_another_waiting() -> None:
    order, _ = asyncio.run(_queue(Turns(1, 100), "aaaaaab"))
    assert "".join(order).index("b") <= 2


def test_jobs_of_one_workspace_run_in_order_of_arrival_and_hear_their_place() -> None:
    _, positions = asyncio.run(_queue(Turns(1, 100), "aaa"))
    assert positions == [[], [1], [2, 1]]


def test_a_newcomer_from_another_workspace_is_told_the_place_that_it_will_have() -> None:
    _, positions = asyncio.run(_queue(Turns(1, 100), "aaab"))
    assert positions[3][0] == 1
    assert positions[1] == [1, 2, 1]


def test_no_more_than_the_limit_may_wait() -> None:
    with pytest.raises(QueueFull):
        asyncio.run(_queue(Turns(1, 2), "aaaa"))


def test_a_job_that_is_canceled_while_it_waits_leaves_its_place() -> None:
    async def scenario() -> list[str]:
        turns = Turns(1, 10)
        order: list[str] = []
        go = asyncio.Event()
        tasks = []
        for workspace in "abc":
            tasks.append(asyncio.create_task(_run(turns, workspace, order, [], go)))
            await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert (turns.busy, turns.queued) == (0, 0)
        return order

    assert asyncio.run(scenario()) == ["a", "c"]
