"""A profile in words: what the bureau settled, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from perfeval_xl.amounts import plain
from perfeval_xl.form import NARRATIVE
from perfeval_xl.form.declaration import Prose
from perfeval_xl.profile import Band, Profile
from perfeval_xl.rules.levels import changed_levels

_OFF: Final = "不用"
_MOST_UNITS: Final = 10


def profile_as_text(profile: Profile) -> str:
    """Everything the profile settles, a line or a paragraph each.

    Raises:
        ProfileError: the profile weighs a rule that is not in the catalogue.
    """
    blocks = [f"{profile.title}\n名称 {profile.name}　版本 {profile.version}　文件 {profile.file}"]
    blocks += [f"【{heading}】\n{text}" for heading, text in _paragraphs(profile)]
    return "\n\n".join(blocks) + "\n"


def _paragraphs(profile: Profile) -> Iterator[tuple[str, str]]:
    points = "，".join(f"{name} {plain(weight)}" for name, weight in profile.level1_points.items())
    weights = f"满分 {plain(profile.total_weight)} 分：执行率 {plain(profile.execution_weight)}，{points}"
    yield "分值", weights
    yield "执行率得分", _execution_score(profile)
    yield (
        "须说明原因",
        "\n".join(
            (
                f"执行率低于 {_per_cent(profile.execution_rate)}",
                f"年中预算调整超过年初预算的 {_per_cent(profile.adjustment)}",
                f"实际完成值超过“≥”类目标值的 {_per_cent(profile.over_target)}",
            )
        ),
    )
    bands = profile.bands
    yield (
        "定性指标得分",
        (f"达成预期指标 {_band(bands.met)}，部分达成 {_band(bands.partly)}，未达成 {_band(bands.not_met)}"),
    )
    yield "等级", "，".join(f"{grade.name} ≥ {plain(grade.least)}" for grade in profile.grades)
    kinds = "、".join(profile.required_kinds) or "不作要求"
    yield "每张自评表要有", kinds + ("；效益类指标至少一类" if profile.needs_benefit_kind else "")
    yield "报告正文须填写", "\n".join(_sections(profile)) or "不作要求"
    yield "报送自评的单位", _units(profile)
    yield "与规则目录级别不同的规则", "\n".join(_levels(profile)) or "没有"
    yield "标签的其他写法", "\n".join(f"{key}：{'、'.join(names)}" for key, names in profile.aliases.items())
    yield "报告正文的句子", "\n".join(f"{key}：{text}" for key, text in profile.sentences.items())


def _execution_score(profile: Profile) -> str:
    if profile.score_formula == "proportional":
        return "按比例：分值 × 执行率，不超过分值"
    steps = [
        f"执行率 {_per_cent(step.rate)} 及以上得分值的 {_per_cent(step.share)}"
        for step in profile.score_steps
    ]
    return "分档：" + "，".join(steps) + "，其余不得分"


def _sections(profile: Profile) -> Iterator[str]:
    for section in NARRATIVE.sections:
        if isinstance(section, Prose) and section.key in profile.required_sections:
            yield section.heading


def _units(profile: Profile) -> str:
    units = profile.reporting_units
    if not units:
        return "没有列出"
    shown = "、".join(units[:_MOST_UNITS])
    return shown if len(units) <= _MOST_UNITS else f"{shown}等 {len(units)} 个"


def _levels(profile: Profile) -> Iterator[str]:
    for rule, level in changed_levels(profile):
        title = _OFF if level is None else level.title
        yield f"{rule.id} {rule.title}：{rule.severity.title} → {title}"


def _band(band: Band) -> str:
    return f"{_per_cent(band.high)}–{_per_cent(band.low)}"


def _per_cent(fraction: Decimal) -> str:
    return f"{plain(fraction * 100)}%"
