"""Numbers in Arabic digits, Chinese numerals, or both: ``1,234.5``, 一百二十, 1.2万."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from perfeval_xl.numerals import chinese_number

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
        return chinese_number(text)
    if re.fullmatch(ARABIC, text) and len(text) <= _MOST_DIGITS:
        return Decimal(text.replace(",", ""))
    return None
