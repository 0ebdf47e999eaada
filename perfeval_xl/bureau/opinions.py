"""The opinions of a letter: a file's open findings, errors first, one row for each rule and table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from perfeval_xl.findings import Severity
from perfeval_xl.rules.catalogue import REGISTER

WHOLE_FILE: Final = "整个文件"
_MOST_RELATED: Final = 3
"""Further cells of one finding that are named; where there are more, the message says which they are."""
_MOST_PLACES: Final = 3
"""Places at which a note is named; a letter is no list of notes."""
_NUMBER: Final = re.compile(r"^[（(]?[\d一二三四五六七八九十]+[)）.、．]\s*")
_BRACKETS: Final = re.compile("（[^（）]*）")
_LONGEST_LABEL: Final = 24
"""Longer ones are indicators that a clerk crammed into one cell; the place is enough."""
_SUMMANDS: Final = re.compile(r"（-?[\d.]+(?: [+] -?[\d.]+){4,}(?: [+] …，共 \d+ [项张])?）")
"""More figures than one adds up on paper; 校验 shows them beside their cells."""
_MAY_STAND: Final = re.compile(r"；确[^；，。]*的，在“情况说明”里写明[^；，。]*。$")
"""How a warning's advice ends; a letter says it once, of all its warnings."""
_MANY: Final = 3
"""From so many findings alike on, the rule is said once, and of each only the figures."""
_FIGURE: Final = re.compile(r"(?:[≤≥] )?-?[\d.]+%?")
"""What should stand there, where it is no more than that."""

Findings = Sequence[Mapping[str, Any]]
"""Findings as the command line's JSON contract has them."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What is wrong by one rule in one table, where, and how to mend it."""

    severity: Severity
    place: str
    """The table, and the cells in it where all that is said is said of them."""
    problem: tuple[str, ...]
    """What is wrong, a line for each place of several, which begins with its cell."""
    fix: str
    rule: str


@dataclass(frozen=True, slots=True)
class Note:
    """What does not hinder: what a rule asks for, and where it is not so."""

    asked: str
    places: str


def is_open(finding: Mapping[str, Any]) -> bool:
    """Whether it is still to be mended or explained, or is a note."""
    return finding["severity"] != Severity.WARNING.value or finding["explanation"] is None


def opinions(findings: Findings, severity: Severity) -> Iterator[Opinion]:
    """The rows for the findings of one level, table by table in the order of the form."""
    tables: dict[str, dict[tuple[str, str], list[Mapping[str, Any]]]] = {}
    for finding in findings:
        if finding["severity"] == severity.value:
            rules = tables.setdefault(_table(finding), {})
            rules.setdefault((finding["rule"], finding["fix"]), []).append(finding)
    for table, rules in tables.items():
        for (rule, fix), alike in rules.items():
            cells, said = _said_of(alike)
            place = f"{table} {cells}".rstrip()
            yield Opinion(severity, place, said, _MAY_STAND.sub("。", fix), rule)


def notes(findings: Findings) -> Iterator[Note]:
    """A line for each rule that has only something to point out."""
    rules: dict[str, list[str]] = {}
    for finding in findings:
        if finding["severity"] == Severity.INFO.value:
            place = " ".join(filter(None, (_table(finding), finding["cell"])))
            rules.setdefault(finding["rule"], []).append(place)
    for rule, places in rules.items():
        more = f"等 {len(places)} 处" if len(places) > _MOST_PLACES else ""
        declared = REGISTER.get(rule)
        asked = rule if declared is None else declared.title
        yield Note(asked, "、".join(places[:_MOST_PLACES]) + more)


def _table(finding: Mapping[str, Any]) -> str:
    return finding["sheet"] or WHOLE_FILE


def _said_of(alike: Findings) -> tuple[str, tuple[str, ...]]:
    """The cells that all of it is said of, and what is wrong in lines."""
    messages = [_SUMMANDS.sub("", _said(finding)) for finding in alike]
    if len(alike) == 1:
        return _cells(alike[0]), tuple(messages)
    count = f"{len(alike)} 处"
    if len(set(messages)) == 1:
        places = dict.fromkeys(place for finding in alike if (place := _cells(finding)))
        return "、".join(places), (f"{count}：{messages[0]}",)
    declared = REGISTER.get(alike[0]["rule"])
    if declared is not None and len(alike) >= _MANY and all(map(_is_of_figures, alike)):
        return "", (f"{count}不符合“{declared.title}”：", *_figures(alike))
    parted, ending = _parted(messages)
    each = (_at(finding, message) for finding, message in zip(alike, parted, strict=True))
    return "", (*each, *ending)


def _at(finding: Mapping[str, Any], said: str) -> str:
    return "：".join(filter(None, (_cells(finding), said)))


def _cells(finding: Mapping[str, Any]) -> str:
    """The cell that is wrong, and those in its table that it does not agree with: G6（相关 G7、G11）."""
    cell, here = finding["cell"], f"{_table(finding)}!"
    if not cell:
        return ""
    related = dict.fromkeys(at.removeprefix(here) for at in finding["related"] if at.startswith(here))
    related.pop(cell, None)
    named = f"（相关 {'、'.join(related)}）" if 0 < len(related) <= _MOST_RELATED else ""
    return cell + named


def _is_of_figures(finding: Mapping[str, Any]) -> bool:
    """Whether what stands in the cell and what should tell all of it."""
    is_short = max(len(_row_name(finding)), len(finding["actual"])) <= _LONGEST_LABEL
    return bool(finding["cell"] and is_short and _FIGURE.fullmatch(finding["expected"]))


def _row_name(finding: Mapping[str, Any]) -> str:
    """The label without its number and what stands behind it in brackets."""
    return _BRACKETS.sub("", _NUMBER.sub("", " ".join(finding["label"].split())))


def _figures(alike: Findings) -> Iterator[str]:
    """A line each: cell, name, what stands there, what should; a column that all have goes unnamed."""
    labels = list(map(_row_name, alike))
    parts = [label.rpartition(" ") for label in labels]
    if all(row for row, _, _ in parts) and len({column for _, _, column in parts}) == 1:
        labels = [row for row, _, _ in parts]
    for finding, label in zip(alike, labels, strict=True):
        actual, expected = finding["actual"].strip(), finding["expected"]
        filled = f"填 {actual}" if actual else "没有填"
        name = " ".join(filter(None, (_cells(finding), label)))
        yield f"{name}：{filled}，应{' ' if expected[0] in '≤≥' else '为 '}{expected}"


def _parted(messages: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """The messages without the sentences that all of them end with, and these."""
    sentences = [one.rstrip("。").split("。") for one in messages]
    ending: list[str] = []
    while all(len(each) > 1 for each in sentences) and len({each[-1] for each in sentences}) == 1:
        ending = [f"{sentences[0][-1]}。", *ending]
        sentences = [each[:-1] for each in sentences]
    return [f"{'。'.join(each)}。" for each in sentences], ("".join(ending),) if ending else ()


def _said(finding: Mapping[str, Any]) -> str:
    """The message; behind the row's name, if it does not name the row itself."""
    message, label = finding["message"], " ".join(finding["label"].split())
    if len(label) > _LONGEST_LABEL:
        return message
    names = [_NUMBER.sub("", name).partition("（")[0] for name in label.split(" ")]
    if not label or any(name and name in message for name in names):
        return message
    return f"{label}：{message}"
