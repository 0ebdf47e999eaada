"""The seed's tables as a unit pastes them from Word: label and value in one cell, line breaks and all.

They stand in ``seed_as_pasted.txt``, in the notation of `tests.form.sheets`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from perfeval_xl.grid import Grid
from tests.form.sheets import sheet


def _tables() -> dict[str, str]:
    text = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    parts = (part.partition("\n") for part in text.removeprefix("# ").split("\n\n# "))
    return {name: f"{drawn.strip()}\n" for name, _, drawn in parts}


_TABLES: Final = _tables()
NARRATIVE: Final = _TABLES["报告正文"]
BASE: Final = _TABLES["附件1"]
DEPARTMENT: Final = _TABLES["附件2"]
PROJECT: Final = _TABLES["附件3"]
SECOND_PROJECT: Final = (
    PROJECT.replace("人大政协专项经费 | <", "区、乡人大代表工作站项目 | <")
    .replace("45.78 | 40 | 35.65 | □10 | 89.12%", "20 | 20 | 20 | □10 | 100%")
    .replace("开展工作评议", "完善工作站")
)


def pasted() -> list[Grid]:
    """One sheet for each table, with the names a new workbook gives."""
    texts = (NARRATIVE, BASE, DEPARTMENT, PROJECT, SECOND_PROJECT)
    return [sheet(text, f"Sheet{number}") for number, text in enumerate(texts, 1)]
