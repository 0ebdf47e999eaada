"""TEXT: amounts, percentages, rises and falls in prose against the figures of the tables (数文一致)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from typing import Final

from perfeval_xl.amounts import EQUAL, YUAN_PER_WAN, percent, plain, round_half_up
from perfeval_xl.evaluation import Entry, SelfEvaluation
from perfeval_xl.findings import Severity
from perfeval_xl.prose import (
    Amount,
    Change,
    Completion,
    Point,
    Share,
    Stage,
)
from perfeval_xl.rules.basis import REPORT
from perfeval_xl.rules.named_figures import Known
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, outcome_of, rule
from perfeval_xl.rules.relations import CENT, Judgement, Verdict, compare_money
from perfeval_xl.rules.stated_figures import (
    Figure,
    ReadPassage,
    ReadProse,
    all_figures,
    entries_of,
    in_workbook,
    read_prose,
)
from perfeval_xl.rules.stated_totals import total_scores_agree

LEVEL: Final = Decimal("0.01")
"""Figures that differ by no more than this share may be called 持平."""
ROUNDING: Final = Decimal("0.02")
"""By no more than this share may an amount be rounded in prose."""
_MOST_PLACES: Final = 4
"""Decimals that tell any share of a budget from all of it."""
_NOW: Final = Point(0, Stage.FINAL)
_DIRECTIONS: Final = {1: "增加", -1: "减少", 0: "持平"}


@rule(
    "TEXT-01",
    "文字里的百分比与算出它的数一致",
    Severity.ERROR,
    why="百分比由两个数相除得来，读者拿表里的数一算就知道对不对；公开后改不了。",
    fix="按算式改正百分比；如果是金额写错了，改正金额。",
    basis=REPORT,
    accepts="""
        # 报告正文
        年度 | 2024
        （一）基本支出情况
        基本支出（万元） | 162.95
        人员经费（万元） | 140.78
        人员经费占基本支出 | 86.39%
        六、部门整体支出绩效情况
        > “三公”经费支出0.85万元，比上年减少0.26万元，下降23.42%，完成预算的56.67%。
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | 0.85
        """,
    rejects="""
        # 报告正文
        年度 | 2024
        （一）基本支出情况
        基本支出（万元） | 162.95
        人员经费（万元） | 140.78
        改写文字 | 2024年度基本支出162.95万元，其中：人员经费140.78万元，占基本支出的68.39%。
        """,
)
def percentages_agree(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    prose = read_prose(evaluation)
    for read, statement in prose:
        match statement:
            case Share():
                point = Point(0, statement.stage)
                parts = all_figures(prose, read, statement.name, point)
                wholes = all_figures(prose, read, statement.whole, point)
                quotients = [quotient for _, _, quotient in _pairs(parts, wholes)]
                yield _rate_outcome(read, statement, quotients)
            case Completion():
                spent = all_figures(prose, read, statement.name, _NOW)
                budget = Point(0, statement.budget)
                budgets = _budgets(prose, read, statement)
                is_certain = prose.figures.tells_apart(statement.name, budget)
                quotients = [
                    replace(quotient, is_certain=is_certain and part.table in ("", whole.table))
                    for part, whole, quotient in _pairs(spent, budgets)
                ]
                yield _rate_outcome(read, statement, quotients)
            case Change() if statement.rate is not None:
                # A wrong direction is TEXT-04's, and the percentage is wrong with it.
                is_right = not isinstance(_change_outcome(prose, read, statement), Breach)
                quotients = _growth(prose, read, statement) if is_right else []
                yield _rate_outcome(read, statement, quotients)
            case _:
                continue


@dataclass(frozen=True, slots=True)
class _Quotient:
    """What a percentage may be made of."""

    part: Decimal
    whole: Decimal
    sources: tuple[Entry, ...]
    is_certain: bool = True
    """False where the budget may be another one, or the two figures may cover different money."""


def _budgets(prose: ReadProse, read: ReadPassage, completion: Completion) -> list[Figure]:
    """The budgets of a name; where the words do not say which, first the one that is executed."""
    stages = (completion.budget,)
    if completion.budget is Stage.BUDGET:
        stages = (Stage.ADJUSTED, Stage.BUDGET)
    budgets = (all_figures(prose, read, completion.name, Point(0, stage)) for stage in stages)
    return list(dict.fromkeys(chain.from_iterable(budgets)))


def _pairs(parts: Sequence[Figure], wholes: Sequence[Figure]) -> Iterator[tuple[Figure, Figure, _Quotient]]:
    for part in parts:
        for whole in wholes:
            yield part, whole, _Quotient(part.value, whole.value, entries_of(part, whole))


def _growth(prose: ReadProse, read: ReadPassage, change: Change) -> list[_Quotient]:
    """The quotients a rate of change may be: of the figures, or of the change that the sentence states."""
    nows = all_figures(prose, read, change.name, Point(0, change.now))
    befores = all_figures(prose, read, change.name, change.basis)
    is_certain = prose.figures.tells_apart(change.name, change.basis)
    quotients = [
        _Quotient(abs(now.value - before.value), before.value, entries_of(now, before), is_certain)
        for now in nows
        for before in befores
        # A fall is no measure of a rise: the paragraph's own figure may have risen where the table's fell.
        if not change.direction or (now.value - before.value) * change.direction > 0
    ]
    if change.amount is not None:
        quotients += [_Quotient(change.amount, before.value, entries_of(before)) for before in befores]
        quotients += [
            _Quotient(change.amount, now.value - change.direction * change.amount, entries_of(now))
            for now in nows
        ]
    return quotients


def _rate_outcome(
    read: ReadPassage, statement: Share | Completion | Change, quotients: Sequence[_Quotient]
) -> Outcome:
    """Whether a percentage is one of the quotients, as it is printed."""
    stated = statement.rate
    possible = [quotient for quotient in quotients if quotient.whole > 0]
    if stated is None or not possible:
        return NOT_EVALUATED
    judged = [(_compare(stated, statement.places, quotient), quotient) for quotient in possible]
    verdicts = [verdict for verdict, _ in judged]
    if Verdict.HOLDS in verdicts:
        return HOLDS
    nearly = [pair for pair in judged if pair[0] is Verdict.TAIL]
    verdict, quotient = min(nearly or judged, key=lambda pair: not pair[1].is_certain)
    expected = percent(quotient.part / quotient.whole, _places(quotient, statement.places, verdict))
    message = (
        f"写的是“{statement.quote}”，{plain(quotient.part)} ÷ {plain(quotient.whole)} 应为 {expected}"
        f"{'，差在最后一位' if verdict is Verdict.TAIL else ''}。"
    )
    severity = None if quotient.is_certain else Severity.WARNING
    if verdict is Verdict.TAIL:
        severity = Severity.INFO
    return Breach(read.passage.source_of(stated), message, expected, quotient.sources, severity)


def _places(quotient: _Quotient, places: int, verdict: Verdict) -> int:
    """As many decimals as are printed; more where all but the whole would read as 100%."""
    if verdict is Verdict.TAIL or quotient.part == quotient.whole:
        return places
    shown = (more for more in range(places, _MOST_PLACES) if not _is_whole(quotient, more))
    return next(shown, _MOST_PLACES)


def _is_whole(quotient: _Quotient, places: int) -> bool:
    return round_half_up(quotient.part / quotient.whole * 100, places) == 100


def _compare(stated: Decimal, places: int, quotient: _Quotient) -> Verdict:
    exact = round_half_up(quotient.part / quotient.whole * 100, places)
    difference = abs(round_half_up(stated * 100, places) - exact)
    if not difference:
        return Verdict.HOLDS
    return Verdict.TAIL if difference <= Decimal(1).scaleb(-places) else Verdict.BROKEN


@rule(
    "TEXT-02",
    "文字里点名的金额、自评总分与表里的数一致",
    Severity.ERROR,
    why="同一笔钱、同一个总分在文字里和表里是两个数，公开后谁都看得出来。",
    fix="按部门决算核对，把写错的一处改过来。",
    basis=REPORT,
    accepts="""
        # 报告正文
        年度 | 2024
        六、部门整体支出绩效情况
        > 2024年公务接待费支出0.85万元，比2023年的1.11万元减少0.26万元；控制在预算1.5万元以内。
        # 附件1 基础数据表
        3、公务接待 | 1.11 | 1.5 | 0.85
        """,
    rejects="""
        # 报告正文
        年度 | 2024
        六、部门整体支出绩效情况
        > 2024年公务接待费支出0.58万元。
        # 附件1 基础数据表
        3、公务接待 | 1.11 | 1.5 | 0.85
        """,
)
def amounts_agree(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    prose = read_prose(evaluation)
    for read, statement in prose:
        if isinstance(statement, Amount):
            yield _amount_outcome(prose, read, statement)
    yield from total_scores_agree(evaluation)


def _amount_outcome(prose: ReadProse, read: ReadPassage, amount: Amount) -> Outcome:
    known = prose.figures.fitting(amount.name, amount.point)
    figures = _replaced(read, amount, known) or in_workbook(known)
    if not figures:
        # Nothing in the table is what 无 says; an amount it can neither confirm nor deny.
        is_nothing = not amount.value and any(figure.entry.is_nothing for figure in known)
        return HOLDS if is_nothing else NOT_EVALUATED
    if any(_is_rounded(amount, figure.value) for figure in figures):
        return HOLDS
    if any(amount.value and figure.value == amount.value * YUAN_PER_WAN for figure in figures):
        # The table was filled in in 元; that is TYPE-03's.
        return NOT_EVALUATED
    nearest = min(figures, key=lambda figure: abs(figure.value - amount.value))
    difference = abs(nearest.value - amount.value)
    message = f"写的是“{amount.quote}”，{nearest.words}，相差 {plain(difference)}。"
    entry = read.passage.source_of(amount.value)
    severity = Severity.ERROR
    if not prose.figures.tells_apart(amount.name, amount.point):
        severity = Severity.WARNING
        message += f"表里只有一个预算数，请核实它是不是{amount.point.stage.value}。"
    verdict = compare_money(difference, 1)
    expected = plain(nearest.value)
    return outcome_of(
        Judgement(
            verdict,
            entry,
            expected,
            message,
            entries_of(nearest),
            severity if verdict is Verdict.BROKEN else None,
        )
    )


def _replaced(read: ReadPassage, amount: Amount, known: Sequence[Known]) -> list[Figure]:
    """The section's own figure, which the clerk's words must state where they speak of spending.

    Where they state it elsewhere, an amount without a stage may be the budget beside it.
    """
    if amount.point not in (_NOW, Point(0, Stage.UNSTATED)):
        return []
    own = in_workbook(figure for figure in known if figure.entry in read.passage.replaced)
    others = [value for value in read.stated(amount.name, Point(0, Stage.UNSTATED)) if value != amount.value]
    return [] if any(figure.value in others for figure in own) else own


def _is_rounded(amount: Amount, value: Decimal) -> bool:
    """Whether an amount is the figure, or the figure rounded to the places printed: 163 for 162.95."""
    difference = abs(value - amount.value)
    return difference < EQUAL or difference <= min(amount.step / 2, value * ROUNDING)


@rule(
    "TEXT-04",
    "文字里的增减与表里的数一致",
    Severity.WARNING,
    why="把减少写成增加、把增加1.14万元写成增长1.14%，意思就变了，也会使后面的原因分析落空。",
    fix="对照两个数改正增减的说法或幅度；如果口径不同，请在文字里写明或者填写情况说明。",
    basis=REPORT,
    accepts="""
        # 报告正文
        年度 | 2024
        六、部门整体支出绩效情况
        > “三公”经费支出0.85万元，比上年减少0.26万元。公用经费较上年增加1.5万元。
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | 0.85
        公用经费 | 20.66 | 24.2 | 22.16
        """,
    rejects="""
        # 报告正文
        年度 | 2024
        六、部门整体支出绩效情况
        > “三公”经费支出0.85万元，比上年增加0.26万元。
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | 0.85
        """,
)
def changes_agree(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    prose = read_prose(evaluation)
    for read, statement in prose:
        if isinstance(statement, Change):
            yield _change_outcome(prose, read, statement)


def _change_outcome(prose: ReadProse, read: ReadPassage, change: Change) -> Outcome:
    nows = all_figures(prose, read, change.name, Point(0, change.now))
    befores = all_figures(prose, read, change.name, change.basis)
    pairs = [(now, before) for now in nows for before in befores]
    if not pairs:
        return NOT_EVALUATED
    agreeing = [pair for pair in pairs if _agrees(change, *pair)]
    if not agreeing:
        return _wrong_change(read, change, *pairs[0])
    taken = [pair for pair in agreeing if _is_amount(change, *pair)]
    if taken and not any(_is_rate(change, *pair) for pair in agreeing):
        return _amount_as_rate(read, change, *taken[0])
    return HOLDS


def _agrees(change: Change, now: Figure, before: Figure) -> bool:
    """Whether the figures move as the words say, by as much as they say."""
    moved = now.value - before.value
    if change.direction == 0:
        return abs(moved) <= max(CENT, abs(before.value) * LEVEL)
    if change.amount is not None and abs(abs(moved) - change.amount) > max(CENT, change.step / 2):
        return False
    is_still = abs(moved) < EQUAL
    return moved * change.direction > 0 if not is_still else not (change.amount or change.rate)


def _is_rate(change: Change, now: Figure, before: Figure) -> bool:
    """Whether the percentage is that of the change."""
    if change.rate is None or not before.value:
        return False
    moved = abs(now.value - before.value)
    return round_half_up(moved / before.value * 100, change.places) == change.rate * 100


def _is_amount(change: Change, now: Figure, before: Figure) -> bool:
    """Whether the percentage is the amount of the change, taken for a percentage."""
    if change.rate is None or change.amount is not None:
        return False
    return round_half_up(abs(now.value - before.value), change.places) == change.rate * 100


def _wrong_change(read: ReadPassage, change: Change, now: Figure, before: Figure) -> Breach:
    expected = _moved(now, before)
    message = f"写的是“{change.quote}”，{now.words}，{before.words}，应为{expected}。"
    return Breach(read.passage.source_of(change.rate), message, expected, entries_of(now, before))


def _amount_as_rate(read: ReadPassage, change: Change, now: Figure, before: Figure) -> Breach:
    moved = abs(now.value - before.value)
    rate = f"，幅度是 {percent(moved / before.value, change.places)}" if before.value else ""
    message = (
        f"写的是“{change.quote}”，{now.words}，{before.words}，"
        f"{_moved(now, before)}{rate}；是不是把万元写成了百分比？"
    )
    expected = _moved(now, before) + rate
    return Breach(read.passage.source_of(change.rate), message, expected, entries_of(now, before))


def _moved(now: Figure, before: Figure) -> str:
    """增加 1.14 万元."""
    moved = now.value - before.value
    if abs(moved) < EQUAL:
        return _DIRECTIONS[0]
    return f"{_DIRECTIONS[1 if moved > 0 else -1]} {plain(abs(moved))} 万元"
