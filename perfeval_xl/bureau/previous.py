"""Last year's files of a whole folder, found by unit and year, for the comparison with this year's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from perfeval_xl.bureau.files import DOCUMENTS
from perfeval_xl.bureau.state import digest_of_file, profile_still, state_of
from perfeval_xl.checking import read_source
from perfeval_xl.evaluation import SelfEvaluation
from perfeval_xl.form.labels import name_key
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.readers.refusal import UnreadableFile


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


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file of last year's folder, and what the last run knew of it."""

    path: Path
    known: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Previous:
    """Last year's files; plain data, so that it goes to every worker once."""

    files: Mapping[tuple[str, int], Earlier]
    """By the unit's name, as names are compared, and the year."""

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
    except UnreadableFile:
        return Earlier(path, "", None, digest, "", state_of(digest, None) if digest else "")
    except OSError:
        return Earlier(path, "", None, "")
    evaluation = read_evaluation(source.grids, source.profile, str(path))
    state = state_of(digest, source.profile) if digest else ""
    return Earlier(path, evaluation.unit, evaluation.year, digest, source.profile.name, state)


def gathered(identified: Iterable[Earlier]) -> Previous:
    """The files by unit and year; of several of one unit and year the first, a workbook before a report."""
    found = sorted(
        (earlier for earlier in identified if earlier.unit),
        key=lambda earlier: (earlier.path.suffix.lower() in DOCUMENTS, earlier.path.parts),
    )
    files: dict[tuple[str, int], Earlier] = {}
    for earlier in found:
        if earlier.year is not None:
            files.setdefault((name_key(earlier.unit), earlier.year), earlier)
    return Previous(files)
