"""Tables of a report in the notation of the form, with the figures a test is about."""

from __future__ import annotations

from collections.abc import Sequence


def narrative(
    basic: str = "162.95",
    personnel: str = "140.78",
    operating: str = "22.17",
    project: str = "40.15",
    others: Sequence[str] = ("", "", ""),
) -> str:
    fund, capital, insurance = others
    return f"""
# 报告正文
一、部门（单位）基本情况
核定编制（人） | 12
实有人数（人） | 9
（一）基本支出情况
基本支出（万元） | {basic}
人员经费（万元） | {personnel}
公用经费（万元） | {operating}
（二）项目支出情况
项目支出（万元） | {project}
三、政府性基金预算支出情况
支出金额（万元） | {fund}
四、国有资本经营预算支出情况
支出金额（万元） | {capital}
五、社会保险基金预算支出情况
支出金额（万元） | {insurance}
"""


def base_data(*rows: str) -> str:
    return "\n".join(["", "# 附件1 基础数据表", *rows, ""])


def department(executed: str, *rows: str) -> str:
    funds = f"年度资金总额 | 229.67 | 231.81 | {executed} | 10 | |"
    return "\n".join(["", "# 附件2 部门自评表", funds, *rows, ""])


def project(name: str = "", adjusted: str = "", executed: str = "") -> str:
    return f"""
# 附件3 项目自评表
项目支出名称 | {name}
年度资金总额 | | {adjusted} | {executed} | 10 | |
"""
