"""What speaks for and against a run of capitalised words being a person: one row a reason. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from sitegen.recognise import reasons
from sitegen.recognise.copytext import HYPHENS
from sitegen.recognise.kinds import (
    ACRONYM,
    AGED,
    AGENT,
    ARTICLE,
    BEYOND,
    BUILT,
    CAPITAL,
    CITY,
    COMMON,
    DOING,
    EASTERN,
    FIRST,
    FUNCTION,
    GIVEN_LIKE,
    INITIAL,
    LAST,
    LISTED_ROLE,
    OPENING,
    ORGANISATION,
    PARTICLE,
    PARTY,
    PLACE_PREFIX,
    PLACE_PREPOSITION,
    STRANGE,
    SURNAME_LIKE,
    THING_AFTER,
    THING_BEFORE,
    VERB,
)
from sitegen.recognise.sight import Sight

ACCEPT = 2.5
"""From this sum on a run is a person's name."""
NOTHING_ELSE = "word that is nothing else"
FIRST_NAMES = frozenset({"first name", "first name that opens a sentence"})
VOUCHED = "the site's recogniser"
IN_A_ROW = "surname next to it in a list"
OF_A_FIRM = "of a firm"
INSIDE_A_SENTENCE = "inside a sentence"
CAPITAL_INSIDE = "particle with a capital inside"
NAME_BEYOND = "first name beyond an 'and'"
ORGANISATIONS_WORD = "organisation's word"
ORDINARY_SURNAME = "ordinary word as surname"


Test = Callable[[Sight], bool]

TITLED = "article before a title with a capital"

THINGS: tuple[tuple[str, Test], ...] = (
    ("thing's word before", reasons.thing_before),
    ("thing's word or hyphen after", reasons.thing_after),
    ("joined to another word", reasons.joined),
    ("in quotation marks", reasons.quoted),
    ("street or building", reasons.built),
    ("neuter article before the nationality", reasons.neuter),
    (TITLED, reasons.titled),
)
"""What makes even a known person's name a thing."""

DOES = "does what people do"
PERSONAL = frozenset({"age after", DOES, "party in brackets after", "role after a comma"})
"""What tells a person from a firm of that name."""
NAMED_THINGS = frozenset({"thing's word before", "neuter article before the nationality"})
"""Those by which the story gives the name to the thing, wherever else it stands."""

_bits = (BEYOND << place for place in count())
SINGLE = next(_bits)
SEVERAL = next(_bits)
LONG = next(_bits)
"""Three words or more, particles included."""
OPENS = next(_bits)
INSIDE = next(_bits)
"""The run does not open a sentence."""
CLOSED = next(_bits)
"""More than white space follows."""
PUNCTUATED = next(_bits)
"""More than a blank stands before or after."""
NEAR_ROLE = next(_bits)
FAR_ROLE = next(_bits)
NATION = next(_bits)
AGAIN = next(_bits)
AFTER_ARTICLE = next(_bits)
AFTER_PREPOSITION = next(_bits)
VERB_BESIDE = next(_bits)
SMALL_BESIDE = next(_bits)
"""A word such as 'and' or 'from' stands before or after."""
AFTER_SMALL = next(_bits)
"""A particle such as 'van' stands before."""
AFTER_AGE = next(_bits)
"""`de 81-jarige` stands before."""
DOER = next(_bits)
BY = next(_bits)
GIVEN = next(_bits)
"""The run's first word, particles apart, is a first name."""
FAMILY = next(_bits)
"""The run's last word is a surname."""
UNCOMMON = next(_bits)
"""No word of the run is an ordinary one."""

Row = tuple[str, float, int, Test | None]
"""Name; weight; bits that must all be there, of the run's words or of those above; what else must hold, if anything."""

