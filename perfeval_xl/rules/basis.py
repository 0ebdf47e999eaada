"""The regulations and forms that rules rest on, as findings and the rule reference cite them."""

from __future__ import annotations

from typing import Final

from perfeval_xl.form.guide import GUIDE

BUDGET_LAW: Final = "《中华人民共和国预算法》第十三条"
"""Spending rests on the approved budget; what is not in it must not be spent."""
EVALUATION_MEASURES: Final = "《项目支出绩效评价管理办法》（财预〔2020〕10号）"
REPORT: Final = "《部门整体支出绩效自评报告》及附件"
DEPARTMENT_FORM: Final = "《部门整体支出绩效自评表》"
PROJECT_FORM: Final = "《项目支出绩效自评表》"
SCORE_FORMS: Final = DEPARTMENT_FORM + PROJECT_FORM
TEMPLATE: Final = f"本程序模板的“{GUIDE}”"
