"""What the form itself prints, in every spelling a profile knows: labels, headings, side labels and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from perfeval_xl.form.declaration import Indicators, Matrix, Pairs, Prose, Records, TableForm
from perfeval_xl.form.labels import compact, normalise
from perfeval_xl.form.narrative import AUTOMATIC, BODY
from perfeval_xl.form.vocabulary import vocabularies
from perfeval_xl.profile import Profile

_ATTACHMENT: Final = re.compile(r"附(?:件|表)[\d一二三四五六七八九十]{0,2}(?:-\d)?:?")


def is_attachment_line(text: str) -> bool:
    """Whether `text` is the line above a table's title: 附件2."""
    return len(text) < 16 and _ATTACHMENT.fullmatch(compact(text)) is not None


@lru_cache(maxsize=128)
def printed_words(form: TableForm, profile: Profile) -> frozenset[str]:
    """The texts, normalised or compact, that tell nothing about the unit that filled in the form."""
    vocabulary = next(words for words in vocabularies(profile) if words.form is form)
    lines = (key for words in vocabulary.sections for key in words.lines)
    printed = frozenset(_printed(form))
    return vocabulary.labels.union(lines, map(compact, printed), map(normalise, printed))


def _printed(form: TableForm) -> Iterator[str]:
    yield from (*form.notes, form.title, AUTOMATIC, BODY)
    for section in form.sections:
        match section:
            case Pairs():
                yield section.side
            case Matrix():
                yield from (section.side, section.corner)
            case Records() | Indicators():
                yield section.side
            case Prose():
                yield section.heading
