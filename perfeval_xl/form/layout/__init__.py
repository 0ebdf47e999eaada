"""How a filled-in table stands on a sheet or in a Word table: boxes with spans, from the form's declaration.

The template, the Word report and the examples of the rules are all drawn from a `Layout`.
"""

from __future__ import annotations

from perfeval_xl.form.layout.boxes import (
    UNKNOWN_YEAR,
    Box,
    Layout,
    PlacedGroup,
    PlacedRow,
    Role,
    heading_text,
)
from perfeval_xl.form.layout.builder import lay_out
from perfeval_xl.form.layout.cells import cell_content, to_grid

__all__ = [
    "UNKNOWN_YEAR",
    "Box",
    "Layout",
    "PlacedGroup",
    "PlacedRow",
    "Role",
    "cell_content",
    "heading_text",
    "lay_out",
    "to_grid",
]
