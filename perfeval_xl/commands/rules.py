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
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if options.id is None:
        for rule in REGISTER:
            say(f"{rule.id:<9} {rule.severity.title}  {rule.title}\n")
        return PASSED
    rule = REGISTER.get(options.id)
    if rule is None:
        raise CommandFailed(f"没有编号为“{options.id}”的规则。运行 perfeval-xl rules 查看全部编号。")
    say(rule_as_text(rule, colour=in_colour()))
    return PASSED
