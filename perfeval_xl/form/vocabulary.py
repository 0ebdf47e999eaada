"""What each label of the form means, in the spellings one profile allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from perfeval_xl.form import TABLES
from perfeval_xl.form.declaration import (
    Column,
    Indicators,
    Line,
    Matrix,
    Pairs,
    Prose,
    Records,
    Section,
    TableForm,
)
from perfeval_xl.form.labels import normalise
from perfeval_xl.profile import Profile

_NOTE_SIGNS: Final = ("说明", "备注")
_YEAR: Final = normalise("{year}年")


@dataclass(frozen=True, eq=False)
class SectionVocabulary:
    """The labels of one section, normalised."""

    section: Section
    lines: Mapping[str, Line]
    headings: Mapping[str, tuple[Column, ...]]
    """A heading may be two columns' (上年决算数, 本年决算数), then in the form's order."""
    heading: str = ""
    """A prose section's own heading, or a records section's side label."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The labels of one table."""

    profile: Profile
    form: TableForm
    sections: tuple[SectionVocabulary, ...]
    owner: Mapping[str, str]
    """Label → key of the section it belongs to; where a section's rows end, another's label stands."""
    signs: Mapping[str, bool]
    """Labels only this table has; True for the one that begins it."""
    labels: frozenset[str]
    """Every label and heading of the table."""
    years: Mapping[str, int] = field(default_factory=dict[str, int])
    """Column key → years to add to the reporting year, for headings that name one: -1 for 上年."""


def vocabularies(profile: Profile) -> tuple[Vocabulary, ...]:
    """The labels of all tables, as `profile` knows them."""
    return tuple(_vocabulary(form, profile) for form in TABLES)


def names_of(form: TableForm, key: str, label: str, profile: Profile) -> tuple[str, ...]:
    """A label of the form and the other spellings that `profile` allows, as they are written."""
    names = [label, *profile.aliases.get(f"{form.key}.{key}", ())]
    if form.family:
        names += profile.aliases.get(f"{form.family}.{key}", ())
    return tuple(names)


def is_note(label: str) -> bool:
    """Whether a normalised label begins a printed note (说明：, 备注：)."""
    return label.startswith(_NOTE_SIGNS)


def _vocabulary(form: TableForm, profile: Profile) -> Vocabulary:
    def spellings(key: str, label: str) -> tuple[str, ...]:
        names = names_of(form, key, label, profile)
        return tuple(dict.fromkeys(filter(None, map(normalise, names))))

    def lines(items: Iterable[Line]) -> dict[str, Line]:
        return {name: line for line in items for name in spellings(line.key, line.label)}

    def headings(columns: Iterable[Column]) -> dict[str, tuple[Column, ...]]:
        found: dict[str, tuple[Column, ...]] = {}
        for column in columns:
            for name in spellings(column.key, column.heading):
                found[name] = (*found.get(name, ()), column)
        # A clerk may put the year before any heading: 2024年年初预算数.
        dated = {f"{_YEAR}{name}": columns for name, columns in found.items() if not name.startswith(_YEAR)}
        return dated | found

    sections: list[SectionVocabulary] = []
    owner: dict[str, str] = {}
    years: dict[str, int] = {}
    begins: dict[str, str] = {}
    for section in form.sections:
        match section:
            case Pairs():
                entry = SectionVocabulary(section, lines(section.lines), {})
            case Matrix():
                entry = SectionVocabulary(section, lines(section.all_lines()), headings(section.columns))
                owner.update(dict.fromkeys(spellings(section.key, section.corner), section.key))
            case Records():
                side = spellings(section.key, section.side)
                entry = SectionVocabulary(section, {}, headings(section.columns), side[0])
                owner.update(dict.fromkeys(side, section.key))
            case Indicators():
                entry = SectionVocabulary(section, lines((section.total,)), headings(section.columns))
            case Prose():
                heading = normalise(section.heading)
                entry = SectionVocabulary(section, lines(section.lines), {}, heading)
                begins[heading] = section.key
        if not isinstance(section, Prose):
            owner.update(dict.fromkeys(entry.lines, section.key))
        if isinstance(section, Matrix | Records):
            for column in section.columns:
                if "{" in column.heading:
                    years[column.key] = -1 if "{prior}" in column.heading else 0
        sections.append(entry)
    owner.update(begins)
    owner.pop("", None)
    signs = {
        name: position == 0
        for position, sign in enumerate(form.signs)
        for name in _sign_spellings(sign, sections)
    }
    labels = frozenset(owner).union(*(words.headings for words in sections))
    return Vocabulary(profile, form, tuple(sections), owner, signs, labels, years)


def _sign_spellings(sign: str, sections: Iterable[SectionVocabulary]) -> tuple[str, ...]:
    """A sign in every spelling of the line it names."""
    name = normalise(sign)
    for section in sections:
        line = section.lines.get(name)
        if line is not None:
            return tuple(spelling for spelling, other in section.lines.items() if other is line)
    return (name,)
