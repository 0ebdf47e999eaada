"""CROSS: one indicator that stands in several score tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from perfeval_xl.evaluation import Entry, SelfEvaluation
from perfeval_xl.findings import Severity
from perfeval_xl.form.hints import is_hint
from perfeval_xl.form.score_table import DEPARTMENT
from perfeval_xl.indicators.names import is_generic
from perfeval_xl.indicators.reading import read_single
from perfeval_xl.indicators.readings import Comparison, Measure
from perfeval_xl.indicators.scoring import comparable
from perfeval_xl.indicators.spelling import normalised
from perfeval_xl.rules.basis import REPORT
from perfeval_xl.rules.indicator_rows import IndicatorRow, indicator_rows
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, rule
from perfeval_xl.rules.wording import listed

_COUNT_WORD: Final = re.compile("(?:的?(?:次数|数量|个数|场数|人数|数))$")
_QUANTITY: Final = re.compile(r"(?:了|共|共计|合计|完成|达)?(\d+(?:\.\d+)?[一-鿿%]{0,2})")


class _Stated(NamedTuple):
    """What one table says of one indicator."""

    sheet: str
    is_department: bool
    entry: Entry
    target: Measure
    actual: Measure


@rule(
    "CROSS-13",
    "同一项指标在几张表里的完成值相同",
    Severity.WARNING,
    why="名称和指标值都相同的指标说的是同一件事，在部门自评表和项目自评表里完成多少应当一致。",
    fix="核对完成值，把填错的改过来；其实是两件事的，把指标名称写得能区分。",
    basis=REPORT,
    accepts="""
        # 附件2 部门自评表
        指标 | 产出指标（50分） | 数量指标 | 开展代表小组活动 | ≥2次 | 2次 | 10 | 10 |
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 开展代表小组活动次数 | ≥2次 | 2次 | 10 | 10 |
        """,
    rejects="""
        # 附件2 部门自评表
        指标 | 产出指标（50分） | 数量指标 | 开展代表小组活动 | ≥2次 | 1次 | 10 | 5 | 下半年未开展
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 开展代表小组活动次数 | ≥2次 | 2次 | 10 | 10 |
        """,
)
def one_indicator_has_one_actual(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    """One outcome for each indicator that several tables name with the same target."""
    named: dict[tuple[str, Measure], list[_Stated]] = {}
    # The department's table is what the others are compared with, wherever it stands in the file.
    for table in sorted(
        evaluation.score_tables, key=lambda table: (table.form is not DEPARTMENT, table.sheet)
    ):
        for indicator in indicator_rows(table):
            for name, stated in _statements(indicator):
                named.setdefault((name, stated.target), []).append(stated)
    if not named:
        yield NOT_EVALUATED
    for (name, target), (first, *others) in named.items():
        elsewhere = [other for other in others if other.sheet != first.sheet]
        if not elsewhere:
            continue
        # Two projects of one kind have each a rate of its own, and the department's may be their average.
        is_of_each = target.is_percent and (len(elsewhere) > 1 or not first.is_department)
        yield NOT_EVALUATED if is_of_each else _compared(name, first, elsewhere)


def _statements(indicator: IndicatorRow) -> Iterator[tuple[str, _Stated]]:
    """The indicators of a row, by name, with target and actual.

    Of several in one cell the actual is what the prose says right behind the name: 开展代表小组活动1次.
    Names that any table may have (群众满意度, 项目完成率) are of another thing in each.
    """
    if indicator.name.is_nothing or is_hint(indicator.name.text):
        return
    for name, target in indicator.targets():
        actual = indicator.actual if len(indicator.names) == 1 else _behind(name, indicator.actual_entry.text)
        if isinstance(target, Measure) and isinstance(actual, Measure) and not is_generic(name):
            table = indicator.table
            is_department = table.form is DEPARTMENT
            yield _key(name), _Stated(table.sheet, is_department, indicator.actual_entry, target, actual)


def _key(name: str) -> str:
    """The name under which tables are compared: 开展代表小组活动次数 is 开展代表小组活动."""
    return _COUNT_WORD.sub("", normalised(name).strip(".;,。"))


def _behind(name: str, text: str) -> Measure | None:
    """The quantity that stands right behind a name in prose."""
    _, found, rest = normalised(text).partition(_key(name))
    match = _QUANTITY.match(rest) if found else None
    reading = read_single(match[1]) if match is not None else None
    return reading if isinstance(reading, Measure) else None


def _compared(name: str, first: _Stated, others: list[_Stated]) -> Outcome:
    differing = [other for other in others if _differ(first.actual, other.actual)]
    if not differing:
        return HOLDS
    texts = dict.fromkeys(f"{stated.sheet}：{stated.actual}" for stated in (first, *differing))
    message = f"“{name}”在几张表里的指标值相同，完成值不同：{listed(texts)}。"
    second, *further = differing
    expected = f"各表相同（{first.sheet}里是 {first.actual}）"
    return Breach(second.entry, message, expected, (first.entry, *(other.entry for other in further)))


def _differ(one: Measure, other: Measure) -> bool:
    """Whether two actuals are certainly not the same."""
    pair = comparable(one, other)
    if pair is None or any(m.comparison is not Comparison.PLAIN or m.upper is not None for m in pair):
        return False
    return pair[0].number != pair[1].number
