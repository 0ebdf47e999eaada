"""FORM: the workbook itself, before any figure is compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Final

from perfeval_xl import profile as profiles
from perfeval_xl.evaluation import Entry, LabelProblem, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form import BASE_DATA, DEPARTMENT, NARRATIVE, PROJECT_TABLE, TABLES
from perfeval_xl.form.base_data import BUDGET, FINAL, PROJECT_EXPENDITURE
from perfeval_xl.form.declaration import VALUE, Matrix
from perfeval_xl.form.guide import GUIDE, KNOWN_VERSIONS, PROFILE_LABEL
from perfeval_xl.form.hints import STALE, is_hint, is_stale
from perfeval_xl.form.labels import compact, name_key, same_name, year_of
from perfeval_xl.form.narrative import BASIC_SECTION, PROJECT_FIGURE, UNIT
from perfeval_xl.form.score_table import DEPARTMENT_NAME, IMPLEMENTER, PROJECT, SUPERVISOR
from perfeval_xl.form.signature import DATE, PHONE, PREPARER
from perfeval_xl.form.titles import unit_in_title, without_remarks
from perfeval_xl.grid import At, Kind
from perfeval_xl.rules.basis import REPORT
from perfeval_xl.rules.calculated import CALCULATIONS
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, REGISTER, Breach, Outcome, rule
from perfeval_xl.rules.relations import Calculation, Judgement, Verdict
from perfeval_xl.rules.wording import listed

TEMPLATE: Final = f"本程序模板的“{GUIDE}”"
STAND_ONCE: Final = (NARRATIVE, BASE_DATA, DEPARTMENT)
"""Tables that a report has once; of project tables it has any number."""
SIGNED_BY: Final = (PREPARER, DATE, PHONE)
"""What is typed in a signature line; the signature itself is by hand."""

_BLANK_DATE: Final = "年月日"
_SEVERAL_NAMES: Final = re.compile(r"[、,;/\n]")


@rule(
    "FORM-01",
    "自评报告的正文和各表齐全",
    Severity.ERROR,
    why="自评报告由正文、基础数据表、部门自评表和项目自评表组成，缺表无法审核，也不能公开。",
    fix="补上缺少的表；表已经有的，请放进同一个工作簿，并把表的标题改回官方的写法。",
    basis=REPORT,
    accepts="""
        # 报告正文
        单位名称 | 屈原管理区人大政协联络办
        # 附件1 基础数据表
        项目支出： | | 20 | 20
        # 附件2 部门自评表
        区级预算部门名称 | 屈原管理区人大政协联络办
        # 附件3 项目自评表
        项目支出名称 | 区、乡人大代表工作站项目
        """,
    rejects="""
        # 报告正文
        单位名称 | 屈原管理区人大政协联络办
        # 附件1 基础数据表
        项目支出： | | 20 | 20
        # 附件2 部门自评表
        区级预算部门名称 | 屈原管理区人大政协联络办
        """,
)
def all_tables_are_there(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    if not evaluation.tables:
        titles = listed(form.title_signs[0] for form in TABLES[1:])
        message = f"没有找到自评报告的任何一张表。要找的标题是：{titles}。"
        fix = "请确认选对了文件；标题或表里的名称改动过的，请改回官方表格的写法。"
        yield Breach(Entry("自评报告"), message, "自评报告的表", fix=fix)
        return
    severity = Severity.ERROR if _is_full_report(evaluation) else Severity.WARNING
    missing = [
        form
        for form in TABLES
        if not evaluation.tables_of(form) and (form is not PROJECT_TABLE or _has_projects(evaluation))
    ]
    if missing:
        names = "、".join(form.name for form in missing)
        found = "、".join(dict.fromkeys(table.form.name for table in evaluation.tables))
        message = f"没有找到{names}；找到的有：{found}。"
        yield Breach(Entry("自评报告"), message, names, severity=severity)
    else:
        yield HOLDS
    for form in STAND_ONCE:
        places = [_place(table) for table in evaluation.tables if table.form is form]
        if len(places) > 1:
            first, second, *others = places
            message = f"{form.name}有 {len(places)} 张，一份报告只能有一张；校验用的是第一张。"
            fix = f"只保留一张{form.name}，多余的删掉或另存。"
            yield Breach(second, message, "一张", (first, *others), severity, fix)


def _is_full_report(evaluation: SelfEvaluation) -> bool:
    return evaluation.template is not None or evaluation.narrative is not None


def _has_projects(evaluation: SelfEvaluation) -> bool:
    """Whether project expenditure is something; where the file has no figure of it, it may be."""
    figures: list[Entry] = []
    if evaluation.narrative is not None:
        figures.append(evaluation.narrative.cell(PROJECT_FIGURE))
    if evaluation.department is not None:
        figures.append(evaluation.department.cell(PROJECT))
    if (table := evaluation.base_data) is not None:
        for line in PROJECT_EXPENDITURE.walk():
            rows = (table.row(line), *table.lines(line))
            figures += [row[column] for row in rows if row is not None for column in (BUDGET, FINAL)]
    is_known = any(figure.at is not None for figure in figures)
    return not is_known or any(figure.has_amount for figure in figures)


def _place(table: Table) -> Entry:
    """The cell by which a finding cites a whole table: its title, else its first cell."""
    if table.title.at is not None:
        return table.title
    first = next((entry.at for entry in table.entries if entry.at is not None), At(table.sheet, 0, 0))
    return Entry(table.form.name, first)


@rule(
    "FORM-02",
    "模板版本和评价口径是本程序认得的",
    Severity.WARNING,
    why="模板换了版本，行列的含义可能不同；口径不认得，权重和阈值就只能按别的口径校验。",
    fix="请用新版本的程序校验，或者用本程序新建工作簿，把内容抄过去。",
    basis=TEMPLATE,
    accepts="""
        # 工作表 填报说明
        模板版本 | 1
        评价口径 | hunan-2024
        """,
    rejects="""
        # 工作表 填报说明
        模板版本 | 99
        """,
)
def template_is_known(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    version, named = evaluation.template, evaluation.named_profile
    if version is None:
        yield NOT_EVALUATED
        return
    if version.text.strip() in KNOWN_VERSIONS:
        yield HOLDS
    else:
        known = "、".join(sorted(KNOWN_VERSIONS))
        message = f"“{version.label}”是“{version.text}”，本程序认得的是 {known}，读取的结果可能不准。"
        yield Breach(version, message, known)
    if named is None:
        yield NOT_EVALUATED
    elif _is_known_profile(named.text.strip(), evaluation):
        yield HOLDS
    else:
        used, known = evaluation.profile, "、".join(profiles.available())
        message = f"“{named.label}”是“{named.text}”，没有这个口径；本次按“{used.name}”（{used.title}）校验。"
        fix = f"把“{PROFILE_LABEL}”改成下面的一个：{known}；有自己的口径文件的，校验时用 --profile 指定。"
        yield Breach(named, message, known, fix=fix)


def _is_known_profile(name: str, evaluation: SelfEvaluation) -> bool:
    used = evaluation.profile
    return name in (used.name, used.title) or name in profiles.available()


@rule(
    "FORM-03",
    "官方表格的行、列名称都在，而且只有一个",
    Severity.ERROR,
    why="数据按行名、列名读取；名称缺了就读不到，重复了就不知道以哪个为准。",
    fix="补上这个名称和它的内容，写法与官方表格一致；改动过名称的，请改回来。",
    basis=REPORT,
    accepts="""
        # 附件3 项目自评表
        项目支出名称 | 人大政协专项经费
        """,
    rejects="""
        # 工作表 项目
        2024年度项目支出绩效自评表
        项目支出名称 | 人大政协专项经费
        主管部门 | 屈原管理区人大政协联络办
        项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
        | 年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91
        | 其中：当年财政拨款 | 45.78 | 40 | 35.65
        | 上年结转资金
        | 其他资金
        年度总体目标 | 预期目标 | 实际完成情况
        | 开展工作评议 | 评议5个单位
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
        产出指标（50分） | 数量指标 | 开展工作评议 | ≥5个 | 5个 | 50 | 50
        总分 | | | | | 100 | 100
        """,
)
def labels_stand_once(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.used:
        if not table.problems:
            yield HOLDS
        for problem in table.problems:
            yield _label_breach(table, problem)


def _label_breach(table: Table, problem: LabelProblem) -> Breach:
    if not problem.found:
        message = f"{table.form.name}里没有找到“{problem.label}”（找过{problem.looked_in}）。"
        renamed = _in_the_place_of(problem.label, table)
        if renamed is None:
            return Breach(Entry(problem.label, _place(table).at), message, problem.label)
        message += f"它的位置上写的是“{renamed.text}”。"
        return Breach(Entry(problem.label, renamed.at, renamed.text), message, problem.label)
    first, second, *others = (Entry(problem.label, at, problem.label) for at in problem.found)
    message = (
        f"{table.form.name}里“{problem.label}”出现了 {len(problem.found)} 次"
        f"（{problem.looked_in}），校验用的是第一处。"
    )
    fix = "只保留一处；另一处如果是别的内容，请改成它自己的名称。"
    return Breach(second, message, "出现一次", (first, *others), fix=fix)


def _in_the_place_of(label: str, table: Table) -> Entry | None:
    """The label of the one row that stands, without a label of the form, where a missing line belongs."""
    for section in table.form.sections:
        if not isinstance(section, Matrix):
            continue
        keys = {line.label: line.key for line in section.all_lines()}
        if label not in keys:
            continue
        order = list(keys.values())
        earlier = order[: order.index(keys[label])]
        unknown: list[Entry] = []
        for row in table.records(section.key):
            if row.line is None:
                unknown.append(row.label)
            elif row.line.key in earlier:
                unknown.clear()
            else:
                break
        return unknown[0] if len(unknown) == 1 else None
    return None


@rule(
    "FORM-04",
    "自动计算的单元格没有被改成不符的数",
    Severity.WARNING,
    why="模板里的这些数由公式算出；改成固定的数以后，别处再修改它也不会跟着变。",
    fix="按应有的数改正，或者从新建的工作簿里把这个单元格的公式复制回来。",
    basis=TEMPLATE,
    accepts="""
        # 工作表 填报说明
        模板版本 | 1
        # 报告正文
        （一）基本支出情况
        基本支出（万元） | 162.95
        人员经费（万元） | 140.78
        人员经费占基本支出 | 86.39%
        改写文字 | 2024年度基本支出162.95万元。
        """,
    rejects="""
        # 工作表 填报说明
        模板版本 | 1
        # 报告正文
        （一）基本支出情况
        基本支出（万元） | 162.95
        人员经费（万元） | 140.78
        人员经费占基本支出 | 68.39%
        改写文字 | 2024年度基本支出162.95万元。
        """,
)
def calculated_cells_agree(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    if evaluation.template is None:
        yield NOT_EVALUATED
        return
    if _prints_shares(evaluation):
        # A share that stands in the report's sentence is TEXT-01's.
        yield NOT_EVALUATED
        return
    for calculation in _unreported():
        for judgement in calculation.judge(evaluation):
            yield _overwritten(judgement)


@cache
def _unreported() -> tuple[Calculation, ...]:
    """The calculations of the template that no other rule compares."""
    reported = {relation for other in REGISTER for relation in other.relations}
    return tuple(calculation for calculation in CALCULATIONS if calculation not in reported)


def _prints_shares(evaluation: SelfEvaluation) -> bool:
    """Whether the shares, all that no other rule compares, stand in the sentence that the report prints."""
    narrative = evaluation.narrative
    own = BASIC_SECTION.override
    return narrative is not None and own is not None and narrative.cell(own).is_blank


def _overwritten(judgement: Judgement) -> Outcome:
    if judgement.verdict is Verdict.UNKNOWN or judgement.entry.kind is Kind.UNKNOWN:
        return NOT_EVALUATED
    if judgement.verdict is not Verdict.BROKEN or judgement.entry.kind is not Kind.CONSTANT:
        return HOLDS
    message = judgement.message + "这个单元格原来是公式，现在是手填的数。"
    return Breach(judgement.entry, message, judgement.expected, judgement.related)


@rule(
    "FORM-05",
    "读取的单元格没有公式错误",
    Severity.ERROR,
    why="#REF!、#DIV/0! 等错误值不是数据，打印和公开时也会原样显示。",
    fix="改正公式，或者直接填上应有的内容。",
    basis=REPORT,
    accepts="""
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | 0.85
        """,
    rejects="""
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | #REF!
        """,
)
def no_error_values(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.used:
        broken = _of_kind(table, Kind.ERROR)
        for entry in broken:
            yield Breach(entry, f"“{entry.label}”是错误值 {entry.text}，读不出内容。", "应有的内容")
        if not broken:
            yield _unless_unknown(table)


def _of_kind(table: Table, kind: Kind) -> list[Entry]:
    return _by_place(entry for entry in table.entries if entry.kind is kind) if kind in table.kinds else []


def _by_place(entries: Iterable[Entry]) -> list[Entry]:
    """One entry for each cell: level-2 cells, for example, hold for several rows."""
    return list({entry.at: entry for entry in entries}.values())


def _unless_unknown(table: Table) -> Outcome:
    """That a table has no such cell, as far as the file's format tells formulas from constants."""
    return NOT_EVALUATED if Kind.UNKNOWN in table.kinds else HOLDS


