"""Doubts about where a name ends: it may go on, hold a word too many, or be two names. Pure.

Each answers why the name is not linked, or ''.
"""

from __future__ import annotations

from sitegen.recognise.case import Case
from sitegen.recognise.copytext import HYPHENS, SPACES, Copy
from sitegen.recognise.kinds import (
    ACRONYM,
    AGENT,
    ARTICLE,
    BUILT,
    CAPITAL,
    CITY,
    COMMON,
    DOUBLE,
    FIRST,
    FUNCTION,
    IN_ROLE,
    INITIAL,
    LAST,
    LISTED_ROLE,
    NAMED,
    OPENING,
    OPENS_THING,
    ORGANISATION,
    PARTICLE,
    PARTY,
    PLACE_PREPOSITION,
    PORTFOLIO,
    ROLE,
    SMALL,
    STRANGE,
    THING_AFTER,
    THING_BEFORE,
    VERB,
)
from sitegen.recognise.namings import is_compound
from sitegen.recognise.places import is_place
from sitegen.recognise.rules import DOES
from sitegen.recognise.spelling import plain
from sitegen.recognise.surnames import parts, recurs, stands_alone

COMPOUND = 12
"""Letters that a compound has at least which is taken for no surname: `Haastrecht` is one."""
_BOSZ = 5
"""Letters of a surname at most that only ends like a father's name (`Bosz`)."""
_OF_A_SENTENCE = AGENT | ARTICLE | CAPITAL | FUNCTION | IN_ROLE | PARTICLE | PLACE_PREPOSITION | VERB
_DASHES = frozenset("-–—.")
_NO_NAME = ACRONYM | BUILT | FUNCTION | LISTED_ROLE | OPENS_THING | ORGANISATION | PARTY | PORTFOLIO | ROLE
"""What a word may be that stands beside a name and is no part of it."""


def half(case: Case) -> str:
    """`Dirk-Jan`, `Stegeman-Bos`, `Stegeman-de Boer`: one half of a name."""
    copy, run = case.copy, case.seen.run
    gaps, first = copy.words.gaps, run.first
    cut = run.doubtful and not case.seen.again
    if not cut and gaps[first + 1] in HYPHENS:
        cut = copy.kinds[first] & (FIRST | LAST) == LAST or HYPHENS.issuperset(gaps[first + 1 : run.last + 1])
    return "half a name" if cut else ""


def given_only(case: Case) -> str:
    """`haar partner Hendrik Jan (86)`."""
    copy = case.copy
    if copy.words.words[case.last] not in copy.names.given_only:
        return ""
    return "no surname in it" if all(bits & FIRST for bits in copy.kinds[case.first : case.last + 1]) else ""


def word_in_front(case: Case) -> str:
    """`Haarlemmer Joris Kampman`, `Scheepvaartdiensten Westerschelde Joris Kampman`."""
    kinds, gaps, first = case.copy.kinds, case.copy.words.gaps, case.first
    if kinds[first] & (FIRST | LAST):
        return ""
    named = _inhabitant(case) or any(
        kinds[i] & NAMED == NAMED and gaps[i] in SPACES and not kinds[i - 1] & PARTICLE
        for i in range(first + 1, case.last)
    )
    return "a word before the first name" if named else ""


def _inhabitant(case: Case) -> bool:
    """`Volendammer Thoom Kampman`: who is of a place."""
    word = case.copy.words.words[case.first]
    return any(
        word.endswith(end) and is_place(word[: -len(end)], case.gazetteer)
        for end in case.copy.names.inhabitants
        if len(word) > len(end) + 3
    )


def genitive(case: Case) -> str:
    """`Joris Kampmans nieuwe boek`: what may be another name's genitive."""
    seen, copy, last = case.seen, case.copy, case.last
    word = copy.words.words[last]
    if not (seen.spaced and seen.after) or not word.endswith(seen.names.genitives):
        return ""
    after, shorter = copy.kinds[last + 1], seen.names.kinds[word[:-1]] & LAST
    if word.endswith(seen.names.possessives) and after & CAPITAL:
        # `My Father's Shadow`.
        return "what may be a title"
    if copy.kinds[last] & LAST and not shorter:
        # `eigenaar Klaas Visscher-Prins werk bood`: the surname ends so.
        return ""
    # `Michiel van Erps boekverfilming`.
    owned = bool(shorter) and not (copy.kinds[last] & LAST or after & _OF_A_SENTENCE)
    owned = owned or seen.after in seen.names.owned or after & (ROLE | CAPITAL | VERB) == ROLE
    return "what may be a genitive" if owned else ""


