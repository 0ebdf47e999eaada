"""修改意见: one Word page for each unit with open findings, table by table, ready to send back."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from perfeval_xl.bureau.facts import Facts
from perfeval_xl.bureau.journal import Journal
from perfeval_xl.bureau.outcome import LETTER, Status
from perfeval_xl.bureau.standing import Standing
from perfeval_xl.findings import Severity
from perfeval_xl.look import BODY, NORMAL, NOTE, OFFICIAL, SECTION, TITLE, Look, Style, twips
from perfeval_xl.readers.markup import unescape
from perfeval_xl.readers.package import open_package
from perfeval_xl.readers.refusal import UnreadableFile
from perfeval_xl.system_errors import cause_of
from perfeval_xl.writers.word_file import save_document, set_properties
from perfeval_xl.writers.word_styles import FRAME, TABLE_STYLE_ID, borders, set_up
from perfeval_xl.writers.word_xml import Element, element, paragraph

_NAME: Final = f"{LETTER}_{{}}.docx"
_LONGEST_NAME: Final = 180
"""Bytes of a unit's name in a file's name, 60 Chinese characters; a name may have 255 in all."""
_UNSAFE: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_WHOLE_FILE: Final = "整个文件"
_COLUMNS: Final = (
    ("序号", 0.07),
    ("级别", 0.07),
    ("规则", 0.12),
    ("位置", 0.18),
    ("问题", 0.31),
    ("怎么改", 0.25),
)
"""Headings, and the part of the text's width each takes."""
_PROPERTIES: Final = "docProps/app.xml"
_TEXT: Final = "word/document.xml"
_FILE_IN_TEXT: Final = re.compile("（文件：([^<]*)）已经审核")
_APPLICATION: Final = "perfeval-xl"
_BY_US: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    f"<Application>{_APPLICATION}</Application></Properties>"
).encode()


_CLOSER: Final[Mapping[str, Mapping[str, float]]] = {
    TITLE.id: {"size": 20, "line": 30, "after": 14},
    NORMAL.id: {"size": 14, "line": 24},
    BODY.id: {"size": 14, "line": 24},
    SECTION.id: {"size": 14, "line": 24, "before": 4, "after": 2, "indent": 0},
}
LOOK: Final = Look(
    replace(OFFICIAL.page, top=twips(25), bottom=twips(25), footer=twips(15)),
    tuple(replace(style, **_CLOSER.get(style.id, {})) for style in OFFICIAL.styles),
)
"""The report's look, closer: the opinions on most reports fit on one page."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter is made of, as plain data: it is written in another process."""

    path: Path
    unit: str
    year: int | None
    file: str
    findings: str
    """The findings to be named, as JSON: errors, open warnings, notes."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a letter."""

    letter: Letter
    problem: str = ""
    """Why it was not written, and what to do."""


class Reason(StrEnum):
    """Why a letter of an earlier run has not been written again; the value says it, and what to do."""

    CLEAN = "这些单位已没有要改的问题，旧的修改意见可以删除"
    REPLACED = "这些单位的修改意见改了文件名，旧的可以删除"
    NOT_READ = "这些修改意见所说的文件这次没有读到或没有计入，旧的修改意见保留"


@dataclass(frozen=True, slots=True)
class Stale:
    """A letter of an earlier run that this one did not write."""

    path: Path
    reason: Reason


def has_letter(facts: Facts) -> bool:
    """Whether the unit has something to mend or to explain; notes alone are no reason to write."""
    return bool(facts.errors or facts.warnings)


def letters_of(journal: Journal, standing: Standing, folder: Path) -> Iterator[Letter]:
    """A letter for each file that counts and has errors or open warnings, in the order of their names."""
    taken: set[str] = set()
    facts = {one.file: one.facts for one in standing.counted}
    for outcome in journal.outcomes(Status.CHECKED):
        known = facts.get(outcome.file)
        if known is None or not has_letter(known):
            continue
        findings = [finding for finding in json.loads(outcome.result)["findings"] if _is_open(finding)]
        path = folder / _free_name(known.unit or Path(outcome.file).stem, taken)
        yield Letter(path, known.unit, known.year, outcome.file, json.dumps(findings, ensure_ascii=False))


def write_letter(letter: Letter) -> Written:
    """Writes one letter; one that was worked on since, in Word or WPS, is kept."""
    try:
        if letter.path.exists() and not _is_untouched(letter.path):
            return Written(letter, "已有同名文件，而且被修改过，没有覆盖：需要新的请先把它移走或改名。")
        save_document(build_letter(letter), letter.path)
    except OSError as error:
        return Written(letter, f"写不进去（{cause_of(error)}）：请检查磁盘空间和权限，再加 --resume 运行。")
    return Written(letter)


def stale_letters(folder: Path, names: Collection[str], standing: Standing) -> Iterator[Stale]:
    """Letters of an earlier run, as they were written then, that are not among `names`."""
    has_open = {one.file: has_letter(one.facts) for one in standing.counted}
    for path in sorted(folder.glob(_NAME.format("*"))):
        if path.name in names or not _is_untouched(path):
            continue
        file = _file_named_in(path)
        if file not in has_open:
            yield Stale(path, Reason.NOT_READ)
        else:
            yield Stale(path, Reason.REPLACED if has_open[file] else Reason.CLEAN)


def _file_named_in(path: Path) -> str:
    """The file that a letter is about, as its opening names it; '' where it does not say."""
    try:
        with path.open("rb") as file:
            text = open_package(file).read(_TEXT).decode("utf-8", "replace")
    except UnreadableFile:
        return ""
    found = _FILE_IN_TEXT.search(text)
    return "" if found is None else unescape(found[1])


