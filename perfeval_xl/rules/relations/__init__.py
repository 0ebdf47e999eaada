"""Relations between figures: each judges entries in Python and writes the same judgement as an Excel formula.

A verdict is one of four, in Python and in the workbook alike (rules.md, "Verdicts").
"""

from __future__ import annotations

from perfeval_xl.rules.relations.execution_score import ExecutionScore, is_score
from perfeval_xl.rules.relations.judgement import (
    REPORTED,
    Calculation,
    CheckFormula,
    Judgement,
    Relation,
    Verdict,
)
from perfeval_xl.rules.relations.money import (
    CENT,
    Same,
    Sum,
    addition,
    addition_of_tables,
    agree,
    at_most,
    compare_money,
    complete_total,
    is_negative,
    merged,
    total_of,
)
from perfeval_xl.rules.relations.rates import LineRatio, RowRatio, compare_rate, ratio, reaches
from perfeval_xl.rules.relations.scores import HeadingPoints, TotalScore, TotalWeight, funds_row

__all__ = [
    "CENT",
    "REPORTED",
    "Calculation",
    "CheckFormula",
    "ExecutionScore",
    "HeadingPoints",
    "Judgement",
    "LineRatio",
    "Relation",
    "RowRatio",
    "Same",
    "Sum",
    "TotalScore",
    "TotalWeight",
    "Verdict",
    "addition",
    "addition_of_tables",
    "agree",
    "at_most",
    "compare_money",
    "compare_rate",
    "complete_total",
    "funds_row",
    "is_negative",
    "is_score",
    "merged",
    "ratio",
    "reaches",
    "total_of",
]
