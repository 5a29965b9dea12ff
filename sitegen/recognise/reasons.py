"""What may speak for or against a run being a person: each answers one question about what stands there. Pure."""

from __future__ import annotations

from sitegen.recognise.copytext import HYPHENS, SPACES
from sitegen.recognise.kinds import (
    ACRONYM,
    ARTICLE,
    BUILT,
    CAPITAL,
    CITY,
    COMMON,
    EASTERN,
    FIRST,
    FUNCTION,
    GIVEN_LIKE,
    LAST,
    LISTED_ROLE,
    NAMELIKE,
    OF_FIRMS,
    OPENING,
    ORGANISATION,
    PARTICLE,
    PARTY,
    PLACE_PREFIX,
    PLACE_PREPOSITION,
    ROLE,
    SMALL,
    STRANGE,
    SURNAME_LIKE,
    THING_AFTER,
    THING_BEFORE,
)
from sitegen.recognise.sight import Sight

_LISTING = frozenset({", ", "; ", " - ", " – "})
_ROW_REACH = 3
_APPOSITION_REACH = 8
"""Words between a role and the comma before the name at most."""
QUOTES = frozenset("\"'“”„‘’‚«»*_")
AFTER_TITLE = SPACES | {". ", ".\xa0", "."}


def _first_name(s: Sight) -> bool:
    return bool(s.kinds) and s.kinds[0] & FIRST > 0 and not (s.single and s.opens)


def opening_first_name(s: Sight) -> bool:
    """A first name alone in front of a sentence, if it is no other word (`Claus overleed`)."""
    return bool(s.kinds) and s.kinds[0] & (FIRST | COMMON) == FIRST


def initials(s: Sight) -> bool:
    return s.initials > 0 and bool(s.capitals) and s.run.last not in s.copy.initials


def strange_word(s: Sight) -> bool:
    """A single word that is no Dutch word, place, organisation or listed name; most such words are surnames."""
    return bool(s.kinds) and s.kinds[0] & (STRANGE | NAMELIKE) == STRANGE and len(s.capitals[0]) > 3


def in_a_row(s: Sight) -> bool:
    """`Deflandre, Simons, Walem`: a surname stands within three places of it in a list."""
    kinds, gaps, first, last = s.copy.kinds, s.copy.words.gaps, s.run.first, s.run.last
    for at, step in ((last + 1, 1), (first - 1, -1)):
        for _ in range(_ROW_REACH):
            gap = gaps[at if step > 0 else at + 1]
            if not 0 <= at < len(kinds) or gap not in _LISTING:
                break
            while kinds[at] & OPENING and 0 <= at + step < len(kinds) and gaps[max(at, at + step)] in SPACES:
                at += step
            if _surname(kinds[at]):
                return True
            at += step
    return False


def _surname(bits: int) -> bool:
    return bits & (LAST | COMMON | CITY) == LAST or bits & SURNAME_LIKE > 0


def beside_a_surname(s: Sight) -> bool:
    """`Bettini en Freire`: on the other side of an 'and' stands a surname."""
    words, kinds, first, at = s.copy.words, s.copy.kinds, s.run.first, s.run.last + 2
    if s.spaced and s.after in s.names.joining and at < len(kinds) and _surname(kinds[at]):
        return True
    return first > 1 and s.before > 0 and words.words[first - 1] in s.names.joining and _surname(kinds[first - 2])


def of_a_person(s: Sight) -> bool:
    """`Jo Cornu van Alcatel Bell`: what a person is of is a firm, unless a first name opens it."""
    first, kinds = s.run.first, s.copy.kinds
    if first < 3 or not s.before & PARTICLE or not s.kinds or s.kinds[0] & FIRST:
        return False
    return kinds[first - 2] & CAPITAL > 0 and kinds[first - 3] & FIRST > 0


def lone_surname(s: Sight) -> bool:
    """A word that hardly is anything but a surname."""
    return bool(s.kinds) and s.kinds[0] & (LAST | FIRST | CITY | COMMON) == LAST