ROWS: tuple[Row, ...] = (
    ("first name", 2.5, SEVERAL | GIVEN, None),
    ("first name", 2.5, SINGLE | INSIDE | GIVEN, None),
    ("verb beside", 1.0, VERB_BESIDE, None),
    (DOES, 0.0, SEVERAL | DOER, None),
    (ORGANISATIONS_WORD, -4.0, ORGANISATION, reasons.organisation),
    ("city at the end", -1.5, CITY, reasons.city_last),
    ("ordinary word", -1.0, COMMON, reasons.ordinary_word),
    (INSIDE_A_SENTENCE, 0.25, INSIDE, None),
    ("role before", 2.5, INSIDE | NEAR_ROLE, None),
    ("article before", -2.0, INSIDE | AFTER_ARTICLE, None),
    ("article before a full name", -2.5, SEVERAL | INSIDE | AFTER_ARTICLE, None),
    ("place's preposition before", -1.5, INSIDE | AFTER_PREPOSITION, None),
    ("surname's particle with a capital", 1.5, INSIDE | OPENING, reasons.capital_particle),
    ("age after", 2.0, CLOSED, reasons.age_after),
    ("age before", 2.0, SEVERAL | INSIDE | AFTER_AGE, None),
    ("between commas behind a role", 1.0, SEVERAL | INSIDE | CLOSED | PUNCTUATED, reasons.in_apposition),
    ("letters in brackets after", 1.5, CLOSED, reasons.brackets),
    ("party in brackets after", 2.0, SEVERAL | CLOSED, reasons.party_after),
    ("role after a comma", 1.5, CLOSED, reasons.apposition),
    ("party", -4.0, SINGLE | PARTY, None),
    ("article with a capital", -1.0, SINGLE | INSIDE | STRANGE | OPENING | ARTICLE, None),
    ("somebody of that nation", 1.25, SINGLE | INSIDE | NATION, reasons.demonym),
    ("surname in front", -1.0, SEVERAL | LAST, reasons.surname_in_front),
    ("ends like a first name", 0.75, SEVERAL | GIVEN_LIKE | UNCOMMON, reasons.given_like),
    ("surname and no other word", 3.0, SINGLE | LAST, reasons.lone_surname),
    (NOTHING_ELSE, 1.25, SINGLE | STRANGE, reasons.strange_word),
    ("ends like a surname", 1.0, SINGLE | SURNAME_LIKE, None),
    (DOES, 0.75, SINGLE | STRANGE | DOER, None),
    ("by whom it was done", 1.0, SINGLE | STRANGE | BY, None),
    ("ordinary word as surname alone", 1.5, SINGLE | INSIDE | LAST | COMMON, reasons.no_place),
    (OF_A_FIRM, -2.0, INSIDE | AFTER_SMALL, reasons.of_a_firm),
    ("opens a list", 0.5, SINGLE | STRANGE | OPENS | PUNCTUATED, reasons.opens_a_row),
    (IN_A_ROW, 1.25, SINGLE | PUNCTUATED, reasons.in_a_row),
    ("surname beyond an 'and'", 1.25, SINGLE | SMALL_BESIDE, reasons.beside_a_surname),
    ("city after a role", -2.0, SINGLE | CITY | NEAR_ROLE, None),
    ("single word that opens a sentence", -0.5, SINGLE | OPENS, None),
    ("letters in brackets", -3.0, SINGLE | OPENS | CLOSED, reasons.in_brackets),
    ("first name that opens a sentence", 2.0, SINGLE | OPENS | FIRST, reasons.opening_first_name),
    ("colon after", 1.0, SINGLE | OPENS | CLOSED, reasons.colon),
    ("surname", 1.0, SEVERAL | FAMILY, None),
    ("unknown words", 1.5, SEVERAL | UNCOMMON, None),
    ("unknown words", 1.5, SEVERAL | COMMON, reasons.unknown),
    ("initials", 2.0, SEVERAL | INITIAL, reasons.initials),
    ("particle inside", 0.75, SEVERAL | LONG | PARTICLE, reasons.particle),
    ("strange word before the particle", 1.0, SEVERAL | LONG | PARTICLE, reasons.strange_particle),
    (CAPITAL_INSIDE, 0.0, SEVERAL | LONG | OPENING, reasons.capital_inside),
    ("family name of the East", 1.0, SEVERAL | EASTERN | STRANGE, reasons.eastern),
    ("given name with a hyphen", 4.0, SEVERAL | LONG, reasons.half_given_name),
    (NAME_BEYOND, 1.0, SEVERAL | SMALL_BESIDE, reasons.beside_a_name),
    ("surname alone elsewhere", 1.5, SEVERAL | AGAIN, None),
    ("where from", 1.0, SEVERAL | SMALL_BESIDE, reasons.from_somewhere),
    ("hyphens only", -3.0, SEVERAL | LONG, reasons.hyphens_only),
    ("place's first word", -2.0, SEVERAL | PLACE_PREFIX, reasons.place_prefix),
    ("city at the start", -1.5, SEVERAL | CITY, reasons.starts_with_city),
    (ORDINARY_SURNAME, -0.25, SEVERAL | GIVEN | COMMON, reasons.ordinary_surname),
    (ORDINARY_SURNAME, -0.25, SEVERAL | GIVEN | THING_AFTER, reasons.thing_as_surname),
    ("of the person before", -1.5, SEVERAL | INSIDE, reasons.of_a_person),
    ("many words", -2.0, SEVERAL | LONG, reasons.many),
    ("role further before", 1.25, SEVERAL | INSIDE | FAR_ROLE, None),
    ("nationality before", 1.25, SEVERAL | INSIDE | NATION, None),
    ("rank before", 1.5, SEVERAL | OPENS | PUNCTUATED, reasons.ranked),
    ("article in front", -2.0, SEVERAL | OPENS | ARTICLE, reasons.article_in_front),
)


