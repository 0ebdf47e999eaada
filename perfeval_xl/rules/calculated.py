"""What the template calculates: rates and total scores, each by the relation that also checks it."""

from __future__ import annotations

from typing import Final

from perfeval_xl.form.base_data import (
    BUILDINGS,
    CONTROL_RATE,
    IN_POST,
    INVESTMENT_ACTUAL,
    INVESTMENT_APPROVED,
    INVESTMENT_RATE,
    POSTS,
    SCALE_ACTUAL,
    SCALE_APPROVED,
    SCALE_RATE,
    STAFF,
)
from perfeval_xl.form.narrative import (
    BASIC_FIGURE,
    OPERATING_FIGURE,
    OPERATING_SHARE,
    PERSONNEL_FIGURE,
    PERSONNEL_SHARE,
)
from perfeval_xl.form.score_table import (
    ADJUSTED,
    DEPARTMENT_FUNDS,
    DEPARTMENT_MONEY,
    EXECUTED,
    EXECUTION_RATE,
    PROJECT_FUNDS,
    PROJECT_MONEY,
)
from perfeval_xl.rules.relations import Calculation, LineRatio, RowRatio, TotalScore

FUNDS_LINES: Final = (DEPARTMENT_FUNDS, PROJECT_FUNDS)
"""Of the money rows only these total rows' weight and score count."""

STAFF_CONTROL: Final = RowRatio(STAFF, CONTROL_RATE, IN_POST, POSTS)
BUILDING_SCALE: Final = RowRatio(BUILDINGS, SCALE_RATE, SCALE_ACTUAL, SCALE_APPROVED)
BUILDING_INVESTMENT: Final = RowRatio(BUILDINGS, INVESTMENT_RATE, INVESTMENT_ACTUAL, INVESTMENT_APPROVED)
DEPARTMENT_EXECUTION: Final = RowRatio(DEPARTMENT_MONEY, EXECUTION_RATE, EXECUTED, ADJUSTED)
PROJECT_EXECUTION: Final = RowRatio(PROJECT_MONEY, EXECUTION_RATE, EXECUTED, ADJUSTED)
TOTAL_SCORE: Final = TotalScore(FUNDS_LINES)
PERSONNEL_PART: Final = LineRatio(PERSONNEL_SHARE, PERSONNEL_FIGURE, BASIC_FIGURE)
OPERATING_PART: Final = LineRatio(OPERATING_SHARE, OPERATING_FIGURE, BASIC_FIGURE)

CALCULATIONS: Final[tuple[Calculation, ...]] = (
    STAFF_CONTROL,
    BUILDING_SCALE,
    BUILDING_INVESTMENT,
    DEPARTMENT_EXECUTION,
    PROJECT_EXECUTION,
    TOTAL_SCORE,
    PERSONNEL_PART,
    OPERATING_PART,
)
"""Every cell the template calculates."""
