"""From the cells of a workbook to a `SelfEvaluation`: one module for each shape a section of the form has."""

from __future__ import annotations

from perfeval_xl.form.reading.tables import document_sheets, profile_named_in, read_evaluation

__all__ = ["document_sheets", "profile_named_in", "read_evaluation"]
