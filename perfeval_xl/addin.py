"""What the buttons call: the functions of the command line, on the workbook that is open.

Every function works on the workbook whose button was pressed and ends with a message in Chinese. It uses
xlwings only, so the same code serves Excel and LibreOffice.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from perfeval_xl.checking import check_grids
from perfeval_xl.findings import Finding, Result
from perfeval_xl.form import PROJECT_TABLE
from perfeval_xl.form.guide import EXPLANATIONS
from perfeval_xl.grid import At, Grid
from perfeval_xl.hosts import marks as bulk
from perfeval_xl.hosts import xlwings
from perfeval_xl.hosts.protection import unprotected
from perfeval_xl.profile import ProfileError
from perfeval_xl.readers.live import read_book
from perfeval_xl.readers.refusal import UnreadableFile
from perfeval_xl.writers.live_explanations import NEW_SHEET, Change, ExplanationSheet
from perfeval_xl.writers.live_results import (
    Mark,
    Written,
    as_text,
    colour_of,
    find_written,
    is_mark,
    write_results_sheet,
)
from perfeval_xl.writers.terminal import summary

TITLE: Final = "绩效自评"
_NOTE_SIGN: Final = "【校验】"
"""A note of ours begins with it."""
_HELP: Final = (
    "校验：检查全部表格，结果写在“校验结果”工作表，有问题的格子标红或标黄。\n"
    "导出报告：把工作簿导出成 Word 报告，放在工作簿旁边。\n"
    "增加项目表：在最后一张项目自评表后面加一张空白表。\n"
    "清除标记：去掉颜色、批注和“校验结果”，表格恢复原样。"
)


class _Stop(Exception):
    """Ends a button with one message to the clerk."""


def validate() -> None:
    """校验: checks the workbook, unsaved edits included; writes 校验结果, marks cells, says the result."""
    _press(_validate)


def export_report() -> None:
    """导出报告: saves the Word report beside the workbook and opens it; asks before it replaces one."""
    _press(_export_report)


def add_project() -> None:
    """增加项目表: adds a blank project table behind the last one."""
    _press(_add_project)


def clear_marks() -> None:
    """清除标记: takes away marks and results; every cell, fill and note is as before 校验."""
    _press(_clear_marks)


def show_help() -> None:
    """帮助: says what each button does."""
    _press(lambda book: _HELP)


def _press(action: Callable[[xlwings.Book], str | None]) -> None:
    """Runs a button on the workbook it was pressed in; whatever happens is said in one message."""
    book = _book()
    try:
        message = action(book)
    except (_Stop, UnreadableFile, ProfileError, xlwings.XlwingsError) as problem:
        message = str(problem)
    except OSError as problem:
        message = f"文件读写出错：{problem.strerror or problem}。请检查磁盘和权限后重试。"
    if message:
        book.app.alert(message, title=TITLE)


def _book() -> xlwings.Book:
    """The workbook whose button was pressed; xlwings itself stumbles over a name with ``=``."""
    for number, argument in enumerate(sys.argv):
        if argument.startswith("--wb="):
            name = argument.removeprefix("--wb=").strip('"')
            app = xlwings.apps.active
            if "=" in name and app is not None:
                sys.argv[number] = "--wb="
                return app.books[name]
    return xlwings.Book.caller()


def _validate(book: xlwings.Book) -> str:
    grids, written = _read(book)
    result, explanations = _checked(book, grids, written)
    _undo(book, written)
    marks, locked = _mark(book, result)
    _change(book, explanations, explanations.statuses(result))
    write_results_sheet(book, result, marks)
    sealed = f"\n有密码保护的表没有标色：{'、'.join(locked)}。" if locked else ""
    return f"{summary(result)}\n详见“校验结果”工作表。{sealed}"


def _clear_marks(book: xlwings.Book) -> str:
    grids, written = _read(book)
    if written is None:
        return "没有需要清除的标记。"
    _, explanations = _checked(book, grids, written)
    _undo(book, written)
    _change(book, explanations, explanations.without_statuses())
    return "标记已清除。"


def _export_report(book: xlwings.Book) -> str | None:
    from perfeval_xl.exporting import UnusableReference, export_report

    folder = Path(book.fullname).parent
    if not Path(book.fullname).is_absolute():
        raise _Stop("工作簿还没有保存过，不知道报告放在哪里。请先保存工作簿，再点“导出报告”。")
    result, _ = _checked(book, *_read(book))
    if not result.evaluation.tables:
        raise _Stop("没有找到自评表，无从导出。请检查打开的是不是自评工作簿。")
    path = folder / f"{Path(book.name).stem}.docx"
    warning = f"还有 {result.errors} 处错误，报告会标“草稿”。\n" if result.errors else ""
    question = f"{warning}{path.name} 已经存在，要替换吗？" if path.exists() else ""
    question = question or (f"{warning}仍要导出吗？" if warning else "")
    if question and book.app.alert(question, title=TITLE, buttons="yes_no", mode="critical") != "yes":
        return None
    try:
        export_report(result, path)
    except UnusableReference as refusal:
        raise _Stop(str(refusal)) from None
    except PermissionError:
        raise _Stop(f"{path.name} 写不进去，可能正在 Word 或 WPS 里打开。请关闭后重试。") from None
    _open(path)
    return f"已导出 {path}。"


def _add_project(book: xlwings.Book) -> str:
    from perfeval_xl.form.beginning import new_tables
    from perfeval_xl.writers.template import write_workbook

    grids, written = _read(book)
    result = check_grids(_without(grids, written), book.name)
    projects = result.evaluation.projects
    behind = projects[-1].sheet if projects else grids[-1].sheet
    names = {sheet.name for sheet in book.sheets}
    number = len(projects) + 1
    while (name := f"{PROJECT_TABLE.sheet} ({number})") in names:
        number += 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        year, profile = result.evaluation.year, result.evaluation.profile
        tables = new_tables(profile, year or 0)
        # Without a narrative the headings name no year, which is right where none is known.
        write_workbook(path, tables if year else tables[-1:], profile)
        template = book.app.books.open(str(path))
        try:
            template.sheets[PROJECT_TABLE.sheet].copy(after=book.sheets[behind], name=name)
        finally:
            template.close()
    book.sheets[name].activate()
    return f"已在“{behind}”后面增加“{name}”。"


def _read(book: xlwings.Book) -> tuple[tuple[Grid, ...], Written | None]:
    grids = read_book(book)
    return grids, find_written(grids)


def _without(grids: Iterable[Grid], written: Written | None) -> list[Grid]:
    return [grid for grid in grids if written is None or grid.sheet != written.sheet]


def _checked(
    book: xlwings.Book, grids: Sequence[Grid], written: Written | None
) -> tuple[Result, ExplanationSheet]:
    """The result, with what was typed beside findings: it is moved to the sheet 情况说明 first."""
    result, sheet = check_grids(_without(grids, written), book.name), ExplanationSheet(grids)
    changes = sheet.taken_up(result, written) if written is not None else []
    if not changes:
        return result, sheet
    _change(book, sheet, changes)
    grids, _ = _read(book)
    return check_grids(_without(grids, written), book.name), ExplanationSheet(grids)


def _change(book: xlwings.Book, explanations: ExplanationSheet, changes: Sequence[Change]) -> None:
    """Writes to the sheet 情况说明, which is made where there is none."""
    if changes and explanations.is_missing:
        added = book.sheets.add(EXPLANATIONS, after=book.sheets[-1])
        for row, texts in enumerate(NEW_SHEET, 1):
            added.range((row, 1)).value = list(texts)
    for change in changes:
        sheet = book.sheets[change.at.sheet]
        row, column = change.at.row + 1, change.at.column + 1
        end = row + len(change.texts) - 1, column + len(change.texts[0]) - 1
        with unprotected(sheet):
            cells = sheet.range((row, column), end)
            cells.number_format = "@"
            cells.value = [[as_text(text) or None for text in texts] for texts in change.texts]


def _mark(book: xlwings.Book, result: Result) -> tuple[list[Mark], list[str]]:
    """Marks the cells of errors and open warnings; returns what they were, and the sheets that refused."""
    by_sheet: dict[str, dict[At, list[Finding]]] = {}
    for finding in result.findings:
        if finding.at is not None and colour_of(finding.severity) is not None and not finding.is_explained:
            by_sheet.setdefault(finding.at.sheet, {}).setdefault(finding.at, []).append(finding)
    marked: list[Mark] = []
    locked: list[str] = []
    for name, cells in by_sheet.items():
        sheet = book.sheets[name]
        before = [Mark(at, _colour(sheet, at), sheet[at.row, at.column].note is None) for at in cells]
        try:
            with unprotected(sheet):
                _fill(sheet, cells)
                texts = {
                    (mark.at.row, mark.at.column): _note(cells[mark.at])
                    for mark in before
                    if mark.note_is_ours
                }
                bulk.add_notes(sheet, texts)
        except xlwings.XlwingsError:
            locked.append(name)
            continue
        marked += before
    return marked, locked


def _colour(sheet: xlwings.Sheet, at: At) -> tuple[int, int, int] | None:
    return sheet[at.row, at.column].color


def _fill(sheet: xlwings.Sheet, cells: Mapping[At, Sequence[Finding]]) -> None:
    """Fills each cell with the colour of its worst finding."""
    by_colour: dict[tuple[int, int, int], list[tuple[int, int]]] = {}
    for at, findings in cells.items():
        worst = min(findings, key=lambda finding: list(type(finding.severity)).index(finding.severity))
        colour = colour_of(worst.severity)
        if colour is not None:
            by_colour.setdefault(colour, []).append((at.row, at.column))
    for colour, places in by_colour.items():
        bulk.fill(sheet, places, colour)


def _note(findings: Iterable[Finding]) -> str:
    return "\n".join([_NOTE_SIGN, *(f"{finding.rule} {finding.message}" for finding in findings)])[:1000]


def _is_ours(note: xlwings.main.Note | None) -> bool:
    return note is not None and note.text.startswith(_NOTE_SIGN)


def _undo(book: xlwings.Book, written: Written | None) -> None:
    """Gives every marked cell back its fill, takes away our notes, and deletes the results sheet."""
    if written is None:
        return
    present = {sheet.name for sheet in book.sheets}
    by_sheet: dict[str, list[Mark]] = {}
    for mark in written.marks:
        if mark.at.sheet in present:
            by_sheet.setdefault(mark.at.sheet, []).append(mark)
    for name, marks in by_sheet.items():
        sheet = book.sheets[name]
        # Rows may have been inserted since: only what still looks like a mark of ours is taken away.
        by_colour: dict[tuple[int, int, int] | None, list[tuple[int, int]]] = {}
        for mark in marks:
            if is_mark(_colour(sheet, mark.at)):
                by_colour.setdefault(mark.colour, []).append((mark.at.row, mark.at.column))
        noted = [(mark.at.row, mark.at.column) for mark in marks if mark.note_is_ours]
        noted = [place for place in noted if _is_ours(sheet[place].note)]
        with unprotected(sheet):
            for colour, places in by_colour.items():
                bulk.fill(sheet, places, colour)
            bulk.delete_notes(sheet, noted)
    book.sheets[written.sheet].delete()


def _open(path: Path) -> None:
    """Opens the report in the program the clerk uses for it; that it cannot be opened is no failure."""
    if sys.platform == "win32":
        starter: Any = getattr(os, "startfile", None)
        if starter is not None:
            starter(str(path))
        return
    program = "open" if sys.platform == "darwin" else "xdg-open"
    try:
        subprocess.Popen(  # noqa: S603 - a program of the system's, on a file we wrote
            [program, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except FileNotFoundError:
        return
