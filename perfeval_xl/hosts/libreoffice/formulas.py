"""Formulas between Excel's notation, which xlwings users write, and the one LibreOffice's interface speaks.

``=SUM('表 1'!A1:B2,{1,2;3,4})`` there is ``=SUM('表 1'.A1:B2;{1;2|3;4})``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

_EXCEL: Final = re.compile(
    r"""
    "(?:[^"]|"")*"
    | (?P<sheet> '(?:[^']|'')*'(?=!) | [^\W\d][\w.]*+(?=!) )
    | \#(?:REF!|DIV/0!|VALUE!|NAME\?|NULL!|NUM!|N/A) | \$?[^\W\d]\w*+
    | (?P<point> ! )
    | (?P<brace> [{}] )
    | (?P<separator> [,;] )
    """,
    re.VERBOSE,
)
# A point before a cell is a sheet's: no number, and no function's name, goes on with letters and a digit.
_OFFICE: Final = re.compile(
    r"""
    "(?:[^"]|"")*"
    | (?P<sheet> \$'(?:[^']|'')*'(?=\.) | \$[^\W\d]\w*+(?=\.) )
    | '(?:[^']|'')*'
    | (?P<point> \.(?=\$?[A-Za-z]{1,3}(?:\$?\d|:)|\#REF!) )
    | (?P<brace> [{}] )
    | (?P<separator> [;|~] )
    """,
    re.VERBOSE,
)


def to_excel(formula: str) -> str:
    """A cell's formula as Excel writes it; other content as it is, without the apostrophe that marks text."""
    if not formula.startswith("="):
        return formula[1:] if formula.startswith("'") and not formula.startswith("'=") else formula
    # LibreOffice marks an absolute sheet, which in Excel every sheet is.
    return _translated(
        _OFFICE, formula, "!", lambda sheet: sheet[1:], {";": ",", "~": ","}, {";": ",", "|": ";"}
    )


def from_excel(formula: str) -> str:
    """The same for LibreOffice."""
    if not formula.startswith("="):
        return formula
    return _translated(_EXCEL, formula, ".", lambda sheet: f"${sheet}", {",": ";"}, {",": ";", ";": "|"})


def _translated(
    pattern: re.Pattern[str],
    formula: str,
    point: str,
    sheet: Callable[[str], str],
    outside: Mapping[str, str],
    inside: Mapping[str, str],
) -> str:
    """The formula with sheets, points behind them and separators, which differ inside of ``{}``, replaced."""
    in_array = False

    def replaced(match: re.Match[str]) -> str:
        nonlocal in_array
        found = match[0]
        match match.lastgroup:
            case "sheet":
                return sheet(found)
            case "point":
                return point
            case "brace":
                in_array = found == "{"
            case "separator":
                return (inside if in_array else outside).get(found, found)
            case _:
                pass
        return found

    return pattern.sub(replaced, formula)
