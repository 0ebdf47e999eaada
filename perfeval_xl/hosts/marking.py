"""Marks the cells of findings in an open workbook, and takes the marks away wherever they are by now.

A mark is a fill and, where the cell had no note, a note. The results sheet remembers what was under it, and
its formulas follow the cell when rows are inserted. A note says what to restore too: marks that were copied,
and marks whose results sheet the clerk deleted, are found by their notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import xlwings

from perfeval_xl.findings import Finding, Result, Severity
from perfeval_xl.grid import At
from perfeval_xl.hosts import marks as bulk
from perfeval_xl.hosts.marks import Cell, Change, Color, Look
from perfeval_xl.writers.live_results import Mark, colour_of, is_mark

SIGN: Final = "【校验】"
"""A note of ours begins with it."""
_LONGEST: Final = 1_000
_ORDER: Final = tuple(Severity)
_RESTORE: Final = re.compile(r"（清除标记后恢复底色 ([0-9A-F]{6})）\Z")
"""The last line of a note of ours whose cell had a fill."""


def mark(book: xlwings.Book, result: Result) -> tuple[list[Mark], list[str]]:
    """Marks the cells of errors and open warnings; returns what they were, and the sheets that refused."""
    by_sheet: dict[str, dict[Cell, list[Finding]]] = {}
    for finding in result.findings:
        if finding.at is not None and colour_of(finding.severity) is not None and not finding.is_explained:
            cells = by_sheet.setdefault(finding.at.sheet, {})
            cells.setdefault((finding.at.row, finding.at.column), []).append(finding)
    looks = bulk.look(book, {sheet: list(cells) for sheet, cells in by_sheet.items()})
    refused = bulk.change(book, {sheet: _marking(cells, looks[sheet]) for sheet, cells in by_sheet.items()})
    marks = [
        Mark(At(sheet, *cell), looks[sheet].fills[cell], cell not in looks[sheet].notes)
        for sheet, cells in by_sheet.items()
        if sheet not in refused
        for cell in cells
    ]
    return marks, refused


def _marking(cells: Mapping[Cell, Sequence[Finding]], look: Look) -> Change:
    """Fills each cell with the colour of its worst finding, and says what is wrong where no note stands."""
    fills: dict[Color | None, list[Cell]] = {}
    for cell, findings in cells.items():
        worst = min((finding.severity for finding in findings), key=_ORDER.index)
        fills.setdefault(colour_of(worst), []).append(cell)
    notes = {
        cell: _note(findings, look.fills[cell]) for cell, findings in cells.items() if cell not in look.notes
    }
    return Change(fills, add=notes)


def _note(findings: Iterable[Finding], fill: Color | None) -> str:
    lines = [SIGN, *(f"{finding.rule} {finding.message}" for finding in findings)]
    restore = f"\n（清除标记后恢复底色 {bytes(fill).hex().upper()}）" if fill is not None else ""
    return "\n".join(lines)[: _LONGEST - len(restore)] + restore


def unmark(book: xlwings.Book, remembered: Iterable[Mark]) -> tuple[int, list[str]]:
    """Gives every marked cell back its fill and takes away our notes.

    What a clerk did to a marked cell since, a fill or a note of her own, is left alone.

    Returns how many cells were marked, and the sheets that refused.
    """
    marks = list(remembered)
    asked: dict[str, list[Cell]] = {}
    for one in marks:
        asked.setdefault(one.at.sheet, []).append((one.at.row, one.at.column))
    looks = bulk.look(book, asked)
    taken = _Taken(looks)
    for one in marks:
        if one.at.sheet in looks:
            taken.take(one.at.sheet, (one.at.row, one.at.column), one.colour, one.note_is_ours)
    strays = {sheet: list(taken.strays(sheet)) for sheet in looks}
    if any(strays.values()):
        fills = bulk.look(book, strays)
        taken = taken.seeing(fills)
        for sheet, cells in strays.items():
            for cell in cells:
                restore = _RESTORE.search(looks[sheet].notes[cell])
                taken.take(sheet, cell, _color(restore[1]) if restore else None, True)
    refused = bulk.change(book, taken.changes)
    return taken.count, refused


def _color(digits: str) -> Color:
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


@dataclass
class _Taken:
    """Gathers what is to be taken away."""

    looks: Mapping[str, Look]
    fills: dict[str, dict[Color | None, list[Cell]]] = field(
        default_factory=dict[str, dict[Color | None, list[Cell]]]
    )
    notes: dict[str, list[Cell]] = field(default_factory=dict[str, list[Cell]])
    count: int = 0

    def seeing(self, looks: Mapping[str, Look]) -> _Taken:
        """The same, after another look."""
        return _Taken(looks, self.fills, self.notes, self.count)

    def take(self, sheet: str, cell: Cell, color: Color | None, note_is_ours: bool) -> None:
        """Takes away what still looks like a mark of ours."""
        look = self.looks[sheet]
        self.count += 1
        if is_mark(look.fills.get(cell)):
            self.fills.setdefault(sheet, {}).setdefault(color, []).append(cell)
        if note_is_ours and look.notes.get(cell, "").startswith(SIGN):
            self.notes.setdefault(sheet, []).append(cell)

    def strays(self, sheet: str) -> Iterator[Cell]:
        """The cells with notes of ours that no mark accounts for."""
        known = self.notes.get(sheet, [])
        for cell, text in self.looks[sheet].notes.items():
            if text.startswith(SIGN) and cell not in known:
                yield cell

    @property
    def changes(self) -> dict[str, Change]:
        return {
            sheet: Change(self.fills.get(sheet, {}), delete=self.notes.get(sheet, []))
            for sheet in {*self.fills, *self.notes}
        }