def _cues(s: Sight) -> int:
    """The bits by which most rows are decided or ruled out."""
    cues = s.every | (SINGLE if s.single else SEVERAL) | (OPENS if s.opens else INSIDE)
    if s.run.last > s.run.first + 1:
        cues |= LONG
    if s.kinds:
        if s.kinds[0] & FIRST:
            cues |= GIVEN
        if s.kinds[-1] & LAST:
            cues |= FAMILY
    if not cues & COMMON:
        cues |= UNCOMMON
    if s.role:
        cues |= NEAR_ROLE if s.role_near else FAR_ROLE
    if s.nation:
        cues |= NATION
    if s.again:
        cues |= AGAIN
    return cues | _cues_beside(s)


def _cues_beside(s: Sight) -> int:
    """Those of the words and signs before and after."""
    before, after, cues = s.before, 0, 0
    if not s.spaced:
        cues = CLOSED | PUNCTUATED
    else:
        after = s.copy.kinds[s.run.last + 1] if s.after else 0
        if s.gap_before != " ":
            cues = PUNCTUATED
    if before & ARTICLE:
        cues |= AFTER_ARTICLE
    if before & PLACE_PREPOSITION:
        cues |= AFTER_PREPOSITION
    # In `het album van Hooverphonic verschijnt` the verb is the album's.
    spoken = before if before & PARTICLE or after & CAPITAL else before | after
    if spoken & VERB:
        cues |= VERB_BESIDE
    if spoken & DOING:
        cues |= DOER
    if before & AGENT:
        cues |= BY
    if before & AGED:
        cues |= AFTER_AGE
    if before & PARTICLE:
        cues |= AFTER_SMALL
    if (before | after) & FUNCTION:
        cues |= SMALL_BESIDE
    return cues


@lru_cache(maxsize=16_384)
def _decided(cues: int) -> tuple[float, tuple[str, ...], tuple[tuple[str, float, Test], ...]]:
    """What the bits alone say: the sum, its reasons, and the rows that must look closer."""
    rows = [row for row in ROWS if row[2] & cues == row[2]]
    sure = [(name, weight) for name, weight, _, test in rows if test is None]
    return (
        sum(weight for _, weight in sure),
        tuple(name for name, _ in sure),
        tuple((name, weight, test) for name, weight, _, test in rows if test),
    )


