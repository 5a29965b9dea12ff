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
    longer.word_in_front,
    lookalikes.announced,
    lookalikes.firm_or_club,
    longer.genitive,
    longer.goes_on,
    longer.goes_too_far,
    longer.of_something,
    longer.tail,
    lookalikes.of_a_city,
    lookalikes.organisation,
    longer.two_persons,
    longer.too_long,
    longer.cut_off,
    longer.dashed,
    longer.given_only,
    longer.of_a_town,
    lookalikes.character,
    lookalikes.masked,
    lookalikes.champion,
    lookalikes.animal,
)
"""Looked through in this order; the first that holds is the reason to tell."""

_DOUBTS_OF_THE_UNTOLD: tuple[Callable[[Case], str], ...] = (lookalikes.place, lookalikes.of_a_work, lookalikes.shared)
"""Those that do not hold where the story says what the person is or does."""


def doubt(seen: Sight, weight: Weight, gazetteer: Gazetteer) -> str:
    """Why the run, a person's by the rules, is not linked, or ''."""
    case = case_of(seen, weight, gazetteer)
    looks = _DOUBTS if case.personal or case.told else _DOUBTS + _DOUBTS_OF_THE_UNTOLD
    return next(filter(None, (look(case) for look in looks)), "")
