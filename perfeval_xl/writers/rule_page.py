"""The rule reference: every rule of the catalogue as a page a clerk or a reviewer can read, in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from textwrap import dedent
from typing import Final

from perfeval_xl import profile as profiles
from perfeval_xl.findings import Finding
from perfeval_xl.form.example import evaluation_of
from perfeval_xl.profile import Profile
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.rules.levels import changed_levels
from perfeval_xl.rules.registry import Declared, Rule
from perfeval_xl.writers import profile_text

GROUPS: Final[Mapping[str, str]] = {
    "FORM": "工作簿本身",
    "TYPE": "填写的内容",
    "BASE": "基础数据表",
    "FUND": "资金",
    "SCORE": "分值和得分",
    "IND": "绩效指标",
    "CROSS": "表与表之间",
    "TEXT": "报告正文与表格",
    "ACROSS": "单位与单位之间",
}

SETTINGS: Final[Mapping[str, Callable[[Profile], str]]] = {
    "FUND-03": profile_text.execution_score,
    "FUND-04": profile_text.least_execution_rate,
    "FUND-05": profile_text.most_adjustment,
    "SCORE-01": profile_text.weights,
    "SCORE-03": profile_text.weights,
    "SCORE-09": profile_text.bands,
    "SCORE-10": profile_text.grades,
    "IND-07": profile_text.over_target,
    "IND-08": profile_text.kinds,
    "CROSS-14": profile_text.least_execution_rate,
    "TEXT-03": profile_text.sections,
    "TEXT-05": profile_text.units,
}
"""The rules that a setting of the profile goes into, and the setting in words."""

_BEGINNING: Final = """\
# 校验规则

本页由规则的声明（`perfeval_xl/rules/`）生成，请勿手改；改了声明后运行 `python -m tests.regenerate`。

全部规则都在这里：要求什么、为什么、依据什么、怎么改，各配一个符合的例子和一个不符的例子，
以及程序对不符的例子说的话。规则编号不会改变含义，也不会挪作他用。

## 怎样读

| 级别 | 意思 |
|---|---|
| 错误 | 数字或结构肯定不对，必须改正，不能用情况说明代替 |
| 提醒 | 核实性的问题：改正，或者在工作表“情况说明”里写明原因 |
| 提示 | 供参考，不改也可以 |

- **尾差**：金额因四舍五入差 0.01（几项相加的，每项差不超过 0.005），不论规则是什么级别，只作提醒；
  百分数末位差 1 只作提示。
- **没有**：空着、`/`、`—`、`---`、`无` 都算没有；相加时当作 0。
- **不判断**：要用的数没有填或者读不出来，就不判断，也不猜。
- **∑**：标了 ∑ 的规则在模板里也有同样的公式，不装程序也能边填边算。
- **口径**：分值、比例、计分办法和规则级别由财政部门的口径规定，运行 `perfeval-xl profile show` 查看。
- **例子**：`#` 后面是表名（“上年”是上一年的工作簿）；一行是表里的一行，从左到右是要填的各格，
  用 `|` 隔开；`>` 后面是报告正文的一段话。单位与单位之间的规则，例子一行是“单位 | 项目 | 值”。

## 目录
"""


def rule_page(across: Iterable[Declared] = ()) -> str:
    """The whole page: how to read it, a table of contents, every rule, those across units at the end."""
    groups = [*_groups(REGISTER), *_groups(across)]
    parts = [_BEGINNING, *_contents(groups)]
    for group, rules in groups:
        parts.append(f"## {group} {GROUPS[group]}")
        parts += map(rule_section, rules)
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def rule_section(rule: Declared) -> str:
    """One rule in Markdown."""
    mark = " ∑" if rule.relations else ""
    parts = [
        f'<a id="{rule.id.lower()}"></a>',
        f"### {rule.id} {_escaped(rule.title)}",
        f"**{rule.severity.title}**{mark}　依据：{_escaped(rule.basis)}",
        f"**为什么**　{_escaped(rule.why)}",
        f"**怎么改**　{_escaped(rule.fix)}",
        *_policy(rule),
        f"符合的例子：\n\n{_block(rule.accepts)}",
        f"不符的例子：\n\n{_block(rule.rejects)}",
        *(f"> {_escaped(message)}" for message in (_messages(rule) if isinstance(rule, Rule) else ())),
    ]
    return "\n\n".join(parts)


def _groups(declared: Iterable[Declared]) -> Iterator[tuple[str, list[Declared]]]:
    for group, rules in groupby(declared, key=lambda rule: rule.id.partition("-")[0]):
        yield group, list(rules)


def _contents(groups: Iterable[tuple[str, list[Declared]]]) -> Iterator[str]:
    for group, rules in groups:
        rows = [f"**{group} {GROUPS[group]}**", "", "| 编号 | 级别 | 要求 |", "|---|---|---|"]
        for rule in rules:
            mark = " ∑" if rule.relations else ""
            rows.append(
                f"| [{rule.id}](#{rule.id.lower()}) | {rule.severity.title}{mark} | {_escaped(rule.title)} |"
            )
        yield "\n".join(rows)


def _policy(rule: Declared) -> Iterator[str]:
    """What the profiles settle about a rule: the default's, then those that differ."""
    lines = [*_settings(rule), *_levels(rule)]
    if lines:
        yield "**口径**\n\n" + "\n".join(f"- {line}" for line in lines)


def _settings(rule: Declared) -> Iterator[str]:
    if rule.id not in SETTINGS:
        return
    usual = _one_line(SETTINGS[rule.id](profiles.load(profiles.DEFAULT)))
    yield f"通常：{usual}"
    for profile in _others():
        own = _one_line(SETTINGS[rule.id](profile))
        if own != usual:
            yield f"{_escaped(profile.title)}：{own}"


def _levels(rule: Declared) -> Iterator[str]:
    for profile in (profiles.load(profiles.DEFAULT), *_others()):
        for changed, level in changed_levels(profile):
            if changed is rule:
                yield f"{_escaped(profile.title)}：{profile_text.level_title(level)}"


def _others() -> Iterable[Profile]:
    return (profiles.load(name) for name in profiles.available() if name != profiles.DEFAULT)


def _messages(rule: Rule) -> list[str]:
    """What the program says of the example it rejects."""
    evaluation = evaluation_of(rule.rejects, profiles.load(profiles.DEFAULT))
    return [outcome.message for outcome in rule.findings(evaluation) if isinstance(outcome, Finding)]


def _block(example: str) -> str:
    return f"```text\n{dedent(example).strip()}\n```"


def _one_line(text: str) -> str:
    return _escaped("；".join(text.splitlines()))


def _escaped(text: str) -> str:
    """Text that Markdown leaves alone."""
    for sign in "\\`*_<>|#":
        text = text.replace(sign, f"\\{sign}")
    return text