@rule(
    "FORM-06",
    "没有留着表格的提示文字和上年内容",
    Severity.WARNING,
    why="“……”、“（填写…）”是表格的提示，“【待更新】”是沿用上年的内容，都不是今年填报的，公开时会显得没有填完。",
    fix="换成今年的实际内容；没有内容的，把它删掉，整行空着就可以。",
    basis=REPORT,
    accepts="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | ≥5个 | 5个 | 50 | 50 |
        指标 | | | | | | | |
        """,
    rejects="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | ≥5个 | 5个 | 50 | 50 |
        指标 | | | …… | | | | |
        指标 | | 质量指标 | …… | | | | |
        """,
)
def no_hints_left(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.used:
        hints = _by_place(entry for entry in table.entries if is_hint(entry.text))
        stale = _by_place(entry for entry in table.entries if is_stale(entry.text))
        if not hints and not stale:
            yield HOLDS
            continue
        said: list[str] = []
        if hints:
            shown = listed(dict.fromkeys(entry.text.strip() for entry in hints))
            said.append(f"有 {len(hints)} 个单元格还是表格的提示文字：{shown}")
        if stale:
            said.append(f"有 {len(stale)} 处沿用上年的内容还标着“{STALE}”，没有更新")
        left = [*hints, *stale]
        message = f"{table.form.name}{'；'.join(said)}。"
        yield Breach(left[0], message, "今年的实际内容，或者空着", tuple(left[1:]))


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


@rule(
    "FORM-09",
    "公式都有计算结果",
    Severity.WARNING,
    why="有的程序存盘时只写公式、不写结果，读到的是空白，相关的校验都做不了。",
    fix="用 Excel 或 WPS 打开这个文件，保存一次，再校验。",
    basis=REPORT,
    accepts="""
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | 0.85
        """,
    rejects="""
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | =
        """,
)
def formulas_have_values(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.used:
        pending = _of_kind(table, Kind.PENDING)
        if pending:
            names = listed(entry.label for entry in pending)
            message = f"{table.form.name}里{names}是公式，但文件里没有它的计算结果。"
            yield Breach(pending[0], message, "计算结果", tuple(pending[1:]))
        else:
            yield _unless_unknown(table)
