"""Why a name that is a person's by the rules is not linked: the story may give it to something else. Pure."""

from __future__ import annotations

from collections.abc import Callable

from sitegen.recognise import longer, lookalikes
from sitegen.recognise.case import Case, case_of
from sitegen.recognise.gazetteer import Gazetteer
from sitegen.recognise.kinds import CITY, FIRST, HERALD
from sitegen.recognise.rules import Weight, sure
from sitegen.recognise.sight import Sight


def _unsure(case: Case) -> str:
    return "" if sure(case.weight, case.copy.kinds[case.first]) else "nothing tells a person from a thing"


Doubts = tuple[Callable[[Case], str], ...]

_ALWAYS: Doubts = (
    longer.half,
    _unsure,
    lookalikes.numbered,
    lookalikes.capital_before,
    lookalikes.announced,
    lookalikes.organisation,
    longer.given_only,
    longer.double,
)
_STRANGE_FIRST: Doubts = (lookalikes.first_word, longer.two_surnames)
"""Where no first name opens it."""
_HERALDED: Doubts = (
    lookalikes.called_so,
    lookalikes.firm_or_club,
    lookalikes.character,
    lookalikes.masked,
    lookalikes.mounted,
    longer.royal_and_another,
)
"""Where a word stands before it that they look for."""
_CITY_LAST: Doubts = (lookalikes.of_a_city, lookalikes.champion)
_SPACED: Doubts = (longer.genitive, longer.goes_on, longer.cut_off, lookalikes.animal)
"""Where a word follows."""
_CLOSED: Doubts = (longer.dashed, lookalikes.titled)
"""Where more than a blank follows."""
_LONG: Doubts = (
    longer.word_in_front,
    longer.of_something,
    longer.tail,
    longer.two_persons,
    longer.too_long,
)
"""Of three words or more, particles included."""
_UNTOLD: Doubts = (lookalikes.place, lookalikes.of_a_work, lookalikes.shared)
"""Where the story does not say what the person is or does."""


def doubt(seen: Sight, weight: Weight, gazetteer: Gazetteer) -> str:
    """Why the run, a person's by the rules, is not linked, or ''."""
    case = case_of(seen, weight, gazetteer)
    kinds, first, last = case.copy.kinds, case.first, case.last
    for looks, holds in (
        (_ALWAYS, True),
        (_STRANGE_FIRST, not kinds[first] & FIRST),
        (_HERALDED, seen.before & HERALD),
        (_CITY_LAST, kinds[last] & CITY),
        (_SPACED if seen.spaced and seen.after else _CLOSED, True),
        (_LONG, last > first + 1),
        (_UNTOLD, not (case.personal or case.told)),
    ):
        if holds:
            for look in looks:
                if why := look(case):
                    return why
    return ""
