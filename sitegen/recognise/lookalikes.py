"""Doubts about whose name it is: a firm, a club, a ship, an animal, a place or a character may bear it. Pure.

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
    EASTERN,
    FIRST,
    FUNCTION,
    IN_ROLE,
    LAST,
    LISTED_ROLE,
    ORGANISATION,
    PARTICLE,
    PLACE_PREPOSITION,
    PORTFOLIO,
    ROLE,
    SMALL,
    SURNAME_LIKE,
    THING_AFTER,
    THING_BEFORE,
    TRADE,
    VERB,
)
from sitegen.recognise.namings import is_compound
from sitegen.recognise.places import is_place
from sitegen.recognise.reasons import AFTER_TITLE
from sitegen.recognise.rules import DOES, NAME_BEYOND, ORGANISATIONS_WORD, PERSONAL
from sitegen.recognise.sight import Sight

_FOREIGN = 4
"""Letters that a foreign word has at least which tells a firm's name."""
_COMPOUND = 8
"""Letters that a compound has at least which is taken for no first name."""
_ANNOUNCING = (
    FUNCTION | VERB | ROLE | LISTED_ROLE | PARTICLE | IN_ROLE | ARTICLE | PLACE_PREPOSITION | AGENT | PORTFOLIO
)
"""What may stand before a name in a sentence."""
_TITLE = 8
"""Words of a title, the name apart, at most."""
_OPENING = frozenset("('‘\"“„«")
_CLOSING = frozenset(")'’\"”»")
_THING = BUILT | ORGANISATION | THING_AFTER
_ABOUT = ACRONYM | COMMON | ORGANISATION | THING_AFTER


def numbered(case: Case) -> str:
    """`de kotter UK-158 Joris Kampman`, `de kotter UK 158 Joris Kampman`."""
    words, gaps, first = case.copy.words.words, case.copy.words.gaps, case.first
    if first < 2 or gaps[first] not in SPACES or not words[first - 1].isdigit():
        return ""
    if gaps[first - 1] not in HYPHENS and gaps[first - 1] not in SPACES:
        return ""
    return "a ship's or road's number before it" if words[first - 2].isupper() else ""


def capital_before(case: Case) -> str:
    """`de Britse Georgia Hunter Bell`."""
    before, at = case.seen.before, case.first - 1
    if not before & CAPITAL:
        return ""
    if case.before.endswith(case.copy.names.possessives) and not case.copy.names.riders.isdisjoint(
        case.copy.words.words
    ):
        # `Eric Lamaze's Derly Chin`.
        return "what may be a horse"
    form = case.copy.forms.get(at)
    more = (before & CITY or (form and not form.code)) and not _of_a_place(case.copy, at)
    return "what may be more of the name before it" if more else ""


def called_so(case: Case) -> str:
    """`het bier heet Nora Bell`."""
    return "what something is called" if case.before in case.copy.names.naming else ""


def _of_a_place(copy: Copy, at: int) -> bool:
    """`in Dijon Joris Kampman`, `Groningen Joris Kampman` where a sentence opens."""
    if copy.words.opens_sentence(at):
        return True
    return copy.kinds[at - 1] & (PLACE_PREPOSITION | PARTICLE) > 0 and copy.words.gaps[at] in SPACES


def first_word(case: Case) -> str:
    """`Eigenaar Wegenbouw Kampman-Zuid`, `Revolutionaire Garde`, `Barendrecht Hoek`: what stands for a first name."""
    seen, copy = case.seen, case.copy
    bits, last, word = copy.kinds[case.first], copy.kinds[case.last], copy.words.words[case.first]
    if bits & (FIRST | EASTERN) or copy.words.gaps[case.first + 1] in HYPHENS or seen.run.vouched:
        return ""
    if bits & _THING:
        return "a thing's word opens it"
    if not case.personal and _on_riders(case):
        # `Favoriet Mister Vandelay galoppeerde`.
        return "what may be a horse"
    # Two ordinary words, or one of which nothing is told.
    told = seen.role_near or case.personal or (seen.again and not last & COMMON)
    ordinary = bits & COMMON and (last & (COMMON | FIRST | LAST) == COMMON or not told)
    if ordinary or (not bits & LAST and len(word) >= _COMPOUND and is_compound(word.lower(), copy.names)):
        return "an ordinary word opens it"
    if _foreign(case):
        return "a foreign word ends it"
    if last & (COMMON | FIRST | LAST | SURNAME_LIKE) == COMMON and case.last == case.first + 1 and not seen.again:
        # `Topman Heijnsbroek Textiel stapt op`.
        return "an ordinary word ends it"
    return "a place opens it" if bits & CITY and not case.told else ""


