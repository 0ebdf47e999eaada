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
DOCUMENTS: Final = frozenset({".docx", ".doc", ".wps", ".rtf"})
REPORTS: Final = WORKBOOKS | DOCUMENTS
"""What may be a self-evaluation."""
_PICTURES: Final = frozenset({".pdf", ".ofd", ".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff"})
_ARCHIVES: Final = frozenset({".zip", ".rar", ".7z"})

FOLDER: Final = "文件夹打不开"
LINK: Final = "重复的链接"
FORMAT: Final = "其他格式"
_LOCK_FILES: Final = ("~$", ".~lock.")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the folder that was not looked into."""

    file: str
    """Its name below the folder."""
    kind: str
    """`FOLDER`, `LINK`: a second way to a folder that has been looked into, or `FORMAT`."""
    reason: str
    """What is wrong and what to do, in Chinese."""


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """What a folder holds."""

    files: tuple[Path, ...]
    """The files to check, in the order of their names."""
    problems: tuple[Problem, ...] = ()
    others: Mapping[str, int] = field(default_factory=dict[str, int])
    """How many files there are of kinds that are no self-evaluation, by extension."""


def find_files(folder: Path, *, without: Collection[Path] = ()) -> FoundFiles:
    """All files below `folder` that may be self-evaluations.

    Each folder is looked into once, however many links lead to it. Lock files and names that begin with a
    point are passed over, and so is everything at or below the paths in `without`.

    Raises:
        OSError: `folder` itself cannot be listed.
    """
    os.scandir(folder).close()
    search = _Search(folder, frozenset(path.resolve() for path in without))
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
    def __init__(self, folder: Path, without: frozenset[Path]) -> None:
        self.folder = folder
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
            self._say(link, LINK, "这个链接指向已经检查过的文件夹，没有重复检查。")
        else:
            self.walk(link)

    def _file(self, path: Path) -> None:
        kind = path.suffix.lower()
        if kind in REPORTS:
            self.files.append(path)
        elif kind in _PICTURES:
            self._say(
                path,
                FORMAT,
                "PDF、图片里的表读不出来：是自评的，请单位报送原来的 Excel 或 Word 文件。",
            )
        elif kind in _ARCHIVES:
            self._say(path, FORMAT, "压缩包里的文件没有检查：请解压到文件夹里，再运行一次。")
        else:
            self.others[kind] += 1

    def _miss(self, path: Path, error: OSError) -> None:
        if isinstance(error, PermissionError):
            self._say(
                path,
                FOLDER,
                "没有权限打开这个文件夹，里面的文件没有检查：请联系文件夹所有人授权，再运行一次。",
            )
        else:
            self._say(
                path,
                FOLDER,
                f"打不开这个文件夹（{cause_of(error)}），里面的文件没有检查：请检查后再运行一次。",
            )

    def _say(self, path: Path, kind: str, reason: str) -> None:
        self.problems.append(Problem(below(self.folder, path), kind, reason))
