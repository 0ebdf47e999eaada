"""From the cells of a workbook to a `SelfEvaluation`: one module for each shape a section of the form has."""

from __future__ import annotations

from perfeval_xl.form.reading.tables import profile_named_in, read_evaluation

__all__ = ["profile_named_in", "read_evaluation"]
