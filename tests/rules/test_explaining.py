"""Explanations (情况说明): which finding each is about, and what comes of it.

1. A warning with an explanation stays listed and no longer counts as open; an info keeps its level.
2. Errors cannot be explained away.
3. The table may be named by its sheet, its name on the form, its attachment or its project, or left blank;
   the item by its label or by words of it.
4. An explanation survives inserted rows, another order of the sheets and a renamed sheet.
5. One whose finding is gone is kept as 已消除; one that could be about two findings explains none.
6. Rule ids are read as clerks write them; one row may name several.
"""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_xl.findings import Answer, Result, Standing
from perfeval_xl.form.notation import grids_of
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.form.reading.explanations import rule_ids
from perfeval_xl.grid import Grid
from perfeval_xl.rules.engine import check
from tests.rules.checking import NATIONAL

PROJECTS = """
    # 附件2 部门自评表
    年度资金总额 | 60 | 60 | 50 | 10 | 83.33% | 8.33
    # 附件3 项目自评表
    项目支出名称 | 业务工作经费
    年度资金总额 | 20 | 20 | 15 | 10 | 75% | 7.5
    # 附件3 项目自评表
    项目支出名称 | 运行维护经费
    年度资金总额 | 40 | 40 | 35 | 10 | 87.5% | 8.75
    """
LOW = "年度资金总额 执行率"
WORDS = ("FUND-04", "FUND-05、FUND-04", "部门自评表", "附件3", "业务工作经费", LOW, "执行率", "原因。")
FORMS = grids_of(dedent(PROJECTS), NATIONAL)


def sheet(*rows: str) -> str:
    return "\n".join(["# 工作表 情况说明", "情况说明 | | |", "规则 | 表 | 项目 | 情况说明", *rows])


def checked(*rows: str, forms: str = PROJECTS) -> Result:
    grids = grids_of(f"{dedent(forms)}\n{sheet(*rows)}", NATIONAL)
    return check(read_evaluation(grids, NATIONAL))


def low_rates(result: Result) -> dict[str, str | None]:
    """Sheet → explanation, of the findings FUND-04."""
    return {f.at.sheet: f.explanation for f in result.findings if f.rule == "FUND-04" and f.at}


def standings(result: Result) -> list[Standing]:
    return [answer.standing for answer in result.answers]


def only(result: Result) -> Answer:
    (answer,) = result.answers
    return answer


def test_an_explained_warning_is_listed_and_no_longer_open() -> None:  # 1
    before, after = checked(), checked(f"FUND-04 | 部门自评表 | {LOW} | 项目跨年实施。")
    assert [f.rule for f in after.findings] == [f.rule for f in before.findings]
    assert low_rates(after)["附件2 部门自评表"] == "项目跨年实施。"
    open_before, open_after = (result.as_json()["summary"] for result in (before, after))
    assert (open_after["warning"], open_after["explained"]) == (open_before["warning"] - 1, 1)
    assert standings(after) == [Standing.EXPLAINED]
    assert after.unsettled == ()


def test_several_explanations_of_one_finding_stand_side_by_side() -> None:  # 1
    result = checked(f"FUND-04 | 部门自评表 | {LOW} | 一。", f"FUND-04 | 附件2 | {LOW} | 二。")
    assert low_rates(result)["附件2 部门自评表"] == "一。；二。"


def test_an_explained_info_stays_an_info() -> None:  # 1
    result = checked("FORM-08 | 部门自评表 | | 由办公室填报。")
    (info,) = [
        f for f in result.findings if f.rule == "FORM-08" and f.at and f.at.sheet == "附件2 部门自评表"
    ]
    assert info.explanation == "由办公室填报。"
    assert not info.is_explained
    assert result.explained == 0


def test_an_error_cannot_be_explained_away() -> None:  # 2
    wrong = "# 附件2\n按支出性质分 | 231.81\n基本支出 | 145.08\n项目支出 | 86.37"
    before, after = (
        checked(forms=wrong),
        checked("FUND-08 | 附件2 | 按支出性质分 | 差额是结转。", forms=wrong),
    )
    assert after.errors == before.errors > 0
    answer = only(after)
    assert answer.standing is Standing.MUST_BE_MENDED
    assert "错误必须改正" in answer.remark
    assert answer.findings[0].explanation == "差额是结转。"


@pytest.mark.parametrize(
    ("table", "number"),
    [
        ("附件2 部门自评表", 0),
        ("部门自评表", 0),
        ("附件2", 0),
        ("2024年度部门整体支出绩效自评表", 0),
        ("附件3 项目自评表", 1),
        ("业务工作经费", 1),
        ("“业务工作经费”", 1),
        ("项目自评表（业务工作经费）", 1),
        ("附件3业务工作经费项目自评表", 1),
        ("附件3 项目自评表 (2)", 2),
        ("运行维护经费", 2),
    ],
)
def test_how_a_table_may_be_named(table: str, number: int) -> None:  # 3
    found = low_rates(checked(f"FUND-04 | {table} | {LOW} | 原因。"))
    assert [n for n, text in enumerate(found.values()) if text] == [number]


@pytest.mark.parametrize(
    "item", ["", "执行率", "年度资金总额", "年度资金总额执行率", " 年度资金总额\\n执行率 "]
)
def test_how_an_item_may_be_named(item: str) -> None:  # 3
    assert low_rates(checked(f"FUND-04 | 部门自评表 | {item} | 原因。"))["附件2 部门自评表"] == "原因。"


def test_a_part_of_a_word_is_no_name() -> None:  # 3
    assert standings(checked("FUND-04 | 部门自评表 | 资金 | 原因。")) == [Standing.RESOLVED]


