"""Whatever stands in whatever cell: reading and checking never raise, and the counts agree.

1. Any text, number, error value or date in any cells of the example.
2. Rows and columns deleted, rows doubled, sheets in any order, merges lost.
3. Every finding names a cell of the workbook, and is counted once.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_xl.checking import check_grids
from perfeval_xl.findings import Result, Severity
from perfeval_xl.grid import Grid, Kind, Trait, Value
from tests.form.seed_as_pasted import pasted
from tests.form.sheets import example_grids, one_below_the_other, without_merges

Change = Callable[[list[list[Value]]], None]

GRIDS = example_grids()
PASTED = pasted()

_TYPED = """
    12.5万元 １２．５ 1,234.50 75％ 100百分比 125000元 99999999999999999999 1e400 ００００ -5 (3) 50 （50分）
    / — --- 无 …… （填写单位全称） 约12 见附件 =1+1 #REF! #DIV/0! ≥50个 ≤3次 ≦ ═ ： : ， 一 年 月 日
    2024年 2023年决算数 产出指标 产出指标（分） 效益指标50分 总分 合计 分值 得分 执行率 编制数 三公经费
    项目支出名称 区级预算部门名称 年度资金总额 其他资金：19.8 其中：一般公共预算:212.01 项目支出：
    按收入性质分：二百 填表人：张三 填报日期： 附件2 2024年度部门整体支出绩效自评表 基础数据表 说明：略 正文
    一、部门（单位）基本情况 八、下一步改进措施
