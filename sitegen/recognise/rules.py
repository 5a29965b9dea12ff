"""What speaks for and against a run of capitalised words being a person: one row a reason. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sitegen.recognise.copytext import HYPHENS, SPACES
from sitegen.recognise.gazetteer import NameWords
from sitegen.recognise.runs import is_role, is_strange
from sitegen.recognise.sight import Sight

ACCEPT = 2.5
"""From this sum on a run is a person's name."""
NOTHING_ELSE = "word that is nothing else"
_LISTING = frozenset({",", ";", "-", "–"})


def _first_name(s: Sight) -> bool:
    return bool(s.capitals) and s.capitals[0] in s.names.first and not (s.single and s.opens)


def _opening_first_name(s: Sight) -> bool:
    """A first name alone in front of a sentence, if it is no other word (`Claus overleed`)."""
    word = s.capitals[0] if s.capitals else ""
    return word in s.names.first and word.lower() not in s.names.common


def _initials(s: Sight) -> bool:
    return s.initials > 0 and bool(s.capitals)


def _last_name(s: Sight) -> bool:
    return bool(s.capitals) and s.capitals[-1] in s.names.last


def _strange_word(s: Sight) -> bool:
    """A single word that is no Dutch word, place, organisation or listed name; most such words are surnames."""
    word = s.capitals[0] if s.capitals else ""
    names = s.names
    return word not in names.last and word not in names.first and len(word) > 3 and is_strange(word, names)


def _in_a_row(s: Sight) -> bool:
    """`Deflandre, Simons, Walem`: next to a surname in a list."""
    tokens, names = s.copy.words.words, s.names
    first, last = s.run.first, s.run.last
    after = tokens[last + 1] if s.gap_after.strip() in _LISTING and last + 1 < len(tokens) else ""
    before = tokens[first - 1] if s.gap_before.strip() in _LISTING and first else ""
    if after in names.opening_particles:
        return True
    return any(word in names.last and word.lower() not in names.common for word in (before, after))


def _lone_surname(s: Sight) -> bool:
    """A word that hardly is anything but a surname."""
    word = s.capitals[0] if s.capitals else ""
    names = s.names
    return (
        word in names.last and word not in names.first and word not in names.cities and word.lower() not in names.common
    )


def _eastern(s: Sight) -> bool:
    """`Gao Xingjian`: the family name goes before, as in the East."""
    if len(s.capitals) != 2 or s.capitals[0] not in s.names.family_first:
        return False
    return len(s.capitals[1]) < 10 and is_strange(s.capitals[1], s.names)


def _beside_a_name(s: Sight) -> bool:
    """`Tufan Erhürman en Nikos Christodoulides`: on the other side of an 'and' stands a first name."""
    tokens, names, at = s.copy.words.words, s.names, s.run.last + 2
    if s.after in names.joining and s.gap_after in SPACES:
        return at < len(tokens) and tokens[at] in names.first
    return s.before in names.joining and any(
        word in names.first for word in tokens[max(s.run.first - 4, 0) : s.run.first]
    )


def _hyphens_only(s: Sight) -> bool:
    """`Luik-Bastenaken-Luik`: no white space in it."""
    gaps = s.copy.words.gaps
    return s.run.last > s.run.first + 1 and all(gaps[i] in HYPHENS for i in range(s.run.first + 1, s.run.last + 1))


def _from(s: Sight) -> bool:
    """`Emmanouil Karalis uit Griekenland`."""
    return s.after in s.names.from_words and s.gap_after in SPACES


def _half_given_name(s: Sight) -> bool:
    """`In-beom Hwang`: a given name of the East, turned round for the West."""
    words, at = s.copy.words, s.run.first + 1
    return at < s.run.last and words.gaps[at] in HYPHENS and words.words[at].islower() and not _particle(s)


def _ranked(s: Sight) -> bool:
    """`2. Angel Casero`: a place in a result."""
    first = s.run.first
    return first > 0 and s.gap_before.strip() == "." and s.copy.words.words[first - 1].isdigit()


def _particle(s: Sight) -> bool:
    tokens = s.copy.words.words
    return any(tokens[i] in s.names.particles for i in range(s.run.first + 1, s.run.last))


