"""A profile in words: what the bureau settled, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from perfeval_xl.amounts import plain
from perfeval_xl.findings import Severity
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
    yield "分值", weights(profile)
    yield "执行率得分", execution_score(profile)
    reasons = least_execution_rate(profile), most_adjustment(profile), over_target(profile)
    yield "须说明原因", "\n".join(reasons)
    yield "定性指标得分", bands(profile)
    yield "等级", grades(profile)
    yield "每张自评表要有", kinds(profile)
    yield "报告正文须填写", sections(profile)
    yield "报送自评的单位", units(profile)
    yield "与规则目录级别不同的规则", "\n".join(_levels(profile)) or "没有"
    yield "标签的其他写法", "\n".join(f"{key}：{'、'.join(names)}" for key, names in profile.aliases.items())
    yield "报告正文的句子", "\n".join(f"{key}：{text}" for key, text in profile.sentences.items())


def weights(profile: Profile) -> str:
    points = "，".join(f"{name} {plain(weight)}" for name, weight in profile.level1_points.items())
    return f"满分 {plain(profile.total_weight)} 分：执行率 {plain(profile.execution_weight)}，{points}"


def execution_score(profile: Profile) -> str:
    if profile.score_formula == "proportional":
        return "按比例：分值 × 执行率，不超过分值"
    steps = (
        f"执行率 {_per_cent(step.rate)} 及以上得分值的 {_per_cent(step.share)}"
        for step in profile.score_steps
    )
    return f"分档：{'，'.join(steps)}，其余不得分"


def least_execution_rate(profile: Profile) -> str:
    return f"执行率低于 {_per_cent(profile.execution_rate)}"


def most_adjustment(profile: Profile) -> str:
    return f"年中预算调整超过年初预算的 {_per_cent(profile.adjustment)}"


def over_target(profile: Profile) -> str:
    return f"实际完成值超过“≥”类目标值的 {_per_cent(profile.over_target)}"


def bands(profile: Profile) -> str:
    met, partly, not_met = (
        _band(band) for band in (profile.bands.met, profile.bands.partly, profile.bands.not_met)
    )
    return f"达成预期指标得分值的 {met}，部分达成 {partly}，未达成 {not_met}"


def grades(profile: Profile) -> str:
    return "，".join(f"{grade.name} ≥ {plain(grade.least)}" for grade in profile.grades)


def kinds(profile: Profile) -> str:
    required = "、".join(profile.required_kinds) or "不作要求"
    return required + ("；效益类指标至少一类" if profile.needs_benefit_kind else "")


def sections(profile: Profile) -> str:
    """The headings of the sections that must be filled in, a line each."""
    required = (
        section.heading
        for section in NARRATIVE.sections
        if isinstance(section, Prose) and section.key in profile.required_sections
    )
    return "\n".join(required) or "不作要求"


def units(profile: Profile) -> str:
    known = profile.reporting_units
    if not known:
        return "没有列出"
    shown = "、".join(known[:_MOST_UNITS])
    return shown if len(known) <= _MOST_UNITS else f"{shown}等 {len(known)} 个"


def level_title(level: Severity | None) -> str:
    """A rule's level in words; None for a rule that is off."""
    return _OFF if level is None else level.title


def _levels(profile: Profile) -> Iterator[str]:
    for rule, level in changed_levels(profile):
        yield f"{rule.id} {rule.title}：{rule.severity.title} → {level_title(level)}"


def _band(band: Band) -> str:
    return f"{_per_cent(band.high)}–{_per_cent(band.low)}"


def _per_cent(fraction: Decimal) -> str:
    return f"{plain(fraction * 100)}%"
