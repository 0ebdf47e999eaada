"""FORM: the tables of the workbook and their labels: what must be there, once, and of a known version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from perfeval_xl import profile as profiles
from perfeval_xl.evaluation import Entry, LabelProblem, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form import BASE_DATA, DEPARTMENT, NARRATIVE, PROJECT_TABLE, TABLES
from perfeval_xl.form.base_data import BUDGET, FINAL, PROJECT_EXPENDITURE
from perfeval_xl.form.declaration import Matrix
from perfeval_xl.form.guide import KNOWN_VERSIONS, PROFILE_LABEL
from perfeval_xl.form.narrative import PROJECT_FIGURE
from perfeval_xl.form.score_table import PROJECT
from perfeval_xl.grid import At
from perfeval_xl.rules.basis import REPORT, TEMPLATE
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, rule
from perfeval_xl.rules.wording import listed

STAND_ONCE: Final = (NARRATIVE, BASE_DATA, DEPARTMENT)
"""Tables that a report has once; of project tables it has any number."""


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
