"""The official form, declared once: its tables, lines and columns, how it is laid out and how it is read."""

from __future__ import annotations

from typing import Final

from perfeval_xl.form.base_data import BASE_DATA
from perfeval_xl.form.declaration import TableForm
from perfeval_xl.form.narrative import NARRATIVE
from perfeval_xl.form.score_table import DEPARTMENT, PROJECT_TABLE

TABLES: Final[tuple[TableForm, ...]] = (NARRATIVE, BASE_DATA, DEPARTMENT, PROJECT_TABLE)
"""All tables of the form, in the order of the report."""
