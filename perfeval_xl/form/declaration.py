"""The vocabulary in which the official form is declared: lines, columns and the five shapes of a section.

A *table* of the form (the narrative counts as one) is a run of *sections*, each of one of five shapes:

=============  =====================================================================
`Pairs`        label and value side by side: 项目支出名称 | 人大政协专项经费
`Matrix`       labels down, headings across: 三公经费 × 上年决算数, 本年预算数, 本年决算数
`Records`      headings across, rows beneath without labels: 楼堂馆所, 年度总体目标
`Indicators`   records grouped by level-1 and level-2 indicator, with a total row
`Prose`        a heading, figures, and any number of paragraphs (the narrative)
=============  =====================================================================

A value is addressed by its line and its column, never by a cell. Declarations are compared by identity.
Spans are counted in columns of the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Quantity(Enum):
    """What a cell of the form measures, and in which unit."""

    MONEY = "万元"
    COUNT = "人"
    AREA = "㎡"
    RATE = "%"
    """A share; kept as a fraction."""
    POINTS = "分"
    YEAR = "年"
    TEXT = ""
    DATE = "日期"

    __hash__ = object.__hash__  # Enum's own hashes the name, in Python, for each of a thousand cells.

    @property
    def is_number(self) -> bool:
        return self not in _WORDS


_WORDS: Final = (Quantity.TEXT, Quantity.DATE)


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of a section. `heading` may hold ``{year}`` and ``{prior}``."""

    key: str
    heading: str
    quantity: Quantity
    span: int = 1
    calculated: bool = False
    """The template fills it with a formula."""


VALUE: Final = Column("value", "", Quantity.TEXT)
"""The one column of a `Pairs` section; the quantity is the line's."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A row of a matrix or a label-value pair, with the lines it is the total of."""

    key: str
    label: str
    quantity: Quantity = Quantity.MONEY
    lines: tuple[Line, ...] = ()
    is_open: bool = False
    """Clerks add lines of their own below it (a total that has declared lines is always open)."""
    spare: int = 0
    """Blank rows the template keeps ready for such lines."""
    indent: int = 0
    required: bool = True
    """Whether FORM-03 misses the label when it is not there."""
    calculated: bool = False
    may_be_negative: bool = False
    hint: str = ""
    """What the template tells the clerk about the cell."""

    @property
    def is_total(self) -> bool:
        return self.is_open or bool(self.lines)

    def walk(self) -> Iterator[Line]:
        """The line, then all lines below it, in the form's order."""
        yield self
        for line in self.lines:
            yield from line.walk()


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """Where a pair stands in its row of the layout: spans of the label and of the value."""

    line: Line
    label_span: int
    value_span: int


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Labels with their values beside them; `rows` is how the official form lays them out."""

    key: str
    rows: tuple[tuple[Slot | None, ...], ...]
    side: str = ""
    """The label standing at the left over all rows of the section; neighbours with the same one share it."""
    joined: bool = False
    """Word prints label and value in one cell: 其他资金：19.8."""
    bordered: bool = True

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(slot.line for row in self.rows for slot in row if slot is not None)


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Labelled lines under column headings."""

    key: str
    corner: str
    """The heading over the labels."""
    label_span: int
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    side: str = ""

    def all_lines(self) -> Iterator[Line]:
        for line in self.lines:
            yield from line.walk()


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """Rows without labels under column headings; `side` stands at their left."""

    key: str
    columns: tuple[Column, ...]
    side: str
    side_span: int = 1
    count: int = 1
    """Rows the official form has; more than one means that a clerk may add rows."""
    anchor: bool = False
    """Whether `side` names the record and the example notation uses it as the row's label."""


@dataclass(frozen=True, slots=True, eq=False)
class Level1:
    """A level-1 indicator of the official form with its level-2 kinds, as printed."""

    name: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Indicators:
    """The indicator block: level-1 and level-2 cells hold for the rows below them.

    The points of a level-1 indicator stand in its heading.
    """

    key: str
    columns: tuple[Column, ...]
    levels: tuple[Level1, ...]
    total: Line
    side: str
    rows_per_kind: int
    """Rows the official form keeps for each level-2 kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Prose:
    """A section of the narrative: a heading, figures, and paragraphs."""

    key: str
    heading: str
    level: int = 1
    """1 for 一、, 2 for （一）."""
    figures: tuple[Line, ...] = ()
    sentence: str = ""
    """The key of the profile's sentence that is composed from the figures."""
    override: Line | None = None
    """Where a clerk may write the sentence in her own words."""
    paragraphs: int = 0
    """Rows the template keeps for paragraphs; 0 where the section has none of its own."""
    default: tuple[str, ...] = ()
    """The paragraphs a new report begins with (a unit without such expenditure leaves them)."""
    required: bool = True
    """Whether FORM-03 misses the heading when it is not there."""

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.figures if self.override is None else (*self.figures, self.override)


Section = Pairs | Matrix | Records | Indicators | Prose


@dataclass(frozen=True, slots=True, eq=False)
class TableForm:
    """One table of the form, and the sheet of the template that holds it."""

    key: str
    name: str
    """What messages call it: 基础数据表."""
    sheet: str
    attachment: str
    """The heading over the table in Word: 附件1."""
    title: str
    title_signs: tuple[str, ...]
    """A heading that contains one of these announces the table."""
    signs: tuple[str, ...]
    """Labels that only this table has; the first ones begin it where there is no title."""
    sections: tuple[Section, ...]
    widths: tuple[float, ...]
    """Column widths in characters; Word keeps their proportions."""
    family: str = ""
    """Tables of one family share aliases: ``score_table``."""
    notes: tuple[str, ...] = ()
    """Notes printed under the table: 说明, 备注."""

    def section(self, key: str) -> Section:
        return next(section for section in self.sections if section.key == key)
