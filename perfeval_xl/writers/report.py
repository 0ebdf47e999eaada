"""The Word report: the narrative's ten sections, the list of attachments, and the tables of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import docx
from docx.document import Document

from perfeval_xl.amounts import is_nothing
from perfeval_xl.evaluation import SelfEvaluation, Table
from perfeval_xl.findings import Result
from perfeval_xl.form import NARRATIVE, TABLES
from perfeval_xl.form.declaration import Prose
from perfeval_xl.form.explanations import HEADING
from perfeval_xl.form.guide import profile_keyword
from perfeval_xl.form.layout import Layout, Role, heading_text, lay_out
from perfeval_xl.form.narrative import ATTACHMENTS, OTHERS
from perfeval_xl.form.passages import section_passages
from perfeval_xl.look import (
    ATTACHMENT,
    BODY,
    LIST_HEADING,
    NOTE,
    OFFICIAL,
    SECTION,
    SIGNATURE,
    SIGNATURE_PAIR,
    SUBSECTION,
    TABLE_TITLE,
    TITLE,
    Look,
)
from perfeval_xl.writers.completed import completed
from perfeval_xl.writers.explanations import explanation_lines
from perfeval_xl.writers.word_file import save_document, set_properties
from perfeval_xl.writers.word_lines import label_lines, text_width
from perfeval_xl.writers.word_styles import set_up
from perfeval_xl.writers.word_tables import shown, word_table
from perfeval_xl.writers.word_xml import Element, cleaned, element, paragraph

_LEAST_GAP: Final = 0.5
"""Characters between two parts of the signature line."""

# 市场监督 and 市政 are no city, 区域 is no district.
_PLACE_OR_OFFICE: Final = re.compile("(?:省|州(?![市区县])|市(?![场政容])|县|区(?![域划])|旗|局|委员会)(?=.)")

# A paragraph like “（一）职能职责” is a heading the unit gave; one that ends a sentence is text.
_OWN_HEADING: Final = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)][^。；！？\n]{1,28}")


def write_report(result: Result, path: Path, look: Look = OFFICIAL) -> None:
    """Writes the Word report of a checked self-evaluation.

    Raises:
        OSError: `path` cannot be written; what stood there is left as it was.
    """
    save_document(build_report(result, look), path)


def build_report(result: Result, look: Look = OFFICIAL) -> Document:
    """The report as a document: marked as a draft while errors stand, without the parts the file lacks."""
    evaluation = result.evaluation
    document = docx.Document()
    set_up(document, look, draft_mark(result))
    # An import of the report reads the profile from the keywords.
    keywords = profile_keyword(evaluation.profile)
    set_properties(document, report_title(evaluation), evaluation.unit, keywords)
    root: Element = document.element
    page_setup = root.body[-1]
    for part in _parts(result, look):
        page_setup.addprevious(part)
    return document


def report_title(evaluation: SelfEvaluation) -> str:
    """2024年度屈原管理区人大政协联络办部门整体支出绩效自评报告."""
    return "".join(_title_pieces(evaluation))


def _title_pieces(evaluation: SelfEvaluation) -> tuple[str, str]:
    """Year and unit, and what they report."""
    before, year, after = NARRATIVE.title.partition("{year}年度")
    return heading_text(f"{before}{year}{evaluation.unit}", evaluation.year), after


def _title_lines(evaluation: SelfEvaluation, look: Look) -> str:
    """The title as it is printed: on one line, else broken before what is reported, else around the unit.

    A name longer than a line is broken behind a place or an office, if it can be.
    """
    fitting = look.page.text_width / look[TITLE].em
    before, after = map(cleaned, _title_pieces(evaluation))
    unit = cleaned(evaluation.unit)
    year = before.removesuffix(unit)
    ends = [match.end() for match in _PLACE_OR_OFFICE.finditer(unit)]
    broken = ([year + unit[:end], unit[end:], after] for end in reversed(ends))
    for lines in ([before + after], [before, after], [year, unit, after], *broken):
        if all(text_width(line) <= fitting for line in lines):
            return "\n".join(lines)
    return "\n".join(line for piece in (before, after) for line in label_lines(piece, fitting))


def draft_mark(result: Result) -> str:
    """What the header of every page says; '' for a report without errors."""
    return f"草稿：还有 {result.errors} 处错误未改正" if result.errors else ""


def _parts(result: Result, look: Look) -> Iterator[Element]:
    evaluation = result.evaluation
    if evaluation.narrative is not None:
        yield paragraph(TITLE.id, _title_lines(evaluation, look))
        yield from _narrative(completed(evaluation.narrative), result)
    for form in TABLES:
        if form is not NARRATIVE:
            for table in evaluation.tables_of(form):
                layout = lay_out(completed(table), evaluation.year, spare=False, joined=True)
                yield from _attachment(layout, look)


def _narrative(table: Table, result: Result) -> Iterator[Element]:
    explanations, evaluation = explanation_lines(result), result.evaluation
    for section in NARRATIVE.sections:
        if not isinstance(section, Prose):
            continue
        passages = section_passages(section, table, evaluation.profile, evaluation.year)
        texts = [passage.text for passage in passages]
        if section is OTHERS and explanations:
            texts = [text for text in texts if not is_nothing(text.rstrip("。"))]
        if section is ATTACHMENTS:
            if texts:
                yield paragraph(LIST_HEADING.id, section.heading)
        else:
            yield paragraph((SECTION if section.level == 1 else SUBSECTION).id, section.heading)
        for text in texts:
            style = SUBSECTION if _OWN_HEADING.fullmatch(text) else BODY
            yield paragraph(style.id, text)
        if section is OTHERS and explanations:
            yield paragraph(SUBSECTION.id, HEADING)
            for line in explanations:
                yield paragraph(BODY.id, line)


def _attachment(layout: Layout, look: Look) -> Iterator[Element]:
    """One table on a page of its own: 附件1, title, table, notes, signature line."""
    end = layout.bordered[1]
    for box in layout.boxes:
        if box.role is Role.ATTACHMENT:
            yield paragraph(ATTACHMENT.id, box.text)
        elif box.role is Role.TITLE:
            yield paragraph(TABLE_TITLE.id, box.text)
    yield from word_table(layout, look)
    below = [box for box in layout.boxes if box.row >= end]
    for box in below:
        if box.role is Role.NOTE:
            yield paragraph(NOTE.id, box.text)
    signatures = [shown(box) for box in below if box.role is not Role.NOTE]
    yield from _signature_lines(signatures, look)


def _signature_lines(signatures: Sequence[str], look: Look) -> Iterator[Element]:
    """All on one line where they fit between the tabs, as on the form; else two on a line."""
    style = look[SIGNATURE]
    stops = [stop * look.page.text_width / style.em for stop in (0, *style.tabs)]
    room = [end - start for start, end in pairwise(stops)]
    if all(text_width(text) + _LEAST_GAP <= width for text, width in zip(signatures, room, strict=False)):
        yield paragraph(SIGNATURE.id, "\t".join(signatures))
        return
    for first in range(0, len(signatures), 2):
        # No line of them stands alone on a page.
        together = [element("w:keepNext")] if first + 2 < len(signatures) else []
        yield paragraph(SIGNATURE_PAIR.id, "\t".join(signatures[first : first + 2]), properties=together)