def eastern(s: Sight) -> bool:
    """`Gao Xingjian`: the family name goes before, as in the East."""
    if len(s.capitals) != 2 or not s.kinds[0] & EASTERN:
        return False
    return len(s.capitals[1]) < 10 and s.kinds[1] & STRANGE > 0


def beside_a_name(s: Sight) -> bool:
    """`Tufan Erhürman en Nikos Christodoulides`: on the other side of an 'and' stands a first name."""
    kinds, first, at = s.copy.kinds, s.run.first, s.run.last + 2
    if s.spaced and s.after in s.names.joining:
        return at < len(kinds) and kinds[at] & FIRST > 0
    if not s.before & FUNCTION or s.copy.words.words[first - 1].lower() not in s.names.joining:
        return False
    return any(kinds[i] & FIRST and not (i and kinds[i - 1] & PLACE_PREFIX) for i in range(max(first - 4, 0), first))


def hyphens_only(s: Sight) -> bool:
    """`Luik-Bastenaken-Luik`: no white space in it."""
    return s.run.last > s.run.first + 1 and _one_word(s)


def from_somewhere(s: Sight) -> bool:
    """`Emmanouil Karalis uit Griekenland`."""
    return s.spaced and s.after in s.names.from_words


def half_given_name(s: Sight) -> bool:
    """`In-beom Hwang`: a given name of the East, turned round for the West; `Kang Min-seo`, as it is at home."""
    words, at = s.copy.words, s.run.first + 1
    if (
        s.run.last == at + 1
        and s.copy.kinds[s.run.first] & EASTERN
        and words.gaps[at + 1] in HYPHENS
        and words.words[at + 1].islower()
    ):
        return True
    return at < s.run.last and words.gaps[at] in HYPHENS and words.words[at].islower() and not particle(s)


def ranked(s: Sight) -> bool:
    """`2. Angel Casero`: a place in a result."""
    first = s.run.first
    return first > 0 and s.gap_before.strip() == "." and s.copy.words.words[first - 1].isdigit()


def particle(s: Sight) -> bool:
    kinds = s.copy.kinds
    return s.every & PARTICLE > 0 and any(kinds[i] & PARTICLE for i in range(s.run.first + 1, s.run.last))


def strange_particle(s: Sight) -> bool:
    """`Habtamu de Hoop`: in front of the particle stands a word that is nothing else."""
    return bool(s.kinds) and s.kinds[0] & (FIRST | STRANGE) == STRANGE and particle(s)


def unknown(s: Sight) -> bool:
    return not any(_plain_word(bits) for bits in s.kinds)


def age_after(s: Sight) -> bool:
    return s.gap_after.strip() in ("(", ",") and s.after.isdigit() and len(s.after) < 3


def in_apposition(s: Sight) -> bool:
    """`De weduwe van de schipper, Anna Kampman, is er bij`: what somebody is, then the name between commas."""
    if s.gap_before.strip() != "," or s.gap_after.strip() != ",":
        return False
    kinds, gaps, first = s.copy.kinds, s.copy.words.gaps, s.run.first
    for i in range(first - 1, max(first - _APPOSITION_REACH, 0), -1):
        if kinds[i] & (CAPITAL | CITY) == CAPITAL:
            return False
        if kinds[i] & (ROLE | LISTED_ROLE):
            return True
        if gaps[i] not in SPACES:
            return False
    return False


def brackets(s: Sight) -> bool:
    """`(Slo)`, `(VVD)`: the letters of a country, a party or a team."""
    return s.gap_after.strip() == "(" and s.after[:1].isupper() and len(s.after) <= 12


def in_brackets(s: Sight) -> bool:
    """`(Aus)`: the country of the person before."""
    return s.gap_before.endswith("(") and s.gap_after.startswith(")") and len(s.capitals[0]) <= 3


def party_after(s: Sight) -> bool:
    """`(SP)`."""
    return s.gap_after.strip() == "(" and s.after != "" and s.copy.kinds[s.run.last + 1] & PARTY > 0


