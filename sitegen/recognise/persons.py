"""Who a story names: full names first, then the surnames, spellings and single names that point to them. Pure.

Title and body are read as one text. A surname alone is resolved from the story itself, from the editor's files and from
the built-in list, never from other stories.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from slugify import slugify

from sitegen.recognise.copytext import Copy
from sitegen.recognise.gazetteer import Gazetteer, Known, NameWords
from sitegen.recognise.places import place_country
from sitegen.recognise.rules import ACCEPT, NOTHING_ELSE, Weight, thing, weigh
from sitegen.recognise.runs import Run, is_strange, name_runs
from sitegen.recognise.sight import Sight, sight
from sitegen.recognise.spans import vouched_runs
from sitegen.recognise.spelling import plain

VOUCHED = "the site's recogniser"


@lru_cache(maxsize=65_536)
def person_key(name: str) -> str:
    """The slug of a person's name: a pure function of it, remembered because it is slow."""
    return slugify(name)


@dataclass(slots=True, eq=False)
class Named:
    """One person of the story while it is being read."""

    name: str
    key: str | None
    given: str = ""
    """The first word, folded."""
    surname: str = ""
    """The last word, folded."""
    role: str = ""
    country: str = ""


@dataclass(slots=True, eq=False)
class Spotted:
    """One run, and what became of it."""

    part: int
    copy: Copy
    run: Run
    start: int
    end: int
    name: str
    alone: frozenset[str]
    person: Named | None = None
    accepted: bool = False
    rule: str | Weight = ""
    """The list or rules that decided; '' until something has."""
    _seen: Sight | None = None

    @property
    def seen(self) -> Sight:
        """What stands around the run; looked at only when a list has not decided."""
        if self._seen is None:
            self._seen = sight(self.copy, self.run, self.alone)
        return self._seen


@dataclass(slots=True)
class _Cast:
    """The persons of one story, and how it may call them again."""

    by_name: dict[object, Named] = field(default_factory=dict)
    """By full name, by key, and by folded first and last word."""
    by_call: dict[str, list[Named]] = field(default_factory=dict)
    """By folded surname."""

    def enter(self, person: Named, calls: Iterable[str]) -> None:
        self.by_name.setdefault(person.name, person)
        if person.key:
            self.by_name.setdefault(("key", person.key), person)
            self.by_name.setdefault((person.given, person.surname), person)
        for call in calls:
            self.by_call.setdefault(call, []).append(person)


def spot_persons(parts: tuple[Copy, ...], gazetteer: Gazetteer) -> list[Spotted]:
    """Every run of `parts` (title and body) in order, with the person it names, if any."""
    runs = [(part, run) for part, copy in enumerate(parts) for run in _runs(copy, gazetteer)]
    alone = frozenset(word for part, run in runs if (word := _only_word(parts[part], run)))
    spotted = [_spot(part, run, parts[part], alone) for part, run in runs]
    cast = _Cast()
    for one in spotted:
        _settle_full(one, cast, gazetteer)
    for one in spotted:
        if not one.rule:
            _settle_call(one, cast, gazetteer)
    return spotted


def _runs(copy: Copy, gazetteer: Gazetteer) -> Iterable[Run]:
    """What may be a person: as the rules see it, or as the site's own recogniser does."""
    if gazetteer.spans is None:
        return name_runs(copy)
    return vouched_runs(copy, gazetteer.spans(copy.text[copy.start :]), copy.start)


def _weighed(one: Spotted) -> Weight:
    """What the rules say of the run, or in their stead the site's own recogniser."""
    if one.run.vouched is None:
        return weigh(one.seen)
    return Weight(ACCEPT, (VOUCHED,)) if one.run.vouched else Weight(0.0, ("no person to the site's recogniser",))


def _only_word(copy: Copy, run: Run) -> str:
    """The one word of the run that is no particle (`Van der Poel`), or ''."""
    tokens, names = copy.words.words, copy.names
    first = run.first
    while first < run.last and (tokens[first] in names.opening_particles or tokens[first] in names.particles):
        first += 1
    return tokens[first] if first == run.last else ""


def _spot(part: int, run: Run, copy: Copy, alone: frozenset[str]) -> Spotted:
    words, names = copy.words, copy.names
    start, end = words.starts[run.first], words.end(run.last)
    after = run.last + 1
    if run.suspect or run.last in copy.initials:
        end += words.gaps[after].startswith(".")
    elif after < len(words.words) and words.words[after] in names.generations and words.gaps[after] == " ":
        end = words.end(after) + words.gaps[after + 1].startswith(".")
    name = copy.text[start:end]
    return Spotted(part, copy, run, start, end, name if name.isalpha() else " ".join(name.split()), alone)


