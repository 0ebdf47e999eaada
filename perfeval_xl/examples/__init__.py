"""The seed: one real, published self-evaluation, transcribed exactly as printed, mistakes included."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from perfeval_xl import profile as profiles
from perfeval_xl.evaluation import Table
from perfeval_xl.form.notation import tables_of

EXAMPLE: Final = "quyuan_2024"
EXAMPLE_PROFILE: Final = "hunan-2024"
EXAMPLE_NAME: Final = "示例_屈原管理区人大政协联络办_2024"


def example_text() -> str:
    """The transcription, in the notation of `perfeval_xl.form.notation`."""
    return (Path(__file__).parent / f"{EXAMPLE}.txt").read_text(encoding="utf-8")


def example_tables() -> tuple[Table, ...]:
    """The tables of the example, ready to be written to a workbook."""
    return tables_of(example_text(), profiles.load(EXAMPLE_PROFILE))
