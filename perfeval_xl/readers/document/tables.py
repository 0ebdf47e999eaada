"""A Word table as rows of cells in columns that run through, however raggedly they were drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from xml.etree.ElementTree import Element

from perfeval_xl.readers.document.names import TBL, P, is_on, number, value, w
from perfeval_xl.readers.document.text import TextReader

_TR: Final = w("tr")
_TC: Final = w("tc")
_RAGGED: Final = 0.012
"""Borders that lie closer together, as a share of the table's width, are drawn as one."""
_MOST_SPANNED: Final = 200
"""More columns than this are no table a person drew."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as Word has it; `left` and `right` are positions of its borders."""

    number: int
    """Which of its row's cells, from 1."""
    left: float
    right: float
    text: str
    continues: bool
    """Whether it is merged with the cell above."""
    begins: bool
    """Whether cells below may be merged with it."""
    inner: tuple[Element, ...] = ()
    """Its paragraphs and tables, where tables stand within it."""


@dataclass(slots=True)
class Table:
    """A table, with those that continue it on the next page."""

    name: str
    """表3 for the third table of the document."""
    width: float
    rows: list[tuple[Cell, ...]] = field(default_factory=list[tuple[Cell, ...]])

    def borders(self) -> list[float]:
        """The columns' left borders; ragged ones made one, where no text is lost by it."""
        edges = sorted({edge for row in self.rows for cell in row for edge in (cell.left, cell.right)})
        clustered = _clustered(edges, _RAGGED * self.width)
        if len(clustered) == len(edges):
            return edges
        for row in self.rows:
            for cell in row:
                if cell.text and column_of(clustered, cell.left) == column_of(clustered, cell.right):
                    return edges
        return clustered


def _clustered(edges: Sequence[float], distance: float) -> list[float]:
    kept: list[float] = []
    last = 0.0
    for edge in edges:
        if not kept or edge - last > distance:
            kept.append(edge)
        last = edge
    return kept


def column_of(borders: Sequence[float], edge: float) -> int:
    """The column whose left border lies at `edge`, or next before it."""
    column = 0
    while column + 1 < len(borders) and borders[column + 1] <= edge + 1e-6:
        column += 1
    return column


def read_table(element: Element, reader: TextReader, name: str) -> Table:
    """The table in a w:tbl; its cells' texts are those of their paragraphs, one below the other."""
    grid = element.find(w("tblGrid"))
    widths = [] if grid is None else [number(column.get(w("w"), ""), 0) for column in grid.iter(w("gridCol"))]
    if not all(widths):
        widths = [1] * len(widths)
    rows: list[list[tuple[int, int, Element]]] = []
    for row in reader.blocks(element, (_TR,)):
        properties = row.find(w("trPr"))
        if is_on(properties, w("del")):
            continue
        at = min(number(value(properties, w("gridBefore")), 0), _MOST_SPANNED)
        cells: list[tuple[int, int, Element]] = []
        for cell in reader.blocks(row, (_TC,)):
            span = number(value(cell.find(w("tcPr")), w("gridSpan")), 1)
            span = min(max(span, 1), _MOST_SPANNED)
            cells.append((at, at + span, cell))
            at += span
        rows.append(cells)
    columns = max((cells[-1][1] for cells in rows if cells), default=0)
    # Where the file declares too few columns, the others are as wide as those are on average.
    average = sum(widths) / len(widths) if widths else 1
    positions = [0.0]
    for column in range(columns):
        positions.append(positions[-1] + (widths[column] if column < len(widths) else average))
    table = Table(name, positions[-1])
    for cells in rows:
        table.rows.append(
            tuple(
                _cell(count, positions[left], positions[right], cell, reader)
                for count, (left, right, cell) in enumerate(cells, 1)
            )
        )
    return table


def _cell(count: int, left: float, right: float, element: Element, reader: TextReader) -> Cell:
    properties = element.find(w("tcPr"))
    merged = None if properties is None else properties.find(w("vMerge"))
    continues = merged is not None and merged.get(w("val"), "continue") == "continue"
    inner = tuple(reader.blocks(element, (P, TBL)))
    if continues or (properties is not None and properties.find(w("cellDel")) is not None):
        return Cell(count, left, right, "", continues, begins=False)
    if any(block.tag == TBL for block in inner):
        return Cell(count, left, right, "", continues, merged is not None, inner)
    lines = (reader.paragraph(block) for block in inner)
    text = "\n".join(line.rstrip() for line in lines if line and not line.isspace())
    rest = reader.carried().rstrip()
    return Cell(
        count, left, right, "\n".join(filter(None, (text, rest))).strip(), continues, merged is not None
    )


def continue_with(table: Table, more: Table) -> None:
    """Appends the rows of a table that goes on after a page break, its columns fitted to the first part's."""
    own, others = table.borders(), more.borders()
    if not own:
        table.width = more.width
        table.rows += more.rows
        return
    scale = table.width / more.width if more.width else 1.0
    near = 2 * _RAGGED * table.width

    def fitted(edge: float) -> float:
        if len(own) == len(others):
            return own[column_of(others, edge)]
        nearest = min(own, key=lambda border: abs(border - edge * scale))
        return nearest if abs(nearest - edge * scale) <= near else edge * scale

    table.rows += (
        tuple(replace(cell, left=fitted(cell.left), right=fitted(cell.right)) for cell in row)
        for row in more.rows
    )


def placed(table: Table) -> Iterator[tuple[int, int, int, Cell]]:
    """Each cell with its row, its first column, and the column behind its last."""
    borders = table.borders()
    for number_of_row, row in enumerate(table.rows):
        for cell in row:
            left, right = column_of(borders, cell.left), column_of(borders, cell.right)
            yield number_of_row, left, max(right, left + 1), cell
