"""Options that several commands share."""

from __future__ import annotations

import argparse

from perfeval_xl.profile import available


def add_profile(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--profile",
        metavar="NAME|FILE.toml",
        help=f"评价口径，默认用工作簿里写的；可选：{'、'.join(available())}，或自己的口径文件",
    )