def demonym(s: Sight) -> bool:
    """`de Portugees Figo`, but not `het Franse Areva`."""
    form = s.copy.forms[s.run.first - 1]
    return form.sort == "demonym" or s.copy.words.words[form.last] not in s.copy.countries.inflected


def surname_in_front(s: Sight) -> bool:
    """`na Verhofstadt Leterme`: no name opens with a surname."""
    return bool(s.kinds) and s.kinds[0] & (FIRST | LAST | EASTERN) == LAST


def given_like(s: Sight) -> bool:
    return bool(s.kinds) and s.kinds[0] & GIVEN_LIKE > 0


def no_place(s: Sight) -> bool:
    return not s.every & (CITY | FIRST)


def opens_a_row(s: Sight) -> bool:
    """`Opstelling: Gaspercic, Delbroek, Vrancken`."""
    return ":" in s.gap_before and in_a_row(s)


def of_a_firm(s: Sight) -> bool:
    """`analisten van Jefferies`."""
    return s.run.first > 1 and s.copy.kinds[s.run.first - 2] & OF_FIRMS > 0


def apposition(s: Sight) -> bool:
    """`Joris Kampman, de nieuwe trainer`, but not `Silent Heroes, over een man`."""
    kinds, at = s.copy.kinds, s.run.last + 1
    if s.gap_after.strip() != "," or at >= len(kinds):
        return False
    if kinds[at] & (FUNCTION | ARTICLE) == FUNCTION and s.after not in s.names.before_role:
        return False
    return any(bits & ROLE for bits in kinds[at : at + 3])


def article_in_front(s: Sight) -> bool:
    """`De Lange Jan`, where a sentence opens."""
    return len(s.capitals) > 1 and s.copy.kinds[s.run.first] & ARTICLE > 0


def organisation(s: Sight) -> bool:
    """An organisation's word, unless it is the surname of what goes before (`van 't Hof`, `Serena Williams`)."""
    if not s.every & ORGANISATION:
        return False
    kinds = s.copy.kinds
    for i in range(s.run.first, s.run.last + 1):
        if kinds[i] & ORGANISATION and not (
            i > s.run.first + 1 and s.copy.words.gaps[i] in HYPHENS and kinds[i] & LAST
        ):
            before = kinds[i - 1] if i > s.run.first else 0
            if not (before & SMALL or (kinds[i] & LAST and before & FIRST)):
                return True
    return False


def thing_before(s: Sight) -> bool:
    return s.before & THING_BEFORE > 0 or thing_before_title(s)


def thing_before_title(s: Sight) -> bool:
    """`ziekenhuis Koningin Beatrix`, `school Dr. Theun de Vries`, `schip NRP D. João`: a title or letters between."""
    at, words, kinds = s.run.first - 1, s.copy.words, s.copy.kinds
    while at > 0 and kinds[at] & CAPITAL and words.gaps[at + 1] in AFTER_TITLE:
        word = words.words[at].lower()
        if kinds[at] & (THING_BEFORE | BUILT):
            break
        if not (kinds[at] & (ACRONYM | ROLE) == ACRONYM or word in s.names.royal or word in s.names.titles):
            return False
        at -= 1
    return at < s.run.first - 1 and words.gaps[at + 1] in SPACES and kinds[at] & (THING_BEFORE | BUILT) > 0


def thing_after(s: Sight) -> bool:
    if s.gap_after in HYPHENS or (s.spaced and s.names.kinds[s.after] & THING_AFTER):
        return True
    if len(s.capitals) < 2 or not s.kinds[-1] & THING_AFTER or s.copy.kinds[s.run.last - 1] & SMALL:
        return False
    # `Rosa Park`, but not `het Rosa Park`.
    surname = len(s.capitals) == 2 and s.kinds[0] & FIRST and s.kinds[1] & LAST
    return not surname or s.before & (ARTICLE | PLACE_PREPOSITION) > 0


def joined(s: Sight) -> bool:
    if s.gap_before in HYPHENS or "&" in s.gap_before or "&" in s.gap_after:
        return True
    return s.spaced and s.after in s.names.joining and and_others(s)


