"""What the prose of a self-evaluation states, and the figures it may be compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from perfeval_xl.amounts import plain
from perfeval_xl.evaluation import Entry, SelfEvaluation
from perfeval_xl.form.base_data import THRIFT
from perfeval_xl.form.narrative import ATTACHMENTS
from perfeval_xl.form.passages import Passage, narrative_passages
from perfeval_xl.form.score_table import ACHIEVED, GOALS
from perfeval_xl.prose import Amount, Point, Statement, Vocabulary, read_statements
from perfeval_xl.rules.named_figures import Known, NamedFigures, fits, named_figures

_MOST_STATED: Final = 12
"""A passage that gives more amounts for one name is a table in words; none of them is its figure."""


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage and what it states."""

    passage: Passage
    statements: tuple[Statement, ...]
    amounts: Mapping[str, Mapping[tuple[Point, Decimal], None]]
    """The amounts it states, by name; each once."""

    def stated(self, name: str, point: Point) -> list[Decimal]:
        """The amounts of a name that the passage itself gives."""
        amounts = self.amounts.get(name, {})
        return [value for of, value in amounts if fits(point, of)] if len(amounts) <= _MOST_STATED else []


@dataclass(frozen=True, slots=True)
class ReadProse:
    """All that was read, with the figures it may be compared with."""

    figures: NamedFigures
    passages: tuple[ReadPassage, ...]

    def __iter__(self) -> Iterator[tuple[ReadPassage, Statement]]:
        """The statements with their passages, each once in a passage."""
        for read in self.passages:
            for statement in dict.fromkeys(read.statements):
                yield read, statement


@lru_cache(maxsize=1)
def read_prose(evaluation: SelfEvaluation) -> ReadProse:
    """What the prose of a self-evaluation states; kept, as several rules ask for it."""
    figures = named_figures(evaluation)
    vocabulary = Vocabulary(figures.names)
    read: list[ReadPassage] = []
    for passage in _passages(evaluation):
        statements = read_statements(passage.text, vocabulary, evaluation.year)
        if statements:
            read.append(ReadPassage(passage, statements, _amounts(statements)))
    return ReadProse(figures, tuple(read))


def _amounts(statements: Iterable[Statement]) -> dict[str, dict[tuple[Point, Decimal], None]]:
    amounts: dict[str, dict[tuple[Point, Decimal], None]] = {}
    for statement in statements:
        if isinstance(statement, Amount):
            amounts.setdefault(statement.name, {})[statement.point, statement.value] = None
    return amounts


def _passages(evaluation: SelfEvaluation) -> Iterator[Passage]:
    """The narrative as printed, and what the tables of the whole department say in sentences."""
    if evaluation.narrative is not None:
        for passage in narrative_passages(evaluation.narrative, evaluation.profile, evaluation.year):
            if passage.section is not ATTACHMENTS:
                yield passage
    entries: list[Entry] = []
    if evaluation.base_data is not None:
        entries.append(evaluation.base_data.cell(THRIFT))
    if evaluation.department is not None:
        entries += (row[ACHIEVED] for row in evaluation.department.records(GOALS.key))
    yield from (Passage(None, entry.text, (entry,)) for entry in entries if entry.is_filled)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a statement is compared with: of the workbook, or one that the passage itself states."""

    value: Decimal
    entry: Entry | None = None
    table: str = ""

    @property
    def words(self) -> str:
        """基础数据表“公务接待 2024年决算数”是 0.85; only the number where the passage states it."""
        if self.entry is None:
            return plain(self.value)
        return f"{self.table}“{self.entry.label}”是 {plain(self.value)}"


def in_workbook(known: Iterable[Known]) -> list[Figure]:
    return [
        Figure(figure.entry.value, figure.entry, figure.table)
        for figure in known
        if figure.entry.value is not None
    ]


def all_figures(prose: ReadProse, read: ReadPassage, name: str, point: Point) -> list[Figure]:
    """The figures of a name: the workbook's, then those the passage states."""
    return [
        *in_workbook(prose.figures.fitting(name, point)),
        *map(Figure, read.stated(name, point)),
    ]


def entries_of(*figures: Figure) -> tuple[Entry, ...]:
    return tuple(figure.entry for figure in figures if figure.entry is not None)
