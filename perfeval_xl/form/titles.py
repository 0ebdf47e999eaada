"""What a table's title says besides the table's name: the unit."""

from __future__ import annotations

import re
from typing import Final

from perfeval_xl.form.declaration import TableForm
from perfeval_xl.form.labels import compact
from perfeval_xl.form.narrative import NARRATIVE
from perfeval_xl.form.score_table import DEPARTMENT

_UNIT_TITLED: Final = (NARRATIVE, DEPARTMENT)
"""Tables whose title may name the unit; a project table's title may name the project."""
_YEAR: Final = re.compile(r"(?:19|20)\d{2}年度?")
_REMARK: Final = re.compile(r"[(][^()]*[)]")
_UNIT: Final = re.compile(
    r".{2,}(?:[局委办院会所站队校园府部室处社馆厅台团联]|大学|中学|小学|中心|公司|街道|基地)"
)
"""How names of units end; 区级, 市直 and the name of a county alone are no units."""


def is_unit_name(name: str) -> bool:
    """Whether `name` ends as names of units do: 农业农村局, 第一中学."""
    return _UNIT.fullmatch(name) is not None


def without_remarks(name: str) -> str:
    """A name as titles are read, without brackets: 清水县档案馆（地方志办） is 清水县档案馆."""
    return _REMARK.sub("", compact(name))


def unit_in_title(title: str, form: TableForm) -> str:
    """The unit that a title names before the table's name, '' where it names none.

    ``2024年度屈原管理区人大政协联络办部门整体支出绩效自评表`` names 屈原管理区人大政协联络办.
    """
    if form not in _UNIT_TITLED:
        return ""
    squeezed = compact(title)
    sign = next((sign for sign in form.title_signs if sign in squeezed), None)
    if sign is None:
        return ""
    before = without_remarks(squeezed.rpartition(sign)[0]).removesuffix("部门")
    return next((name for name in reversed(_YEAR.split(before)) if is_unit_name(name)), "")


def unit_of_report(title: str, form: TableForm) -> str:
    """The unit in the title of a report: all that the official title has between year and name.

    ``2024年度屈原管理区人大政协联络办部门整体支出绩效自评报告``; in a title of another shape, only what is
    evidently a unit.
    """
    before, _, after = form.title.partition("{year}")
    year_word, name = after[:2], after[2:]
    match = re.fullmatch(
        rf"\s*{re.escape(before)}(?:19|20)\d{{2}}{year_word}\s*(.+?)\s*{re.escape(name)}\s*", title, re.DOTALL
    )
    return match[1] if match else unit_in_title(title, form)
