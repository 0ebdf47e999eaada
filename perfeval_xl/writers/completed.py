"""A table with the cells that the template calculates: as typed, and computed where they are blank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from perfeval_xl.amounts import plain
from perfeval_xl.evaluation import Entry, Row, Table
from perfeval_xl.form.declaration import VALUE, Column, Indicators, Matrix, Prose, Records
from perfeval_xl.form.score_table import SCORE
from perfeval_xl.grid import Kind
from perfeval_xl.rules.calculated import CALCULATIONS


def completed(table: Table) -> Table:
    """`table` with its rates and total scores computed where they are blank.

    A cell whose operands are missing stays blank. Calculated cells that the file lacks are there afterwards.
    """
    table = replace(table, rows=tuple(_with_calculated_cells(table)))
    computed = {
        id(entry): value
        for calculation in CALCULATIONS
        for entry, value in calculation.results(table)
        if value is not None and (entry.is_blank or entry.kind is Kind.PENDING)
    }
    return replace(table, rows=tuple(_with_values(row, computed) for row in table.rows))


def _with_calculated_cells(table: Table) -> Iterator[Row]:
    """The rows, blank entries in place of calculated cells that the file lacks."""
    for row in table.rows:
        columns = _calculated_columns(table, row)
        missing = {column.key: _blank(row, column) for column in columns if column.key not in row.cells}
        yield replace(row, cells={**row.cells, **missing}) if missing else row
    for section in table.form.sections:
        if isinstance(section, Prose):
            for line in section.figures:
                if line.calculated and table.row(line) is None:
                    entry = Entry(line.label, quantity=line.quantity)
                    yield Row(section.key, line, section.key, Entry(line.label), {VALUE.key: entry})


def _calculated_columns(table: Table, row: Row) -> tuple[Column, ...]:
    section = table.form.section(row.section)
    match section:
        case Matrix() | Records():
            return tuple(column for column in section.columns if column.calculated)
        case Indicators() if row.line is section.total:
            return (SCORE,)
        case _:
            return ()


def _blank(row: Row, column: Column) -> Entry:
    return Entry(f"{row.label.text} {column.heading}".strip(), quantity=column.quantity)


def _with_values(row: Row, computed: Mapping[int, Decimal]) -> Row:
    filled = {
        key: entry._replace(text=plain(value), value=value, kind=Kind.FORMULA, is_typed_text=False)
        for key, entry in row.cells.items()
        if (value := computed.get(id(entry))) is not None
    }
    return replace(row, cells={**row.cells, **filled}) if filled else row
