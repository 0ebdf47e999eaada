"""How the cells of a workbook look, and what may be typed in them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from perfeval_xl.form.declaration import Line, Quantity

INPUT_COLOUR: Final = "#FFFBE6"
CALCULATED_COLOUR: Final = "#F0F0F0"
HEADING_COLOUR: Final = "#EAF1F8"
ERROR_COLOURS: Final = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
TAIL_COLOURS: Final = {"bg_color": "#FFEB9C", "font_color": "#7F6000"}
HOLDS_COLOURS: Final = {"font_color": "#2E7D32"}
MUTED_COLOURS: Final = {"font_color": "#9E9E9E"}
NOTE_COLOURS: Final = {"font_color": "#1F4E79"}

LINE_HEIGHT: Final = 15.0
TALLEST_ROW: Final = 400.0
"""Points; Excel allows 409."""
WRITTEN_AT: Final = dt.datetime(2024, 1, 1)
"""The date in a file's properties: the same content gives the same bytes."""

BODY_FONT: Final = "宋体"
TITLE_FONT: Final = "黑体"
TEXT_FORMAT: Final = "@"
RATE_FORMAT: Final = "0.00%"
A4: Final = 9
"""Excel's number for the paper."""

_BODY: Final = {"font_name": BODY_FONT, "font_size": 10.5, "valign": "vcenter", "text_wrap": True}


class Styles:
    """The formats of one workbook; equal ones are made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[Any, ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """The format with these properties over the body text's."""
        everything = {**_BODY, **properties}
        key = tuple(sorted(everything.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(everything)
        return self._made[key]

    def difference(self, **properties: Any) -> Format:
        """A format that changes only what it names, for conditional formats."""
        key = ("difference", *sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    def attachment(self) -> Format:
        return self.get(font_name=TITLE_FONT, font_size=12)

    def title(self) -> Format:
        return self.get(font_name=TITLE_FONT, font_size=16, align="center", bold=True)

    def heading(self) -> Format:
        return self.get(border=1, align="center", bold=True, bg_color=HEADING_COLOUR)

    def label(self, indent: int = 0, *, bordered: bool = True, centred: bool = False) -> Format:
        return self.get(
            border=int(bordered), align="center" if centred else "left", indent=0 if centred else indent
        )

    def input(
        self, quantity: Quantity, *, number_format: str = "", bordered: bool = True, centred: bool = False
    ) -> Format:
        """A cell the clerk writes in; text cells keep what is typed (5-8 is no date)."""
        is_text = not quantity.is_number
        return self.get(
            border=int(bordered),
            bg_color=INPUT_COLOUR,
            locked=False,
            align="left" if is_text and not centred else "center",
            num_format=number_format or (TEXT_FORMAT if is_text else "General"),
        )

    def calculated(self, quantity: Quantity) -> Format:
        number_format = RATE_FORMAT if quantity is Quantity.RATE else "General"
        return self.get(border=1, bg_color=CALCULATED_COLOUR, align="center", num_format=number_format)

    def prose_heading(self) -> Format:
        return self.get(font_name=TITLE_FONT, font_size=12, bold=True, bg_color=HEADING_COLOUR)

    def note(self) -> Format:
        return self.get(font_size=9, align="left")

    def verdict(self) -> Format:
        return self.get(font_size=10, align="center", **MUTED_COLOURS)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a cell that is `width` characters wide; a Chinese one counts two."""
    room = max(int(width) - 1, 1)
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    lines = text.split("\n")
    return sum(max(1, -(-(2 * len(line) - len(_NARROW.findall(line))) // room)) for line in lines)


_NARROW: Final = re.compile("[\0-\u2e7f]")


_DECIMAL_HINTS: Final = {
    Quantity.MONEY: ("金额（万元）", "单位是万元，最多两位小数；没有就空着。"),
    Quantity.AREA: ("面积（㎡）", "单位是平方米；没有就空着。"),
    Quantity.POINTS: ("分数", "填数字；满分见分值。"),
}


def validation(quantity: Quantity, line: Line | None, total_weight: float) -> dict[str, Any] | None:
    """What may be typed in an input cell of this quantity, with Chinese messages; None for anything."""
    hint = line.hint if line is not None else ""
    title = line.label.rstrip("：")[:30] if line is not None else ""
    stop = {"error_type": "stop", "ignore_blank": True}
    if quantity in _DECIMAL_HINTS:
        name, message = _DECIMAL_HINTS[quantity]
        may_be_negative = line is not None and line.may_be_negative
        upper = total_weight if quantity is Quantity.POINTS else 1e9
        return {
            "validate": "decimal",
            "criteria": "between",
            "minimum": -upper if may_be_negative else 0,
            "maximum": upper,
            "input_title": title or name,
            "input_message": hint or message,
            "error_title": "这里要填数字",
            "error_message": _number_message(quantity, upper, may_be_negative=may_be_negative),
            **stop,
        }
    if quantity is Quantity.COUNT:
        return {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": 1_000_000,
            "input_title": title or "人数",
            "input_message": hint or "填整数；没有就空着。",
            "error_title": "这里要填人数",
            "error_message": "请填不小于 0 的整数，不要带“人”字；没有就空着。",
            **stop,
        }
    if quantity is Quantity.YEAR:
        return {
            "validate": "integer",
            "criteria": "between",
            "minimum": 2000,
            "maximum": 2100,
            "input_title": title or "年度",
            "input_message": hint or "填四位年份。",
            "error_title": "这里要填年份",
            "error_message": "请填四位年份，例如 2024，不要带“年”字。",
            **stop,
        }
    if hint:
        return {"validate": "any", "input_title": title, "input_message": hint}
    return None


def _number_message(quantity: Quantity, upper: float, *, may_be_negative: bool) -> str:
    if quantity is Quantity.POINTS:
        return f"请填 0 到 {upper:g} 之间的数字，不要带“分”字；没有就空着。"
    unit = "平方米" if quantity is Quantity.AREA else "万元"
    sign = "（调减填负数）" if may_be_negative else "（不能是负数）"
    return f"请填以{unit}为单位的数字{sign}，不要带“{unit}”二字；没有就空着。"
