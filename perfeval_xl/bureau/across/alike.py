"""Finds texts that are nearly the same among very many, without comparing all with all.

The set of a text's three-character pieces is summed up in a MinHash signature; texts that agree in a whole
band of it are candidates, those that agree in little else are dropped again, and an edit distance on the
texts themselves decides. Memory holds some ninety bytes a text; the texts themselves may be on disk.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.intp]

SHORTEST: Final = 40
"""Characters a text must have; shorter ones coincide by chance."""
LIKENESS: Final = 0.9
"""From this on two texts are alike: 1 − edits ÷ length of both (rapidfuzz' ratio)."""
_PIECE: Final = 3
_BANDS: Final = 12
_ROWS: Final = 3
"""With these two texts of which 60 % of the pieces are the same become candidates 94 times in 100, of which
80 % are, always; of which 20 % are, 9 times in 100."""
_VALUES: Final = _BANDS * _ROWS
_BITS: Final = 16
"""What is kept of each value of a signature; two that differ agree in these once in 65,536 times."""
_FEWEST_EQUAL: Final = 12
"""Values that the signatures of texts alike have in common. One edit in ten characters changes three pieces
in ten, which leaves 54 % of all pieces the same: 19 values, and fewer than these 4 times in 1,000."""
_ROUNDS: Final = 4
"""Texts of one band that the others of it are compared with; beyond these a text has its chance in others."""
_AT_ONCE: Final = 10_000
"""Signatures that are compared in one step; so many fit in a few megabytes."""
_SEED: Final = 1
_LEFT_OUT: Final = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """`text` without what tells nothing: blanks, punctuation, full and half width."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text))


def pieces(text: str) -> set[str]:
    """Every three characters that stand side by side in it."""
    return {text[start : start + _PIECE] for start in range(len(text) - _PIECE + 1)}


def likeness(one: str, other: str, least: float = 0.0) -> float:
    """How much of two plain texts is the same, 1 for all; 0 where it is less than `least`."""
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other, score_cutoff=least * 100) / 100


@dataclass(frozen=True, slots=True)
class Like:
    """Texts that are alike, by their places in ascending order."""

    centre: int
    """The one that every other is like."""
    places: tuple[int, ...]
    twin_of: tuple[int, ...]
    """Of each of the places the first that says exactly the same."""

    @property
    def is_exact(self) -> bool:
        """Whether all of them say the same."""
        return set(self.twin_of) == {self.centre}


def groups_of_like(
    texts: Sequence[str], confirmed: Callable[[str, str], bool] = lambda one, other: True
) -> Iterator[Like]:
    """Groups of two or more texts that are alike, and after them those of texts that are the same.

    A text is in more than one group of the first kind only as another's centre.

    Args:
        texts: All texts as `plain` made them, in a stable order.
        confirmed: What else must hold of two texts that are alike.
    """
    import numpy as np

    if not texts:
        return
    signatures = _signatures(texts)
    _, first, same_as = np.unique(signatures.digests, return_index=True, return_inverse=True)
    groups = _Groups(texts, confirmed)
    for leaders, others in _candidates(signatures, np.sort(first), groups):
        for one, other in zip(leaders, others, strict=True):
            groups.compare(one, other)
    twins = _Twins(first[same_as])
    for centre, members in groups.all():
        places = sorted(place for member in members for place in twins.of(member))
        yield Like(centre, tuple(places), tuple(twins.first(place) for place in places))
    for first_one in twins.first_of_several():
        places = twins.of(first_one)
        yield Like(first_one, tuple(places), (first_one,) * len(places))


class _Twins:
    """Which texts say exactly the same."""

    def __init__(self, first_of: Integers) -> None:
        import numpy as np

        self._first_of = first_of
        self._order = np.argsort(first_of, kind="stable")
        self._sorted = first_of[self._order]

    def first(self, place: int) -> int:
        return int(self._first_of[place])

    def of(self, first: int) -> list[int]:
        """All that say what the first one says, itself included, in ascending order."""
        start, end = self._sorted.searchsorted([first, first + 1])
        return self._order[start:end].tolist()

    def first_of_several(self) -> list[int]:
        """The first of each that is there more than once, in ascending order."""
        return list(dict.fromkeys(self._sorted[:-1][self._sorted[:-1] == self._sorted[1:]].tolist()))


class _Signatures:
    """What is kept of the texts, by their places."""

    def __init__(self, digests: array[int], lengths: array[int], values: array[int]) -> None:
        import numpy as np

        self.digests = np.frombuffer(digests, np.uint64)
        self._lengths = np.frombuffer(lengths, np.uint32)
        self._values = np.frombuffer(values, np.uint16).reshape(-1, _VALUES)

    def band(self, number: int, places: Integers) -> NDArray[np.uint64]:
        """The values of a band of these texts' signatures, side by side in one number."""
        import numpy as np

        found = np.zeros(len(places), np.uint64)
        for value in range(number * _ROWS, (number + 1) * _ROWS):
            found = (found << np.uint64(_BITS)) | self._values[places, value]
        return found

    def may_be_alike(self, ones: Integers, others: Integers) -> NDArray[np.bool_]:
        """Whether lengths and signatures leave it open that two texts are alike."""
        import numpy as np

        low, high = self._lengths[ones], self._lengths[others]
        low, high = np.minimum(low, high), np.maximum(low, high)
        # So much of both together can be the same at most.
        found = 2 * low >= LIKENESS * (low + high)
        for start in range(0, len(ones), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            equal = self._values[ones[part]] == self._values[others[part]]
            found[part] &= equal.sum(axis=1) >= _FEWEST_EQUAL
        return found


def _signatures(texts: Iterable[str]) -> _Signatures:
    rensa: Any = import_module("rensa")  # it tells no types
    digests, lengths, values = array("Q"), array("I"), array("H")
    low = (1 << _BITS) - 1
    for text in texts:
        digests.append(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big"))
        lengths.append(len(text))
        signature = rensa.RMinHash(num_perm=_VALUES, seed=_SEED)
        signature.update(sorted(pieces(text)))
        values.extend(value & low for value in signature.digest())
    return _Signatures(digests, lengths, values)


def _candidates(
    signatures: _Signatures, places: Integers, groups: _Groups
) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """Pairs that may be alike, as two sequences: a band's first text, and the others that share the band.

    Those that did not come to the group of the first are compared with the second, and so on.
    """
    import numpy as np

    for band in range(_BANDS):
        values = signatures.band(band, places)
        order = np.argsort(values, kind="stable")
        values, remaining = values[order], places[order]
        for _ in range(_ROUNDS):
            begins = np.diff(values, prepend=~values[:1]) != 0
            leaders = remaining[np.flatnonzero(begins)[np.cumsum(begins) - 1]]
            values, leaders, remaining = values[~begins], leaders[~begins], remaining[~begins]
            maybe = np.flatnonzero(groups.are_apart(leaders, remaining))
            maybe = maybe[signatures.may_be_alike(leaders[maybe], remaining[maybe])]
            yield leaders[maybe].tolist(), remaining[maybe].tolist()
            apart = groups.are_apart(leaders, remaining)
            values, remaining = values[apart], remaining[apart]


class _Groups:
    """Texts around a centre that each of them is like, by their places."""

    def __init__(self, texts: Sequence[str], confirmed: Callable[[str, str], bool]) -> None:
        import numpy as np

        self._texts = texts
        self._confirmed = confirmed
        self._centre = np.arange(len(texts))
        self._members: dict[int, list[int]] = {}
        """Of each centre, itself included; a text alone is not among them."""
        self._neighbour: dict[int, int] = {}
        """A text that some text alone is like, and its group is not."""
        self._last = (-1, "")

    def are_apart(self, ones: Integers, others: Integers) -> NDArray[np.bool_]:
        return self._centre[ones] != self._centre[others]

    def compare(self, one: int, other: int) -> None:
        """Joins their groups, if the two are alike and all of the smaller group like the larger's centre."""
        centre, joining = int(self._centre[one]), int(self._centre[other])
        if centre == joining or not self._are_alike(one, other):
            return
        members, newcomers = (self._members.get(place, [place]) for place in (centre, joining))
        if len(members) < len(newcomers):
            centre, joining, members, newcomers = joining, centre, newcomers, members
            one, other = other, one
        if all((centre, place) == (one, other) or self._are_alike(centre, place) for place in newcomers):
            members.extend(newcomers)
            self._members[centre] = members
            self._members.pop(joining, None)
            self._centre[newcomers] = centre
        elif len(newcomers) == 1:
            self._neighbour[joining] = one

    def _are_alike(self, one: int, other: int) -> bool:
        if self._last[0] != one:
            self._last = (one, self._texts[one])
        text, found = self._last[1], self._texts[other]
        return likeness(text, found, LIKENESS) > 0 and self._confirmed(text, found)

    def all(self) -> Iterator[tuple[int, list[int]]]:
        """Centre and members of each group."""
        yield from self._members.items()
        for place, neighbour in self._neighbour.items():
            if self._centre[place] == place and place not in self._members:
                yield place, [neighbour, place]
