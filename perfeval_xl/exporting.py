"""From a checked self-evaluation to its Word report, with the look that its bureau wants."""

from __future__ import annotations

from pathlib import Path

from perfeval_xl.findings import Result
from perfeval_xl.look import OFFICIAL
from perfeval_xl.readers.document.reference import read_look
from perfeval_xl.readers.refusal import UnreadableFile
from perfeval_xl.writers.report import write_report


class UnusableReference(Exception):
    """The document that the report should look like cannot be used; the message is one Chinese line."""


def export_report(result: Result, path: Path, reference: Path | None = None) -> None:
    """Writes the Word report.

    Args:
        result: What was checked.
        path: The .docx to write.
        reference: A .docx whose page and styles the report takes; by default the profile's, if it names one,
            else the report looks as GB/T 9704-2012 wants it.

    Raises:
        UnusableReference: `reference` cannot be read; nothing was written.
        OSError: `path` cannot be written; what stood there is left as it was.
    """
    reference = reference or result.evaluation.profile.reference
    if reference is None:
        look = OFFICIAL
    else:
        try:
            look = read_look(reference)
        except UnreadableFile as refusal:
            raise UnusableReference(f"{reference}：{refusal}") from refusal
    write_report(result, path, look)