def _foreign(case: Case) -> bool:
    """`branchegenoot Wandarra Resources`: another language's ordinary word in a surname's place."""
    bits, word = case.copy.kinds[case.last], case.copy.words.words[case.last]
    if bits & (FIRST | LAST | SURNAME_LIKE) or len(word) < _FOREIGN:
        return False
    return any(word.lower() in bloom for bloom in case.copy.names.foreign)


def announced(case: Case) -> str:
    """What stands before the name says nothing of a person."""
    if case.personal:
        return ""
    return word_before(case.seen) if case.seen.before else _after_letters(case.seen)


def word_before(seen: Sight) -> str:
    """What stands before the name that is no role: a firm's trade, or a thing that may have a person's name, or ''."""
    bits = seen.before
    if bits & TRADE:
        return "a trade before it"
    if bits & _ANNOUNCING:
        return ""
    copy, at = seen.copy, seen.run.first - 1
    inside = bits & CAPITAL and not copy.words.opens_sentence(at)
    if inside and not bits & (FIRST | LAST) and at not in copy.forms and bits & _ABOUT:
        # `VV Joris Kampman`, `Studio Joris Kampman`.
        return "what may be a firm's or club's word before it"
    word = copy.words.words[at].lower()
    told = seen.role or word.endswith(seen.names.announcing) or at in copy.forms
    return "" if told or inside or not word.isalpha() else "a word before it that is no role"


def _after_letters(seen: Sight) -> str:
    """`v.v. Joris Kampman`, `Zr.Ms. Joris Kampman`, `fa. Joris Kampman`."""
    words, at = seen.copy.words.words, seen.run.first - 1
    if seen.gap_before not in AFTER_TITLE or at < 0 or seen.gap_before in SPACES:
        return ""
    letter = len(words[at]) == 1 and words[at].islower()
    return "what is short for a firm or ship before it" if letter or words[at].lower() in seen.names.short else ""


def firm_or_club(case: Case) -> str:
    """`koploper Hannover Scorpions`, `eigenaar Apollo Tyres wil`: what a club or a firm may be stands before it."""
    names, kinds, last = case.copy.names, case.copy.kinds, case.last
    if case.before in names.rivals and not kinds[case.first] & FIRST:
        return "what a club or firm may be before it"
    if case.before not in names.owners or last > case.first + 1 or kinds[last] & LAST:
        return ""
    if kinds[last] & COMMON and not kinds[case.first] & FIRST:
        # `eigenaar Vredenduin Cacao`.
        return "what a firm may be before it"
    plural = case.copy.words.words[last].endswith(names.genitives)
    return "what a firm may be before it" if plural and not PERSONAL & {*case.weight.reasons} - {DOES} else ""


def of_a_city(case: Case) -> str:
    """`Forum Groningen`: an ordinary word in a first name's place and a city in a surname's."""
    kinds, first, last = case.copy.kinds, case.first, case.last
    if not kinds[first] & COMMON or kinds[last] & (CITY | LAST) != CITY or kinds[last - 1] & SMALL:
        return ""
    return "" if case.seen.before & (ROLE | LISTED_ROLE) else "a city in a surname's place"


def organisation(case: Case) -> str:
    """`Louis Delhaize opent een winkel`."""
    inside = ORGANISATIONS_WORD in case.weight.reasons and not (case.personal or case.told)
    return "an organisation's word in it" if inside else ""


