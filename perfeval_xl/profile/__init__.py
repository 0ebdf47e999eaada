"""Local policy as data: everything one finance bureau settles for itself, read from a TOML file."""

from __future__ import annotations

from perfeval_xl.profile.loading import DEFAULT, available, find, load, parse
from perfeval_xl.profile.policy import Band, Bands, Grade, Profile, Step
from perfeval_xl.profile.settings import ProfileError

__all__ = [
    "DEFAULT",
    "Band",
    "Bands",
    "Grade",
    "Profile",
    "ProfileError",
    "Step",
    "available",
    "find",
    "load",
    "parse",
]
