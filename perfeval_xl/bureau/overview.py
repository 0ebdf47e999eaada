"""总览: the one page for the director, with the figures of the batch and three charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from perfeval_xl.bureau.list_sheet import COUNT, MONEY, RATE
from perfeval_xl.bureau.outcome import OVERVIEW, OVERVIEW_TITLE
from perfeval_xl.bureau.tables import Totals
from perfeval_xl.writers.sheet_styles import A4, Styles

_WIDTHS: Final = (22, 13, 3, 22, 13, 3, 22, 13)
_LEFT, _MIDDLE, _RIGHT = 0, 3, 6
_LAST: Final = len(_WIDTHS) - 1
_CHART_COLOUR: Final = "#2F75B5"
_CHART_ROWS: Final = 15
_ROW_PIXELS: Final = 22
_ROW_POINTS: Final = _ROW_PIXELS * 0.75


@dataclass(frozen=True, slots=True)
class Distribution:
    """A chart: its title, and the count of each name."""

    title: str
    counts: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page shows."""

    heading: str
    """The folder, in one line."""
    totals: Totals
    money_of: str
    """The year whose money is summed, where there is more than one; '' otherwise."""
    unreadable: int
    blank: int
    not_counted: int
    """Files passed over: the same content, or a report beside its workbook."""
    unchecked: int
    rates: Distribution
    rules: Distribution
    grades: Distribution
    notes: Sequence[str]
    """Lines at the foot: what else is to be known."""


def write_overview(book: Workbook, styles: Styles, page: Overview) -> None:
    """Adds the sheet 总览."""
    sheet = book.add_worksheet(OVERVIEW)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    # Written row by row, because the workbook is streamed.
    title = styles.get(font_name="黑体", font_size=20, bold=True, text_wrap=False)
    sheet.set_row(0, 36)
    sheet.write_string(0, 0, OVERVIEW_TITLE, title)
    sheet.write_string(1, 0, page.heading, styles.get(text_wrap=False, font_color="#595959"))
    row = _write_blocks(sheet, styles, 3, (_files(page), _problems(page), _counts(_RIGHT, page.grades)))
    row = _write_blocks(sheet, styles, row + 1, _money(page.totals, page.money_of))
    data = row + 1
    rules = _counts(_MIDDLE, page.rules, names=_LAST - _MIDDLE)
    row = _write_blocks(sheet, styles, data, (_counts(_LEFT, page.rates), rules))
    notes = row + 1
    for number, note in enumerate(page.notes):
        sheet.write_string(notes + number, 0, f"· {note}", styles.get(text_wrap=False, font_size=9.5))
    charts = notes + len(page.notes) + (1 if page.notes else 0)
    _add_charts(book, sheet, page, data, charts)
    _set_up_page(sheet, charts + 2 * _CHART_ROWS + 1)


@dataclass(frozen=True, slots=True)
class _Block:
    """A small table: names, and a number behind each."""

    column: int
    heading: str
    lines: Sequence[tuple[str, float, str]]
    """Name, number, number format."""
    names: int = 1
    """How many columns the names take."""


def _files(page: Overview) -> _Block:
    return _Block(
        _LEFT,
        "报送情况",
        (
            ("单位（个）", page.totals.units, COUNT),
            ("计入的文件（份）", page.totals.files, COUNT),
            ("未能读取", page.unreadable, COUNT),
            ("没有填写", page.blank, COUNT),
            ("重复，没有计入", page.not_counted, COUNT),
            ("还没有检查", page.unchecked, COUNT),
        ),
    )


def _problems(page: Overview) -> _Block:
    totals = page.totals
    return _Block(
        _MIDDLE,
        "审核结果",
        (
            ("没有错误的（份）", totals.passed, COUNT),
            ("其中：提醒也没有的", totals.spotless, COUNT),
            ("错误（处）", totals.errors, COUNT),
            ("提醒，待修改或说明", totals.warnings, COUNT),
            ("提醒，单位已说明", totals.explained, COUNT),
        ),
    )


