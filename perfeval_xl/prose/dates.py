"""Finds what prose says was done after a year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from perfeval_xl.prose.words import tidy

_CLAUSE: Final = re.compile("[^，,；。！？]+")
_YEAR: Final = re.compile(r"(?<![\d.\-至到—])(20\d\d)年(?![\-至到—])", re.ASCII)
_DATE_ALONE: Final = re.compile(
    r"(?:于|在)?20\d\d年(?:度|初|底|末|上半年|下半年|第?[一二三四1-4]季度|\d{1,2}月)?(?:\d{1,2}日|初|底|末|中旬|上旬|下旬)?",
    re.ASCII,
)
_DONE: Final = re.compile("已|了(?!解)|完毕|付清|通过验收|验收合格")
_DONE_IN_A_RESULT: Final = re.compile(_DONE.pattern + "|完成|完工|竣工|建成|支付|拨付|发放|达到|投入使用")
"""In a cell that asks for a result, 2025年1月完成 is one."""
_NOT_DONE: Final = re.compile(
    "[将拟未尚待]|计划|预计|力争|争取|打算|准备|目标|规划|下一步|继续|预算|编制|申报|结转|跨年|要求|安排|不能|无法"
)
_ABOUT_THE_REPORT: Final = re.compile("自评|评价|公开|公示|报告|决算|审计|批复|考核|检查|核查|整改|反馈")
"""What belongs to the year's accounts and can only be done after its end."""


def done_after(text: str, year: int, *, is_result: bool = False) -> Iterator[str]:
    """The clauses that tell of something done in a later year than `year`.

    Plans, what was not done, and the self-evaluation itself are none: these may lie in the next year.

    Args:
        text: Prose, or a result.
        year: The reporting year.
        is_result: Whether the text stands where a result is asked for.
    """
    if "年" not in text:
        return
    done = _DONE_IN_A_RESULT if is_result else _DONE
    clauses = [match[0] for match in _CLAUSE.finditer(tidy(text))]
    for clause, behind in zip(clauses, (*clauses[1:], ""), strict=False):
        found = _YEAR.search(clause)
        if found is None or int(found[1]) <= year:
            continue
        told = f"{clause}，{behind}" if _DATE_ALONE.fullmatch(clause) and behind else clause
        said = told.replace("已将", "已")
        if done.search(said) and not _NOT_DONE.search(said) and not _ABOUT_THE_REPORT.search(said):
            yield told
