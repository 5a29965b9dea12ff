"""A famous surname that stands alone: what speaks against its being the famous person's. Pure."""

from __future__ import annotations

from sitegen.recognise.cast import Cast, Spotted
from sitegen.recognise.copytext import SPACES
from sitegen.recognise.gazetteer import Gazetteer, Known
from sitegen.recognise.kinds import (
    ATHLETE,
    CAPITAL,
    FIRST,
    FUNCTION,
    PARTICLE,
    PLACE_PREPOSITION,
    STRANGE,
    TOWN,
    VERB,
)
from sitegen.recognise.places import is_place
from sitegen.recognise.sight import Sight
from sitegen.recognise.spelling import plain


def not_the_famous(one: Spotted, known: Known, cast: Cast) -> str:
    """What speaks against a famous person where a surname stands alone, or ''."""
    seen, names = one.seen, one.copy.names
    if one.name in cast.things and " " in known.name:
        return "place's or other person's name elsewhere in the story"
    role = seen.role.lower().split()[0].strip(",") if seen.role_near else ""
    if not role or known.by != "known_people.txt" or " " not in known.name:
        return ""
    if names.kinds[role] & ATHLETE:
        return "" if known.kind == "sport" else "another kind of person"
    fits = role in names.passing or role in names.royal or role.endswith(names.offices)
    return "" if fits else "another kind of person"


def elsewhere(one: Spotted, gazetteer: Gazetteer) -> str:
    """The surname of a famous person that the run gives to a place (`de haven van Churchill`) or to another, or ''."""
    first, last, words, kinds = one.run.first, one.run.last, one.copy.words, one.copy.kinds
    if one.run.thing or one.run.suspect:
        return ""
    if first > 1 and kinds[first - 1] & PARTICLE and kinds[first - 2] & TOWN and words.gaps[first] in SPACES:
        return one.name
    if first == last and first and words.words[first - 1].lower() in one.copy.names.inside:
        return one.name if gazetteer.known_alone.get(plain(one.name)) and is_place(one.name, gazetteer) else ""
    if first < last and not one.accepted and kinds[first] & (FIRST | STRANGE) == STRANGE:
        return words.words[last] if gazetteer.known_alone.get(plain(words.words[last])) else ""
    return ""


def may_be_genitive(seen: Sight) -> bool:
    """Whether the word may be a genitive: `Poetins leger`, but not `in Ouwehands`."""
    after = seen.copy.kinds[seen.run.last + 1] if seen.spaced and seen.after else CAPITAL
    return not (seen.before & PLACE_PREPOSITION or after & (CAPITAL | FUNCTION | VERB | PLACE_PREPOSITION))
