"""Who a story names: full names first, then the surnames, spellings and single names that point to them. Pure.

Title and body are read as one text. A surname alone is resolved from the story itself, from the editor's files and from
the built-in list, never from other stories.
"""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.recognise.cast import Cast, Named, Spotted, only_word, see_role, spot
from sitegen.recognise.copytext import HYPHENS, JOINING, SPACES, Copy
from sitegen.recognise.doubts import doubt
from sitegen.recognise.famous import elsewhere, may_be_genitive, not_the_famous
from sitegen.recognise.gazetteer import Gazetteer, Known
from sitegen.recognise.kinds import (
    ARTICLE,
    CAPITAL,
    CITY,
    COMMON,
    FIRST,
    FUNCTION,
    LAST,
    LISTED_ROLE,
    OPENING,
    PARTICLE,
    PLACE_PREPOSITION,
    PORTFOLIO,
    ROLE,
    SMALL,
    STRANGE,
    THING_BEFORE,
    VERB,
)
from sitegen.recognise.lookalikes import word_before
from sitegen.recognise.namings import Anatomy, Heard, anatomy_of, hear, person_key
from sitegen.recognise.places import is_place
from sitegen.recognise.rules import (
    ACCEPT,
    FIRST_NAMES,
    IN_A_ROW,
    NAMED_THINGS,
    NOTHING_ELSE,
    TITLED,
    VOUCHED,
    Weight,
    told,
    weigh,
)
from sitegen.recognise.runs import Run, name_runs
from sitegen.recognise.sight import Sight
from sitegen.recognise.spans import vouched_runs
from sitegen.recognise.spelling import plain
from sitegen.recognise.vocabulary import NameWords

_TITLE = CAPITAL | LISTED_ROLE


def spot_persons(parts: tuple[Copy, ...], gazetteer: Gazetteer) -> list[Spotted]:
    """Every run of `parts` (title and body) in order, with the person it names, if any."""
    runs = [(part, run) for part, copy in enumerate(parts) for run in _runs(copy, gazetteer)]
    alone = frozenset(word for part, run in runs if (word := only_word(parts[part], run)))
    spotted = [spot(part, run, parts[part], alone) for part, run in runs]
    cast = Cast(copies=parts, tails=frozenset(filter(None, map(_tail, spotted))))
    cast.things.update(
        one.name
        for one in spotted
        if (before := one.run.first - 1) >= 0
        and (one.copy.kinds[before] & THING_BEFORE or before in one.copy.forms)
        and not (one.run.thing or one.run.suspect)
        and one.thing in NAMED_THINGS
    )
    cast.titled.update(
        one.name
        for one in spotted
        if (before := one.run.first - 1) >= 0
        and one.copy.kinds[before] & _TITLE == _TITLE
        and (one.thing == TITLED or one.thing in NAMED_THINGS)
    )
    for one in spotted:
        _settle_full(one, cast, gazetteer)
    cast.things.update(filter(None, (elsewhere(one, gazetteer) for one in spotted)))
    spotted = _with_country_surnames(spotted, parts, cast, alone, gazetteer.names)
    for one in spotted:
        if not one.rule:
            _settle_call(one, cast, gazetteer)
    return spotted


def _tail(one: Spotted) -> str:
    """What a name of three words or more ends in behind a first name, or ''."""
    first, last, copy = one.run.first, one.run.last, one.copy
    if last < first + 2 or not copy.kinds[first] & FIRST or copy.words.gaps[first + 1] in HYPHENS:
        return ""
    return one.name[copy.words.starts[first + 1] - one.start :]


def called_words(spotted: Iterable[Spotted]) -> frozenset[str]:
    """First and last words of the full names of a story's persons: what it may call them by."""
    words: set[str] = set()
    for one in spotted:
        if one.person and one.run.first < one.run.last and not one.run.suspect:
            words.add(one.copy.words.words[one.run.first])
            words.add(one.copy.words.words[one.run.last])
    return frozenset(words)