def goes_on(case: Case) -> str:
    """`Diederik Quarles van Ufford`, of which `Diederik Quarles` is the name so far."""
    copy, (first, last, *_) = case.copy, case.seen.run
    kinds, gaps, at = copy.kinds, copy.words.gaps, last + 1
    if not (case.seen.spaced and case.seen.after) or kinds[at] & (PARTICLE | CAPITAL) != PARTICLE:
        return ""
    while at < len(kinds) and kinds[at] & (PARTICLE | CAPITAL) == PARTICLE and gaps[at] in SPACES:
        at += 1
    if at >= len(kinds) or gaps[at] not in SPACES or not kinds[at] & CAPITAL:
        return ""
    if kinds[at] & INITIAL:
        return "a surname's initial after it"
    if kinds[last] & FIRST and not kinds[at] & _NO_NAME and at not in copy.forms and not _another(copy, at):
        # `Gerrit Jan te Winkel`, `Mieke Baltus van Lelystad`.
        return "what may be the surname after it"
    words, estate = copy.words.words, copy.names.estate_particles
    if words[last + 1] in copy.names.never_alone:
        return ""
    if at == last + 2 and words[at - 1] not in estate and _unheard(copy, at):
        # `François Villeroy de Galhau`, but not `won Joris Kampman de Ronde van Vlaanderen`.
        return "what may be more of the surname after it"
    married = gaps[last] in HYPHENS and last > first + 1
    announced = case.seen.before & (ROLE | LISTED_ROLE) > 0
    # `Marie van Asch van Dorp`: a surname with one 'van' may have another.
    announced = announced and estate.isdisjoint(words[first + 1 : last])
    either = not announced and at == last + 2 and words[at - 1] in estate
    follows = words[at + 1] if at + 1 < len(words) and gaps[at + 1] in SPACES else ""
    if at == last + 2 and words[at - 1] in estate and follows in estate and not married and _is_town(case, at):
        # `kenner Floor Tjeenk van Houten van een instituut`: of two the second says whose.
        return "what may be more of the surname after it"
    if married or not _surname(copy, at, either=either):
        return ""
    official = announced and case.before in copy.names.officials
    return "" if official and _is_town(case, at) else "what may be more of the surname after it"


def _unheard(copy: Copy, at: int) -> bool:
    """Whether nothing is known of the word, so that it may be a surname's."""
    known = _NO_NAME | COMMON | CITY | FIRST | STRANGE
    return copy.kinds[at] & known == STRANGE and at not in copy.forms and not _thing(copy, at)


def _is_town(case: Case, at: int) -> bool:
    """Whether the word, with what a hyphen joins to it, is a place (`wethouder Jan Kramer van Goeree-Overflakkee`)."""
    copy, end = case.copy, at
    while end + 1 < len(copy.kinds) and copy.words.gaps[end + 1] in HYPHENS:
        end += 1
    return is_place(copy.text[copy.words.starts[at] : copy.words.end(end)], case.gazetteer)


def of_something(case: Case) -> str:
    """`boswachter Thijmen van Staatsbosbeheer`, `Otto Baltus van de Rabobank`: first names and whose."""
    copy, (first, last, *_) = case.copy, case.seen.run
    kinds, at = copy.kinds, first + 1
    while at < last and kinds[at] & NAMED == NAMED:
        at += 1
    particle = at
    while at < last and kinds[at] & (PARTICLE | CAPITAL) == PARTICLE:
        at += 1
    if at == particle or copy.words.words[particle] not in copy.names.estate_particles or not kinds[at] & CAPITAL:
        return ""
    bits, gap = kinds[at], copy.words.gaps[at + 1]
    hardly = " ".join(copy.words.words[particle:at]) in copy.names.surname_only
    if hardly or gap in HYPHENS or stands_alone(copy, particle, last):
        return ""
    firm = bits & ORGANISATION and particle > first + 1
    if bits & LAST and not firm:
        return ""
    longer = gap in SPACES and (at + 1 in copy.forms or (at < last and kinds[at + 1] & CAPITAL))
    return "what may be no surname in it" if firm or longer or _thing(copy, at) else ""