def champion(case: Case) -> str:
    """`de Poolse kampioen Lech Poznan`: a club's, where a nationality stands before its role."""
    copy, first = case.copy, case.first
    if case.last > first + 1 or copy.kinds[case.last] & (CITY | LAST) != CITY:
        return ""
    club = first > 1 and first - 2 in copy.forms and case.seen.role_near
    return "what may be a club" if club else ""


def animal(case: Case) -> str:
    """`een pony, Willem de Tweede genaamd`."""
    return "what may be an animal" if case.seen.after in case.copy.names.called else ""


def mounted(case: Case) -> str:
    """`Dinja Kampman met Vita di Lusso`, in a story on riders."""
    names = case.copy.names
    if case.seen.again or case.told or case.before not in names.mounting:
        return ""
    return "what may be a horse" if _on_riders(case) else ""


def _on_riders(case: Case) -> bool:
    """Whether the story is on riders."""
    return not case.copy.names.riders.isdisjoint(case.copy.story(case.first, case.last))


def masked(case: Case) -> str:
    """`Prins Joris de Tweede`, `prins Mienus XV`: of carnival, by a number that no other prince has."""
    names, word = case.copy.names, case.copy.words.words[case.last]
    if not case.seen.role_near or case.before not in names.unnumbered:
        return ""
    number = (word in names.generations and word.isupper()) or word.endswith(names.ordinals)
    return "a prince's number" if number else ""


def character(case: Case) -> str:
    """`terug als Julian Kampman`, `de actrice die Blanca Flores speelt`."""
    seen, words, first = case.seen, case.copy.words.words, case.first
    if case.before in seen.names.relative and seen.spaced and seen.after in seen.names.playing:
        return "what may be a character"
    if case.before not in seen.names.acting or seen.again:
        return ""
    # `imkers als Joris Kampman`.
    kind = first > 1 and (
        case.copy.kinds[first - 2] & (ROLE | LISTED_ROLE) or words[first - 2].endswith(seen.names.announcing)
    )
    return "" if kind else "what may be a character"


def titled(case: Case) -> str:
    """`(De verlossing van Jacob Kampman)`: the name ends what a capital opens between brackets or quotation marks."""
    seen, gaps, kinds, first = case.seen, case.copy.words.gaps, case.copy.kinds, case.first
    if not seen.before or seen.gap_after[:1] not in _CLOSING or not seen.gap_after:
        return ""
    for at in range(first - 1, max(first - _TITLE, -1), -1):
        if gaps[at][-1:] in _OPENING and gaps[at]:
            title = kinds[at] & CAPITAL and kinds[at] & (ARTICLE | FUNCTION | COMMON) and not kinds[at] & ROLE
            return "what may be a title" if title else ""
        if gaps[at] not in SPACES:
            return ""
    return ""


def of_a_work(case: Case) -> str:
    """`Dolly Levi uit de musical`."""
    seen, kinds, at = case.seen, case.copy.kinds, case.last + 2
    if not seen.spaced or seen.after not in seen.names.from_words or at >= len(kinds):
        return ""
    at += kinds[at] & ARTICLE > 0
    return "what may be a character" if at < len(kinds) and kinds[at] & THING_BEFORE else ""


def place(case: Case) -> str:
    """`bij Lage Zwaluwe`, `Anna Paulowna`: a place's name that opens with a first name."""
    seen, kinds = case.seen, case.copy.kinds
    if seen.before & PLACE_PREPOSITION and not (seen.again or kinds[case.last] & LAST):
        # `bij Lage Zwaluwe`, but not `naar Marieke Lucas Rijneveld`.
        given = sum(bits & (FIRST | COMMON) == FIRST for bits in seen.kinds)
        return "" if given > 1 or NAME_BEYOND in case.weight.reasons else "a place's preposition before it"
    return "places.tsv" if case.last <= case.first + 2 and is_place(case.name, case.gazetteer) else ""


def shared(case: Case) -> str:
    """`bij Leen Bakker`, in a story that never says `Bakker`."""
    return "persons_and_things.txt" if case.name in case.copy.names.also_things and not case.seen.again else ""
