"""A1 references into a laid-out table, for the formulas of the template.

A sum reaches from the row of its heading to the row before the next heading, so that a row inserted
anywhere between them counts, the last one too: ``INDEX(E:E,ROW(E5)+1):INDEX(E:E,ROW(E9)-1)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from perfeval_xl.form.declaration import VALUE, Column, Line, Matrix, Pairs, Prose
from perfeval_xl.form.layout import Layout
from perfeval_xl.form.score_table import LEVEL1, SCORE, WEIGHT
from perfeval_xl.grid import column_letters


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the sheet; `str` is its A1 reference."""

    row: int
    column: int

    def __str__(self) -> str:
        return f"{column_letters(self.column)}{self.row + 1}"


@dataclass(frozen=True, slots=True)
class GroupReference:
    """A level-1 group: the cell of its points, and the range of its weights."""

    name: str
    points: Cell
    weights: str


class References:
    """Where the values of one laid-out table stand."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.form = layout.form

    def has(self, line: Line) -> bool:
        """Whether the table has this line of the form."""
        return any(placed.row.line is line for placed in self.layout.placed)

    def cell(self, line: Line, column: Column = VALUE) -> Cell:
        """The cell of one value."""
        placed = next(placed for placed in self.layout.placed if placed.row.line is line)
        columns = self.layout.columns[placed.row.section]
        return Cell(placed.at, columns[line.key if column is VALUE else column.key])

    def lines(self, line: Line, column: Column = VALUE) -> tuple[str, ...]:
        """References that together cover the lines which `line` is the total of."""
        placed = next(placed for placed in self.layout.placed if placed.row.line is line)
        section = self.form.section(placed.row.section)
        if isinstance(section, Pairs | Prose):
            return tuple(str(self.cell(child, column)) for child in line.lines)
        assert isinstance(section, Matrix)
        letters = column_letters(self.layout.columns[section.key][column.key])
        return tuple(self._runs(line, letters, placed.at))

    def _runs(self, line: Line, letters: str, head: int) -> Iterator[str]:
        """Runs of direct lines; the lines of a line that is a total itself lie between them."""
        start = f"INDEX({letters}:{letters},ROW({letters}{head + 1})+1)"
        end = self._behind(line, head)
        for child in line.lines:
            if not child.is_total:
                continue
            at = self.layout.row_of(child)
            yield f"{start}:{letters}{at + 1}"
            behind = self._behind(child, at)
            if behind == end:
                return
            start = f"{letters}{behind + 1}"
        last = f"{start}:INDEX({letters}:{letters},ROW({letters}{end + 1})-1)"
        if start.startswith("INDEX"):
            # With every line deleted the range would run backwards, over the headings.
            last = f'IF(ROW({letters}{end + 1})-ROW({letters}{head + 1})>1,{last},"")'
        yield last

    def _behind(self, line: Line, head: int) -> int:
        """The first row that does not belong to `line`."""
        keys = {below.key for below in line.walk()}
        at = head + 1
        for placed in self.layout.placed:
            if placed.at < at:
                continue
            row = placed.row
            own = row.parent in keys and (row.line is None or row.line.key in keys)
            if placed.at != at or not own:
                break
            at += 1
        return at

    def rows(self, section: str) -> Iterator[int]:
        """The sheet rows of a section's values."""
        yield from range(*self.layout.bodies[section])

    def row_name(self, section: str, row: int) -> str:
        """What tells a row of a section from the others, in brackets: its label, else its number."""
        first, end = self.layout.bodies[section]
        if end - first == 1:
            return ""
        line = next(placed.row.line for placed in self.layout.placed if placed.at == row)
        if line is None:
            return f"（第 {row - first + 1} 项）"
        return f"（{line.label.removeprefix('其中：')}）"

    def at(self, section: str, row: int, column: Column) -> Cell:
        """The cell of a column in one row of a section."""
        return Cell(row, self.layout.columns[section][column.key])

    def all_indicators(self, column: Column) -> str:
        """The range of a column over all indicators, from the headings to the total row."""
        first, _ = self.layout.bodies["indicators"]
        return self._down(column, first, self.layout.total_row)

    def groups(self) -> Iterator[GroupReference]:
        """The level-1 groups of a score table, in order."""
        groups = self.layout.groups
        for number, group in enumerate(groups):
            last = number + 1 == len(groups)
            end = self.layout.total_row if last else groups[number + 1].first
            points = Cell(group.points_at, self.layout.columns["indicators"][LEVEL1.key])
            yield GroupReference(group.group.name, points, self._down(WEIGHT, group.first, end))

    def total(self, column: Column) -> Cell:
        """The total row's weight or score."""
        assert self.layout.total_row is not None
        return Cell(self.layout.total_row, self.layout.columns["indicators"][column.key])

    def _down(self, column: Column, first: int, end: int | None) -> str:
        assert end is not None
        letters = column_letters(self.layout.columns["indicators"][column.key])
        return f"{letters}{first + 1}:INDEX({letters}:{letters},ROW({letters}{end + 1})-1)"

    def scores(self) -> str:
        return self.all_indicators(SCORE)

    def weights(self) -> str:
        return self.all_indicators(WEIGHT)
