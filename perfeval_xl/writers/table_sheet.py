"""Writes one table of the form to a sheet: cells, formulas, live checks, validation, print set-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from perfeval_xl.amounts import round_half_up
from perfeval_xl.evaluation import Entry, Row, SelfEvaluation, Table
from perfeval_xl.form.declaration import VALUE, Line, Prose, Quantity, Records
from perfeval_xl.form.layout import Box, Layout, Role, cell_content, lay_out, to_grid
from perfeval_xl.form.narrative import NARRATIVE, UNIT, YEAR
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.form.references import Cell, References
from perfeval_xl.form.score_table import LEVEL1, LEVEL2
from perfeval_xl.form.sentences import EDGE, GAP, Clause, Piece, compose, pieces
from perfeval_xl.profile import Profile
from perfeval_xl.rules.calculated import CALCULATIONS
from perfeval_xl.rules.levels import rules_of
from perfeval_xl.rules.relations import Verdict
from perfeval_xl.writers.formulas import write_formula
from perfeval_xl.writers.sheet_styles import (
    A4,
    CALCULATED_COLOUR,
    ERROR_COLOURS,
    HOLDS_COLOURS,
    LINE_HEIGHT,
    RATE_FORMAT,
    TAIL_COLOURS,
    TALLEST_ROW,
    Styles,
    lines_of,
    validation,
)

CHECK_HEADING: Final = "自检"
DEFAULT_HEIGHT: Final = 18.0
"""Points of a row with one line."""
FRACTION_PLACES: Final = 4
"""Decimals of a rate that the template's formula keeps."""
_GOAL_LINES: Final = 5


@dataclass(frozen=True, slots=True)
class SheetCheck:
    """A live check on a table's sheet, for the sheet 自检."""

    sheet: str
    rule: str
    title: str
    cited: Cell
    """The cell it judges."""
    shown: Cell
    """The cell that shows the verdict."""
    formula: str
    verdict: Verdict


