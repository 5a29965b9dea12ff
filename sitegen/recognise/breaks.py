"""Where a run of capitalised words is more than one name, or no name any more. Pure."""

from __future__ import annotations

from sitegen.recognise.copytext import HYPHENS, SPACES, Copy
from sitegen.recognise.kinds import (
    ACRONYM,
    ARTICLE,
    CAPITAL,
    CITY,
    COMMON,
    DOUBLE,
    FIRST,
    FUNCTION,
    LAST,
    LISTED_ROLE,
    ORGANISATION,
    PARTICLE,
    PLACE_PREPOSITION,
    PORTFOLIO,
    ROLE,
    SMALL,
    STRANGE,
    THING_BEFORE,
    VERB,
)
from sitegen.recognise.namings import is_compound
from sitegen.recognise.surnames import stands_alone

_AFTER_INITIAL = frozenset({". ", ".", ".\xa0", ".-"})
_TWO_NAMES = 4
"""Words, particles apart, that two full names have together at least."""


def breaks(copy: Copy, start: int, index: int, last: int) -> bool:
    names, kinds, words = copy.names, copy.kinds, copy.words
    bits, word = kinds[index], words.words[index]
    if word[0].islower() or index in copy.initials or (index > start and word in names.generations):
        return False
    if bits & ACRONYM:
        return True
    if _married(copy, start, index):
        return False
    if bits & (FUNCTION | FIRST | LAST | SMALL) == FUNCTION and not words.opens_sentence(index):
        # A headline with capitals throughout: `Directeur Voor Paleis`.
        named = index < last and kinds[index + 1] & (LAST | COMMON) == LAST
        named = named or (kinds[start] & FIRST > 0 and kinds[index - 1] & (PARTICLE | CAPITAL) == PARTICLE)
        return not named and words.gaps[index] not in HYPHENS and words.gaps[index + 1] not in HYPHENS
    form = copy.forms.get(index)
    if form:
        return form.first < form.last or not _form_may_be_name(copy, start, index, last, form.sort)
    if bits & PORTFOLIO:
        return not _surname_due(copy, start, index)
    if index == start < last and _goes_before_names(copy, index, last):
        return True
    return _role_breaks(copy, start, index, last)


def _role_breaks(copy: Copy, start: int, index: int, last: int) -> bool:
    """Whether the word says what somebody is, and is no part of the name."""
    names, kinds, words = copy.names, copy.kinds, copy.words
    bits, word = kinds[index], words.words[index]
    if bits & LISTED_ROLE:
        if index + 1 in copy.initials and not words.opens_sentence(index):
            return False
        if index > start and copy.words.gaps[index] in HYPHENS:
            return not bits & LAST
        if bits & FIRST:
            # `Broer Siem de Jong`: a first name that is a role as well, where a sentence opens.
            return index == start and index + 2 <= last and kinds[index + 1] & FIRST > 0 and words.opens_sentence(index)
        if index < last and kinds[index + 1] & FIRST and words.gaps[index + 1] in SPACES:
            # `Maronite Patriarch Bechara Boutros al-Rai`.
            return True
        if bits & LAST and index > start + 2 and kinds[start] & FIRST and kinds[index - 1] & PARTICLE:
            # `Anna Rijk-de Visser`.
            return False
        return not (_surname_due(copy, start, index) or (index == start + 1 and kinds[start] & STRANGE))
    if index == start < last - 1 and bits & (ROLE | LAST | FIRST) == ROLE and kinds[index + 1] & FIRST:
        # `Eierkoningin Sharifa Top`: a role that is written as a title.
        return words.gaps[index + 1] in SPACES
    return (
        index == start < last
        and bits & (ROLE | LAST) == ROLE
        and copy.words.opens_sentence(index)
        and (bits & COMMON > 0 or is_compound(word.lower(), names))
    )


