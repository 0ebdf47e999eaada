"""What is said of a batch's comparison with last year's folder: on the terminal, and of files not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from perfeval_xl.bureau.outcome import NO_PREVIOUS, UNREAD_PREVIOUS, is_own
from perfeval_xl.bureau.previous import Previous
from perfeval_xl.bureau.standing import PREVIOUS, Remark, Standing
from perfeval_xl.file_names import shown

_MISSING: Final = "没有上年的自评可比"
_UNREAD: Final = "上年的文件读不了"
_ANOTHER: Final = "上年的文件对不上"


def previous_remarks(previous: Previous, folder: Path) -> list[Remark]:
    """Last year's files that nothing can be compared with; what the program wrote itself is passed over."""
    return [
        Remark(
            f"{shown(Path(folder.absolute().name))}/{one.file}",
            PREVIOUS,
            f"{_UNREAD}，没有与它比较：{one.reason}",
        )
        for one in previous.unread
        if not is_own(folder / one.file)
    ]


def previous_lines(standing: Standing, previous: Previous, folder: Path) -> Iterator[str]:
    """How many files were compared with last year's, how many were not, and why."""
    asked = [one.facts.compared for one in standing.counted if one.facts.compared is not None]
    if not asked:
        return
    reasons = Counter(map(_reason, filter(None, asked)))
    alone = reasons.total()
    counts = "，".join(f"{reason} {count} 份" for reason, count in reasons.items())
    if alone < len(asked):
        yield f"与上年比较了 {len(asked) - alone} 份" + (
            f"；没有比较 {alone} 份：{counts}。" if alone else "。"
        )
        return
    yield f"没有一份与上年比较：{counts}。"
    yield from _wrong_folder(standing, previous, folder)


def _reason(compared: str) -> str:
    if compared == NO_PREVIOUS:
        return _MISSING
    return _UNREAD if compared.startswith(UNREAD_PREVIOUS) else _ANOTHER


def _wrong_folder(standing: Standing, previous: Previous, folder: Path) -> Iterator[str]:
    """What is to be done where last year's folder has nothing of last year."""
    year, years = standing.year, previous.years
    if year is None or not years or year - 1 in years:
        return
    found = "、".join(map(str, years))
    same = "都是" if len(years) == 1 else "只有"
    mistaken = "，与要审核的是同一年度" if years == [year] else ""
    yield (
        f"上年的文件夹 {shown(folder)} 里{same} {found} 年度的{mistaken}，没有 {year - 1} 年度的："
        f"请检查 --previous 是不是选错了文件夹。"
    )
