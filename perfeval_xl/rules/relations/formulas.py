"""Parts of formulas that every kind of relation needs."""

from __future__ import annotations

from perfeval_xl.amounts import NOTHING


def unreadable(reference: str) -> str:
    """How many cells of a range hold text that is neither blank nor one of the signs for nothing."""
    return f"SUMPRODUCT({is_unreadable(reference)})"


def is_unreadable(reference: str) -> str:
    """For each cell of a range, 1 where it holds text that is neither blank nor a sign for nothing."""
    signs = ",".join(f'"{sign}"' for sign in sorted(NOTHING | {_full_width(sign) for sign in NOTHING}))
    # TRIM knows only the narrow blank, and leaves line breaks.
    text = f'TRIM(SUBSTITUTE(SUBSTITUTE(CLEAN({reference}),"\u3000"," "),"\u00a0"," "))'
    return f"ISTEXT({reference})*ISNA(MATCH({text},{{{signs}}},0))"


def _full_width(sign: str) -> str:
    """A sign as a Chinese keyboard types it: ／ for /."""
    return "".join(chr(ord(character) + 0xFEE0) if character.isascii() else character for character in sign)
