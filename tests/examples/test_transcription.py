"""The example report is the published one: nothing left out, nothing invented.

1. Every cell of the tables stands in the transcription, in the printed order, and the reverse.
2. A value stands in the column it was printed in, blanks included, and line breaks inside a cell are kept.
3. Every paragraph of the narrative can be put together again from the transcription, and the reverse.
4. Figures and lists quoted from a paragraph stand in it; only a doubled comma in a list was mended.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SEED = (HERE / "seed_2024.txt").read_text(encoding="utf-8")
TRANSCRIPTION = (HERE.parents[1] / "perfeval_xl" / "examples" / "quyuan_2024.txt").read_text(encoding="utf-8")

# The form's own headings, which hold nothing the unit filled in: the transcription goes without them.
HEADINGS = """
    编制数 2024年实际在职人数 控制率 经费控制情况（万元） 2023年决算数 2024年预算数 2024年决算数
    批复规模（㎡） 实际规模（㎡） 规模控制率 预算投资（万元） 实际投资（万元） 投资概算控制率
    年度预算申请（万元） 项目资金（万元） 年初预算数 全年预算数 全年执行数 分值 执行率 得分
    预期目标 实际完成情况 绩效指标 一级指标 二级指标 三级指标 年度指标值 实际完成值 偏差原因分析及改进措施
