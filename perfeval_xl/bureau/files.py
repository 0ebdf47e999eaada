"""Finds the files of a folder that may be self-evaluations, and says what it could not look into."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from perfeval_xl.file_names import shown
from perfeval_xl.system_errors import cause_of

WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".xlsb", ".et", ".ett"})
"""Workbooks by their names; what the reader cannot read it says, so that no unit is silently left out."""
DOCUMENT: Final = ".docx"
REPORTS: Final = WORKBOOKS | {DOCUMENT}
"""What may be a self-evaluation."""
_LOCK_FILES: Final = ("~$", ".~lock.")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the folder that could not be looked into."""

    file: str
    """Its name below the folder."""
    reason: str
    """What is wrong and what to do, in Chinese."""
    is_lost: bool = True
    """What lies in it has not been checked; False for a second way to a folder that has been."""


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """What a folder holds."""

    files: tuple[Path, ...]
    """The files to check, in the order of their names."""
    problems: tuple[Problem, ...] = ()
    others: Mapping[str, int] = field(default_factory=dict[str, int])
    """How many files of other kinds there are, by extension."""


def find_files(
    folder: Path, *, kinds: Collection[str] = REPORTS, without: Collection[Path] = ()
) -> FoundFiles:
    """All files of these kinds below `folder`, each folder looked into once, however many links lead to it.

    Lock files and names that begin with a point are passed over, and so is everything at or below the
    paths in `without`.

    Raises:
        OSError: `folder` itself cannot be listed.
    """
    os.scandir(folder).close()
    search = _Search(folder, kinds, frozenset(path.resolve() for path in without))
    search.walk(folder)
    # Links come last: a folder is listed under its own name rather than under a link's.
    while search.links:
        links, search.links = sorted(search.links), []
        for link in links:
            search.follow(link)
    return FoundFiles(
        tuple(sorted(search.files, key=lambda path: path.relative_to(folder).parts)),
        tuple(sorted(search.problems, key=lambda problem: problem.file)),
        dict(sorted(search.others.items())),
    )


def below(folder: Path, path: Path) -> str:
    """The name of a file below the folder, with ``/`` between folders on every system."""
    return shown(Path(path.relative_to(folder))).replace(os.sep, "/")


def names_below(folder: Path, paths: Iterable[Path]) -> list[str]:
    """The names of files below the folder, no two alike: those that are no text may look alike as text."""
    names: dict[str, None] = {}
    for path in paths:
        name = below(folder, path)
        number, free = 1, name
        while free in names:
            number += 1
            free = f"{name}（{number}）"
        names[free] = None
    return list(names)


class _Search:
    def __init__(self, folder: Path, kinds: Collection[str], without: frozenset[Path]) -> None:
        self.folder = folder
        self.kinds = kinds
        self.without = without
        self.seen: set[tuple[int, int]] = set()
        self.links: list[Path] = []
        self.files: list[Path] = []
        self.problems: list[Problem] = []
        self.others: Counter[str] = Counter()

    def walk(self, folder: Path) -> None:
        """Lists the folder and those in it; links to folders are kept for later."""
        waiting = [folder]
        while waiting:
            place = waiting.pop()
            try:
                status = place.stat()
                entries = sorted(os.scandir(place), key=lambda entry: entry.name)
            except OSError as error:
                self._miss(place, error)
                continue
            self.seen.add((status.st_dev, status.st_ino))
            waiting.extend(self._subfolders(entries))

    def _subfolders(self, entries: list[os.DirEntry[str]]) -> Iterator[Path]:
        for entry in entries:
            path = Path(entry.path)
            if entry.name.startswith((".", *_LOCK_FILES)) or (
                self.without and path.resolve() in self.without
            ):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield path
            elif entry.is_dir():
                self.links.append(path)
            else:
                self._file(path)

    def follow(self, link: Path) -> None:
        """Looks into the folder a link leads to, unless it has been looked into."""
        try:
            status = link.stat()
        except OSError as error:
            self._miss(link, error)
            return
        if (status.st_dev, status.st_ino) in self.seen:
            reason = "这个链接指向已经检查过的文件夹，没有重复检查。"
            self.problems.append(Problem(below(self.folder, link), reason, is_lost=False))
        else:
            self.walk(link)

    def _file(self, path: Path) -> None:
        kind = path.suffix.lower()
        if kind in self.kinds:
            self.files.append(path)
        else:
            self.others[kind] += 1

    def _miss(self, path: Path, error: OSError) -> None:
        if isinstance(error, PermissionError):
            self._say(
                path, "没有权限打开这个文件夹，里面的文件没有检查：请联系文件夹所有人授权，再运行一次。"
            )
        else:
            self._say(
                path,
                f"打不开这个文件夹（{cause_of(error)}），里面的文件没有检查：请检查后再运行一次。",
            )

    def _say(self, path: Path, reason: str) -> None:
        self.problems.append(Problem(below(self.folder, path), reason))