class TableSheet:
    """One table, ready to be written to a worksheet of the same name."""

    def __init__(self, table: Table, sheet: str, profile: Profile, year: int | None) -> None:
        self.sheet = sheet
        self.profile = profile
        self.year = year
        self.form = table.form
        self.layout = lay_out(table, year, spare=True, joined=False)
        self.references = References(self.layout)
        self.formulas: dict[Cell, str] = {
            cell: formula
            for calculation in CALCULATIONS
            for cell, formula in calculation.calculated(self.references)
        }
        self.results = self._results()
        self.checks = self._checks()

    # What the formulas come to

    def _read(self, layout: Layout) -> SelfEvaluation:
        """The layout read back as the validator would read the written sheet."""
        return read_evaluation([to_grid(layout, self.sheet)], self.profile)

    def _results(self) -> dict[Cell, Decimal | None]:
        """What each calculated cell shows."""
        results: dict[Cell, Decimal | None] = dict.fromkeys(self.formulas)
        for table in self._read(self.layout).tables:
            for calculation in CALCULATIONS:
                for entry, value in calculation.results(table):
                    if entry.at is not None:
                        results[Cell(entry.at.row, entry.at.column)] = value
        return results

    def _calculated(self, box: Box) -> tuple[str, Entry] | None:
        """The formula of a box with what it shows; None where the clerk's own figure stands in it."""
        cell = Cell(box.row, box.column)
        formula = self.formulas.get(cell)
        entry = box.entry
        if formula is None or entry is None:
            return None
        value = self.results.get(cell)
        if value is not None and box.quantity is Quantity.RATE:
            value = round_half_up(value, FRACTION_PLACES)
        if entry.is_filled and not _same_figure(entry, self.results.get(cell)):
            return None
        text = "" if value is None else f"{value:f}"
        return formula, Entry(entry.label, None, text, value, box.quantity, places=entry.places)

    def _checks(self) -> list[SheetCheck]:
        evaluation = self._read(
            replace(self.layout, boxes=[self._completed(box) for box in self.layout.boxes])
        )
        self.completed = evaluation.tables[0]
        free: dict[int, int] = {}
        checks: list[SheetCheck] = []
        for rule, _ in rules_of(self.profile):
            for relation in rule.relations:
                verdicts = {
                    (judgement.entry.at.row, judgement.entry.at.column): judgement.verdict
                    for judgement in relation.judge(evaluation)
                    if judgement.entry.at is not None
                }
                for formula in relation.formulas(self.references, self.profile):
                    cell = formula.cell
                    column = free.get(cell.row, self.layout.width + 1)
                    free[cell.row] = column + 1
                    shown = Cell(cell.row, column)
                    verdict = verdicts.get((cell.row, cell.column), Verdict.UNKNOWN)
                    checks.append(
                        SheetCheck(self.sheet, rule.id, formula.title, cell, shown, formula.formula, verdict)
                    )
        return checks

    def _completed(self, box: Box) -> Box:
        calculated = self._calculated(box)
        return box if calculated is None else replace(box, entry=calculated[1])

    # Writing

    def write(self, worksheet: Worksheet, styles: Styles) -> None:
        """Writes the table to an empty worksheet."""
        self.worksheet, self.styles = worksheet, styles
        worksheet.set_default_row(DEFAULT_HEIGHT)
        for column, width in enumerate(self.form.widths):
            worksheet.set_column(column, column, width)
        self._fit_rows()
        for box in self.layout.boxes:
            if box.column < self.layout.width:
                self._write_box(box)
        self._write_checks()
        self._set_up_page()

    def _fit_rows(self) -> None:
        """Heights for rows that hold long text from the start; the others grow as the clerk types."""
        heights: dict[int, float] = {}
        for box in self.layout.boxes:
            if box.rows > 1 or box.column >= self.layout.width:
                continue
            text = _printed_label(box) or (box.entry.text if box.entry else "")
            if box.role is Role.SENTENCE and isinstance(box.section, Prose):
                text = self._sentence(box.section)
            width = sum(self.form.widths[box.column : box.column + box.columns])
            lines = lines_of(text, width)
            if box.role is Role.INPUT and box.columns > 1 and isinstance(box.section, Records):
                lines = max(lines, _GOAL_LINES)
            heights[box.row] = max(heights.get(box.row, 0.0), lines * LINE_HEIGHT)
        heights[self.layout.title_row] = 2 * LINE_HEIGHT
        for row, height in heights.items():
            if height > LINE_HEIGHT:
                self.worksheet.set_row(row, min(height + 4, TALLEST_ROW))

    def _write_box(self, box: Box) -> None:
        styles = self.styles
        bordered = self._is_bordered(box.row)
        match box.role:
            case Role.ATTACHMENT:
                self._put_text(box, box.text, styles.attachment())
            case Role.TITLE:
                self._write_title(box)
            case Role.SIDE | Role.HEADING:
                self._put_text(box, _printed_label(box), styles.heading())
            case Role.LABEL:
                self._put_text(box, box.text, styles.label(box.indent, bordered=bordered))
            case Role.PROSE_HEADING:
                self._put_text(box, box.text, styles.prose_heading())
            case Role.NOTE:
                self._put_text(box, box.text, styles.note())
            case Role.SENTENCE:
                self._write_sentence(box)
            case Role.PARAGRAPH:
                self._put_text(box, box.entry.text if box.entry else "", styles.input(Quantity.TEXT))
            case Role.INPUT:
                self._write_input(box, bordered=bordered)

    def _is_bordered(self, row: int) -> bool:
        first, end = self.layout.bordered
        return first <= row < end

    def _write_title(self, box: Box) -> None:
        style = self.styles.title()
        if self.form is not NARRATIVE:
            self._put_text(box, box.text, style)
            return
        year, unit = (str(self.references.cell(line)) for line in (YEAR, UNIT))
        before, after = self.form.title.split("{year}")
        formula = f'="{before}"&{year}&LEFT("{after}",2)&{unit}&MID("{after}",3,50)'
        shown = self._entry_of(YEAR).text + after[:2] + self._entry_of(UNIT).text + after[2:]
        self._merge(box, style)
        write_formula(self.worksheet, Cell(box.row, box.column), formula, style, before + shown)

    def _entry_of(self, line: Line) -> Entry:
        row: Row = next(placed.row for placed in self.layout.placed if placed.row.line is line)
        return row[VALUE]

    def _write_sentence(self, box: Box) -> None:
        """A sentence of the narrative, composed live from the figures above it."""
        section = box.section
        assert isinstance(section, Prose)
        parts = "&".join(self._formula_of(piece) for piece in pieces(section, self.profile))
        lengths = "+".join(f"LEN({self.references.cell(line)})" for line in section.figures)
        style = self.styles.get(border=1, bg_color=CALCULATED_COLOUR, align="left")
        formula = f'=IF({lengths}=0,"",{parts})'
        write_formula(self.worksheet, Cell(box.row, box.column), formula, style, self._sentence(section))

    def _sentence(self, section: Prose) -> str:
        """What the formula of a sentence comes to."""
        return compose(section, self.completed, self.profile, self.year)

    def _formula_of(self, piece: Piece) -> str:
        """A piece of a sentence as part of an Excel formula."""
        if isinstance(piece, str):
            return _quoted(piece)
        if isinstance(piece, Clause):
            words = self._trimmed(piece)
            inner = "&".join(_quoted(part) if isinstance(part, str) else words for part in piece.pieces)
            return f'IF(LEN({words})=0,"",{inner})'
        cell = self.references.cell(piece)
        shown = f'TEXT({cell},"{RATE_FORMAT}")' if piece.quantity is Quantity.RATE else f'{cell}&""'
        return f'IF(LEN({cell})=0,"{GAP}",{shown})'

    def _trimmed(self, clause: Clause) -> str:
        """The text of a clause, trimmed by a formula."""
        text = f'{self.references.cell(clause.line)}&""'
        if clause.trimming:
            text = f"{_quoted(EDGE)}&{text}&{_quoted(EDGE)}"
        for old, new in clause.trimming:
            text = f"SUBSTITUTE({text},{_quoted(old)},{_quoted(new)})"
        return text

    def _write_input(self, box: Box, *, bordered: bool) -> None:
        entry = box.entry
        assert entry is not None
        if box.of is LEVEL1:
            self._put_text(box, entry.text, self.styles.label(centred=True))
            return
        calculated = self._calculated(box)
        if calculated is not None:
            formula, shown = calculated
            style = self.styles.calculated(box.quantity)
            value = None if shown.value is None else float(shown.value)
            self._merge(box, style)
            write_formula(self.worksheet, Cell(box.row, box.column), formula, style, value)
            return
        is_calculated_cell = Cell(box.row, box.column) in self.formulas
        content, trait = cell_content(entry)
        number_format = trait.number_format
        if box.quantity is Quantity.RATE:
            number_format = RATE_FORMAT
        elif box.section is not None and box.of is None and box.quantity is Quantity.POINTS:
            number_format = '"（"General"分）"'
        centred = box.of is LEVEL2
        style = self.styles.input(
            box.quantity, number_format=number_format, bordered=bordered, centred=centred
        )
        if is_calculated_cell:
            style = self.styles.calculated(box.quantity)
        if isinstance(content, int | float):
            self._merge(box, style)
            self.worksheet.write_number(box.row, box.column, content, style)
        else:
            self._put_text(box, "" if content is None else str(content), style)
        self._validate(box)

    def _validate(self, box: Box) -> None:
        place = (box.row, box.column, box.row, box.column)
        if box.of is LEVEL2:
            kinds = [kind for level in self._levels() for kind in level.kinds]
            self.worksheet.data_validation(
                *place,
                {
                    "validate": "list",
                    "source": kinds,
                    "error_type": "warning",
                    "error_title": "不是统一的二级指标",
                    "error_message": "二级指标一般从下拉列表里选。确需另列，选“是”。",
                },
            )
            return
        rule = validation(box.quantity, box.line, float(self.profile.total_weight))
        if rule is not None:
            self.worksheet.data_validation(*place, rule)

    def _levels(self) -> Sequence[Any]:
        section = self.form.section("indicators")
        return getattr(section, "levels", ())

    def _put_text(self, box: Box, text: str, style: Any) -> None:
        """Text as text: a leading = is no formula."""
        self._merge(box, style)
        if text:
            self.worksheet.write_string(box.row, box.column, text, style)
        else:
            self.worksheet.write_blank(box.row, box.column, None, style)

    def _merge(self, box: Box, style: Any) -> None:
        if box.rows > 1 or box.columns > 1:
            bottom, right = box.row + box.rows - 1, box.column + box.columns - 1
            self.worksheet.merge_range(box.row, box.column, bottom, right, "", style)

    def _write_checks(self) -> None:
        """The live checks right of the table, and the colours of the cells they judge."""
        if not self.checks:
            return
        verdict_style = self.styles.verdict()
        first = self.layout.width + 1
        last = max(check.shown.column for check in self.checks)
        self.worksheet.set_column(first - 1, first - 1, 2)
        self.worksheet.set_column(first, last, 6)
        heading = self.styles.get(font_size=9, align="center", bold=True)
        self.worksheet.write_string(self.layout.title_row, first, CHECK_HEADING, heading)
        for check in self.checks:
            cell = check.shown
            write_formula(self.worksheet, cell, check.formula, verdict_style, check.verdict.value)
            for verdict, colours in ((Verdict.BROKEN, ERROR_COLOURS), (Verdict.TAIL, TAIL_COLOURS)):
                condition = {
                    "type": "formula",
                    "criteria": f'=${str(cell).rstrip("0123456789")}${cell.row + 1}="{verdict.value}"',
                    "format": self.styles.difference(**colours),
                }
                for judged in (check.cited, cell):
                    self.worksheet.conditional_format(
                        judged.row, judged.column, judged.row, judged.column, condition
                    )
            self.worksheet.conditional_format(
                cell.row,
                cell.column,
                cell.row,
                cell.column,
                {
                    "type": "cell",
                    "criteria": "==",
                    "value": f'"{Verdict.HOLDS.value}"',
                    "format": self.styles.difference(**HOLDS_COLOURS),
                },
            )

    def _set_up_page(self) -> None:
        worksheet = self.worksheet
        worksheet.set_paper(A4)
        worksheet.set_portrait()
        worksheet.set_margins(left=0.6, right=0.6, top=0.75, bottom=0.75)
        worksheet.center_horizontally()
        worksheet.fit_to_pages(1, 0)
        worksheet.repeat_rows(self.layout.title_row)
        worksheet.print_area(0, 0, self.layout.height - 1, self.layout.width - 1)
        worksheet.set_footer("&C— &P —")
        worksheet.freeze_panes(self.layout.title_row + 1, 0)
        worksheet.protect(
            "",
            {
                "insert_rows": True,
                "delete_rows": True,
                "format_rows": True,
                "format_columns": True,
                "format_cells": True,
                "select_locked_cells": True,
                "select_unlocked_cells": True,
            },
        )


def _same_figure(entry: Entry, value: Decimal | None) -> bool:
    """Whether a typed figure is what the formula shows, at the places it was typed with."""
    if entry.value is None or value is None or entry.is_typed_text:
        return False
    if entry.quantity is Quantity.RATE:
        return round_half_up(entry.value, FRACTION_PLACES) == round_half_up(value, FRACTION_PLACES)
    return entry.value == value


def _printed_label(box: Box) -> str:
    """A label as it is printed: a heading's unit in brackets stands on a line of its own."""
    return box.text.replace("（", "\n（") if box.role in (Role.SIDE, Role.HEADING) else box.text


def _quoted(text: str) -> str:
    parts = text.replace('"', '""').split(EDGE)
    return "&CHAR(1)&".join(f'"{part}"' for part in parts)