def _with_country_surnames(
    spotted: list[Spotted], parts: tuple[Copy, ...], cast: Cast, alone: frozenset[str], names: NameWords
) -> list[Spotted]:
    """`spotted` with the surnames of the story's persons that end in a country's word (`Van Zweden prees het orkest`).

    Where the surname may as well be the demonym (`De Pool won`), it is a mention of nobody.
    """
    more = []
    for part, copy in enumerate(parts):
        kinds, tokens, gaps = copy.kinds, copy.words.words, copy.words.gaps
        for index, form in copy.forms.items():
            first = index
            while first > 0 and kinds[first - 1] & SMALL and gaps[first] in SPACES and not tokens[first].isupper():
                first -= 1
                if kinds[first] & CAPITAL:
                    break
            if first == index or form.first < form.last or not kinds[first] & OPENING:
                continue
            one = spot(part, Run(first, index), copy, alone)
            if bearers := cast.by_call.get(names.fold(one.name)):
                sure = len(bearers) == 1 and not kinds[index - 1] & ARTICLE
                one.person, one.accepted = bearers[0] if sure else None, True
                one.rule = "surname of the story's person that ends in a country's word"
                more.append(one)
    if not more:
        return spotted
    taken = {(one.part, i) for one in more for i in range(one.run.first, one.run.last + 1)}
    kept = [one for one in spotted if not any((one.part, i) in taken for i in range(one.run.first, one.run.last + 1))]
    return sorted([*kept, *more], key=lambda one: (one.part, one.run.first))


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


def _settle_full(one: Spotted, cast: Cast, gazetteer: Gazetteer) -> None:
    """Decides on runs that hold a full name, a suspect, or a thing that has a person's name."""
    if one.run.thing:
        one.rule = "not_persons.txt"
    elif one.run.suspect:
        _settle_suspect(one, cast)
    elif one.run.first == one.run.last:
        return
    else:
        seen = one.seen
        if one.thing:
            one.rule = one.thing
        elif not (
            _settle_known(one, heard := hear(one.name, gazetteer), cast, gazetteer.names)
            or seen.single
            or ((heard.folded[0] in cast.by_call or one.name in cast.tails) and _is_call(seen))
        ):
            weight = _weighed(one)
            if one.name in cast.things and not told(weight):
                one.rule = "thing's name elsewhere in the story"
            elif weight.total >= ACCEPT:
                why = doubt(seen, weight, gazetteer)
                if not why and _won_by(one, cast, gazetteer.names):
                    why = "surname of the story's person in it"
                if why:
                    cast.doubt(one.name)
                    weight = weight.because(f"no link: {why}")
                linked = not why and (told(weight) or one.name not in cast.doubted)
                _enter(one, heard.bare, None, cast, gazetteer.names, linked=linked)
            if not one.rule and (weight.total >= ACCEPT or not _is_call(seen)):
                one.rule = weight


def _won_by(one: Spotted, cast: Cast, names: NameWords) -> bool:
    """`won Cyrus de Grammy`, in a story on Miley Cyrus: not `van`, as brothers have it."""
    copy, first = one.copy, one.run.first
    small = one.run.last > first + 1 and copy.kinds[first + 1] & ARTICLE > 0
    return small and names.fold(copy.words.words[first]) in cast.by_call


def _settle_known(one: Spotted, heard: Heard, cast: Cast, names: NameWords) -> bool:
    found = heard.full
    if found and one.run.first < one.run.last and one.seen.before & ARTICLE:
        # `in de Johan Cruijff`.
        return False
    if found:
        _enter(one, *found, cast, names)
        one.rule = found[1].by
    return found is not None


def _is_call(seen: Sight) -> bool:
    """Whether a run of several words can be a surname alone (`López Obrador`, `Verburg-Dingemanse`)."""
    return len(seen.capitals) <= 3 and not seen.initials


def _settle_suspect(one: Spotted, cast: Cast) -> None:
    seen = one.seen
    if seen.kinds and not seen.kinds[0] & (FIRST | STRANGE) and not seen.role and not _aged(one):
        one.rule = "initial after an ordinary word"
        return
    called = cast.by_call.get(plain(one.name)) if one.copy.kinds[one.run.first] & SMALL else None
    person = called[0] if called else cast.by_name.get(one.name)
    if person is None:
        person = Named(one.name, None)
        tokens = seen.copy.words.words[one.run.first + 1 : one.run.last + 1]
        cast.enter(person, dict.fromkeys([plain(" ".join(tokens)), plain(tokens[-1])]))
    one.person, one.accepted, one.rule = person, True, "surname's initial"


def _aged(one: Spotted) -> bool:
    """`de 31-jarige`."""
    words = one.copy.words.words
    return one.seen.before > 0 and words[one.run.first - 1].lower().endswith(one.copy.names.age)


