"""Which files count: the same content once, a report beside its workbook not; and what is said of them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from perfeval_xl.amounts import plain
from perfeval_xl.bureau.facts import Facts
from perfeval_xl.bureau.files import DOCUMENTS, FOLDER
from perfeval_xl.bureau.journal import Journal
from perfeval_xl.bureau.outcome import Outcome, Status
from perfeval_xl.form.base_data import THREE_PUBLIC
from perfeval_xl.form.score_table import ADJUSTED, EXECUTED, INITIAL, TOTAL

UNREADABLE: Final = "未能读取"
BLANK: Final = "没有填写"
SAME_CONTENT: Final = "内容相同"
REPORT_BESIDE: Final = "报告与工作簿"
NOT_CHECKED: Final = "还没有检查"
_MOST_NAMED: Final = 3
"""Further files that a unit is told of by their names."""
OWN: Final = "本程序生成的"
PREVIOUS: Final = "上年的文件"


@dataclass(frozen=True, slots=True)
class Remark:
    """Why a file is not among those that count."""

    file: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A file that counts, and what is to be known of it."""

    file: str
    facts: Facts
    note: str = ""
    """Other files of the same unit and year, and why it was not compared with last year's, in words."""
    has_rivals: bool = False
    """Whether there are other files of the same unit and year."""
    in_totals: bool = True
    """Whether its money is summed: that of another year than most is not, and of several files of one unit
    and year only the first one's is."""
    instead: int | None = None
    """The year asked for, where the file is of another."""
    is_missing: bool = False
    """Whether the unit handed in nothing of the year asked for."""
    told: str = ""
    """What its unit has to be told before all else: that it is of another year, or one of several."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the files of a batch come to, in the order of their names."""

    counted: tuple[Counted, ...]
    remarks: tuple[Remark, ...]
    year: int | None = None
    """The year that most of the files are of; of two, the later one."""
    files: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", frozenset(one.file for one in self.counted))

    @property
    def of_other_years(self) -> int:
        """How many files are of another year than most."""
        return sum(one.facts.year not in (None, self.year) for one in self.counted)

    @property
    def has_unread(self) -> bool:
        """Whether something of the folder has not been checked."""
        return any(remark.kind in (UNREADABLE, NOT_CHECKED, FOLDER) for remark in self.remarks)

    @property
    def has_blank(self) -> bool:
        """Whether a self-evaluation was handed in blank."""
        return any(remark.kind == BLANK for remark in self.remarks)

    @property
    def units(self) -> int:
        """How many units are among the files that count; each file without a unit's name is one."""
        named = {one.facts.unit for one in self.counted if one.facts.unit}
        return len(named) + sum(not one.facts.unit for one in self.counted)


def _usual_year(known: Iterable[Facts]) -> int | None:
    counts = Counter(facts.year for facts in known if facts.year is not None)
    return max(counts, key=lambda year: (counts[year], year), default=None)


def standing_of(
    journal: Journal, unchecked: Collection[str] = (), others: Collection[Remark] = ()
) -> Standing:
    """Decides which files count.

    Args:
        journal: The outcomes.
        unchecked: Files that were not come to, because the run was stopped.
        others: What else is to be said: folders that could not be opened.
    """
    first_of: dict[str, str] = {}
    checked: list[Outcome] = []
    remarks = [*others, *(Remark(file, NOT_CHECKED, _LATER) for file in unchecked)]
    for outcome in journal.outcomes(with_results=False):
        if outcome.status is Status.OWN:
            remarks.append(
                Remark(outcome.file, OWN, "本程序生成的清单、汇总或修改意见，不是自评，没有计入。")
            )
        elif outcome.status is Status.UNREADABLE:
            remarks.append(Remark(outcome.file, UNREADABLE, outcome.reason))
        elif outcome.status is Status.BLANK:
            assert outcome.facts is not None
            whose = f"“{outcome.facts.unit}”的" if outcome.facts.unit else ""
            remarks.append(
                Remark(outcome.file, BLANK, f"{whose}自评表还没有填，没有计入：请退回，填好后重新报送。")
            )
        elif outcome.digest in first_of:
            first = first_of[outcome.digest]
            remarks.append(
                Remark(
                    outcome.file,
                    SAME_CONTENT,
                    f"与“{first}”的内容完全相同，只计一次：请核对是否有单位误报了别家的文件。",
                )
            )
        else:
            first_of[outcome.digest] = outcome.file
            checked.append(outcome)
    known = {outcome.file: outcome.facts for outcome in checked if outcome.facts is not None}
    year = _usual_year(known.values())
    counted, passed_over = _one_a_unit(known, year)
    said = sorted([*remarks, *passed_over], key=lambda one: (one.file, one.kind))
    return Standing(tuple(counted), tuple(said), year)


_LATER: Final = "审核中途停止，还没有检查：请加 --resume 再运行一次。"


