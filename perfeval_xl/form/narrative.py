"""报告正文: the ten sections of the narrative, with the figures that its sentences are composed from."""

from __future__ import annotations

import re
from typing import Final

from perfeval_xl.form.declaration import Line, Pairs, Prose, Quantity, Slot, TableForm

UNIT: Final = Line("unit", "单位名称", Quantity.TEXT, hint="填单位全称，报告标题和正文都用它。")
YEAR: Final = Line("year", "年度", Quantity.YEAR, hint="填四位年份，例如 2024。")

POSTS_FIGURE: Final = Line("narrative_posts", "核定编制（人）", Quantity.COUNT)
STAFF_FIGURE: Final = Line("narrative_staff", "实有人数（人）", Quantity.COUNT)

BASIC_FIGURE: Final = Line("narrative_basic", "基本支出（万元）")
PERSONNEL_FIGURE: Final = Line("narrative_personnel", "人员经费（万元）")
PERSONNEL_SHARE: Final = Line("personnel_share", "人员经费占基本支出", Quantity.RATE, calculated=True)
PERSONNEL_ITEMS: Final = Line(
    "personnel_items",
    "人员经费主要包括",
    Quantity.TEXT,
    required=False,
    hint="各项之间用顿号“、”隔开，不写“等”。",
)
OPERATING_FIGURE: Final = Line("narrative_operating", "公用经费（万元）")
OPERATING_SHARE: Final = Line("operating_share", "公用经费占基本支出", Quantity.RATE, calculated=True)
OPERATING_ITEMS: Final = Line(
    "operating_items",
    "公用经费主要包括",
    Quantity.TEXT,
    required=False,
    hint="各项之间用顿号“、”隔开，不写“等”。",
)
PROJECT_FIGURE: Final = Line("narrative_project", "项目支出（万元）")
PROJECT_PURPOSE: Final = Line(
    "project_purpose", "项目支出用途", Quantity.TEXT, required=False, hint="一句话说明项目支出主要用于什么。"
)


AUTOMATIC: Final = "自动生成文字"
"""The label before the sentence that the template composes by formula."""
BODY: Final = "正文"
"""The label before a section's first paragraph."""

FIGURE: Final = re.compile(r"\{([^{}]*)\}")
"""A figure in a sentence, by its key in braces."""
AMOUNT_SENTENCE: Final = "amount"
"""The sentence for a section that has an amount and no sentence of its own."""
AMOUNT_FIGURES: Final = ("year", "subject", "amount")
"""What that sentence may name: the subject is the section's heading without number and 情况."""


def _override(key: str) -> Line:
    return Line(
        key,
        "改写文字",
        Quantity.TEXT,
        required=False,
        hint="不填：报告用自动生成的文字。填了：报告原样用这里的文字。",
    )


def _amount(key: str) -> Line:
    return Line(key, "支出金额（万元）", required=False, hint="没有这项支出就空着。")


FUND_FIGURE: Final = _amount("narrative_government_fund")
CAPITAL_FIGURE: Final = _amount("narrative_state_capital")
INSURANCE_FIGURE: Final = _amount("narrative_social_insurance")

OVERVIEW: Final = Prose(
    "overview",
    "一、部门（单位）基本情况",
    figures=(POSTS_FIGURE, STAFF_FIGURE),
    sentence="overview",
    override=_override("overview_text"),
    paragraphs=12,
)
GENERAL: Final = Prose("general", "二、一般公共预算支出情况")
BASIC_SECTION: Final = Prose(
    "basic_section",
    "（一）基本支出情况",
    2,
    (
        BASIC_FIGURE,
        PERSONNEL_FIGURE,
        PERSONNEL_SHARE,
        PERSONNEL_ITEMS,
        OPERATING_FIGURE,
        OPERATING_SHARE,
        OPERATING_ITEMS,
    ),
    sentence="basic",
    override=_override("basic_text"),
)
PROJECT_SECTION: Final = Prose(
    "project_section",
    "（二）项目支出情况",
    2,
    (PROJECT_FIGURE, PROJECT_PURPOSE),
    sentence="project",
    override=_override("project_text"),
)
FUND_SECTION: Final = Prose(
    "fund_section",
    "三、政府性基金预算支出情况",
    figures=(FUND_FIGURE,),
    paragraphs=3,
    default=("本单位无政府性基金预算支出。",),
)
CAPITAL_SECTION: Final = Prose(
    "capital_section",
    "四、国有资本经营预算支出情况",
    figures=(CAPITAL_FIGURE,),
    paragraphs=3,
    default=("本单位无国有资本经营预算支出。",),
)
INSURANCE_SECTION: Final = Prose(
    "insurance_section",
    "五、社会保险基金预算支出情况",
    figures=(INSURANCE_FIGURE,),
    paragraphs=3,
    default=("本单位无社会保险基金预算支出。",),
)
OTHERS: Final = Prose("others", "十、其他需要说明的情况", paragraphs=3)
"""Where the report lists the explanations of findings that stand (核实性)."""
ATTACHMENTS: Final = Prose(
    "attachments",
    "报告需要以下附件：",
    paragraphs=4,
    default=(
        "1.部门整体支出绩效评价基础数据表",
        "2.部门整体支出绩效自评表",
        "3.项目支出绩效自评表（一个一级项目支出一张表）",
    ),
    # The attachments stand behind the report, listed or not; over an empty list it prints no heading.
    required=False,
)

NARRATIVE: Final = TableForm(
    "narrative",
    "报告正文",
    "报告正文",
    "",
    "{year}年度部门整体支出绩效自评报告",
    title_signs=("部门整体支出绩效自评报告", "整体支出绩效自评报告", "绩效自评报告"),
    signs=(),
    sections=(
        Pairs("identity", ((Slot(UNIT, 1, 1),), (Slot(YEAR, 1, 1),))),
        OVERVIEW,
        GENERAL,
        BASIC_SECTION,
        PROJECT_SECTION,
        FUND_SECTION,
        CAPITAL_SECTION,
        INSURANCE_SECTION,
        Prose("performance", "六、部门整体支出绩效情况", paragraphs=6),
        Prose("problems", "七、存在的问题及原因分析", paragraphs=4),
        Prose("improvements", "八、下一步改进措施", paragraphs=4),
        Prose("publication", "九、部门整体支出绩效自评结果拟应用和公开情况", paragraphs=4),
        OTHERS,
        ATTACHMENTS,
    ),
    widths=(24, 100),
)
