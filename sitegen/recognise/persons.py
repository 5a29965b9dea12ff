"""Who a story names: full names first, then the surnames, spellings and single names that point to them. Pure.

Title and body are read as one text. A surname alone is resolved from the story itself, from the editor's files and from
the built-in list, never from other stories.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from slugify import slugify

from sitegen.recognise.gazetteer import Gazetteer, Known
from sitegen.recognise.rules import ACCEPT, Sight, sight, weigh
from sitegen.recognise.runs import Run, is_initial, name_runs
from sitegen.recognise.spelling import plain
from sitegen.recognise.tokens import Words


@lru_cache(maxsize=65_536)
def person_key(name: str) -> str:
    """The slug of a person's name: a pure function of it, remembered because it is slow."""
    return slugify(name)


@dataclass(slots=True)
class Named:
    """One person of the story while it is being read."""

    name: str
    key: str | None
    first_word: str
    surname: str
    role: str = ""
    country: str = ""


@dataclass(slots=True)
class Spotted:
    """One run, and what became of it."""

    part: int
    run: Run
    start: int
    end: int
    seen: Sight
    name: str
    folded: str
    person: Named | None = None
    accepted: bool = False
    rule: str = ""


@dataclass(slots=True)
class _Cast:
    """The persons of one story, and the surnames by which it may call them again."""

    persons: list[Named] = field(default_factory=list)
    by_surname: dict[str, list[Named]] = field(default_factory=dict)

    def enter(self, person: Named, calls: list[str]) -> None:
        self.persons.append(person)
        for call in calls:
            bearers = self.by_surname.setdefault(call, [])
            if person not in bearers:
                bearers.append(person)


def spot_persons(parts: list[Words], texts: list[str], gazetteer: Gazetteer) -> list[Spotted]:
    """Every run of `parts` (the words of title and body) in order, with the person it names, if any."""
    spotted = [
        _spot(part, run, words, texts[part], gazetteer)
        for part, words in enumerate(parts)
        for run in name_runs(words, gazetteer)
    ]
    cast = _Cast()
    for one in spotted:
        _settle_full(one, cast, gazetteer)
    for one in spotted:
        if not one.rule:
            _settle_call(one, cast, gazetteer)
    return spotted


def _spot(part: int, run: Run, words: Words, text: str, gazetteer: Gazetteer) -> Spotted:
    names = gazetteer.names
    start, end = words.starts[run.first], words.end(run.last)
    name = text[start:end]
    if run.suspect or (is_initial(words, run.last, gazetteer) and run.last > run.first):
        end += 1
        name += "."
    else:
        after = run.last + 1
        if after < len(words.words) and words.words[after] in names.generations and words.gaps[after] == " ":
            end = words.end(after)
            name = f"{name} {words.words[after]}" + ("." if words.gaps[after + 1].startswith(".") else "")
    name = " ".join(name.split())
    return Spotted(part, run, start, end, sight(words, run, gazetteer), name, "")


def _settle_full(one: Spotted, cast: _Cast, gazetteer: Gazetteer) -> None:
    """Decides on runs that hold a full name, a suspect, or a thing that has a person's name."""
    if _is_thing(one, gazetteer):
        one.rule = "not_persons.txt"
        return
    if one.run.suspect:
        _settle_suspect(one, cast, gazetteer)
        return
    if one.seen.single:
        return
    for spelling in _without_genitive(one.name, gazetteer):
        known = gazetteer.known_full.get(plain(spelling))
        if known and not _named_thing(one.seen):
            _enter(one, spelling, known, cast, gazetteer)
            one.rule = known.by
            return
    total, reasons = weigh(one.seen)
    one.rule = f"{total:+.2f}: " + ", ".join(reasons)
    if total >= ACCEPT:
        _enter(one, _bare(one, gazetteer), None, cast, gazetteer)
    elif _is_call(one):
        one.rule = ""


def _is_call(one: Spotted) -> bool:
    """Whether a run of several words can still be a surname alone (`López Obrador`, `Verburg-Dingemanse`)."""
    return len(one.seen.capitals) <= 3 and not one.seen.initials


def _settle_suspect(one: Spotted, cast: _Cast, gazetteer: Gazetteer) -> None:
    total, reasons = weigh(one.seen)
    first = one.seen.capitals[0] if one.seen.capitals else ""
    if first in gazetteer.names.first or one.seen.role or one.seen.before.endswith(tuple(gazetteer.names.age)):
        words = one.seen.words.words
        tail = " ".join(words[one.run.first + 1 : one.run.last + 1])
        person = _same(cast, one.name, None) or Named(one.name, None, first, "")
        if person not in cast.persons:
            cast.enter(person, [plain(tail), plain(words[one.run.last])])
        one.person, one.accepted, one.rule = person, True, "surname's initial"
    else:
        one.rule = "initial without a first name: " + ", ".join(reasons)


def _is_thing(one: Spotted, gazetteer: Gazetteer) -> bool:
    words = one.seen.words.words
    rows = gazetteer.names.not_persons.get(words[one.run.first])
    if not rows:
        return False
    length = one.run.last - one.run.first
    return any(
        tuple(words[one.run.first + 1 : one.run.first + 1 + len(rest)]) == rest and len(rest) >= min(length, 3)
        for rest in rows
    )


