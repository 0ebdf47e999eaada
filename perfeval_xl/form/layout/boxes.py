"""What a layout is made of: boxes with spans, and where the rows of values stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from perfeval_xl.evaluation import Entry, Level1Group, Row
from perfeval_xl.form.declaration import (
    Column,
    Line,
    Quantity,
    Section,
    TableForm,
)


class Role(Enum):
    """What a box is, which decides how it looks and whether a clerk may write in it."""

    ATTACHMENT = "attachment"
    TITLE = "title"
    SIDE = "side"
    """A label standing left of several rows."""
    HEADING = "heading"
    """A column heading."""
    LABEL = "label"
    INPUT = "input"
    PROSE_HEADING = "prose heading"
    SENTENCE = "sentence"
    """A sentence composed from figures."""
    PARAGRAPH = "paragraph"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Box:
    """A cell, or merged cells, of a layout; rows and columns count from 0."""

    row: int
    column: int
    role: Role
    text: str = ""
    """A label's text."""
    entry: Entry | None = None
    """What an input holds."""
    quantity: Quantity = Quantity.TEXT
    rows: int = 1
    columns: int = 1
    indent: int = 0
    line: Line | None = None
    of: Column | None = None
    """The column an input belongs to."""
    section: Section | None = None


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row of values and where it stands."""

    row: Row
    at: int


@dataclass(frozen=True, slots=True)
class PlacedGroup:
    """A level-1 group: its first row, the row of its points, and the row behind its last."""

    group: Level1Group
    first: int
    points_at: int
    end: int


@dataclass(slots=True)
class Layout:
    """One table, laid out."""

    form: TableForm
    year: int | None
    title_row: int = 0
    height: int = 0
    boxes: list[Box] = field(default_factory=list[Box])
    placed: list[PlacedRow] = field(default_factory=list[PlacedRow])
    groups: list[PlacedGroup] = field(default_factory=list[PlacedGroup])
    columns: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    """Section key → column key → column of the sheet."""
    bodies: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    """Section key → first row of values, and the row behind the last."""
    total_row: int | None = None
    bordered: tuple[int, int] = (0, 0)
    """The rows with borders: first, and behind the last."""

    @property
    def width(self) -> int:
        return len(self.form.widths)

    def row_of(self, line: Line) -> int:
        """The sheet row of one of the form's lines."""
        return next(placed.at for placed in self.placed if placed.row.line is line)

    def column_of(self, section: str, column: Column) -> int:
        return self.columns[section][column.key]


UNKNOWN_YEAR: Final = "××××"
"""Stands in a sentence whose year is not known."""


def heading_text(text: str, year: int | None) -> str:
    """A heading with its year filled in; 上年 and 本年 where the year is not known."""
    if year is None:
        return text.replace("{year}年度", "").replace("{prior}年", "上年").replace("{year}年", "本年")
    return text.replace("{prior}", str(year - 1)).replace("{year}", str(year))
