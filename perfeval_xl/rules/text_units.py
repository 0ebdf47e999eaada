"""TEXT: the unit that the text speaks of is the one that reports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from perfeval_xl.evaluation import Entry, SelfEvaluation
from perfeval_xl.findings import Severity
from perfeval_xl.form.declaration import Quantity
from perfeval_xl.form.labels import compact, name_key, normalise
from perfeval_xl.form.narrative import ATTACHMENTS, OVERVIEW, POSTS_FIGURE, UNIT
from perfeval_xl.form.passages import narrative_passages
from perfeval_xl.form.score_table import ACHIEVED, DEPARTMENT_NAME, EXPECTED, GOALS
from perfeval_xl.form.titles import is_unit_name
from perfeval_xl.rules.basis import REPORT
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, rule

_NAME: Final = r"(?P<name>[^,。;:、()\d《》“”]{3,40}?)"
_YEAR: Final = r"(?:(?:19|20)\d\d年度?)?"
_POSTS: Final = re.escape(normalise(POSTS_FIGURE.label))
_STARTS_WITH: Final = re.compile(rf"{_YEAR}{_NAME}{_YEAR}(?:单位|机关)?(?:共|现)?{_POSTS}")
"""XX局核定编制12人. A title with another unit's name is FORM-07's."""
_LABELLED: Final = re.compile(
    rf"(?:填报|编报|填表|编制|报告|自评)单位(?:名称)?(?:\(盖章\))?:{_NAME}(?=$|[,。;、()])"
)
BEHIND_THE_UNIT: Final = "核定|编制|部门|整体|基本支出|项目支出|财政拨款|年度|预算|决算|主要职"
"""What stands behind a name where it is the unit that reports; a year as well."""
_INTRODUCED_BY: Final = (
    "领导下|指导下|支持下|期间|以来|现将|现就|我单位|本单位|截[至止][^。;,:]{1,12}[日底末]"
)
"""What leads up to the unit that reports within a sentence; whom others do something to, or by, stands
behind 对, 由 or 按照."""
_REPORTED_OF_IT: Final = (
    r"核定|部门整体|整体支出|基本支出|项目支出|财政拨款|(?:19|20)\d\d年度?(?:部门|整体|基本|项目|财政)"
)
"""What stands behind it there."""
_NOT_THE_UNIT: Final = re.compile(
    "^(?:经|由|根据|按照|依据|本|我|该|各|全|下属|所属|内设|其中)|编办|编委|编制委"
)
"""Who approves the posts, units below, and words for the unit itself."""


@dataclass(frozen=True, slots=True)
class _Naming:
    """A name where the unit's own should stand."""

    entry: Entry
    name: str


@rule(
    "TEXT-05",
    "文字里写的是本单位，不是别的单位",
    Severity.WARNING,
    why="沿用别的单位的稿子却没有改单位名称，是公开报告里最难堪的错误。",
    fix="改成本单位的名称；如果写的确实是另一个单位的事，请填写情况说明。",
    basis=REPORT,
    accepts="""
        # 报告正文
        单位名称 | 清水县农业农村局
        一、部门（单位）基本情况
        改写文字 | 清水县农业农村局核定编制40人，实有人数38人。对县人民法院等5个部门开展了评议。
        """,
    rejects="""
        # 报告正文
        单位名称 | 清水县农业农村局
        一、部门（单位）基本情况
        改写文字 | 清水县水利局核定编制40人，实有人数38人。
        """,
)
def no_other_unit_is_named(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    own = _own_names(evaluation)
    if not own:
        yield NOT_EVALUATED
        return
    others = _others(evaluation)
    for naming in _namings(evaluation, others):
        if any(_is_same(naming.name, name) for name in own):
            yield HOLDS
        elif others and not any(_is_same(naming.name, name) for name in others):
            # A list of all units that report does not have it: a part of this one, or an abbreviation.
            yield NOT_EVALUATED
        else:
            unit = evaluation.unit
            message = f"这里写的单位是“{naming.name}”，本报告的单位是“{unit}”。"
            yield Breach(naming.entry, message, unit)


def _own_names(evaluation: SelfEvaluation) -> list[str]:
    names = [evaluation.unit]
    for table, line in ((evaluation.narrative, UNIT), (evaluation.department, DEPARTMENT_NAME)):
        if table is not None:
            names.append(table.cell(line).text)
    return [name for name in dict.fromkeys(map(name_key, names)) if name]


def _others(evaluation: SelfEvaluation) -> frozenset[str]:
    """The other units that report, as far as the profile knows them."""
    known = frozenset(map(name_key, evaluation.profile.reporting_units))
    return known - set(_own_names(evaluation)) - {""}


def _namings(evaluation: SelfEvaluation, others: frozenset[str]) -> Iterator[_Naming]:
    for entry, is_overview in _texts(evaluation):
        text = compact(entry.text)
        first = _STARTS_WITH.match(text) if is_overview else None
        labelled = _LABELLED.search(text)
        for match in (first, labelled):
            if match is not None and is_unit_name(match["name"]) and not _NOT_THE_UNIT.search(match["name"]):
                yield _Naming(entry, match["name"])
        if first is None and labelled is None:
            yield from (_Naming(entry, name) for name in _known_in(text, others))


@lru_cache(maxsize=64)
def _pattern(names: frozenset[str]) -> re.Pattern[str] | None:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    if not names:
        return None
    names_of_units = "|".join(map(re.escape, longest_first))
    return re.compile(
        rf"(?:^|[。;,:(]|(?P<within>{_INTRODUCED_BY})){_YEAR}(?P<name>{names_of_units})"
        rf"(?(within)(?={_REPORTED_OF_IT})|(?={BEHIND_THE_UNIT}|(?:19|20)\d\d年|$))"
    )


def _known_in(text: str, others: frozenset[str]) -> Iterator[str]:
    pattern = _pattern(others)
    if pattern is not None:
        yield from dict.fromkeys(match["name"] for match in pattern.finditer(text))


def _texts(evaluation: SelfEvaluation) -> Iterator[tuple[Entry, bool]]:
    """The texts that speak of the unit, each with whether it may begin with the unit's name."""
    if evaluation.narrative is not None:
        is_first = True
        for passage in narrative_passages(evaluation.narrative, evaluation.profile, evaluation.year):
            for entry in passage.sources if passage.section is not ATTACHMENTS else ():
                if entry.quantity is Quantity.TEXT:
                    yield entry, is_first and passage.section is OVERVIEW
            is_first = False
    for table in evaluation.score_tables:
        for row in table.records(GOALS.key):
            yield from ((row[column], False) for column in (EXPECTED, ACHIEVED) if row[column].is_filled)


def _is_same(name: str, other: str) -> bool:
    """Whether two names may be one unit's: one contains the other, or abbreviates it (人社局)."""
    one, two = sorted((name_key(name), name_key(other)), key=len)
    return one in two or _abbreviates(one, two)


def _abbreviates(short: str, name: str) -> bool:
    """Whether the characters of `short` stand in `name` in the same order."""
    characters = iter(name)
    return all(character in characters for character in short)