def _named_thing(seen: Sight) -> bool:
    """Whether a word beside the name makes it a ship, an airport, a prize."""
    _, reasons = weigh(seen)
    return any("thing" in reason or "joined" in reason for reason in reasons)


def _without_genitive(name: str, gazetteer: Gazetteer) -> list[str]:
    """The name as it stands and, where it ends like a genitive, without that ending."""
    return [
        name,
        *(name[: -len(end)] for end in gazetteer.names.genitives if name.endswith(end) and len(name) > len(end) + 3),
    ]


def _bare(one: Spotted, gazetteer: Gazetteer) -> str:
    """The name without an apostrophe's genitive; a bare -s stays, too many surnames end in it."""
    for end in gazetteer.names.genitives:
        if not end.isalpha() and one.name.endswith(end):
            return one.name[: -len(end)]
    last = one.seen.capitals[-1]
    if last.endswith("s") and last not in gazetteer.names.last and last[:-1] in gazetteer.names.last:
        return one.name[:-1]
    return one.name


def _only_initials(one: Spotted) -> bool:
    return one.seen.initials > 0 and len(one.seen.capitals) <= 1


def _enter(one: Spotted, name: str, known: Known | None, cast: _Cast, gazetteer: Gazetteer) -> None:
    """Makes the run a mention of the person `name`, who may have been named before."""
    key = known.key if known else None if _only_initials(one) else person_key(name) or None
    tokens = _name_words(name)
    surname = gazetteer.names.fold(tokens[-1])
    person = _same(cast, name, known) or _same_bearer(cast, tokens, surname, gazetteer)
    if person is None:
        person = Named(name, key, gazetteer.names.fold(tokens[0]), surname)
        cast.enter(person, _calls(tokens, known, gazetteer))
    _see_role(person, one, gazetteer)
    one.person, one.accepted = person, True


def _same(cast: _Cast, name: str, known: Known | None) -> Named | None:
    for person in cast.persons:
        if person.name == name or (known and known.key and person.key == known.key):
            return person
    return None


def _same_bearer(cast: _Cast, tokens: list[str], surname: str, gazetteer: Gazetteer) -> Named | None:
    first = gazetteer.names.fold(tokens[0])
    for person in cast.by_surname.get(surname, ()):
        if person.surname == surname and person.first_word == first and person.key:
            return person
    return None


def _name_words(name: str) -> list[str]:
    return [word for word in name.replace("-", " ").replace(".", " ").split() if word]


def _calls(tokens: list[str], known: Known | None, gazetteer: Gazetteer) -> list[str]:
    """The folded surnames by which a story may call the person later."""
    names = gazetteer.names
    body = tokens[:-1] if tokens[-1] in names.generations and len(tokens) > 2 else tokens
    calls = [names.fold(" ".join(body[i:])) for i in range(1, len(body))]
    if body[0] in names.family_first:
        calls.append(names.fold(body[0]))
    if len(body) > 2 and body[-2] not in names.first and body[-2] not in names.particles:
        calls.append(names.fold(body[-2]))
    return [call for call in dict.fromkeys(calls) if call]


def _settle_call(one: Spotted, cast: _Cast, gazetteer: Gazetteer) -> None:
    """Decides on a surname or single name: the story's own persons, then the lists, then the rules."""
    total, reasons = weigh(one.seen)
    blocked = any("thing" in reason or "joined" in reason or "street" in reason for reason in reasons)
    if not blocked:
        for spelling in _without_genitive(one.name, gazetteer):
            bearers = cast.by_surname.get(gazetteer.names.fold(spelling))
            if bearers:
                one.accepted, one.rule = True, "surname of the story's person"
                one.person = bearers[0] if len(bearers) == 1 else None
                if one.person:
                    _see_role(one.person, one, gazetteer)
                return
        if _settle_alone(one, cast, gazetteer):
            return
    one.rule = f"{total:+.2f}: " + ", ".join(reasons)
    one.accepted = one.seen.single and total >= ACCEPT and not blocked


def _settle_alone(one: Spotted, cast: _Cast, gazetteer: Gazetteer) -> bool:
    """Resolves a famous surname, and a ruler or artist with one name."""
    names = gazetteer.names
    role = one.seen.role.lower() if one.seen.role_near else ""
    for spelling in _without_genitive(one.name, gazetteer):
        known = gazetteer.known_alone.get(plain(spelling))
        if known is None and role in names.royal:
            known = gazetteer.known_full.get(plain(spelling))
        if known:
            printed = known.name if " " in known.name else spelling
            _enter(one, printed, known, cast, gazetteer)
            one.rule = known.by
            return True
    if role in names.royal or (role in names.artists and one.name not in names.last):
        person = Named(one.name, None, "", "")
        cast.enter(person, [names.fold(one.name)])
        one.person, one.accepted, one.rule = person, True, "single name after a role"
        return True
    return False


def _see_role(person: Named, one: Spotted, gazetteer: Gazetteer) -> None:
    """Keeps the first role and country that the story gives the person."""
    if person.role or not one.seen.role:
        return
    person.role = one.seen.role
    words, first = one.seen.words, one.run.first - len(one.seen.role.split())
    for index in (first - 1, *range(first, one.run.first)):
        if index >= 0:
            code = next((c for rest, c, _ in gazetteer.countries.forms.get(words.words[index], ()) if not rest), "")
            if code:
                person.country = code
                return
