"""The row of a section's column headings: the row with most of them; equal ones go by year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from perfeval_xl.form.labels import year_of
from perfeval_xl.form.segments import TextCell
from perfeval_xl.form.vocabulary import SectionVocabulary
from perfeval_xl.grid import Grid


@dataclass(frozen=True, slots=True)
class Header:
    """The row of a section's column headings, and where each column stands."""

    row: int
    cells: Mapping[str, TextCell]
    """Column key → its heading."""
    columns: Mapping[str, int]
    """Column key → first column of the sheet."""
    ends: Mapping[str, int]
    """Column key → last column of the heading's merge."""
    texts: Mapping[str, str]
    """Column key → the heading as printed, without blanks."""
    left: int
    right: int
    """The outermost columns of the sheet that have a heading."""


def find_header(
    words: SectionVocabulary, rows: Iterable[Sequence[TextCell]], grid: Grid, title_year: int | None
) -> Header | None:
    """The first row with most of the section's headings, at least half of them; None where there is none.

    Args:
        words: The section's vocabulary.
        rows: The text cells of the rows that have any of its headings.
        grid: The sheet.
        title_year: The year in the table's title.
    """
    best: dict[str, TextCell] = {}
    for cells in rows:
        found = _headings_in(words, cells, title_year)
        if len(found) > len(best):
            best = found
    count = len({column.key for columns in words.headings.values() for column in columns})
    if not best or len(best) * 2 < count:
        return None
    columns = {key: cell.column for key, cell in best.items()}
    ends = {key: grid.merges.get((cell.row, cell.column), (0, cell.column))[1] for key, cell in best.items()}
    texts = {key: shown_label(cell.text) for key, cell in best.items()}
    row = next(iter(best.values())).row
    return Header(row, best, columns, ends, texts, min(columns.values()), max(ends.values()))


def _headings_in(
    words: SectionVocabulary, cells: Sequence[TextCell], title_year: int | None
) -> dict[str, TextCell]:
    """Column key → heading cell. Equal headings (two 决算数) go by their years, else from the left."""
    candidates: dict[tuple[str, ...], list[TextCell]] = {}
    for cell in cells:
        columns = words.headings.get(cell.key)
        if columns is not None:
            candidates.setdefault(tuple(column.key for column in columns), []).append(cell)
    found: dict[str, TextCell] = {}
    for keys, named in candidates.items():
        if len(keys) > 1:
            named.sort(key=lambda cell: (year_of(cell.text) or 0, cell.column))
        if len(keys) > len(named) and not _is_of_prior_year(named[-1], title_year):
            keys = keys[-len(named) :]
        found.update(zip(keys, named, strict=False))
    return found


def _is_of_prior_year(heading: TextCell, title_year: int | None) -> bool:
    """Whether the only one of two equal headings is the earlier one; it and the title must name a year."""
    year = year_of(heading.text)
    return year is not None and title_year is not None and year < title_year


def shown_label(label: str) -> str:
    """A label as messages show it: without blanks and a closing colon."""
    return "".join(label.split()).rstrip("：:")
