"""Local policy as data: weights, thresholds, score formula, aliases and sentences of one finance bureau."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

DEFAULT: Final = "national"

_FOLDER: Final = Path(__file__).parent / "profiles"

SCORE_FORMULAS: Final = ("proportional", "steps")


class ProfileError(Exception):
    """A profile that cannot be used; the message says which file and key, and what is allowed."""


@dataclass(frozen=True, slots=True)
class Step:
    """From this execution rate on, the execution row earns this share of its weight."""

    rate: Decimal
    share: Decimal


@dataclass(frozen=True, eq=False)
class Profile:
    """One bureau's settings. Rates and shares are fractions, weights are points."""

    name: str
    title: str
    version: str
    total_weight: Decimal
    execution_weight: Decimal
    level1_points: Mapping[str, Decimal]
    """Points of each level-1 indicator, by its name on the form."""
    execution_rate: Decimal
    """Below this an execution rate needs a reason (FUND-04, CROSS-14)."""
    adjustment: Decimal
    """A mid-year change of the budget by more than this share needs a reason (FUND-05)."""
    score_formula: str
    """How the execution score follows from the rate; one of `SCORE_FORMULAS`."""
    score_steps: tuple[Step, ...]
    """For the formula ``steps``, from the highest rate down."""
    aliases: Mapping[str, tuple[str, ...]]
    """Other spellings of the form's labels, by ``table.key`` of the line, column or section."""
    sentences: Mapping[str, str]
    """Sentences of the narrative, with the figures' keys in braces."""

    def execution_score(self, rate: Decimal, weight: Decimal) -> Decimal:
        """The execution row's score for `rate` (a fraction) under `weight` points."""
        if self.score_formula == "proportional":
            return min(weight, weight * rate)
        return next((weight * step.share for step in self.score_steps if rate >= step.rate), Decimal(0))


def available() -> tuple[str, ...]:
    """Names of the profiles that come with the program."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@lru_cache(maxsize=32)
def load(name: str) -> Profile:
    """The profile of that name.

    Raises:
        ProfileError: no such profile, or its file breaks the rules for profiles.
    """
    if name not in available():
        raise ProfileError(f"没有名为“{name}”的口径（profile），可选：{'、'.join(available())}。")
    return parse(_text_of(name), name)


def _text_of(name: str) -> str:
    return (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")


def parse(text: str, name: str) -> Profile:
    """A profile from the text of its TOML file; what it does not say comes from the one it extends.

    Raises:
        ProfileError: the text is no TOML, a key is missing or unknown, or a value is out of range.
    """
    section = _Section(_toml(text, name, ()), f"{name}.toml", "")
    profile = section.table("profile")
    weights = section.table("weights")
    thresholds = section.table("thresholds")
    execution_score = section.table("execution_score")
    formula = execution_score.text("formula")
    if formula not in SCORE_FORMULAS:
        raise ProfileError(
            f"{name}.toml 的 execution_score.formula 是“{formula}”，只能是：{'、'.join(SCORE_FORMULAS)}。"
        )
    level1 = weights.table("level1")
    result = Profile(
        name=name,
        title=profile.text("title"),
        version=profile.text("version"),
        total_weight=weights.number("total"),
        execution_weight=weights.number("execution"),
        level1_points={key: level1.number(key) for key in level1.keys},
        execution_rate=thresholds.number("execution_rate"),
        adjustment=thresholds.number("adjustment"),
        score_formula=formula,
        score_steps=_steps(execution_score) if formula == "steps" else (),
        aliases={key: tuple(values) for key, values in section.text_lists("aliases").items()},
        sentences=section.texts("sentences"),
    )
    for read in (profile, weights, thresholds, execution_score, level1, section):
        read.refuse_unknown_keys()
    points = result.execution_weight + sum(result.level1_points.values())
    if points != result.total_weight:
        raise ProfileError(f"{name}.toml 的 weights 合计 {points}，应等于 total = {result.total_weight}。")
    return result


def _toml(text: str, name: str, extended_by: tuple[str, ...]) -> dict[str, Any]:
    """The keys of the file laid over those of the profile it extends."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"口径文件 {name}.toml 不是有效的 TOML：{error}") from error
    profile = _keys(data.get("profile"))
    base = profile.pop("extends", None)
    if base is None:
        return data
    if base not in available() or base in (name, *extended_by):
        raise ProfileError(
            f"{name}.toml 的 profile.extends 是“{base}”，只能是另一个口径：{'、'.join(available())}。"
        )
    return _overlaid(
        _toml(_text_of(str(base)), str(base), (name, *extended_by)), {**data, "profile": profile}
    )


def _overlaid(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in changes.items():
        both = _keys(result.get(key)), _keys(value)
        result[key] = _overlaid(*both) if all(both) else value
    return result


def _keys(value: object) -> dict[str, Any]:
    """A copy of a TOML table; no keys where the value is none."""
    return dict(cast("dict[str, Any]", value)) if isinstance(value, dict) else {}


def _steps(section: _Section) -> tuple[Step, ...]:
    steps = tuple(Step(step.number("rate"), step.number("share")) for step in section.tables("steps"))
    if not steps or list(steps) != sorted(steps, key=lambda step: step.rate, reverse=True):
        raise ProfileError(f"{section.file} 的 execution_score.steps 应从高到低列出 rate，至少一档。")
    return steps


class _Section:
    """A table of the TOML file that remembers which of its keys were asked for."""

    def __init__(self, data: Mapping[str, Any], file: str, path: str) -> None:
        self._data = data
        self._asked: set[str] = set()
        self.file = file
        self._path = path

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._data)

    def _value(self, key: str, kind: type | tuple[type, ...], expected: str) -> Any:
        self._asked.add(key)
        if key not in self._data:
            raise ProfileError(f"{self.file} 缺少 {self._path}{key}（应为{expected}）。")
        value = self._data[key]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ProfileError(f"{self.file} 的 {self._path}{key} 应为{expected}，现在是：{value!r}。")
        return value

    def table(self, key: str) -> _Section:
        return _Section(self._value(key, dict, "一个小节"), self.file, f"{self._path}{key}.")

    def tables(self, key: str) -> list[_Section]:
        values = self._value(key, list, "若干小节")
        return [_Section(value, self.file, f"{self._path}{key}[{n}].") for n, value in enumerate(values, 1)]

    def text(self, key: str) -> str:
        return str(self._value(key, str, "文字"))

    def texts(self, key: str) -> dict[str, str]:
        table = self.table(key)
        return {name: table.text(name) for name in table.keys}

    def text_lists(self, key: str) -> dict[str, list[str]]:
        table = self.table(key)
        return {name: list(table._value(name, list, "文字的列表")) for name in table.keys}

    def number(self, key: str) -> Decimal:
        value = Decimal(self._value(key, (int, Decimal), "数字"))
        if value < 0:
            raise ProfileError(f"{self.file} 的 {self._path}{key} 不能是负数：{value}。")
        return value

    def refuse_unknown_keys(self) -> None:
        unknown = set(self._data) - self._asked
        if unknown:
            raise ProfileError(
                f"{self.file} 有不认识的项：{'、'.join(self._path + key for key in sorted(unknown))}；"
                f"可用的项：{'、'.join(sorted(self._asked))}。"
            )
