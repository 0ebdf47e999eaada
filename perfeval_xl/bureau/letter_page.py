"""How a letter looks: a page in the manner of GB/T 9704, with one table of what to mend.

Most letters fit on one page. A few opinions stand in the sizes of a letter, many in those of a dense table;
where a page does not hold them all, the table goes on under repeated headings: a unit gets all of it in one
paper, with nothing left to look for elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from pathlib import PurePosixPath
from typing import Any, Final

import docx
from docx.opc.constants import RELATIONSHIP_TYPE

from perfeval_xl.bureau.files import DOCUMENTS
from perfeval_xl.bureau.letter_seal import add_seal, sealed
from perfeval_xl.bureau.opinions import Note, Opinion, notes, opinions
from perfeval_xl.bureau.outcome import LETTER
from perfeval_xl.findings import Severity
from perfeval_xl.form.explanations import HEADING
from perfeval_xl.form.narrative import OTHERS
from perfeval_xl.look import (
    BODY,
    CELL_MARGIN,
    CELLS,
    NORMAL,
    NOTE,
    OFFICIAL,
    SECTION_FONT,
    TITLE,
    TWIPS,
    Look,
    Style,
    twips,
)
from perfeval_xl.writers.word_cells import CellKind, cell, cell_of_lines
from perfeval_xl.writers.word_file import Frame, frame_of, package_of, set_properties
from perfeval_xl.writers.word_lines import lines_needed
from perfeval_xl.writers.word_styles import FRAME, TABLE_STYLE_ID, borders, set_up
from perfeval_xl.writers.word_xml import Element, element, paragraph

_COLUMNS: Final = (("序号", 2.1), ("位置", 9.9), ("问题", 0), ("修改方法", 0), ("规则", 5.4))
"""Headings, and how many characters each column holds on a line; the others share what is left."""
_SHARES: Final = (0.58, 0.42)
"""The parts of it that go to the problem and to how to mend it: so, most rows are the least high."""
_BLOCKS: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "（必须改正）",
    Severity.WARNING: "（请改正或说明）",
}
"""What is asked, behind the level's name."""
_NUMERALS: Final = "一二"
_MUST: Final = "错误必须改正"
_MAY: Final = "提醒请改正，确有原因的，在“情况说明”表里写明规则号、原因和改进措施"
_MAY_IN_WORD: Final = (
    f"提醒请改正，确有原因的，在报告“{OTHERS.heading}”下写上“{HEADING}”，"
    "再逐条另起一行写明：1.【规则号】表名“项目名称”：原因和改进措施"
)
"""As form/explanations.py reads it."""
_SIGNATURE: Final = "审核单位（盖章）：　　　　　　　年　　月　　日"
_GAP: Final = 100
"""Between the opening and the table, in twips."""
_RULED: Final = 10
"""What the line between two rows takes, in twips."""
_FULL: Final = 0.97
"""The part of a page that is counted on: fonts differ from one computer to another."""
_BY_US: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>perfeval-xl</Application></Properties>"
)
"""What the file says wrote it."""
_BLOCK: Final = replace(CELLS.text, id="LetterBlock", name="意见分类", font=SECTION_FONT, keep_next=True)


def _look(margin: float, title: float, body: float, line: float, cells: float, cell_line: float) -> Look:
    """The report's look with other margins, in millimetres, and the sizes given, in points."""
    small = {"size": cells, "line": cell_line, "before": (cell_line - cells) / 4}
    small["after"] = small["before"]
    closer: dict[str, dict[str, float]] = {
        TITLE.id: {"size": title, "line": 1.4 * title, "after": 0.4 * title},
        NORMAL.id: {"size": body, "line": line},
        BODY.id: {"size": body, "line": line},
        NOTE.id: {**small, "before": 6, "after": 0},
        **{style.id: small for style in (CELLS.label, CELLS.text, CELLS.centred, _BLOCK)},
    }
    styles = (*OFFICIAL.styles, _BLOCK)
    around = twips(margin)
    page = replace(OFFICIAL.page, top=around, bottom=twips(17), left=around, right=around, footer=twips(8))
    return Look(page, tuple(replace(style, **closer.get(style.id, {})) for style in styles))


LOOKS: Final = (
    _look(25, 20, 14, 24, 10, 14),
    _look(18, 18, 12, 19, 9.5, 12),
    _look(15, 18, 12, 17.5, 9, 10.8),
    _look(13, 17, 11.5, 16.5, 8.5, 10.2),
)
"""For few opinions, more, and many; the last one only where it saves a page."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a letter is made of."""

    unit: str
    """Whom it is for; '' where the file does not say."""
    year: int | None
    """The year of the self-evaluation."""
    file: str
    """The name of the file it is about."""
    findings: str
    """Its errors, open warnings and notes, as JSON."""
    told: str = ""
    """What the unit has to be told before all else."""
    instead: int | None = None
    """The year asked for, where the self-evaluation is of another: then there is nothing to hand in again."""


