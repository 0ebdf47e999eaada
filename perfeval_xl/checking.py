"""From a file to its findings: what the command line, the buttons and the batch share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from perfeval_xl import profile as profiles
from perfeval_xl.findings import Result
from perfeval_xl.form.guide import RESULTS, WRITTEN_SHEETS
from perfeval_xl.form.reading import profile_named_in, read_evaluation
from perfeval_xl.grid import Grid
from perfeval_xl.profile import Profile
from perfeval_xl.readers.refusal import UnreadableFile
from perfeval_xl.readers.workbook import read_workbook
from perfeval_xl.rules.engine import check


def check_file(path: Path, profile_name: str | None = None) -> Result:
    """Reads a workbook and checks it.

    Args:
        path: An .xlsx, .xlsm, .xls or .ods file; it is only read.
        profile_name: The profile to use; by default the one the workbook names, else `national`.

    Raises:
        UnreadableFile: the file cannot be read; the message says why and what to do.
        ProfileError: there is no profile of that name.
    """
    return check_grids(read_workbook(path, without=WRITTEN_SHEETS), str(path), profile_name)


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
    profile = profiles.load(profile_name) if profile_name else _profile_of(grids)
    return check(read_evaluation(grids, profile, source))


def _profile_of(grids: Sequence[Grid]) -> Profile:
    """The profile the workbook names; the default where it names none that is known (FORM-02 says so)."""
    named = profile_named_in(grids)
    name = named.text.strip() if named is not None else profiles.DEFAULT
    return profiles.load(name if name in profiles.available() else profiles.DEFAULT)
