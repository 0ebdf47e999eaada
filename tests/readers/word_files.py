"""Word documents of a few lines, written part by part, and the seed as the Word file it once was."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

SEED = (Path(__file__).parents[1] / "examples" / "seed_2024.txt").read_text(encoding="utf-8")

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"


def package(body: str, parts: Mapping[str, str] = {}, *, main_type: str = MAIN_TYPE) -> bytes:
    """A .docx with `body` as the content of w:body, and further parts of the folder word."""
    content = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main_type}"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>",
        **{f"word/{name}": part for name, part in parts.items()},
    }
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return file.getvalue()


def part(name: str, content: str) -> str:
    """The content of a further part: its root element."""
    return f"<w:{name} {NAMESPACES}>{content}</w:{name}>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*runs: str, properties: str = "") -> str:
    """A paragraph; a run that is no XML is text."""
    inside = "".join(part if part.startswith("<") else run(part) for part in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def tc(content: str, *, span: int = 1, merge: str = "") -> str:
    """A cell; `merge` is restart or continue. Content that is no XML is a paragraph for each line."""
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    inside = content if content.startswith("<") else "".join(p(line) for line in content.split("\n"))
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merged}</w:tcPr>{inside}</w:tc>'


def tbl(rows: Iterable[Sequence[str]], widths: Sequence[int]) -> str:
    """A table; a cell that is no XML is text."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(
        f"<w:tr>{''.join(cell if cell.startswith('<w:tc>') else tc(cell) for cell in row)}</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"


# The seed: the text export has a cell for each tab at the beginning of a line, in rows of so many cells.

_SPANS = {
    "附件1": {2: (1, 6), 4: (4, 1, 1, 1), 7: (1,) * 7},
    "附件2": {2: (3, 6), 3: (1, 4, 4), 4: (6, 1, 1, 1), 8: (1, 2, *(1,) * 6), 9: (1,) * 9},
    "附件3": {2: (2, 7), 3: (1, 4, 4), 4: (2, 2, 1, 4), 8: (1, 2, *(1,) * 6), 9: (1,) * 9},
}
_TOTAL = (6, 1, 1, 1)
_FIRST_ROWS = {"附件2": [2, 8, 8, *[3] * 7], "附件3": [2, 4, *[8] * 5, 3, 3]}


def seed_parts() -> list[tuple[str, str]]:
    """The seed's narrative and attachments in order, as (name, the XML of its part of the body)."""
    pieces = re.split(r"^(附件\d)$", SEED, flags=re.MULTILINE)
    parts = [("正文", _paragraphs(pieces[0]))]
    for name, text in zip(pieces[1::2], pieces[2::2], strict=True):
        above, *cells = re.split(r"^\t", text, flags=re.MULTILINE)
        last, _, below = cells[-1].partition("\n\n\n")
        table = _table(name, [*cells[:-1], last])
        parts.append((name, p(name) + _paragraphs(above) + table + _paragraphs(below)))
    return parts


def seed_docx(parts: Iterable[tuple[str, str]] | None = None) -> bytes:
    return package("".join(body for _, body in (seed_parts() if parts is None else parts)))


def _paragraphs(text: str) -> str:
    mark = "[bookmark: _GoBack]"
    bookmark = '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>'
    return "".join(
        p(*([bookmark] if line.startswith(mark) else []), line.removeprefix(mark))
        for line in text.strip("\n").split("\n")
    )


def _table(name: str, cells: list[str]) -> str:
    texts = [cell.removesuffix("\n").removesuffix("\n") for cell in cells]
    rows: list[list[str]] = []
    for size in _sizes(name, texts):
        rows.append(texts[:size])
        texts = texts[size:]
    lines = [_row(name, row, rows[at + 1 :]) for at, row in enumerate(rows)]
    return tbl(lines, [900] * (7 if name == "附件1" else 9))


def _sizes(name: str, texts: Sequence[str]) -> list[int]:
    if name == "附件1":
        building = next(at for at, text in enumerate(texts) if text.startswith("楼堂馆所"))
        return [*[4] * (building // 4), 7, 7, 2]
    first = _FIRST_ROWS[name]
    total = texts.index("总分")
    return [*first, *[9] * ((total - sum(first)) // 9), 4]


def _row(name: str, texts: Sequence[str], below: Sequence[Sequence[str]]) -> list[str]:
    spans = _TOTAL if texts[0] == "总分" else _SPANS[name][len(texts)]
    merging = 1 if name == "附件1" else 3
    row: list[str] = []
    for at, (text, span) in enumerate(zip(texts, spans, strict=True)):
        is_level = at < merging and (at == 0 or len(texts) == 9)
        merge = ""
        if is_level and not text.strip():
            merge = "continue"
        elif is_level and below and len(below[0]) > at and not below[0][at].strip():
            merge = "restart"
        row.append(tc(text, span=span, merge=merge))
    return row
