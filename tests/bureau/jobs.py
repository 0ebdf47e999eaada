"""Functions for other processes, some of which do not survive them."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


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
