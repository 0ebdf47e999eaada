"""Whether a workbook is our template with nothing filled in yet: only then may an import write into it."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_xl.evaluation import Entry, SelfEvaluation, Table
from perfeval_xl.form.beginning import new_tables
from perfeval_xl.form.layout import lay_out, to_grid
from perfeval_xl.form.narrative import YEAR
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.grid import Kind

_Cell = tuple[str, str, str, str]
"""Table, line or section, column, and text."""


def filled_in(evaluation: SelfEvaluation) -> Entry | None:
    """The first cell that a clerk filled in; None for a workbook as `perfeval-xl new` gives it.

    The year may be any, and there may be any number of project tables.
    """
    blank = new_tables(evaluation.profile, evaluation.year or 0)
    grids = [to_grid(lay_out(table, None, spare=True, joined=False), table.form.sheet) for table in blank]
    fresh = {cell for table in read_evaluation(grids, evaluation.profile).tables for cell, _ in _cells(table)}
    for table in evaluation.tables:
        for cell, entry in _cells(table):
            if cell not in fresh:
                return entry
    if evaluation.explanations:
        explanation = evaluation.explanations[0]
        return Entry("情况说明", explanation.at, explanation.text)
    return None


def _cells(table: Table) -> Iterator[tuple[_Cell, Entry]]:
    """The filled cells, with what tells them from others; calculated ones and the year are nobody's."""
    for row in table.rows:
        line = row.section if row.line is None else row.line.key
        for key, entry in row.cells.items():
            is_calculated = entry.kind in (Kind.FORMULA, Kind.PENDING)
            if not entry.is_blank and row.line is not YEAR and not is_calculated:
                yield (table.form.key, line, key, entry.text.strip()), entry
        if row.line is None and not row.label.is_blank and row.section != "indicators":
            yield (table.form.key, line, "", row.label.text.strip()), row.label
    for group in table.groups:
        for entry in (group.heading, group.points):
            if not entry.is_blank:
                yield (table.form.key, "groups", "", entry.text.strip()), entry
    for key, entries in table.paragraphs.items():
        for entry in entries:
            if not entry.is_blank:
                yield (table.form.key, key, "", entry.text.strip()), entry