class Weight(NamedTuple):
    """What the rules say of a run."""

    total: float
    reasons: tuple[str, ...]

    def because(self, reason: str) -> Weight:
        """The same sum with one reason more to tell."""
        return Weight(self.total, (*self.reasons, reason))

    def __str__(self) -> str:
        return f"{self.total:+.2f}: " + ", ".join(self.reasons)


_SURE = frozenset(
    {
        "first name",
        "role before",
        "role further before",
        "nationality before",
        "age after",
        "age before",
        "party in brackets after",
        "role after a comma",
        "initials",
        "given name with a hyphen",
        CAPITAL_INSIDE,
        "rank before",
        VOUCHED,
    }
)
"""Reasons that only a person gives; without one of them a name may as well be a firm's or two surnames in a row."""
_TOLD = _SURE - {"first name"}
_SURE_TOGETHER = (
    frozenset({"surname", "surname alone elsewhere"}),
    frozenset({"family name of the East", "surname alone elsewhere"}),
    frozenset({"family name of the East", DOES}),
)


def sure(weight: Weight, opening: int) -> bool:
    """Whether the name, whose first word has the bits `opening`, may be linked and not only marked as a person's.

    One that opens with a particle (`Van Limburg Stirum`) is a surname alone.
    """
    if opening & (OPENING | FIRST) == OPENING or OF_A_FIRM in weight.reasons:
        return False
    reasons = _SURE.intersection(weight.reasons)
    if reasons == {"first name"} and ORDINARY_SURNAME in weight.reasons:
        return not {"surname alone elsewhere", DOES}.isdisjoint(weight.reasons)
    # `Molen De Valk` is no person in a story on Anna de Valk.
    if reasons == {CAPITAL_INSIDE} and INSIDE_A_SENTENCE not in weight.reasons:
        # `Visverwerker Van der Plas`, where a sentence opens.
        return False
    return bool(reasons) or (not opening & COMMON and any(both.issubset(weight.reasons) for both in _SURE_TOGETHER))


def told(weight: Weight) -> bool:
    """Whether the story says of the run itself what only a person is or does."""
    return not _TOLD.isdisjoint(weight.reasons)


def weigh(seen: Sight) -> Weight:
    """The sum of the reasons that hold, and their names."""
    total, why, rows = _decided(_cues(seen))
    for name, weight, holds in rows:
        if holds(seen):
            total += weight
            why += (name,)
    return Weight(total, why)


def thing(seen: Sight) -> str:
    """What makes the run a ship, a prize, a school although it has a person's name, or ''."""
    if seen.before & PARTICLE and reasons.named_after(seen):
        return "named after somebody"
    before = seen.before
    suspicious = bool(seen.nation or before & THING_BEFORE or seen.every & (THING_AFTER | BUILT))
    suspicious = suspicious or (before & CAPITAL > 0 and before & (LISTED_ROLE | ACRONYM) > 0)
    gap = seen.gap_before
    if not suspicious and gap != " ":
        suspicious = gap in HYPHENS or "&" in gap or (gap[-1:] in reasons.QUOTES and reasons.quoted(seen))
        if gap in reasons.AFTER_TITLE and seen.run.first:
            suspicious = suspicious or seen.copy.kinds[seen.run.first - 1] & (LISTED_ROLE | ACRONYM) > 0
    if not suspicious:
        if seen.spaced:
            suspicious = seen.after != "" and seen.copy.kinds[seen.run.last + 1] & THING_AFTER > 0
            suspicious = suspicious or (seen.after in seen.names.joining and reasons.and_others(seen))
        else:
            suspicious = seen.gap_after in HYPHENS or "&" in seen.gap_after
    if not suspicious:
        return ""
    for name, holds in THINGS:
        if holds(seen):
            return name
    return ""