def and_others(s: Sight) -> bool:
    """`Joris Kampman en Zonen`; asked where an 'and' follows."""
    words, at = s.copy.words.words, s.run.last + 2
    return at < len(words) and words[at].lower() in s.names.and_others


def quoted(s: Sight) -> bool:
    """`de film "Joris Kampman"`: nothing but the name between quotation marks."""
    return s.gap_before[-1:] in QUOTES and s.gap_after[:1] in QUOTES and s.gap_before[-1:] != ""


def built(s: Sight) -> bool:
    return bool(s.kinds) and s.kinds[-1] & BUILT > 0


def named_after(s: Sight) -> bool:
    """`de ziekte van Parkinson`."""
    words, first = s.copy.words, s.run.first
    return first > 1 and s.before & PARTICLE > 0 and words.words[first - 2].lower() in s.names.named_after


def titled(s: Sight) -> bool:
    """`de Prinses Máxima`, a ship; a person has no article, or a title without a capital.

    Not `de commissaris van de Koning Joris Kampman`: who has a surname is no prince.
    """
    words, kinds, at = s.copy.words, s.copy.kinds, s.run.first - 1
    if not s.single and s.kinds and not s.kinds[-1] & (BUILT | THING_AFTER) and not _one_word(s):
        return False
    if at < 1 or not kinds[at - 1] & ARTICLE or words.gaps[at] not in SPACES or words.gaps[at + 1] not in SPACES:
        return False
    return kinds[at] & CAPITAL > 0 and words.words[at].lower() in s.names.royal


def _one_word(s: Sight) -> bool:
    """Whether hyphens join all of the name (`Willem-Alexander`)."""
    return HYPHENS.issuperset(s.copy.words.gaps[s.run.first + 1 : s.run.last + 1])


def neuter(s: Sight) -> bool:
    """`het Duitse Carl Zeiss`: a person would be `de Duitse`."""
    before = s.copy.forms[s.run.first - 1].first - 1 if s.nation else -1
    return (
        before >= 0 and s.copy.words.gaps[before + 1] in SPACES and s.copy.words.words[before].lower() in s.names.neuter
    )


def place_prefix(s: Sight) -> bool:
    return bool(s.kinds) and s.kinds[0] & PLACE_PREFIX > 0


def city_last(s: Sight) -> bool:
    return bool(s.kinds) and s.kinds[-1] & (CITY | LAST) == CITY and not s.role_near


def starts_with_city(s: Sight) -> bool:
    return bool(s.kinds) and s.kinds[0] & (CITY | FIRST) == CITY


def ordinary_word(s: Sight) -> bool:
    if not s.every & COMMON or _first_name(s) or (s.role_near and len(s.capitals) == 2):
        return False
    return any(_plain_word(bits) for bits in s.kinds)


def ordinary_surname(s: Sight) -> bool:
    if not _first_name(s):
        return False
    return s.kinds[0] & COMMON > 0 and any(_plain_word(bits) for bits in s.kinds)


def thing_as_surname(s: Sight) -> bool:
    """`Rosa Park`."""
    return s.kinds[-1] & THING_AFTER > 0


def capital_particle(s: Sight) -> bool:
    return s.run.first < s.run.last and s.copy.kinds[s.run.first] & OPENING > 0 and not s.opens


def capital_inside(s: Sight) -> bool:
    """`Koen De Bouw`, as Belgian names are written."""
    kinds, first = s.copy.kinds, s.run.first
    return kinds[first] & (FIRST | STRANGE) > 0 and any(kinds[i] & OPENING for i in range(first + 1, s.run.last))


def colon(s: Sight) -> bool:
    """`Peeters: "Nooit."`"""
    return s.gap_after.lstrip().startswith(":")


def many(s: Sight) -> bool:
    return len(s.capitals) > 4


def _plain_word(bits: int) -> bool:
    return bits & (NAMELIKE | COMMON) == COMMON
