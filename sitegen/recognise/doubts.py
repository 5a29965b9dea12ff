"""Why a name that is a person's is not linked: it may be longer than it seems, or a thing's. Pure."""

from __future__ import annotations

from sitegen.recognise.copytext import HYPHENS, SPACES, Copy
from sitegen.recognise.gazetteer import Gazetteer
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
    INITIAL,
    LAST,
    LISTED_ROLE,
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
    SURNAME_LIKE,
    THING_AFTER,
    THING_BEFORE,
    TRADE,
    VERB,
)
from sitegen.recognise.namings import is_compound
from sitegen.recognise.places import is_place
from sitegen.recognise.reasons import AFTER_TITLE
from sitegen.recognise.rules import DOES, NAME_BEYOND, ORGANISATIONS_WORD, PERSONAL, Weight, sure, told
from sitegen.recognise.runs import Run
from sitegen.recognise.sight import Sight
from sitegen.recognise.spelling import plain
from sitegen.recognise.surnames import parts, recurs, stands_alone

_COMPOUND = 12
"""Letters that a compound has at least which is taken for no surname: `Haastrecht` is one."""
_ANNOUNCING = (
    FUNCTION | VERB | ROLE | LISTED_ROLE | PARTICLE | IN_ROLE | ARTICLE | PLACE_PREPOSITION | AGENT | PORTFOLIO
)
"""What may stand before a name in a sentence."""
_OF_A_SENTENCE = AGENT | ARTICLE | CAPITAL | FUNCTION | IN_ROLE | PARTICLE | PLACE_PREPOSITION | VERB
_DASHES = frozenset("-–—")
_GIVEN = FIRST | CAPITAL
_THING = BUILT | ORGANISATION | THING_AFTER
_ABOUT = ACRONYM | COMMON | ORGANISATION | THING_AFTER
_NO_NAME = ACRONYM | BUILT | FUNCTION | LISTED_ROLE | OPENS_THING | ORGANISATION | PARTY | PORTFOLIO | ROLE
"""What a word may be that stands beside a name and is no part of it."""


def doubt(seen: Sight, weight: Weight, gazetteer: Gazetteer) -> str:
    """Why the run, a person's by the rules, is not linked, or ''."""
    copy, (first, last, *_) = seen.copy, seen.run
    kinds, why = copy.kinds, ""
    if not _full(seen):
        return "half a name"
    if not sure(weight, kinds[first]):
        return "nothing tells a person from a thing"
    if _numbered(copy, first):
        return "a ship's or road's number before it"
    if why := _opening(seen, weight):
        return why
    if last > first + 1 and not kinds[first] & (FIRST | LAST) and _first_after(copy, first, last):
        return "a word before the first name"
    personal = not PERSONAL.isdisjoint(weight.reasons)
    if not personal:
        why = word_before(seen) if seen.before else _after_letters(seen)
    if not why:
        why = _of_a_firm(seen, weight)
    if not why and seen.spaced and seen.after:
        why = _genitive(seen) or (_goes_on(copy, seen.run, gazetteer) if kinds[last + 1] & PARTICLE else "")
    if not why and last > first + 1:
        why = _goes_too_far(copy, seen.run, gazetteer) or _of_something(copy, seen.run) or _tail(copy, seen.run)
    if not why and kinds[first] & COMMON:
        why = _of_a_city(copy, seen.run)
    if not why and ORGANISATIONS_WORD in weight.reasons and not (personal or told(weight)):
        why = "an organisation's word in it"
    if not why and _two_persons(seen, weight, gazetteer):
        why = "two names in it"
    if not why and last > first + 1:
        why = _too_long(seen, weight)
    if not why and ("/" in seen.gap_after or "/" in seen.gap_before):
        why = "a stroke beside it"
    if not why and _cut_off(copy, last):
        why = "more of a name or thing after it"
    if not why and not seen.again and _acted(seen):
        why = "what may be a character"
    if not why and _dashed(seen):
        why = "what may be more of the surname after it"
    if not why and _played(seen):
        why = "what may be a character"
    if not why and _no_surname(copy, seen.run):
        why = "no surname in it"
    if not why and _masked(seen):
        why = "a prince's number"
    if not why and _of_a_town(copy, seen.run):
        why = "a town's name in it"
    if not why and (_champion(seen) or _named_so(seen)):
        why = "what may be a club or an animal"
    if not why and not (seen.again or told(weight)) and _mounted(seen):
        why = "what may be a horse"
    if why or personal or told(weight):
        return why
    return _place(seen, weight, gazetteer) or _character(seen) or _also_a_thing(seen)


