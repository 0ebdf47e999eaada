"""The button 导入 as a clerk presses it: the file dialog of a real LibreOffice, a real mouse and keyboard.

1. The file that is chosen in the dialog fills the empty template in the window.
2. A filled-in workbook is refused before any file is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from perfeval_xl.profile import Profile
from perfeval_xl.writers.template import write_template
from tests.desktop import Clerk, Window, wait_for
from tests.readers.word_files import seed_docx

pytestmark = pytest.mark.libreoffice

IMPORT = "导入 Import"


@pytest.fixture
def blank(clerk: Clerk, display: str, tmp_path: Path, profile: Profile) -> Iterator[Window]:
    """An empty template, open in a LibreOffice with the buttons."""
    path = tmp_path / "blank.xlsx"
    write_template(path, profile, 2024)
    installed = clerk.perfeval("addin", "install")
    assert installed.returncode == 0, installed.stderr
    opened = Window(clerk, display, clerk.give(path, "空白.xlsx"))
    yield opened
    opened.close()


def test_a_chosen_file_fills_the_template(blank: Window, tmp_path: Path) -> None:
    (tmp_path / "r.docx").write_bytes(seed_docx())
    report = blank.clerk.give(tmp_path / "r.docx", "report.docx")
    blank.click(IMPORT)
    blank.choose_file("导入", report.name)
    wait_for(lambda: not blank.has_dialog("导入"), "end of the dialog")
    assert blank.answer() == "已从 report.docx 导入。没有遗漏。工作簿还没有保存。"
    (book,) = blank.app.books
    assert book.sheets["附件1 基础数据表"]["G13"].value == 35.65
    assert [sheet.name for sheet in book.sheets][:3] == ["填报说明", "导入说明", "报告正文"]


def test_a_filled_in_workbook_is_refused_at_once(window: Window) -> None:
    window.click(IMPORT)
    assert "已经填了内容" in window.answer()
