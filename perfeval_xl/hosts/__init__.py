"""The spreadsheet programs the buttons live in; to import this imports xlwings, without what it can spare."""

from __future__ import annotations

from perfeval_xl.hosts.startup import without_unused_imports

with without_unused_imports():
    import xlwings

__all__ = ["xlwings"]
