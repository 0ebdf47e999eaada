"""IND: which indicators a score table has, and whether each is filled in."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_xl.evaluation import Entry, Row, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form.declaration import Column
from perfeval_xl.form.hints import is_hint
from perfeval_xl.form.labels import name_key
from perfeval_xl.form.score_table import ACTUAL, BENEFIT_KINDS, LEVEL2, LEVEL3, SCORE, TARGET, WEIGHT, kind_of
from perfeval_xl.grid import At
from perfeval_xl.indicators.readings import Several
from perfeval_xl.profile import Profile
from perfeval_xl.rules.basis import EVALUATION_MEASURES, SCORE_FORMS
from perfeval_xl.rules.indicator_rows import IndicatorRow, all_indicator_rows, indicator_rows
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, rule
from perfeval_xl.rules.wording import NAMED_AT_MOST, listed


@rule(
    "IND-01",
    "有分值的指标，名称、指标值、完成值都填了",
    Severity.WARNING,
    why="给了分值却没有指标，分数就没有依据；没有的指标不应占分值。",
    fix="补填三级指标、指标值和完成值；没有这类指标的，把分值分到其他指标上，这一行空着。",
    basis=SCORE_FORMS,
    accepts="""
        # 附件3 项目自评表
        指标 | 效益指标（30分） | 社会效益指标 | 议案办复率 | ≥98% | 100% | 30 | 30 |
        指标 | | 可持续影响指标 | --- | --- | --- | | |
        """,
    rejects="""
        # 附件3 项目自评表
        指标 | 效益指标（30分） | 社会效益指标 | 议案办复率 | ≥98% | 100% | 20 | 20 |
        指标 | | 可持续影响指标 | --- | --- | --- | 10 | 10 |
        """,
)
def weighted_indicator_is_filled_in(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    """One outcome for each table."""
    for table in evaluation.score_tables:
        indicators = list(indicator_rows(table))
        incomplete = [(indicator, blank) for indicator in indicators if (blank := _blank_cells(indicator))]
        if incomplete:
            first, *others = (entry for _, blank in incomplete for _, entry in blank)
            told = [
                f"“{indicator.shown}”没有填{'、'.join(column.heading for column, _ in blank)}"
                for indicator, blank in incomplete
            ]
            rest = f"；还有 {len(told) - NAMED_AT_MOST} 项" if len(told) > NAMED_AT_MOST else ""
            message = f"有分值的指标：{'；'.join(told[:NAMED_AT_MOST])}{rest}。"
            yield Breach(first, message, "填写内容，或不占分值", tuple(others))
        else:
            yield HOLDS if indicators else NOT_EVALUATED


def _blank_cells(indicator: IndicatorRow) -> list[tuple[Column, Entry]]:
    """Name, target and actual where they are nothing; a column that the file lacks is FORM-03's."""
    cells = [(column, indicator.row[column]) for column in (LEVEL3, TARGET, ACTUAL)]
    return [(column, entry) for column, entry in cells if entry.at is not None and entry.is_nothing]


