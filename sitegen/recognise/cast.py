"""The persons of one story while it is being read, and the runs that may name them."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field

from sitegen.recognise.copytext import SPACES, Copy
from sitegen.recognise.kinds import ROLE, SMALL
from sitegen.recognise.rules import Weight, thing
from sitegen.recognise.runs import Run
from sitegen.recognise.sight import Sight, sight


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
    _thing: str | None = None

    @property
    def seen(self) -> Sight:
        """What stands around the run; looked at only when a list has not decided."""
        if self._seen is None:
            self._seen = sight(self.copy, self.run, self.alone)
        return self._seen

    @property
    def thing(self) -> str:
        """What makes the run a thing although it has a person's name, or ''."""
        if self._thing is None:
            self._thing = thing(self.seen)
        return self._thing


def only_word(copy: Copy, run: Run) -> str:
    """The one word of `run` that is no particle (`Van der Poel`), or ''."""
    kinds, first = copy.kinds, run.first
    while first < run.last and kinds[first] & SMALL:
        first += 1
    return copy.words.words[first] if first == run.last else ""


def spot(part: int, run: Run, copy: Copy, alone: frozenset[str]) -> Spotted:
    """The run with its name, which a `jr.` behind it belongs to; see `sight` for `alone`."""
    words, names = copy.words, copy.names
    start, after = words.starts[run.first], run.last + 1
    end = words.starts[run.last] + len(words.words[run.last])
    junior = words.words[run.last] in names.generations and not words.words[run.last].isupper()
    if run.suspect or junior or run.last in copy.initials:
        end += words.gaps[after].startswith(".")
    elif words.gaps[after] == " " and after < len(words.words) and _generation(copy, after):
        end = words.end(after) + words.gaps[after + 1].startswith(".")
    name = copy.text[start:end]
    if run.first < run.last and ("  " in name or not name.isascii()):
        # Only blanks of other widths, or two of them, are set right.
        name = " ".join(name.split())
    return Spotted(part, copy, run, start, end, name, alone)


def _generation(copy: Copy, at: int) -> bool:
    """`Niko Koffeman junior`, but not `Niko Koffeman senior adviseur`."""
    if copy.words.words[at] not in copy.names.generations:
        return False
    role = at + 1 < len(copy.kinds) and copy.words.gaps[at + 1] in SPACES and copy.kinds[at + 1] & ROLE
    return not role


@dataclass(slots=True)
class Cast:
    """The persons of one story, and how it may call them again."""

    by_name: dict[object, Named] = field(default_factory=dict)
    """By full name, by key, and by folded first and last word."""
    by_call: dict[str, list[Named]] = field(default_factory=dict)
    """By folded surname."""
    copies: tuple[Copy, ...] = ()
    things: set[str] = field(default_factory=set)
    """Names that the story gives to a firm, a ship or a prize somewhere."""
    titled: set[str] = field(default_factory=set)
    """Names that the story gives to what has a royal's title as well (`de Prinses Máxima`, a ship)."""
    tails: frozenset[str] = frozenset()
    """What longer names of the story end in, behind their first word: `Alma Tadema` of `Lourens Alma Tadema`."""
    doubted: set[str] = field(default_factory=set)
    """Names that are not linked where they first stand, and what longer ones of them open with."""
    spoken: dict[int, bool] = field(default_factory=dict)
    """What `speaks_of` answered, by the list's identity."""

    def speaks_of(self, context: Set[str]) -> bool:
        """Whether the story has one of these lower-case words."""
        answer = self.spoken.get(id(context))
        if answer is None:
            answer = any(word.lower() in context for copy in self.copies for word in copy.words.words)
            self.spoken[id(context)] = answer
        return answer

    def doubt(self, name: str) -> None:
        """Keeps that the name was not linked, and so what it opens with (`Pasang Dorje` of `Pasang Dorje Sherpa`)."""
        words = name.split()
        self.doubted.add(name)
        self.doubted.update(" ".join(words[:count]) for count in range(2, len(words)))

    def enter(self, person: Named, calls: Iterable[str]) -> None:
        self.by_name.setdefault(person.name, person)
        if person.key:
            self.by_name.setdefault(("key", person.key), person)
            self.by_name.setdefault((person.given, person.surname), person)
        for call in calls:
            self.by_call.setdefault(call, []).append(person)


def see_role(person: Named, one: Spotted) -> None:
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
