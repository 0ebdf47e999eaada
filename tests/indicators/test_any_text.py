"""The reader on texts nobody thought of.

1. It never raises, whatever the text.
2. Spelling is settled once: normalising twice is normalising once.
3. Full-width and half-width forms say the same.
4. A measure printed and read again is the same measure.
5. Numbers in Chinese numerals are those in digits.
"""

from __future__ import annotations

from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from perfeval_xl.indicators.numerals import number_of
from perfeval_xl.indicators.reading import numbered, read
from perfeval_xl.indicators.readings import Measure, Several
from perfeval_xl.indicators.spelling import normalised
from tests.indicators.texts import realistic, texts

FULL_WIDTH = {character: character + 0xFEE0 for character in range(0x21, 0x7F)}
_NUMERALS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """A number under 10,000 as it is written out."""
    if number < 10:
        return _NUMERALS[number]
    if number < 20:
        return "十" + (_NUMERALS[number % 10] if number % 10 else "")
    for value, sign in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= value:
            rest = number % value
            gap = "零" if rest and rest < value // 10 else ""
            tail = in_chinese(rest) if rest else ""
            tail = "一" + tail if 10 <= rest < 20 else tail
            return _NUMERALS[number // value] + sign + gap + tail
    raise AssertionError


@given(texts)
@example("9" * 600)
@example("1、")
@example("1、2、")
@example("10²")
@example("２０２４年１３月")
@example("2024年2月31日前")
@example("百百")
@example("-")
@example("≥")
def test_1_never_raises(text: str) -> None:
    read(text)
    assert numbered(text)


@given(texts)
@example(">==5")
@example("（（含）含）")
@example("a ́")
def test_2_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(realistic)
def test_3_full_width_says_the_same(text: str) -> None:
    assert read(text.translate(FULL_WIDTH)) == read(text)


@given(realistic)
@example("3.5公里")
@example("增长5个百分点")
@example("5元")
@example("12.5万")
def test_4_a_measure_printed_reads_the_same(text: str) -> None:
    reading = read(text)
    for measure in reading.items if isinstance(reading, Several) else (reading,):
        if isinstance(measure, Measure):
            assert read(str(measure)) == measure


@given(st.integers(0, 9999))
def test_5_chinese_numerals(number: int) -> None:
    assert number_of(in_chinese(number)) == number


@given(st.integers(1, 9999), st.integers(0, 9999))
def test_5_chinese_numerals_in_tens_of_thousands(many: int, rest: int) -> None:
    gap = "零" if 0 < rest < 1000 else ""
    tail = in_chinese(rest) if rest else ""
    tail = "一" + tail if 10 <= rest < 20 else tail
    assert number_of(f"{in_chinese(many)}万{gap}{tail}") == Decimal(many * 10_000 + rest)
