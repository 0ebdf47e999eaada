"""The spreadsheet programs the buttons live in. Importing this imports xlwings, without what no button needs."""

from __future__ import annotations

from perfeval_xl.hosts.startup import without_unused_imports

with without_unused_imports():
    import xlwings

__all__ = ["xlwings"]
