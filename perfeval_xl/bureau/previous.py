"""Last year's files of a whole folder, found by unit and year, for the comparison with this year's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from perfeval_xl.bureau.files import DOCUMENT
from perfeval_xl.bureau.processes import Done
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
    year: int | None
    digest: str
    """Of the content."""


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


def identify(path: Path) -> Earlier | None:
    """Reads whose a file is; None where it cannot be read or does not say."""
    try:
        source = read_source(path)
        digest = hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
    except (UnreadableFile, OSError):
        return None
    evaluation = read_evaluation(source.grids, source.profile, str(path))
    return Earlier(path, evaluation.unit, evaluation.year, digest) if evaluation.unit else None


def gathered(identified: Iterable[Done[Path, Earlier | None]]) -> Previous:
    """The files by unit and year; of several of one unit and year the first, a workbook before a report."""
    found = sorted(
        (done.result for done in identified if isinstance(done.result, Earlier)),
        key=lambda earlier: (earlier.path.suffix.lower() == DOCUMENT, earlier.path.parts),
    )
    files: dict[tuple[str, int], Earlier] = {}
    for earlier in found:
        if earlier.year is not None:
            files.setdefault((name_key(earlier.unit), earlier.year), earlier)
    return Previous(files)