def _numbered(copy: Copy, first: int) -> bool:
    """`de kotter UK-158 Joris Kampman`."""
    words, gaps = copy.words.words, copy.words.gaps
    if first < 2 or gaps[first] not in SPACES or not words[first - 1].isdigit() or gaps[first - 1] not in HYPHENS:
        return False
    return words[first - 2].isupper()


def _opening(seen: Sight, weight: Weight) -> str:
    """What the name's first word or the word before it says against a person, whatever the story says else, or ''."""
    copy, first = seen.copy, seen.run.first
    bits, form = copy.kinds[first], copy.forms.get(first - 1) if seen.before else None
    if seen.before & CAPITAL and (seen.before & CITY or (form and not form.code)) and not _of_a_place(copy, first - 1):
        # `de Britse Georgia Hunter Bell`.
        return "what may be more of the name before it"
    if seen.before and copy.words.words[first - 1].lower() in seen.names.naming:
        return "what something is called"
    if bits & (FIRST | EASTERN) or copy.words.gaps[first + 1] in HYPHENS:
        return ""
    if bits & _THING:
        # `Eigenaar Wegenbouw Kampman-Zuid zegt nee`.
        return "a thing's word opens it"
    plain = copy.kinds[seen.run.last] & (COMMON | FIRST | LAST) == COMMON
    again = seen.again and not copy.kinds[seen.run.last] & COMMON
    told_of = seen.role_near or again or not PERSONAL.isdisjoint(weight.reasons)
    if bits & COMMON and (plain or not told_of):
        return "an ordinary word opens it"
    word = copy.words.words[first]
    if not bits & LAST and len(word) >= _COMPOUND - 4 and is_compound(word.lower(), copy.names):
        return "an ordinary word opens it"
    return "a place opens it" if bits & CITY and not told(weight) else ""


def _of_a_place(copy: Copy, at: int) -> bool:
    """`in Dijon Joris Kampman`, `Groningen Joris Kampman` where a sentence opens."""
    if copy.words.opens_sentence(at):
        return True
    return copy.kinds[at - 1] & (PLACE_PREPOSITION | PARTICLE) > 0 and copy.words.gaps[at] in SPACES


def _first_after(copy: Copy, first: int, last: int) -> bool:
    """`Haarlemmer Joris Kampman`, `Scheepvaartdiensten Westerschelde Joris Kampman`."""
    kinds, gaps = copy.kinds, copy.words.gaps
    return any(
        kinds[i] & _GIVEN == _GIVEN and gaps[i] in SPACES and not kinds[i - 1] & PARTICLE
        for i in range(first + 1, last)
    )


def _full(seen: Sight) -> bool:
    """Whether the name has more than one half: not `Dirk-Jan`, `Stegeman-Bos`, `Stegeman-de Boer`."""
    copy, run = seen.copy, seen.run
    if run.doubtful and not seen.again:
        return False
    gaps, first = copy.words.gaps, run.first
    if gaps[first + 1] not in HYPHENS:
        return True
    married = copy.kinds[first] & (FIRST | LAST) == LAST
    return not married and not HYPHENS.issuperset(gaps[first + 1 : run.last + 1])


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
    announced = seen.role or word.endswith(seen.names.announcing) or at in copy.forms
    return "" if announced or inside or not word.isalpha() else "a word before it that is no role"


def _after_letters(seen: Sight) -> str:
    """`v.v. Joris Kampman`, `Zr.Ms. Joris Kampman`, `fa. Joris Kampman`, or ''."""
    words, at = seen.copy.words.words, seen.run.first - 1
    if seen.gap_before not in AFTER_TITLE or at < 0 or seen.gap_before in SPACES:
        return ""
    letter = len(words[at]) == 1 and words[at].islower()
    return "what is short for a firm or ship before it" if letter or words[at].lower() in seen.names.short else ""


def _of_a_firm(seen: Sight, weight: Weight) -> str:
    """`koploper Hannover Scorpions`, `eigenaar Apollo Tyres wil`: before it, what a club or a firm may be; or ''."""
    run, copy = seen.run, seen.copy
    before = copy.words.words[run.first - 1].lower() if seen.before else ""
    if before in seen.names.rivals and not copy.kinds[run.first] & FIRST:
        return "what a club may be before it"
    if before not in seen.names.owners or run.last > run.first + 1 or copy.kinds[run.last] & LAST:
        return ""
    plural = copy.words.words[run.last].endswith(seen.names.genitives)
    return "what a firm may be before it" if plural and not PERSONAL & {*weight.reasons} - {DOES} else ""