def _settle_full(one: Spotted, cast: _Cast, gazetteer: Gazetteer) -> None:
    """Decides on runs that hold a full name, a suspect, or a thing that has a person's name."""
    if one.run.thing:
        one.rule = "not_persons.txt"
    elif one.run.suspect:
        _settle_suspect(one, cast)
    elif one.run.first == one.run.last:
        return
    elif reason := thing(one.seen):
        one.rule = reason
    elif not (_settle_known(one, cast, gazetteer) or one.seen.single or (_is_call(one) and _in_cast(one, cast))):
        weight = _weighed(one)
        if weight.total >= ACCEPT:
            _enter(one, _bare(one), None, cast, gazetteer.names)
        if weight.total >= ACCEPT or not _is_call(one):
            one.rule = weight


def _settle_known(one: Spotted, cast: _Cast, gazetteer: Gazetteer) -> bool:
    for spelling in _spellings(one.name, gazetteer.names):
        known = gazetteer.known_full.get(plain(spelling))
        if known:
            _enter(one, spelling, known, cast, gazetteer.names)
            one.rule = known.by
            return True
    return False


def _is_call(one: Spotted) -> bool:
    """Whether a run of several words can be a surname alone (`López Obrador`, `Verburg-Dingemanse`)."""
    return len(one.seen.capitals) <= 3 and not one.seen.initials


def _in_cast(one: Spotted, cast: _Cast) -> bool:
    return one.seen.names.fold(one.name) in cast.by_call


def _settle_suspect(one: Spotted, cast: _Cast) -> None:
    seen = one.seen
    given = seen.capitals[0] if seen.capitals else ""
    names = seen.names
    if (
        given not in names.first
        and not seen.role
        and not seen.before.endswith(names.age)
        and not is_strange(given, names)
    ):
        one.rule = "initial after an ordinary word"
        return
    called = cast.by_call.get(plain(one.name)) if one.copy.words.words[one.run.first] in names.small else None
    person = called[0] if called else cast.by_name.get(one.name)
    if person is None:
        person = Named(one.name, None)
        tokens = seen.copy.words.words[one.run.first + 1 : one.run.last + 1]
        cast.enter(person, dict.fromkeys([plain(" ".join(tokens)), plain(tokens[-1])]))
    one.person, one.accepted, one.rule = person, True, "surname's initial"


def _spellings(name: str, names: NameWords) -> tuple[str, ...]:
    """The name as it stands and, where it ends like a genitive, without that ending."""
    if not name.endswith(names.genitives):
        return (name,)
    bare = (name[: -len(end)] for end in names.genitives if name.endswith(end) and len(name) > len(end) + 3)
    return (name, *bare)


def _bare(one: Spotted) -> str:
    """The name without a genitive's apostrophe; a bare -s stays, too many surnames end in it."""
    return next(
        (one.name[: -len(end)] for end in one.seen.names.genitives if not end.isalpha() and one.name.endswith(end)),
        one.name,
    )


def _enter(one: Spotted, name: str, known: Known | None, cast: _Cast, names: NameWords) -> None:
    """Makes the run a mention of the person `name`, who may have been named before."""
    tokens = name.replace("-", " ").replace(".", " ").split()
    body = tokens[:-1] if tokens[-1] in names.generations and len(tokens) > 2 else tokens
    given, surname = names.fold(body[0]), names.fold(tokens[-1])
    person = cast.by_name.get(name) or cast.by_name.get((given, surname))
    if person is None and not known:
        plainer = (names.fold(spelling) for spelling in _spellings(body[-1], names)[1:])
        person = next((found for one_of in plainer if (found := cast.by_name.get((given, one_of)))), None)
    if known and known.key:
        person = cast.by_name.get(("key", known.key)) or person
    if person is None:
        key = known.key if known else None if _by_initial(one, body) else person_key(name) or None
        person = Named(name, key, given, surname)
        cast.enter(person, _calls(body, names))
    _see_role(person, one)
    one.person, one.accepted = person, True


def _by_initial(one: Spotted, body: list[str]) -> bool:
    """Whether the name leaves its bearer unknown: `P. de Vries`, and whatever the rules let through of `Jeroen K`."""
    return len(body[-1]) == 1 or (one.seen.initials > 0 and len(one.seen.capitals) <= 1)


def _calls(body: list[str], names: NameWords) -> list[str]:
    """The folded surnames by which a story may call the person later."""
    calls = [names.fold(" ".join(body[i:])) for i in range(1, len(body))]
    if body[0] in names.family_first:
        calls.append(names.fold(body[0]))
    if len(body) > 2 and body[-2] not in names.first and body[-2].lower() not in names.particles:
        calls.append(names.fold(body[-2]))
    return [call for call in dict.fromkeys(calls) if call]


