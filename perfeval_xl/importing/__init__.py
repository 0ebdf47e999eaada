"""Takes up a self-evaluation from any file that can be read: what a new workbook gets, and what not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from perfeval_xl.checking import Source, read_source
from perfeval_xl.evaluation import Explanation, SelfEvaluation, Table
from perfeval_xl.file_names import shown
from perfeval_xl.form import NARRATIVE, PROJECT_TABLE, TABLES
from perfeval_xl.form.beginning import new_tables
from perfeval_xl.form.narrative import UNIT, YEAR
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.importing.account import not_understood, rewritten
from perfeval_xl.importing.following_year import following_year
from perfeval_xl.importing.tidying import tidied
from perfeval_xl.profile import Profile
from perfeval_xl.remarks import Remark, RemarkKind

__all__ = ["Imported", "NothingToImport", "import_file"]


class NothingToImport(Exception):
    """The file can be read, but there is no table of the form in it; the message is one Chinese line."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a new workbook takes over from a file."""

    tables: tuple[Table, ...]
    """All tables of the form, in its order; one that the file lacks is blank, but for project tables."""
    profile: Profile
    explanations: tuple[Explanation, ...]
    remarks: tuple[Remark, ...]
    """What was not taken over, and what the clerk has to know, in the file's order."""
    unit: str
    year: int | None

    def count(self, kind: RemarkKind) -> int:
        return sum(remark.kind is kind for remark in self.remarks)


def import_file(path: Path, profile_name: str | None = None, *, next_year: bool = False) -> Imported:
    """Reads a self-evaluation from a Word report or a workbook.

    Args:
        path: A .docx, .xlsx, .xlsm, .xls or .ods file; it is only read.
        profile_name: The profile of the new workbook; by default the one the file names, else `national`.
        next_year: Whether to begin the following year with it instead of keeping it as it is.

    Raises:
        UnreadableFile: the file cannot be read.
        ProfileError: there is no profile of that name.
        NothingToImport: no table of the form is in it.
    """
    return import_source(read_source(path, profile_name), shown(path.name), next_year=next_year)


def import_source(source: Source, name: str, *, next_year: bool = False) -> Imported:
    """The same from sheets that have been read already; `name` is the file's, for messages.

    Raises:
        NothingToImport: no table of the form is in it.
    """
    evaluation = read_evaluation(source.grids, source.profile, name)
    if not evaluation.tables:
        titles = "、".join(form.title_signs[0] for form in TABLES)
        raise NothingToImport(f"没有找到自评报告的正文或任何一张自评表，无从导入。要找的标题是：{titles}。")
    remarks = [
        *_missing(evaluation),
        *rewritten(evaluation),
        *not_understood(source.grids, evaluation),
        *(Remark(RemarkKind.LEFT_OUT, "", notice) for notice in source.notices),
    ]
    tables = tuple(tidied(table) for table in _complete(evaluation))
    explanations, year = evaluation.explanations, evaluation.year
    if next_year:
        tables, more = following_year(tables, year)
        remarks = [*more, *remarks]
        explanations, year = (), None if year is None else year + 1
    return Imported(tables, evaluation.profile, explanations, tuple(remarks), evaluation.unit, year)


def _complete(evaluation: SelfEvaluation) -> Iterator[Table]:
    blank = new_tables(evaluation.profile, evaluation.year or 0)
    for form in TABLES:
        present: Sequence[Table] = evaluation.tables_of(form)
        if present or form is not PROJECT_TABLE:
            yield from present or (table for table in blank if table.form is form)


def _missing(evaluation: SelfEvaluation) -> Iterator[Remark]:
    for form in TABLES:
        if form is PROJECT_TABLE:
            continue  # A unit may have no project; whether one is missing, the rules know (FORM-01).
        if not evaluation.tables_of(form):
            advice = "新工作簿里放了一张空白表，请补填；确实没有的，把它空着。"
            yield Remark(RemarkKind.TO_DO, form.sheet, f"没有找到{form.name}。", advice)
    narrative = evaluation.narrative
    if narrative is None:
        return
    if not narrative.cell(UNIT).is_filled:
        known = f"，附表里的单位是“{evaluation.unit}”" if evaluation.unit else ""
        advice = f"请在“{NARRATIVE.sheet}”填写“{UNIT.label}”。"
        yield Remark(RemarkKind.TO_DO, NARRATIVE.sheet, f"报告标题里没有读到单位名称{known}。", advice)
    if narrative.cell(YEAR).value is None:
        advice = f"请在“{NARRATIVE.sheet}”填写“{YEAR.label}”，标题和表头会随之改好。"
        yield Remark(RemarkKind.TO_DO, NARRATIVE.sheet, "报告标题里没有读到年度。", advice)