def tail(case: Case) -> str:
    """`Ron Blaauw Gastrobar`, `Anna de Vries Utrecht`: what is no name's word behind a whole name."""
    copy, (first, last, *_) = case.copy, case.seen.run
    kinds = copy.kinds
    if any(_inner_thing(copy, i) for i in range(first + 2, last)):
        return "a thing's word in it"
    if _two(copy, first, last):
        return "two names in it"
    if copy.words.gaps[last] not in SPACES or kinds[last] & (LAST | COMMON | CITY) == LAST:
        return ""
    if not kinds[first] & FIRST or not kinds[last - 1] & CAPITAL or last - 1 in copy.initials:
        return ""
    if recurs(copy, first + 1, last):
        return ""
    complete = any(kinds[i] & (PARTICLE | CAPITAL) == PARTICLE for i in range(first, last))
    if not complete and (kinds[last] & FIRST or kinds[last - 1] & FIRST or not kinds[last - 1] & (LAST | STRANGE)):
        return ""
    thing = complete or kinds[last] & (COMMON | CITY) or _thing(copy, last)
    return "a word behind the surname" if thing else ""


def _two(copy: Copy, first: int, last: int) -> bool:
    """`Otto Baltus Wout Weghorst`, `Ruud ter Horst Wout Weghorst`, but not `Jan-Willem Raven-Roes`."""
    kinds, gaps = copy.kinds, copy.words.gaps
    if last < first + 3:
        return False
    if all(kinds[i] & NAMED == NAMED for i in range(first, first + 3)):
        return HYPHENS.isdisjoint(gaps[first + 1 : last + 1])
    small = next((i for i in range(first + 1, last) if kinds[i] & (PARTICLE | CAPITAL) == PARTICLE), last)
    made = copy.words.words[small] in copy.names.estate_particles and small + 1 < last
    if made and kinds[small + 1] & NAMED == NAMED and gaps[small + 2] in SPACES:
        # `Carol van Todd Haynes`: a film, and who made it.
        return True
    return any(
        kinds[i] & NAMED == NAMED and kinds[i - 1] & CAPITAL and gaps[i] in SPACES for i in range(small + 2, last)
    )


def _inner_thing(copy: Copy, at: int) -> bool:
    """`Daan Roosegaarde Studio Roosegaarde`."""
    bits, gaps = copy.kinds[at], copy.words.gaps
    if not bits & CAPITAL or bits & (FIRST | LAST) or gaps[at] not in SPACES or gaps[at + 1] not in SPACES:
        return False
    return bits & (ORGANISATION | THING_AFTER | THING_BEFORE | PORTFOLIO) > 0


def _thing(copy: Copy, at: int) -> bool:
    """Whether the word says what an organisation or a place is, or is made of two ordinary words."""
    word, bits = copy.words.words[at], copy.kinds[at]
    if bits & (_NO_NAME & ~(ROLE | OPENS_THING) | THING_BEFORE | THING_AFTER):
        return True
    return len(word) >= COMPOUND and not word.endswith(copy.names.toponyms) and is_compound(word.lower(), copy.names)


def _another(copy: Copy, at: int) -> bool:
    """Whether another full name begins: `won Tom Boonen van Fabian Cancellara`."""
    follows = copy.words.gaps[at + 1] in SPACES and at + 1 < len(copy.kinds) and copy.kinds[at + 1] & CAPITAL
    return bool(copy.kinds[at] & FIRST and follows)


def _surname(copy: Copy, at: int, *, either: bool) -> bool:
    """Whether a surname may go on with the word at `at`.

    After a lone 'van' any unknown word may be `either`, unless a role tells: `analist Pia Lund van Sydbank`.
    """
    word, gap, bits = copy.words.words[at], copy.words.gaps[at + 1], copy.kinds[at]
    if _another(copy, at) or bits & _NO_NAME or bits & (CITY | LAST) == CITY or at in copy.forms:
        return False
    if either:
        return True
    return bits & (COMMON | LAST) != COMMON and (
        bits & LAST > 0 or word.endswith(copy.names.toponyms) or gap in HYPHENS
    )


