"""What the form says of a line that a relation is about: its table, its columns, the lines around it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from perfeval_xl.form import TABLES
from perfeval_xl.form.declaration import (
    VALUE,
    Column,
    Line,
    Matrix,
    Pairs,
    Prose,
    Quantity,
    TableForm,
)
from perfeval_xl.form.layout import heading_text
from perfeval_xl.form.references import References


@lru_cache(maxsize=256)
def form_of(line: Line) -> TableForm:
    """The table whose line this is."""
    return next(form for form in TABLES if any(line is other for other in _lines_of(form)))


def _lines_of(form: TableForm) -> Iterator[Line]:
    for section in form.sections:
        match section:
            case Matrix():
                yield from section.all_lines()
            case Pairs() | Prose():
                yield from section.lines
            case _:
                continue


@lru_cache(maxsize=256)
def money_columns(form: TableForm, line: Line) -> tuple[Column, ...]:
    """The columns of the line that hold money: one where it stands beside its label."""
    for section in form.sections:
        if isinstance(section, Matrix) and line in section.all_lines():
            return tuple(column for column in section.columns if column.quantity is Quantity.MONEY)
    return (VALUE,)


@lru_cache(maxsize=256)
def bounds(form: TableForm, line: Line) -> tuple[Line, ...]:
    """The lines that must be there to know which rows a total is the sum of.

    They are its own required lines, and the one that the form prints behind them: were it missing, its row
    would pass for a line that a clerk added.
    """
    bounds = [child for child in line.lines if child.required]
    for section in form.sections:
        if isinstance(section, Matrix) and line in section.all_lines():
            order = [other for other in section.all_lines() if other not in line.walk() or other is line]
            behind = (other for other in order[order.index(line) + 1 :] if other.required)
            bounds += [other for other in (next(behind, None),) if other is not None]
    return tuple(bounds)


def label_of(line: Line) -> str:
    """The line's label in a sentence."""
    return line.label.removeprefix("其中：").rstrip("：")


def name_of(line: Line, column: Column, references: References) -> str:
    """Line and column in a title, with the year the table is of."""
    return f"{label_of(line)} {heading_text(column.heading, references.layout.year)}".strip()
