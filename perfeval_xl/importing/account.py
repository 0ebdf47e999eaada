"""The account of an import: every cell and paragraph of the file that the form reader did not take up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from perfeval_xl.evaluation import Entry, SelfEvaluation, Table
from perfeval_xl.form import NARRATIVE
from perfeval_xl.form.declaration import TableForm
from perfeval_xl.form.explanations import is_heading
from perfeval_xl.form.guide import EXPLANATION_HEADINGS, GUIDE_SHEETS, SELF_CHECK
from perfeval_xl.form.labels import compact, normalise, split
from perfeval_xl.form.layout import heading_text
from perfeval_xl.form.narrative import AUTOMATIC, UNIT
from perfeval_xl.form.printed_words import is_attachment_line, printed_words
from perfeval_xl.grid import At, Grid, Kind
from perfeval_xl.remarks import Remark, RemarkKind
from perfeval_xl.rules.relations import Verdict

_ELSEWHERE: Final = "表格里没有放它的地方：需要的话，请抄到合适的栏目，或写进报告正文第十部分。"
_OTHER_SHEET: Final = "与自评无关的不用管；确是自评表的，请把标题改回官方写法后重新导入。"
_VERDICTS: Final = frozenset(verdict.value for verdict in Verdict)


def not_understood(grids: Iterable[Grid], evaluation: SelfEvaluation) -> Iterator[Remark]:
    """One remark for each row with anything in it that is neither taken up nor printed by the form itself.

    Takes the file's sheets and what was read from them. A sheet of a workbook without any of our tables is
    one remark.
    """
    taken = _taken(evaluation)
    forms: dict[str, list[TableForm]] = {}
    for table in evaluation.used:
        forms.setdefault(table.sheet, []).append(table.form)
    explained = {explanation.at.sheet for explanation in evaluation.explanations if explanation.at}
    for grid in grids:
        if grid.sheet in GUIDE_SHEETS or (grid.sheet in explained and grid.sheet not in forms):
            continue
        rows = list(_rest(grid, taken, evaluation, forms.get(grid.sheet, [])))
        if grid.sheet not in forms and not grid.is_document:
            if rows:
                content = f"这张工作表没有自评表，{len(rows)} 行内容没有导入。"
                yield Remark(RemarkKind.UNKNOWN, f"工作表“{grid.sheet}”", content, _OTHER_SHEET)
            continue
        for at, texts in rows:
            content = "　".join(" ".join(text.split()) for text in texts)
            yield Remark(RemarkKind.UNKNOWN, _place(at, grid), content, _ELSEWHERE)


def _place(at: At, grid: Grid) -> str:
    """The row as the clerk finds it."""
    if at.named:
        return f"{grid.sheet} {at.named}"
    return f"{grid.sheet} 第{at.row + 1}行（{at.cell}）"


def _taken(evaluation: SelfEvaluation) -> set[tuple[str, int, int]]:
    """The cells from which anything was read."""
    taken: set[tuple[str, int, int]] = set()

    def take(entries: Iterable[Entry | None]) -> None:
        taken.update(entry.at[:3] for entry in entries if entry is not None and entry.at is not None)

    take((evaluation.template, evaluation.named_profile))
    for table in evaluation.used:
        take((table.title, *table.entries, *table.years, *table.money_units))
        for group in table.groups:
            take((group.heading, group.points))
    for explanation in evaluation.explanations:
        if explanation.at is not None:
            width = len(EXPLANATION_HEADINGS)
            last = explanation.at.column
            taken.update(
                (explanation.at.sheet, explanation.at.row, column)
                for column in range(last - width + 1, last + 1)
            )
    return taken


def _rest(
    grid: Grid, taken: set[tuple[str, int, int]], evaluation: SelfEvaluation, forms: Iterable[TableForm]
) -> Iterator[tuple[At, list[str]]]:
    """The rows that hold anything else, with the first such place and the texts."""
    words = frozenset[str]().union(*(printed_words(form, evaluation.profile) for form in forms))
    is_ours = evaluation.template is not None
    for row, values in enumerate(grid.values):
        left: list[int] = []
        is_composed = any(isinstance(value, str) and compact(value) == AUTOMATIC for value in values)
        for column, value in enumerate(values):
            if value is None or value == "" or (grid.sheet, row, column) in taken:
                continue
            text = grid.text(row, column)
            if not text.strip() or _is_printed(text, words):
                continue
            if is_ours and (is_composed or _is_own(text, grid.trait(row, column).kind)):
                continue
            left.append(column)
        if left:
            yield grid.at(row, left[0]), [grid.text(row, column).strip() for column in left]


def _is_printed(text: str, words: frozenset[str]) -> bool:
    """Whether a text says no more than the form prints: a label, with nothing behind its colon."""
    if compact(text) in words or normalise(text) in words or is_attachment_line(text) or is_heading(text):
        return True
    parts = split(text)
    return parts is not None and not parts[1] and parts[0] in words


def _is_own(text: str, kind: Kind) -> bool:
    """Whether our template wrote it: a live check beside a table."""
    return kind in (Kind.FORMULA, Kind.PENDING) or text in _VERDICTS or text == SELF_CHECK


def rewritten(evaluation: SelfEvaluation) -> Iterator[Remark]:
    """Titles that the new workbook words in its own way."""
    for table in evaluation.used:
        shown = table.title.text.strip()
        at = table.title.at
        if shown and at is not None and compact(shown) not in map(compact, _titles(table, evaluation)):
            place = f"{table.sheet} {at.cell}"
            yield Remark(
                RemarkKind.REWRITTEN, place, f"标题改用官方写法，原文是“{' '.join(shown.split())}”。"
            )


def _titles(table: Table, evaluation: SelfEvaluation) -> Iterator[str]:
    """The titles that say the same as the new workbook's."""
    title = heading_text(table.form.title, evaluation.year)
    yield title
    if table.form is NARRATIVE:
        before, _, after = title.partition("年度")
        yield f"{before}年度{table.cell(UNIT).text}{after}"
    yield title.replace(f"{evaluation.year}年度", "")