def _genitive(seen: Sight) -> str:
    """`Joris Kampmans nieuwe boek`: what may be another name's genitive, or ''."""
    copy, last = seen.copy, seen.run.last
    word = copy.words.words[last]
    if not word.endswith(seen.names.genitives):
        return ""
    if word.endswith(seen.names.possessives) and copy.kinds[last + 1] & CAPITAL:
        # `My Father's Shadow`.
        return "what may be a title"
    if copy.kinds[last] & LAST and not seen.names.kinds[word[:-1]] & LAST:
        # `eigenaar Klaas Visscher-Prins werk bood`: the surname ends so.
        return ""
    bits = copy.kinds[last + 1]
    if seen.names.kinds[word[:-1]] & LAST and not (copy.kinds[last] & LAST or bits & _OF_A_SENTENCE):
        # `Michiel van Erps boekverfilming`.
        return "what may be a genitive"
    owned = seen.after in seen.names.owned or bits & (ROLE | CAPITAL | VERB) == ROLE
    return "what may be a genitive" if owned else ""


def _goes_on(copy: Copy, run: Run, gazetteer: Gazetteer) -> str:
    """What may be more of the name that ends here (`Diederik Quarles` in `Diederik Quarles van Ufford`), or ''."""
    kinds, gaps, at = copy.kinds, copy.words.gaps, run.last + 1
    if kinds[at] & CAPITAL:
        return ""
    while at < len(kinds) and kinds[at] & (PARTICLE | CAPITAL) == PARTICLE and gaps[at] in SPACES:
        at += 1
    if at >= len(kinds) or gaps[at] not in SPACES or not kinds[at] & CAPITAL:
        return ""
    if kinds[at] & INITIAL:
        return "a surname's initial after it"
    if kinds[run.last] & FIRST and not kinds[at] & _NO_NAME and at not in copy.forms and not _another(copy, at):
        # `Gerrit Jan te Winkel`, `Mieke Baltus van Lelystad`.
        return "what may be the surname after it"
    words, estate = copy.words.words, copy.names.estate_particles
    if words[run.last + 1] in copy.names.never_alone:
        return ""
    if at == run.last + 2 and words[at - 1] not in estate and _unheard(copy, at):
        # `François Villeroy de Galhau`, but not `won Joris Kampman de Ronde van Vlaanderen`.
        return "what may be more of the surname after it"
    married = gaps[run.last] in HYPHENS and run.last > run.first + 1
    told = run.first > 0 and kinds[run.first - 1] & (ROLE | LISTED_ROLE) and gaps[run.first] in SPACES
    # `Marie van Asch van Dorp`: a surname with one 'van' may have another.
    told = told and estate.isdisjoint(words[run.first + 1 : run.last])
    either = not told and at == run.last + 2 and words[at - 1] in estate
    if married or not _surname(copy, at, either=either):
        return ""
    official = told and copy.words.words[run.first - 1].lower() in copy.names.officials
    return "" if official and _is_town(copy, at, gazetteer) else "what may be more of the surname after it"


def _unheard(copy: Copy, at: int) -> bool:
    """Whether nothing is known of the word, so that it may be a surname's."""
    known = _NO_NAME | COMMON | CITY | FIRST | STRANGE
    return copy.kinds[at] & known == STRANGE and at not in copy.forms and not _thing(copy, at)


def _is_town(copy: Copy, at: int, gazetteer: Gazetteer) -> bool:
    """Whether the word, with what a hyphen joins to it, is a place (`wethouder Jan Kramer van Goeree-Overflakkee`)."""
    end = at
    while end + 1 < len(copy.kinds) and copy.words.gaps[end + 1] in HYPHENS:
        end += 1
    return is_place(copy.text[copy.words.starts[at] : copy.words.end(end)], gazetteer)


