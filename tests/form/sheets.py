"""Sheets written as small text tables, the way a unit's own workbook looks.

    年度预算申请（万元） |              | 年初预算数 | 全年预算数
    ^                  | 年度资金总额  | 229.67    | 231.81
    ^                  | 按收入性质分：231.81 | < | 按支出性质分：231.81

A number is a number cell, ``75%`` text, ``\\n`` a line break within a cell and ``□`` a full-width blank.
``^`` continues the merge of the cell above, ``<`` that of the cell on the left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from textwrap import dedent

from perfeval_xl import profile as profiles
from perfeval_xl.amounts import plain
from perfeval_xl.checking import check_grids
from perfeval_xl.evaluation import Entry, SelfEvaluation, Table
from perfeval_xl.examples import example_tables
from perfeval_xl.findings import Result
from perfeval_xl.form.layout import lay_out, to_grid
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.grid import Grid, Kind, Trait, Value
from perfeval_xl.writers.template import sheet_names

NATIONAL = profiles.load("national")

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_ERROR = re.compile(r"#[A-Z/0!?]+[!?A]")

Cells = list[list[Value]]


def sheet(text: str, name: str = "Sheet1", *, row: int = 0, column: int = 0) -> Grid:
    """The sheet drawn in `text`; its first cell stands at `row` and `column` (counted from 0)."""
    drawn = [[cell.strip(" ") for cell in line.split("|")] for line in dedent(text).strip("\n").splitlines()]
    values: Cells = [[] for _ in range(row)]
    traits: dict[tuple[int, int], Trait] = {}
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for r, cells in enumerate(drawn, row):
        values.append([None] * column)
        for c, cell in enumerate(cells, column):
            if cell in ("<", "^"):
                top = owner[(r, c - 1) if cell == "<" else (r - 1, c)]
                owner[r, c] = top
                ends[top] = max(ends[top][0], r), max(ends[top][1], c)
                values[-1].append(None)
                continue
            owner[r, c] = (r, c)
            ends[r, c] = (r, c)
            value = cell.replace("\\n", "\n").replace("□", "\u3000")
            if _ERROR.fullmatch(value):
                traits[r, c] = Trait(Kind.ERROR)
            values[-1].append(float(value) if _NUMBER.fullmatch(value) else value or None)
    merges = {first: last for first, last in ends.items() if first != last}
    return Grid(name, values, traits, merges)


def read(*grids: Grid) -> SelfEvaluation:
    return read_evaluation(grids, NATIONAL)


def check(*grids: Grid) -> Result:
    return check_grids(grids, "", "national")


def found(result: Result) -> list[tuple[str, str]]:
    """Which rules are broken, and where: ``[("BASE-05", "D9")]``."""
    return sorted({(f.rule, f.at.cell if f.at else "") for f in result.findings})


def place(entry: Entry) -> str:
    """The cell of an entry, '' for one that the file lacks."""
    return entry.at.cell if entry.at else ""


def shown(entry: Entry) -> tuple[str, str]:
    """The cell of an entry and what stands there, the number where it is one."""
    return place(entry), entry.text if entry.value is None else plain(entry.value)


def missing(table: Table) -> list[str]:
    """The labels that the table lacks."""
    return [problem.label for problem in table.problems if not problem.found]


def twice(table: Table) -> dict[str, list[str]]:
    """The labels that stand in the table more than once, and where."""
    return {p.label: [at.cell for at in p.found] for p in table.problems if p.found}


def example_grids() -> list[Grid]:
    """The example's tables as the template lays them out, spare rows and merges included."""
    tables = example_tables()
    names = sheet_names(tables)
    layouts = (lay_out(table, 2024, spare=True, joined=False) for table in tables)
    return [to_grid(layout, name) for layout, name in zip(layouts, names, strict=True)]


def without_merges(grid: Grid) -> Grid:
    return Grid(grid.sheet, grid.values, grid.traits)


def moved(grid: Grid, row_of: Callable[[int], int], column_of: Callable[[int], int], height: int) -> Grid:
    """The sheet with its rows and columns elsewhere, `height` rows high; both keep their order."""
    width = max((column_of(len(values) - 1) + 1 for values in grid.values if values), default=0)
    values: Cells = [[None] * width for _ in range(height)]
    for r, cells in enumerate(grid.values):
        for c, value in enumerate(cells):
            values[row_of(r)][column_of(c)] = value
    return Grid(
        grid.sheet,
        values,
        {(row_of(r), column_of(c)): trait for (r, c), trait in grid.traits.items()},
        {
            (row_of(r), column_of(c)): (row_of(bottom), column_of(right))
            for (r, c), (bottom, right) in grid.merges.items()
        },
        grid.traits_known,
    )


def shifted(grid: Grid, rows: int, columns: int) -> Grid:
    return moved(grid, lambda r: r + rows, lambda c: c + columns, grid.height + rows)


def with_row_inserted(grid: Grid, at: int, cells: Sequence[Value] = ()) -> Grid:
    """The sheet with a row inserted before row `at`; merges that reach across it grow."""
    grid = moved(grid, lambda r: r + (r >= at), lambda c: c, grid.height + 1)
    values = [list(row) for row in grid.values]
    values[at][: len(cells)] = cells
    return Grid(grid.sheet, values, grid.traits, grid.merges, grid.traits_known)


def one_below_the_other(grids: Sequence[Grid], name: str = "Sheet1") -> Grid:
    """All sheets on one, in order."""
    values: Cells = []
    traits: dict[tuple[int, int], Trait] = {}
    merges: dict[tuple[int, int], tuple[int, int]] = {}
    for grid in grids:
        top = len(values)
        values += [list(row) for row in grid.values]
        traits |= {(r + top, c): trait for (r, c), trait in grid.traits.items()}
        merges |= {(r + top, c): (b + top, right) for (r, c), (b, right) in grid.merges.items()}
    return Grid(name, values, traits, merges)


def row_labelled(grid: Grid, label: str) -> int:
    """The row in which the label stands."""
    return next(r for r, row in enumerate(grid.values) for value in row if value == label)
