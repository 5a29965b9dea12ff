"""What speaks for and against a run of capitalised words being a person: one row a reason. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sitegen.recognise.gazetteer import Gazetteer, NameWords
from sitegen.recognise.runs import Run, is_initial
from sitegen.recognise.tokens import Words

ACCEPT = 2.5
"""From this sum on a run is a person's name."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A run with what stands around it."""

    words: Words
    run: Run
    names: NameWords
    forms: object
    capitals: tuple[str, ...]
    """The run's words without particles and initials."""
    initials: int
    before: str
    """The word before, '' over a gap that is more than white space."""
    gap_before: str
    after: str
    """The word after, whatever the gap."""
    gap_after: str
    opens: bool
    """The run opens a sentence."""
    role: str
    """The role before the name, '' without one; `_role_before` says how far away it may be."""
    role_near: bool
    nation: bool
    """A country's adjective or demonym stands right before."""

    @property
    def single(self) -> bool:
        return len(self.capitals) + self.initials == 1


def sight(words: Words, run: Run, gazetteer: Gazetteer) -> Sight:
    """The run as the rules see it."""
    names, tokens, gaps = gazetteer.names, words.words, words.gaps
    first, last = run.first, run.last
    capitals = []
    initials = 0
    for i in range(first, last + 1):
        if is_initial(words, i, gazetteer):
            initials += 1
        elif tokens[i] not in names.particles and tokens[i] not in names.opening_particles:
            capitals.append(tokens[i])
    gap_before = gaps[first]
    near = not gap_before.strip(" \xa0") and first > 0
    before = tokens[first - 1] if near else ""
    role, role_near = _role_before(words, first, names) if near else ("", False)
    forms = gazetteer.countries.forms.get(before) if before else None
    return Sight(
        words, run, names, gazetteer.countries.forms, tuple(capitals), initials, before, gap_before,
        tokens[last + 1] if last + 1 < len(tokens) else "", gaps[last + 1], words.opens_sentence(first), role, role_near,
        bool(forms and any(not rest and code for rest, code, _ in forms)),
    )  # fmt: skip


def is_role(word: str, names: NameWords) -> bool:
    """Whether the word says what somebody is: in the list, or a compound with one of its endings."""
    lower = word.lower()
    return lower in names.roles or (len(lower) > 6 and lower.endswith(names.role_endings))


def _role_before(words: Words, first: int, names: NameWords) -> tuple[str, bool]:
    """The role before the word `first` and whether it stands right before: 'minister van Financiën Scott Bessent'."""
    tokens, gaps = words.words, words.gaps
    for index in range(first - 1, max(first - 8, -1), -1):
        if index < first - 1 and gaps[index + 1].strip(" \xa0") not in ("", "-", ","):
            break
        word = tokens[index]
        if is_role(word, names) or word in names.titles:
            return " ".join(tokens[index:first]), index == first - 1
        if index < first - 1 and word.lower() in names.verbs:
            break
    return "", False


def _first_name(s: Sight) -> bool:
    return bool(s.capitals) and s.capitals[0] in s.names.first and not (s.single and s.opens)


def _initials(s: Sight) -> bool:
    return s.initials > 0 and bool(s.capitals)


def _last_name(s: Sight) -> bool:
    return bool(s.capitals) and s.capitals[-1] in s.names.last


def _particle(s: Sight) -> bool:
    tokens = s.words.words
    return any(tokens[i] in s.names.particles for i in range(s.run.first + 1, s.run.last))


def _role(s: Sight) -> bool:
    return bool(s.role) and s.role_near


def _far_role(s: Sight) -> bool:
    return bool(s.role) and not s.role_near and not s.single


def _title(s: Sight) -> bool:
    return s.before.lower() in s.names.titles


def _nation(s: Sight) -> bool:
    return s.nation and not s.single


def _unknown(s: Sight) -> bool:
    return len(s.capitals) > 1 and not any(_plain_word(word, s.names) for word in s.capitals)


def _speaks(s: Sight) -> bool:
    near = s.gap_after in (" ", "\xa0") and s.after in s.names.verbs
    return near or s.before in s.names.verbs


def _age(s: Sight) -> bool:
    return s.gap_after in (" (", ", ") and s.after.isdigit() and 5 < int(s.after[:3]) < 110


