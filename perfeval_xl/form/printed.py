"""What a cell shows when it is printed: text as it was typed, a number as its cell displays it."""

from __future__ import annotations

from typing import Final

from perfeval_xl.amounts import percent
from perfeval_xl.evaluation import Entry
from perfeval_xl.form.declaration import Quantity
from perfeval_xl.grid import Kind

RATE_PLACES: Final = 2
"""Decimals of a percentage whose cell does not tell how many it shows."""


def printed(entry: Entry) -> str:
    """The entry as it stands in its cell; '' for a blank and for a formula without a value."""
    if entry.kind is Kind.PENDING:
        return ""
    if entry.quantity is Quantity.RATE and entry.value is not None and not entry.is_typed_text:
        return percent(entry.value, RATE_PLACES if entry.places is None else entry.places)
    return entry.text
