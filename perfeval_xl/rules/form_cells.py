"""FORM: what stands in single cells: formulas, error values, hints of the form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from perfeval_xl.evaluation import Entry, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form.hints import STALE, is_hint, is_stale
from perfeval_xl.form.narrative import BASIC_SECTION
from perfeval_xl.grid import Kind
from perfeval_xl.rules.basis import REPORT, TEMPLATE
from perfeval_xl.rules.calculated import CALCULATIONS
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, REGISTER, Breach, Outcome, rule
from perfeval_xl.rules.relations import Calculation, Judgement, Verdict
from perfeval_xl.rules.wording import listed


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