def _bracket(s: Sight) -> bool:
    """`(Slo)`, `(VVD)`: a country's or party's letters in brackets."""
    return s.gap_after == " (" and s.after[:1].isupper() and len(s.after) <= 12 and not s.after.isdigit()


def _apposition(s: Sight) -> bool:
    tokens, at = s.words.words, s.run.last + 1
    if not s.gap_after.startswith(", ") or at >= len(tokens):
        return False
    return any(is_role(word, s.names) for word in tokens[at : at + 3])


def _lower_article(s: Sight) -> bool:
    return s.before.lower() in s.names.articles and s.before != ""


def _place_before(s: Sight) -> bool:
    return s.before.lower() in s.names.place_prepositions and s.before != ""


def _organisation(s: Sight) -> bool:
    return any(word in s.names.organisation for word in s.capitals)


def _thing_before(s: Sight) -> bool:
    return s.before in s.names.thing_before


def _thing_after(s: Sight) -> bool:
    if s.gap_after in (" ", "\xa0") and s.after in s.names.thing_after:
        return True
    return s.gap_after == "-" or (s.capitals[-1:] and s.capitals[-1] in s.names.thing_after) or False


def _joined(s: Sight) -> bool:
    return s.gap_before.endswith("-") or "&" in s.gap_before or "&" in s.gap_after


def _street(s: Sight) -> bool:
    return bool(s.capitals) and len(s.capitals[-1]) > 8 and s.capitals[-1].endswith(s.names.street_endings)


def _place_prefix(s: Sight) -> bool:
    return bool(s.capitals) and s.capitals[0] in s.names.place_prefixes and len(s.capitals) > 1


def _city(s: Sight) -> bool:
    last = s.capitals[-1] if s.capitals else ""
    return last in s.names.cities and last not in s.names.last


def _starts_with_city(s: Sight) -> bool:
    return bool(s.capitals) and s.capitals[0] in s.names.cities and s.capitals[0] not in s.names.first


def _common(s: Sight) -> bool:
    return any(_plain_word(word, s.names) for word in s.capitals)


def _opening_single(s: Sight) -> bool:
    return s.single and s.opens


def _capital_particle(s: Sight) -> bool:
    return s.words.words[s.run.first] in s.names.opening_particles and not s.opens


def _many(s: Sight) -> bool:
    return len(s.capitals) > 4


def _inside(s: Sight) -> bool:
    return not s.opens and not s.before == ""


def _plain_word(word: str, names: NameWords) -> bool:
    return word not in names.first and word not in names.last and word.lower() in names.common


RULES: tuple[tuple[str, float, Callable[[Sight], bool]], ...] = (
    ("first name", 2.5, _first_name),
    ("initials", 2.0, _initials),
    ("surname", 1.0, _last_name),
    ("particle inside", 0.75, _particle),
    ("role before", 2.5, _role),
    ("role further before", 1.25, _far_role),
    ("title before", 2.5, _title),
    ("nationality before", 1.25, _nation),
    ("unknown words", 1.5, _unknown),
    ("verb beside", 1.0, _speaks),
    ("age after", 2.0, _age),
    ("letters in brackets after", 1.5, _bracket),
    ("role after a comma", 1.5, _apposition),
    ("surname's particle with a capital", 1.5, _capital_particle),
    ("inside a sentence", 0.25, _inside),
    ("article before", -2.0, _lower_article),
    ("place's preposition before", -1.5, _place_before),
    ("organisation's word", -4.0, _organisation),
    ("thing's word before", -4.0, _thing_before),
    ("thing's word or hyphen after", -4.0, _thing_after),
    ("joined to another word", -4.0, _joined),
    ("street", -3.0, _street),
    ("place's first word", -2.0, _place_prefix),
    ("city at the end", -1.5, _city),
    ("city at the start", -1.5, _starts_with_city),
    ("ordinary word", -1.0, _common),
    ("single word that opens a sentence", -1.5, _opening_single),
    ("many words", -2.0, _many),
)


def weigh(seen: Sight) -> tuple[float, tuple[str, ...]]:
    """The sum of the reasons that hold, and their names."""
    held = [(name, weight) for name, weight, holds in RULES if holds(seen)]
    return sum(weight for _, weight in held), tuple(name for name, _ in held)
