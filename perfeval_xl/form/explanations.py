"""Explanations as the Word report lists them: written and read back by the same pattern.

核实性审核情况说明
1.【FUND-04】项目自评表（人大政协专项经费）“年度资金总额 执行率”：会议改在下年召开，经费结转使用。
"""

from __future__ import annotations

import re
from typing import Final

from perfeval_xl.evaluation import Explanation
from perfeval_xl.form.labels import compact

HEADING: Final = "核实性审核情况说明"
"""Stands above the list, in section 十."""

_LINE: Final = re.compile(
    r"\s*\d{1,4}[.．、]\s*【(?P<rule>[A-Z]{2,6}-\d{2})】"
    r"(?P<table>[^“”（]*（[^）]*）|[^“”]*)“(?P<item>.*?)”：(?P<text>.+)",
    re.DOTALL,
)
_INNER_MARKS: Final = str.maketrans("“”", "‘’")


def is_heading(text: str) -> bool:
    """Whether a paragraph is the heading of the list."""
    return compact(text).rstrip(":：") == HEADING


def as_line(number: int, explanation: Explanation) -> str:
    """One explanation as a paragraph of the report; its line breaks become blanks."""
    table, item = explanation.table, explanation.item
    text = " ".join(explanation.text.split())
    line = f"{number}.【{explanation.rule}】{table}“{item}”：{text}"
    if from_line(line) == Explanation(explanation.rule, table.strip(), item.strip(), text):
        return line
    # Quotation marks that would be taken for those around the item.
    table, item = table.translate(_INNER_MARKS), item.translate(_INNER_MARKS)
    return f"{number}.【{explanation.rule}】{table}“{item}”：{text}"


def from_line(text: str) -> Explanation | None:
    """The explanation in a paragraph; None for any other paragraph."""
    match = _LINE.fullmatch(text)
    if match is None:
        return None
    rule, table, item, reason = (match[name].strip() for name in ("rule", "table", "item", "text"))
    return Explanation(rule, table, item, reason)
