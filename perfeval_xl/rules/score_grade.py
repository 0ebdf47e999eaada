"""SCORE: the grade that the narrative states, against the total score."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from perfeval_xl.amounts import plain
from perfeval_xl.evaluation import SelfEvaluation
from perfeval_xl.findings import Severity
from perfeval_xl.form.narrative import NARRATIVE
from perfeval_xl.form.score_table import SCORE, TOTAL
from perfeval_xl.rules.basis import EVALUATION_MEASURES
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, rule
from perfeval_xl.rules.stated_totals import stated_grades


@rule(
    "SCORE-10",
    "写明的等级与总分相符",
    Severity.WARNING,
    why="等级由总分决定（通常 90 分以上为优、80 分以上为良、60 分以上为中，以本地口径为准），不能另填。",
    fix="按总分更正等级；总分填错的，先更正总分。",
    basis=EVALUATION_MEASURES,
    accepts="""
        # 报告正文
        六、部门整体支出绩效情况
        > 2024年度部门整体支出绩效自评得分98.76分，自评等级为“优”。
        # 附件2 部门自评表
        总分 | 100 | 98.76
        """,
    rejects="""
        # 报告正文
        六、部门整体支出绩效情况
        > 2024年度部门整体支出绩效自评得分88.76分，自评等级为“优”。
        # 附件2 部门自评表
        总分 | 100 | 88.76
        """,
)
def grade_is_the_totals(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    """One outcome for each grade that the narrative states of the unit as a whole."""
    narrative, department, profile = evaluation.narrative, evaluation.department, evaluation.profile
    if narrative is None or department is None:
        return
    total = department.cell(TOTAL, SCORE)
    for paragraph in chain.from_iterable(narrative.paragraphs.values()):
        for stated in stated_grades(paragraph.text, tuple(grade.name for grade in profile.grades)):
            if total.value is None:
                yield NOT_EVALUATED
                continue
            due = profile.grade(total.value).name
            if stated == due:
                yield HOLDS
            else:
                message = (
                    f"{NARRATIVE.name}写的等级是“{stated}”，"
                    f"{department.form.name}的总分是 {plain(total.value)}，等级应为“{due}”。"
                )
                yield Breach(paragraph, message, due, (total,))
