"""The command line; design.md makes it a contract."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from perfeval_xl import __version__
from perfeval_xl.commands import addin, batch, demo, export, import_, new, profile, rules, validate
from perfeval_xl.commands.outcome import FAILED, CommandFailed
from perfeval_xl.commands.terminal import prepare_output
from perfeval_xl.profile import ProfileError
from perfeval_xl.system_errors import cause_of
from perfeval_xl.writers.terminal import printable

_COMMANDS = (demo, new, validate, export, import_, rules, profile, addin, batch)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status: 0 no errors, 1 errors found, 2 failed."""
    prepare_output()
    options = _parser().parse_args(arguments)
    try:
        status = int(options.run(options))
        sys.stdout.flush()
    except (ProfileError, CommandFailed) as failure:
        print(printable(str(failure)), file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("已停止。", file=sys.stderr)
        return FAILED
    except OSError as error:
        # Only writing to the terminal or the pipe is left to fail here; files word their own failures.
        print(f"结果没有能全部输出：{cause_of(error)}。", file=sys.stderr)
        return FAILED
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="perfeval-xl", description="部门整体支出绩效自评：填表、校验、导出 Word 报告。"
    )
    parser.add_argument("--version", action="version", version=f"perfeval-xl {__version__}")
    commands = parser.add_subparsers(metavar="命令", required=True)
    for command in _COMMANDS:
        command.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
