"""The whole catalogue: importing it declares every rule."""

from __future__ import annotations

from perfeval_xl.rules import (
    base,
    cross_indicators,
    cross_kinds,
    cross_narrative,
    cross_previous,
    cross_projects,
    cross_staff,
    form_cells,
    form_identity,
    form_tables,
    fund,
    indicator_table,
    indicator_values,
    score,
    score_grade,
    score_indicators,
    text_content,
    text_figures,
    text_units,
    typed,
)
from perfeval_xl.rules.registry import REGISTER

__all__ = ["REGISTER"]

MODULES = (
    form_tables,
    form_cells,
    form_identity,
    typed,
    base,
    fund,
    score,
    score_indicators,
    score_grade,
    indicator_table,
    indicator_values,
    cross_narrative,
    cross_staff,
    cross_kinds,
    cross_projects,
    cross_indicators,
    cross_previous,
    text_figures,
    text_content,
    text_units,
)
"""A module for each group of the catalogue; a large group is split by meaning."""
