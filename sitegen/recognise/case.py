"""A name that is a person's by the rules, with all that a doubt about it looks at. Pure."""

from __future__ import annotations

from typing import NamedTuple

from sitegen.recognise.copytext import Copy
from sitegen.recognise.gazetteer import Gazetteer
from sitegen.recognise.rules import PERSONAL, Weight, told
from sitegen.recognise.sight import Sight


class Case(NamedTuple):
    """One name in doubt."""

    seen: Sight
    copy: Copy
    first: int
    last: int
    """Indices of its words, both included."""
    weight: Weight
    gazetteer: Gazetteer
    personal: bool
    """The story says what tells a person from a firm of that name."""
    told: bool
    """The story says of the name what only a person is or does."""
    before: str
    """The word before over white space, in lower case, or ''."""

    @property
    def name(self) -> str:
        """The words as they stand."""
        return self.copy.text[self.copy.words.starts[self.first] : self.copy.words.end(self.last)]


def case_of(seen: Sight, weight: Weight, gazetteer: Gazetteer) -> Case:
    """The case of the name at `seen`, for which the rules gave `weight`."""
    personal, first = not PERSONAL.isdisjoint(weight.reasons), seen.run.first
    before = seen.copy.words.words[first - 1].lower() if seen.before else ""
    return Case(seen, seen.copy, first, seen.run.last, weight, gazetteer, personal, told(weight), before)
