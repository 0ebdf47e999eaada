"""What the buttons call: the functions of the command line, on the workbook that is open.

Every function works on the workbook whose button was pressed and ends with a message in Chinese. It uses
xlwings only, so the same code serves Excel and LibreOffice.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from perfeval_xl.checking import check_grids
from perfeval_xl.findings import Result
from perfeval_xl.form import PROJECT_TABLE
from perfeval_xl.form.guide import EXPLANATIONS, GUIDE, IMPORT_NOTES, SELF_CHECK
from perfeval_xl.grid import Grid
from perfeval_xl.hosts import xlwings
from perfeval_xl.hosts.buttons import BUTTONS, TAB
from perfeval_xl.hosts.dialogs import ask_where_to_save, ask_which_to_open
from perfeval_xl.hosts.marking import mark, unmark
from perfeval_xl.hosts.opening import is_open, opened_unseen
from perfeval_xl.hosts.protection import is_read_only, unprotected
from perfeval_xl.hosts.replacing import replace_sheets
from perfeval_xl.hosts.sheets import as_text, delete_sheet, write_sheet
from perfeval_xl.profile import ProfileError
from perfeval_xl.readers.live import read_book
from perfeval_xl.readers.refusal import UnreadableFile
from perfeval_xl.writers.live_explanations import NEW_SHEET, Change, ExplanationSheet
from perfeval_xl.writers.live_results import Written, find_written, results_sheet
from perfeval_xl.writers.terminal import summary

_HELP: Final = "\n".join(f"{button.label.split()[0]}：{button.details}" for button in BUTTONS)


IMPORTED_FILES: Final = (".docx", ".xlsx", ".xlsm", ".xls", ".ods")


class _Stop(Exception):
    """Ends a button with one message to the clerk."""


def validate() -> None:
    """校验: checks the workbook, unsaved edits included; writes 校验结果, marks cells, says the result."""
    _press(_validate)


def export_report() -> None:
    """导出报告: saves the Word report beside the workbook and opens it; asks before it replaces one."""
    _press(_export_report)


def import_report() -> None:
    """导入: fills the open, empty template from a Word report or a workbook; refuses any other workbook."""
    _press(_import_report)


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
        book.app.alert(message, title=TAB)


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
    _refuse_read_only(book)
    grids, written = _read(book)
    result, explanations = _checked(book, grids, written)
    _undo(book, written)
    marks, locked = mark(book, result)
    try:
        _change(book, explanations, explanations.statuses(result))
        taken = {sheet.name for sheet in book.sheets} - ({written.sheet} if written else set())
        results = results_sheet(result, marks, taken)
        write_sheet(book, results, written.sheet if written else None)
    except xlwings.XlwingsError:
        # Without the sheet nothing would remember what is under the marks.
        unmark(book, marks)
        raise
    sealed = f"\n有密码保护的表没有标色：{'、'.join(locked)}。" if locked else ""
    return f"{summary(result)}\n详见“{results.name}”工作表。{sealed}"


def _clear_marks(book: xlwings.Book) -> str:
    _refuse_read_only(book)
    grids, written = _read(book)
    if written is None:
        return "标记已清除。" if _undo(book, None) else "没有需要清除的标记。"
    _, explanations = _checked(book, grids, written)
    _undo(book, written)
    _change(book, explanations, explanations.without_statuses())
    delete_sheet(book, written.sheet)
    return "标记已清除。"


def _export_report(book: xlwings.Book) -> str | None:
    from perfeval_xl.exporting import UnusableReference, export_report

    result, _ = _checked(book, *_read(book))
    if not result.evaluation.tables:
        raise _Stop("没有找到自评表，无从导出。请检查打开的是不是自评工作簿。")
    path = _where_to_export(book, result)
    if path is None:
        return None
    try:
        export_report(result, path)
    except UnusableReference as refusal:
        raise _Stop(str(refusal)) from None
    except PermissionError:
        if not _is_writable(path.parent):
            raise _Stop(f"文件夹 {path.parent} 不能写入。请换一个文件夹再导出。") from None
        raise _Stop(f"{path.name} 写不进去，可能正在 Word 或 WPS 里打开。请关闭后重试。") from None
    _open(path)
    return f"已导出 {path}。"


def _where_to_export(book: xlwings.Book, result: Result) -> Path | None:
    """Beside the workbook, or where the clerk wants it; None when she thought better of it."""
    warning = f"还有 {result.errors} 处错误，报告会标“草稿”。\n" if result.errors else ""
    beside = Path(book.fullname).with_suffix(".docx")
    if beside.is_absolute() and _is_writable(beside.parent):
        path, may_replace = beside, False
    else:
        # A workbook that was never saved has no place of its own, and others lie where nobody may write.
        if warning and not _agreed(book, f"{warning}仍要导出吗？"):
            return None
        name = beside.name if beside.is_absolute() else f"{result.evaluation.unit or book.name}.docx"
        title = "导出报告：工作簿的文件夹不能写入，请另选" if beside.is_absolute() else "导出报告"
        chosen = ask_where_to_save(book, Path.home() / name, title, "Word 文档")
        if chosen is None:
            return None
        path, may_replace, warning = chosen.path, chosen.may_replace, ""
    if is_open(book.app, path):
        raise _Stop(f"{path.name} 正打开着，没有替换。请先关闭它，再点“导出报告”。")
    question = f"{warning}仍要导出吗？" if warning else ""
    if path.exists() and not may_replace:
        question = f"{warning}{path.name} 已经存在，要替换吗？"
    return path if not question or _agreed(book, question) else None


def _is_writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK)


def _agreed(book: xlwings.Book, question: str) -> bool:
    return book.app.alert(question, title=TAB, buttons="yes_no", mode="critical") == "yes"


def _import_report(book: xlwings.Book) -> str | None:
    from perfeval_xl.importing import NothingToImport, import_file
    from perfeval_xl.importing.emptiness import filled_in
    from perfeval_xl.writers.template import write_workbook

    _refuse_read_only(book)
    grids, written = _read(book)
    evaluation = check_grids(_without(grids, written), book.name).evaluation
    if evaluation.template is None or written is not None:
        # What has been checked bears marks that point into the sheets an import replaces.
        raise _Stop("打开的不是没有用过的空白模板，没有导入。请先打开一个空白模板，再点“导入”。")
    typed = filled_in(evaluation)
    if typed is not None:
        raise _Stop(
            f"这个工作簿已经填了内容（{typed.at}），导入会冲掉它，没有导入。请另外打开一个空白模板，再点“导入”。"
        )
    source = ask_which_to_open(book, "导入", "自评报告或工作簿", IMPORTED_FILES)
    if source is None:
        return None
    try:
        imported = import_file(source, evaluation.profile.name)
        if imported.year is not None and evaluation.year == imported.year + 1:
            question = (
                f"{source.name} 是 {imported.year} 年度的，这个模板是 {evaluation.year} 年度的。"
                "要用上年的报告开始新一年吗？\n"
                "选“是”：本年决算转为上年决算，结果清空，文字保留并标“【待更新】”。选“否”：照原样导入。"
            )
            if book.app.alert(question, title=TAB, buttons="yes_no") == "yes":
                imported = import_file(source, evaluation.profile.name, next_year=True)
    except NothingToImport as refusal:
        raise _Stop(f"{source.name}：{refusal}") from None
    replaced = {table.sheet for table in evaluation.tables} | {SELF_CHECK, EXPLANATIONS, IMPORT_NOTES}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "import.xlsx"
        write_workbook(path, imported.tables, imported.profile, imported.explanations, imported.remarks)
        replace_sheets(book, path, replaced=replaced, kept={GUIDE}, linking=SELF_CHECK)
    count = len(imported.remarks)
    look = f"有 {count} 条需要看一看，见“{IMPORT_NOTES}”。" if count else "没有遗漏。"
    return f"已从 {source.name} 导入。{look}工作簿还没有保存。"


def _add_project(book: xlwings.Book) -> str:
    from perfeval_xl.form.beginning import new_tables
    from perfeval_xl.writers.template import write_workbook

    _refuse_read_only(book)
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
        with opened_unseen(book.app, path) as template:
            template.sheets[PROJECT_TABLE.sheet].copy(after=book.sheets[behind], name=name)
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


def _undo(book: xlwings.Book, written: Written | None) -> int:
    """Takes all marks away; returns how many there were. Stops where a sheet refuses to let go of them."""
    count, refused = unmark(book, written.marks if written is not None else ())
    if refused:
        raise _Stop(
            f"工作表“{'”、“'.join(refused)}”现在有保护密码，上次的标记清除不了。请先撤销工作表保护，再试一次。"
        )
    return count


def _refuse_read_only(book: xlwings.Book) -> None:
    if is_read_only(book):
        raise _Stop("工作簿是只读的，不能改动。请点“编辑文档”，或另存为新文件，再点按钮。")


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
