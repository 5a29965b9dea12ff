"""A famous surname that stands alone: what speaks against its being the famous person's. Pure."""

from __future__ import annotations

from sitegen.recognise.cast import Cast, Spotted
from sitegen.recognise.copytext import SPACES
from sitegen.recognise.gazetteer import Gazetteer, Known
from sitegen.recognise.kinds import (
    ARTICLE,
    ATHLETE,
    CAPITAL,
    FIRST,
    FUNCTION,
    PARTICLE,
    PLACE_PREPOSITION,
    STRANGE,
    THING_AFTER,
    TOWN,
    TRADE,
    VERB,
)
from sitegen.recognise.places import is_place
from sitegen.recognise.sight import Sight
from sitegen.recognise.spelling import plain

_FIRM = THING_AFTER | CAPITAL
_ADULT = 18
_DIGITS = 3
"""More digits than an age has."""


def not_the_famous(one: Spotted, known: Known, cast: Cast) -> str:
    """What speaks against a famous person where a surname stands alone, or ''."""
    seen, names = one.seen, one.copy.names
    if (one.name in cast.things and " " in known.name) or one.name in cast.titled:
        return "place's or other person's name elsewhere in the story"
    if known.by != "known_people.txt":
        return ""
    if _child(one):
        return "a child's name"
    if seen.before & ARTICLE:
        # `varen op de Kaag`, `de Willem-Alexander, die weer vaart`.
        return "article before a surname"
    if " " not in known.name:
        return ""
    before = one.copy.words.words[one.run.first - 1].lower() if seen.before else ""
    if before in names.several or seen.before & TRADE:
        return "a family's or firm's name"
    role = seen.role.lower().split()[0].strip(",") if seen.role_near else ""
    athlete = names.kinds[role] & ATHLETE > 0
    fits = role in names.royal or (known.kind == "sport" if athlete else role.endswith(names.offices))
    if role and not fits and role not in names.passing:
        return "another kind of person"
    context = names.contexts.get(known.kind)
    if context is None or (role and fits) or cast.speaks_of(context):
        return ""
    return "story on something else"


def _child(one: Spotted) -> bool:
    """`de 14-jarige Máxima`, `Amalia (8)`: nobody is known by one name so young."""
    words, names, first, after = one.copy.words, one.copy.names, one.run.first, one.run.last + 1
    if first > 1 and one.seen.before and words.words[first - 1].lower().endswith(names.age):
        return _young(words.words[first - 2])
    return words.gaps[after].strip() == "(" and after < len(words.words) and _young(words.words[after])


def _young(age: str) -> bool:
    return age.isdecimal() and len(age) < _DIGITS and int(age) < _ADULT


def elsewhere(one: Spotted, gazetteer: Gazetteer) -> str:
    """The surname of a famous person that the run gives to a place (`de haven van Churchill`) or to another, or ''."""
    first, last, words, kinds = one.run.first, one.run.last, one.copy.words, one.copy.kinds
    if one.run.thing or one.run.suspect:
        return ""
    if first > 1 and kinds[first - 1] & PARTICLE and kinds[first - 2] & TOWN and words.gaps[first] in SPACES:
        return one.name
    if first < last and kinds[last] & THING_AFTER and one.thing:
        # `Van der Plas Schoenen`.
        name = one.copy.text[one.start : words.end(last - 1)]
        return name if gazetteer.known_alone.get(plain(name)) else ""
    if last + 1 < len(kinds) and kinds[last + 1] & _FIRM == _FIRM and words.gaps[last + 1] in SPACES:
        # `Van der Plas Transport`, where the run is cut.
        return one.name if gazetteer.known_alone.get(plain(one.name)) else ""
    if first == last and first and words.words[first - 1].lower() in one.copy.names.inside:
        return one.name if gazetteer.known_alone.get(plain(one.name)) and is_place(one.name, gazetteer) else ""
    if first < last and not one.accepted and kinds[first] & (FIRST | STRANGE) == STRANGE:
        return words.words[last] if gazetteer.known_alone.get(plain(words.words[last])) else ""
    return ""


def may_be_genitive(seen: Sight) -> bool:
    """Whether the word may be a genitive: `Poetins leger`, but not `in Ouwehands`."""
    after = seen.copy.kinds[seen.run.last + 1] if seen.spaced and seen.after else CAPITAL
    return not (seen.before & PLACE_PREPOSITION or after & (CAPITAL | FUNCTION | VERB | PLACE_PREPOSITION))
