"""The whole catalogue: importing it declares every rule."""

from __future__ import annotations

from perfeval_xl.rules import (
    base,
    cross_narrative,
    cross_projects,
    form,
    fund,
    score,
    text_content,
    text_figures,
    typed,
)
from perfeval_xl.rules.registry import REGISTER

__all__ = ["REGISTER"]

MODULES = (form, typed, base, fund, score, cross_narrative, cross_projects, text_figures, text_content)
"""A module for each group of the catalogue; a large group is split by meaning."""
