"""Writes the template's sheets that are no tables of the form: 填报说明, 自检, 情况说明."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlsxwriter.worksheet import Worksheet

from perfeval_xl import profile as profiles
from perfeval_xl.evaluation import Explanation
from perfeval_xl.form import TABLES
from perfeval_xl.form.declaration import Quantity
from perfeval_xl.form.guide import (
    EXPLANATION_HEADINGS,
    EXPLANATIONS,
    PROFILE_LABEL,
    STATUS_HEADING,
    TEMPLATE_VERSION,
    VERSION_LABEL,
)
from perfeval_xl.form.references import Cell
from perfeval_xl.grid import column_letters
from perfeval_xl.profile import Profile
from perfeval_xl.rules.levels import rules_of
from perfeval_xl.rules.relations import Verdict
from perfeval_xl.writers.formulas import write_formula
from perfeval_xl.writers.sheet_styles import A4, ERROR_COLOURS, HOLDS_COLOURS, TAIL_COLOURS, Styles
from perfeval_xl.writers.table_sheet import SheetCheck

_STEPS: Final = (
    "依次填写“报告正文”和附件 1、2、3 各表。只填浅黄色的格子；灰色格子由公式算出。",
    "金额单位一律是万元，最多两位小数；没有的项目空着。",
    "每张表右侧的“自检”随填随算：✓ 相符，尾差 四舍五入造成的细小差额，"
    "✗ 不符（格子变红），— 数据不全，暂不判断。“自检”工作表汇总全部结果。",
    "一个一级项目一张“附件3 项目自评表”：右键工作表标签 → 移动或复制 → 建立副本。"
    "副本自带自检；“自检”工作表不含副本，点“校验”时会一并检查。",
    "行不够用时，在同一栏内浅黄色的行下面插入行，合计的自检会自动包含新行，插在最后一行之后也算。",
    "用 LibreOffice 插入行前，先点 工具 → 保护工作表 取消保护（没有密码），插入后可再保护；"
    "在“绩效指标”的合并单元格里插入时，先取消合并。",
    "报告正文第二部分的文字由上方数字和清单自动生成；想换个说法，把整段写进“改写文字”。",
    "点“校验”（或运行 perfeval-xl validate）查看全部问题和改法；"
    "点“导出报告”（或运行 perfeval-xl export）得到 Word 报告。",
    "确实无误但被提醒的事项，在“情况说明”里写明：规则编号、表、项目、原因。错误必须改正，不能用说明代替。",
)
"""How to fill in the workbook, step by step."""
_EXPLANATION_ROWS: Final = 34
_EXPLANATION_HEADINGS: Final = tuple(
    zip((*EXPLANATION_HEADINGS, STATUS_HEADING), (12, 24, 36, 58, 10), strict=True)
)
_CHECK_HEADINGS: Final = (("表", 24), ("规则", 11), ("检查内容", 56), ("结果", 9), ("位置", 9))


def write_guide(worksheet: Worksheet, styles: Styles, profile: Profile) -> None:
    """填报说明: how to fill in the workbook, its version and its profile."""
    worksheet.set_column(0, 0, 16)
    worksheet.set_column(1, 1, 92)
    worksheet.merge_range(0, 0, 0, 1, "部门整体支出绩效自评填报说明", styles.title())
    worksheet.set_row(0, 32)
    for row, (label, value, locked) in enumerate(
        ((VERSION_LABEL, TEMPLATE_VERSION, True), (PROFILE_LABEL, profile.name, False)), 1
    ):
        style = styles.label() if locked else styles.input(Quantity.TEXT)
        worksheet.write_string(row, 0, label, styles.label())
        worksheet.write_string(row, 1, value, style)
    names = sorted({*profiles.available(), profile.name})
    worksheet.data_validation(
        2,
        1,
        2,
        1,
        {
            "validate": "list",
            "source": names,
            "input_title": PROFILE_LABEL,
            "input_message": "财政部门规定的评价口径（分值、阈值），一般不用改。",
            "error_title": "没有这个口径",
            "error_message": f"请从下拉列表里选：{'、'.join(names)}。",
        },
    )
    worksheet.write_string(3, 0, "口径名称", styles.label())
    worksheet.write_string(3, 1, f"{profile.title}（{profile.version}）", styles.label())
    for number, step in enumerate(_STEPS, 1):
        row = 4 + number
        worksheet.merge_range(row, 0, row, 1, f"{number}. {step}", styles.get(align="left"))
        worksheet.set_row(row, 34)
    _finish(worksheet, landscape=False)


def write_self_check(
    worksheet: Worksheet, styles: Styles, checks: Sequence[SheetCheck], project_sheets: int
) -> None:
    """自检: the live checks of all tables in one list, with links that follow inserted rows."""
    for column, (_, width) in enumerate(_CHECK_HEADINGS):
        worksheet.set_column(column, column, width)
    worksheet.merge_range(0, 0, 0, len(_CHECK_HEADINGS) - 1, "自检结果", styles.title())
    worksheet.set_row(0, 32)
    first, last = 5, 4 + len(checks)
    verdicts = f"D{first + 1}:D{last + 1}"
    summary = "&".join(
        f'"{verdict.value} "&COUNTIF({verdicts},"{verdict.value}")&" 项　"' for verdict in Verdict
    )
    shown = "".join(
        f"{verdict.value} {sum(check.verdict is verdict for check in checks)} 项　" for verdict in Verdict
    )
    worksheet.merge_range(1, 0, 1, len(_CHECK_HEADINGS) - 1, "", styles.get(align="left"))
    write_formula(worksheet, Cell(1, 0), f"={summary}", styles.get(align="left", bold=True), shown)
    worksheet.merge_range(
        2,
        0,
        2,
        len(_CHECK_HEADINGS) - 1,
        f"本页汇总 {project_sheets} 张项目自评表。复制出来的项目表不在本页："
        "副本右侧自带自检，“校验”会一并汇总。",
        styles.get(align="left"),
    )
    for column, (heading, _) in enumerate(_CHECK_HEADINGS):
        worksheet.write_string(first - 1, column, heading, styles.heading())
    plain, centred = styles.label(), styles.label(centred=True)
    link = styles.get(border=1, align="center", font_color="#0563C1", underline=1)
    for row, check in enumerate(checks, first):
        sheet = "'" + check.sheet.replace("'", "''") + "'"
        worksheet.write_string(row, 0, check.sheet, plain)
        worksheet.write_string(row, 1, check.rule, centred)
        worksheet.write_string(row, 2, check.title, plain)
        write_formula(
            worksheet, Cell(row, 3), f'=IFERROR({sheet}!{check.shown}&"","—")', centred, check.verdict.value
        )
        target = f"{sheet}!{check.cited}"
        address = f"ADDRESS(ROW({target}),COLUMN({target}),4)"
        write_formula(
            worksheet,
            Cell(row, 4),
            f'=IFERROR(HYPERLINK("#{sheet}!"&{address},{address}),"")',
            link,
            str(check.cited),
        )
    for verdict, colours in (
        (Verdict.BROKEN, ERROR_COLOURS),
        (Verdict.TAIL, TAIL_COLOURS),
        (Verdict.HOLDS, HOLDS_COLOURS),
    ):
        worksheet.conditional_format(
            first,
            3,
            last,
            3,
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{verdict.value}"',
                "format": styles.difference(**colours),
            },
        )
    worksheet.freeze_panes(first, 0)
    worksheet.autofilter(first - 1, 0, last, len(_CHECK_HEADINGS) - 1)
    worksheet.repeat_rows(first - 1)
    _finish(worksheet, landscape=False)


def write_explanations(
    worksheet: Worksheet, styles: Styles, profile: Profile, explanations: Sequence[Explanation] = ()
) -> None:
    """情况说明: where a clerk explains what she was reminded of."""
    for column, (_, width) in enumerate(_EXPLANATION_HEADINGS):
        worksheet.set_column(column, column, width)
    worksheet.merge_range(0, 0, 0, len(_EXPLANATION_HEADINGS) - 1, EXPLANATIONS, styles.title())
    worksheet.set_row(0, 32)
    for column, (heading, _) in enumerate(_EXPLANATION_HEADINGS):
        worksheet.write_string(1, column, heading, styles.heading())
    text = styles.input(Quantity.TEXT)
    first, last = 2, 1 + max(_EXPLANATION_ROWS, len(explanations))
    for row in range(first, last + 1):
        for column in range(len(EXPLANATION_HEADINGS)):
            worksheet.write_blank(row, column, None, text)
        worksheet.write_blank(row, len(EXPLANATION_HEADINGS), None, styles.label())
    for row, explanation in enumerate(explanations, first):
        texts = explanation.rule, explanation.table, explanation.item, explanation.text
        for column, typed in enumerate(texts):
            worksheet.write_string(row, column, typed, text)
    # The ids stand on the sheet, out of sight: a list in the validation itself may hold 255 characters.
    ids = [rule.id for rule, _ in rules_of(profile)]
    hidden = len(_EXPLANATION_HEADINGS) + 1
    letters = column_letters(hidden)
    for row, rule_id in enumerate(ids):
        worksheet.write_string(row, hidden, rule_id)
    worksheet.set_column(hidden, hidden, None, None, {"hidden": True})
    worksheet.data_validation(
        first,
        0,
        last,
        0,
        {
            "validate": "list",
            "source": f"=${letters}$1:${letters}${len(ids)}",
            "input_title": "规则编号",
            "input_message": "从校验结果里抄编号，例如 FUND-04。错误级的问题须改正，不能说明。",
            "error_type": "warning",
            "error_title": "没有这条规则",
            "error_message": "请从下拉列表里选规则编号。",
        },
    )
    worksheet.data_validation(
        first,
        1,
        last,
        1,
        {
            "validate": "list",
            "source": [form.name for form in TABLES],
            "input_title": "表",
            "input_message": "项目自评表不止一张的，填项目名称。",
            "error_type": "information",
            "error_title": "不在下拉列表里",
            "error_message": "填的是项目名称的，可以照填；否则请从下拉列表里选表名。",
        },
    )
    worksheet.freeze_panes(first, 0)
    worksheet.repeat_rows(1)
    _finish(worksheet, landscape=True)


def _finish(worksheet: Worksheet, *, landscape: bool) -> None:
    worksheet.set_paper(A4)
    if landscape:
        worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    worksheet.set_footer("&C— &P —")
    worksheet.protect(
        "", {"insert_rows": True, "format_rows": True, "format_columns": True, "autofilter": True}
    )
