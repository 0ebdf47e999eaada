"""Tells whether what is known of a file still holds: content, profile and program are the same."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from perfeval_xl import __version__
from perfeval_xl import profile as profiles
from perfeval_xl.profile import Profile

_DIGEST_BYTES: Final = 16


def state_of(digest: str, used: Profile | None, *more: str) -> str:
    """A digest of all that depends on a file.

    Args:
        digest: Of the file's content.
        used: The profile it was read with; None where it came to none.
        more: What else it depends on.
    """
    policy = _policy(used) if used is not None else ""
    # A profile that is new may be the one a file has named all along.
    available = "、".join(profiles.available())
    return _digest("\0".join((digest, policy, available, __version__, *more)).encode())


@lru_cache(maxsize=32)
def _policy(profile: Profile) -> str:
    """All that the profile settles, wherever its file lies."""
    return repr(replace(profile, file=""))


def profile_still(name: str) -> Profile | None:
    """The profile of that name, of those that come with the program; None where it is gone."""
    return profiles.load(name) if name in profiles.available() else None


def digest_of_file(path: Path) -> str:
    """Of its content; '' for what cannot be read, or could be read without end."""
    try:
        return _digest(path.read_bytes()) if path.is_file() else ""
    except OSError:
        return ""


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).hexdigest()