"""
TYPED = _TYPED.split()

VALUES = st.one_of(
    st.sampled_from(TYPED),
    st.text(max_size=80),
    st.sampled_from(["\u3000", "\n", "其他\n资金：\n19.8", "x" * 3000, "项目支出：" * 40, "（" * 200]),
    st.integers(-(10**18), 10**18),
    st.floats(),
    st.sampled_from(
        [None, "", True, False, dt.datetime(2024, 12, 31), dt.date(1900, 1, 1), dt.timedelta(days=1)]
    ),
)
KINDS = st.sampled_from(list(Kind))


def assert_consistent(result: Result, grids: Sequence[Grid]) -> None:
    """What the summary counts is what the findings are, and every finding stands somewhere."""
    summary: dict[str, Any] = result.as_json()["summary"]
    open_or_explained = sum(summary[severity.value] for severity in Severity) + summary["explained"]
    assert open_or_explained == len(result.findings)
    assert result.checked >= len(result.findings)
    assert result.not_evaluated >= 0
    sheets = {grid.sheet for grid in grids}
    for finding in result.findings:
        assert finding.message
        assert finding.fix
        places = [at for at in (finding.at, *finding.related) if at is not None]
        assert all(at.sheet in sheets and at.row >= 0 and at.column >= 0 for at in places)
    for table in result.evaluation.tables:
        assert all(entry.value is None or entry.value.is_finite() for entry in table.entries)


def checked(grids: Sequence[Grid]) -> None:
    assert_consistent(check_grids(grids, "x.xlsx"), grids)


@st.composite
def changed_grids(draw: st.DrawFn, originals: Sequence[Grid]) -> list[Grid]:
    """The grids with some cells replaced."""
    grids: list[Grid] = []
    for grid in originals:
        values = [list(row) for row in grid.values]
        traits = dict(grid.traits)
        places = [(r, c) for r, row in enumerate(values) for c in range(len(row))]
        for row, column in draw(st.lists(st.sampled_from(places), max_size=6)):
            values[row][column] = draw(VALUES)
            traits[row, column] = Trait(draw(KINDS), draw(st.sampled_from(["", "0.00%", "0.00", "@"])))
        grids.append(Grid(grid.sheet, values, traits, grid.merges, grid.traits_known))
    return grids


SETTINGS = settings(max_examples=60)


@SETTINGS
@given(changed_grids(GRIDS))
def test_any_values_in_any_cells_of_the_example(grids: list[Grid]) -> None:
    checked(grids)


@SETTINGS
@given(changed_grids(PASTED), st.booleans())
def test_any_values_in_any_cells_of_pasted_tables(grids: list[Grid], is_one_sheet: bool) -> None:
    checked([one_below_the_other(grids)] if is_one_sheet else grids)


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), 1.7e308, 5e-324])
@pytest.mark.parametrize("number_format", ["0.00%", "0.00", "@", ""])
def test_any_double_in_any_cell(value: float, number_format: str) -> None:
    grid = GRIDS[-1]
    places = [(r, c) for r, row in enumerate(grid.values) for c in range(len(row))]
    traits = {**grid.traits, **dict.fromkeys(places, Trait(number_format=number_format))}
    for row, column in places[::7]:
        values = [list(cells) for cells in grid.values]
        values[row][column] = value
        checked([Grid(grid.sheet, values, traits, grid.merges)])


@SETTINGS
@given(st.lists(st.lists(VALUES, max_size=8), max_size=12))
def test_any_values_on_a_sheet_of_nothing_else(values: list[list[Value]]) -> None:
    checked([Grid("Sheet1", values)])


def labels() -> list[str]:
    """Every label of the example, to be thrown together."""
    return sorted({v for g in (*GRIDS, *PASTED) for row in g.values for v in row if isinstance(v, str) and v})


@SETTINGS
@given(st.lists(st.lists(st.one_of(st.sampled_from(labels()), VALUES), max_size=9), max_size=30))
def test_labels_of_the_form_in_any_order(values: list[list[Value]]) -> None:
    checked([Grid("Sheet1", values)])


def without_rows(grid: Grid, rows: set[int]) -> Grid:
    """The sheet without some rows; its merges stay where they were, as in a damaged file."""
    values = [row for r, row in enumerate(grid.values) if r not in rows]
    return Grid(grid.sheet, values, grid.traits, grid.merges, grid.traits_known)


def without_columns(grid: Grid, columns: set[int]) -> Grid:
    values = [[v for c, v in enumerate(row) if c not in columns] for row in grid.values]
    return Grid(grid.sheet, values, grid.traits, grid.merges, grid.traits_known)


def with_rows_doubled(grid: Grid, rows: set[int]) -> Grid:
    values = [row for r, row in enumerate(grid.values) for _ in range(2 if r in rows else 1)]
    return Grid(grid.sheet, values, {}, grid.merges)


@SETTINGS
@given(
    st.sampled_from([without_rows, without_columns, with_rows_doubled]),
    st.sets(st.integers(0, 90), max_size=12),
    st.booleans(),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_rows_and_columns_deleted_and_doubled(
    change: Callable[[Grid, set[int]], Grid],
    places: set[int],
    is_pasted: bool,
    has_merges: bool,
    order: random.Random,
) -> None:
    grids = [change(grid, places) for grid in (PASTED if is_pasted else GRIDS)]
    order.shuffle(grids)
    checked(grids if has_merges else [without_merges(grid) for grid in grids])


@pytest.mark.parametrize("grids", [GRIDS, PASTED], ids=["template", "pasted"])
def test_every_row_and_every_column_deleted_by_itself(grids: list[Grid]) -> None:
    for number, grid in enumerate(grids):
        for row in range(0, grid.height, 3):
            checked([*grids[:number], without_rows(grid, {row}), *grids[number + 1 :]])
        for column in range(9):
            checked([*grids[:number], without_columns(grid, {column}), *grids[number + 1 :]])


@pytest.mark.parametrize("grids", [GRIDS, PASTED], ids=["template", "pasted"])
def test_the_order_of_the_sheets_does_not_matter(grids: list[Grid]) -> None:
    """But for FORM-07: which of two names is cited depends on which table comes first."""

    def found(sheets: list[Grid]) -> list[tuple[str, str]]:
        return sorted((f.rule, str(f.at)) for f in check_grids(sheets, "").findings if f.rule != "FORM-07")

    assert found([*grids[3:], *grids[:3]]) == found(grids)
