"""Reads the narrative: under each heading its figures, then its paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perfeval_xl.evaluation import Entry, Row
from perfeval_xl.form.declaration import VALUE, Prose
from perfeval_xl.form.labels import normalise, split
from perfeval_xl.form.narrative import AUTOMATIC, BODY
from perfeval_xl.form.reading.pairs import read_pairs
from perfeval_xl.form.reading.placement import Placement
from perfeval_xl.form.reading.stated import read_stated
from perfeval_xl.form.segments import LONGEST_LABEL, TextCell
from perfeval_xl.form.vocabulary import SectionVocabulary, Vocabulary


@dataclass(frozen=True, slots=True)
class HeadingCell:
    """A heading of the narrative where it stands, and the text behind it in the same cell."""

    cell: TextCell
    heading: str
    rest: str
    end: int
    """The row of the next heading."""
    is_followed_by_earlier: bool
    """Whether a heading that the form prints before it stands below it, as below a table of contents."""


def find_headings(place: Placement) -> tuple[HeadingCell, ...]:
    """All headings of the narrative, in reading order."""
    order = {words.heading: n for n, words in enumerate(place.vocabulary.sections) if words.heading}
    headings: list[HeadingCell] = []
    end, earliest = place.end, len(order) + 1
    for cell, heading, rest in reversed(list(_headings(place.texts, place.vocabulary))):
        headings.append(HeadingCell(cell, heading, rest, end, earliest < order[heading]))
        end, earliest = cell.row, min(earliest, order[heading])
    return tuple(reversed(headings))


def _headings(texts: Sequence[TextCell], vocabulary: Vocabulary) -> Iterator[tuple[TextCell, str, str]]:
    known = {words.heading for words in vocabulary.sections if words.heading}
    for cell in texts:
        if cell.key in known:
            yield cell, cell.key, ""
            continue
        first, _, rest = cell.text.strip().partition("\n")
        if rest and len(first) <= LONGEST_LABEL and normalise(first) in known:
            yield cell, normalise(first), rest
        elif (parts := split(cell.text[:LONGEST_LABEL])) and parts[0] in known:
            yield cell, parts[0], cell.text[cell.text.index(parts[1]) :] if parts[1] else ""


def read_prose(
    place: Placement, words: SectionVocabulary, section: Prose, headings: Sequence[HeadingCell]
) -> tuple[list[Row], tuple[Entry, ...]]:
    """The figures of one section and its paragraphs; in a section for paragraphs at least a blank one."""
    found = [heading for heading in headings if heading.heading == words.heading]
    if not found:
        if section.required:
            place.miss(section.heading)
        return [], ()
    # A table of contents has the headings as well, with nothing below them, or all the others.
    in_order = [heading for heading in found if not heading.is_followed_by_earlier] or found
    filled = [heading for heading in in_order if _has_text(place, heading)] or in_order[:1]
    heading = filled[0]
    if len(filled) > 1:
        place.found_twice(section.heading, [place.at(other.cell) for other in filled])
    below = range(heading.cell.row + 1, heading.end)
    rows = read_pairs(place, words, below) if words.lines else []
    texts = list(_paragraphs(place, words, section, heading, rows))
    if section.figures and not rows:
        rows, texts = read_stated(place, section, texts)
    if section.paragraphs and not texts:
        texts = [_blank_paragraph(place, section, heading)]
    return rows, tuple(texts)


def _has_text(place: Placement, heading: HeadingCell) -> bool:
    below = range(heading.cell.row + 1, heading.end)
    return bool(heading.rest) or any(row in place.at_row for row in below)


def _paragraphs(
    place: Placement, words: SectionVocabulary, section: Prose, heading: HeadingCell, figures: Sequence[Row]
) -> Iterator[Entry]:
    values = {row.cells[VALUE.key].at for row in figures}
    labels = {*words.lines, normalise(AUTOMATIC)}
    right = max(heading.cell.column + 1, place.merge_end(heading.cell.row, heading.cell.column))
    yield from _lines(place, section, heading.cell, heading.rest)
    for row in range(heading.cell.row + 1, heading.end):
        in_row = place.at_row.get(row, ())
        if any(cell.key in labels for cell in in_row):
            continue
        for cell in in_row:
            if cell.column <= right and place.at(cell) not in values and cell.key != BODY:
                yield from _lines(place, section, cell, cell.text)


def _lines(place: Placement, section: Prose, cell: TextCell, text: str) -> Iterator[Entry]:
    kind = place.grid.trait(cell.row, cell.column).kind
    for line in text.splitlines():
        if line.strip():
            yield Entry(section.heading, place.at(cell), line.strip(), kind=kind, is_typed_text=True)


def _blank_paragraph(place: Placement, section: Prose, heading: HeadingCell) -> Entry:
    """The cell where the first paragraph belongs: beside the label 正文, else under the heading."""
    body = (cell for cell in place.by_key.get(BODY, ()) if heading.cell.row < cell.row < heading.end)
    cell = next(body, None)
    if cell is not None:
        return Entry(section.heading, place.grid.at(cell.row, cell.column + 1))
    return Entry(section.heading, place.at(heading.cell))