def _married(copy: Copy, start: int, index: int) -> bool:
    """Whether the word is the second half of a surname, whatever else it is (`Tijmen van Loon-Fransen`)."""
    if index < start + 2 or copy.words.gaps[index] not in HYPHENS:
        return False
    kinds = copy.kinds
    return kinds[start] & (FIRST | STRANGE) > 0 and kinds[index - 1] & CAPITAL > 0 and not copy.forms.get(index - 1)


def another_begins(copy: Copy, start: int, index: int, last: int) -> bool:
    """Whether a second full name begins here: `volgt Martin De Prycker Hugo Vandamme op`."""
    kinds = copy.kinds
    if not start + 1 < index < last or not kinds[start] & FIRST or not kinds[index] & FIRST:
        return False
    if copy.words.gaps[index] in HYPHENS or copy.names.kinds[copy.words.words[index].lower()] & PARTICLE:
        # `Nisrine Mbarki Ben Ayad`.
        return False
    if kinds[index] & LAST and sum(not kinds[i] & SMALL for i in range(start, last + 1)) < _TWO_NAMES:
        return False
    return not kinds[index - 1] & (FIRST | SMALL) and index - 1 not in copy.initials and kinds[last] & FIRST == 0


def _goes_before_names(copy: Copy, index: int, last: int) -> bool:
    """Whether a first name follows the word by chance (`in Dijon Jasper Philipsen`), or it fronts a firm's name."""
    kinds, words = copy.kinds, copy.words.words
    bits = kinds[index]
    if bits & FIRST or copy.words.gaps[index + 1] in HYPHENS:
        return False
    if kinds[index + 1] & FIRST:
        place = 0 < index < last - 1 and kinds[index - 1] & (PLACE_PREPOSITION | CAPITAL) == PLACE_PREPOSITION
        if words[index] in copy.names.fronts:
            return False
        place = place or (bits & THING_BEFORE > 0 and copy.words.opens_sentence(index))
        return place or bits & (ORGANISATION | CITY) > 0 or (bits & (COMMON | LAST) == COMMON and index + 2 <= last)
    return bits & THING_BEFORE > 0 and copy.words.opens_sentence(index)


def _form_may_be_name(copy: Copy, start: int, index: int, last: int, sort: str) -> bool:
    """Whether a country's word is a first name here (`Frans Bauer`) or a surname (`Arantxa Rus`)."""
    names, tokens, gaps, kinds = copy.names, copy.words.words, copy.words.gaps, copy.kinds
    if index > start:
        if sort == "adjective" and index == last == start + 1 and kinds[start] & FIRST and _stands_as_name(copy, index):
            return True
        if index < last and kinds[index - 1] & ARTICLE and gaps[index + 1] in SPACES:
            # `Rosa van de Oostenrijker Joris Kampman`.
            return False
        if tokens[index - 1] in names.estate_particles and start and tokens[start - 1].lower() in names.royal:
            # `prins Albert van Monaco`.
            return False
        fits = sort == "demonym" or (sort in ("adjective", "name") and kinds[index] & LAST)
        fits = fits or (sort == "name" and index == last == start + 1 and _announced(copy, start))
        return bool(fits and (_surname_due(copy, start, index) or (index == start + 1 and kinds[start] & STRANGE)))
    after = index + 1
    if not kinds[index] & FIRST or after >= len(tokens):
        return False
    if (kinds[after] & FIRST and not (kinds[after] & LAST and after == last)) or (
        index > 0 and kinds[index - 1] & ARTICLE
    ):
        return False
    if gaps[after].strip() == "(":
        return tokens[after].isdigit()
    return gaps[after] in SPACES and (kinds[after] & CAPITAL > 0 or tokens[after] in names.connecting)


def _announced(copy: Copy, start: int) -> bool:
    """`vicepresident Gregory Rusland`: a role stands before the first name."""
    before = start > 0 and copy.words.gaps[start] in SPACES and not copy.words.opens_sentence(start)
    return before and copy.kinds[start - 1] & (ROLE | LISTED_ROLE) > 0