def _money(totals: Totals, of_year: str) -> Sequence[_Block]:
    return (
        _Block(
            _LEFT,
            f"{of_year}资金（万元）",
            (
                ("年初预算数合计", totals.initial, MONEY),
                ("全年预算数合计", totals.adjusted, MONEY),
                ("全年执行数合计", totals.executed, MONEY),
            ),
        ),
        _Block(
            _MIDDLE,
            f"{of_year}三公经费（万元）",
            (
                ("上年决算数合计", totals.three_public_prior, MONEY),
                ("本年决算数合计", totals.three_public, MONEY),
                ("增减", totals.three_public - totals.three_public_prior, MONEY),
            ),
        ),
        _Block(
            _RIGHT,
            "总体",
            (
                ("总执行率", _share(totals.executed, totals.adjusted), RATE),
                ("平均每份错误（处）", _share(totals.errors, totals.files), "0.0"),
                ("没有错误的比例", _share(totals.passed, totals.files), RATE),
            ),
        ),
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _counts(column: int, distribution: Distribution, names: int = 1) -> _Block:
    lines = [(name, count, COUNT) for name, count in distribution.counts]
    return _Block(column, distribution.title, lines, names)


def _write_blocks(sheet: Worksheet, styles: Styles, top: int, blocks: Sequence[_Block]) -> int:
    """Small tables side by side, row by row; returns the row below the longest."""
    height = 1 + max(len(block.lines) for block in blocks)
    for row in range(top, top + height):
        sheet.set_row(row, _ROW_POINTS)
        for block in blocks:
            if row == top:
                sheet.merge_range(
                    row, block.column, row, block.column + block.names, block.heading, styles.heading()
                )
            elif row - top <= len(block.lines):
                _write_line(sheet, styles, row, block, *block.lines[row - top - 1])
    return top + height


def _write_line(
    sheet: Worksheet, styles: Styles, row: int, block: _Block, name: str, value: float, number_format: str
) -> None:
    behind = block.column + block.names
    style = styles.get(border=1)
    if block.names > 1:
        sheet.merge_range(row, block.column, row, behind - 1, name, style)
    else:
        sheet.write_string(row, block.column, name, style)
    sheet.write_number(row, behind, value, styles.get(border=1, num_format=number_format, align="right"))


def _add_charts(book: Workbook, sheet: Worksheet, page: Overview, data: int, top: int) -> None:
    """Two charts side by side, the rules' below them in full width."""
    left = sum(_pixels(width) for width in _WIDTHS[: _RIGHT - 1])
    right = sum(_pixels(width) for width in _WIDTHS) - left
    placed: Sequence[tuple[str, Distribution, int, tuple[int, int], tuple[int, int], int]] = (
        ("column", page.rates, data + 1, (_LEFT, _LEFT + 1), (top, 0), left),
        ("column", page.grades, 4, (_RIGHT, _LAST), (top, _RIGHT - 1), right),
        ("bar", page.rules, data + 1, (_MIDDLE, _LAST), (top + _CHART_ROWS, 0), left + right),
    )
    for kind, distribution, first, (names, values), (row, at), width in placed:
        last = first + len(distribution.counts) - 1
        if last < first:
            continue
        chart: Any = book.add_chart({"type": kind})
        chart.add_series(
            {
                "name": distribution.title,
                "categories": [OVERVIEW, first, names, last, names],
                "values": [OVERVIEW, first, values, last, values],
                "fill": {"color": _CHART_COLOUR},
                "data_labels": {"value": True},
                "gap": 60,
            }
        )
        chart.set_title({"name": distribution.title, "name_font": {"size": 12}, "overlay": False})
        chart.set_legend({"none": True})
        chart.set_size({"width": width - 8, "height": _CHART_ROWS * 20 - 8})
        value_axis = {"major_gridlines": {"visible": False}, "visible": False, "min": 0}
        small = {"num_font": {"size": 9}}
        if kind == "bar":
            chart.set_y_axis({**small, "reverse": True})
            chart.set_x_axis(value_axis)
        else:
            chart.set_x_axis(small)
            chart.set_y_axis(value_axis)
        sheet.insert_chart(row, at, chart, {"x_offset": 4, "y_offset": 4})


def _pixels(width: float) -> int:
    """How wide a column of that many characters is on the screen."""
    return int(width * 7 + 5)


def _set_up_page(sheet: Worksheet, last_row: int) -> None:
    sheet.set_portrait()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, last_row, _LAST)
    sheet.hide_gridlines(2)
    sheet.set_footer("&C— &P —")
