"""`perfeval-xl profile`: lists the profiles, shows what one settles, or checks a bureau's own file."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from perfeval_xl.commands.outcome import PASSED, CommandFailed
from perfeval_xl.commands.terminal import say
from perfeval_xl.profile import DEFAULT, available, find, load
from perfeval_xl.rules.levels import rules_of
from perfeval_xl.writers.terminal import printable

if TYPE_CHECKING:
    from perfeval_xl.commands import Commands


def add(commands: Commands) -> None:
    parser = commands.add_parser("profile", help="评价口径：列出、查看、检查自己写的口径文件")
    parser.add_argument("action", choices=("list", "show", "check"))
    parser.add_argument("names", nargs="*", metavar="NAME|FILE.toml")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    names: list[str] = options.names
    match options.action:
        case "list":
            for profile in map(load, available()):
                say(f"{profile.name:<16} {profile.version:<8} {profile.title}\n")
        case "show":
            from perfeval_xl.writers.profile_text import profile_as_text

            text = "\n".join(profile_as_text(find(name)) for name in names or [DEFAULT])
            say("".join(f"{printable(line)}\n" for line in text.splitlines()))
        case _:
            if not names:
                raise CommandFailed("请写明要检查的口径文件，例如 perfeval-xl profile check 本县.toml。")
            for name in names:
                profile = find(name)
                on = len(rules_of(profile))
                say(
                    printable(
                        f"{profile.file} 可以使用：{profile.title}，版本 {profile.version}，{on} 条规则。"
                    )
                    + "\n"
                )
    return PASSED