def safe_name(text: str) -> str:
    """`text` as part of a file's name on every system."""
    safe = _UNSAFE.sub("_", text).strip(" .").encode("utf-8", "replace")
    return safe[:_LONGEST_NAME].decode("utf-8", "ignore").rstrip(" .") or "未填单位"


def _free_name(unit: str, taken: set[str]) -> str:
    """A name no other letter of this run has, on systems that do not tell A from a either."""
    name = safe_name(unit)
    number, free = 1, _NAME.format(name)
    while free.casefold() in taken:
        number += 1
        free = _NAME.format(f"{name}（{number}）")
    taken.add(free.casefold())
    return free


def _is_open(finding: dict[str, Any]) -> bool:
    return finding["severity"] != Severity.WARNING.value or finding["explanation"] is None


def _is_untouched(path: Path) -> bool:
    """Whether the file is as the program wrote it: whoever saves it anew signs it as another program."""
    try:
        with path.open("rb") as file:
            return open_package(file).read(_PROPERTIES) == _BY_US
    except UnreadableFile:
        return False


def build_letter(letter: Letter) -> Document:
    """The letter as a document."""
    findings: list[dict[str, Any]] = json.loads(letter.findings)
    document = docx.Document()
    set_up(document, LOOK)
    set_properties(document, LETTER, "")
    package = document.part.package
    assert package is not None
    package.part_related_by(RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)._blob = _BY_US  # pyright: ignore[reportPrivateUsage]
    root: Element = document.element
    page_setup = root.body[-1]
    for part in _parts(letter, findings):
        page_setup.addprevious(part)
    return document


def _parts(letter: Letter, findings: Sequence[dict[str, Any]]) -> Iterator[Element]:
    notes = [finding for finding in findings if finding["severity"] == Severity.INFO.value]
    to_mend = [finding for finding in findings if finding["severity"] != Severity.INFO.value]
    unit = letter.unit or "（未填单位）"
    year = f"{letter.year}年度" if letter.year else ""
    yield paragraph(TITLE.id, f"{year}部门整体支出绩效自评{LETTER}")
    yield paragraph(NORMAL.id, f"{unit}：")
    yield paragraph(BODY.id, _opening(letter, year, to_mend))
    number = 0
    for sheet, group in groupby(to_mend, key=_sheet):
        yield paragraph(SECTION.id, sheet)
        listed = list(group)
        yield _table(listed, number + 1)
        number += len(listed)
    if notes:
        yield paragraph(NOTE.id, "提示（不影响审核通过，建议一并完善）：")
        for finding in notes:
            yield paragraph(NOTE.id, f"· {_sheet(finding)}　{_place(finding)}：{finding['message']}")
    yield paragraph(BODY.id)
    for line in ("审核单位（盖章）：", "　　年　　月　　日"):
        yield paragraph(BODY.id, line, properties=[element("w:jc", val="right")])


def _opening(letter: Letter, year: str, findings: Sequence[dict[str, Any]]) -> str:
    counts = [
        f"{count} 处{severity.title}"
        for severity in (Severity.ERROR, Severity.WARNING)
        if (count := sum(finding["severity"] == severity.value for finding in findings))
    ]
    asked = {
        Severity.ERROR.value: "错误必须改正",
        Severity.WARNING.value: "提醒请改正，确有原因的，在工作簿的“情况说明”表中写明规则号和原因",
    }
    levels = dict.fromkeys(finding["severity"] for finding in findings)
    asking = "；".join(words for level, words in asked.items() if level in levels)
    return (
        f"你单位报送的{year}部门整体支出绩效自评（文件：{letter.file}）已经审核，有{'、'.join(counts)}。"
        f"{asking}。请按下列意见修改，用校验功能复核后重新报送。"
    )


def _sheet(finding: dict[str, Any]) -> str:
    return finding["sheet"] or _WHOLE_FILE


def _place(finding: dict[str, Any]) -> str:
    label = " ".join(finding["label"].split())
    return "　".join(part for part in (finding["cell"] or "", label) if part)


def _table(findings: Sequence[dict[str, Any]], first: int) -> Element:
    widths = [round(LOOK.page.text_width * part) for _, part in _COLUMNS]
    cells = LOOK.cells(len(_COLUMNS))
    properties = element(
        "w:tblPr",
        element("w:tblStyle", val=TABLE_STYLE_ID),
        element("w:tblW", w=sum(widths), type="dxa"),
        element("w:jc", val="center"),
        borders("w:tblBorders", FRAME),
        element("w:tblLayout", type="fixed"),
    )
    grid = element("w:tblGrid", *(element("w:gridCol", w=width) for width in widths))
    headings = [(heading, cells.label) for heading, _ in _COLUMNS]
    rows = [_row(headings, widths, is_heading=True)]
    for number, finding in enumerate(findings, first):
        texts = (
            (str(number), cells.centred),
            (Severity(finding["severity"]).title, cells.centred),
            (finding["rule"], cells.centred),
            (_place(finding), cells.text),
            (finding["message"], cells.text),
            (finding["fix"], cells.text),
        )
        rows.append(_row(texts, widths, is_heading=False))
    return element("w:tbl", properties, grid, *rows)


def _row(texts: Iterable[tuple[str, Style]], widths: Sequence[int], *, is_heading: bool) -> Element:
    properties = element("w:trPr", element("w:cantSplit"))
    if is_heading:
        properties.append(element("w:tblHeader"))
    cells = (
        element(
            "w:tc",
            element("w:tcPr", element("w:tcW", w=width, type="dxa"), element("w:vAlign", val="center")),
            paragraph(style.id, text),
        )
        for (text, style), width in zip(texts, widths, strict=True)
    )
    return element("w:tr", properties, *cells)