def _goes_too_far(copy: Copy, run: Run, gazetteer: Gazetteer) -> str:
    """What may be where somebody is from (`wethouder Klaas Luinge van Noordenveld`: two first names?), or ''."""
    words, kinds, last = copy.words.words, copy.kinds, run.last
    if last < run.first + 3 or words[last - 1] not in copy.names.estate_particles or not kinds[last - 2] & CAPITAL:
        return ""
    if copy.words.gaps[last - 1] in HYPHENS or copy.words.gaps[last - 2] in HYPHENS:
        return ""
    if any(kinds[i] & (PARTICLE | CAPITAL) == PARTICLE for i in range(run.first, last - 1)):
        return ""
    if kinds[last] & (LAST | CITY) == LAST or stands_alone(copy, last - 1, last):
        return ""
    if " ".join(words[last - 2 : last + 1]) in copy.names.double_surnames:
        return ""
    follows = copy.words.words[last + 1] if last + 1 < len(kinds) and copy.words.gaps[last + 1] in SPACES else ""
    if kinds[last - 2] & FIRST and follows in copy.names.estate_particles:
        # `topman Jan Evert van Hoogbeek van FrieslandCampina`.
        return ""
    place = kinds[last] & CITY or not kinds[last - 2] & FIRST or is_place(words[last], gazetteer)
    place = place or not (kinds[last] & SURNAME_LIKE or words[last - 2] in copy.names.second_given)
    return "what may be a place's name in it" if place else ""


def _of_a_city(copy: Copy, run: Run) -> str:
    """`Forum Groningen`: an ordinary word in a first name's place and a city in a surname's, or ''."""
    kinds, last = copy.kinds, run.last
    told = run.first > 0 and kinds[run.first - 1] & (ROLE | LISTED_ROLE) and copy.words.gaps[run.first] in SPACES
    if told or kinds[last] & (CITY | LAST) != CITY or kinds[last - 1] & SMALL:
        return ""
    return "a city in a surname's place"


def _champion(seen: Sight) -> bool:
    """`de Poolse kampioen Lech Poznan`: a club's, where a nationality stands before its role."""
    copy, run = seen.copy, seen.run
    if run.last > run.first + 1 or copy.kinds[run.last] & (CITY | LAST) != CITY:
        return False
    return run.first > 1 and run.first - 2 in copy.forms and seen.role_near


def _named_so(seen: Sight) -> bool:
    """`een pony, Willem de Tweede genaamd`."""
    return seen.spaced and seen.after in seen.names.called


def _place(seen: Sight, weight: Weight, gazetteer: Gazetteer) -> str:
    """`bij Lage Zwaluwe`, `Anna Paulowna`: a place's name that opens with a first name, or ''."""
    copy, run = seen.copy, seen.run
    if seen.before & PLACE_PREPOSITION and not (seen.again or copy.kinds[run.last] & LAST):
        # `bij Lage Zwaluwe`, but not `naar Marieke Lucas Rijneveld`.
        given = sum(bits & (FIRST | COMMON) == FIRST for bits in seen.kinds)
        return "" if given > 1 or NAME_BEYOND in weight.reasons else "a place's preposition before it"
    if run.last > run.first + 2:
        return ""
    name = copy.text[copy.words.starts[run.first] : copy.words.end(run.last)]
    return "places.tsv" if is_place(name, gazetteer) else ""


def _mounted(seen: Sight) -> bool:
    """`Dinja Kampman met Vita di Lusso`, in a story on riders."""
    if not seen.before:
        return False
    word, names = seen.copy.words.words[seen.run.first - 1], seen.names
    return (word in names.mounting or word.endswith(names.possessives)) and not names.riders.isdisjoint(
        seen.copy.words.words
    )


def _masked(seen: Sight) -> bool:
    """`Prins Joris de Tweede`, `prins Mienus XV`: of carnival, by a number that no other prince has."""
    copy, run = seen.copy, seen.run
    if not seen.role_near or copy.words.words[run.first - 1].lower() not in seen.names.unnumbered:
        return False
    last = copy.words.words[run.last]
    return (last in seen.names.generations and last.isupper()) or last.endswith(seen.names.ordinals)


def _two_persons(seen: Sight, weight: Weight, gazetteer: Gazetteer) -> bool:
    """`zou Fini Berlusconi opvolgen`, `dat Amalia Ingrid Alexandra vraagt`, `heeft koning Filip De Wever benoemd`."""
    copy, (first, last, *_) = seen.copy, seen.run
    word = copy.words.words[first]
    title = copy.words.words[first - 1].lower() if seen.role_near else ""
    if title in seen.names.royal and title not in seen.names.unnumbered:
        start, end = copy.words.starts[first + 1], copy.words.end(last)
        return bool(gazetteer.known_alone.get(plain(copy.text[start:end]))) or recurs(copy, first + 1, last)
    known = last > first + 1 and gazetteer.known_alone.get(plain(word))
    strange = last == first + 1 and not copy.kinds[first] & FIRST and not told(weight)
    return bool(known or strange) and parts(copy, first)


