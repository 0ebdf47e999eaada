"""FORM-04 to -06 and -09: given these cells, exactly these findings.

1. Files that do not tell formulas from constants leave FORM-04, -05 and -09 undecided.
2. Hints and formulas without a value are grouped: one cause, one finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from perfeval_xl.findings import Finding
from perfeval_xl.form.notation import grids_of
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.grid import Grid, Kind, Trait
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Decided
from tests.rules.checking import NATIONAL, findings
from tests.rules.form_sheets import GUIDE, found


def outcomes_in(rule_id: str, grids: Iterable[Grid]) -> list[Decided | Finding]:
    """What one rule says of sheets that the notation alone cannot write."""
    rule = REGISTER.get(rule_id)
    assert rule is not None
    return list(rule.findings(read_evaluation(grids, NATIONAL)))


# FORM-04, FORM-05, FORM-09

PRINTED_SHARE = """# 报告正文
（一）基本支出情况
基本支出（万元） | 162.95
人员经费（万元） | 140.78
人员经费占基本支出 | 68.39%
"""
SHARE = PRINTED_SHARE + "改写文字 | 基本支出162.95万元。"


def test_shares_are_only_calculated_in_our_template() -> None:
    assert found("FORM-04", SHARE) == []
    assert found("FORM-04", GUIDE + SHARE) == [("warning", "报告正文!B13")]


def test_a_share_that_the_report_prints_is_reported_once() -> None:
    assert found("FORM-04", GUIDE + PRINTED_SHARE) == []
    assert found("TEXT-01", GUIDE + PRINTED_SHARE) == [("error", "报告正文!B13")]


def test_a_share_that_a_relation_rule_checks_is_not_reported_again() -> None:
    cells = GUIDE + "# 附件1 基础数据表\n财政供养人员情况 | 12 | 9 | 57%"
    assert found("FORM-04", cells) == []
    assert found("BASE-01", cells) == [("error", "附件1 基础数据表!G4")]


def test_a_stale_formula_is_not_overwritten() -> None:
    guide, narrative = grids_of(GUIDE + SHARE, NATIONAL)
    formula = replace(narrative, traits={**narrative.traits, (12, 1): Trait(Kind.FORMULA, "0.00%")})
    assert HOLDS in (outcomes := outcomes_in("FORM-04", (guide, formula)))
    assert not any(isinstance(outcome, Finding) for outcome in outcomes)


def test_files_that_do_not_tell_formulas_leave_it_undecided() -> None:
    grids = [replace(grid, traits_known=False, traits={}) for grid in grids_of(GUIDE + SHARE, NATIONAL)]
    for rule_id in ("FORM-04", "FORM-05", "FORM-09"):
        assert set(outcomes_in(rule_id, grids)) == {NOT_EVALUATED}, rule_id


def test_each_error_value_is_a_finding() -> None:
    cells = "# 附件1 基础数据表\n三公经费 | #REF! | 1.5 | #DIV/0!"
    assert found("FORM-05", cells) == [
        ("error", "附件1 基础数据表!E6"),
        ("error", "附件1 基础数据表!G6"),
    ]
    assert found("TYPE-01", cells) == []


def test_an_error_value_as_the_name_of_an_added_line() -> None:
    (grid,) = grids_of("# 附件1 基础数据表\n4、区级专项资金 | | 20 | 20\n甲 | | 20 | 20", NATIONAL)
    row = next(number for number, values in enumerate(grid.values) if values[0] == "甲")
    values = [list(cells) for cells in grid.values]
    values[row][0] = "#REF!"
    broken = replace(grid, values=values, traits={(row, 0): Trait(Kind.ERROR)})
    (finding,) = outcomes_in("FORM-05", (broken,))
    assert isinstance(finding, Finding)
    assert str(finding.at) == f"附件1 基础数据表!A{row + 1}"


def test_formulas_without_a_value_are_one_finding_per_table() -> None:
    cells = "# 附件1 基础数据表\n三公经费 | = | 1.5 | =\n# 附件3 项目自评表\n年度资金总额 | = | 1"
    assert found("FORM-09", cells) == [
        ("warning", "附件1 基础数据表!E6"),
        ("warning", "附件3 项目自评表!D6"),
    ]
    first, _ = findings(cells, "FORM-09")
    assert [at.cell for at in first.related] == ["G6"]
    assert found("TYPE-01", cells) == []


# FORM-06


@pytest.mark.parametrize(
    "hint", ["……", "…", "...", "......", "（填写单位全称）", "(请填写)", "【请写明原因】", "（此处填写金额）"]
)
def test_a_hint_alone(hint: str) -> None:
    assert found("FORM-06", f"# 附件3 项目自评表\n项目支出名称 | {hint}") == [
        ("warning", "附件3 项目自评表!C3")
    ]


@pytest.mark.parametrize("text", ["---", "无", "业务工作经费……", "（试行）", "专项经费（填写时注明）", "。"])
def test_what_only_looks_like_a_hint(text: str) -> None:
    assert found("FORM-06", f"# 附件3 项目自评表\n项目支出名称 | {text}") == []


def test_hints_of_a_table_are_one_finding_wherever_they_stand() -> None:
    cells = """
        # 附件1 基础数据表
        4、区级专项资金 | | 20 | 20
        …… | | 20 | …
        填表人 | ……
        """
    assert found("FORM-06", cells) == [("warning", "附件1 基础数据表!A18")]
    (finding,) = findings(cells, "FORM-06")
    assert [at.cell for at in finding.related] == ["G18", "B31"]
    # The hint in a cell for a number is reported once.
    assert found("TYPE-01", cells) == []


def test_a_hint_as_a_paragraph() -> None:
    assert found("FORM-06", "# 报告正文\n七、存在的问题及原因分析\n> （填写存在的问题）") == [
        ("warning", "报告正文!B33")
    ]
