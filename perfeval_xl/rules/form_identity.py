"""FORM: whose self-evaluation it is, of which year, and who filled it in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from perfeval_xl.evaluation import Entry, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form import DEPARTMENT, NARRATIVE
from perfeval_xl.form.declaration import VALUE
from perfeval_xl.form.labels import compact, name_key, same_name, year_of
from perfeval_xl.form.narrative import UNIT
from perfeval_xl.form.score_table import DEPARTMENT_NAME, IMPLEMENTER, SUPERVISOR
from perfeval_xl.form.signature import DATE, PHONE, PREPARER
from perfeval_xl.form.titles import unit_in_title, without_remarks
from perfeval_xl.grid import At
from perfeval_xl.rules.basis import REPORT
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, rule
from perfeval_xl.rules.wording import listed

SIGNED_BY: Final = (PREPARER, DATE, PHONE)
"""What is typed in a signature line; the signature itself is by hand."""

_BLANK_DATE: Final = "年月日"
_SEVERAL_NAMES: Final = re.compile(r"[、,;/\n]")


class _Agreement(IntEnum):
    """How a name agrees with the unit's; the lower the better."""

    SAME = 0
    PART = 1
    """One name is part of the other: 岳阳市屈原管理区… and 屈原管理区…."""
    OTHER = 2


@dataclass(frozen=True, slots=True)
class _Naming:
    """A cell that names the unit."""

    entry: Entry
    name: str
    agreement: _Agreement


@rule(
    "FORM-07",
    "单位名称和年度前后一致",
    Severity.WARNING,
    why="正文、标题和各表写的应是同一个单位、同一个年度；不一致多半是从别处或上年的报告复制后忘了改。",
    fix="统一写单位全称和报告年度。",
    basis=REPORT,
    accepts="""
        # 报告正文
        单位名称 | 屈原管理区人大政协联络办
        年度 | 2024
        # 附件2 部门自评表
        区级预算部门名称 | 屈原管理区人大政协联络办
        """,
    rejects="""
        # 报告正文
        单位名称 | 屈原管理区人大政协联络办
        年度 | 2024
        # 附件2 部门自评表
        区级预算部门名称 | 屈原管理区财政局
        """,
)
def unit_and_year_agree(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    yield _unit_agrees(evaluation)
    for table in evaluation.used:
        yield _year_agrees(table, evaluation.year)


def _unit_agrees(evaluation: SelfEvaluation) -> Outcome:
    """One outcome for all the cells that name the unit."""
    unit = evaluation.unit
    namings = list(_namings(evaluation, unit))
    if not unit or len(namings) < 2:
        return NOT_EVALUATED
    worst = max(naming.agreement for naming in namings)
    if worst is _Agreement.SAME:
        return HOLDS
    differing = sorted((naming for naming in namings if naming.agreement), key=lambda n: -n.agreement)
    others = listed(dict.fromkeys(naming.name for naming in differing))
    if worst is _Agreement.PART:
        message = f"单位名称写法不一：“{unit}”，也写成{others}，一个包含另一个。"
        severity = Severity.INFO
    else:
        message = f"单位名称不一致：本报告的单位是“{unit}”，这里写的是{others}。"
        severity = None
    reference = [naming.entry for naming in namings if same_name(naming.name, unit)]
    related = (*(naming.entry for naming in differing[1:]), *reference[:1])
    return Breach(differing[0].entry, message, unit, related, severity)


def _namings(evaluation: SelfEvaluation, unit: str) -> Iterator[_Naming]:
    for table in evaluation.used:
        if titled := unit_in_title(table.title.text, table.form):
            # A title is read without the remarks in it, and the unit's own name may end in one.
            agreement = min(_agreement(titled, name) for name in (unit, without_remarks(unit)))
            yield _Naming(table.title, titled, agreement)
        lines = {NARRATIVE: (UNIT,), DEPARTMENT: (DEPARTMENT_NAME,)}.get(
            table.form, (IMPLEMENTER, SUPERVISOR)
        )
        filled = [entry for line in lines if (entry := table.cell(line)).is_filled]
        named = [_Naming(entry, entry.text.strip(), _agreement(entry.text, unit)) for entry in filled]
        if named:
            # A project's supervisor or its implementer is the unit; the other may be another one.
            yield min(named, key=lambda naming: naming.agreement)


def _agreement(name: str, unit: str) -> _Agreement:
    if any(same_name(one, unit) for one in (name, *_SEVERAL_NAMES.split(name))):
        return _Agreement.SAME
    one, other = name_key(name), name_key(unit)
    return _Agreement.PART if one in other or other in one else _Agreement.OTHER


def _year_agrees(table: Table, year: int | None) -> Outcome:
    """One outcome for all the places where a table names its year."""
    stated = [
        (entry, int(entry.value) if entry.value is not None else year_of(entry.text))
        for entry in (table.title, *sorted(table.years, key=lambda heading: heading.at or At("", 0, 0)))
    ]
    stated = [(entry, of) for entry, of in stated if of is not None]
    if year is None or not stated:
        return NOT_EVALUATED
    differing = [(entry, of) for entry, of in stated if of != year]
    if not differing:
        return HOLDS
    (first, of), *others = differing
    printed = year_of(first.text) or of
    due = compact(first.text).replace(str(printed), str(printed + year - of))
    message = f"{table.form.name}的“{first.text.strip()}”与本报告的 {year} 年度不符，应为“{due}”。"
    if others:
        message += f"另有 {len(others)} 处也不是 {year} 年度。"
    fix = f"把年份改成与 {year} 年度一致；整张表是别的年度的，请换成 {year} 年度的表。"
    return Breach(first, message, due, tuple(entry for entry, _ in others), fix=fix)


@rule(
    "FORM-08",
    "填表人、填报日期和联系电话都填了",
    Severity.INFO,
    why="审核有疑问时，要能找到填表的人；签字由单位负责人打印后手签，不在此列。",
    fix="在表下面的签署行补填。",
    basis=REPORT,
    accepts="""
        # 附件1 基础数据表
        填表人 | 张三
        填报日期 | 2025-03-10
        联系电话 | 0730-5555555
        """,
    rejects="""
        # 附件1 基础数据表
        填表人 | 张三
        填报日期 |
        联系电话 |
        """,
)
def signature_lines_are_filled(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.used:
        rows = [row for line in SIGNED_BY if (row := table.row(line)) is not None]
        blank = [row[VALUE] for row in rows if _is_unsigned(row[VALUE])]
        if blank:
            message = f"{table.form.name}下面的{listed(entry.label for entry in blank)}没有填。"
            yield Breach(blank[0], message, "填写", tuple(blank[1:]))
        elif rows:
            yield HOLDS


def _is_unsigned(entry: Entry) -> bool:
    """Nothing, or the blank date of the printed form: ``年  月  日``."""
    return entry.is_nothing or compact(entry.text) == _BLANK_DATE
