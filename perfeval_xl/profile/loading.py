"""Finds a profile's file, lays it over the one it extends, and checks every key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, cast

from perfeval_xl.file_names import shown
from perfeval_xl.form import NARRATIVE, TABLES
from perfeval_xl.form.declaration import Indicators, Matrix, Pairs, Prose, TableForm
from perfeval_xl.form.narrative import AMOUNT_FIGURES, AMOUNT_SENTENCE, FIGURE, UNIT, YEAR
from perfeval_xl.form.score_table import INDICATORS
from perfeval_xl.profile.policy import (
    RULE_LEVELS,
    SCORE_FORMULAS,
    Band,
    Bands,
    Grade,
    Profile,
    RuleLevel,
    Step,
)
from perfeval_xl.profile.settings import ProfileError, Settings

DEFAULT: Final = "national"

_FOLDER: Final = Path(__file__).parent.parent / "profiles"
_ONE: Final = Decimal(1)
_LARGEST: Final = 1024 * 1024
"""Bytes; no bureau has more to settle."""


@cache
def available() -> tuple[str, ...]:
    """Names of the profiles that come with the program."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@lru_cache(maxsize=32)
def load(name: str) -> Profile:
    """The profile of that name, one of those that come with the program.

    Raises:
        ProfileError: no such profile, or its file breaks the rules for profiles.
    """
    if name not in available():
        raise ProfileError(f"没有名为“{name}”的口径（profile），可选：{'、'.join(available())}。")
    return parse(_text_of(name), name)


def find(name_or_file: str) -> Profile:
    """The profile that a user names on the command line: by its name, or by the path of a TOML file.

    What a workbook says is never given to this function: nothing in a file chooses which files are read.

    Raises:
        ProfileError: no such profile or file, or it breaks the rules for profiles.
    """
    if not name_or_file.lower().endswith(".toml") and not set(name_or_file) & {"/", "\\"}:
        return load(name_or_file)
    path = Path(name_or_file)
    try:
        state = path.stat()
        if state.st_size > _LARGEST:
            raise ProfileError(
                f"口径文件 {path} 太大（超过 {_LARGEST // 1024} KiB），请检查是不是选错了文件。"
            )
        return _from_file(path, state.st_mtime_ns, state.st_size)
    except FileNotFoundError as error:
        raise ProfileError(
            f"找不到口径文件 {path}。请核对路径，或改用自带的口径：{'、'.join(available())}。"
        ) from error
    except OSError as error:
        raise ProfileError(f"口径文件 {path} 读不出来：{error.strerror or error}。") from error


@lru_cache(maxsize=32)
def _from_file(path: Path, changed: int, size: int) -> Profile:
    """The profile in a file, read anew when the file was changed."""
    name = shown(path.stem)
    if name in available():
        raise ProfileError(f"口径文件 {path} 与自带的口径“{name}”同名，容易混淆，请给文件换个名字。")
    try:
        # Windows' editor writes a mark of order in front.
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProfileError(f"口径文件 {path} 不是 UTF-8 编码，请用编辑器另存为 UTF-8。") from error
    return parse(text, name, shown(path))