@dataclass(frozen=True, slots=True)
class Page:
    """All that stands in a letter."""

    title: str
    unit: str
    opening: Sequence[str]
    """Paragraphs."""
    blocks: Mapping[str, Sequence[Opinion]]
    """Errors, then warnings, by what stands over them."""
    closing: str
    """What is only pointed out; '' where there is nothing."""


def letter_package(content: Content, file: str) -> bytes:
    """A letter as a Word file.

    Args:
        content: What stands in it.
        file: The file it is about, by its name below the folder: kept in the letter's properties.
    """
    page = _page(content)
    fitting = (look for look in LOOKS if _height(page, look) <= _FULL * look.page.text_height)
    look = next(fitting, LOOKS[-2])
    return package_of(sealed(_frame(look).filled(_parts(page, look)), file))


@lru_cache(maxsize=len(LOOKS))
def _frame(look: Look) -> Frame:
    """An empty letter: styles, page and properties are the same in all."""
    document = docx.Document()
    set_up(document, look)
    set_properties(document, LETTER, "")
    package = document.part.package
    assert package is not None
    package.part_related_by(RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)._blob = _BY_US  # pyright: ignore[reportPrivateUsage]
    add_seal(document)
    return frame_of(document)


def _page(content: Content) -> Page:
    findings: Sequence[dict[str, Any]] = json.loads(content.findings)
    of_year = f"{content.year}年度" if content.year else ""
    counts = {severity: _count(findings, severity) for severity in Severity}
    opening = _opening(content, of_year, counts)
    return Page(
        f"{of_year}部门整体支出绩效自评{LETTER}",
        f"{content.unit or f'“{PurePosixPath(content.file).stem}”的报送单位'}：",
        [content.told, opening] if content.told else [opening],
        _blocks(findings, is_to_mend=not content.instead),
        "" if content.instead else _closing(counts[Severity.INFO], notes(findings)),
    )


def _blocks(findings: Sequence[dict[str, Any]], *, is_to_mend: bool) -> Mapping[str, Sequence[Opinion]]:
    rows = {
        severity.title + (asked if is_to_mend else ""): list(opinions(findings, severity))
        for severity, asked in _BLOCKS.items()
    }
    filled = {heading: listed for heading, listed in rows.items() if listed}
    if len(filled) == 1:
        return filled
    return {
        f"{numeral}、{heading}": filled[heading] for numeral, heading in zip(_NUMERALS, filled, strict=False)
    }


def _count(findings: Sequence[dict[str, Any]], severity: Severity) -> int:
    return sum(finding["severity"] == severity.value for finding in findings)


def _opening(content: Content, of_year: str, counts: Mapping[Severity, int]) -> str:
    found = [severity for severity in _BLOCKS if counts[severity]]
    listed = "、".join(f"{counts[severity]} 处{severity.title}" for severity in found)
    checked = f"你单位报送的{of_year}部门整体支出绩效自评（文件：{content.file}）已经审核，"
    if not found:
        return f"{checked}没有要改的问题。"
    if content.instead:
        kept = f"供填报 {content.instead} 年度的自评时对照；这一份不用改了重报"
        return f"{checked}有 {listed}，列在下面，{kept}。"
    asked = "；".join(_asked(severity, content.file) for severity in found)
    return f"{checked}有 {listed}。{asked}。修改后用校验功能复核，重新报送。"


def _asked(severity: Severity, file: str) -> str:
    if severity is Severity.ERROR:
        return _MUST
    return _MAY_IN_WORD if file.lower().endswith(tuple(DOCUMENTS)) else _MAY


def _closing(count: int, pointed_out: Iterable[Note]) -> str:
    if not count:
        return ""
    listed = "；".join(f"{note.asked}（{note.places}）" for note in pointed_out)
    return f"另有提示 {count} 处，不影响审核通过，建议一并完善，应做到：{listed}。"


def _parts(page: Page, look: Look) -> Iterator[Element]:
    yield paragraph(TITLE.id, page.title)
    yield paragraph(NORMAL.id, page.unit)
    *before, last = page.opening
    yield from (paragraph(BODY.id, text) for text in before)
    yield paragraph(BODY.id, last, properties=[element("w:spacing", after=_GAP)])
    if page.blocks:
        yield _table(page.blocks, look)
    if page.closing:
        yield paragraph(NOTE.id, page.closing, properties=[element("w:keepLines")])
    space = element("w:spacing", before=round(look[BODY].line_height / 2))
    yield paragraph(BODY.id, _SIGNATURE, properties=[space, element("w:jc", val="right")])