def _first_of_two(one: Spotted) -> bool:
    """`Jip en Lola Wolfswinkel`: two first names share a surname."""
    seen, kinds, gaps, at = one.seen, one.copy.kinds, one.copy.words.gaps, one.run.last + 2
    if not seen.spaced or seen.after not in seen.names.joining or at + 1 >= len(kinds):
        return False
    return bool(kinds[at] & FIRST and kinds[at + 1] & (CAPITAL | PARTICLE)) and gaps[at + 1] in JOINING


def _enter(one: Spotted, name: str, known: Known | None, cast: Cast, names: NameWords, *, linked: bool = True) -> None:
    """Makes the run a mention of the person `name`, who may have been named before.

    One whom nothing but unknown words speaks for is not `linked`, unless another mention in the story does it.
    """
    anatomy = anatomy_of(name, names)
    given = anatomy.given
    person = cast.by_name.get(name) or cast.by_name.get((given, anatomy.surname))
    if person is None and not known:
        person = next((found for plainer in anatomy.plainer if (found := cast.by_name.get((given, plainer)))), None)
    if known and known.key:
        person = cast.by_name.get(("key", known.key)) or person
    if person is None:
        unlinked = not known and (not linked or _by_initial(one, anatomy))
        key = known.key if known else None if unlinked else person_key(name) or None
        person = Named(name, key, given, anatomy.surname)
        cast.enter(person, anatomy.calls)
    elif person.key is None and linked and not known and person.name == name and not _by_initial(one, anatomy):
        person.key = person_key(name) or None
    see_role(person, one)
    one.person, one.accepted = person, True


def _by_initial(one: Spotted, anatomy: Anatomy) -> bool:
    """Whether the name leaves its bearer unknown: `P. de Vries`, and whatever the rules let through of `Jeroen K`."""
    return anatomy.cut_short or (one.seen.initials > 0 and len(one.seen.capitals) <= 1)


def _settle_call(one: Spotted, cast: Cast, gazetteer: Gazetteer) -> None:
    """Decides on a surname or single name: the story's own persons, then the lists, then the rules."""
    heard = hear(one.name, gazetteer)
    bearers = cast.by_call.get(heard.folded[0])
    if bearers is None and len(heard.folded) > 1 and (not one.name[-1].isalpha() or may_be_genitive(one.seen)):
        bearers = next(filter(None, map(cast.by_call.get, heard.folded[1:])), None)
    vouched = one.run.vouched
    if bearers is None and not vouched and _opens_as_ordinary(one):
        one.rule = "ordinary word that opens a sentence"
    elif bearers is None and not vouched and _only_a_city(one) and not any(heard.alone):
        one.rule = "cities.txt"
    elif one.thing:
        one.rule = one.thing
    elif bearers and one.seen.before & ARTICLE:
        one.rule = "article before a surname"
    elif bearers:
        _call(one, bearers, heard.alone)
    elif not _settle_alone(one, cast, gazetteer):
        _judge_single(one, cast, gazetteer)


def _opens_as_ordinary(one: Spotted) -> bool:
    """Whether the run is one ordinary word with the capital of a sentence's start, so that no rule could save it."""
    first, copy = one.run.first, one.copy
    if first < one.run.last or not copy.words.opens_sentence(first) or copy.words.gaps[first + 1].strip():
        return False
    bits = copy.kinds[first] & (FIRST | LAST | COMMON | LISTED_ROLE)
    return bits == COMMON or bits & ~COMMON == LISTED_ROLE


def _only_a_city(one: Spotted) -> bool:
    """Whether the run is a place that no role before it makes a person; asked first, as it costs little."""
    first, kinds = one.run.first, one.copy.kinds
    if first < one.run.last or kinds[first] & (CITY | FIRST | LAST) != CITY:
        return False
    return first == 0 or not kinds[first - 1] & (ROLE | LISTED_ROLE | PORTFOLIO)


def _call(one: Spotted, bearers: list[Named], famous: tuple[Known | None, ...]) -> None:
    """Makes the run a mention of the story's one bearer of the name; of nobody if it may be another.

    A story on Melania Trump that says 'Trump' may mean her or the president: no link.
    """
    one.accepted, one.rule = True, "surname of the story's person"
    if reason := _another(one, bearers[0]):
        one.rule = reason
    elif len(bearers) == 1 and all(known is None or known.key == bearers[0].key for known in famous):
        one.person = bearers[0]
        see_role(one.person, one)
    else:
        one.rule = "surname of several persons"


