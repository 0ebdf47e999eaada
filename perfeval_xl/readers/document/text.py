"""The text of paragraphs as Word shows it with all tracked changes accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from perfeval_xl.readers.document.names import ALTERNATE, SDT, SDT_CONTENT, P, R, is_on, number, w
from perfeval_xl.readers.document.numbering import Numbering
from perfeval_xl.readers.refusal import too_deep

DEEPEST: Final = 100
"""Elements within elements; Word's own files stay below 30."""

_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_EQUATIONS: Final = frozenset({f"{_MATH}oMath", f"{_MATH}oMathPara"})
_MATH_TEXT: Final = f"{_MATH}t"
_PICTURE: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_OLD_PICTURE: Final = "{urn:schemas-microsoft-com:vml}imagedata"

_TRANSPARENT: Final = frozenset(
    map(w, ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple", "dir", "bdo"))
)
"""What stands around runs, or around paragraphs, without changing them; w:del and w:moveFrom are gone."""
_PLAIN_RUNS: Final[Mapping[str, str]] = {
    w("tab"): "\t",
    w("ptab"): "\t",
    w("cr"): "\n",
    w("noBreakHyphen"): "-",
}
_T: Final = w("t")
_BR: Final = w("br")
_SYM: Final = w("sym")
_FIELD: Final = w("fldChar")
_FOOTNOTE: Final = w("footnoteReference")
_ENDNOTE: Final = w("endnoteReference")
_COMMENT: Final = w("commentReference")
_DRAWN: Final = frozenset(map(w, ("drawing", "pict", "object")))
_TEXT_BOX: Final = w("txbxContent")
_CHUNK: Final = w("altChunk")

# Word keeps these signs in a private range, under the number they have in the font.
_SYMBOL: Final = {
    0x2D: "−", 0xA3: "≤", 0xA5: "∞", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB9: "≠", 0xBB: "≈",
    0xB7: "·", 0xB8: "÷", 0xD6: "√", 0xE5: "∑", 0x25: "%", 0x2B: "+", 0x3C: "<", 0x3D: "=", 0x3E: ">",
}  # fmt: skip
_WINGDINGS: Final = {
    0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "□", 0x6F: "□", 0x71: "□", 0x72: "□", 0x6E: "■",
    0xA7: "·", 0x6C: "●", 0xA1: "○", 0xE0: "→", 0xF0: "→", 0x81: "①", 0x82: "②", 0x83: "③", 0x84: "④",
    0x85: "⑤", 0x86: "⑥", 0x87: "⑦", 0x88: "⑧", 0x89: "⑨", 0x8A: "⑩",
}  # fmt: skip
_WINGDINGS_2: Final = {0x50: "✓", 0x4F: "✗", 0x52: "☑", 0x53: "☒", 0xA3: "□", 0x54: "☒"}
_FONTS: Final = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}
UNKNOWN_SIGN: Final = "�"


@dataclass(slots=True)
class LeftOut:
    """What stands in a paragraph and is no part of its text."""

    text_boxes: list[str] = field(default_factory=list[str])
    footnotes: list[str] = field(default_factory=list[str])
    """The ids of footnotes, and of endnotes with an ``e`` before them."""
    pictures: int = 0
    comments: int = 0
    hidden: int = 0
    signs: int = 0
    """Signs of a font that is not known."""
    chunks: int = 0
    """Other files inside this one."""


