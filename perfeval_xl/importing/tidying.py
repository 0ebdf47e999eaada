"""What Word and merged cells do to a text that is no part of it: line breaks within the name of a kind."""

from __future__ import annotations

from dataclasses import replace

from perfeval_xl.evaluation import Entry, Row, Table
from perfeval_xl.form.labels import compact
from perfeval_xl.form.score_table import LEVEL1, LEVEL2


def tidied(table: Table) -> Table:
    """`table` with the names of level-1 and level-2 indicators on one line; all else is kept as typed."""
    names: dict[int, Entry] = {}

    def one_line(entry: Entry) -> Entry:
        # Rows of one kind share the entry, and must do so afterwards.
        if "\n" not in entry.text:
            return entry
        return names.setdefault(id(entry), entry._replace(text=compact(entry.text)))

    def tidy(row: Row) -> Row:
        levels = {key: one_line(entry) for key, entry in row.cells.items() if key in (LEVEL1.key, LEVEL2.key)}
        return replace(row, cells={**row.cells, **levels}) if levels else row

    if not table.groups:
        return table
    # A group's rows are the table's: made anew once, so that they stay the same.
    made = {id(row): tidy(row) for row in table.rows}
    groups = tuple(
        replace(group, indicators=tuple(made[id(row)] for row in group.indicators)) for group in table.groups
    )
    return replace(table, rows=tuple(made[id(row)] for row in table.rows), groups=groups)
