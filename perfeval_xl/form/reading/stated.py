"""Reads the figures of a narrative section that is mere prose: from its sentence, as the report prints it."""

from __future__ import annotations

from collections.abc import Sequence

from perfeval_xl.evaluation import Entry, Row, Table
from perfeval_xl.form.declaration import VALUE, Line, Prose, Quantity
from perfeval_xl.form.entries import digits_as_number, typed_entry
from perfeval_xl.form.labels import year_of
from perfeval_xl.form.narrative import UNIT
from perfeval_xl.form.passages import NONE
from perfeval_xl.form.reading.placement import Placement
from perfeval_xl.form.sentences import compose
from perfeval_xl.form.stated import Stated, amount_in, stated_in
from perfeval_xl.form.titles import unit_of_report


def read_stated(
    place: Placement, section: Prose, paragraphs: Sequence[Entry]
) -> tuple[list[Row], list[Entry]]:
    """The figures that one of the paragraphs states, and the paragraphs that remain.

    A paragraph that is the profile's sentence word for word is not among these: it is composed again from
    the figures. Other words that name the figures are the clerk's own, kept as such.
    """
    if section.sentence and not section.paragraphs and _says_nothing(paragraphs):
        return [_row(section, section.figures[0], paragraphs[0], NONE)], []
    year = None if place.title is None else year_of(place.title.text)
    profile = place.vocabulary.profile
    found: tuple[int, Stated] | None = None
    for number, paragraph in enumerate(paragraphs):
        stated = stated_in(paragraph.text, section, profile) or amount_in(
            paragraph.text, section, profile, year
        )
        if stated is not None and (found is None or len(stated.texts) > len(found[1].texts)):
            found = number, stated
    if found is None:
        return [], list(paragraphs)
    number, stated = found
    rows = list(_rows(place, section, paragraphs[number], stated))
    rest = [*paragraphs[:number], *paragraphs[number + 1 :]]
    if stated.is_sentence and (
        not section.sentence or _is_composed(place, section, rows, paragraphs, number)
    ):
        return rows, rest
    if section.override is None:
        return rows, list(paragraphs)
    # What stands above the sentence belongs to the clerk's words for it, or it would be printed below.
    own = paragraphs[0]._replace(text="\n".join(paragraph.text for paragraph in paragraphs[: number + 1]))
    rows.append(_row(section, section.override, own, own.text))
    return rows, list(paragraphs[number + 1 :])


def _says_nothing(paragraphs: Sequence[Entry]) -> bool:
    """Whether all that stands under a heading is 无."""
    texts = [text for paragraph in paragraphs if (text := paragraph.text.strip())]
    return [text.rstrip("。") for text in texts] == [NONE]


def _is_composed(
    place: Placement, section: Prose, rows: Sequence[Row], paragraphs: Sequence[Entry], number: int
) -> bool:
    """Whether the report would print the same words in the same place again from the figures alone."""
    title = "" if place.title is None else place.title.text
    unit = unit_of_report(title, place.form)
    named = Row("identity", UNIT, "identity", Entry(UNIT.label), {VALUE.key: Entry(UNIT.label, text=unit)})
    table = Table(place.form, "", Entry(""), (named, *rows))
    again = compose(section, table, place.vocabulary.profile, year_of(title))
    return number == 0 and again == paragraphs[0].text


def _rows(place: Placement, section: Prose, paragraph: Entry, stated: Stated) -> Sequence[Row]:
    return [
        _row(section, line, paragraph, stated.texts[line.key])
        for line in section.figures
        if stated.texts.get(line.key)
    ]


def _row(section: Prose, line: Line, paragraph: Entry, text: str) -> Row:
    quantity = line.quantity
    entry = typed_entry(text, paragraph.at, line.label, quantity, paragraph.kind)
    if quantity is not Quantity.TEXT:
        entry = digits_as_number(entry)
    label = Entry(line.label, paragraph.at, line.label)
    return Row(section.key, line, section.key, label, {VALUE.key: entry})
