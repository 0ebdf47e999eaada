"""TYPE: what was typed into the cells, before it is compared with anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Final

from perfeval_xl.amounts import YUAN_PER_WAN, plain, round_half_up
from perfeval_xl.evaluation import Entry, Row, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form.declaration import Quantity
from perfeval_xl.form.hints import is_hint, is_stale
from perfeval_xl.form.labels import compact
from perfeval_xl.form.score_table import SCORE
from perfeval_xl.grid import At, Kind
from perfeval_xl.rules.basis import REPORT
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, rule
from perfeval_xl.rules.score import scored_rows
from perfeval_xl.rules.wording import listed

YUAN: Final = "元"
WAN: Final = Quantity.MONEY.value
EXAMPLES: Final[Mapping[Quantity, str]] = {
    Quantity.MONEY: "12.5（单位万元）",
    Quantity.COUNT: "12",
    Quantity.AREA: "1200（单位㎡）",
    Quantity.RATE: "87.61%",
    Quantity.POINTS: "10",
    Quantity.YEAR: "2024",
}
"""How a number of each kind is written."""
NOT_NEGATIVE: Final = (Quantity.MONEY, Quantity.COUNT, Quantity.AREA, Quantity.POINTS)
"""A rate is negative only where its figures are."""
MONEY_PLACES: Final = 2

_POINTS_IN_WORDS: Final = re.compile(r"[(][^()]*[\d〇零一二三四五六七八九十百][^()]*分[)]")


@rule(
    "TYPE-01",
    "金额、人数、比率和分数是能识别的数字",
    Severity.ERROR,
    why="这些单元格要参加计算和比较；不是数字就不能算，也不能猜。",
    fix="只填一个数字；要说明的写到备注或“情况说明”里；没有的空着，或填 0。",
    basis=REPORT,
    accepts="""
        # 附件1 基础数据表
        三公经费 | '1,234.50 | １．５ | 0.85万元
        """,
    rejects="""
        # 附件1 基础数据表
        三公经费 | 1.11 | 约1.5 | 0.85
        """,
)
def numbers_can_be_read(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.used:
        for _, entry in table.figures:
            if entry.value is not None:
                yield HOLDS
            elif entry.kind not in (Kind.ERROR, Kind.PENDING) and not _is_left_over(entry.text):
                # FORM-05, -09 and -06 speak of the others.
                reason = f"单位应是{entry.quantity.value}，不是{entry.unit}" if entry.unit else "读不出是多少"
                yield _unreadable(entry, f"“{entry.label}”填的是“{entry.text.strip()}”，{reason}。")
        for group in table.groups:
            heading = group.heading
            if group.points.is_blank and _POINTS_IN_WORDS.search(compact(heading.text)):
                yield _unreadable(heading, f"“{group.name}”标题里的分数读不出来：“{heading.text.strip()}”。")


def _is_left_over(text: str) -> bool:
    return is_hint(text) or is_stale(text)


def _unreadable(entry: Entry, message: str) -> Breach:
    quantity = entry.quantity if entry.quantity.is_number else Quantity.POINTS
    example = EXAMPLES[quantity]
    return Breach(entry, f"{message}请写成 {example} 这样的数字。", f"数字，例如 {example}")


@rule(
    "TYPE-02",
    "数字按数字填，不填成文字",
    Severity.INFO,
    why="带单位、空格或全角的数字在表里是文字，表内的公式不会把它算进去；校验时仍按读出的数处理。",
    fix="只填半角数字，不带单位、逗号和空格；单元格格式是“文本”的，改成“常规”后重新填。",
    basis=REPORT,
    accepts="""
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | 0.85
        """,
    rejects="""
        # 附件1 基础数据表
        三公经费 | '1.11 | 1.5万元 | ０．８５
        """,
)
def numbers_are_numbers(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.used:
        numbers = [(row, entry) for row, entry in table.figures if entry.value is not None]
        texts = [entry for row, entry in numbers if _is_number_as_text(row, entry)]
        if texts:
            shown = listed(entry.text.strip() for entry in texts)
            message = f"{table.form.name}有 {len(texts)} 个数字是按文字填的：{shown}。"
            yield Breach(texts[0], message, _as_number(texts[0]), tuple(texts[1:]))
        elif numbers:
            yield HOLDS


def _is_number_as_text(row: Row, entry: Entry) -> bool:
    """Whether a number was typed as text; TYPE-03 speaks of 元."""
    stands_behind_its_label = row.line is not None and row.label.at == entry.at
    return entry.is_typed_text and not stands_behind_its_label and not _is_in_yuan(entry)


def _as_number(entry: Entry) -> str:
    assert entry.value is not None
    return f"{plain(entry.value * 100)}%" if entry.quantity is Quantity.RATE else plain(entry.value)


def _is_in_yuan(entry: Entry) -> bool:
    return entry.quantity is Quantity.MONEY and entry.unit == YUAN


@rule(
    "TYPE-03",
    "金额的单位是万元",
    Severity.WARNING,
    why="自评表的金额一律以万元为单位；填成元会大一万倍，合计和执行率都会错。",
    fix="核对单位：是元的，除以 10000 改成万元；确实是万元的，在“情况说明”里写明。",
    basis=REPORT,
    accepts="""
        # 附件1 基础数据表
        三公经费 | 0.01 | | 40
        项目支出： | 36.74 | 60 | 55.65
        """,
    rejects="""
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | 8500
        项目支出： | 36.74 | 60 | 55.65
        """,
)
def amounts_are_in_wan(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.used:
        yield _headings_say_wan(table)
        amounts = _amounts(table)
        yield from (_typed_in_yuan(entry) for _, entry in table.figures if _is_typed_in_yuan(entry))
        suspects = _suspects(amounts)
        for column in dict.fromkeys(suspect.column for suspect in suspects):
            yield _too_large([suspect.entry for suspect in suspects if suspect.column == column])
        yield from [HOLDS] * (len(amounts) - len(suspects))


def suspected_of_yuan(table: Table) -> frozenset[At | None]:
    """The cells that TYPE-03 believes to be in 元: no other rule needs to wonder at their size."""
    return frozenset(suspect.entry.at for suspect in _suspects(_amounts(table)))


def _amounts(table: Table) -> list[_Amount]:
    """The amounts of a table that do not say that they are in 元."""
    return [
        _Amount(row, entry)
        for row, entry in table.figures
        if entry.quantity is Quantity.MONEY and entry.value is not None and not _is_in_yuan(entry)
    ]


def _is_typed_in_yuan(entry: Entry) -> bool:
    return entry.value is not None and _is_in_yuan(entry)


def _typed_in_yuan(entry: Entry) -> Breach:
    message = f"“{entry.label}”填的是“{entry.text.strip()}”，已按 {_in_wan(entry)} {WAN}读取。"
    return Breach(entry, message, _in_wan(entry), fix=f"改填 {_in_wan(entry)}，不写单位。")


def _in_wan(entry: Entry) -> str:
    return plain(entry.number_or_zero)


def _headings_say_wan(table: Table) -> Outcome:
    if not table.money_units:
        return NOT_EVALUATED
    others = [entry for entry in table.money_units if entry.unit != WAN]
    if not others:
        return HOLDS
    units = "、".join(dict.fromkeys(entry.unit for entry in others))
    headings = listed(entry.text.strip() for entry in others)
    message = f"{table.form.name}的{headings}写的单位是{units}，应是{WAN}。"
    fix = f"金额换算成{WAN}，单位改回“{WAN}”。"
    return Breach(others[0], message, WAN, tuple(others[1:]), fix=fix)


def _too_large(entries: Sequence[Entry]) -> Breach:
    first, *others = entries
    value = first.number_or_zero
    message = f"“{first.label}”填的是 {plain(value)}，比表里其他金额大了约一万倍，可能是以元为单位填的。"
    if others:
        message += f"同一列还有 {len(others)} 个这样的金额。"
    return Breach(first, message, f"{plain(value / YUAN_PER_WAN)}（如果原来是元）", tuple(others))


_FACTOR: Final = 5
"""How far an amount, taken as 元, may be from what the others say."""
_FAR: Final = 1000
"""An amount is at least that many times the others before it is suspicious."""
_LEAST: Final = 100
"""In 元; less would be under 0.01 万元, which nobody reports."""
_ENOUGH: Final = 3
"""So many other amounts must there be to judge one that stands alone in its row."""


@dataclass(frozen=True, slots=True, eq=False)
class _Amount:
    """An amount of a table: where it stands, and how large it is."""

    row: Row
    entry: Entry

    @property
    def column(self) -> str:
        return next(key for key, entry in self.row.cells.items() if entry is self.entry)

    @property
    def size(self) -> Decimal:
        return abs(self.entry.number_or_zero)


def _suspects(amounts: Sequence[_Amount]) -> list[_Amount]:
    """The amounts that are 10,000 times too large, as far as the others of the table tell.

    A small amount beside a large one is not enough, for 0.01 and 40 may both be right. An amount that is
    10,000 times the others of its row is believed to be wrong where it is also larger than all the usual
    ones of its column, or where most of the column is like it (a column filled in in 元).
    One that stands alone in its row must be 1,000 times anything else in the table.
    """
    amounts = [amount for amount in amounts if amount.entry.value]
    sizes = [amount.size for amount in amounts]
    if not sizes or max(sizes) < max(_LEAST, _FAR * min(sizes)):
        return []
    rows: dict[int, list[_Amount]] = {}
    for amount in amounts:
        rows.setdefault(id(amount.row), []).append(amount)
    alone = [row[0] for row in rows.values() if len(row) == 1]
    compared = [amount for row in rows.values() if len(row) > 1 for amount in row]
    odd = {amount for amount in compared if _is_odd_in_row(amount, rows[id(amount.row)])}
    found = {amount for amount in odd if _is_odd_in_column(amount, compared, odd)}
    rest = [amount for amount in amounts if amount not in found]
    found |= {amount for amount in alone if _is_odd_in_table(amount, rest)}
    return [amount for amount in amounts if amount in found]


def _is_odd_in_row(amount: _Amount, row: Sequence[_Amount]) -> bool:
    others = [other.size for other in row if other is not amount]
    usual, as_yuan = median(others), amount.size / YUAN_PER_WAN
    return amount.size >= max(_LEAST, _FAR * max(others)) and usual / _FACTOR <= as_yuan <= usual * _FACTOR


def _is_odd_in_column(amount: _Amount, compared: Sequence[_Amount], odd: Set[_Amount]) -> bool:
    column = [other for other in compared if other.column == amount.column]
    usual = [other.size for other in column if other not in odd]
    return len(usual) * 2 < len(column) or amount.size > max(usual)


def _is_odd_in_table(amount: _Amount, rest: Sequence[_Amount]) -> bool:
    others = [other.size for other in rest if other is not amount]
    return (
        len(others) >= _ENOUGH
        and amount.size >= max(_LEAST, _FAR * max(others))
        and amount.size / YUAN_PER_WAN <= max(others) * _FACTOR
    )


@rule(
    "TYPE-04",
    "金额、人数、面积和分数不是负数",
    Severity.ERROR,
    why="预算数、决算数、人数和分数都不会小于零；只有预算调整可以是调减。",
    fix="核对这个数，去掉负号或改正。",
    basis=REPORT,
    accepts="""
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | 0.85
        部门基本支出预算调整 | | | -2.14
        """,
    rejects="""
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | -0.85
        """,
)
def numbers_are_not_negative(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.used:
        for row, entry in table.figures:
            if entry.value is None or entry.quantity not in NOT_NEGATIVE:
                continue
            if entry.value >= 0 or (row.line is not None and row.line.may_be_negative):
                yield HOLDS
            elif all(scored[SCORE] is not entry for scored in scored_rows(table)):
                # SCORE-04 speaks of the scores that it judges.
                message = f"“{entry.label}”填的是 {plain(entry.value)}，是负数。"
                yield Breach(entry, message, "≥ 0")


@rule(
    "TYPE-05",
    "金额最多两位小数",
    Severity.INFO,
    why="金额以万元为单位，保留两位小数；位数多了，打印出来的数加起来会与合计差一点。",
    fix="四舍五入到两位小数，合计按四舍五入后的数重新核对。",
    basis=REPORT,
    accepts="""
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | 0.85
        """,
    rejects="""
        # 附件1 基础数据表
        三公经费 | 1.1125 | 1.5 | 0.853
        """,
)
def amounts_have_two_decimals(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.used:
        # The form shows a formula's value rounded, and 元 is TYPE-03's.
        amounts = [
            entry
            for _, entry in table.figures
            if entry.quantity is Quantity.MONEY
            and entry.value is not None
            and entry.kind is not Kind.FORMULA
            and not _is_in_yuan(entry)
        ]
        long = [entry for entry in amounts if _decimals(entry.number_or_zero) > MONEY_PLACES]
        if any(entry.kind is Kind.UNKNOWN and not entry.is_typed_text for entry in long):
            # It may be what a formula came to.
            yield NOT_EVALUATED
        elif long:
            shown = listed(entry.text.strip() for entry in long)
            message = f"{table.form.name}有 {len(long)} 个金额多于 {MONEY_PLACES} 位小数：{shown}。"
            expected = f"{round_half_up(long[0].number_or_zero, MONEY_PLACES):f}"
            yield Breach(long[0], message, expected, tuple(long[1:]))
        elif amounts:
            yield HOLDS


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
