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

_LONGEST_LABEL: Final = 24
"""Longer ones are indicators that a clerk crammed into one cell; the place is enough."""
_SUMMANDS: Final = re.compile(r"（-?[\d.]+(?: [+] -?[\d.]+){4,}(?: [+] …，共 \d+ [项张])?）")
"""More figures than one adds up on paper; 校验 shows them beside their cells."""
_MAY_STAND: Final = re.compile(r"；确[^；，。]*的，在“情况说明”里写明[^；，。]*。$")
"""How a warning's advice ends; a letter says it once, of all its warnings."""

Findings = Sequence[Mapping[str, Any]]
"""Findings as the command line's JSON contract has them."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What is wrong by one rule in one table, where, and how to mend it."""

    severity: Severity
    place: str
    """The table, and the cells in it."""
    problem: str
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
            place = " ".join(filter(None, (table, _cells(alike))))
            yield Opinion(severity, place, _problem(alike), _MAY_STAND.sub("。", fix), rule)


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


def _cells(alike: Findings) -> str:
    places = dict.fromkeys(finding["cell"] for finding in alike if finding["cell"])
    if len(alike) == 1:
        here = f"{_table(alike[0])}!"
        cells = [at.removeprefix(here) for at in alike[0]["related"] if at.startswith(here)]
        if len(cells) <= _MOST_RELATED:
            places |= dict.fromkeys(cells)
    return " ".join(places)


def _problem(alike: Findings) -> str:
    """What is wrong; several of one kind in one sentence, what all of them end with only once."""
    said = list(dict.fromkeys(_SUMMANDS.sub("", _said(finding)) for finding in alike))
    count = f"{len(alike)} 处：" if len(alike) > 1 else ""
    if len(said) == 1:
        return count + said[0]
    sentences = [one.rstrip("。").split("。") for one in said]
    ending: list[str] = []
    while all(len(each) > 1 for each in sentences) and len({each[-1] for each in sentences}) == 1:
        ending = [sentences[0][-1], *ending]
        sentences = [each[:-1] for each in sentences]
    listed = "；".join("。".join(each) for each in sentences)
    return f"{count}{'。'.join([listed, *ending])}。"


def _said(finding: Mapping[str, Any]) -> str:
    """The message; behind the row's name, if it does not name the row itself."""
    message, label = finding["message"], " ".join(finding["label"].split())
    if len(label) > _LONGEST_LABEL:
        return message
    names = [_NUMBER.sub("", name).partition("（")[0] for name in label.split(" ")]
    if not label or any(name and name in message for name in names):
        return message
    return f"{label}：{message}"
