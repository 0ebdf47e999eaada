"""The signature line under every table: 填表人, 填报日期, 联系电话, 单位负责人签字."""

from __future__ import annotations

from typing import Final

from perfeval_xl.form.declaration import Line, Pairs, Quantity, Slot

PREPARER: Final = Line("preparer", "填表人", Quantity.TEXT, required=False)
DATE: Final = Line("date", "填报日期", Quantity.DATE, required=False)
PHONE: Final = Line("phone", "联系电话", Quantity.TEXT, required=False)
SIGNED: Final = Line(
    "signed", "单位负责人签字", Quantity.TEXT, required=False, hint="打印后由单位负责人手签。"
)
CLOSING: Final = (PREPARER.label, SIGNED.label)
"""What a signature line begins with; under it a table is at its end (填报日期 may also stand above it)."""


def signature(*spans: tuple[int, int]) -> Pairs:
    """The signature line with (label, value) spans that suit a table's columns."""
    slots = tuple(
        Slot(line, label, value)
        for line, (label, value) in zip((PREPARER, DATE, PHONE, SIGNED), spans, strict=True)
    )
    return Pairs("signature", (slots,), joined=True, bordered=False)
