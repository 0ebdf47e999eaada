"""Writes formulas with what they come to, so that a file shows its figures before it is calculated."""

from __future__ import annotations

from typing import Any, Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from perfeval_xl.form.references import Cell


class _CalculatedBlank(str):
    """The result of a formula that shows nothing.

    XlsxWriter writes an empty result as if the formula had never been calculated; what does not equal ''
    is written as a calculated text.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return str.__hash__(self)


_BLANK: Final = _CalculatedBlank()


def write_formula(
    worksheet: Worksheet, cell: Cell, formula: str, style: Format, result: str | float | None
) -> None:
    """Writes a formula with its result; None and '' where it shows nothing."""
    # XlsxWriter declares the result as int, but takes and documents any number or text.
    value: Any = _BLANK if result is None or result == "" else result
    worksheet.write_formula(cell.row, cell.column, formula, style, value)
