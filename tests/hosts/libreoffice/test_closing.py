"""What is closed while a button is being worked on, in a real window.

1. LibreOffice killed half-way: no process is left, none says it has a bug, and the next start works.
2. The workbook closed half-way: it is said, and LibreOffice and its other workbooks live on.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from perfeval_xl import worker
from perfeval_xl.hosts.buttons import BUTTONS
from tests.desktop import Clerk, Window, wait_for

pytestmark = pytest.mark.libreoffice

VALIDATE, HELP = BUTTONS[0].label, BUTTONS[-1].label
LOG = Path(".config/perfeval-xl/libreoffice.log")


def the_worker(window: Window) -> int:
    """The process id of the program behind the buttons, once it is ready."""
    window.click(HELP)
    window.answer()
    (process,) = window.clerk.processes(worker.__name__)
    return process


@pytest.mark.parametrize("seconds", [0.0, 0.1])
def test_libreoffice_killed_half_way(
    seconds: float, clerk: Clerk, display: str, example: Path, window: Window
) -> None:
    the_worker(window)
    window.click(VALIDATE)
    time.sleep(seconds)
    window.kill()
    wait_for(lambda: not clerk.processes(worker.__name__), "end of the worker", 10)
    assert (clerk.home / LOG).read_text(encoding="utf-8") == ""
    again = Window(clerk, display, example)
    try:
        again.click(VALIDATE)
        assert "共 10 处错误" in again.answer()
    finally:
        again.close()


def test_a_workbook_closed_half_way(window: Window) -> None:
    process = the_worker(window)
    other = window.app.books.add()
    (book,) = (book for book in window.app.books if book != other)
    frame = book.api.CurrentController.Frame
    frame.ContainerWindow.toFront()
    wait_for(lambda: window.app.api.getCurrentFrame() == frame, "window in front")
    os.kill(process, signal.SIGSTOP)
    window.click(VALIDATE)
    window.key("ctrl+w")
    wait_for(lambda: list(window.app.books) == [other], "end of the workbook")
    os.kill(process, signal.SIGCONT)
    assert "工作簿已经关闭" in window.answer()
    assert window.clerk.processes(worker.__name__) == [process]
    assert (window.clerk.home / LOG).read_text(encoding="utf-8") == ""