def _stands_as_name(copy: Copy, index: int) -> bool:
    """Whether the adjective after a first name is its surname: no verb of speaking or learning asks for a language."""
    words, known, kinds = copy.words, copy.countries, copy.kinds
    word, before = words.words[index], words.words[index - 2].lower() if index > 1 else ""
    if word in known.inflected or before in known.language_before or before in known.language_taught:
        return False
    if index > 1 and kinds[index - 2] & VERB and words.gaps[index - 1] in SPACES:
        return False
    gap, after = words.gaps[index + 1], words.words[index + 1] if index + 1 < len(words.words) else ""
    return gap not in SPACES or (after not in known.language_after and kinds[index + 1] & (VERB | FUNCTION) > 0)


def _surname_due(copy: Copy, start: int, index: int) -> bool:
    """Whether the words before `index` are first names, initials and particles only, so that a surname is to come."""
    kinds, seen = copy.kinds, False
    for i in range(start, index):
        if not kinds[i] & SMALL:
            seen = True
            if not kinds[i] & FIRST and i not in copy.initials:
                return False
    return seen


def surname_complete(copy: Copy, start: int, index: int) -> bool:
    """Whether the name before a `van` or `de` has its surname, so that the small word belongs to the sentence."""
    tokens, kinds, names = copy.words.words, copy.kinds, copy.names
    before = [i for i in range(start, index) if not kinds[i] & SMALL]
    if not before:
        return False
    last = before[-1]
    if last < index - 1 or copy.words.gaps[index] in HYPHENS:
        return False
    if copy.words.gaps[last] in HYPHENS and last > start + 1:
        # `Lex Zandbergen-Wolf van de Universiteit`.
        return True
    after = next((i for i in range(index, len(tokens)) if not kinds[i] & PARTICLE), index)
    if kinds[last] & DOUBLE and " ".join(tokens[last : after + 1]) in names.double_surnames:
        return False
    if after == index + 1 and not kinds[after] & LAST and kinds[after] & (ORGANISATION | PORTFOLIO | CITY):
        # `minister Mariëlle Paul van Sociale Zaken`, `Mieke Baltus van Lelystad`.
        return len(before) > 1 or not kinds[last] & FIRST
    given = last in copy.initials or kinds[last] & FIRST > 0
    if len(before) == 1:
        return not given and (kinds[after] & FIRST > 0 or not kinds[last] & STRANGE)
    if any(tokens[i] in names.connecting for i in range(start + 1, index)):
        return True
    middle = kinds[start] & FIRST and not kinds[last] & LAST
    sort = kinds[after] & (LAST | FIRST | CITY | ORGANISATION | COMMON | STRANGE)
    toponym = sort & ~LAST == STRANGE and tokens[after].endswith(names.toponyms)
    if middle and (sort & ~STRANGE == LAST or toponym) and stands_alone(copy, index, after):
        # `Jan Derck van Karnebeek`: the second word is a given name that no list has.
        return False
    return not (given or (copy.words.gaps[last] in HYPHENS and last == start + 1))


def stands_for_surname(copy: Copy, start: int, index: int, last: int) -> bool:
    """Whether an initial that follows other words ends the name: `Jeroen K.`, but not `George W. Bush`."""
    tokens, kinds = copy.words.words, copy.kinds
    if index - 1 in copy.initials:
        return False
    if index == last or kinds[index - 1] & PARTICLE or copy.words.gaps[index + 1] not in _AFTER_INITIAL:
        return True
    surname = next((i for i in range(index + 1, last + 1) if not kinds[i] & PARTICLE), index + 1)
    if kinds[surname] & LAST or index + 1 in copy.initials:
        return False
    another = kinds[index + 1] & (FIRST | FUNCTION | COMMON | CITY)
    return bool(another) or tokens[index + 1].isupper() or index + 1 in copy.forms
