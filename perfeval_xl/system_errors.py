"""What the system says when a file or folder fails, in Chinese."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Final

_CAUSES: Final[Mapping[int, str]] = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件超出了允许的大小",
    errno.EROFS: "磁盘是只读的",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "文件或文件夹不存在",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EISDIR: "那里有同名的文件夹",
    errno.EEXIST: "已有同名的文件",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EIO: "磁盘或网络读写出错",
    errno.ESTALE: "网络文件夹已断开",
    errno.ETIMEDOUT: "网络没有响应",
    errno.EBUSY: "正被其他程序使用",
    errno.ENOMEM: "内存不足",
    errno.EAGAIN: "系统资源不足",
    errno.EMFILE: "同时打开的文件太多",
    errno.ENFILE: "同时打开的文件太多",
}


def cause_of(error: OSError) -> str:
    """Why it failed, in a few words; in the system's own where it says something rare."""
    known = _CAUSES.get(error.errno) if error.errno is not None else None
    return known or error.strerror or str(error)
