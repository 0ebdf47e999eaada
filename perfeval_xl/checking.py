"""From a file to its findings: what the command line, the buttons and the batch share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from perfeval_xl import profile as profiles
from perfeval_xl.document import Document
from perfeval_xl.findings import Result
from perfeval_xl.form.guide import RESULTS, WRITTEN_SHEETS, profile_in_keywords
from perfeval_xl.form.reading import document_sheets, profile_named_in, read_evaluation
from perfeval_xl.grid import Grid
from perfeval_xl.profile import Profile
from perfeval_xl.readers.files import read_file
from perfeval_xl.readers.refusal import UnreadableFile
from perfeval_xl.readers.workbook import read_workbook
from perfeval_xl.rules.engine import check


def check_file(path: Path, profile_name: str | None = None) -> Result:
    """Reads a workbook or a Word report and checks it.

    Args:
        path: An .xlsx, .xlsm, .xls, .ods or .docx file; it is only read.
        profile_name: The profile to use; by default the one the workbook names, else `national`.

    Raises:
        UnreadableFile: the file cannot be read; the message says why and what to do.
        ProfileError: there is no profile of that name.
    """
    source = read_source(path, profile_name)
    return check(replace(read_evaluation(source.grids, source.profile, str(path)), notices=source.notices))


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
