"""The whole catalogue: importing it declares every rule."""

from __future__ import annotations

from perfeval_xl.rules import base
from perfeval_xl.rules.registry import REGISTER

__all__ = ["REGISTER"]

MODULES = (base,)
"""One module for each group of the catalogue."""
