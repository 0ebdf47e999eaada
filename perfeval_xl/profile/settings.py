"""A profile's TOML table, read key by key, with messages that name the file, the key and what is allowed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, cast


class ProfileError(Exception):
    """A profile that cannot be used; the message says which file and key, and what is allowed."""


class Settings:
    """A table of the TOML file that remembers which of its keys were asked for."""

    def __init__(self, data: Mapping[str, Any], file: str, path: str = "") -> None:
        self._data = data
        self._asked: set[str] = set()
        self.file = file
        self._path = path

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._data)

    def wrong(self, key: str, problem: str) -> ProfileError:
        """The error to raise for what stands under a key."""
        return ProfileError(f"{self.file} 的 {self._path}{key} {problem}")

    def _value(self, key: str, kind: type | tuple[type, ...], expected: str) -> Any:
        self._asked.add(key)
        if key not in self._data:
            raise ProfileError(f"{self.file} 缺少 {self._path}{key}（应为{expected}）。")
        value = self._data[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            advice = _quotes_advice(kind, value)
            raise self.wrong(key, f"应为{expected}，现在是：{_shown(value)}{advice}。")
        return value

    def table(self, key: str) -> Settings:
        return Settings(self._value(key, dict, "一个小节"), self.file, f"{self._path}{key}.")

    def tables(self, key: str) -> list[Settings]:
        values = cast("list[object]", self._value(key, list, "若干小节"))
        for value in values:
            if not isinstance(value, dict):
                raise self.wrong(key, f"应为若干小节，其中有：{_shown(value)}。")
        return [
            Settings(cast("dict[str, Any]", value), self.file, f"{self._path}{key}[{n}].")
            for n, value in enumerate(values, 1)
        ]

    def text(self, key: str) -> str:
        return str(self._value(key, str, "文字"))

    def filled_text(self, key: str) -> str:
        """A text that is not blank."""
        text = self.text(key).strip()
        if not text:
            raise self.wrong(key, "不能空着。")
        return text

    def choice(self, key: str, allowed: Collection[str]) -> str:
        """One of the texts that are allowed."""
        text = self.text(key)
        if text not in allowed:
            raise self.wrong(key, f"是“{text}”，只能是：{'、'.join(allowed)}。")
        return text

    def flag(self, key: str) -> bool:
        return bool(self._value(key, bool, "true 或 false"))

    def text_list(self, key: str, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        """A list of texts, of those that are allowed where not all are."""
        values = cast("list[object]", self._value(key, list, "文字的列表"))
        texts = tuple(value for value in values if isinstance(value, str))
        if len(texts) < len(values):
            raise self.wrong(key, f"应为文字的列表，现在是：{_shown(values)}。")
        if allowed is not None and (unknown := [text for text in texts if text not in allowed]):
            raise self.wrong(key, f"里的“{unknown[0]}”不认识，可用的：{'、'.join(allowed)}。")
        return texts

    def number(self, key: str, *, most: Decimal | None = None) -> Decimal:
        """A number that is not negative, and not beyond `most`."""
        value = Decimal(self._value(key, (int, Decimal), "数字"))
        if not value.is_finite() or value < 0:
            raise self.wrong(key, f"是 {value}，应为不小于 0 的数字。")
        if most is not None and value > most:
            raise self.wrong(key, f"是 {value}，应在 0 到 {most} 之间。")
        return value

    def refuse_unknown_keys(self) -> None:
        unknown = set(self._data) - self._asked
        if unknown:
            raise ProfileError(
                f"{self.file} 有不认识的项：{'、'.join(self._path + key for key in sorted(unknown))}；"
                f"可用的项：{'、'.join(sorted(self._asked))}。"
            )


def _shown(value: object) -> str:
    """A value as the file would say it, short enough for a message."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


def _quotes_advice(kind: type | tuple[type, ...], value: object) -> str:
    """What to do about the quotes, where they are all that is wrong."""
    if kind is str and not isinstance(value, (list, dict)):
        return "（没有引号，不是文字），请在两边加上英文引号"
    if kind is not list and kind is not dict and isinstance(value, str):
        return "（带引号，是文字），请去掉两边的引号"
    return ""
