"""The rule reference: what a clerk or a reviewer finds in it.

1. Every rule has its section, reached from the table of contents, with everything its declaration says.
2. It says what the program says of the example it rejects, and which profiles change the rule.
3. What stands in a rule's text is text, never Markdown.
4. The command line prints the page and single sections.
"""

from __future__ import annotations

import re
from dataclasses import replace
from textwrap import dedent

import pytest

from perfeval_xl import cli
from perfeval_xl.bureau.across.catalogue import ACROSS
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.rules.registry import Rule
from perfeval_xl.writers.rule_page import GROUPS, rule_page, rule_section

Captured = pytest.CaptureFixture[str]
PAGE = rule_page(ACROSS)


def rule(rule_id: str) -> Rule:
    found = REGISTER.get(rule_id)
    assert found is not None
    return found


@pytest.mark.parametrize("declared", tuple(REGISTER), ids=lambda declared: declared.id)
def test_every_rule_has_its_section(declared: Rule) -> None:  # 1, 2
    assert PAGE.count(f"\n### {declared.id} ") == 1
    assert f"[{declared.id}](#{declared.id.lower()})" in PAGE
    assert PAGE.count(f'<a id="{declared.id.lower()}"></a>') == 1
    section = rule_section(declared)
    assert section in PAGE
    for example in (declared.accepts, declared.rejects):
        assert f"```text\n{dedent(example).strip()}\n```" in section
    assert "\n> " in section


def test_the_groups_stand_in_the_order_of_the_catalogue() -> None:  # 1
    headings = re.findall(r"^## ([A-Z]+) (.+)$", PAGE, re.MULTILINE)
    order = dict.fromkeys(declared.id.partition("-")[0] for declared in (*REGISTER, *ACROSS))
    assert headings == [(group, GROUPS[group]) for group in order]


def test_which_profiles_change_a_rule() -> None:  # 2
    assert "- 通常：执行率低于 90%\n- 样例县（虚构，仅作示例）：执行率低于 92%" in rule_section(
        rule("FUND-04")
    )
    assert "- 样例县（虚构，仅作示例）：不用" in rule_section(rule("TYPE-05"))
    assert "**口径**" not in rule_section(rule("FUND-08"))


def test_what_the_program_says_of_the_example() -> None:  # 2
    assert "\n\n> “按支出性质分”填的是 231.81" in rule_section(rule("FUND-08"))


def test_text_is_no_markdown() -> None:  # 3
    declared = replace(rule("FUND-08"), title="a|b <script> *c*", why="[链接](x) `码`")
    section = rule_section(declared)
    assert "a\\|b \\<script\\> \\*c\\*" in section
    assert "\\`码\\`" in section


def test_the_command_line(capsys: Captured) -> None:  # 4
    assert cli.main(["rules", "--format", "markdown"]) == 0
    assert capsys.readouterr().out == PAGE
    assert cli.main(["rules", "fund-08", "--format", "markdown"]) == 0
    assert capsys.readouterr().out == rule_section(rule("FUND-08")) + "\n"
