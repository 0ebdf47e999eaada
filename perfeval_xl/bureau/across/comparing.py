"""Applies the rules across units to a batch, each with the weight its profile gives it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from perfeval_xl import profile as profiles
from perfeval_xl.bureau.across.catalogue import ACROSS
from perfeval_xl.bureau.across.registry import PREFIX, AcrossRule, Compared, Comparison, Texts
from perfeval_xl.bureau.standing import Standing
from perfeval_xl.findings import Severity
from perfeval_xl.profile import Profile, ProfileError

_OFF: Final = "off"


@dataclass(frozen=True, slots=True)
class Noticed:
    """A comparison, with the rule that was broken and what it weighs."""

    rule: AcrossRule
    severity: Severity
    comparison: Comparison


def compare_units(standing: Standing, texts: Texts, asked: str | None = None) -> Iterator[Noticed]:
    """What the rules across units find among the files that count, rule by rule.

    Raises:
        ProfileError: the profile weighs a rule across units that is not in the catalogue.
    """
    if not standing.counted:
        return
    profile = profiles.find(asked) if asked else profiles.load(_most_used(standing))
    compared = Compared({one.file: one.facts for one in standing.counted}, texts, profile)
    for rule, severity in rules_of(profile):
        for comparison in rule.compare(compared):
            yield Noticed(rule, severity, comparison)


def rules_of(profile: Profile) -> list[tuple[AcrossRule, Severity]]:
    """The rules that are on under a profile, each with its level.

    Raises:
        ProfileError: the profile weighs a rule across units that is not in the catalogue.
    """
    for rule_id in profile.rule_levels:
        if rule_id.startswith(PREFIX) and ACROSS.get(rule_id) is None:
            raise ProfileError(
                f"{profile.file} 的 rule_levels 里的“{rule_id}”不是规则编号。"
                "运行 perfeval-xl rules 查看全部编号。"
            )
    levels = ((rule, profile.rule_levels.get(rule.id, rule.severity.value)) for rule in ACROSS)
    return [(rule, Severity(level)) for rule, level in levels if level != _OFF]


def _most_used(standing: Standing) -> str:
    """The profile of most files; it settles what is asked of the batch as a whole."""
    return Counter(one.facts.profile for one in standing.counted).most_common(1)[0][0]
