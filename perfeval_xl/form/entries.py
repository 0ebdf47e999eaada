"""One cell of a grid as an `Entry`: what was typed becomes the number it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from perfeval_xl.amounts import from_float, is_nothing, parse_amount, percent, plain, round_half_up
from perfeval_xl.evaluation import Entry
from perfeval_xl.form.declaration import Quantity
from perfeval_xl.form.labels import year_of
from perfeval_xl.grid import NUMBER, At, Grid, Kind, Trait, Value, as_text

LARGEST_FRACTION: Final = Decimal(2)
"""A bare number up to this in a rate cell is a fraction, above it per cent (rules.md)."""
UNITS: Final[Mapping[Quantity, frozenset[str]]] = {
    Quantity.MONEY: frozenset({"", "万元", "万", "元"}),
    Quantity.COUNT: frozenset({"", "人", "名", "个"}),
    Quantity.AREA: frozenset({"", "㎡", "m2", "m²", "平方米", "平米"}),
    Quantity.RATE: frozenset({"", "%", "百分比", "百分之"}),
    Quantity.POINTS: frozenset({"", "分"}),
    Quantity.YEAR: frozenset({""}),
}
"""The units that may stand behind a number of each kind; with another one it is another number."""

_PERCENT_FORMAT: Final = re.compile(r"0(?:\.(0+))?%")
_DIGITS: Final = re.compile(r"-?\d+(?:\.\d+)?%?", re.ASCII)
_FIXED_FORMAT: Final = re.compile(r"0\.(0+)")
# Looking up a member of an Enum, or its property, costs a tenth of an entry; a workbook has a thousand.
_TEXT: Final = Quantity.TEXT
_DATE: Final = Quantity.DATE
_PENDING: Final = Kind.PENDING
_ERROR: Final = Kind.ERROR


def entry_at(grid: Grid, row: int, column: int, label: str, quantity: Quantity) -> Entry:
    """The entry in one cell of the grid."""
    value = grid.value(row, column)
    trait = grid.trait(row, column)
    kind = trait.kind
    # A worksheet's places are made here: a thousand calls less for a workbook.
    at = At(grid.sheet, row, column) if grid.names is None else grid.at(row, column)
    if (value is None or value == "") and kind is not _PENDING:
        return Entry(label, at, "", None, quantity, kind, None, "", True)
    if kind is _PENDING or kind is _ERROR:
        return Entry(label, at, as_text(value), None, quantity, kind)
    if quantity is _TEXT or quantity is _DATE:
        return Entry(label, at, _as_shown(value, trait), None, quantity, kind, None, "", True)
    if isinstance(value, NUMBER) and not isinstance(value, bool):
        return _number_entry(value, at, label, quantity, trait)
    entry = typed_entry(as_text(value), at, label, quantity, kind)
    return digits_as_number(entry) if grid.is_document else entry


def digits_as_number(entry: Entry) -> Entry:
    """An entry from a place that can hold nothing but text: digits alone are a number there."""
    if entry.value is not None and _DIGITS.fullmatch(entry.text):
        return entry._replace(is_typed_text=False)
    return entry


def _as_shown(value: Value, trait: Trait) -> str:
    """A value in a cell for text: 100% is what the clerk sees, not the 1 behind it."""
    if not trait.number_format or not isinstance(value, NUMBER) or isinstance(value, bool):
        return as_text(value)
    number = from_float(value)
    if not number.is_finite():
        return as_text(value)
    places = _percent_places(trait.number_format)
    return _shown(number, trait.number_format) if places is None else percent(number, places)


def _number_entry(value: float, at: At, label: str, quantity: Quantity, trait: Trait) -> Entry:
    number = from_float(value)
    if not number.is_finite():
        return Entry(label, at, str(value), None, quantity, trait.kind)
    if quantity is not Quantity.RATE:
        return Entry(label, at, _shown(number, trait.number_format), number, quantity, trait.kind)
    places = _percent_places(trait.number_format)
    if places is not None:
        return Entry(label, at, percent(number, places), number, quantity, trait.kind, places)
    text = _shown(number, trait.number_format)
    fraction, places = _bare_rate(number, text)
    return Entry(label, at, text, fraction, quantity, trait.kind, places)


def typed_entry(
    text: str, at: At | None, label: str, quantity: Quantity, kind: Kind = Kind.CONSTANT
) -> Entry:
    """The entry for `text`, as it stands in a text cell or behind a label's colon.

    A number with a unit of another kind has no value, but keeps the unit.
    """
    if not quantity.is_number or is_nothing(text):
        return Entry(label, at, text, None, quantity, kind, is_typed_text=True)
    amount = parse_amount(text)
    if amount is None:
        year = year_of(text) if quantity is Quantity.YEAR else None
        value = Decimal(year) if year else None
        return Entry(label, at, text, value, quantity, kind, is_typed_text=True)
    if amount.unit not in UNITS[quantity]:
        return Entry(label, at, text, None, quantity, kind, None, amount.unit, is_typed_text=True)
    value, places = amount.value, None
    if quantity is Quantity.RATE:
        value, places = (value, amount.places) if amount.is_percent else _bare_rate(value, f"{value:f}")
    return Entry(label, at, text, value, quantity, kind, places, amount.unit, is_typed_text=True)


def _bare_rate(number: Decimal, text: str) -> tuple[Decimal, int | None]:
    """A rate without a percent sign, shown as `text`: the fraction, and the decimals of the percentage."""
    if number <= LARGEST_FRACTION:
        return number, None
    return number / 100, len(text.partition(".")[2])


def _shown(number: Decimal, number_format: str) -> str:
    """A number as the cell shows it: 203.10; its digits where a format would hide some."""
    bare = plain(number)
    fixed = _FIXED_FORMAT.fullmatch(number_format)
    if fixed is None:
        return bare
    rounded = round_half_up(number, len(fixed[1]))
    return f"{rounded:f}" if rounded == number else bare


def _percent_places(number_format: str) -> int | None:
    """Decimals of a percentage format: 2 for ``0.00%``; None for other formats."""
    match = _PERCENT_FORMAT.search(number_format)
    return len(match[1] or "") if match else None
