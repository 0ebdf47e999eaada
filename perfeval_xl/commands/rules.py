"""`perfeval-xl rules`: the catalogue, or one rule in full."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from perfeval_xl.commands.outcome import PASSED, CommandFailed
from perfeval_xl.commands.terminal import in_colour, say
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.writers.terminal import rule_as_text

if TYPE_CHECKING:
    from perfeval_xl.commands import Commands


def add(commands: Commands) -> None:
    parser = commands.add_parser("rules", help="列出全部规则，或详细说明一条")
    parser.add_argument("id", nargs="?", metavar="ID")
    parser.add_argument("--format", choices=("text", "markdown"), default="text", help="markdown：规则手册")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    # Loaded only here: every command loads this module, and starting is most of what `validate` takes.
    from perfeval_xl.bureau.across.catalogue import ACROSS

    rule = None if options.id is None else REGISTER.get(options.id) or ACROSS.get(options.id)
    if options.id is not None and rule is None:
        raise CommandFailed(f"没有编号为“{options.id}”的规则。运行 perfeval-xl rules 查看全部编号。")
    if options.format == "markdown":
        from perfeval_xl.writers.rule_page import rule_page, rule_section

        say(rule_page(ACROSS) if rule is None else rule_section(rule) + "\n")
    elif rule is not None:
        say(rule_as_text(rule, colour=in_colour()))
    else:
        for rule in (*REGISTER, *ACROSS):
            say(f"{rule.id:<9} {rule.severity.title}  {rule.title}\n")
    return PASSED
