"""Finds texts that are nearly the same among very many, without comparing all with all.

The set of a text's three-character pieces is summed up in a MinHash signature; texts that agree in a whole
band of it are candidates, and an edit distance on the texts themselves decides. Memory holds signatures of
a few bytes; the texts are fetched again where two are to be compared.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from typing import Any, Final

SHORTEST: Final = 40
"""Characters a text must have; shorter ones coincide by chance."""
LIKENESS: Final = 0.9
"""From this on two texts are alike: 1 − edits ÷ length of both (rapidfuzz' ratio)."""
_PIECE: Final = 3
_BANDS: Final = 12
_ROWS: Final = 3
"""With these two texts of which 60 % of the pieces are the same become candidates 94 times in 100, of which
80 % are, always; of which 20 % are, 9 times in 100."""
_MOST_COMPARED: Final = 4
"""Candidates of one band that a text is compared with; beyond these it has had its chance in other bands."""
_SEED: Final = 1
_64_BITS: Final = (1 << 64) - 1
_LEFT_OUT: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be compared."""

    number: int
    owner: Hashable
    """Texts of one owner are not compared with each other."""
    plain: str
    """As `plain` made it."""


@dataclass(frozen=True, slots=True)
class Like:
    """Two texts that are alike, by their numbers; `earlier` comes first in the order of the texts."""

    earlier: int
    later: int
    likeness: float
    """1 means the same."""


def plain(text: str) -> str:
    """`text` without what tells nothing: blanks, punctuation, full and half width."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text))


def pieces(text: str) -> set[str]:
    """Every three characters that stand side by side in it."""
    return {text[start : start + _PIECE] for start in range(len(text) - _PIECE + 1)}


def groups_of_like(
    texts: Iterable[Text],
    again: Callable[[int], str],
    confirmed: Callable[[str, str], bool] = lambda one, other: True,
) -> Iterator[Sequence[Like]]:
    """Groups of texts of different owners that are alike: the pairs by which each text came to its group.

    Args:
        texts: All texts, in a stable order; each is looked at once.
        again: The text of that number, as `plain` made it.
        confirmed: What else must hold of two texts that are alike.
    """
    from rapidfuzz import fuzz

    def likeness(one: int, other: int) -> float:
        texts = again(one), again(other)
        found = fuzz.ratio(*texts, score_cutoff=LIKENESS * 100) / 100
        return found if found and confirmed(*texts) else 0.0

    numbers: list[int] = []
    owners: dict[int, Hashable] = {}
    bands = array("Q")
    for text in texts:
        numbers.append(text.number)
        owners[text.number] = text.owner
        bands.extend(_bands(text.plain))
    groups = _Groups()
    pairs: list[Like] = []
    for candidates in _candidates(numbers, bands):
        firsts: list[int] = []
        for number in candidates:
            for first in firsts:
                if groups.together(first, number):
                    break
                if owners[first] != owners[number] and (found := likeness(first, number)):
                    groups.join(first, number)
                    pairs.append(Like(first, number, found))
                    break
            else:
                if len(firsts) < _MOST_COMPARED:
                    firsts.append(number)
    together: dict[int, list[Like]] = {}
    for pair in sorted(pairs, key=lambda pair: pair.later):
        together.setdefault(groups.first(pair.later), []).append(pair)
    yield from together.values()


def _bands(text: str) -> Iterator[int]:
    """The bands of the text's signature, a number of 64 bits each."""
    rensa: Any = import_module("rensa")  # it tells no types
    signature = rensa.RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    signature.update(sorted(pieces(text)))
    values: list[int] = signature.digest()
    for band in range(_BANDS):
        yield hash((band, *values[band * _ROWS : (band + 1) * _ROWS])) & _64_BITS


def _candidates(numbers: Sequence[int], bands: array[int]) -> Iterator[list[int]]:
    """The numbers of texts that share a band, band by band, each in ascending order."""
    import numpy as np

    if not numbers:
        return
    table = np.frombuffer(bands, dtype=np.uint64).reshape(len(numbers), _BANDS)
    for band in range(_BANDS):
        order = np.argsort(table[:, band], kind="stable")
        values = table[order, band]
        starts = np.flatnonzero(np.diff(values, prepend=~values[:1]))
        for start, end in pairwise([*starts.tolist(), len(numbers)]):
            if end - start > 1:
                yield [numbers[place] for place in order[start:end].tolist()]


class _Groups:
    """Numbers joined to groups (union-find)."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def first(self, number: int) -> int:
        """The smallest number of the group."""
        while (above := self._above.get(number, number)) != number:
            self._above[number] = self._above.get(above, above)
            number = above
        return number

    def together(self, one: int, other: int) -> bool:
        return self.first(one) == self.first(other)

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.first(one), self.first(other)))
        self._above[high] = low
