#!/bin/sh
# 在不能上网的电脑上运行：从旁边的 wheels 文件夹安装本程序和按钮。说明见 README.zh-CN.md。
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
target="$HOME/.local/share/perfeval-xl"
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "没有找到 Python 3.11 或更高版本。请先安装 Python，再运行本程序。" >&2
  exit 1
fi
python3 -m venv "$target"
"$target/bin/python" -m pip install --quiet --no-index --find-links "$here/wheels" --force-reinstall perfeval-xl
"$target/bin/python" -m perfeval_xl.cli addin install
