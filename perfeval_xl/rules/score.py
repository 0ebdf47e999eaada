"""SCORE: weights and scores of the department's table and of every project's."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from perfeval_xl.amounts import EQUAL, plain
from perfeval_xl.evaluation import Entry, Level1Group, Row, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form.score_table import ACTUAL, ADJUSTED, EXECUTED, INITIAL, SCORE, WEIGHT
from perfeval_xl.profile import Profile
from perfeval_xl.rules.basis import EVALUATION_MEASURES, SCORE_FORMS
from perfeval_xl.rules.calculated import FUNDS_LINES, TOTAL_SCORE
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, relation_rule, rule
from perfeval_xl.rules.relations import HeadingPoints, TotalWeight, funds_row, total_of
from perfeval_xl.rules.wording import listed

_INDICATOR: Final = "指标"

relation_rule(
    "SCORE-01",
    "各项分值（含执行率）合计 100 分，总分也填 100 分",
    Severity.ERROR,
    TotalWeight(FUNDS_LINES),
    why="自评满分是 100 分，执行率和各指标的分值加起来不能多也不能少。",
    fix="调整各指标的分值，使它们与执行率的分值合计为满分，总分一行填满分。",
    basis=EVALUATION_MEASURES,
    accepts="""
        # 附件2 部门自评表
        年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | 8.76
        指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | ≥6个 | 6个 | 50 | 50 |
        指标 | 效益指标（30分） | 社会效益指标 | 议案办复率 | ≥98% | 100% | 30 | 30 |
        指标 | 满意度指标（10分） | 服务对象满意度指标 | 群众满意度 | ≥96% | 98% | 10 | 10 |
        总分 | 100 | 98.76
        """,
    rejects="""
        # 附件2 部门自评表
        年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | 8.76
        指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | ≥6个 | 6个 | 50 | 50 |
        指标 | 效益指标（40分） | 社会效益指标 | 议案办复率 | ≥98% | 100% | 40 | 40 |
        指标 | 满意度指标（10分） | 服务对象满意度指标 | 群众满意度 | ≥96% | 98% | 10 | 10 |
        总分 | 100 | 100
        """,
)

relation_rule(
    "SCORE-02",
    "一级指标标题的分数 = 下面各指标分值之和",
    Severity.ERROR,
    HeadingPoints(),
    why="一级指标标题里的分数就是下面各指标分值的合计，两者不能不同。",
    fix="调整该一级指标下各指标的分值，或更正标题里的分数。",
    basis=SCORE_FORMS,
    accepts="""
        # 附件3 项目自评表
        指标 | 效益指标（30分） | 经济效益指标 | 带动增收 | ≥50户 | 52户 | 10 | 10 |
        指标 | | 社会效益指标 | 议案办复率 | ≥98% | 100% | 20 | 20 |
        """,
    rejects="""
        # 附件3 项目自评表
        指标 | 效益指标（30分） | 经济效益指标 | 带动增收 | ≥50户 | 52户 | 10 | 10 |
        指标 | | 社会效益指标 | 议案办复率 | ≥98% | 100% | 20 | 20 |
        指标 | | 生态效益指标 | 绿化覆盖率 | ≥40% | 42% | 10 | 10 |
        """,
)


@rule(
    "SCORE-03",
    "各一级指标的分值是规定的（通常产出 50、效益 30、满意度 10）",
    Severity.WARNING,
    why="各一级指标的分值有统一规定（以本地口径为准）；自行增减，各单位的得分就不可比。",
    fix="按规定调整各一级指标的分值；确需调整的，在“情况说明”里写明原因。",
    basis=EVALUATION_MEASURES,
    accepts="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | ≥6个 | 6个 | 50 | 50 |
        指标 | 效益指标 | 社会效益指标 | 议案办复率 | ≥98% | 100% | 30 | 30 |
        """,
    rejects="""
        # 附件3 项目自评表
        指标 | 产出指标（70分） | 数量指标 | 开展工作评议 | ≥6个 | 6个 | 70 | 70 |
        指标 | 效益指标（20分） | 社会效益指标 | 议案办复率 | ≥98% | 100% | 20 | 20 |
        """,
)
def level1_points_are_the_profiles(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    """One outcome for each table: what one level-1 indicator has too much another lacks."""
    for table in evaluation.score_tables:
        compared = False
        wrong: list[tuple[Level1Group, Decimal, Decimal]] = []
        for group in table.groups:
            points, due = _points(group), _due_points(group, evaluation.profile)
            if points is not None and due is not None:
                compared = True
                if abs(points - due) >= EQUAL:
                    wrong.append((group, points, due))
        if not wrong:
            yield HOLDS if compared else NOT_EVALUATED
            continue
        stated = "、".join(
            f"{group.name} {plain(points)} 分（规定 {plain(due)} 分）" for group, points, due in wrong
        )
        expected = "、".join(f"{group.name} {plain(due)} 分" for group, _, due in wrong)
        first, *others = (_heading(group) for group, _, _ in wrong)
        yield Breach(first, f"{table.form.name}的{stated}。", expected, tuple(others))


def _points(group: Level1Group) -> Decimal | None:
    """The points in the heading, else the sum of the weights; None where neither can be read."""
    if group.points.is_filled:
        return group.points.value
    return total_of(row[WEIGHT] for row in group.indicators)


def _heading(group: Level1Group) -> Entry:
    """The points as they are printed in the heading, else the heading."""
    points = group.points
    return points if points.is_filled else group.heading._replace(label=points.label)


def _due_points(group: Level1Group, profile: Profile) -> Decimal | None:
    """The profile's points of a level-1 indicator; None for one that the profile does not know."""
    name = group.name.removesuffix(_INDICATOR)
    return next(
        (points for known, points in profile.level1_points.items() if known.removesuffix(_INDICATOR) == name),
        None,
    )


@rule(
    "SCORE-04",
    "得分不低于 0，也不超过分值",
    Severity.ERROR,
    why="每一项最多得满分，不能得负分。",
    fix="核对该项的分值和得分。",
    basis=EVALUATION_MEASURES,
    accepts="""
        # 附件3 项目自评表
        年度资金总额 | 20 | 20 | 20 | 10 | 100% | 10
        指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | ≥6个 | 5个 | 50 | 41.67 | 有一次改在下年
        """,
    rejects="""
        # 附件3 项目自评表
        年度资金总额 | 20 | 20 | 20 | 10 | 100% | 10
        指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | ≥6个 | 8个 | 50 | 55 |
        """,
)
def score_within_weight(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.score_tables:
        for row in scored_rows(table):
            yield _score_within_weight(row)


def _score_within_weight(row: Row) -> Outcome:
    weight, score = row[WEIGHT], row[SCORE]
    if score.value is not None and score.value < 0:
        return Breach(score, f"“{score.label}”填的是 {plain(score.value)}，低于 0 分。", "≥ 0", (weight,))
    if weight.value is None or weight.value < 0 or score.value is None:
        return NOT_EVALUATED
    if score.value - weight.value < EQUAL:
        return HOLDS
    limit = plain(weight.value)
    message = f"“{score.label}”填的是 {plain(score.value)}，超过了分值 {limit}。"
    return Breach(score, message, f"≤ {limit}", (weight,))


relation_rule(
    "SCORE-05",
    "总分的得分 = 执行率得分 + 各指标得分",
    Severity.ERROR,
    TOTAL_SCORE,
    why="总得分必须等于执行率得分与各指标得分之和，公开后加不起来就是硬伤。",
    fix="核对执行率得分和各指标得分，或更正总分。",
    basis=SCORE_FORMS,
    accepts="""
        # 附件2 部门自评表
        年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | 8.76
        指标 | 产出指标（90分） | 数量指标 | 开展工作评议 | ≥6个 | 6个 | 90 | 90 |
        总分 | 100 | 98.76
        """,
    rejects="""
        # 附件2 部门自评表
        年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | 8.76
        指标 | 产出指标（90分） | 数量指标 | 开展工作评议 | ≥6个 | 6个 | 90 | 90 |
        总分 | 100 | 100
        """,
)


@rule(
    "SCORE-06",
    "有分值就有得分，有得分就有分值；执行率有得分，就有算它的金额",
    Severity.ERROR,
    why="只有分值没有得分，或只有得分没有分值，总分就算不出来。",
    fix="补填缺的分值或得分；没有这项指标的，两格都空着。",
    basis=SCORE_FORMS,
    accepts="""
        # 附件3 项目自评表
        年度资金总额 | 20 | 20 | 20 | 10 | 100% | 10
        指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | ≥6个 | 6个 | 50 | 50 |
        """,
    rejects="""
        # 附件3 项目自评表
        年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% |
        指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | ≥6个 | 6个 | 50 | 50 |
        """,
)
def weight_and_score_together(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.score_tables:
        is_begun = any(row[ACTUAL].is_filled or row[SCORE].is_filled for row in table.indicators)
        for row in scored_rows(table):
            # Targets and weights alone are those of a year that is not over.
            is_due = is_begun or row[EXECUTED].is_filled or row[SCORE].is_filled
            yield _weight_and_score(row) if is_due else NOT_EVALUATED
        yield _amounts_of_the_score(table)


def _weight_and_score(row: Row) -> Outcome:
    weight, score = row[WEIGHT], row[SCORE]
    if weight.at is None or score.at is None or (weight.is_nothing and score.is_nothing):
        return NOT_EVALUATED
    if weight.is_filled and score.is_filled:
        return HOLDS
    filled, blank = (weight, score) if weight.is_filled else (score, weight)
    message = f"“{filled.label}”填了 {filled.text}，“{blank.label}”没有填。"
    return Breach(blank, message, "填一个数", (filled,))


def _amounts_of_the_score(table: Table) -> Outcome:
    """Whether a scored execution row has both amounts that its rate and score are made of."""
    row = funds_row(table, FUNDS_LINES)
    if row is None or row[SCORE].value is None:
        return NOT_EVALUATED
    amounts = [row[column] for column in (ADJUSTED, EXECUTED) if row[column].at is not None]
    missing = [entry for entry in amounts if entry.is_nothing]
    if not missing:
        return HOLDS
    message = (
        f"“{row[SCORE].label}”填了 {row[SCORE].text}，"
        f"{listed(entry.label for entry in missing)}没有填，执行率和得分都算不出来。"
    )
    fix = "补填全年预算数和全年执行数；没有发生支出的，执行数填 0。"
    return Breach(missing[0], message, "填一个数", (row[SCORE], *missing[1:]), fix=fix)


def scored_rows(table: Table) -> Iterator[Row]:
    """The execution row and the indicators that have a weight or a score, which SCORE-04 and -06 judge.

    An execution row without any money has not been filled in yet: its weight came with the template.
    """
    execution = funds_row(table, FUNDS_LINES)
    if execution is not None and any(
        execution[column].is_filled for column in (INITIAL, ADJUSTED, EXECUTED, SCORE)
    ):
        yield execution
    yield from table.weighted_indicators
