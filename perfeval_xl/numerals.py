"""Numbers written in Chinese characters: 一百二十 is 120, 三点五 is 3.5, 二〇二四 is 2024."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

NUMERALS: Final = "〇零一二两三四五六七八九十百千万亿点"
"""The characters such a number consists of."""

_DIGITS: Final = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_UNITS: Final = {"千": 1000, "百": 100, "十": 10}
_MYRIADS: Final = (("亿", 100_000_000), ("万", 10_000))
_YEAR_DIGITS: Final = 4
_CENTURIES: Final = ("一九", "二〇", "二零")
_LONGEST: Final = 24
"""More characters are no number that a report states."""


def chinese_number(text: str) -> Decimal | None:
    """The number that `text` is, or None where it is none, or could be read in two ways.

    二百五 may be 250 or 205, 三四 is three or four: neither is read.
    """
    if len(text) > _LONGEST:
        return None
    integer, point, decimals = text.partition("点")
    value = _integer(integer)
    if value is None or not point:
        return None if value is None else Decimal(value)
    if not decimals or any(character not in _DIGITS for character in decimals):
        return None
    return Decimal(f"{value}.{''.join(str(_DIGITS[character]) for character in decimals)}")


def _integer(text: str) -> int | None:
    if all(character in _DIGITS for character in text):
        return _digit_by_digit(text)
    total, rest, is_first = 0, text, True
    for sign, size in _MYRIADS:
        before, found, behind = rest.partition(sign)
        if found:
            count = _below_myriad(before, is_first=is_first)
            if count is None:
                return None
            total, rest, is_first = total + count * size, behind, False
    last = _below_myriad(rest, is_first=is_first) if rest else 0
    return None if last is None else total + last


def _digit_by_digit(text: str) -> int | None:
    """A single digit, or a year: 二〇二四; 三四 is three or four."""
    if len(text) != 1 and not (len(text) == _YEAR_DIGITS and text.startswith(_CENTURIES)):
        return None
    return int("".join(str(_DIGITS[character]) for character in text))


def _below_myriad(text: str, *, is_first: bool) -> int | None:
    """A number below 10,000, such as 三千零五; not the first part of a longer one, it may begin with 零."""
    total, size = 0, 10_000
    digit: int | None = None
    # After 万, 千 and 百 a bare digit may mean the next unit or ones: 一万二, 二百五.
    is_plain = is_first
    for position, character in enumerate(text):
        unit = _UNITS.get(character)
        if unit is not None:
            if unit >= size or (digit is None and (position > 0 or character != "十")):
                return None
            total, size = total + (1 if digit is None else digit) * unit, unit
            digit, is_plain = None, unit == _UNITS["十"]
        elif digit is not None or character not in _DIGITS:
            return None
        elif _DIGITS[character] == 0:
            is_plain = True
        else:
            digit = _DIGITS[character]
    if digit is None:
        return total or None
    return total + digit if is_plain else None
