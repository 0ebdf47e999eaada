"""How much each rule weighs under a profile: as the catalogue says, or as the bureau settled it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from perfeval_xl.findings import Severity
from perfeval_xl.profile import Profile, ProfileError
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.rules.registry import Rule

_OFF: Final = "off"
_STRENGTH: Final = tuple(Severity)
"""From the strongest down."""


@lru_cache(maxsize=32)
def rules_of(profile: Profile) -> tuple[tuple[Rule, Severity], ...]:
    """The rules that are on under a profile, in the catalogue's order, each with its level.

    Raises:
        ProfileError: the profile names a rule that is not in the catalogue.
    """
    levels = profile.rule_levels
    known = {rule.id for rule in REGISTER}
    # Rules across units have a register of their own, which the batch checks.
    unknown = [rule_id for rule_id in levels if rule_id not in known and not rule_id.startswith("ACROSS-")]
    if unknown:
        raise ProfileError(
            f"{profile.file} 的 rule_levels 里的“{unknown[0]}”不是规则编号。"
            "运行 perfeval-xl rules 查看全部编号。"
        )
    found: list[tuple[Rule, Severity]] = []
    for rule in REGISTER:
        level = levels.get(rule.id, rule.severity.value)
        if level != _OFF:
            found.append((rule, Severity(level)))
    return tuple(found)


def changed_levels(profile: Profile) -> Iterator[tuple[Rule, Severity | None]]:
    """The rules whose level the profile changes, with the new one; None for a rule that is off.

    Raises:
        ProfileError: the profile names a rule that is not in the catalogue.
    """
    on = {rule.id: level for rule, level in rules_of(profile)}
    for rule in REGISTER:
        level = on.get(rule.id)
        if level is not rule.severity:
            yield rule, level


def weighed(own: Severity, severity: Severity, level: Severity) -> Severity:
    """The level of one finding.

    Args:
        own: The rule's level in the catalogue.
        severity: The finding's, which may be another: 尾差 is a warning, whatever its rule's level.
        level: The rule's level under the profile.
    """
    return level if severity is own else max(severity, level, key=_STRENGTH.index)