def _settle_call(one: Spotted, cast: _Cast, gazetteer: Gazetteer) -> None:
    """Decides on a surname or single name: the story's own persons, then the lists, then the rules."""
    names = gazetteer.names
    spellings = _spellings(one.name, names)
    bearers = next((found for spelling in spellings if (found := cast.by_call.get(names.fold(spelling)))), None)
    if bearers is None and not one.run.vouched and _opens_as_ordinary(one):
        one.rule = "ordinary word that opens a sentence"
    elif reason := thing(one.seen):
        one.rule = reason
    elif bearers and not (one.seen.before in names.articles and one.run.first in one.copy.forms):
        _call(one, bearers, [gazetteer.known_alone.get(plain(spelling)) for spelling in spellings])
    elif not _settle_alone(one, cast, gazetteer):
        _judge_single(one, cast, gazetteer)


def _opens_as_ordinary(one: Spotted) -> bool:
    """Whether the run is one ordinary word with the capital of a sentence's start, so that no rule could save it."""
    first, copy = one.run.first, one.copy
    if first < one.run.last or not copy.words.opens_sentence(first) or copy.words.gaps[first + 1].strip():
        return False
    word = copy.words.words[first]
    return word not in copy.names.first and word not in copy.names.last and word.lower() in copy.names.common


def _call(one: Spotted, bearers: list[Named], famous: list[Known | None]) -> None:
    """Makes the run a mention of the story's one bearer of the name; of nobody if it may be another.

    A story on Melania Trump that says 'Trump' may mean her or the president: no link.
    """
    one.accepted, one.rule = True, "surname of the story's person"
    if len(bearers) == 1 and all(known is None or known.key == bearers[0].key for known in famous):
        one.person = bearers[0]
        _see_role(one.person, one)
    else:
        one.rule = "surname of several persons"


def _judge_single(one: Spotted, cast: _Cast, gazetteer: Gazetteer) -> None:
    """Decides by the rules on one word that no list and no full name explains; it stays without a link."""
    word, names = one.name, one.copy.names
    if (
        not one.run.vouched
        and word in names.cities
        and word not in names.first
        and word not in names.last
        and not one.seen.role_near
    ):
        one.rule = "cities.txt"
        return
    weight = _weighed(one)
    one.rule = weight
    young = {"first name", "age after"}.issubset(weight.reasons)
    form = one.run.first in one.copy.forms and not young
    one.accepted = one.seen.single and weight.total >= ACCEPT and not form
    if one.accepted and NOTHING_ELSE in weight.reasons and place_country(one.name, gazetteer):
        one.accepted, one.rule = False, "places.tsv"
    if one.accepted and young:
        one.person = Named(one.name, None)
        cast.enter(one.person, [names.fold(one.name)])


def _settle_alone(one: Spotted, cast: _Cast, gazetteer: Gazetteer) -> bool:
    """Resolves a famous surname, and a ruler or artist with one name."""
    names = gazetteer.names
    if one.run.first in one.copy.forms:
        return False
    role = one.seen.role.lower() if one.seen.role_near else ""
    for spelling in _spellings(one.name, names):
        known = gazetteer.known_alone.get(plain(spelling))
        if known is None and role in names.royal:
            known = gazetteer.known_full.get(plain(spelling))
        if known and not (one.seen.opens and spelling.lower() in names.common and one.seen.after not in names.verbs):
            _enter(one, spelling if role in names.royal or " " not in known.name else known.name, known, cast, names)
            one.rule = known.by
            return True
    single = role in names.artists or (role in names.family and one.name in names.first)
    if role in names.royal or (single and one.name not in names.last):
        person = Named(one.name, None)
        cast.enter(person, [names.fold(one.name)])
        one.person, one.accepted, one.rule = person, True, "single name after a role"
        return True
    return False


def _see_role(person: Named, one: Spotted) -> None:
    """Keeps the first role that the story gives the person, and the country that stands in it."""
    seen, names = one.seen, one.copy.names
    if seen.nation and not person.country:
        person.country = seen.copy.forms[one.run.first - 1].code
    words = seen.role.lower().split()
    if person.role or not words or not names.passing.isdisjoint(words) or names.titles.issuperset(words):
        return
    person.role = " ".join(seen.role.split())
    at = one.run.first - 1
    reach = seen.copy.words.starts[one.run.first] - len(seen.role) - 2
    while at >= 0 and not person.country and seen.copy.words.end(at) >= reach:
        form = seen.copy.forms.get(at)
        person.country = form.code if form else ""
        at -= 1