def test_what_could_be_about_two_findings_explains_none() -> None:  # 5
    result = checked(f"FUND-04 | 项目自评表 | {LOW} | 原因。", f"FUND-04 | | {LOW} | 原因。")
    assert standings(result) == [Standing.UNCLEAR, Standing.UNCLEAR]
    assert "项目自评表（业务工作经费）" in result.answers[0].remark
    assert "“表”写项目名称" in result.answers[0].remark
    assert set(low_rates(result).values()) == {None}


def test_a_table_of_a_kind_needs_no_project_name_where_only_one_has_the_finding() -> None:  # 3
    forms = PROJECTS.replace("15 | 10 | 75% | 7.5", "20 | 10 | 100% | 10")
    found = low_rates(checked(f"FUND-04 | 项目自评表 | {LOW} | 原因。", forms=forms))
    assert found == {"附件2 部门自评表": None, "附件3 项目自评表 (2)": "原因。"}


def test_an_explanation_survives_rows_order_and_names_of_sheets() -> None:  # 4
    text = f"{dedent(PROJECTS)}\n{sheet(f'FUND-04 | 附件2 部门自评表 | {LOW} | 原因。')}"
    department, *others = grids_of(text, NATIONAL)
    renamed = Grid("部门", [[], [], *department.values])
    result = check(read_evaluation([*reversed(others), renamed], NATIONAL))
    assert low_rates(result)["部门"] == "原因。"


def test_a_name_no_table_has_any_more_means_the_only_one_it_can_mean() -> None:  # 4
    forms = "# 附件2\n年度资金总额 | 60 | 60 | 50 | 10 | 83.33% | 8.33"
    assert standings(checked(f"FUND-04 | Sheet3 | {LOW} | 原因。", forms=forms)) == [Standing.EXPLAINED]


def test_an_explanation_whose_finding_is_gone_is_kept() -> None:  # 5
    forms = PROJECTS.replace("50 | 10 | 83.33% | 8.33", "60 | 10 | 100% | 10")
    answer = only(checked(f"FUND-04 | 部门自评表 | {LOW} | 原因。", forms=forms))
    assert answer.standing is Standing.RESOLVED
    assert answer.explanation.text == "原因。"
    assert "还有没有说明的" in answer.remark, "the projects' rates are still low"


def test_a_row_without_a_rule_is_not_passed_over() -> None:  # 6
    result = checked("执行率 | 部门自评表 | | 原因。", "FUND-99 | | | 原因。", " | | | 原因。")
    assert standings(result) == [Standing.UNCLEAR] * 3
    assert all("编号" in answer.remark for answer in result.answers)


def test_a_row_without_a_text_is_no_explanation() -> None:
    assert checked(f"FUND-04 | 部门自评表 | {LOW} | ").answers == ()


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("FUND-04", ("FUND-04",)),
        ("fund－4", ("FUND-04",)),
        ("ＦＵＮＤ—０４", ("FUND-04",)),
        ("FUND04", ("FUND-04",)),
        ("FUND-04、FUND-05", ("FUND-04", "FUND-05")),
        ("规则 CROSS-08", ("CROSS-08",)),
        ("执行率低", ()),
        ("FUND-123", ()),
    ],
)
def test_rule_ids_as_typed(typed: str, ids: tuple[str, ...]) -> None:  # 6
    assert rule_ids(typed) == ids


def test_a_sheet_is_known_by_its_headings_or_its_name() -> None:
    row = ["FUND-04", "部门自评表", LOW, "原因。"]
    forms = grids_of(dedent(PROJECTS), NATIONAL)
    for grid in (
        Grid("说明", [["", "规则", "表", "项目", "情况说明"], ["", *row]]),
        Grid("情况说明", [row]),
        Grid("情况说明", [["情况说明"], ["规则", "表", " 项 目", "情况\n说明", "状态"], [*row, "已说明"]]),
    ):
        result = check(read_evaluation([*forms, grid], NATIONAL))
        assert standings(result) == [Standing.EXPLAINED]


@settings(max_examples=60)
@given(st.lists(st.tuples(*[st.text(max_size=12) | st.sampled_from(WORDS)] * 4), max_size=5))
def test_any_text_is_an_explanation_or_none(rows: list[tuple[str, str, str, str]]) -> None:
    grid = Grid("情况说明", [["规则", "表", "项目", "情况说明"], *map(list, rows)])
    result = check(read_evaluation([*FORMS, grid], NATIONAL))
    typed = [text.strip() for _, _, _, text in rows if text.strip()]
    assert {answer.explanation.text for answer in result.answers} <= set(typed)
    assert len(result.answers) >= len(typed) - 1, "a row may repeat the headings"


def test_what_the_program_wrote_is_never_read_back() -> None:
    row = ["FUND-04", "部门自评表", LOW, "原因。"]
    grid = Grid("校验结果", [["规则", "表", "项目", "情况说明"], row])
    assert read_evaluation([grid], NATIONAL).explanations == ()


def test_a_table_that_stands_with_others_on_one_sheet() -> None:  # 3
    grids = grids_of(dedent(PROJECTS), NATIONAL)
    stacked = Grid("全部", [row for grid in grids for row in grid.values])
    extra = Grid("情况说明", [["FUND-04", "运行维护经费", LOW, "原因。"]])
    result = check(read_evaluation([stacked, extra], NATIONAL))
    explained = [f for f in result.findings if f.rule == "FUND-04" and f.explanation]
    assert [f.actual for f in explained] == ["0.875"]
