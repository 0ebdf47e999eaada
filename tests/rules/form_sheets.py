"""What the tests of the FORM rules share: a unit, sheets, and what one rule finds in them."""

from __future__ import annotations

from tests.rules.checking import findings

UNIT = "屈原管理区人大政协联络办"
GUIDE = "# 工作表 填报说明\n模板版本 | 1\n"
PROJECT_SHEET = """
# 工作表 项目
2024年度项目支出绩效自评表
项目支出名称 | 人大政协专项经费
主管部门 | 甲 | 实施单位 | 乙
项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
| 年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91
| 其中：当年财政拨款 | 45.78 | 40 | 35.65
| 上年结转资金
| 其他资金
年度总体目标 | 预期目标 | 实际完成情况
| 开展工作评议 | 评议5个单位
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
产出指标（50分） | 数量指标 | 开展工作评议 | ≥5个 | 5个 | 50 | 50
总分 | | | | | 100 | 100
"""


def found(rule_id: str, cells: str) -> list[tuple[str, str]]:
    """Severity and cell of each finding of one rule."""
    return [(finding.severity.value, str(finding.at)) for finding in findings(cells, rule_id)]


def message(rule_id: str, cells: str) -> str:
    (finding,) = findings(cells, rule_id)
    return finding.message
