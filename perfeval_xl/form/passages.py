"""The narrative as it is printed, passage by passage, each with the cells it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from perfeval_xl.evaluation import Entry, Table
from perfeval_xl.form.declaration import Prose
from perfeval_xl.form.narrative import NARRATIVE
from perfeval_xl.form.sentences import compose, compose_amount
from perfeval_xl.profile import Profile

NONE: Final = "无"
"""What a heading says where the clerk answered that there is nothing to state under it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or a sentence of the report."""

    section: Prose | None
    """None for text of a table."""
    text: str
    sources: tuple[Entry, ...]
    """The cell it was typed in, or the figures it is composed from."""
    replaced: tuple[Entry, ...] = ()
    """The figures of the sentence that the clerk's own words stand for."""

    def source_of(self, value: Decimal | None) -> Entry:
        """The cell to cite for a figure of the passage: the one that holds it, else the first."""
        return next((entry for entry in self.sources if entry.value == value), self.sources[0])


@lru_cache(maxsize=1)
def narrative_passages(table: Table, profile: Profile, year: int | None) -> tuple[Passage, ...]:
    """What the report prints under the headings of the narrative, in its order; kept for the next rule."""
    return tuple(
        passage
        for section in NARRATIVE.sections
        if isinstance(section, Prose)
        for passage in section_passages(section, table, profile, year)
    )


def section_passages(section: Prose, table: Table, profile: Profile, year: int | None) -> Iterator[Passage]:
    """What the report prints under one heading: the sentence, or the clerk's words for it; then her text."""
    own = table.cell(section.override) if section.override is not None else None
    figures = tuple(entry for line in section.figures if (entry := table.cell(line)).is_filled)
    if own is not None and own.text.strip():
        yield Passage(section, own.text.strip(), (own,), figures)
    elif text := compose(section, table, profile, year):
        yield Passage(section, text, figures)
    elif not section.paragraphs:
        # An empty heading would look forgotten; where there is a place for text, it is for the clerk to say.
        nothing = [entry for line in section.figures if (entry := table.cell(line)).is_nothing]
        if answer := next((entry for entry in nothing if not entry.is_blank), None):
            yield Passage(section, NONE, (answer,))
    if text := compose_amount(section, table, profile, year):
        yield Passage(section, text, figures)
    for entry in table.paragraphs.get(section.key, ()):
        if entry.text.strip():
            yield Passage(section, entry.text.strip(), (entry,))
