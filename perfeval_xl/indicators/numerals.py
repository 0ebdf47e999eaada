"""Numbers in Arabic digits, Chinese numerals, or both: ``1,234.5``, 一百二十, 1.2万."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

_DIGITS: Final = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9
}  # fmt: skip
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_MYRIADS: Final = {"万": 10_000, "亿": 100_000_000}
_MOST_DIGITS: Final = 15

ARABIC: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
CHINESE: Final = "[零〇一二两三四五六七八九十百千万亿]+"
MULTIPLIERS: Final = {
    "百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000), "十万": Decimal(100_000),
    "百万": Decimal(1_000_000), "千万": Decimal(10_000_000), "亿": Decimal(100_000_000),
}  # fmt: skip
"""What may stand between Arabic digits and the unit."""

_CHINESE_NUMBER: Final = re.compile(CHINESE)


@lru_cache(maxsize=2048)
def number_of(text: str) -> Decimal | None:
    """The number written as `text`, in Arabic digits or in Chinese numerals.

    None where it is neither, or has two readings: 三五 may be 3 to 5, 一百五 may be 105.
    """
    if _CHINESE_NUMBER.fullmatch(text):
        return _chinese(text)
    if re.fullmatch(ARABIC, text) and len(text) <= _MOST_DIGITS:
        return Decimal(text.replace(",", ""))
    return None


def _chinese(text: str) -> Decimal | None:
    """A Chinese numeral; its parts must go down: 亿, 万, then thousands, hundreds, tens, units."""
    for sign, factor in reversed(_MYRIADS.items()):
        head, found, tail = text.partition(sign)
        if found:
            many, rest = _chinese(head) if head else None, _below_myriad(tail, is_rest=True)
            if many is None or (tail and rest is None):
                return None
            return many * factor + (rest or 0)
    value = _below_myriad(text)
    return None if value is None else Decimal(value)


def _below_myriad(text: str, *, is_rest: bool = False) -> int | None:
    """A numeral under 10,000; as the rest behind 万 it must say 零 where it skips a place."""
    total, digit, smallest, zero = 0, None, 10_000, False
    for character in text:
        if character in "零〇":
            if digit is not None:
                return None
            zero = True
        elif character in _DIGITS:
            if digit is not None:
                return None
            digit = _DIGITS[character]
        else:
            factor = _TENS.get(character)
            if factor is None or factor >= smallest or (digit is None and (factor > 10 or total or is_rest)):
                return None
            total += (digit if digit is not None else 1) * factor
            digit, smallest, zero = None, factor, False
    if digit is not None:
        if smallest > 10 and not zero and (total or is_rest):
            return None
        total += digit
    elif not total and not (zero and text in ("零", "〇")):
        return None
    return total
