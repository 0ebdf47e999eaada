"""From a file to its findings: what the command line, the buttons and the batch share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from perfeval_xl import profile as profiles
from perfeval_xl.document import Document
from perfeval_xl.evaluation import SelfEvaluation
from perfeval_xl.file_names import shown
from perfeval_xl.findings import Result
from perfeval_xl.form.guide import RESULTS, WRITTEN_SHEETS, profile_in_keywords
from perfeval_xl.form.labels import name_key
from perfeval_xl.form.reading import document_sheets, profile_named_in, read_evaluation
from perfeval_xl.grid import Grid
from perfeval_xl.profile import Profile
from perfeval_xl.readers.files import read_file
from perfeval_xl.readers.refusal import UnreadableFile
from perfeval_xl.readers.workbook import read_workbook
from perfeval_xl.rules.engine import check


class PreviousProblem(Exception):
    """Last year's file is none to compare with; the message says which file, why, and what to do."""


FindPrevious = Callable[[SelfEvaluation], Path | None]
"""Finds last year's file of the unit a self-evaluation is of; None where there is none."""


def check_file(
    path: Path, profile_name: str | None = None, previous: Path | FindPrevious | None = None
) -> Result:
    """Reads a workbook or a Word report and checks it.

    Args:
        path: An .xlsx, .xlsm, .xls, .ods or .docx file; it is only read.
        profile_name: The profile to use, by name or as the path of its file; by default the one the workbook
            names, else `national`.
        previous: Last year's file of the same unit, to be compared with (CROSS-11, CROSS-12); or what finds
            it, once it is known whose file this is.

    Raises:
        UnreadableFile: the file cannot be read; the message says why and what to do.
        ProfileError: there is no profile of that name.
        PreviousProblem: last year's file cannot be read, is of another year, or of another unit.
    """
    evaluation = _evaluation(path, profile_name)
    if callable(previous):
        previous = previous(evaluation)
    if previous is not None:
        evaluation = replace(evaluation, previous=_previous(previous, profile_name, evaluation))
    return check(evaluation)


def _evaluation(path: Path, profile_name: str | None) -> SelfEvaluation:
    source = read_source(path, profile_name)
    return replace(read_evaluation(source.grids, source.profile, shown(path)), notices=source.notices)


def _previous(path: Path, profile_name: str | None, evaluation: SelfEvaluation) -> SelfEvaluation:
    """Last year's self-evaluation; what is blank in one of the two is not compared.

    Raises:
        PreviousProblem: it cannot be read, or is not this unit's of the year before.
    """
    try:
        previous = _evaluation(path, profile_name)
    except UnreadableFile as refusal:
        raise PreviousProblem(f"上年工作簿 {path}：{refusal}") from refusal
    if not previous.tables:
        raise PreviousProblem(f"上年工作簿 {path} 里没有找到自评表，请检查是不是选错了文件。")
    year, last = evaluation.year, previous.year
    if year is not None and last is not None and last != year - 1:
        raise PreviousProblem(
            f"上年工作簿 {path} 是 {last} 年度的，本年是 {year} 年度，应当用 {year - 1} 年度的。"
        )
    if not _is_one_unit(evaluation.unit, previous.unit):
        raise PreviousProblem(
            f"上年工作簿 {path} 是“{previous.unit}”的，本年是“{evaluation.unit}”的，不是同一个单位。"
            "请换成本单位的；单位更了名的，把副本里的单位名称改成现在的再比。"
        )
    return previous


def _is_one_unit(one: str, other: str) -> bool:
    """Whether two names may be one unit's: blank, the same, or one the other's with the place in front."""
    shorter, longer = sorted((name_key(one), name_key(other)), key=len)
    return shorter in longer


@dataclass(frozen=True, slots=True)
class Source:
    """A file as sheets, whatever kind it is of."""

    grids: tuple[Grid, ...]
    profile: Profile
    """The one asked for, else the one the file names, else the default."""
    notices: tuple[str, ...] = ()
    """What the reader of a Word document left out, and where it stood."""


def read_source(path: Path, profile_name: str | None = None) -> Source:
    """The sheets of a workbook; of a Word document its parts, as sheets of the form.

    Raises:
        UnreadableFile: the file cannot be read; the message says why and what to do.
        ProfileError: there is no profile of that name.
    """
    read = read_file(path, without=WRITTEN_SHEETS)
    if not isinstance(read, Document):
        return Source(read, profiles.find(profile_name) if profile_name else _profile_of(read))
    named = profile_in_keywords(read.keywords)
    default = named if named in profiles.available() else profiles.DEFAULT
    profile = profiles.find(profile_name or default)
    return Source(document_sheets(read, profile), profile, read.notices)


def is_results(path: Path) -> bool:
    """Whether the file is a list of findings that the program wrote; False for what cannot be read."""
    try:
        grids = read_workbook(path)
    except UnreadableFile:
        return False
    return [grid.sheet for grid in grids] == [RESULTS] and grids[0].text(0, 0) == RESULTS


def check_grids(grids: Sequence[Grid], source: str, profile_name: str | None = None) -> Result:
    """Checks the sheets of a workbook, wherever they came from.

    Raises:
        ProfileError: there is no profile of that name.
    """
    profile = profiles.find(profile_name) if profile_name else _profile_of(grids)
    return check(read_evaluation(grids, profile, source))


def _profile_of(grids: Sequence[Grid]) -> Profile:
    """The profile the workbook names; the default where it names none that is known (FORM-02 says so)."""
    named = profile_named_in(grids)
    name = named.text.strip() if named is not None else profiles.DEFAULT
    return profiles.load(name if name in profiles.available() else profiles.DEFAULT)
