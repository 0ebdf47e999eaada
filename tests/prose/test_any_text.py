"""No text is too strange, too long or too nested for the reader of prose.

1. Arbitrary text, and any order of the reader's own words, is read without an error; quotes are short.
2. Twice the text takes at most about twice the steps, whatever it repeats; 200 kB are read to the end.
3. No expression repeats a repetition.
"""

from __future__ import annotations

import re
import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_xl.prose import Vocabulary, read_statements, reading, words
from perfeval_xl.prose.statements import Amount, Change
from tests.prose.test_sentences import KEYS, VOCABULARY, YEAR

LONG = 200_000
LONGEST_QUOTE = 60
PATHOLOGICAL = (
    "1",
    "1,",
    "1,111,",
    "1.1",
    "一",
    "一百",
    "百分之",
    "(",
    ")(",
    "“",
    " ",
    "1 ",
    "，",
    "、",
    "其中：",
    "三公经费",
    "三公经费1万元",
    "三公经费1万元，",
    "三公经费1万元，比上年增加1万元，增长1%",
    "比上年减少1万元",
    "(三公经费1万元，其中：公务接待费",
    "占基本支出的",
    "年",
    "2024年",
    "甲",
)
WORDS = [
    *KEYS,
    *(" ".join(words._WORDS.values()) + " " + " ".join(words._STAGES.values())).split(),
    *(" ".join(words._CHANGES.values()) + " " + " ".join(words._YEARS.values())).split(),
    *(
        "1.5万元",
        "0.85万元",
        "23.42%",
        "2023年",
        "2024年度",
        "二十万元",
        "百分之九十",
        "同比",
        "甲乙",
        "中",
        "“",
        "”",
    ),
]


@given(st.text(max_size=300))
def test_arbitrary_text(text: str) -> None:
    read_statements(text, VOCABULARY, YEAR)


@given(st.lists(st.sampled_from(WORDS), max_size=40), st.sampled_from([YEAR, None]))
def test_its_own_words_in_any_order(several: list[str], year: int | None) -> None:
    for statement in read_statements("".join(several), VOCABULARY, year):
        assert 0 < len(statement.quote) <= LONGEST_QUOTE
        if isinstance(statement, Amount):
            assert statement.value >= 0
        if isinstance(statement, Change):
            assert statement.direction in (-1, 0, 1)


def steps(text: str) -> int:
    """How many lines of the reader run, to read a text."""
    count = 0
    files = {reading.__file__, words.__file__}

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        if frame.f_code.co_filename not in files:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read_statements(text, VOCABULARY, YEAR)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("part", PATHOLOGICAL)
def test_twice_the_text_takes_twice_the_steps(part: str) -> None:
    once, twice = (part * (size // len(part)) for size in (1_500, 3_000))
    assert steps(twice) <= 2.2 * steps(once) + 200


@pytest.mark.parametrize("part", PATHOLOGICAL)
def test_long_texts_are_read_to_the_end(part: str) -> None:
    text = part * (LONG // len(part)) + "。公务接待费0.85万元"
    statements = read_statements(text, VOCABULARY, YEAR)
    assert len(statements) <= len(text)


PATTERNS = [
    value for module in (words, reading) for value in vars(module).values() if isinstance(value, re.Pattern)
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_expression_repeats_a_repetition(pattern: re.Pattern[str]) -> None:
    assert re.search(r"(?:[*+]|\{\d*,\d*\})\)(?:[*+]|\{\d*,)", pattern.pattern) is None


def test_the_vocabulary_knows_only_its_names() -> None:
    empty = Vocabulary(VOCABULARY.names.__class__({}))
    assert read_statements("三公经费1万元", empty, YEAR) == ()
