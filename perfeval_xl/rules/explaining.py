"""Lays the clerk's explanations beside the findings they are about.

An explanation is kept under labels, so it survives inserted rows, renamed sheets and another order. It is
matched in steps, the strict one first: the table by its sheet, by the project's name, then by its name on the
form; the item by its whole label, then by a part of it. What could be about two findings is about none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from perfeval_xl.evaluation import Explanation, SelfEvaluation, Table
from perfeval_xl.findings import Answer, Finding, Severity, Standing
from perfeval_xl.form.labels import name_key
from perfeval_xl.form.score_table import PROJECT_NAME, PROJECT_TABLE
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.rules.wording import listed

WHOLE_FILE: Final = "整个文件"
"""What stands for the table of a finding that cites no cell."""

JOINED: Final = "；"
"""Between several explanations of one finding."""

_NO_RULE: Final = "“规则”一栏没有写对编号，不知道说明的是哪个问题。请从校验结果里抄编号，例如 FUND-04。"
_MEND: Final = "错误必须改正，不能用情况说明代替。"
_RESOLVED: Final = "所说明的问题已经没有了，说明可以留着，也可以删去。"


def explain(
    evaluation: SelfEvaluation, findings: Sequence[Finding]
) -> tuple[tuple[Finding, ...], tuple[Answer, ...]]:
    """The findings with their explanations, and what came of each explanation."""
    if not evaluation.explanations:
        return tuple(findings), ()
    found = list(findings)
    matches: list[tuple[Explanation, tuple[int, ...] | str]] = []
    for explanation in evaluation.explanations:
        matched = _matched(explanation, evaluation, findings)
        matches.append((explanation, matched))
        for number in matched if isinstance(matched, tuple) else ():
            earlier = found[number].explanation
            text = explanation.text if earlier is None else f"{earlier}{JOINED}{explanation.text}"
            found[number] = replace(found[number], explanation=text)
    return tuple(found), tuple(_answer(explanation, matched, found) for explanation, matched in matches)


def table_name(evaluation: SelfEvaluation, finding: Finding) -> str:
    """The table of a finding as an explanation names it; it survives when the sheet is renamed."""
    table = None if finding.at is None else evaluation.table_at(finding.at)
    if table is None:
        return WHOLE_FILE if finding.at is None else finding.at.sheet
    return table.name


def _answer(explanation: Explanation, matched: tuple[int, ...] | str, findings: Sequence[Finding]) -> Answer:
    if isinstance(matched, str):
        return Answer(explanation, Standing.UNCLEAR, matched)
    about = tuple(findings[number] for number in matched)
    if any(finding.severity is Severity.ERROR for finding in about):
        return Answer(explanation, Standing.MUST_BE_MENDED, _MEND, about)
    if about:
        return Answer(explanation, Standing.EXPLAINED, "", about)
    return Answer(explanation, Standing.RESOLVED, _RESOLVED + _others(explanation, findings))


def _others(explanation: Explanation, findings: Sequence[Finding]) -> str:
    """A hint where the rule still has open findings: the item may have been mistyped."""
    open_ones = [
        finding
        for finding in findings
        if finding.rule == explanation.rule
        and finding.severity is Severity.WARNING
        and finding.explanation is None
    ]
    if not open_ones:
        return ""
    labels = listed(dict.fromkeys(finding.label for finding in open_ones))
    return f"{explanation.rule} 还有没有说明的：{labels}；如果指的是它，请照此改写“项目”一栏。"


def _matched(
    explanation: Explanation, evaluation: SelfEvaluation, findings: Sequence[Finding]
) -> tuple[int, ...] | str:
    """The numbers of the findings an explanation is about, or why that cannot be told."""
    if REGISTER.get(explanation.rule) is None:
        return _NO_RULE
    of_rule = [number for number, finding in enumerate(findings) if finding.rule == explanation.rule]
    in_table = [number for number in of_rule if _is_meant(explanation.table, evaluation)(findings[number])]
    item = _item_key(explanation.item)
    numbers = [number for number in in_table if _item_key(findings[number].label) == item]
    if not numbers:
        numbers = [number for number in in_table if _is_part(item, findings[number].label)]
    meant = {(table_name(evaluation, findings[number]), findings[number].label) for number in numbers}
    if len(meant) > 1:
        choices = listed(f"{table} {label}" for table, label in sorted(meant))
        return f"可能说明的是 {choices}，请把“表”和“项目”写完整（几张项目自评表的，“表”写项目名称）。"
    return tuple(numbers)


def _item_key(label: str) -> str:
    """The spelling under which items are compared."""
    return name_key(label).strip(":")


def _is_part(item: str, label: str) -> bool:
    """Whether an item is some of the words of a label, as 执行率 of 年度资金总额 执行率; a blank is."""
    words = label.split()
    ends = range(1, len(words) + 1)
    return not item or any(
        _item_key("".join(words[start:end])) == item for end in ends for start in range(end)
    )


def _is_meant(name: str, evaluation: SelfEvaluation) -> Callable[[Finding], bool]:
    """Whether a finding stands in the table that `name` means; a blank or unknown name means any."""
    if name_key(name) == name_key(WHOLE_FILE):
        return lambda finding: finding.at is None
    tables = _tables_meant(name_key(name), evaluation.tables)
    if tables is None:
        return lambda finding: True
    return lambda finding: (
        finding.at is not None and any(evaluation.table_at(finding.at) is table for table in tables)
    )


def _tables_meant(name: str, tables: Sequence[Table]) -> list[Table] | None:
    """The tables that a name may mean by the strictest of the ways to call a table; None for any."""
    if not name:
        return None
    ways: tuple[Callable[[Table], Iterable[str]], ...] = (
        lambda table: (table.sheet,),
        lambda table: (table.name, _project(table)),
        lambda table: (table.form.name, table.form.sheet, table.form.attachment),
    )
    for names_of in ways:
        meant = [table for table in tables if name in map(name_key, names_of(table))]
        if meant:
            return meant
    parts: tuple[Callable[[Table], Iterable[str]], ...] = (
        lambda table: (_project(table),),
        lambda table: (table.form.name, *table.form.title_signs),
    )
    for names_of in parts:
        meant = [table for table in tables if any(key and name_key(key) in name for key in names_of(table))]
        if meant:
            return meant
    return None


def _project(table: Table) -> str:
    return table.cell(PROJECT_NAME).text.strip() if table.form is PROJECT_TABLE else ""