def _strange_particle(s: Sight) -> bool:
    """`Habtamu de Hoop`: in front of the particle stands a word that is nothing else."""
    return (
        _particle(s) and bool(s.capitals) and s.capitals[0] not in s.names.first and is_strange(s.capitals[0], s.names)
    )


def _role(s: Sight) -> bool:
    return s.role_near


def _far_role(s: Sight) -> bool:
    return bool(s.role) and not s.role_near


def _nation(s: Sight) -> bool:
    return s.nation


def _unknown(s: Sight) -> bool:
    return not any(_plain_word(word, s.names) for word in s.capitals)


def _verb(s: Sight) -> bool:
    return (s.gap_after in SPACES and s.after in s.names.verbs) or s.before in s.names.verbs


def _age(s: Sight) -> bool:
    return s.gap_after.strip() in ("(", ",") and s.after.isdigit() and len(s.after) < 3


def _brackets(s: Sight) -> bool:
    """`(Slo)`, `(VVD)`: the letters of a country, a party or a team."""
    return s.gap_after.strip() == "(" and s.after[:1].isupper() and len(s.after) <= 12


def _apposition(s: Sight) -> bool:
    tokens, at = s.copy.words.words, s.run.last + 1
    return s.gap_after.strip() == "," and any(is_role(word, s.names) for word in tokens[at : at + 3])


def _article(s: Sight) -> bool:
    return s.before in s.names.articles


def _article_in_front(s: Sight) -> bool:
    """`De Lange Jan`, where a sentence opens."""
    return len(s.capitals) > 1 and s.copy.words.words[s.run.first].lower() in s.names.articles


def _place_before(s: Sight) -> bool:
    return s.before in s.names.place_prepositions


def _organisation(s: Sight) -> bool:
    """An organisation's word, unless it is the surname of what goes before (`van 't Hof`, `Serena Williams`)."""
    tokens, names = s.copy.words.words, s.names
    for i in range(s.run.first, s.run.last + 1):
        if tokens[i] in names.organisation:
            before = tokens[i - 1] if i > s.run.first else ""
            if before.lower() not in names.particles and not (tokens[i] in names.last and before in names.first):
                return True
    return False


def _thing_before(s: Sight) -> bool:
    return s.before in s.names.thing_before


def _thing_after(s: Sight) -> bool:
    if s.gap_after in HYPHENS or (s.gap_after in SPACES and s.after in s.names.thing_after):
        return True
    tokens, last = s.copy.words.words, s.run.last
    return (
        len(s.capitals) > 1
        and tokens[last] in s.names.thing_after
        and tokens[last - 1].lower() not in s.names.particles
    )


def _joined(s: Sight) -> bool:
    return s.gap_before in HYPHENS or "&" in s.gap_before or "&" in s.gap_after


def _built(s: Sight) -> bool:
    return bool(s.capitals) and len(s.capitals[-1]) > 8 and s.capitals[-1].endswith(s.names.thing_endings)


def _place_prefix(s: Sight) -> bool:
    return bool(s.capitals) and s.capitals[0] in s.names.place_prefixes


def _city(s: Sight) -> bool:
    last = s.capitals[-1] if s.capitals else ""
    return last in s.names.cities and last not in s.names.last and not s.role_near


def _starts_with_city(s: Sight) -> bool:
    return bool(s.capitals) and s.capitals[0] in s.names.cities and s.capitals[0] not in s.names.first


def _ordinary_word(s: Sight) -> bool:
    if _first_name(s) or (s.role_near and len(s.capitals) == 2):
        return False
    return any(_plain_word(word, s.names) for word in s.capitals)


def _ordinary_surname(s: Sight) -> bool:
    if not _first_name(s) or s.capitals[0].lower() not in s.names.common:
        return False
    return any(_plain_word(word, s.names) for word in s.capitals)


def _anyway(s: Sight) -> bool:
    """What its group asks is all."""
    return True


def _capital_particle(s: Sight) -> bool:
    return s.run.first < s.run.last and s.copy.words.words[s.run.first] in s.names.opening_particles and not s.opens


def _colon(s: Sight) -> bool:
    """`Peeters: "Nooit."`"""
    return s.gap_after.lstrip().startswith(":")


def _many(s: Sight) -> bool:
    return len(s.capitals) > 4


def _again(s: Sight) -> bool:
    return s.again