"""
SIGNATURES = ["填表人", "填报日期", "联系电话", "单位负责人签字"]

NARRATIVE, *TABLES = re.split(r"^附件\d$", SEED, flags=re.MULTILINE)


def one_line(cell: str) -> str:
    """Without the line breaks inside, and with one kind of bracket: both are layout."""
    return cell.replace("\n", "").replace("(", "（").replace(")", "）")


def printed_cells(table: str) -> list[str]:
    """Every cell of a printed table; blanks around its lines and blank lines are layout."""
    grid = re.split(r"^(?:说明|备注|填表人)", table, flags=re.MULTILINE)[0]
    cells = [cell.split("\n") for cell in re.split(r"^\t", grid, flags=re.MULTILINE)[1:]]
    return ["\n".join(line.strip() for line in cell if line.strip()) for cell in cells]


def between(cells: list[str], first: str, last: str, width: int) -> list[list[str]]:
    """The rows of `width` cells after the heading `first`, up to the label `last`."""
    start = cells.index(first) + 1
    block = cells[start : cells.index(last, start)]
    assert len(block) % width == 0
    return [block[at : at + width] for at in range(0, len(block), width)]


def labels_apart(cells: list[str]) -> list[str]:
    """Label and amount, printed in one cell (其他资金：19.8), as two; income first, then expenditure.

    Only the department table prints them so, and as two lists side by side."""
    if "区级预算部门名称" not in cells:
        return cells
    start, end = cells.index("按收入性质分：231.81"), cells.index("年度总体目标")
    pairs = [*cells[start:end:3], *cells[start + 1 : end : 3]]
    apart = [re.split("[：:]", re.sub(r"^其中：\s*", "", pair)) for pair in pairs]
    return [*cells[:start], *(part for pair in apart for part in pair), *cells[end:]]


def transcribed(section: str) -> list[list[str]]:
    """The rows of a section of the transcription, split into cells."""
    rows = [line.split(" | ") for line in section.split("\n")[1:] if line]
    return [[cell.replace(r"\n", "\n") for cell in row] for row in rows]


SECTIONS = re.split(r"^# ", TRANSCRIPTION, flags=re.MULTILINE)[1:]
STORY, *ROWS = map(transcribed, SECTIONS)
PAIRS = [
    pytest.param(*pair, id=f"table {n}") for n, pair in enumerate(zip(TABLES, ROWS, strict=True), start=1)
]


def test_sections() -> None:
    names = [section.split("\n")[0] for section in SECTIONS]
    assert names == [
        "报告正文",
        "附件1 基础数据表",
        "附件2 部门自评表",
        "附件3 项目自评表",
        "附件3 项目自评表",
    ]


@pytest.mark.parametrize(("table", "rows"), PAIRS)
def test_every_cell_in_printed_order(table: str, rows: list[list[str]]) -> None:
    printed = [one_line(cell) for cell in labels_apart(printed_cells(table))]
    *body, preparer, date, phone, signature = rows
    # 指标 is the notation's word for "an indicator row" and not printed.
    cells = [one_line(cell) for row in body for cell in (row[1:] if row[0] == "指标" else row)]
    assert [cell for cell in cells if cell] == [
        cell for cell in printed if cell and cell not in HEADINGS.split()
    ]

    # The signature line stands below the table, and nobody filled it in.
    assert [preparer, date, phone, signature] == [[name, ""] for name in SIGNATURES]
    assert re.search(r"\s*".join(f"{name}：" for name in SIGNATURES) + r"\s*\Z", table)


def test_base_data_columns() -> None:
    table, rows = printed_cells(TABLES[0]), ROWS[0]
    staff, *lines, building, saving = rows[:-4]
    assert between(table, "控制率", "经费控制情况（万元）", 4) == [["", *staff[1:]]]
    assert between(table, "2024年决算数", "楼堂馆所控制情况\n（2024年完工项目）", 4) == lines
    assert between(table, "投资概算控制率", "厉行节约保障措施", 7) == [["", *building[1:]]]
    assert table[-2:] == saving


@pytest.mark.parametrize(("table", "rows"), PAIRS[1:])
def test_score_table_columns(table: str, rows: list[list[str]]) -> None:
    cells = printed_cells(table)
    # The cell in front of a row belongs to the heading at the side (项目资金, 绩效指标), merged downwards.
    above_goals = rows[: [row[0] for row in rows].index("年度总体目标")]
    money = [cell for row in above_goals if len(row) > 2 for cell in ("", *row)]
    start = cells.index("得分") + 1
    assert money == cells[start : start + len(money)]
    goals = between(cells, "实际完成情况", "绩\n效\n指\n标", 3)
    assert goals == [["", *row[1:]] for row in rows if row[0] == "年度总体目标"]
    # Line breaks in the names of levels 1 and 2 are layout; in the other columns they are what was typed.
    indicators = between(cells, "偏差原因分析及改进措施", "总分", 9)
    printed = [[*map(one_line, row[:3]), *row[3:]] for row in indicators]
    assert printed == [["", *row[1:]] for row in rows if row[0] == "指标"]


def test_every_paragraph() -> None:
    # The text export shows one Word bookmark, which no reader of the report sees.
    text = NARRATIVE.replace("[bookmark: _GoBack]", "")
    printed = [line.strip() for line in text.split("\n") if line.strip()]

    fields = {row[0]: row[1] for row in STORY if len(row) == 2}
    unit, year = fields["单位名称"], fields["年度"]
    composed = {
        "单位名称": f"{year}年度{unit}部门整体支出绩效自评报告",
        "实有人数（人）": f"{unit}核定编制共计{fields['核定编制（人）']}人，"
        f"实有人数{fields['实有人数（人）']}人。主要职责职能如下：",
        "改写文字": fields["改写文字"],
        "项目支出用途": f"{year}年度财政拨款项目支出{fields['项目支出（万元）']}万元。"
        f"{fields['项目支出用途']}",
        "附件": "报告需要以下附件：",
    }
    paragraphs = [
        composed.get(row[0], row[0].removeprefix("> "))
        for row in STORY
        if row[0] in composed or len(row) == 1
    ]
    assert paragraphs == printed


def test_figures_and_lists_of_basic_expenditure() -> None:
    fields = {row[0]: row[1] for row in STORY if len(row) == 2}
    quoted = (
        "{年度}年度财政拨款基本支出{基本支出（万元）}万元，其中：人员经费{人员经费（万元）}万元，"
        "占基本支出的{人员经费占基本支出}，主要包括{人员经费主要包括}等；公用经费{公用经费（万元）}万元，"
        "占基本支出的{公用经费占基本支出}，主要包括{公用经费主要包括}等。"
    )
    mended = fields["改写文字"].replace("%,", "%，").replace("、、", "、")
    assert quoted.format_map(fields) == mended
    # Each figure once and in this order: the sentence above would not tell.
    assert [row[0] for row in STORY if len(row) == 2] == [
        *("单位名称", "年度", "核定编制（人）", "实有人数（人）"),
        *("基本支出（万元）", "人员经费（万元）", "人员经费占基本支出", "人员经费主要包括"),
        *("公用经费（万元）", "公用经费占基本支出", "公用经费主要包括", "改写文字"),
        *("项目支出（万元）", "项目支出用途", "支出金额（万元）", "支出金额（万元）", "支出金额（万元）"),
    ]
    # No government fund, state capital or social insurance expenditure: the amount is blank, not 0.
    assert [row[1] for row in STORY if row[0] == "支出金额（万元）"] == ["", "", ""]
