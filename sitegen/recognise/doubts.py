"""Why a name that is a person's by the rules is not linked: the story may give it to something else. Pure."""

from __future__ import annotations

from collections.abc import Callable

from sitegen.recognise import longer, lookalikes
from sitegen.recognise.case import Case, case_of
from sitegen.recognise.gazetteer import Gazetteer
from sitegen.recognise.rules import Weight, sure
from sitegen.recognise.sight import Sight


def _unsure(case: Case) -> str:
    return "" if sure(case.weight, case.copy.kinds[case.first]) else "nothing tells a person from a thing"


_DOUBTS: tuple[Callable[[Case], str], ...] = (
    longer.half,
    _unsure,
    lookalikes.numbered,
    lookalikes.named_before,
    lookalikes.first_word,
    lookalikes.announced,
    lookalikes.firm_or_club,
    longer.genitive,
    longer.goes_on,
    lookalikes.of_a_city,
    lookalikes.organisation,
    longer.two_persons,
    longer.cut_off,
    longer.dashed,
    longer.given_only,
    lookalikes.character,
    lookalikes.titled,
    lookalikes.masked,
    lookalikes.champion,
    lookalikes.animal,
)
"""Looked through in this order; the first that holds is the reason to tell."""

_DOUBTS_OF_THE_LONG: tuple[Callable[[Case], str], ...] = (
    longer.word_in_front,
    longer.goes_too_far,
    longer.of_something,
    longer.tail,
    longer.too_long,
    longer.of_a_town,
)
"""Those of names of three words or more, particles included."""

_DOUBTS_OF_THE_UNTOLD: tuple[Callable[[Case], str], ...] = (lookalikes.place, lookalikes.of_a_work, lookalikes.shared)
"""Those that do not hold where the story says what the person is or does."""


def doubt(seen: Sight, weight: Weight, gazetteer: Gazetteer) -> str:
    """Why the run, a person's by the rules, is not linked, or ''."""
    case = case_of(seen, weight, gazetteer)
    for looks in (
        _DOUBTS,
        _DOUBTS_OF_THE_LONG if case.last > case.first + 1 else (),
        () if case.personal or case.told else _DOUBTS_OF_THE_UNTOLD,
    ):
        for look in looks:
            if why := look(case):
                return why
    return ""