def _plain_word(word: str, names: NameWords) -> bool:
    return word not in names.first and word not in names.last and word.lower() in names.common


Test = Callable[[Sight], bool]

THINGS: tuple[tuple[str, Test], ...] = (
    ("thing's word before", _thing_before),
    ("thing's word or hyphen after", _thing_after),
    ("joined to another word", _joined),
    ("street or building", _built),
)
"""What makes even a known person's name a thing."""

Row = tuple[str, float, Test]

GROUPS: tuple[tuple[bool | None, bool | None, bool | None, tuple[Row, ...]], ...] = (
    (
        *(None, None, None),
        (
            ("first name", 2.5, _first_name),
            ("verb beside", 1.0, _verb),
            ("organisation's word", -4.0, _organisation),
            ("city at the end", -1.5, _city),
            ("ordinary word", -1.0, _ordinary_word),
        ),
    ),
    (
        *(None, False, None),
        (
            ("inside a sentence", 0.25, _anyway),
            ("role before", 2.5, _role),
            ("article before", -2.0, _article),
            ("place's preposition before", -1.5, _place_before),
            ("surname's particle with a capital", 1.5, _capital_particle),
        ),
    ),
    (
        *(None, None, False),
        (
            ("age after", 2.0, _age),
            ("letters in brackets after", 1.5, _brackets),
            ("role after a comma", 1.5, _apposition),
        ),
    ),
    (
        *(True, None, None),
        (
            ("surname and no other word", 2.25, _lone_surname),
            (NOTHING_ELSE, 1.25, _strange_word),
            ("surname next to it in a list", 1.25, _in_a_row),
        ),
    ),
    (
        *(True, True, None),
        (
            ("single word that opens a sentence", -0.5, _anyway),
            ("first name that opens a sentence", 2.0, _opening_first_name),
            ("colon after", 1.0, _colon),
        ),
    ),
    (
        *(False, None, None),
        (
            ("surname", 1.0, _last_name),
            ("unknown words", 1.5, _unknown),
            ("initials", 2.0, _initials),
            ("particle inside", 0.75, _particle),
            ("strange word before the particle", 1.0, _strange_particle),
            ("family name of the East", 1.0, _eastern),
            ("given name with a hyphen", 4.0, _half_given_name),
            ("first name beyond an 'and'", 1.0, _beside_a_name),
            ("surname alone elsewhere", 1.5, _again),
            ("where from", 1.0, _from),
            ("hyphens only", -3.0, _hyphens_only),
            ("place's first word", -2.0, _place_prefix),
            ("city at the start", -1.5, _starts_with_city),
            ("ordinary word as surname", -0.25, _ordinary_surname),
            ("many words", -2.0, _many),
        ),
    ),
    (
        *(False, False, None),
        (
            ("role further before", 1.25, _far_role),
            ("nationality before", 1.25, _nation),
        ),
    ),
    (
        *(False, True, None),
        (
            ("rank before", 1.5, _ranked),
            ("article in front", -2.0, _article_in_front),
        ),
    ),
)
"""The rows, by what must hold for them to be asked (None: either way): that the run is a single word, that it opens a
sentence, that white space follows."""


def _fits(wanted: bool | None, seen: bool) -> bool:
    return wanted is None or wanted == seen


_ROWS: dict[tuple[bool, bool, bool], tuple[Row, ...]] = {
    (single, opens, spaced): tuple(
        row
        for one, front, space, rows in GROUPS
        if _fits(one, single) and _fits(front, opens) and _fits(space, spaced)
        for row in rows
    )
    for single in (True, False)
    for opens in (True, False)
    for spaced in (True, False)
}


class Weight(NamedTuple):
    """What the rules say of a run."""

    total: float
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.total:+.2f}: " + ", ".join(self.reasons)


def weigh(seen: Sight) -> Weight:
    """The sum of the reasons that hold, and their names."""
    total, reasons = 0.0, []
    for name, weight, holds in _ROWS[seen.single, seen.opens, seen.gap_after in SPACES]:
        if holds(seen):
            total += weight
            reasons.append(name)
    return Weight(total, tuple(reasons))


def thing(seen: Sight) -> str:
    """What makes the run a ship, a prize, a school although it has a person's name, or ''."""
    return next((name for name, holds in THINGS if holds(seen)), "")