def _too_long(seen: Sight, weight: Weight) -> str:
    """`met Hunter Douglas Toots`: more words than a name has of which nothing is told, or ''."""
    copy, (first, last, *_) = seen.copy, seen.run
    kinds, gaps = copy.kinds, copy.words.gaps
    if seen.again or any(kinds[i] & SMALL or gaps[i] in HYPHENS for i in range(first + 1, last + 1)) or seen.initials:
        return ""
    if told(weight) or DOES in weight.reasons or seen.before & AGENT:
        return ""
    return "more words than a name has" if last > first + 2 or not kinds[first + 1] & (FIRST | OPENING) else ""


def _cut_off(copy: Copy, last: int) -> bool:
    """`Sabine Lubbe Bakker`, `Toy Story 4`: another capital, a number or a thing's word follows."""
    after, words = last + 1, copy.words.words
    if after >= len(words) or copy.words.gaps[after] != " ":
        return False
    bits = copy.kinds[after]
    if words[after].isdigit():
        return copy.words.gaps[after + 1] in SPACES
    if bits & (THING_BEFORE | CAPITAL | FUNCTION | ROLE | VERB) == THING_BEFORE:
        # `Willem III school open`.
        return True
    return bits & CAPITAL > 0 and not bits & (ACRONYM | FIRST) and after not in copy.forms


def _dashed(seen: Sight) -> bool:
    """`Rianne Donders – de Leest`: a dash with blanks, a particle and a name."""
    copy, at = seen.copy, seen.run.last + 1
    if at + 1 >= len(copy.kinds) or seen.gap_after.strip() not in _DASHES or copy.words.gaps[at + 1] not in SPACES:
        return False
    return copy.kinds[at] & (PARTICLE | CAPITAL) == PARTICLE and copy.kinds[at + 1] & CAPITAL > 0


def _acted(seen: Sight) -> bool:
    """`terug als Julian Kampman`, but not `imkers als Joris Kampman`."""
    words, first = seen.copy.words.words, seen.run.first
    if not seen.before or words[first - 1] not in seen.names.acting:
        return False
    kind = first > 1 and (
        seen.copy.kinds[first - 2] & (ROLE | LISTED_ROLE) or words[first - 2].endswith(seen.names.announcing)
    )
    return not kind


def _played(seen: Sight) -> bool:
    """`de actrice die Blanca Flores speelt`."""
    if not seen.spaced or seen.after not in seen.names.playing or not seen.before:
        return False
    return seen.copy.words.words[seen.run.first - 1] in seen.names.relative


def _no_surname(copy: Copy, run: Run) -> bool:
    """`haar partner Hendrik Jan (86)`: given names alone."""
    last = copy.words.words[run.last]
    return last in copy.names.given_only and all(kind & FIRST for kind in copy.kinds[run.first : run.last + 1])


def _character(seen: Sight) -> str:
    """`Dolly Levi uit de musical`, or ''."""
    copy, at = seen.copy, seen.run.last + 2
    if not seen.spaced or seen.after not in seen.names.from_words or at >= len(copy.kinds):
        return ""
    at += copy.kinds[at] & ARTICLE > 0
    return "what may be a character" if at < len(copy.kinds) and copy.kinds[at] & THING_BEFORE else ""


def _also_a_thing(seen: Sight) -> str:
    """`bij Leen Bakker`, in a story that never says `Bakker`, or ''."""
    copy, run = seen.copy, seen.run
    name = copy.text[copy.words.starts[run.first] : copy.words.end(run.last)]
    return "persons_and_things.txt" if name in seen.names.also_things and not seen.again else ""


def _of_a_town(copy: Copy, run: Run) -> bool:
    """`burgemeester Bergmann van Middelburg`: an official's surname, and where he is."""
    first, words = run.first, copy.words.words
    city = copy.kinds[run.last] & (CITY | LAST) == CITY
    if run.last != first + 2 or words[first + 1] not in copy.names.estate_particles or not city:
        return False
    return first > 0 and copy.words.gaps[first] in SPACES and words[first - 1].lower() in copy.names.officials


