"""All rules across units: importing it declares every one."""

from __future__ import annotations

from perfeval_xl.bureau.across import figures, names, texts
from perfeval_xl.bureau.across.registry import ACROSS

__all__ = ["ACROSS"]

MODULES = (texts, names, figures)
