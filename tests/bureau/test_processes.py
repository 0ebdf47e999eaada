"""Running a function over many tasks in processes.

1. Every task comes back once, with its result.
2. Tasks are taken as they are needed, not all at once.
3. A task that kills its process twice, hangs, or raises is a failure in words; all others have their results.
4. A process killed by chance costs nothing: its task is tried again.
5. Closed half-way, no process stays behind.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from perfeval_xl.bureau.processes import Failure, run_in_processes
from tests.bureau import jobs

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are killed by signals here")


def results(function: Callable[[int], int], count: int = 12, seconds: float = 30) -> dict[int, object]:
    return {done.task: done.result for done in run_in_processes(function, range(count), 2, seconds)}


def test_every_task_comes_back_with_its_result() -> None:
    assert results(jobs.double) == {number: 2 * number for number in range(12)}


def test_tasks_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    running = run_in_processes(jobs.double, tasks(), 2)
    next(running)
    assert len(taken) < 20
    running.close()


@pytest.mark.parametrize(
    ("function", "seconds", "said"),
    [
        (jobs.die_for_seven, 30, "被系统中止"),
        (jobs.hang_for_seven, 1, "1 秒内没有检查完"),
        (jobs.fail_for_seven, 30, "ValueError：seven"),
    ],
)
def test_one_bad_task_costs_no_other(function: Callable[[int], int], seconds: float, said: str) -> None:
    found = results(function, seconds=seconds)
    bad = found.pop(7)
    assert isinstance(bad, Failure)
    assert said in bad.reason
    assert found == {number: number for number in range(12) if number != 7}


def test_a_process_killed_by_chance_costs_nothing(tmp_path: Path) -> None:
    (done,) = run_in_processes(jobs.die_the_first_time, [tmp_path / "been here"], 1)
    assert done.result == "done"


def test_a_process_killed_from_outside_costs_nothing() -> None:
    found: dict[int, object] = {}
    for done in run_in_processes(jobs.double, range(200), 2):
        found[done.task] = done.result
        if done.task == 50:
            for process in multiprocessing.active_children()[:1]:
                assert process.pid is not None
                os.kill(process.pid, signal.SIGKILL)
    assert found == {number: 2 * number for number in range(200)}


def test_no_process_stays_behind() -> None:
    running = run_in_processes(jobs.hang_for_seven, range(7, 20), 2)
    next(running)
    running.close()
    assert multiprocessing.active_children() == []