def _of_something(copy: Copy, run: Run) -> str:
    """`boswachter Thijmen van Staatsbosbeheer`, `Otto Baltus van de Rabobank`: first names and whose, or ''."""
    kinds, at = copy.kinds, run.first + 1
    while at < run.last and kinds[at] & (FIRST | CAPITAL) == FIRST | CAPITAL:
        at += 1
    particle = at
    while at < run.last and kinds[at] & (PARTICLE | CAPITAL) == PARTICLE:
        at += 1
    if at == particle or copy.words.words[particle] not in copy.names.estate_particles or not kinds[at] & CAPITAL:
        return ""
    bits, gap = kinds[at], copy.words.gaps[at + 1]
    hardly = " ".join(copy.words.words[particle:at]) in copy.names.surname_only
    if hardly or gap in HYPHENS or stands_alone(copy, particle, run.last):
        return ""
    firm = bits & ORGANISATION and particle > run.first + 1
    if bits & LAST and not firm:
        return ""
    longer = gap in SPACES and (at + 1 in copy.forms or (at < run.last and kinds[at + 1] & CAPITAL))
    return "what may be no surname in it" if firm or longer or _thing(copy, at) else ""


def _tail(copy: Copy, run: Run) -> str:
    """`Ron Blaauw Gastrobar`, `Anna de Vries Utrecht`: what is no name's word behind a whole name, or ''."""
    kinds, last = copy.kinds, run.last
    if any(_inner_thing(copy, i) for i in range(run.first + 2, last)):
        return "a thing's word in it"
    if _two(copy, run):
        return "two names in it"
    if last < run.first + 2 or copy.words.gaps[last] not in SPACES or kinds[last] & (LAST | COMMON | CITY) == LAST:
        return ""
    if not kinds[run.first] & FIRST or not kinds[last - 1] & CAPITAL or last - 1 in copy.initials:
        return ""
    if recurs(copy, run.first + 1, last):
        return ""
    complete = any(kinds[i] & (PARTICLE | CAPITAL) == PARTICLE for i in range(run.first, last))
    if not complete and (kinds[last] & FIRST or kinds[last - 1] & FIRST or not kinds[last - 1] & (LAST | STRANGE)):
        return ""
    thing = complete or kinds[last] & (COMMON | CITY) or _thing(copy, last)
    return "a word behind the surname" if thing else ""


def _two(copy: Copy, run: Run) -> bool:
    """`Otto Baltus Wout Weghorst`, `Ruud ter Horst Wout Weghorst`, but not `Jan-Willem Raven-Roes`."""
    kinds, gaps, first, last = copy.kinds, copy.words.gaps, run.first, run.last
    if last < first + 3:
        return False
    if all(kinds[i] & _GIVEN == _GIVEN for i in range(first, first + 3)):
        return HYPHENS.isdisjoint(gaps[first + 1 : last + 1])
    small = next((i for i in range(first + 1, last) if kinds[i] & (PARTICLE | CAPITAL) == PARTICLE), last)
    made = copy.words.words[small] in copy.names.estate_particles and small + 1 < last
    if made and kinds[small + 1] & _GIVEN == _GIVEN and gaps[small + 2] in SPACES:
        # `Carol van Todd Haynes`: a film, and who made it.
        return True
    return any(
        kinds[i] & _GIVEN == _GIVEN and kinds[i - 1] & CAPITAL and gaps[i] in SPACES for i in range(small + 2, last)
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
    return len(word) >= _COMPOUND and not word.endswith(copy.names.toponyms) and is_compound(word.lower(), copy.names)


def _another(copy: Copy, at: int) -> bool:
    """Whether another full name begins: `won Tom Boonen van Fabian Cancellara`."""
    follows = copy.words.gaps[at + 1] in SPACES and at + 1 < len(copy.kinds) and copy.kinds[at + 1] & CAPITAL
    return bool(copy.kinds[at] & FIRST and follows)


def _surname(copy: Copy, at: int, *, either: bool) -> bool:
    """Whether a surname may go on with the word at `at`.

    After a lone 'van' any unknown word may be `either`, unless a role tells: `analist Pia Lund van Sydbank`.
    """
    word, gap, bits = copy.words.words[at], copy.words.gaps[at + 1], copy.kinds[at]
    if _another(copy, at):
        return False
    if bits & _NO_NAME or bits & (CITY | LAST) == CITY or at in copy.forms:
        return False
    if either:
        return True
    return bits & (COMMON | LAST) != COMMON and (
        bits & LAST > 0 or word.endswith(copy.names.toponyms) or gap in HYPHENS
    )
