"""The buttons as a clerk presses them: a real LibreOffice in a window, a real mouse, the extension installed.

1. 校验 finds what the command line finds, in the same cells; 导出报告 writes the report.
2. The button works on the document of its window: two windows, one never saved, awkward names.
3. What is being typed is entered first; a second click while the first is being worked on is ignored.
4. Whatever is wrong with the installation is one message; an upgraded program takes over by itself.
5. The process behind the buttons ends with LibreOffice.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest
import xlwings
from docx import Document

from perfeval_xl import worker
from tests.desktop import Clerk, Window, wait_for

pytestmark = pytest.mark.libreoffice

VALIDATE, EXPORT = "校验 Validate", "导出报告 Export report"
ADD_PROJECT, CLEAR_MARKS, HELP = "增加项目表", "清除标记", "帮助"
RESULTS = "校验结果"
BASE_DATA = "附件1 基础数据表"


def results(book: xlwings.Book) -> list[tuple[str, ...]]:
    """Level, rule, sheet and cell of every finding on the results sheet."""
    rows = book.sheets[RESULTS].used_range.options(ndim=2).value
    heading = next(number for number, row in enumerate(rows) if row[0] == "级别")
    return [tuple(row[column] or "" for column in range(4)) for row in rows[heading + 1 :] if row[1]]


def told(clerk: Clerk, path: Path) -> list[tuple[str, ...]]:
    """The same, as the command line tells it of a file."""
    levels = {"error": "错误", "warning": "提醒", "info": "提示"}
    found = json.loads(clerk.perfeval("validate", str(path), "--format", "json").stdout)["findings"]
    return [
        (levels[finding["severity"]], finding["rule"], finding["sheet"] or "", finding["cell"] or "")
        for finding in found
    ]


def workers(clerk: Clerk) -> list[int]:
    """The process ids of the programs behind her buttons."""
    return clerk.processes(worker.__name__)


def test_validate_then_export(window: Window, example: Path) -> None:
    window.click(VALIDATE)
    summary = window.answer()
    (book,) = window.app.books
    assert results(book) == told(window.clerk, example)
    assert "共 10 处错误" in summary
    assert book.sheets.active.name == RESULTS
    assert book.sheets[BASE_DATA]["G13"].color == (255, 199, 206)

    window.click(EXPORT)
    assert "报告会标“草稿”" in window.answer("Yes")
    report = example.with_suffix(".docx")
    assert f"已导出 {report}" in window.answer()
    text = "\n".join(paragraph.text for paragraph in Document(str(report)).paragraphs)
    assert "屈原管理区人大政协联络办" in text


def test_the_other_buttons(window: Window) -> None:
    window.click(HELP)
    assert "校验" in window.answer()
    window.click(CLEAR_MARKS)
    assert window.answer() == "没有需要清除的标记。"
    window.click(ADD_PROJECT)
    assert "附件3 项目自评表 (3)" in window.answer()


def test_two_windows_and_a_document_never_saved(window: Window) -> None:
    """Each button works on its own window's document."""
    unrelated = window.app.books.add()
    unrelated.sheets[0]["A1"].value = "别的表"
    wait_for(lambda: VALIDATE in window.toolbar(window.app.api.getCurrentFrame()), "toolbar")
    window.click(VALIDATE)
    assert "1 处错误" in window.answer()
    saved = next(book for book in window.app.books if book != unrelated)
    assert [rule for _, rule, _, _ in results(unrelated)] == ["FORM-01"]
    assert RESULTS not in [sheet.name for sheet in saved.sheets]


def test_what_is_being_typed_is_entered_first(window: Window) -> None:
    """LibreOffice alone would enter it into 校验结果, the sheet that is shown next."""
    sheet = window.app.books[0].sheets[BASE_DATA]
    sheet.activate()
    sheet["G13"].select()
    time.sleep(1)
    window.xdotool("mousemove", "700", "500", "type", "--delay", "50", "55.65")
    time.sleep(0.5)
    assert sheet["G13"].value == 35.65
    window.click(VALIDATE)
    window.answer()
    assert sheet["G13"].value == 55.65
    assert "BASE-05" not in {rule for _, rule, _, _ in results(window.app.books[0])}


def test_a_second_click_is_ignored(window: Window) -> None:
    x, y = window.toolbar(window.app.api.getCurrentFrame())[VALIDATE]
    window.xdotool("mousemove", str(x), str(y), "click", "--repeat", "4", "--delay", "40", "1")
    window.answer()
    time.sleep(1)
    assert window.boxes() == []
    assert [sheet.name for sheet in window.app.books[0].sheets].count(RESULTS) == 1


def test_a_python_that_is_gone_is_said(window: Window) -> None:
    settings = window.clerk.home / ".config/perfeval-xl/libreoffice.json"
    settings.write_text('{"python": "/gone/bin/python"}', encoding="utf-8")
    window.click(VALIDATE)
    assert "/gone/bin/python\n请重新安装" in window.answer()
    settings.write_text('{"python": "python3"}', encoding="utf-8")
    window.click(VALIDATE)
    assert "按钮还没有安装好" in window.answer()
    settings.unlink()
    window.click(VALIDATE)
    assert "按钮还没有安装好" in window.answer()
    assert RESULTS not in [sheet.name for sheet in window.app.books[0].sheets]


def test_a_program_that_stops_is_said(window: Window) -> None:
    """An interpreter that has no such program, as after half an uninstallation."""
    broken = window.clerk.home / "broken-python"
    broken.write_text("#!/bin/sh\necho 'No module named perfeval_xl' >&2\nexit 1\n", encoding="ascii")
    broken.chmod(0o755)
    settings = window.clerk.home / ".config/perfeval-xl/libreoffice.json"
    settings.write_text(json.dumps({"python": str(broken)}), encoding="utf-8")
    window.click(VALIDATE)
    assert "程序中途停止了" in (said := window.answer())
    assert "No module named perfeval_xl" in said


def test_a_worker_that_was_ended_is_replaced(window: Window) -> None:
    window.click(HELP)
    window.answer()
    (running,) = workers(window.clerk)
    os.kill(running, 9)
    wait_for(lambda: workers(window.clerk) == [], "end of the worker")
    window.click(HELP)
    assert "校验" in window.answer()
    assert workers(window.clerk) != [running]


def test_the_worker_ends_with_libreoffice(window: Window) -> None:
    window.click(HELP)
    window.answer()
    assert len(workers(window.clerk)) == 1
    window.close()
    wait_for(lambda: workers(window.clerk) == [], "end of the worker", 10)


def test_nothing_beside_the_document_chooses_what_runs(clerk: Clerk, window: Window) -> None:
    """Modules of the program's names lie where LibreOffice was started, which is the document's folder."""
    for name in ("perfeval_xl", "xlwings", "json"):
        trap = clerk.home / f"{name}.py"
        trap.write_text(f"open({str(clerk.home / 'sprung')!r}, 'w')\nraise SystemExit(3)\n", encoding="utf-8")
    shutil.copy(clerk.home / "xlwings.py", clerk.home / "sitecustomize.py")
    for running in workers(clerk):
        os.kill(running, 9)
    wait_for(lambda: workers(clerk) == [], "end of the worker")
    window.click(HELP)
    assert "校验" in window.answer()
    assert not (clerk.home / "sprung").exists()
