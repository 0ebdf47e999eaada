"""Small folders of self-evaluations, and what a batch makes of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from openpyxl import load_workbook

from perfeval_xl import cli
from perfeval_xl.bureau.facts import Facts
from perfeval_xl.bureau.journal import Journal
from perfeval_xl.bureau.outcome import Outcome
from perfeval_xl.evaluation import Explanation
from perfeval_xl.form.notation import tables_of
from perfeval_xl.profile import load
from perfeval_xl.writers.template import write_workbook

NATIONAL = load("national")


def self_evaluation(
    unit: str, *, three_public: str = "1.11 | 1.5 | 0.85", score: str = "99", more: str = ""
) -> str:
    """A small self-evaluation; only FORM-01 and some notes are found in it."""
    return dedent(
        f"""
        # 附件1 基础数据表
        财政供养人员情况 | 12 | 9 | 75%
        三公经费 | {three_public}
        3、公务接待 | {three_public}

        # 附件2 部门自评表
        区级预算部门名称 | {unit}
        年度资金总额 | 100 | 100 | 96 | 10 | 96% | 9.6
        总分 | 100 | {score}
        """
    ) + dedent(more)


def facts(unit: str, executed: str = "96", score: str | None = "95", **changes: Any) -> Facts:
    """What is known of a self-evaluation without findings."""
    plain: dict[str, Any] = {
        "unit": unit,
        "year": 2024,
        "profile": "national",
        "initial": Decimal(100),
        "adjusted": Decimal(100),
        "executed": Decimal(executed),
        "three_public_prior": Decimal("1.11"),
        "three_public_budget": None,
        "three_public": Decimal("0.85"),
        "staff": Decimal(9),
        "total_weight": Decimal(100),
        "score": None if score is None else Decimal(score),
        "grade": "" if score is None else "优",
        **dict.fromkeys(("errors", "warnings", "explained", "infos", "checked", "not_evaluated"), 0),
    }
    return Facts(**{**plain, **changes})


def finding(
    rule: str = "BASE-03",
    severity: str = "error",
    sheet: str | None = "附件1 基础数据表",
    message: str = "合计不对。",
    **others: Any,
) -> dict[str, Any]:
    """A finding as the command line's JSON has it."""
    plain: dict[str, Any] = {
        "cell": "G6" if sheet else None,
        "label": "三公经费",
        "actual": "",
        "expected": "",
        "fix": "改过来。",
        "related": [],
        "explanation": None,
    }
    return {**plain, "rule": rule, "severity": severity, "sheet": sheet, "message": message, **others}


def write(path: Path, text: str, *explanations: Explanation) -> Path:
    """The workbook of a self-evaluation in our notation, with these 情况说明."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_workbook(path, tables_of(text, NATIONAL), NATIONAL, explanations)
    return path


def batch(folder: Path, *arguments: str) -> tuple[int, Path]:
    """Runs the command on the folder; status and summary, which lies beside the folder."""
    summary = folder.parent / "汇总.xlsx"
    return cli.main(["batch", str(folder), "-o", str(summary), "--jobs", "1", *arguments]), summary


def rows(summary: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of one of the summary's lists, by heading."""
    lines = list(load_workbook(summary)[sheet].iter_rows(values_only=True))
    start = next(number for number, line in enumerate(lines) if all(line))
    headings = [str(heading).replace("\n", "") for heading in lines[start]]
    return [dict(zip(headings, line, strict=True)) for line in lines[start + 1 :] if any(line[1:])]


def sheets(summary: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every cell of every sheet."""
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(summary)}


def at_outcome(monkeypatch: pytest.MonkeyPatch, events: dict[int, Callable[[], object]]) -> list[str]:
    """Lets events happen when so many outcomes have been kept; the files, as they are kept."""
    kept: list[str] = []
    record = Journal.record

    def recorded(self: Journal, outcome: Outcome) -> None:
        record(self, outcome)
        kept.append(outcome.file)
        events.get(len(kept), lambda: None)()

    monkeypatch.setattr(Journal, "record", recorded)
    return kept


def overview(summary: Path) -> dict[str, Any]:
    """The figures of 总览 by their names."""
    return {
        name: value
        for line in load_workbook(summary)["总览"].iter_rows(values_only=True)
        for name, value in pairwise(line)
        if isinstance(name, str) and value is not None
    }


def remarks(summary: Path) -> dict[str, str]:
    """What is said of the files that do not count: file → kind."""
    return {row["文件"]: row["情况"] for row in rows(summary, "未能读取")}
