"""Functions for other processes, some of which do not survive them."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from perfeval_xl.bureau.outcome import Outcome, Task, check_one


def double(number: int) -> int:
    return 2 * number


def die_for_seven(number: int) -> int:
    """As if the system had killed the process for its memory."""
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def die_the_first_time(path: Path) -> str:
    """The first process to come here is killed; the next one is not."""
    if not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def hang_for_seven(number: int) -> int:
    if number == 7:
        time.sleep(60)
    return number


def fail_for_seven(number: int) -> int:
    if number == 7:
        raise ValueError("seven")
    return number


def echo(text: str) -> str:
    return text


def need_too_much_for_seven(number: int) -> int:
    return len(bytearray(1 << 62)) if number == 7 else number


def take_a_moment(number: int) -> int:
    time.sleep(0.6)
    return number


class DeadOnArrival:
    """A function that kills the process it comes to, before the process can say that it has started."""

    def __init__(self, tally: Path) -> None:
        self.tally = tally

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return _arrive, (self.tally,)

    def __call__(self, number: int) -> int:
        return number


def _arrive(tally: Path) -> DeadOnArrival:
    with tally.open("a") as file:
        file.write("x")
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def own_number(_: int) -> int:
    return os.getpid()


class SlowToArrive:
    """A function that takes a moment to be loaded where it comes to, and leaves a sign when it begins to."""

    def __init__(self, sign: Path) -> None:
        self.sign = sign

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return _arrive_slowly, (self.sign,)

    def __call__(self, number: int) -> int:
        return number


def _arrive_slowly(sign: Path) -> SlowToArrive:
    sign.touch()
    time.sleep(0.5)
    return SlowToArrive(sign)


def check_or_die(task: Task) -> Outcome:
    """As a batch checks a file, except for one that no process survives."""
    if task.file == "毒.xlsx":
        os.kill(os.getpid(), signal.SIGKILL)
    return check_one(task)
