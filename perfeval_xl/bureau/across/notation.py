"""Units as plain text, for the examples of the rules across units.

甲局、乙局 | 执行率 | 97%
甲局 | 总分 | 99.5
甲局 | 人均三公经费 | 0.12
甲局 | 正文 | 全年开展培训12次，覆盖全部乡镇。
甲局 | 指标 | 培训次数　≥10次　12次
培训合格率　≥95%　98%

A line without ``|`` goes on with the value above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from perfeval_xl.bureau.across.registry import Compared
from perfeval_xl.bureau.facts import Facts, Passage
from perfeval_xl.profile import Profile

_HUNDRED: Final = Decimal(100)
_BLANK: Final = Facts(
    unit="",
    year=None,
    profile="",
    initial=None,
    adjusted=None,
    executed=None,
    three_public_prior=None,
    three_public_budget=None,
    three_public=None,
    staff=None,
    total_weight=None,
    score=None,
    grade="",
    errors=0,
    warnings=0,
    explained=0,
    infos=0,
    checked=0,
    not_evaluated=0,
)


class ListedTexts:
    """Texts in memory."""

    def __init__(self, texts: list[tuple[str, Passage]]) -> None:
        self._texts = texts

    def passages(self, *, is_indicators: bool | None = None) -> Iterator[tuple[int, str, Passage]]:
        """Number, file and passage of every text, or of those of one kind."""
        for number, (file, passage) in enumerate(self._texts):
            if is_indicators in (None, passage.is_indicators):
                yield number, file, passage

    def passage(self, number: int) -> tuple[str, Passage]:
        """File and passage of that number."""
        return self._texts[number]


def compared(text: str, profile: Profile) -> Compared:
    """The units written in `text`; a unit's file bears its name.

    Raises:
        ValueError: a line is not ``units | item | value``, or the item is not known.
    """
    facts: dict[str, Facts] = {}
    texts: list[tuple[str, Passage]] = []
    for line in _lines(text):
        units, item, value = (cell.strip() for cell in line.split("|"))
        for unit in units.split("、"):
            known = facts.get(unit, replace(_BLANK, unit=unit, profile=profile.name))
            match item:
                case "执行率":
                    known = replace(known, adjusted=_HUNDRED, executed=Decimal(value.rstrip("%")))
                case "总分":
                    known = replace(known, total_weight=profile.total_weight, score=Decimal(value))
                case "人均三公经费":
                    known = replace(known, three_public=Decimal(value) * 10, staff=Decimal(10))
                case "正文" | "指标":
                    texts.append((unit, Passage("", item, value, is_indicators=item == "指标")))
                case _:
                    raise ValueError(f"“{item}” is nothing that is compared across units")
            facts[unit] = known
    return Compared(facts, ListedTexts(texts), profile)


def _lines(text: str) -> list[str]:
    """The lines, each with those that go on with it."""
    lines: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if "|" in line or not lines:
            lines.append(line)
        else:
            lines[-1] += line
    return lines
