"""Rule levels: a bureau weighs a rule otherwise, or switches it off.

1. A rule that is off finds nothing, counts as nothing checked, and leaves no live check in the template.
2. The profile's level is the rule's; an instance that weighs less than its rule (尾差, the last place) weighs
   no more than it did.
3. A rule that is not in the catalogue is refused with the profile's file and key.
"""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent

import pytest

from perfeval_xl.findings import Result
from perfeval_xl.form.notation import grids_of, tables_of
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.profile import ProfileError
from perfeval_xl.profile.policy import RuleLevel
from perfeval_xl.rules.engine import check
from perfeval_xl.writers.table_sheet import TableSheet
from tests.rules.checking import NATIONAL

WRONG_TOTAL = """
    # 附件2 部门自评表
    按收入性质分 | 231.81
    一般公共预算 | 212.01
    其他资金 | 18.9
    """
OFF_BY_A_CENT = WRONG_TOTAL.replace("18.9", "19.81")


def checked(text: str, **levels: RuleLevel) -> Result:
    profile = replace(NATIONAL, rule_levels={rule.replace("_", "-"): level for rule, level in levels.items()})
    return check(read_evaluation(grids_of(dedent(text), profile), profile))


def levels_of(result: Result, rule_id: str) -> list[str]:
    return [finding.severity.value for finding in result.findings if finding.rule == rule_id]


def test_a_rule_that_is_off_finds_and_counts_nothing() -> None:  # 1
    on, off = checked(WRONG_TOTAL), checked(WRONG_TOTAL, FUND_07="off")
    assert levels_of(on, "FUND-07") == ["error"]
    assert levels_of(off, "FUND-07") == []
    assert off.checked == on.checked - 1


def test_a_rule_that_is_off_leaves_no_live_check() -> None:  # 1
    profile = replace(NATIONAL, rule_levels={"FUND-07": "off"})
    (table,) = tables_of(dedent(WRONG_TOTAL), profile)
    assert "FUND-07" in {check.rule for check in TableSheet(table, "表", NATIONAL, 2024).checks}
    assert "FUND-07" not in {check.rule for check in TableSheet(table, "表", profile, 2024).checks}


@pytest.mark.parametrize(
    ("level", "broken", "tail"),
    [("error", "error", "warning"), ("warning", "warning", "warning"), ("info", "info", "info")],
)
def test_a_rule_weighs_what_the_profile_says(level: RuleLevel, broken: str, tail: str) -> None:  # 2
    assert levels_of(checked(WRONG_TOTAL, FUND_07=level), "FUND-07") == [broken]
    assert levels_of(checked(OFF_BY_A_CENT, FUND_07=level), "FUND-07") == [tail]


def test_a_rule_that_does_not_exist_is_refused() -> None:  # 3
    with pytest.raises(ProfileError, match=r"national\.toml.*rule_levels.*FUND-99.*perfeval-xl rules"):
        checked(WRONG_TOTAL, FUND_99="off")
