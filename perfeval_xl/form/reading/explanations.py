"""Reads the sheet 情况说明: what a clerk says about the findings that may stand with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from perfeval_xl.evaluation import Entry, Explanation, Table
from perfeval_xl.form.explanations import from_line, is_heading
from perfeval_xl.form.guide import EXPLANATION_HEADINGS, EXPLANATIONS, GUIDE, WRITTEN_SHEETS
from perfeval_xl.form.labels import compact
from perfeval_xl.form.narrative import OTHERS
from perfeval_xl.grid import At, Grid

_HEADING_ROWS: Final = 10
"""The headings stand within so many rows."""
_RULE: Final = re.compile(r"([A-Z]{2,6})[-_—–－]?(\d{1,2})(?!\d)")


def read_explanations(grids: Iterable[Grid]) -> tuple[Explanation, ...]:
    """All explanations, row by row; a row that names several rules (``FUND-04、FUND-05``) counts for each."""
    return tuple(explanation for grid in grids for explanation in _in_sheet(grid))


def _in_sheet(grid: Grid) -> Iterator[Explanation]:
    first = list_in(grid)
    if first is None:
        return
    for row in range(first.row, grid.height):
        cells = [grid.text(row, first.column + n).strip() for n in range(len(EXPLANATION_HEADINGS))]
        rules, table, item, text = cells
        if text and not _are_headings(cells):
            for rule_id in rule_ids(rules) or (rules,):
                yield Explanation(rule_id, table, item, text, grid.at(row, first.column + len(cells) - 1))


def explanations_taken(table: Table) -> tuple[Table, tuple[Explanation, ...]]:
    """A narrative without the explanations that a Word report lists in section 十, and these.

    What stands in the list and is no explanation stays a paragraph.
    """
    found: list[Explanation] = []
    kept: list[Entry] = []
    is_listed = False
    for entry in table.paragraphs.get(OTHERS.key, ()):
        explanation = from_line(entry.text) if is_listed else None
        if explanation is not None:
            found.append(replace(explanation, at=entry.at))
        elif is_heading(entry.text):
            is_listed = True
        else:
            kept.append(entry)
    if not is_listed:
        return table, ()
    kept = kept or [Entry(OTHERS.heading, found[0].at if found else None)]
    return replace(table, paragraphs={**table.paragraphs, OTHERS.key: tuple(kept)}), tuple(found)


def rule_ids(text: str) -> tuple[str, ...]:
    """The rule ids in a cell, as a clerk may write them: ``fund－4`` is FUND-04."""
    return tuple(f"{group}-{number:0>2}" for group, number in _RULE.findall(compact(text).upper()))


def list_in(grid: Grid) -> At | None:
    """Where a sheet's list of explanations begins, below its headings; None where it is no such list.

    It is known by its headings, whatever its name; by its name where a clerk deleted the headings.
    """
    if grid.sheet == GUIDE or grid.sheet in WRITTEN_SHEETS:
        return None
    first = EXPLANATION_HEADINGS[0][0]
    for row in range(min(grid.height, _HEADING_ROWS)):
        for column, value in enumerate(grid.values[row]):
            # Every sheet of every file is looked through: most cells are passed over by their characters.
            if (
                isinstance(value, str)
                and first in value
                and _are_headings(grid.text(row, column + n) for n in range(len(EXPLANATION_HEADINGS)))
            ):
                return grid.at(row + 1, column)
    return grid.at(0, 0) if grid.sheet.strip() == EXPLANATIONS else None


def _are_headings(cells: Iterable[str]) -> bool:
    return tuple(map(compact, cells)) == EXPLANATION_HEADINGS