def _text_of(name: str) -> str:
    return (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")


def parse(text: str, name: str, file: str = "") -> Profile:
    """A profile from the text of its TOML file; what it does not say comes from the one it extends.

    Args:
        text: The TOML.
        name: What workbooks and results call the profile.
        file: The path of the file; '' for a profile that comes with the program.

    Raises:
        ProfileError: the text is no TOML, a key is missing or unknown, or a value is out of range.
    """
    shown = file or f"{name}.toml"
    settings = Settings(_toml(text, name, shown, ()), shown)
    parts = {
        key: settings.table(key)
        for key in (
            "profile",
            "weights",
            "thresholds",
            "execution_score",
            "bands",
            "required",
            "units",
            "report",
        )
    }
    weights, thresholds, required = parts["weights"], parts["thresholds"], parts["required"]
    level1 = weights.table("level1")
    formula = parts["execution_score"].choice("formula", SCORE_FORMULAS)
    result = Profile(
        name=name,
        file=settings.file,
        title=parts["profile"].filled_text("title"),
        version=parts["profile"].filled_text("version"),
        total_weight=weights.number("total"),
        execution_weight=weights.number("execution"),
        level1_points={key: level1.number(key) for key in level1.keys},
        execution_rate=thresholds.number("execution_rate", most=_ONE),
        adjustment=thresholds.number("adjustment"),
        over_target=_at_least_one(thresholds, "over_target"),
        score_formula=formula,
        score_steps=_steps(parts["execution_score"]) if formula == "steps" else (),
        bands=_bands(parts["bands"]),
        grades=_grades(settings),
        required_kinds=required.text_list("kinds", _kinds()),
        needs_benefit_kind=required.flag("benefit_kind"),
        required_sections=required.text_list("sections", _sections()),
        reporting_units=parts["units"].text_list("reporting"),
        reference=_reference(parts["report"], Path(file).parent if file else _FOLDER),
        rule_levels=_rule_levels(settings.table("rule_levels")),
        aliases=_aliases(settings),
        sentences=_sentences(settings),
    )
    for read in (*parts.values(), level1, settings):
        read.refuse_unknown_keys()
    points = result.execution_weight + sum(result.level1_points.values())
    if points != result.total_weight:
        raise weights.wrong(
            "total", f"是 {result.total_weight}，而 execution 与 level1 合计 {points}，应当相等。"
        )
    return result


def _toml(text: str, name: str, file: str, extended_by: tuple[str, ...]) -> dict[str, Any]:
    """The keys of the file laid over those of the profile it extends."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(
            f"口径文件 {file} 不是有效的 TOML：{_where(error)}写法不对（{error}）。"
            "每项写成“名称 = 值”，文字和中文名称要加英文双引号。"
        ) from error
    profile = _keys(data.get("profile"))
    base = profile.pop("extends", None)
    if base is None:
        return data
    others = [other for other in available() if other not in (name, *extended_by)]
    if base not in others:
        raise ProfileError(f"{file} 的 profile.extends 是“{base}”，只能是：{'、'.join(others)}。")
    below = _toml(_text_of(str(base)), str(base), f"{base}.toml", (name, *extended_by))
    result = _overlaid(below, {**data, "profile": profile})
    # Spellings are added to those known below: a county's forms are the nation's forms too.
    added = _keys(data.get("aliases"))
    for key, known in _keys(below.get("aliases")).items():
        if isinstance(added.get(key), list):
            result["aliases"][key] = [*known, *added[key]]
    return result


def _where(error: tomllib.TOMLDecodeError) -> str:
    found = re.search(r"line (\d+), column (\d+)", str(error))
    return f"第 {found[1]} 行第 {found[2]} 列附近" if found else "文件末尾"


def _overlaid(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in changes.items():
        below = result.get(key)
        if isinstance(value, dict) and isinstance(below, dict):
            value = _overlaid(_keys(cast("object", below)), _keys(cast("object", value)))
        result[key] = value
    return result


def _keys(value: object) -> dict[str, Any]:
    """A copy of a TOML table; no keys where the value is none."""
    return dict(cast("dict[str, Any]", value)) if isinstance(value, dict) else {}


def _at_least_one(settings: Settings, key: str) -> Decimal:
    value = settings.number(key)
    if value < 1:
        raise settings.wrong(key, f"是 {value}，应不小于 1（1.30 就是目标值的 130%）。")
    return value


def _steps(settings: Settings) -> tuple[Step, ...]:
    found = settings.tables("steps")
    steps = tuple(Step(step.number("rate"), step.number("share", most=_ONE)) for step in found)
    for step in found:
        step.refuse_unknown_keys()
    rates = [step.rate for step in steps]
    if not steps or rates != sorted(set(rates), reverse=True):
        raise settings.wrong("steps", "应从高到低列出 rate，各不相同，至少一档。")
    return steps


def _bands(settings: Settings) -> Bands:
    """The three bands, the better ones above the others."""

    def band(key: str) -> Band:
        read = settings.table(key)
        result = Band(low=read.number("low", most=_ONE), high=read.number("high", most=_ONE))
        read.refuse_unknown_keys()
        if result.low > result.high:
            raise settings.wrong(key, f"的 low（{result.low}）大于 high（{result.high}）。")
        return result

    bands = Bands(band("met"), band("partly"), band("not_met"))
    for better, worse, key in ((bands.met, bands.partly, "partly"), (bands.partly, bands.not_met, "not_met")):
        if worse.high > better.low:
            raise settings.wrong(key, f"的 high（{worse.high}）高于上一档的 low（{better.low}）。")
    return bands


def _grades(settings: Settings) -> tuple[Grade, ...]:
    found = settings.tables("grades")
    grades = tuple(Grade(grade.filled_text("name"), grade.number("from")) for grade in found)
    for grade in found:
        grade.refuse_unknown_keys()
    least = [grade.least for grade in grades]
    if not grades or least != sorted(set(least), reverse=True) or least[-1] != 0:
        raise settings.wrong("grades", "应从高到低列出各等级的 from（总分下限），最低一档的 from 是 0。")
    return grades


def _reference(settings: Settings, folder: Path) -> Path | None:
    """The document beside the profile whose look the report takes; None where the profile names none."""
    name = settings.text("reference").strip()
    if not name:
        return None
    path = folder / name
    if path.name != name or path.suffix.lower() != ".docx":
        raise settings.wrong("reference", f"是“{name}”，应为口径文件旁的一份 .docx 的文件名。")
    if not path.is_file():
        raise settings.wrong("reference", f"指的文件“{name}”不在口径文件旁（{folder}），请放到那里。")
    return path


def _rule_levels(settings: Settings) -> dict[str, RuleLevel]:
    """The levels by rule id; whether there is such a rule, the catalogue knows."""
    levels: dict[str, RuleLevel] = {}
    for rule_id in settings.keys:
        level = settings.choice(rule_id, RULE_LEVELS)
        levels[rule_id] = next(known for known in RULE_LEVELS if known == level)
    return levels


def _aliases(settings: Settings) -> dict[str, tuple[str, ...]]:
    aliases = settings.table("aliases")
    known = tuple(_alias_keys())
    tables = tuple(dict.fromkeys(key.partition(".")[0] for key in known))
    for key in aliases.keys:
        if key in known:
            continue
        table = key.partition(".")[0]
        if table not in tables:
            raise aliases.wrong(key, f"不认识：没有“{table}”这张表，可用的表：{'、'.join(tables)}。")
        names = (other.partition(".")[2] for other in known if other.startswith(f"{table}."))
        raise aliases.wrong(key, f"不认识，{table} 可用的项：{'、'.join(sorted(names))}。")
    return {key: aliases.text_list(key) for key in aliases.keys}


def _alias_keys() -> Iterator[str]:
    """``table.key`` and, where tables share it, ``family.key`` of every line, column and section."""
    for form in TABLES:
        for key in _labels_of(form):
            yield f"{form.key}.{key}"
            if form.family:
                yield f"{form.family}.{key}"


def _labels_of(form: TableForm) -> Iterator[str]:
    for section in form.sections:
        yield section.key
        match section:
            case Pairs() | Prose():
                yield from (line.key for line in section.lines)
            case Matrix():
                yield from (line.key for line in section.all_lines())
                yield from (column.key for column in section.columns)
            case Indicators():
                yield section.total.key
                yield from (column.key for column in section.columns)
            case _:
                yield from (column.key for column in section.columns)


def _sentences(settings: Settings) -> dict[str, str]:
    """The narrative's sentences; each may name the figures of its own section."""
    sentences = settings.table("sentences")
    figures = _figures()
    texts: dict[str, str] = {}
    for key in sentences.keys:
        if key not in figures:
            raise sentences.wrong(key, f"不认识，可用的：{'、'.join(figures)}。")
        texts[key] = sentences.filled_text(key)
        unknown = [name for name in FIGURE.findall(texts[key]) if name not in figures[key]]
        if unknown:
            raise sentences.wrong(
                key, f"用了不认识的数据项“{unknown[0]}”，可用的有：{'、'.join(figures[key])}。"
            )
    for key in figures:
        sentences.filled_text(key)
    return texts


def _figures() -> dict[str, tuple[str, ...]]:
    """Sentence → the figures it may name."""
    return {AMOUNT_SENTENCE: AMOUNT_FIGURES} | {
        section.sentence: tuple(line.key for line in (UNIT, YEAR, *section.figures))
        for section in NARRATIVE.sections
        if isinstance(section, Prose) and section.sentence
    }


def _kinds() -> tuple[str, ...]:
    """The level-2 indicators of the official form."""
    return tuple(kind for level in INDICATORS.levels for kind in level.kinds)


def _sections() -> tuple[str, ...]:
    """The keys of the narrative's sections."""
    return tuple(section.key for section in NARRATIVE.sections if isinstance(section, Prose))
