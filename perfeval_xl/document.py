"""A Word document as one grid, row by row as it is read, and where in the document each row stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from perfeval_xl.grid import Grid


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row of the grid stood."""

    row: int
    """The row within its table, from 1; for a paragraph, which of the document's paragraphs it is."""
    table: str = ""
    """表3 for the third table; '' outside of tables."""
    cells: tuple[int, ...] = ()
    """For each column of the grid, which of the row's cells, from 1, stands there; 0 for none.

    Empty for a paragraph."""

    @property
    def place(self) -> str:
        """The row in words: 第12段, 表3第6行."""
        return f"{self.table}第{self.row}{'行' if self.cells else '段'}"


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was read."""

    grid: Grid
    """A row for each paragraph that is not blank, and for each row of a table; its sheet has no name."""
    origins: Sequence[Origin]
    """One for each row of the grid."""
    notices: tuple[str, ...] = ()
    """What was left out and where it stood, in Chinese: text boxes, footnotes, pictures."""
    keywords: str = ""
    """The keywords in the document's properties."""
