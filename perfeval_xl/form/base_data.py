"""附件1: the base data table, as printed in the official form."""

from __future__ import annotations

from typing import Final

from perfeval_xl.form.declaration import Column, Line, Matrix, Pairs, Quantity, Records, Slot, TableForm
from perfeval_xl.form.signature import signature

POSTS: Final = Column("posts", "编制数", Quantity.COUNT)
IN_POST: Final = Column("in_post", "{year}年实际在职人数", Quantity.COUNT)
CONTROL_RATE: Final = Column("control_rate", "控制率", Quantity.RATE, calculated=True)
STAFF: Final = Records(
    "staff", (POSTS, IN_POST, CONTROL_RATE), "财政供养人员情况（人）", side_span=4, anchor=True
)

PRIOR_FINAL: Final = Column("prior_final", "{prior}年决算数", Quantity.MONEY)
BUDGET: Final = Column("budget", "{year}年预算数", Quantity.MONEY)
FINAL: Final = Column("final", "{year}年决算数", Quantity.MONEY)

VEHICLE_PURCHASE: Final = Line("vehicle_purchase", "其中：公车购置", indent=2)
VEHICLE_RUNNING: Final = Line("vehicle_running", "公车运行维护", indent=4)
VEHICLES: Final = Line(
    "vehicles", "1、公务用车购置和维护经费", lines=(VEHICLE_PURCHASE, VEHICLE_RUNNING), indent=1
)
ABROAD: Final = Line("abroad", "2、出国经费", indent=1)
RECEPTION: Final = Line("reception", "3、公务接待", indent=1)
OTHER_TRANSPORT: Final = Line("other_transport", "4、其他交通费", indent=1, required=False)
THREE_PUBLIC: Final = Line("three_public", "三公经费", lines=(VEHICLES, ABROAD, RECEPTION, OTHER_TRANSPORT))

BUSINESS: Final = Line("business", "1、业务工作经费", indent=1)
OPERATION: Final = Line("operation", "2、运行维护经费", indent=1)
WARMTH: Final = Line("warmth", "3、送温暖经费", indent=1, required=False)
SPECIAL_FUNDS: Final = Line(
    "special_funds", "4、区级专项资金（一个专项一行）", is_open=True, spare=4, indent=1
)
PROJECT_EXPENDITURE: Final = Line(
    "project_expenditure", "项目支出：", lines=(BUSINESS, OPERATION, WARMTH, SPECIAL_FUNDS), spare=2
)

OPERATING: Final = Line(
    "operating",
    "公用经费",
    lines=(
        Line("office", "其中：办公经费", indent=1),
        Line("utilities_travel", "水费、电费、差旅费", indent=2),
        Line("meetings_training", "会议费、培训费", indent=2),
        Line("printing_transport", "文印费、交通费", indent=2),
        Line("operating_other", "其它", indent=2),
    ),
    spare=2,
)
PROCUREMENT: Final = Line("procurement", "政府采购金额")
BASIC_ADJUSTMENT: Final = Line(
    "basic_adjustment",
    "部门基本支出预算调整",
    required=False,
    may_be_negative=True,
    hint="年中追加填正数，调减填负数（万元）；没有调整就空着。",
)

EXPENSES: Final = Matrix(
    "expenses",
    "经费控制情况（万元）",
    4,
    (PRIOR_FINAL, BUDGET, FINAL),
    (THREE_PUBLIC, PROJECT_EXPENDITURE, OPERATING, PROCUREMENT, BASIC_ADJUSTMENT),
)

SCALE_APPROVED: Final = Column("scale_approved", "批复规模（㎡）", Quantity.AREA)
SCALE_ACTUAL: Final = Column("scale_actual", "实际规模（㎡）", Quantity.AREA)
SCALE_RATE: Final = Column("scale_rate", "规模控制率", Quantity.RATE, calculated=True)
INVESTMENT_APPROVED: Final = Column("investment_approved", "预算投资（万元）", Quantity.MONEY)
INVESTMENT_ACTUAL: Final = Column("investment_actual", "实际投资（万元）", Quantity.MONEY)
INVESTMENT_RATE: Final = Column("investment_rate", "投资概算控制率", Quantity.RATE, calculated=True)
BUILDINGS: Final = Records(
    "buildings",
    (SCALE_APPROVED, SCALE_ACTUAL, SCALE_RATE, INVESTMENT_APPROVED, INVESTMENT_ACTUAL, INVESTMENT_RATE),
    "楼堂馆所控制情况（{year}年完工项目）",
    count=3,
    anchor=True,
)

THRIFT: Final = Line("thrift", "厉行节约保障措施", Quantity.TEXT, required=False)

BASE_DATA: Final = TableForm(
    "base_data",
    "基础数据表",
    "附件1 基础数据表",
    "附件1",
    "{year}年度部门整体支出绩效评价基础数据表",
    title_signs=("绩效评价基础数据表", "绩效自评基础数据表", "基础数据表"),
    signs=("财政供养人员情况", "经费控制情况", "厉行节约保障措施"),
    sections=(
        STAFF,
        EXPENSES,
        BUILDINGS,
        Pairs("thrift_section", ((Slot(THRIFT, 1, 6),),)),
        signature((1, 1), (1, 1), (1, 1), (1, 0)),
    ),
    widths=(20, 12, 12, 12, 14, 14, 14),
    notes=(
        "说明：“项目支出”需要填报基本支出以外的所有项目支出情况，“公用经费”填报基本支出中的一般商品和服务支出。",
    ),
)
