"""The total score and the grade that a narrative states of the unit as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from typing import Final

from perfeval_xl.amounts import EQUAL, plain, round_half_up
from perfeval_xl.evaluation import Entry, SelfEvaluation
from perfeval_xl.form.labels import compact
from perfeval_xl.form.score_table import SCORE, TOTAL
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome

_SENTENCE: Final = re.compile("[。;!?]")
_OWN: Final = re.compile("自评|绩效评价|整体支出")
_OF_OTHERS: Final = re.compile("项目|满意度|问卷|上年|去年|往年|考核|其中|分别|目标")
_MORE: Final = "秀好等"
"""What a grade's name may end with: 优秀, 良好, 中等."""
_GRADE: Final = re.compile(
    "(?:等级|等次|档次)(?:评定|确定)?(?:为|是|:|属)?[“\"'‘]?([一-鿿]{1,2})[”\"'’]?(?=[,、)级等档次]|$)"
    "|自评(?:结果|结论)?为[“\"'‘]?([一-鿿]{1,2})[”\"'’]?(?=[,、)级等档次]|$)"
)
_SCORE: Final = re.compile(
    "(?:(?:自评|绩效评价)(?:结果)?(?:总|综合|最终)?(?:得分|评分|总分|分数)|自评分|(?:总|综合|最终)得分)"
    "(?:[合共]计)?(?:为|是|:|达到|达)?[“\"'‘]?(\\d{1,3}(?:\\.\\d+)?)[”\"'’]?分(?![值项档])",
    re.ASCII,
)
"""Full marks (总分100分) are nobody's score: a bare 总分 is not read."""


def stated_grades(text: str, names: tuple[str, ...]) -> Iterator[str]:
    """The grades that a paragraph states as the unit's own: 部门整体支出绩效自评等级为“优”.

    Sentences about projects, other years or what others think of the unit are left alone.
    """
    for sentence in _SENTENCE.split(compact(text)):
        if _OWN.search(sentence) and not _OF_OTHERS.search(sentence):
            for match in _GRADE.finditer(sentence):
                said = match[1] or match[2]
                name = next((name for name in names if said in (name, *(name + more for more in _MORE))), "")
                if name:
                    yield name


def stated_scores(text: str) -> set[str]:
    """The scores, as printed, that a paragraph states as the unit's total: 整体支出绩效自评得分98.76分."""
    found: set[str] = set()
    for sentence in _SENTENCE.split(compact(text)):
        for match in _SCORE.finditer(sentence):
            if _OWN.search(sentence, 0, match.end()) and not _OF_OTHERS.search(sentence, 0, match.start()):
                found.add(match[1])
    return found


def total_scores_agree(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    """One outcome for each paragraph of the narrative that states the unit's total score."""
    narrative, department = evaluation.narrative, evaluation.department
    if narrative is None or department is None:
        return
    total = department.cell(TOTAL, SCORE)
    for paragraph in chain.from_iterable(narrative.paragraphs.values()):
        scores = stated_scores(paragraph.text)
        if len(scores) == 1:
            yield _score_agrees(paragraph, scores.pop(), total, department.form.name)
        elif scores:
            # Which of them is the total only the clerk knows.
            yield NOT_EVALUATED


def _score_agrees(paragraph: Entry, printed: str, total: Entry, table: str) -> Outcome:
    if total.value is None:
        return NOT_EVALUATED
    stated, places = Decimal(printed), len(printed.partition(".")[2])
    if abs(stated - total.value) < EQUAL or stated == round_half_up(total.value, places):
        return HOLDS
    difference = plain(abs(stated - total.value))
    due = plain(total.value)
    message = f"写的自评总分是 {printed} 分，{table}的总分是 {due} 分，相差 {difference} 分。"
    fix = "核对部门自评表的总分，把写错的一处改过来。"
    return Breach(paragraph, message, due, (total,), fix=fix)
