"""Two self-evaluations compared by what they say: values and typed texts, wherever they stood.

What a Word page cannot show does not count: blanks around a text, and whether a cell was left blank or the
file lacks it. In the sentences of the narrative nothing is nothing, be it blank or 无, and an amount of 0 is
not stated. A number counts by its value. Line breaks within the name of a level-2 kind are layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfeval_xl.amounts import plain
from perfeval_xl.evaluation import Entry, Row, SelfEvaluation, Table
from perfeval_xl.form.declaration import VALUE, Prose
from perfeval_xl.form.labels import compact, normalise
from perfeval_xl.form.narrative import NARRATIVE
from perfeval_xl.form.score_table import LEVEL1, LEVEL2


def content(evaluation: SelfEvaluation) -> Mapping[str, Any]:
    """All that a self-evaluation says, in a shape that shows well where two differ."""
    return {
        "unit": evaluation.unit,
        "year": evaluation.year,
        "tables": [_table(table) for table in evaluation.used],
        "explanations": [(e.rule, e.table, e.item, e.text) for e in evaluation.explanations],
    }


def _table(table: Table) -> Mapping[str, Any]:
    indicators = {id(row) for row in table.indicators}
    return {
        "form": table.form.key,
        "rows": [
            _row(row)
            for row in table.rows
            if id(row) not in indicators and _says_anything(row) and not _states_nothing(table, row)
        ],
        "groups": [
            (group.name, _value(group.points), [_row(row) for row in group.indicators])
            for group in table.groups
        ],
        "paragraphs": {
            key: [entry.text.strip() for entry in entries if entry.text.strip()]
            for key, entries in table.paragraphs.items()
        },
    }


def _says_anything(row: Row) -> bool:
    return any(not entry.is_blank for entry in row.cells.values()) or row.line is None


def _states_nothing(table: Table, row: Row) -> bool:
    if table.form is not NARRATIVE or row.line is None or not row.line.quantity.is_number:
        return False
    entry = row[VALUE]
    section = table.form.section(row.section)
    is_amount_alone = isinstance(section, Prose) and not section.sentence
    return entry.is_nothing or (is_amount_alone and entry.value == 0)


def _row(row: Row) -> tuple[str, str, Mapping[str, str]]:
    label = row.line.key if row.line is not None else normalise(row.label.text)
    cells = {
        key: compact(entry.text) if key == LEVEL2.key else _value(entry)
        for key, entry in row.cells.items()
        if not entry.is_blank and key != LEVEL1.key
    }
    return row.parent, label, cells


def _value(entry: Entry) -> str:
    return entry.text.strip() if entry.value is None else plain(entry.value)
