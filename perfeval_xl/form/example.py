"""An example in the notation as a self-evaluation, with last year's where the example has that too."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent

from perfeval_xl.evaluation import SelfEvaluation
from perfeval_xl.form.notation import grids_of, previous_grids_of
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.profile import Profile


def evaluation_of(text: str, profile: Profile) -> SelfEvaluation:
    """What is written in `text`.

    Raises:
        NotationError: a line names no row of the form, or has too many cells.
    """
    written = dedent(text)
    evaluation = read_evaluation(grids_of(written, profile), profile)
    previous = previous_grids_of(written, profile)
    return replace(evaluation, previous=read_evaluation(previous, profile) if previous else None)
