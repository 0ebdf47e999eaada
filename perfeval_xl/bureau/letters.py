"""修改意见: one Word page for each unit with open findings, table by table, ready to send back."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from perfeval_xl.bureau.journal import Journal
from perfeval_xl.bureau.letter_page import Content, letter_package
from perfeval_xl.bureau.letter_seal import read_seal
from perfeval_xl.bureau.opinions import is_open
from perfeval_xl.bureau.outcome import LETTER, Status
from perfeval_xl.bureau.standing import Counted, Standing, name_of
from perfeval_xl.system_errors import cause_of
from perfeval_xl.writers.word_file import save_package

_NAME: Final = f"{LETTER}_{{}}.docx"
_LONGEST_NAME: Final = 180
"""Bytes of a unit's name in a file's name, 60 Chinese characters; a name may have 255 in all."""
_UNSAFE: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


@dataclass(frozen=True, slots=True)
class Letter:
    """Where a letter is written, and what it is made of, as plain data: it is written in another process."""

    path: Path
    file: str
    """The file it is about, by its name below the folder."""
    content: Content


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a letter."""

    letter: Letter
    problem: str = ""
    """Why it was not written, and what to do."""


class Reason(StrEnum):
    """Why a letter of an earlier run has not been written again; the value says it, and what to do."""

    CLEAN = "这些单位已没有要改的问题，旧的修改意见可以删除"
    REPLACED = "这些单位的修改意见改了文件名，旧的可以删除"
    NOT_READ = "这些修改意见所说的文件这次没有读到或没有计入，旧的修改意见保留"


@dataclass(frozen=True, slots=True)
class Stale:
    """A letter of an earlier run that this one did not write."""

    path: Path
    reason: Reason


def has_letter(counted: Counted) -> bool:
    """Whether the unit has something to mend, explain or hand in; notes alone are no reason to write."""
    return bool(counted.facts.errors or counted.facts.warnings or counted.is_missing)


def letters_of(journal: Journal, standing: Standing, folder: Path) -> Iterator[Letter]:
    """A letter for each file that counts and asks something of its unit, in the order of their names."""
    taken: set[str] = set()
    counted = {one.file: one for one in standing.counted}
    for outcome in journal.outcomes(Status.CHECKED):
        known = counted.get(outcome.file)
        if known is None or not has_letter(known):
            continue
        findings = [finding for finding in json.loads(outcome.result)["findings"] if is_open(finding)]
        unit, name = known.facts.unit, name_of(outcome.file)
        listed = json.dumps(findings, ensure_ascii=False)
        content = Content(unit, known.facts.year, name, listed, known.told, known.instead)
        yield Letter(folder / _free_name(unit or Path(name).stem, taken), outcome.file, content)


def write_letter(letter: Letter) -> Written:
    """Writes one letter; one that was worked on since, in Word or WPS, is kept."""
    try:
        if letter.path.exists() and not _may_go(letter.path):
            return Written(letter, "已有同名文件，而且被修改过，没有覆盖：需要新的请先把它移走或改名。")
        save_package(letter_package(letter.content, letter.file), letter.path)
    except OSError as error:
        return Written(letter, f"写不进去（{cause_of(error)}）：请检查磁盘空间和权限，再加 --resume 运行。")
    return Written(letter)


def stale_letters(folder: Path, names: Collection[str], standing: Standing) -> Iterator[Stale]:
    """Letters of an earlier run, as they were written then, that are not among `names`."""
    has_open = {one.file: has_letter(one) for one in standing.counted}
    for path in sorted(folder.glob(_NAME.format("*"))):
        seal = None if path.name in names else read_seal(path)
        if seal is None or not seal.is_whole:
            continue
        if seal.file not in has_open:
            yield Stale(path, Reason.NOT_READ)
        else:
            yield Stale(path, Reason.REPLACED if has_open[seal.file] else Reason.CLEAN)


def safe_name(text: str) -> str:
    """`text` as part of a file's name on every system."""
    safe = _UNSAFE.sub("_", text).strip(" .").encode("utf-8", "replace")
    return safe[:_LONGEST_NAME].decode("utf-8", "ignore").rstrip(" .") or "未填单位"


def _free_name(unit: str, taken: set[str]) -> str:
    """A name no other letter of this run has, on systems that do not tell A from a either."""
    name = safe_name(unit)
    number, free = 1, _NAME.format(name)
    while free.casefold() in taken:
        number += 1
        free = _NAME.format(f"{name}（{number}）")
    taken.add(free.casefold())
    return free


def _may_go(path: Path) -> bool:
    """Whether the file is a letter as the program wrote it."""
    seal = read_seal(path)
    return seal is not None and seal.is_whole
