"""What to write on the sheet 情况说明 of an open workbook: texts typed beside findings, and statuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from perfeval_xl.evaluation import Explanation
from perfeval_xl.findings import Finding, Result, Standing
from perfeval_xl.form.guide import EXPLANATION_HEADINGS, EXPLANATIONS, STATUS_HEADING
from perfeval_xl.form.reading.explanations import list_in
from perfeval_xl.grid import At, Grid
from perfeval_xl.rules.explaining import JOINED, table_name
from perfeval_xl.writers.live_results import Typed, Written

NEW_SHEET: Final = ((EXPLANATIONS,), (*EXPLANATION_HEADINGS, STATUS_HEADING))
"""The first rows of a sheet 情况说明, where a workbook has none."""
_STATUSES: Final = frozenset(standing.title for standing in Standing)
_BETWEEN: Final = "、"
"""Between the statuses of a row that names several rules."""


@dataclass(frozen=True, slots=True)
class Change:
    """Texts for cells of the sheet 情况说明, from `at` to the right and down; '' empties a cell."""

    at: At
    texts: tuple[tuple[str, ...], ...]


class ExplanationSheet:
    """Where a workbook keeps its explanations, as it stands."""

    def __init__(self, grids: Iterable[Grid]) -> None:
        lists = ((grid, first) for grid in grids if (first := list_in(grid)) is not None)
        self._grid, self._first = next(lists, (Grid(EXPLANATIONS, []), At(EXPLANATIONS, len(NEW_SHEET), 0)))

    @property
    def is_missing(self) -> bool:
        """Whether the workbook has no such sheet; a change of it needs a new one, with `NEW_SHEET`."""
        return not self._grid.values

    def taken_up(self, result: Result, written: Written) -> list[Change]:
        """The changes that take up what was typed beside findings.

        Args:
            result: What the check of the workbook as it stands found.
            written: What stands on the results sheet.
        """
        changes: list[Change] = []
        new: list[tuple[str, ...]] = []
        for typed in written.typed:
            if not (typed.is_changed or self.is_missing) or _stands(typed, result.evaluation.explanations):
                continue
            about = [finding for finding in result.findings if _is_about(typed, finding)]
            rows = [
                answer.explanation
                for answer in result.answers
                if any(finding in about for finding in answer.findings)
            ]
            # Where the sheet was changed as well since, both texts are kept, side by side.
            if rows and JOINED.join(row.text for row in rows) == typed.before:
                texts = [typed.text, *[""] * (len(rows) - 1)]
                changes += [
                    Change(row.at, ((text,),)) for row, text in zip(rows, texts, strict=True) if row.at
                ]
                continue
            table = table_name(result.evaluation, about[0]) if about else typed.sheet
            new.append((typed.rule, table, typed.item, typed.text))
        if new:
            changes.append(Change(At(self._grid.sheet, self._behind(), self._first.column), tuple(new)))
        return changes

    def statuses(self, result: Result) -> list[Change]:
        """Beside each explanation what came of it."""
        by_row: dict[int, list[str]] = {}
        for answer in result.answers:
            at = answer.explanation.at
            if at is not None and at.sheet == self._grid.sheet:
                by_row.setdefault(at.row, []).append(answer.standing.title)
        texts = {row: _BETWEEN.join(dict.fromkeys(titles)) for row, titles in by_row.items()}
        heading = self._first.row - 1
        if texts and heading >= 0 and not self._status(heading):
            texts[heading] = STATUS_HEADING
        return list(self._status_changes(texts))

    def without_statuses(self) -> list[Change]:
        """Takes the statuses away again."""
        rows = range(self._first.row, self._grid.height)
        return list(self._status_changes(dict.fromkeys(rows, "")))

    def _status_changes(self, texts: Mapping[int, str]) -> Iterator[Change]:
        """A remark of the clerk's own is left alone."""
        for row, text in texts.items():
            stands = self._status(row)
            if stands != text and (not stands or set(stands.split(_BETWEEN)) <= _STATUSES):
                yield Change(At(self._grid.sheet, row, self._status_column), ((text,),))

    @property
    def _status_column(self) -> int:
        return self._first.column + len(EXPLANATION_HEADINGS)

    def _status(self, row: int) -> str:
        return self._grid.text(row, self._status_column).strip()

    def _behind(self) -> int:
        """The first row below all that is filled in."""
        columns = range(self._first.column, self._status_column)
        rows = range(self._first.row, self._grid.height)
        filled = (row for row in rows if any(self._grid.text(row, column).strip() for column in columns))
        return max(filled, default=self._first.row - 1) + 1


def _stands(typed: Typed, explanations: Sequence[Explanation]) -> bool:
    return any((one.rule, one.item, one.text) == (typed.rule, typed.item, typed.text) for one in explanations)


def _is_about(typed: Typed, finding: Finding) -> bool:
    sheet = finding.at.sheet if finding.at is not None else ""
    return (finding.rule, sheet, finding.label) == (typed.rule, typed.sheet, typed.item)