def _table(blocks: Mapping[str, Sequence[Opinion]], look: Look) -> Element:
    """The rows, numbered through, errors and warnings each under a heading."""
    widths, styles = _widths(look), look.cells(len(_COLUMNS))
    properties = element(
        "w:tblPr",
        element("w:tblStyle", val=TABLE_STYLE_ID),
        element("w:tblW", w=sum(widths), type="dxa"),
        element("w:jc", val="center"),
        borders("w:tblBorders", FRAME),
        element("w:tblLayout", type="fixed"),
    )
    grid = element("w:tblGrid", *(element("w:gridCol", w=width) for width in widths))
    headings = zip(widths, _COLUMNS, strict=True)
    titles = [cell(CellKind(width, 1, styles.label), heading) for width, (heading, _) in headings]
    made = element("w:tbl", properties, grid, _row(titles, element("w:tblHeader")))
    aligned = (styles.centred, styles.centred, styles.text, styles.text, styles.centred)
    kinds = [CellKind(width, 1, style) for width, style in zip(widths, aligned, strict=True)]
    last = sum(map(len, blocks.values()))
    number = 0
    for heading, rows in blocks.items():
        # It stays with the first of its rows.
        made.append(_row([cell(CellKind(sum(widths), len(widths), look[_BLOCK]), heading)]))
        for row in rows:
            number += 1
            made.append(_opinion_row(number, row, kinds, is_last=number == last))
    return made


def _opinion_row(number: int, row: Opinion, kinds: Iterable[CellKind], *, is_last: bool) -> Element:
    """One that lists places may go on on the next page, between two of them."""
    texts = _texts(number, row)
    if len(row.problem) > 1:
        kinds = [kind._replace(keep_lines=True, align="top") for kind in kinds]
        cells = [cell_of_lines(kind, lines) for kind, lines in zip(kinds, texts, strict=True)]
        return element("w:tr", *cells)
    # No signature stands on a page of its own.
    kinds = [kind._replace(keep_next=is_last) for kind in kinds]
    return _row(cell_of_lines(kind, lines) for kind, lines in zip(kinds, texts, strict=True))


def _widths(look: Look) -> Sequence[int]:
    """The columns' widths, in twips."""
    em = look.cells(len(_COLUMNS)).text.em
    fixed = [round(holds * em) + 2 * CELL_MARGIN if holds else 0 for _, holds in _COLUMNS]
    left = look.page.text_width - sum(fixed)
    shares = iter(_SHARES)
    return [width or round(left * next(shares)) for width in fixed]


def _texts(number: int, row: Opinion) -> tuple[Sequence[str], ...]:
    """What stands in the cells of a row, in paragraphs."""
    return ((str(number),), (row.place,), row.problem, (row.fix,), (row.rule,))


def _row(cells: Iterable[Element], *properties: Element) -> Element:
    return element("w:tr", element("w:trPr", element("w:cantSplit"), *properties), *cells)


def _height(page: Page, look: Look) -> float:
    """About how high the letter is, in twips."""
    opening = ((BODY, f"　　{text}") for text in page.opening)
    running = ((TITLE, page.title), (NORMAL, page.unit), *opening, (NOTE, page.closing))
    written = sum(
        _paragraph_height(look[style], text, look.page.text_width) for style, text in running if text
    )
    signature = 1.5 * look[BODY].line_height
    return written + _GAP + _table_height(page.blocks, look) + signature


def _table_height(blocks: Mapping[str, Sequence[Opinion]], look: Look) -> float:
    style = look.cells(len(_COLUMNS)).text
    fitting = [(width - 2 * CELL_MARGIN) / style.em for width in _widths(look)]
    around = TWIPS * (style.before + style.after)
    heading = style.line_height + around
    heights = [heading] * (1 + len(blocks))
    for row in chain.from_iterable(blocks.values()):
        cells = zip(_texts(0, row), fitting, strict=True)
        heights.append(
            max(
                sum(lines_needed(line, width) * style.line_height + around for line in lines)
                for lines, width in cells
            )
        )
    return sum(heights) + len(heights) * _RULED


def _paragraph_height(style: Style, text: str, width: int) -> float:
    return lines_needed(text, width / style.em) * style.line_height + TWIPS * (style.before + style.after)
