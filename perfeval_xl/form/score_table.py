"""附件2 and 附件3: the score tables of the department and of each first-level project."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from perfeval_xl.form.declaration import (
    Column,
    Indicators,
    Level1,
    Line,
    Matrix,
    Pairs,
    Quantity,
    Records,
    Slot,
    TableForm,
)
from perfeval_xl.form.labels import normalise
from perfeval_xl.form.signature import signature

INITIAL: Final = Column("initial", "年初预算数", Quantity.MONEY)
ADJUSTED: Final = Column("adjusted", "全年预算数", Quantity.MONEY)
EXECUTED: Final = Column("executed", "全年执行数", Quantity.MONEY)
WEIGHT: Final = Column("weight", "分值", Quantity.POINTS)
EXECUTION_RATE: Final = Column("execution_rate", "执行率", Quantity.RATE, calculated=True)
SCORE: Final = Column("score", "得分", Quantity.POINTS)
FUNDS_COLUMNS: Final = (INITIAL, ADJUSTED, EXECUTED, WEIGHT, EXECUTION_RATE, SCORE)

EXPECTED: Final = Column("expected", "预期目标", Quantity.TEXT, span=4)
ACHIEVED: Final = Column("achieved", "实际完成情况", Quantity.TEXT, span=4)
GOALS: Final = Records("goals", (EXPECTED, ACHIEVED), "年度总体目标", anchor=True)

LEVEL1: Final = Column("level1", "一级指标", Quantity.TEXT)
LEVEL2: Final = Column("level2", "二级指标", Quantity.TEXT)
LEVEL3: Final = Column("level3", "三级指标", Quantity.TEXT)
TARGET: Final = Column("target", "年度指标值", Quantity.TEXT)
ACTUAL: Final = Column("actual", "实际完成值", Quantity.TEXT)
NOTE: Final = Column("note", "偏差原因分析及改进措施", Quantity.TEXT)
NOTE_ABOVE: Final = Column("note_above", NOTE.heading, Quantity.TEXT)
"""No column of the form: the note in a cell merged downwards, for the rows below its first."""
TOTAL: Final = Line("total", "总分", Quantity.POINTS)

QUANTITY_KIND: Final = "数量指标"
QUALITY_KIND: Final = "质量指标"
TIMELINESS_KIND: Final = "时效指标"
COST_KIND: Final = "成本指标"
ECONOMIC_KIND: Final = "经济效益指标"
SOCIAL_KIND: Final = "社会效益指标"
ECOLOGICAL_KIND: Final = "生态效益指标"
LASTING_KIND: Final = "可持续影响指标"
SATISFACTION_KIND: Final = "服务对象满意度指标"
BENEFIT_KINDS: Final = (ECONOMIC_KIND, SOCIAL_KIND, ECOLOGICAL_KIND, LASTING_KIND)
INDICATORS: Final = Indicators(
    "indicators",
    (LEVEL1, LEVEL2, LEVEL3, TARGET, ACTUAL, WEIGHT, SCORE, NOTE),
    (
        Level1("产出指标", (QUANTITY_KIND, QUALITY_KIND, TIMELINESS_KIND, COST_KIND)),
        Level1("效益指标", BENEFIT_KINDS),
        Level1("满意度指标", (SATISFACTION_KIND,)),
    ),
    TOTAL,
    "绩效指标",
    rows_per_kind=3,
)

# What tells a level-2 indicator, however a form words it: 经济成本指标, 社会公众或服务对象满意度.
_KIND_SIGNS: Final = (
    ("成本", COST_KIND),
    ("满意度", SATISFACTION_KIND),
    ("可持续", LASTING_KIND),
    ("数量", QUANTITY_KIND),
    ("质量", QUALITY_KIND),
    ("时效", TIMELINESS_KIND),
    ("经济效益", ECONOMIC_KIND),
    ("社会效益", SOCIAL_KIND),
    ("生态", ECOLOGICAL_KIND),
    ("环境效益", ECOLOGICAL_KIND),
)

SIGNATURE: Final = signature((1, 1), (1, 1), (1, 1), (2, 1))
WIDTHS: Final = (9, 10, 12, 25, 15, 16, 8, 9, 18)

DEPARTMENT_NAME: Final = Line("department_name", "区级预算部门名称", Quantity.TEXT)
DEPARTMENT_FUNDS: Final = Line("funds", "年度资金总额")
DEPARTMENT_MONEY: Final = Matrix("money", "", 2, FUNDS_COLUMNS, (DEPARTMENT_FUNDS,), "年度预算申请（万元）")

GENERAL_BUDGET: Final = Line("general_budget", "其中：一般公共预算", indent=1)
GOVERNMENT_FUND: Final = Line("government_fund", "政府性基金拨款", indent=1)
SPECIAL_ACCOUNT: Final = Line("special_account", "纳入专户管理的非税收入拨款", indent=1, required=False)
OTHER_FUNDS: Final = Line("other_funds", "其他资金", indent=1)
INCOME: Final = Line(
    "income", "按收入性质分", lines=(GENERAL_BUDGET, GOVERNMENT_FUND, SPECIAL_ACCOUNT, OTHER_FUNDS)
)
BASIC: Final = Line("basic", "其中：基本支出", indent=1)
PROJECT: Final = Line("project", "项目支出", indent=1)
EXPENDITURE: Final = Line("expenditure", "按支出性质分", lines=(BASIC, PROJECT))
COMPOSITION: Final = Pairs(
    "composition",
    (
        (Slot(INCOME, 3, 1), Slot(EXPENDITURE, 3, 1)),
        (Slot(GENERAL_BUDGET, 3, 1), Slot(BASIC, 3, 1)),
        (Slot(GOVERNMENT_FUND, 3, 1), Slot(PROJECT, 3, 1)),
        (Slot(SPECIAL_ACCOUNT, 3, 1), None),
        (Slot(OTHER_FUNDS, 3, 1), None),
    ),
    side="年度预算申请（万元）",
    joined=True,
)

DEPARTMENT: Final = TableForm(
    "department",
    "部门自评表",
    "附件2 部门自评表",
    "附件2",
    "{year}年度部门整体支出绩效自评表",
    title_signs=("部门整体支出绩效自评表", "部门支出绩效自评表", "整体支出绩效自评表"),
    signs=("区级预算部门名称", "按收入性质分", "按支出性质分"),
    sections=(
        Pairs("names", ((Slot(DEPARTMENT_NAME, 3, 6),),)),
        DEPARTMENT_MONEY,
        COMPOSITION,
        GOALS,
        INDICATORS,
        SIGNATURE,
    ),
    widths=WIDTHS,
    family="score_table",
)

PROJECT_NAME: Final = Line("project_name", "项目支出名称", Quantity.TEXT)
SUPERVISOR: Final = Line("supervisor", "主管部门", Quantity.TEXT)
IMPLEMENTER: Final = Line("implementer", "实施单位", Quantity.TEXT)
APPROPRIATION: Final = Line("appropriation", "其中：当年财政拨款", indent=1)
CARRIED_OVER: Final = Line("carried_over", "上年结转资金", indent=2)
PROJECT_OTHER: Final = Line("other", "其他资金", indent=2)
PROJECT_FUNDS: Final = Line("funds", "年度资金总额", lines=(APPROPRIATION, CARRIED_OVER, PROJECT_OTHER))
PROJECT_MONEY: Final = Matrix("money", "", 2, FUNDS_COLUMNS, (PROJECT_FUNDS,), "项目资金（万元）")

PROJECT_TABLE: Final = TableForm(
    "project",
    "项目自评表",
    "附件3 项目自评表",
    "附件3",
    "{year}年度项目支出绩效自评表",
    title_signs=("项目支出绩效自评表", "项目绩效自评表"),
    signs=("项目支出名称", "实施单位", "上年结转资金", "当年财政拨款"),
    sections=(
        Pairs(
            "names",
            ((Slot(PROJECT_NAME, 2, 7),), (Slot(SUPERVISOR, 2, 2), Slot(IMPLEMENTER, 1, 4))),
        ),
        PROJECT_MONEY,
        GOALS,
        INDICATORS,
        SIGNATURE,
    ),
    widths=WIDTHS,
    family="score_table",
    notes=("备注：一个一级项目支出一张表。如，业务工作经费，运行维护经费，其他事业发展类资金…各一张表。",),
)


@lru_cache(maxsize=256)
def kind_of(level2: str) -> str:
    """The form's name of a level-2 indicator as a clerk wrote it; '' where it is none of the form's."""
    label = normalise(level2)
    return next((kind for sign, kind in _KIND_SIGNS if sign in label), "")