def royal_and_another(case: Case) -> str:
    """`heeft koning Filip De Wever benoemd`."""
    copy, first, last, names = case.copy, case.first, case.last, case.copy.names
    if not case.seen.role_near or case.before not in names.royal or case.before in names.unnumbered:
        return ""
    rest = copy.text[copy.words.starts[first + 1] : copy.words.end(last)]
    return "two names in it" if plain(rest) in case.gazetteer.known_alone or recurs(copy, first + 1, last) else ""


def two_surnames(case: Case) -> str:
    """`zou Fini Berlusconi opvolgen`, of whom the story names one alone."""
    return "two names in it" if not case.told and parts(case.copy, case.first) else ""


def two_persons(case: Case) -> str:
    """`dat Amalia Ingrid Alexandra vraagt`, `dat Frans Klein Van Nieuwkerk raad gaf`."""
    copy, (first, last, *_) = case.copy, case.seen.run
    kinds, known = copy.kinds, case.gazetteer
    if case.seen.every & OPENING and any(
        kinds[i] & OPENING and kinds[i - 1] & (CAPITAL | FIRST | SMALL) == CAPITAL for i in range(first + 2, last)
    ):
        # A Belgian's particle stands behind the first name.
        return "" if copy.words.gaps[last] in HYPHENS else "two names in it"
    word = plain(copy.words.words[first])
    famous = word in known.known_alone or word in known.known_full
    return "two names in it" if famous and parts(copy, first) else ""


def too_long(case: Case) -> str:
    """`met Hunter Douglas Toots`: more words than a name has, of which nothing is told."""
    seen, (first, last, *_) = case.seen, case.seen.run
    kinds, gaps = case.copy.kinds, case.copy.words.gaps
    if seen.again or seen.initials or case.told or seen.before & AGENT:
        return ""
    small = any(kinds[i] & SMALL for i in range(first + 1, last + 1))
    # `Nisrine Mbarki Ben Ayad`.
    small = small or not case.copy.names.arabic_particles.isdisjoint(case.copy.words.words[first + 2 : last])
    apart = sum(gaps[i] not in HYPHENS for i in range(first + 1, last + 1))
    if DOES in case.weight.reasons or small or apart < 2:
        return ""
    return "more words than a name has" if apart > 2 or not kinds[first + 1] & (FIRST | OPENING) else ""


def cut_off(case: Case) -> str:
    """`Sabine Lubbe Bakker`, `Toy Story 4`: another capital, a number or a thing's word follows."""
    copy, after = case.copy, case.last + 1
    words, gaps = copy.words.words, copy.words.gaps
    if after >= len(words) or gaps[after] != " ":
        return ""
    bits, form = copy.kinds[after], copy.forms.get(after)
    # `directeur Special Olympics Nederland`.
    more = bits & CAPITAL and not bits & (ACRONYM | FIRST) and (form is None or form.sort == "name")
    # `Willem III school open`.
    more = more or bits & (THING_BEFORE | CAPITAL | FUNCTION | ROLE | VERB) == THING_BEFORE
    more = more or (words[after].isdigit() and gaps[after + 1] in SPACES)
    return "more of a name or thing after it" if more else ""


def double(case: Case) -> str:
    """`Jan Vennegoor of Hesselink`."""
    copy, last = case.copy, case.last
    if not copy.kinds[last] & DOUBLE or " ".join(copy.words.words[last : last + 3]) not in copy.names.double_surnames:
        return ""
    return "what may be more of the surname after it"


def dashed(case: Case) -> str:
    """`Rianne Donders – de Leest`, `Jan Willemsz. van der Pluym`: a dash or point, a particle and a name."""
    copy, at = case.copy, case.last + 1
    word = copy.words.words[case.last]
    if case.seen.gap_after.startswith(".") and len(word) > _BOSZ and word.endswith(copy.names.patronymics):
        # `Trijntje Adamsdr. Kampman`.
        return "what may be the surname after it"
    if at + 1 >= len(copy.kinds) or case.seen.gap_after.strip() not in _DASHES or copy.words.gaps[at + 1] not in SPACES:
        return ""
    while (
        copy.kinds[at] & (PARTICLE | CAPITAL) == PARTICLE and copy.kinds[at + 1] & PARTICLE and at + 2 < len(copy.kinds)
    ):
        at += 1
    particle = copy.kinds[at] & (PARTICLE | CAPITAL) == PARTICLE and copy.kinds[at + 1] & CAPITAL
    return "what may be more of the surname after it" if particle else ""
