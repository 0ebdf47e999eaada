"""Splits prose into the words that matter for figures; everything else is one `Role.OTHER`.

The words are few on purpose. An amount belongs to a name only where nothing but known words stands between
them, so a word left out here costs a statement, while a word too many may cost a false alarm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import Enum, auto
from functools import cache
from typing import Final, NamedTuple

from perfeval_xl.numerals import NUMERALS, chinese_number
from perfeval_xl.prose.statements import Names, Stage


class Role(Enum):
    """What a word does in a sentence."""

    NAME = auto()
    """What the figures are about; `value` is its key."""
    MONEY = auto()
    """An amount; `value` is a `Number` in 万元."""
    PERCENT = auto()
    """A percentage; `value` is a `Number`, as a fraction."""
    YEAR = auto()
    """`value` is the years from the reporting year, None where the reporting year is not known."""
    STAGE = auto()
    SPENT = auto()
    """支出: the final accounts, unless a stage is named beside it."""
    BASIS = auto()
    """比, 较; `value` is the years from the reporting year where the word itself tells: 同比."""
    CHANGE = auto()
    """`value` is the direction."""
    LEVEL = auto()
    SHARE = auto()
    COMPLETE = auto()
    RATE = auto()
    NONE = auto()
    """无, 未发生: there is nothing of what follows."""
    PART = auto()
    ROUGH = auto()
    """约, 左右: the number is not meant exactly."""
    LIMIT = auto()
    """以内: the number is a limit."""
    SCOPE = auto()
    """财政拨款: a sum of its own, unless it stands beside a name."""
    FILLER = auto()
    AFTER = auto()
    """Says nothing behind a name; before one it may mean a part of it: 使用公用经费5万元."""
    AND = auto()
    COMMA = auto()
    COLON = auto()
    OPEN = auto()
    CLOSE = auto()
    SEMICOLON = auto()
    STOP = auto()
    OTHER = auto()
    """Anything else; `text` is all of it up to the next word."""


class Number(NamedTuple):
    """A number as printed."""

    value: Decimal
    """万元, or a fraction."""
    step: Decimal
    """What one in the last place printed is worth, in the same unit."""
    places: int
    """Decimals printed."""


Value = str | int | Stage | Number | None


class Word(NamedTuple):
    """One word of a text, with its place there."""

    role: Role
    start: int
    end: int
    value: Value = None


_STAGES: Final[Mapping[Stage, str]] = {
    Stage.INITIAL: "年初预算数 年初预算 年初部门预算 年初批复预算 年初下达预算 年初安排 年初批复 年初",
    Stage.ADJUSTED: "全年预算数 全年预算 调整后预算数 调整后预算 调整后的预算 调整预算数 调整预算"
    " 调整后全年预算",
    Stage.BUDGET: "预算数 预算 支出预算数 支出预算 预算额 预算总额 预算指标",
    Stage.FINAL: "决算数 决算 支出决算数 支出决算 全年执行数 执行数 预算执行数 实际支出数 实际支出 实际执行"
    " 实际发生 实际完成 实际使用 实际开支 实际列支 累计支出 支出数",
}
_CHANGES: Final[Mapping[int, str]] = {
    1: "增加 增长 上升 上涨 提高 增幅 增长率 上升率 多支出 增支",
    -1: "减少 下降 降低 降幅 减幅 下降率 压减 压缩 缩减 节约 节省 少支出 减支",
}
_WORDS: Final[Mapping[Role, str]] = {
    Role.SPENT: "支出 开支 列支 总支出 支出总额 支出总计 支出合计 本年支出",
    Role.BASIS: "比 较 与 同",
    Role.LEVEL: "持平 相同 一致 无变化 没有变化 无增减变化 无增减 未发生变化",
    Role.SHARE: "占",
    Role.COMPLETE: "完成",
    Role.RATE: "预算执行率 执行率 支出执行率 资金执行率 预算完成率 控制率",
    Role.NONE: "无 没有 未发生 未产生",
    Role.PART: "其中",
    Role.ROUGH: "约 近 大约 约为 约占 将近 接近 超过 超 逾 不足 不到 余 多 左右 上下 至少 最多 以上",
    Role.LIMIT: "以内 以下 之内 内",
    Role.SCOPE: "财政拨款 一般公共预算财政拨款 一般公共预算拨款 一般公共预算 当年财政拨款 本年财政拨款"
    " 收入 总收入 收入总额 收入总计 收入合计 本年收入",
    Role.FILLER: "为 是 的 了 共 共计 合计 总计 总共 累计 总额 总数 金额 数额 数 额 发生 仅 也 情况 安排的"
    " 有所 大幅 明显 略有 小幅 比例 比重 相比 相比较 相较 比较 截至 截止 末 年底 年末 12月31日 12月底 12月末"
    " 我单位 本单位 我部门 本部门 我局 本局 我办 本办 我委 我院 本院 我校 本校 我馆 本馆"
    " 我中心 本中心 我站 我镇 我乡 部门 单位",
    Role.AFTER: "安排 下达 使用 执行 达到 达 只有 资金 费用 全部 控制在 严格控制在 未超过 没有超过 不超过",
    Role.AND: "、 和 及 以及",
    Role.COMMA: "， ,",
    Role.COLON: ":",
    Role.OPEN: "(",
    Role.CLOSE: ")",
    Role.SEMICOLON: "；",
    Role.STOP: "。 ！ ？",
}
_YEARS: Final[Mapping[int, str]] = {
    0: "本年度 本年 今年 当年 全年 全年度",
    -1: "上年度 上年 去年 上一年度 上一年 上年同期 去年同期 前一年",
}
_MISLEADING: Final = (
    "预算支出 预算执行 预算外 预算单位 决算报表 基本持平 大致持平 基本一致 分别 均为 平均 人均",
    "上半年 下半年 季度 近年 同时 同志 同意 同比例 较大 较好 较快 较高 较低 比赛",
    "增加到 增加至 增加为 增至 增长到 增长至 提高到 提高至 上升到 上升至 升至 升到",
    "减少到 减少至 减少为 下降到 下降至 下降为 降到 降至 降为 降低到 降低至 压减到 压减至 压缩到 压缩至",
    "多次 多个 多种 内部 内容 内设 以上级 约束 超支 超标 占比 占用 无法 无线 无偿 无形",
    "本级 部门所属 部门下属 执行力 及时 和谐 和平",
)
"""Longer words that begin with one of the others and mean something else."""

_UNITS: Final[Mapping[str, Decimal]] = {
    "亿元": Decimal(10_000),
    "千万元": Decimal(1_000),
    "百万元": Decimal(100),
    "万元": Decimal(1),
    "万": Decimal(1),
    "千元": Decimal("0.1"),
    "元": Decimal("0.0001"),
}
_RANGE_SIGNS: Final = ("-", "+", "±", "~", ".")
"""Before a number they make it the end of a range, or a part of another number."""
_MOST_DIGITS: Final = 18
_FULL_YEAR: Final = 4

_NUMBER: Final = re.compile(
    r"(?P<digits>\d(?:[\d,]*\d)?)(?P<decimals>\.\d+)?"
    r"(?:(?P<unit>亿元|千万元|百万元|万元|千元|元|万(?![\u4e00-\u9fff]))(?![/每])|(?P<percent>%)|(?P<year>年度|年))?",
    re.ASCII,
)
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+", re.ASCII)
_IN_CHARACTERS: Final = re.compile(
    rf"(?P<percent>百分之)?(?P<number>(?:\d+(?:\.\d+)?|[{NUMERALS}]+))(?P<yuan>元)?", re.ASCII
)
_NUMBERING: Final = re.compile(r"(?:\d{1,2}[.、](?!\d)|[一二三四五六七八九十]{1,3}[、是])")
_BEFORE_NUMBERING: Final = "。！？；:，,"
_NARROW: Final = str.maketrans(
    {chr(ord(character) + 0xFEE0): character for character in "0123456789%.:;()-+/"}
    | dict.fromkeys("“”‘’\"'「」『』")
    | {"﹪": "%", "−": "-", "–": "-", ";": "；", "；": "；", "?": "？", "!": "！"}
)


def tidy(text: str) -> str:
    """`text` with narrow digits, without quotation marks and blanks; one blank stays between two digits."""
    result: list[str] = []
    for part in text.translate(_NARROW).split():
        if result and result[-1][-1].isdigit() and part[0].isdigit():
            result.append(" ")
        result.append(part)
    return "".join(result)


@cache
def _common_words() -> Mapping[str, tuple[Role, Value]]:
    """The words that matter whatever a text is about."""
    words: dict[str, tuple[Role, Value]] = {}
    for role, several in _WORDS.items():
        words |= dict.fromkeys(several.split(), (role, None))
    for stage, several in _STAGES.items():
        words |= dict.fromkeys(several.split(), (Role.STAGE, stage))
    for direction, several in _CHANGES.items():
        words |= dict.fromkeys(several.split(), (Role.CHANGE, direction))
    for offset, several in _YEARS.items():
        words |= dict.fromkeys(several.split(), (Role.YEAR, offset))
    words["同比"] = (Role.BASIS, -1)
    return words | dict.fromkeys(" ".join(_MISLEADING).split(), (Role.OTHER, None))


@cache
def _common_lengths() -> Mapping[str, tuple[int, ...]]:
    return _lengths_with({}, _common_words())


def _lengths_with(known: Mapping[str, tuple[int, ...]], words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """First character → how long the words that begin with it are, the longest first."""
    more: dict[str, set[int]] = {}
    for word in words:
        more.setdefault(word[0], set()).add(len(word))
    merged = {
        first: tuple(sorted(several.union(known.get(first, ())), reverse=True))
        for first, several in more.items()
    }
    return {**known, **merged}


class Vocabulary:
    """The words, with the names that one text may be about."""

    def __init__(self, names: Names) -> None:
        words = dict(_common_words())
        words |= dict.fromkeys(names.own, (Role.FILLER, None))
        words |= {
            name: (Role.NAME, key) for name, key in names.keys.items() if not _is_redundant(name, names)
        }
        words.pop("", None)
        self._words = words
        self.names = names
        self._lengths = _lengths_with(_common_lengths(), filter(None, (*names.own, *names.keys)))

    def is_mentioned_in(self, text: str) -> bool:
        """Whether one of the names stands in a tidy text; most paragraphs have none and need no splitting."""
        return any(map(text.__contains__, self.names.keys))

    def split(self, text: str, year: int | None) -> Iterator[Word]:
        """The words of a tidy text, in order; each is the longest that fits.

        Args:
            text: What `tidy` returned.
            year: The reporting year, None where it is not known.
        """
        position = other = 0
        while position < len(text):
            word = self._word_at(text, position, year)
            if word is None:
                position += 1
                continue
            if other < position:
                yield Word(Role.OTHER, other, position)
            yield word
            position = other = word.end
        if other < position:
            yield Word(Role.OTHER, other, position)

    def _word_at(self, text: str, position: int, year: int | None) -> Word | None:
        character = text[position]
        if not position or text[position - 1] in _BEFORE_NUMBERING:
            numbering = _NUMBERING.match(text, position)
            if numbering is not None:
                return Word(Role.FILLER, position, numbering.end())
        for length in self._lengths.get(character, ()):
            found = self._words.get(text[position : position + length])
            if found is not None:
                return Word(found[0], position, position + length, found[1])
        if character.isdecimal() and character.isascii():
            return _number_at(text, position, year)
        if character in NUMERALS:
            return _in_characters_at(text, position)
        return None


def _is_redundant(name: str, names: Names) -> bool:
    """Whether a name is another one with 支出 behind it, a word that tells the stage: 三公经费支出."""
    shorter = name.removesuffix("支出")
    return shorter != name and shorter in names.keys


def _number_at(text: str, position: int, year: int | None) -> Word:
    """The number in digits that begins at `position`."""
    match = _NUMBER.match(text, position)
    assert match is not None
    digits, decimals, end = match["digits"], match["decimals"] or "", match.end()
    if len(digits) + len(decimals) > _MOST_DIGITS or ("," in digits and not _GROUPED.fullmatch(digits)):
        return Word(Role.OTHER, position, end)
    digits = digits.replace(",", "")
    if match["year"] and not decimals and len(digits) == _FULL_YEAR:
        return Word(Role.YEAR, position, end, None if year is None else int(digits) - year)
    if text[position - 1 : position] in _RANGE_SIGNS:
        return Word(Role.OTHER, position, end)
    value, places = Decimal(digits + decimals), max(len(decimals) - 1, 0)
    step = Decimal(1).scaleb(-places)
    if match["unit"]:
        size = _UNITS[match["unit"]]
        return Word(Role.MONEY, position, end, Number(value * size, step * size, places))
    if match["percent"]:
        return Word(Role.PERCENT, position, end, Number(value / 100, step / 100, places))
    return Word(Role.OTHER, position, end)


def _in_characters_at(text: str, position: int) -> Word:
    """The number in characters that begins at `position`: 二十万元, 百分之九十八."""
    match = _IN_CHARACTERS.match(text, position)
    assert match is not None
    end = match.end()
    other = Word(Role.OTHER, position, end)
    words = match["number"]
    value = Decimal(words) if words[0].isdecimal() else chinese_number(words)
    if (
        value is None
        or len(words) > _MOST_DIGITS
        or text[position - 1 : position] in ("几", "数", "第", "之")
    ):
        return other
    places = len(f"{value}".partition(".")[2])
    step = Decimal(1).scaleb(-places)
    if match["percent"] and not match["yuan"]:
        return Word(Role.PERCENT, position, end, Number(value / 100, step / 100, places))
    if match["yuan"] and not match["percent"] and not text.startswith(("/", "每"), end):
        # 二十万元 is meant to the 万: what is not said is not rounded away.
        return Word(Role.MONEY, position, end, Number(value / 10_000, Decimal(0), places))
    return other
