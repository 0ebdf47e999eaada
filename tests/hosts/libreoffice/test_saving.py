"""The button 导出报告 of a workbook never saved, with LibreOffice's own dialog in a real window.

1. Who thinks better of it gets no report and no message; the name that is typed is the report's.
2. A file that is there is replaced only after the dialog has asked, which asks once.
3. A folder without permission, and a report that is open, are said; nothing is written.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from perfeval_xl.hosts.buttons import BUTTONS
from perfeval_xl.hosts.libreoffice.connection import properties
from tests.desktop import HAND_SECONDS, Clerk, Window, wait_for

pytestmark = pytest.mark.libreoffice

EXPORT, DIALOG = BUTTONS[1].label, "导出报告"
MINE = b"the clerk's own"


@pytest.fixture
def unsaved(window: Window, example: Path) -> Window:
    """The example as a workbook that was never saved."""
    (stored,) = window.app.books
    window.app.api.loadComponentFromURL(example.as_uri(), "_blank", 0, properties(AsTemplate=True))
    stored.close()
    frame = window.app.books[0].api.CurrentController.Frame
    wait_for(lambda: bool(window.toolbar(frame)), "toolbar")
    window.focus()
    wait_for(lambda: window.app.api.getCurrentFrame() == frame, "window in front")
    return window


def reports(clerk: Clerk) -> list[str]:
    return [path.name for path in clerk.home.glob("*.docx")]


def begin(window: Window) -> None:
    """Clicks 导出报告 and has it go on in spite of the example's errors."""
    window.click(EXPORT)
    assert "报告会标“草稿”" in window.answer("Yes")
    wait_for(lambda: window.has_dialog(DIALOG), "dialog")


def test_thought_better_of_then_named(unsaved: Window, clerk: Clerk) -> None:
    begin(unsaved)
    time.sleep(HAND_SECONDS)
    unsaved.key("Escape")
    wait_for(lambda: not unsaved.has_dialog(DIALOG), "end of the dialog")
    begin(unsaved)
    assert reports(clerk) == []
    unsaved.choose_file(DIALOG, "mine")
    report = clerk.home / "mine.docx"
    assert unsaved.answer() == f"已导出 {report}。"
    assert report.read_bytes().startswith(b"PK")


def test_a_folder_without_permission_and_an_open_report_are_said(unsaved: Window, clerk: Clerk) -> None:
    locked = clerk.home / "locked"
    locked.mkdir(mode=0o555)
    begin(unsaved)
    unsaved.choose_file(DIALOG, "locked/mine.docx")
    assert unsaved.answer() == f"文件夹 {locked} 不能写入。请换一个文件夹再导出。"

    begin(unsaved)
    report = clerk.home / "mine.docx"
    unsaved.choose_file(DIALOG, report.name)
    unsaved.answer()
    before = report.read_bytes()
    frame = unsaved.app.api.getCurrentFrame()
    unsaved.app.api.loadComponentFromURL(report.as_uri(), "_blank", 0, ())
    frame.ContainerWindow.toFront()
    wait_for(lambda: unsaved.app.api.getCurrentFrame() == frame, "window in front")
    begin(unsaved)
    unsaved.choose_file(DIALOG, report.name)
    unsaved.answer("Yes")
    assert "mine.docx 正打开着，没有替换" in unsaved.answer()
    assert report.read_bytes() == before


def test_a_file_that_is_there_is_asked_for_once(unsaved: Window, clerk: Clerk) -> None:
    report = clerk.home / "mine.docx"
    report.write_bytes(MINE)
    begin(unsaved)
    unsaved.choose_file(DIALOG, report.name)
    assert "mine.docx" in unsaved.answer("No")
    assert report.read_bytes() == MINE
    unsaved.choose_file(DIALOG, report.name)
    assert "mine.docx" in unsaved.answer("Yes")
    assert unsaved.answer() == f"已导出 {report}。"
    assert report.read_bytes().startswith(b"PK")
