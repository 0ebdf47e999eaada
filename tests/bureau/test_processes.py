"""Running a function over many tasks in processes.

1. Every task comes back once, with its result.
2. Tasks are taken as they are needed, not all at once.
3. A task that kills its process twice, hangs, or raises is a failure in words; all others have their results.
4. A process killed by chance costs nothing: its task is tried again.
5. Closed half-way, no process stays behind.
6. Where the system lets no process start, the run ends, and no task is blamed; where some start, they do.
7. Ctrl-C reaches every process of a terminal; those that are just starting say nothing of it.
8. Large tasks and large results never wait for each other; a computer asleep makes no task late.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from perfeval_xl.bureau import processes
from perfeval_xl.bureau.processes import Failure, Processes, Stopped, run_in_processes
from tests.bureau import jobs

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are killed by signals here")


def results(function: Callable[[int], int], seconds: float = 30) -> dict[int, object]:
    return {done.task: done.result for done in run_in_processes(function, range(12), 2, seconds)}


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
        (jobs.need_too_much_for_seven, 30, "内存不足"),
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


def test_processes_that_die_at_once_blame_no_task(tmp_path: Path) -> None:
    tally = tmp_path / "tally"
    with pytest.raises(Stopped, match="一启动就中止"):
        next(run_in_processes(jobs.DeadOnArrival(tally), range(100), 1))
    assert tally.read_text() == "xxx"
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize(("files", "said"), [(60, "12 results"), (8, "启动不了检查用的进程")])
def test_as_many_processes_as_the_system_allows(files: int, said: str) -> None:
    code = f"""
import resource
from perfeval_xl.bureau.processes import Stopped, run_in_processes
from tests.bureau import jobs
resource.setrlimit(resource.RLIMIT_NOFILE, ({files}, {files}))
try:
    print(len(list(run_in_processes(jobs.double, range(12), 60))), "results")
except Stopped as reason:
    print(reason)
"""
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert said in run.stdout, run.stderr


def test_large_tasks_and_results_do_not_wait_for_each_other() -> None:
    texts = [f"{number}" * 1_000_000 for number in range(6)]
    running = run_in_processes(jobs.echo, texts, 2)
    assert sorted(str(done.result) for done in running) == texts


def test_a_computer_asleep_makes_no_task_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look at the clock seems to be a hundred seconds after the last."""
    clock = count(step=100)
    monkeypatch.setattr(processes.time, "monotonic", lambda: float(next(clock)))
    found = {done.task: done.result for done in run_in_processes(jobs.take_a_moment, range(2), 2, 30)}
    assert found == {0: 0, 1: 1}


def test_processes_stay_for_the_next_tasks() -> None:
    kept = Processes(jobs.own_number, 1)
    try:
        (first,), (second,) = kept.run([1]), kept.run([2])
    finally:
        kept.close()
    assert first.result == second.result


def test_an_interrupt_while_processes_start_is_their_parents_alone(tmp_path: Path) -> None:
    sign = tmp_path / "loading"
    code = f"""
import signal
from pathlib import Path
from perfeval_xl.bureau.processes import run_in_processes
from tests.bureau import jobs
signal.signal(signal.SIGINT, lambda *_: print("heard", flush=True))
print(len(list(run_in_processes(jobs.SlowToArrive(Path({str(sign)!r})), range(5), 1))))
"""
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        cwd=Path(__file__).parents[2],
    ) as run:
        while run.poll() is None and not sign.exists():
            time.sleep(0.01)
        os.killpg(run.pid, signal.SIGINT)
        printed, errors = run.communicate(timeout=60)
    assert (printed.split(), errors) == (["heard", "5"], "")