@rule(
    "IND-06",
    "一格只写一项指标，指标值、完成值与指标一一对应",
    Severity.WARNING,
    why="几项指标挤在一格里共用一个分数，看不出哪一项完成了、哪一项没有，也无法逐项计分。",
    fix="一项指标占一行，各写各的指标值、完成值、分值和得分；行不够的，插入行。",
    basis=SCORE_FORMS,
    accepts="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 1.开展工作评议 | ≥5个单位 | 5个单位 | 10 | 10 |
        指标 | | | 2.开展代表小组活动 | ≥2次 | 2次 | 10 | 10 |
        """,
    rejects="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 1.开展评议\\n2.小组活动 | ≥5个单位\\n≥2次 | 已完成 | 20 | 20 |
        """,
)
def one_indicator_in_a_cell(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for indicator in all_indicator_rows(evaluation):
        if indicator.name.is_nothing and indicator.target_entry.is_nothing:
            yield NOT_EVALUATED
        elif indicator.is_single:
            yield HOLDS
        else:
            yield _crammed(indicator)


def _crammed(indicator: IndicatorRow) -> Outcome:
    target, actual = indicator.target, indicator.actual
    names = len(indicator.names)
    targets = len(target.items) if isinstance(target, Several) else int(indicator.target_entry.is_filled)
    actuals = len(actual.items) if isinstance(actual, Several) else int(indicator.actual_entry.is_filled)
    cited = indicator.name if names > 1 else indicator.target_entry
    where = indicator.kind or indicator.shown
    message = (
        f"“{where}”的一格里写了 {max(names, targets)} 项指标"
        f"（三级指标 {names} 项、指标值 {targets} 个、完成值 {actuals} 个）。"
    )
    related = tuple(
        cell for cell in (indicator.name, indicator.target_entry, indicator.actual_entry) if cell is not cited
    )
    return Breach(cited, message, "一格一项指标", related)


@rule(
    "IND-08",
    "规定要有的二级指标都有",
    Severity.WARNING,
    why="绩效要从数量、质量、时效、成本、效益和满意度各方面看，缺一类就评价不全（以本地口径为准）。",
    fix="补上缺的二级指标和它的三级指标、指标值、完成值、分值；确实没有的，在“情况说明”里写明原因。",
    basis=EVALUATION_MEASURES,
    accepts="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | ≥5个 | 5个 | 20 | 20 |
        指标 | | 质量指标 | 评议合格率 | ≥95% | 98% | 10 | 10 |
        指标 | | 时效指标 | 评议按时完成率 | 100% | 100% | 10 | 10 |
        指标 | | 成本指标 | 评议经费 | ≤1.2万元 | 1.1万元 | 10 | 10 |
        指标 | 效益指标（30分） | 社会效益指标 | 议案办复率 | ≥98% | 100% | 30 | 30 |
        指标 | 满意度指标（10分） | 服务对象满意度指标 | 群众满意度 | ≥96% | 98% | 10 | 10 |
        """,
    rejects="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | ≥5个 | 5个 | 20 | 20 |
        指标 | | 质量指标 | 评议合格率 | ≥95% | 98% | 20 | 20 |
        指标 | | 时效指标 | 评议按时完成率 | 100% | 100% | 10 | 10 |
        指标 | | 成本指标 | | | | | |
        指标 | 效益指标（30分） | 社会效益指标 | 议案办复率 | ≥98% | 100% | 30 | 30 |
        指标 | 满意度指标（10分） | 服务对象满意度指标 | 群众满意度 | ≥96% | 98% | 10 | 10 |
        """,
)
def required_kinds_are_there(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    """One outcome for each table."""
    for table in evaluation.score_tables:
        yield _kinds(table, evaluation.profile) if _has_kinds(table) else NOT_EVALUATED


def _kinds(table: Table, profile: Profile) -> Outcome:
    there = {kind_of(row[LEVEL2].text) for row in table.indicators if _is_used(row)}
    missing = [kind for kind in profile.required_kinds if kind not in there]
    lacks_benefit = profile.needs_benefit_kind and not there.intersection(BENEFIT_KINDS)
    if not missing and not lacks_benefit:
        return HOLDS
    told = [f"没有{listed(missing)}"] if missing else []
    if lacks_benefit:
        told.append(f"{listed(BENEFIT_KINDS[:3])}和“{BENEFIT_KINDS[3]}”一类也没有")
    blank = [
        row[LEVEL2]
        for row in table.indicators
        if (kind := kind_of(row[LEVEL2].text)) in missing or (lacks_benefit and kind in BENEFIT_KINDS)
    ]
    places = list({cell.at: cell for cell in blank}.values()) or [_block(table)]
    message = f"{table.form.name}{'；'.join(told)}。"
    wanted = [*missing, *(("效益指标",) if lacks_benefit else ())]
    return Breach(places[0], message, f"有{'、'.join(wanted)}", tuple(places[1:]))


def _has_kinds(table: Table) -> bool:
    """Whether the table is filled in, and its level-2 indicators are those of the form.

    Some bureaus divide a department's work otherwise (履职效能, 管理效率); such a table lacks no kind.
    """
    named = [row for row in table.weighted_indicators if row[LEVEL2].is_filled]
    return bool(named) and sum(bool(kind_of(row[LEVEL2].text)) for row in named) * 2 > len(named)


def _is_used(row: Row) -> bool:
    """Whether an indicator stands in the row; one with points but no name is IND-01's."""
    has_points = row[WEIGHT].has_amount or row[SCORE].has_amount
    return has_points or (row[LEVEL3].is_filled and not is_hint(row[LEVEL3].text))


def _block(table: Table) -> Entry:
    """The cell by which the block of indicators is cited where no cell of the kind is there."""
    if table.groups:
        return table.groups[0].heading
    return Entry("绩效指标", next((row.label.at for row in table.indicators), At(table.sheet, 0, 0)))


@rule(
    "IND-10",
    "同一张表里指标不重复",
    Severity.WARNING,
    why="同一项指标写两遍，就重复计了分。",
    fix="删去重复的一行，把分值分到其他指标上；其实是两项指标的，把名称写得能区分。",
    basis=SCORE_FORMS,
    accepts="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | ≥5个 | 5个 | 10 | 10 |
        指标 | | 成本指标 | 开展工作评议 | ≤1.2万元 | 1.1万元 | 10 | 10 |
        """,
    rejects="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 1.开展工作评议 | ≥5个 | 5个 | 10 | 10 |
        指标 | | | 2.开展工作评议 | ≥6个 | 6个 | 10 | 10 |
        """,
)
def indicators_differ(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    """One outcome for each name; with another kind and another target it is another indicator."""
    for table in evaluation.score_tables:
        named: dict[str, list[IndicatorRow]] = {}
        for indicator in indicator_rows(table):
            if indicator.name.is_filled and not is_hint(indicator.name.text):
                named.setdefault("\n".join(map(name_key, indicator.names)), []).append(indicator)
        for first, *others in named.values():
            repeated = [other for other in others if _is_same(first, other)]
            if not repeated:
                yield HOLDS
                continue
            message = f"“{first.shown}”在这张表里写了 {len(repeated) + 1} 次。"
            second, *further = (other.name for other in repeated)
            yield Breach(second, message, "各项指标不同", (first.name, *further))


def _is_same(one: IndicatorRow, other: IndicatorRow) -> bool:
    same_target = name_key(one.target_entry.text) == name_key(other.target_entry.text)
    return one.kind == other.kind or (same_target and one.target_entry.is_filled)
