"""Last year's files of a whole folder, found by unit and year, for the comparison with this year's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from perfeval_xl.bureau.files import DOCUMENTS
from perfeval_xl.bureau.state import digest_of_file, profile_still, state_of
from perfeval_xl.checking import read_source
from perfeval_xl.evaluation import SelfEvaluation
from perfeval_xl.form.labels import compact, name_key
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.readers.refusal import UnreadableFile
from perfeval_xl.system_errors import cause_of

_YEAR: Final = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Earlier:
    """Whose self-evaluation a file is, and of which year."""

    path: Path
    unit: str
    """'' where it does not say, or cannot be read."""
    year: int | None
    digest: str
    """Of the content."""
    profile: str = ""
    """The one it was read with."""
    state: str = ""
    """Of everything this depends on; '' where the file is to be tried again in any case."""
    problem: str = ""
    """Why nobody's file can be compared with it, and what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file of last year's folder, and what the last run knew of it."""

    path: Path
    known: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of last year's folder that nothing can be compared with."""

    file: str
    """Its name below the folder."""
    reason: str
    unit: str = ""
    """Whose it is, where it says so."""

    def is_of(self, unit: str, year: int) -> bool:
        """Whether it is the unit's of that year, by what it says or else by the names of file and folders."""
        if self.unit:
            return name_key(self.unit) == name_key(unit)
        name = compact(self.file)
        years = _YEAR.findall(name.rsplit("/", 1)[-1])
        # 清水县/教育局.xlsx is 清水县教育局's.
        return bool(unit) and name_key(unit) in name.replace("/", "") and (not years or str(year) in years)


@dataclass(frozen=True, slots=True)
class Previous:
    """Last year's files; plain data, so that it goes to every worker once."""

    files: Mapping[tuple[str, int], Earlier]
    """By the unit's name, as names are compared, and the year."""
    unread: tuple[Unread, ...] = ()
    """In the order of their names."""

    @property
    def years(self) -> list[int]:
        """The years its files are of."""
        return sorted({year for _, year in self.files})

    def unread_of(self, unit: str, year: int | None) -> Unread | None:
        """What may be the unit's file of the year before `year`, and cannot be compared with."""
        if year is None:
            return None
        return next((one for one in self.unread if one.is_of(unit, year - 1)), None)

    def of(self, unit: str, year: int | None) -> Earlier | None:
        """The unit's file of the year before `year`."""
        return None if year is None else self.files.get((name_key(unit), year - 1))

    def of_evaluation(self, evaluation: SelfEvaluation) -> Path | None:
        """The file to compare a self-evaluation with."""
        found = self.of(evaluation.unit, evaluation.year)
        return None if found is None else found.path


def identify(wanted: Wanted) -> Earlier:
    """Reads whose a file is, unless it is known and nothing has changed."""
    path, known = wanted.path, wanted.known
    digest = digest_of_file(path)
    if known and digest and known.state == state_of(digest, profile_still(known.profile)):
        return known
    try:
        source = read_source(path)
    except UnreadableFile as refusal:
        return Earlier(path, "", None, digest, "", state_of(digest, None) if digest else "", str(refusal))
    except OSError as error:
        return Earlier(path, "", None, "", problem=f"打不开（{cause_of(error)}）：请检查后再运行一次。")
    evaluation = read_evaluation(source.grids, source.profile, str(path))
    state = state_of(digest, source.profile) if digest else ""
    return Earlier(
        *(path, evaluation.unit, evaluation.year, digest, source.profile.name, state),
        _problem_with(evaluation),
    )


def _problem_with(evaluation: SelfEvaluation) -> str:
    if not evaluation.tables:
        return "没有找到自评表：不是自评的请移出文件夹；是自评的，请把表的标题改回官方的写法。"
    if not evaluation.unit:
        return "没有填单位名称，不知道是哪个单位的：请在副本里补上，再运行一次。"
    if evaluation.year is None:
        return "没有写年度，不知道是哪一年的：请在副本里补上，再运行一次。"
    return ""


def gathered(identified: Mapping[str, Earlier]) -> Previous:
    """The files by unit and year; of several of one unit and year the first, a workbook before a report.

    Args:
        identified: By their names below the folder.
    """
    found = sorted(
        (earlier for earlier in identified.values() if not earlier.problem),
        key=lambda earlier: (earlier.path.suffix.lower() in DOCUMENTS, earlier.path.parts),
    )
    files: dict[tuple[str, int], Earlier] = {}
    for earlier in found:
        if earlier.year is not None:
            files.setdefault((name_key(earlier.unit), earlier.year), earlier)
    unread = (Unread(name, one.problem, one.unit) for name, one in sorted(identified.items()) if one.problem)
    return Previous(files, tuple(unread))