class TextReader:
    """Reads paragraphs in the document's order: lists are counted and fields go on from one to the next."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._fields: list[bool] = []
        """For each field that is open, whether its instructions are being passed."""
        self._carried = ""
        """The text of paragraphs whose end was deleted: it goes on in the next one."""
        self.left_out = LeftOut()

    def taken(self) -> LeftOut:
        """What was left out since it was last asked for."""
        left_out, self.left_out = self.left_out, LeftOut()
        return left_out

    def paragraph(self, paragraph: Element) -> str | None:
        """The paragraph's text, with its number in the list; None where it goes on in the next paragraph."""
        properties = paragraph.find(w("pPr"))
        pieces: list[str] = []
        self._inline(paragraph, pieces, 0)
        text = "".join(pieces)
        # A field's instructions end with the paragraph, whatever the file says.
        self._fields = [passing for passing in self._fields if not passing]
        mark = None if properties is None else properties.find(w("rPr"))
        if is_on(mark, w("del")) or is_on(mark, w("moveFrom")):
            self._carried += text
            return None
        number = "" if text.isspace() else self._numbering.text_before(properties)
        text, self._carried = f"{self._carried}{number}{text}", ""
        return text

    def carried(self) -> str:
        """What is left where the end of the last paragraph was deleted."""
        text, self._carried = self._carried, ""
        return text

    def blocks(self, parent: Element, kinds: tuple[str, ...], depth: int = 0) -> Iterator[Element]:
        """The elements of these kinds in `parent`, those in content controls among them."""
        if depth > DEEPEST:
            raise too_deep()
        for child in parent:
            tag = child.tag
            if tag in kinds:
                yield child
            elif tag == SDT:
                content = child.find(SDT_CONTENT)
                if content is not None and not _shows_placeholder(child):
                    yield from self.blocks(content, kinds, depth + 1)
            elif tag in _TRANSPARENT:
                yield from self.blocks(child, kinds, depth + 1)
            elif tag == ALTERNATE:
                if len(child):
                    yield from self.blocks(child[0], kinds, depth + 1)
            elif tag == _CHUNK:
                self.left_out.chunks += 1

    def _inline(self, parent: Element, pieces: list[str], depth: int) -> None:
        if depth > DEEPEST:
            raise too_deep()
        for child in parent:
            tag = child.tag
            if tag == R:
                self._run(child, pieces, depth)
            elif tag in _TRANSPARENT:
                self._inline(child, pieces, depth + 1)
            elif tag == SDT:
                content = child.find(SDT_CONTENT)
                if content is not None and not _shows_placeholder(child):
                    self._inline(content, pieces, depth + 1)
            elif tag == ALTERNATE:
                if len(child):
                    self._inline(child[0], pieces, depth + 1)
            elif tag in _EQUATIONS:
                pieces += (part.text or "" for part in child.iter(_MATH_TEXT))

    def _run(self, run: Element, pieces: list[str], depth: int) -> None:
        properties = run.find(w("rPr"))
        if properties is not None and is_on(properties, w("vanish")):
            self.left_out.hidden += 1
            return
        for child in run:
            tag = child.tag
            if tag == _T:
                if child.text and not any(self._fields):
                    pieces.append(child.text)
            elif tag == _FIELD:
                self._field(child.get(w("fldCharType"), ""))
            elif any(self._fields):
                continue
            elif tag == _BR:
                pieces.append("\n" if child.get(w("type"), "textWrapping") == "textWrapping" else "")
            elif tag in _PLAIN_RUNS:
                pieces.append(_PLAIN_RUNS[tag])
            elif tag == _SYM:
                pieces.append(self._sign(child))
            elif tag == ALTERNATE:
                if len(child):
                    self._drawn(child[0])
            elif tag in _DRAWN:
                self._drawn(child)
            elif tag == _FOOTNOTE:
                self.left_out.footnotes.append(child.get(w("id"), ""))
            elif tag == _ENDNOTE:
                self.left_out.footnotes.append(f"e{child.get(w('id'), '')}")
            elif tag == _COMMENT:
                self.left_out.comments += 1

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()

    def _sign(self, sign: Element) -> str:
        code = sign.get(w("char"), "")
        try:
            point = int(code, 16)
        except ValueError:
            point = 0
        if not 0xF000 <= point <= 0xF0FF:
            if 0x20 <= point < 0xD800 or 0xE000 <= point < 0x110000:
                return chr(point)
            self.left_out.signs += 1
            return UNKNOWN_SIGN
        known = _FONTS.get(sign.get(w("font"), "").lower(), {}).get(point - 0xF000)
        if known is None:
            self.left_out.signs += 1
        return known or UNKNOWN_SIGN

    def _drawn(self, drawn: Element) -> None:
        """Takes note of a drawing: the text in its boxes, and its pictures."""
        boxes = list(drawn.iter(_TEXT_BOX))
        for box in boxes:
            lines = ("".join(part.text or "" for part in p.iter(_T)) for p in box.iter(P))
            text = " ".join(line.strip() for line in lines if line.strip())
            if text:
                self.left_out.text_boxes.append(text)
        if not boxes:
            self.left_out.pictures += any(part.tag in (_PICTURE, _OLD_PICTURE) for part in drawn.iter())


def _shows_placeholder(control: Element) -> bool:
    """Whether a content control shows the hint that stands in it until something is typed."""
    return is_on(control.find(w("sdtPr")), w("showingPlcHdr"))


def notes_of(part: Element | None, prefix: str, kind: str) -> dict[str, str]:
    """The texts of footnotes or endnotes, by their id with `prefix` before it."""
    if part is None:
        return {}
    return {
        f"{prefix}{note.get(w('id'), '')}": "".join(text.text or "" for text in note.iter(_T)).strip()
        for note in part.iterfind(w(kind))
        if number(note.get(w("id"), ""), -1) > 0
    }
