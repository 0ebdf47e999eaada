"""Reads all tables of one workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from perfeval_xl.document import Document
from perfeval_xl.evaluation import Entry, Level1Group, Row, SelfEvaluation, Table
from perfeval_xl.form.declaration import VALUE, Indicators, Matrix, Pairs, Prose, Quantity, Records
from perfeval_xl.form.entries import digits_as_number, entry_at, typed_entry
from perfeval_xl.form.guide import GUIDE_SHEETS, PROFILE_LABEL, VERSION_LABEL
from perfeval_xl.form.labels import year_of
from perfeval_xl.form.narrative import NARRATIVE, UNIT, YEAR
from perfeval_xl.form.reading.document import sheets_of
from perfeval_xl.form.reading.explanations import explanations_taken, read_explanations
from perfeval_xl.form.reading.indicators import read_indicators
from perfeval_xl.form.reading.matrix import read_matrix
from perfeval_xl.form.reading.pairs import read_pairs
from perfeval_xl.form.reading.placement import Placement
from perfeval_xl.form.reading.prose import find_headings, read_prose
from perfeval_xl.form.reading.records import read_records
from perfeval_xl.form.segments import Segment, find_tables
from perfeval_xl.form.titles import unit_of_report
from perfeval_xl.form.vocabulary import vocabularies
from perfeval_xl.grid import Grid
from perfeval_xl.profile import Profile

_vocabularies = lru_cache(maxsize=32)(vocabularies)

_GUIDE_ROWS: Final = 12
"""Version and profile stand within so many rows."""


def read_evaluation(grids: Iterable[Grid], profile: Profile, source: str = "") -> SelfEvaluation:
    """The self-evaluation in the sheets of one workbook.

    Args:
        grids: The sheets, in the workbook's order.
        profile: The local policy whose aliases the labels may use.
        source: The file's name, for messages.
    """
    grids = tuple(grids)
    tables: list[Table] = []
    for grid in grids:
        if grid.sheet not in GUIDE_SHEETS:
            tables += map(read_table, find_tables(grid, _vocabularies(profile)))
    explanations = list(read_explanations(grids))
    for number, table in enumerate(tables):
        if table.form is NARRATIVE:
            tables[number], listed = explanations_taken(table)
            explanations += listed
    version = _stated(grids, VERSION_LABEL)
    return SelfEvaluation(
        tuple(tables), profile, source, version, profile_named_in(grids), tuple(explanations)
    )


def document_sheets(document: Document, profile: Profile) -> tuple[Grid, ...]:
    """The parts of a Word document as sheets, for `read_evaluation`."""
    return sheets_of(document, _vocabularies(profile))


def profile_named_in(grids: Iterable[Grid]) -> Entry | None:
    """What the workbook says is its profile; None where it says nothing."""
    return _stated(grids, PROFILE_LABEL)


def _stated(grids: Iterable[Grid], label: str) -> Entry | None:
    """What stands right of a label at the top of the guide sheet, whatever a clerk called the sheet."""
    for grid in grids:
        for row in range(min(grid.height, _GUIDE_ROWS)):
            if grid.value(row, 0) == label:
                entry = entry_at(grid, row, 1, label, Quantity.TEXT)
                return entry if entry.is_filled else None
    return None


def read_table(segment: Segment) -> Table:
    """The table in one segment of a sheet."""
    place = Placement(segment)
    taken = {row for first, end in place.bodies.values() for row in range(first - 1, end)}
    free = frozenset(range(place.first, place.end)) - taken
    headings = find_headings(place) if any(isinstance(s, Prose) for s in place.form.sections) else ()
    rows: list[Row] = []
    groups: tuple[Level1Group, ...] = ()
    paragraphs: dict[str, tuple[Entry, ...]] = {}
    for words in place.vocabulary.sections:
        section = words.section
        match section:
            case Pairs():
                rows += read_pairs(place, words, free)
            case Matrix():
                rows += read_matrix(place, words, section)
            case Records():
                rows += read_records(place, words, section)
            case Indicators():
                indicators, groups = read_indicators(place, words, section)
                rows += indicators
            case Prose():
                figures, texts = read_prose(place, words, section, headings)
                rows += figures
                paragraphs[section.key] = texts
    if place.form is NARRATIVE and not place.asks_for_lines:
        rows[:0] = _rows_of_title(place, rows)
    return Table(
        place.form,
        place.grid.sheet,
        _title(place),
        tuple(rows),
        groups,
        paragraphs,
        tuple(place.problems),
        tuple(place.years()),
        tuple(place.money_units()),
    )


def _rows_of_title(place: Placement, rows: Sequence[Row]) -> Iterator[Row]:
    """Unit and year of a narrative of mere prose, which names them in its title only."""
    if place.title is None:
        return
    year = year_of(place.title.text)
    stated = ((UNIT, unit_of_report(place.title.text, place.form)), (YEAR, str(year) if year else ""))
    present = {row.line for row in rows}
    section = next(s for s in place.form.sections if isinstance(s, Pairs) and UNIT in s.lines)
    for line, text in stated:
        if text and line not in present:
            entry = digits_as_number(typed_entry(text, place.at(place.title), line.label, line.quantity))
            label = Entry(line.label, place.at(place.title), line.label)
            yield Row(section.key, line, section.key, label, {VALUE.key: entry})


def _title(place: Placement) -> Entry:
    label = f"{place.form.name}标题"
    if place.title is None:
        return Entry(label)
    return typed_entry(place.title.text, place.at(place.title), label, Quantity.TEXT)
