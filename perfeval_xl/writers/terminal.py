"""Findings as text for a terminal: grouped by table, the worst first to the eye."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final

from perfeval_xl.findings import Answer, Finding, Result, Severity
from perfeval_xl.form.guide import EXPLANATIONS
from perfeval_xl.grid import At
from perfeval_xl.rules.explaining import WHOLE_FILE
from perfeval_xl.rules.registry import Declared

_BOLD: Final = "\033[1m"
_DIM: Final = "\033[2m"
_RESET: Final = "\033[0m"
_COLOURS: Final = {Severity.ERROR: "\033[31m", Severity.WARNING: "\033[33m", Severity.INFO: "\033[36m"}
_SIGNS: Final = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "·"}
_MOST_RELATED: Final = 8

Paint = Callable[[str, str], str]
"""Puts text in a colour, or leaves it as it is."""


def findings_as_text(result: Result, *, colour: bool) -> str:
    """The findings of one file, table by table, and the count at the end."""
    return "\n".join(_lines(result, _paint if colour else _leave)) + "\n"


def printable(text: str) -> str:
    """`text` on one line, without characters that would steer the terminal instead of showing."""
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character.isprintable() or character == "\N{IDEOGRAPHIC SPACE}":
        return character
    return " " if character.isspace() else "\N{REPLACEMENT CHARACTER}"


def summary(result: Result) -> str:
    """One line: how many findings of each level, and how much was checked."""
    counts = "、".join(f"{result.count(severity)} 处{severity.title}" for severity in Severity)
    explained = f"（另有 {result.explained} 处已说明）" if result.explained else ""
    undecided = f"，{result.not_evaluated} 项因数据没有填全未判断" if result.not_evaluated else ""
    return f"共 {counts}{explained}；已检查 {result.checked} 项{undecided}。"


def _lines(result: Result, paint: Paint) -> Iterator[str]:
    evaluation = result.evaluation
    year = f"{evaluation.year} 年度" if evaluation.year else ""
    heading = " ".join(part for part in (evaluation.unit or "（未填单位）", year) if part)
    yield paint(heading, _BOLD)
    profile = evaluation.profile
    compared = f"　上年：{evaluation.previous.source}" if evaluation.previous else ""
    yield paint(
        f"{evaluation.source}　口径：{profile.title}（{profile.name} {profile.version}）{compared}", _DIM
    )
    for sheet, findings in groupby(result.findings, key=lambda finding: _sheet(finding.at)):
        yield ""
        yield paint(f"【{sheet}】", _BOLD)
        for finding in findings:
            yield from _finding_lines(finding, paint)
    yield ""
    if result.unsettled:
        yield paint(f"【{EXPLANATIONS}】", _BOLD)
        for answer in result.unsettled:
            yield from _answer_lines(answer)
        yield ""
    yield from (f"注意：{printable(notice)}。" for notice in evaluation.notices)
    if not result.findings:
        yield "没有发现问题。"
    if evaluation.tables and result.not_evaluated > result.checked:
        yield "多数数据还没有填，填好后请再校验。"
    yield paint(summary(result), _BOLD)


def _finding_lines(finding: Finding, paint: Paint) -> Iterator[str]:
    colour = _COLOURS[finding.severity]
    explained = "（已说明）" if finding.is_explained else ""
    mark = paint(f"{_SIGNS[finding.severity]} {finding.severity.title}{explained}", colour)
    cell = f" {finding.at.cell}" if finding.at else ""
    label = printable(" ".join(finding.label.split()))
    yield f"  {mark}{cell}  {label}  {paint(finding.rule, _DIM)}"
    yield f"      {printable(finding.message)}"
    yield f"      → {printable(finding.fix)}"
    if finding.related:
        own = finding.at.sheet if finding.at else ""
        cells = [at.cell if at.sheet == own else str(at) for at in finding.related]
        more = f" 等 {len(cells)} 处" if len(cells) > _MOST_RELATED else ""
        yield paint(f"      相关：{'、'.join(cells[:_MOST_RELATED])}{more}", _DIM)
    if finding.explanation:
        yield f"      情况说明：{printable(finding.explanation)}"


def _answer_lines(answer: Answer) -> Iterator[str]:
    """An explanation that does not simply explain a finding, and why."""
    explanation = answer.explanation
    cell = f" {explanation.at.cell}" if explanation.at else ""
    about = (explanation.rule, explanation.table, explanation.item)
    words = printable(" ".join(part for part in about if part))
    yield f"  {answer.standing.title}{cell}  {words}：{printable(explanation.text)}"
    yield f"      → {printable(answer.remark)}"


def _sheet(at: At | None) -> str:
    return at.sheet if at is not None else WHOLE_FILE


def _paint(text: str, code: str) -> str:
    return f"{code}{printable(text)}{_RESET}"


def _leave(text: str, code: str) -> str:
    return printable(text)


def rule_as_text(rule: Declared, *, colour: bool) -> str:
    """One rule in full: what it demands, why, how to mend it, and its examples."""
    paint = _paint if colour else _leave
    parts = [
        paint(f"{rule.id}　{rule.title}", _BOLD) + f"　（{rule.severity.title}）",
        f"为什么　{rule.why}",
        f"怎么改　{rule.fix}",
        f"依据　　{rule.basis}",
    ]
    if rule.relations:
        parts.append("表内自检　模板里有同样的公式，不装插件也能看到。")
    for title, example in (("符合的例子", rule.accepts), ("不符的例子", rule.rejects)):
        lines = [line.strip() for line in example.strip().splitlines()]
        parts.append("\n".join([title, *(f"    {line}" for line in lines)]))
    return "\n\n".join(parts) + "\n"
