"""One file's outcome: what every worker does, in a process of this machine or on a cluster."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from perfeval_xl import profile as profiles
from perfeval_xl.bureau.facts import Facts, facts_of, is_blank
from perfeval_xl.bureau.previous import Previous, Unread
from perfeval_xl.bureau.state import digest_of_file, profile_still, state_of
from perfeval_xl.checking import PreviousProblem, check_file
from perfeval_xl.findings import Result
from perfeval_xl.form.guide import RESULTS
from perfeval_xl.profile import Profile
from perfeval_xl.readers.markup import unescape
from perfeval_xl.readers.package import open_package
from perfeval_xl.readers.refusal import UnreadableFile

OVERVIEW: Final = "总览"
"""The first sheet of the bureau's summary, and what stands in its first cell."""
OVERVIEW_TITLE: Final = "部门整体支出绩效自评审核总览"
LETTER: Final = "修改意见"
"""The title of what is sent back to a unit."""
NO_TABLES: Final = (
    "没有找到自评表：文件里没有自评报告的任何一张表。不是自评的请移出文件夹；"
    "是自评的，请把表的标题改回官方的写法。"
)
_CHANGING: Final = "检查时文件正被改动或移走：请等它保存好，再加 --resume 运行。"
UNREAD_PREVIOUS: Final = "上年的文件"
"""How it is said that last year's file of a unit could not be read."""
NO_PREVIOUS: Final = "没有上年的自评可比。"
OWN_TITLES: Final = frozenset({RESULTS, OVERVIEW_TITLE, LETTER})
"""Titles, in their properties, of the files that the program writes for reviewers."""
_PROPERTIES: Final = "docProps/core.xml"
_TITLE: Final = re.compile(r"<dc:title>([^<]*)</dc:title>")


class Status(StrEnum):
    """How it went with one file."""

    CHECKED = "checked"
    UNREADABLE = "unreadable"
    """It cannot be opened, or it has none of the tables of a self-evaluation."""
    BLANK = "blank"
    """A self-evaluation in which nothing has been filled in."""
    OWN = "own"
    """The program wrote it itself: a list of findings, a summary. It is no unit's."""
    UNCHANGED = "unchanged"
    """Neither the file nor what it is checked with has changed since the last time."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the last run knew of a file."""

    state: str
    profile: str
    """The profile the file was checked with; '' where it could not be read."""
    unit: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One file to check."""

    file: str
    """Its name below the folder: the key of its outcome."""
    path: Path
    profile: str | None = None
    """The profile the reviewer asked for; None: the one the file names."""
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file, as plain data."""

    file: str
    status: Status
    digest: str = ""
    """Of the content; '' where it could not be had."""
    state: str = ""
    """Of everything the outcome depends on; '' where the file is to be tried again in any case."""
    reason: str = ""
    """Why it could not be read, and what to do."""
    result: str = ""
    """The JSON object of the command line's contract."""
    facts: Facts | None = None


def check_one(task: Task, previous: Previous | None = None) -> Outcome:
    """Checks one file; the same answer for the same file, wherever it runs. Nothing is written.

    Args:
        task: The file.
        previous: Last year's files, to compare with.

    Raises:
        ProfileError: there is no profile of the name asked for.
    """
    before = _stamp(task.path)
    outcome = _outcome(task, previous)
    # What was read of it may be half of the old and half of the new.
    return outcome if _stamp(task.path) == before else Outcome(task.file, Status.UNREADABLE, reason=_CHANGING)


def _stamp(path: Path) -> tuple[int, ...] | None:
    """What changes whenever a file is written or another put in its place; None where there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _outcome(task: Task, previous: Previous | None) -> Outcome:
    digest = digest_of_file(task.path)
    if digest and task.known and task.known.state == _state_again(task, task.known, digest, previous):
        return Outcome(task.file, Status.UNCHANGED, digest, task.known.state)
    try:
        result, compared = _checked(task, previous)
    except UnreadableFile as refusal:
        state = _state(digest, task.profile, None) if digest else ""
        status = Status.OWN if is_own(task.path) else Status.UNREADABLE
        return Outcome(task.file, status, digest, state, str(refusal))
    evaluation = result.evaluation
    against = _against(previous, evaluation.unit, evaluation.year)
    state = _state(digest, task.profile, evaluation.profile, against)
    if not result.evaluation.unit and is_own(task.path):
        return Outcome(task.file, Status.OWN, digest, state)
    document = json.dumps(result.as_json(), ensure_ascii=False)
    if not evaluation.tables:
        # Another profile may know its tables under other names: it is tried again in any case.
        return Outcome(task.file, Status.UNREADABLE, digest, "", NO_TABLES, document)
    facts = replace(facts_of(result), compared=compared)
    status = Status.BLANK if is_blank(evaluation) else Status.CHECKED
    return Outcome(task.file, status, digest, state, "", document, facts)


def _checked(task: Task, previous: Previous | None) -> tuple[Result, str | None]:
    """The result, and what it was compared with: see `Facts.compared`."""
    if previous is None:
        return check_file(task.path, task.profile), None
    try:
        result = check_file(task.path, task.profile, previous.of_evaluation)
    except PreviousProblem as problem:
        return check_file(task.path, task.profile), str(problem)
    evaluation = result.evaluation
    if evaluation.previous is not None:
        return result, ""
    unread = previous.unread_of(evaluation.unit, evaluation.year)
    return result, NO_PREVIOUS if unread is None else _unread(unread)


def _unread(unread: Unread) -> str:
    return f"{UNREAD_PREVIOUS}“{unread.file}”读不了，没有与上年比较：{unread.reason}"


def _against(previous: Previous | None, unit: str, year: int | None) -> str:
    """What of last year's folder a unit's outcome depends on."""
    if previous is None:
        return ""
    earlier, unread = previous.of(unit, year), previous.unread_of(unit, year)
    if earlier is not None:
        return earlier.digest
    return "" if unread is None else _unread(unread)


def _state(digest: str, asked: str | None, used: Profile | None, against: str = "") -> str:
    """A digest of all that an outcome depends on.

    Args:
        digest: Of the content.
        asked: The profile the reviewer asked for.
        used: The profile it was checked with; None where it came to none.
        against: What of last year's folder it was compared with.
    """
    return state_of(digest, used, asked or "", against)


def _state_again(task: Task, known: Known, digest: str, previous: Previous | None) -> str:
    """The state that the file has now, if it is still of the same unit and names the same profile."""
    used = None
    if known.profile:
        used = profiles.find(task.profile) if task.profile else profile_still(known.profile)
    return _state(digest, task.profile, used, _against(previous, known.unit, known.year))


def is_own(path: Path) -> bool:
    """Whether the program wrote the file, by the title in its properties; False for what is not read."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            properties = open_package(file).read(_PROPERTIES).decode("utf-8", "replace")
    except (UnreadableFile, OSError):
        return False
    found = _TITLE.search(properties)
    return found is not None and unescape(found[1]) in OWN_TITLES