def _another(one: Spotted, bearer: Named) -> str:
    """Why the story's surname may not mean its bearer here, or ''."""
    seen, copy, first = one.seen, one.copy, one.run.first
    bits = copy.kinds[first]
    before = copy.forms.get(first - 1)
    if before and not before.code and copy.words.gaps[first] in SPACES:
        # `Georgia Whitcombe` in a story on Derek Whitcombe.
        return "surname after what may be a first name"
    before_it = copy.words.words[first - 1].lower() if seen.before else ""
    if before_it in seen.names.several:
        return "surname of a family"
    if before_it in seen.names.family or before_it in seen.names.namesakes:
        # `vader Kampman` in a story on Joris Kampman.
        return "surname of a relative or namesake"
    if before_it and (reason := word_before(seen)):
        return reason
    if bits & LAST and first == one.run.last and plain(one.name) not in plain(bearer.name):
        own = seen.names.kinds[bearer.name.rpartition(" ")[2]]
        if own & LAST and not one.name.endswith(seen.names.genitives):
            # `Bosch` in a story on Piet Bos: two surnames, not two spellings.
            return "another surname"
    if first < one.run.last or not bits & (COMMON | CITY):
        return ""
    # `Winter in de Alpen` in a story on Tom Winter, `in Berg en Dal` in one on Hans Berg.
    if seen.opens and seen.spaced and bits & COMMON and copy.kinds[first + 1] & (FUNCTION | VERB) == FUNCTION:
        return "surname that is an ordinary word, where a sentence opens"
    return "ordinary word or place" if seen.before & PLACE_PREPOSITION else ""


def _judge_single(one: Spotted, cast: Cast, gazetteer: Gazetteer) -> None:
    """Decides by the rules on one word that no list and no full name explains; it stays without a link."""
    names, seen = one.copy.names, one.seen
    if not one.run.vouched and names.kinds[one.name] & (CITY | FIRST | LAST) == CITY and not seen.role_near:
        one.rule = "cities.txt"
        return
    weight = _weighed(one)
    if one.name in cast.things and not told(weight):
        one.rule = "thing's name elsewhere in the story"
        return
    one.rule = weight
    young = not FIRST_NAMES.isdisjoint(weight.reasons) and (
        "age after" in weight.reasons or _aged(one) or _first_of_two(one)
    )
    form = one.run.first in one.copy.forms and not young
    one.accepted = seen.single and weight.total >= ACCEPT and not form
    lone = one.accepted and NOTHING_ELSE in weight.reasons and IN_A_ROW not in weight.reasons
    if lone and is_place(one.name, gazetteer):
        one.accepted, one.rule = False, "places.tsv"
    if one.accepted and young:
        one.person = Named(one.name, None)
        cast.enter(one.person, [names.fold(one.name)])


def _settle_alone(one: Spotted, cast: Cast, gazetteer: Gazetteer) -> bool:
    """Resolves a famous surname, and a ruler or artist with one name."""
    names = gazetteer.names
    seen, heard = one.seen, hear(one.name, gazetteer)
    if one.run.first in one.copy.forms and not (seen.role_near and any(heard.alone)):
        return False
    role = seen.role.lower() if seen.role_near else ""
    for spelling, known in zip(heard.spellings, heard.alone, strict=True):
        if known and spelling != one.name and one.name[-1].isalpha() and not may_be_genitive(seen):
            known = None
        if known is None and role in names.royal:
            known = gazetteer.known_full.get(plain(spelling))
        if known and (reason := not_the_famous(one, known, cast)):
            one.rule = reason
            return True
        if known and not (seen.opens and names.kinds[spelling] & COMMON and not names.kinds[seen.after] & VERB):
            _enter(one, spelling if role in names.royal or " " not in known.name else known.name, known, cast, names)
            one.rule = known.by
            return True
    single = role in names.artists or (role in names.family and names.kinds[one.name] & FIRST)
    if role in names.royal or (single and not names.kinds[one.name] & LAST):
        person = Named(one.name, None)
        cast.enter(person, [names.fold(one.name)])
        one.person, one.accepted, one.rule = person, True, "single name after a role"
        return True
    return False
