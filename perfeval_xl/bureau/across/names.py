"""ACROSS-03: names of other units of the batch where a report speaks of its own."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

from perfeval_xl.bureau.across.registry import Compared, Comparison, Evidence, across_rule
from perfeval_xl.bureau.across.subjects import is_subject
from perfeval_xl.findings import Severity

_SHORTEST_NAME: Final = 4
_AROUND: Final = 40
"""Characters that are shown on either side of a name."""


@across_rule(
    "ACROSS-03",
    "报告里没有留着其他单位的名称",
    Severity.WARNING,
    why="该写本单位名称的地方写着别的单位，说明报告是照别家改的，公开出去会闹笑话。"
    "别的单位的名称做一句话的主语、说的又是自己的事，才会列出；对本单位批复、审计、检查的，"
    "一起做事的，并列的，都不列。",
    fix="核对列出的句子：照别家改的，把名称改成本单位的，并通读一遍，看内容是不是本单位的；"
    "说的确是那个单位，不必改。",
    basis="《部门整体支出绩效自评报告》及附件",
    accepts="""
        清水县水利局 | 正文 | 清水县水利局2024年度完成水库加固3座，并与清水县农业农村局联合开展检查。
        清水县农业农村局对水利工程进行了验收；清水县财政局批复我局年初预算320万元。
        清水县农业农村局、清水县财政局 | 正文 | 高度重视预算绩效管理。
    """,
    rejects="""
        清水县水利局 | 正文 | 一年来，在县委领导下，清水县农业农村局较好地完成了各项任务。
        清水县农业农村局 | 正文 | 清水县农业农村局核定编制40人。
    """,
)
def foreign_names(compared: Compared) -> Iterator[Comparison]:
    """Names of the units of this batch, where a report speaks of itself; each once a file."""
    files = {facts.unit: file for file, facts in compared.facts.items() if len(facts.unit) >= _SHORTEST_NAME}
    if not files:
        return
    names = _automaton(files)
    said: set[tuple[str, str]] = set()
    for _, file, passage in compared.passages(is_indicators=False):
        own = compared.facts[file].unit
        for end, name in names.iter_long(passage.text):
            start = end + 1 - len(name)
            if name in own or own in name or (file, name) in said:
                continue
            if is_subject(passage.text, start, end + 1):
                said.add((file, name))
                yield Comparison(
                    f"“{passage.label}”里写的是“{name}”，本单位是“{compared.unit(file)}”。",
                    Evidence(
                        compared.unit(file), file, passage.place, _excerpt(passage.text, start, end + 1)
                    ),
                    Evidence(name, files[name], text="这个名称的单位也报送了自评"),
                    units=(compared.unit(file),),
                )


def _automaton(names: dict[str, str]) -> Any:
    """Finds all names in one pass, the longest at each place."""
    ahocorasick: Any = import_module("ahocorasick")  # it tells no types
    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name, name)
    automaton.make_automaton()
    return automaton


def _excerpt(text: str, start: int, end: int) -> str:
    before, behind = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    dots = ("……" if start > _AROUND else "", "……" if end + _AROUND < len(text) else "")
    return f"{dots[0]}{before}【{text[start:end]}】{behind}{dots[1]}"
