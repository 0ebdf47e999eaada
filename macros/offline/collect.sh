#!/bin/sh
# 在能上网的电脑上运行一次：把安装所需的全部文件收集到一个文件夹。说明见 README.zh-CN.md。
# 用法：sh collect.sh 文件夹
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
if [ $# -ne 1 ]; then
  echo "用法：sh collect.sh 文件夹" >&2
  exit 2
fi
mkdir -p "$1/wheels"
python3 -m pip wheel --wheel-dir "$1/wheels" "$here/../.."
cp "$here/install.sh" "$here/install.bat" "$here/README.zh-CN.md" "$1"
echo "已收集到 $1，把整个文件夹复制到不能上网的电脑，再运行其中的 install.sh。"
