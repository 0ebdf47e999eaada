"""What a clerk typed into a number cell, as an exact decimal; rounding lives here and nowhere else."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Final

EQUAL: Final = Decimal("0.005")
"""Two figures are equal when they differ by less than this (rules.md, "How values compare")."""

NOTHING: Final = frozenset({"", "/", "—", "——", "-", "--", "---", "无", "\\"})
"""What clerks write, after full-width forms are narrowed, where there is nothing to report."""

_LONGEST_NOTHING: Final = max(map(len, NOTHING))

YUAN_PER_WAN: Final = Decimal(10_000)

_MOST_DIGITS: Final = 20
"""More digits are no amount, count or rate, but something else."""
_FIFTEEN_DIGITS: Final = Context(prec=15, rounding=ROUND_HALF_UP)
_EXACT_IN_15_DIGITS: Final = 10**15
# Enough digits for any double, so that rounding 1e300 is no error.
_EXACT: Final = Context(prec=1000, rounding=ROUND_HALF_UP)
_NUMBER: Final = re.compile(
    r"(?:[¥￥]|百分之)?(?P<number>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?)(?P<unit>m2|\D*)", re.ASCII
)
_PERCENT_UNITS: Final = frozenset({"%", "百分比", "百分之"})
_UNITS: Final = frozenset(
    {"", "万元", "万", "元", "人", "名", "个", "分", "m2", "平方米", "平米"} | _PERCENT_UNITS
)
_AREA: Final = re.compile(r"(?:㎡|m²)\s*\Z", re.IGNORECASE)
"""The one unit with a digit in it; NFKC makes m2 of both."""
_MINUS: Final = str.maketrans({"−": "-", "–": "-", "﹣": "-", "，": ",", "．": ".", "。": "."})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number read from text.

    `value` is in the unit of the form (万元 for money): an amount that says 元 is converted.
    A percentage is a fraction: ``75％`` is ``Decimal("0.75")`` with `places` 0.
    """

    value: Decimal
    unit: str
    """The unit as typed (`万元`, `元`, `%`, …), empty when there is none."""
    places: int
    """Decimals printed; of the percentage, where it is one."""

    @property
    def is_percent(self) -> bool:
        return self.unit in _PERCENT_UNITS


def is_nothing(text: str) -> bool:
    """Whether `text` says "nothing to report": blank, ``/``, ``—``, ``---`` or 无."""
    stripped = text.strip()
    if len(stripped) > _LONGEST_NOTHING:
        return False
    if stripped.isascii():
        return stripped in NOTHING
    return unicodedata.normalize("NFKC", stripped) in NOTHING


@lru_cache(maxsize=4096)
def parse_amount(text: str) -> Amount | None:
    """The number in `text`, or None when there is none that could be read without guessing.

    Understands full-width digits, thousands separators, inner spaces and a unit:
    ``12.5万元``, ``１２．５``, ``1,234.50``, ``75％``, ``100百分比``, ``百分之75``, ``125000元``.
    """
    # NFKC makes digits of ², ① and ½, which are none; of its digits only the full-width ones are meant so.
    if not text.isascii() and any(unicodedata.category(sign) == "No" for sign in _AREA.sub("", text)):
        return None
    compact = "".join(unicodedata.normalize("NFKC", text).translate(_MINUS).split())
    match = _NUMBER.fullmatch(compact)
    if match is None or not any(character.isdigit() for character in match["number"]):
        return None
    unit = match["unit"]
    if unit not in _UNITS:
        return None
    if compact.startswith("百分之"):
        if unit:
            return None
        unit = "百分之"
    digits = match["number"].replace(",", "")
    if len(digits) > _MOST_DIGITS:
        return None
    value = Decimal(digits)
    places = len(digits.partition(".")[2])
    if unit in _PERCENT_UNITS:
        value = value / 100
    elif unit == "元":
        value = value / YUAN_PER_WAN
    return Amount(value, unit, places)


def from_float(number: float) -> Decimal:
    """The decimal a spreadsheet's double stands for: 15 significant digits, as Excel shows it.

    ``0.30000000000000004`` becomes ``0.3``.
    """
    if -_EXACT_IN_15_DIGITS < number < _EXACT_IN_15_DIGITS and number == int(number):
        return Decimal(int(number))
    return _FIFTEEN_DIGITS.create_decimal(repr(float(number))).normalize(_FIFTEEN_DIGITS)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """`value` rounded half-up (四舍五入) to `places` decimals."""
    return value.quantize(Decimal(1).scaleb(-places), context=_EXACT)


def plain(value: Decimal) -> str:
    """`value` as a clerk would write it: no exponent, no trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(fraction: Decimal, places: int = 2) -> str:
    """`fraction` as a percentage: ``percent(Decimal("0.87615"))`` is ``87.62%``."""
    return f"{round_half_up(fraction * 100, places):f}%"