def _one_a_unit(known: Mapping[str, Facts], usual: int | None) -> tuple[list[Counted], list[Remark]]:
    """A report exported beside its workbook gives way to it; other files of one unit and year say so."""
    together: dict[tuple[str, int | None], list[str]] = {}
    for file, facts in known.items():
        if facts.unit:
            together.setdefault((facts.unit, _year(facts, usual)), []).append(file)
    workbooks_of = {key: [one for one in files if not _is_document(one)] for key, files in together.items()}
    asked = {unit: files[0] for (unit, year), files in together.items() if year == usual}
    counted: list[Counted] = []
    remarks: list[Remark] = []
    for file, facts in known.items():
        key = facts.unit, _year(facts, usual)
        workbooks = workbooks_of.get(key, [])
        if _is_document(file) and workbooks:
            differing = _differing(facts, known[workbooks[0]])
            reason = f"与工作簿“{workbooks[0]}”是同一单位同一年度，以工作簿为准，没有计入。{differing}"
            remarks.append(Remark(file, REPORT_BESIDE, reason))
        else:
            rivals = _without(file, together.get(key, []) if _is_document(file) else workbooks)
            counted.append(_counted(file, facts, rivals, usual, asked.get(facts.unit, "")))
    return counted, remarks


def _without(file: str, files: Sequence[str]) -> Sequence[str]:
    """The others, in the order of their names; thousands of files may bear the name the form came with."""
    at = bisect_left(files, file)
    return [*files[:at], *files[at + 1 :]]


_FIGURES: Final[Sequence[tuple[str, Callable[[Facts], Decimal | None]]]] = (
    (INITIAL.heading, lambda facts: facts.initial),
    (ADJUSTED.heading, lambda facts: facts.adjusted),
    (EXECUTED.heading, lambda facts: facts.executed),
    (THREE_PUBLIC.label, lambda facts: facts.three_public),
    (TOTAL.label, lambda facts: facts.score),
)


def _differing(report: Facts, workbook: Facts) -> str:
    """The figures in which a report is not the workbook's: it is the report that is published."""
    pairs = ((name, figure(report), figure(workbook)) for name, figure in _FIGURES)
    said = [
        f"{name}报告里是 {_said(one)}，工作簿里是 {_said(other)}"
        for name, one, other in pairs
        if one != other
    ]
    return f"两者不一致：{'；'.join(said)}。请核实公开的是哪一份。" if said else ""


def _said(value: Decimal | None) -> str:
    return "空白" if value is None else plain(value)


def _counted(file: str, facts: Facts, rivals: Sequence[str], usual: int | None, asked: str) -> Counted:
    """`asked`: a file of the same unit and the year that most are of; '' where there is none."""
    is_first = not rivals or file < rivals[0]
    is_of_usual_year = _year(facts, usual) == usual
    notes: list[str] = []
    if not is_of_usual_year:
        notes.append(
            f"这是 {facts.year} 年度的，其他多数是 {usual} 年度，金额合计没有计入：请核对是否报错了年度。"
        )
    if rivals:
        more = f"等 {len(rivals)} 份" if len(rivals) > 1 else ""
        notes.append(f"同一单位同一年度另有“{rivals[0]}”{more}，请确认以哪份为准。")
        if is_of_usual_year:
            summed = "本份计算" if is_first else f"“{rivals[0]}”计算，没有计入本份"
            notes.append(f"金额合计暂按{summed}。")
    if facts.compared:
        notes.append(facts.compared)
    return Counted(
        file,
        facts,
        "\n".join(notes),
        bool(rivals),
        is_of_usual_year and is_first,
        None if is_of_usual_year else usual,
        not (is_of_usual_year or asked),
        _told(file, rivals) if is_of_usual_year else _told_of_year(facts.year, usual, asked),
    )


def _told_of_year(year: int | None, usual: int | None, asked: str) -> str:
    if asked:
        return f"这是 {year} 年度的自评，这次审核的是 {usual} 年度的，以另报的“{name_of(asked)}”为准。"
    return f"这是 {year} 年度的自评，请报送 {usual} 年度的。"


def _told(file: str, rivals: Sequence[str]) -> str:
    if not rivals:
        return ""
    others = "、".join(f"“{name_of(rival)}”" for rival in rivals[:_MOST_NAMED])
    more = f"等 {len(rivals)} 份" if len(rivals) > _MOST_NAMED else ""
    first = rivals[0]
    counted = "这份" if file < first else f"“{name_of(first)}”"
    return f"同一年度你单位另报了{others}{more}：请确认以哪份为准，只报一份；目前暂按{counted}汇总。"


def name_of(file: str) -> str:
    """The name of a file as its unit knows it, without the bureau's folders."""
    return file.rpartition("/")[2]


def _year(facts: Facts, usual: int | None) -> int | None:
    """The year a file is taken for: one that does not say is of the year that most are of."""
    return usual if facts.year is None else facts.year


def _is_document(file: str) -> bool:
    return file.lower().endswith(tuple(DOCUMENTS))
