"""What a word can be, as bits: looked up in every list once for each word there is, not once for each time it stands.

Knows no language.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from itertools import count

from sitegen.recognise.bloom import Bloom
from sitegen.recognise.spelling import plain

_bits = (1 << place for place in count())
CAPITAL = next(_bits)
"""Opens with a capital, and is not so long that it is no word."""
FIRST = next(_bits)
LAST = next(_bits)
CITY = next(_bits)
COMMON = next(_bits)
"""An ordinary word of the language."""
ORGANISATION = next(_bits)
PARTICLE = next(_bits)
OPENING = next(_bits)
"""A particle with the capital that it has where no first name stands before it."""
FUNCTION = next(_bits)
ROLE = next(_bits)
"""Says what somebody is: in the list, or with an ending that such words have."""
LISTED_ROLE = next(_bits)
"""In the list of roles or titles."""
PORTFOLIO = next(_bits)
ACRONYM = next(_bits)
"""Letters and figures of which a name does not consist."""
STRANGE = next(_bits)
"""In no list of ordinary words, places and organisations."""
OPENS_THING = next(_bits)
"""First word of a firm, club or prize that looks like a person."""
OPENS_KNOWN = next(_bits)
"""First word of the name of a known person."""
OPENS_FORM = next(_bits)
"""First word of a country's form, or a word that ends as one that holds a country's."""
INITIAL = next(_bits)
VERB = next(_bits)
IN_ROLE = next(_bits)
ARTICLE = next(_bits)
PLACE_PREPOSITION = next(_bits)
THING_BEFORE = next(_bits)
THING_AFTER = next(_bits)
BUILT = next(_bits)
"""Ends like a street or a building."""
PLACE_PREFIX = next(_bits)
DOING = next(_bits)
"""A verb of what only people do."""
AGENT = next(_bits)
PARTY = next(_bits)
OF_FIRMS = next(_bits)
"""What people of a firm are."""
GIVEN_LIKE = next(_bits)
"""In no list, and ends like a first name."""
SURNAME_LIKE = next(_bits)
"""In no list, and ends like a surname."""
EASTERN = next(_bits)
"""A surname that stands before the given name."""
ESTATE = next(_bits)
"""Stands inside a nobleman's surname: a title before `van`, or the word before his second estate."""
ATHLETE = next(_bits)
"""Says what somebody is in sport."""
TRADE = next(_bits)
"""What a firm is called as well as its owner ('brouwer')."""
TOWN = next(_bits)
"""Before 'of' and a place's name ('haven', 'inwoners')."""
AGED = next(_bits)
"""Ends as one of some age (`81-jarige`)."""
HERALD = next(_bits)
"""Before a name it makes a doubt look closer ('heet', 'koploper', 'als')."""
DOUBLE = next(_bits)
"""First half of a surname that goes on after a particle (`Scholten van Aschat`)."""
BEYOND = next(_bits)
"""No word's bit: those of other things count on from it."""
NAMELIKE = FIRST | LAST
NAMED = FIRST | CAPITAL
"""Both of what a first name is where it stands as one."""
SMALL = PARTICLE | OPENING

_NO_WORD = 60
"""Letters in a row that are no word of any language, but a hash or an address."""
_BUILT_FROM = 8
_SURNAME_FROM = 5
_ROLE_FROM = 6
"""Letters that a word with such an ending has at least."""
_GIVEN_TAIL = 5
"""Letters of the longest lower-case word that may be half a given name (`Jong-un`)."""
_HEADS = frozenset({"Mac", "Van", "Von", "Fitz", "Del", "Dos", "San", "Abd"})
"""What stands in a surname before a capital, beside all that has two letters."""
_LETTERS = 3
"""Letters of an abbreviation that is no word in capitals."""
_REMEMBERED = 100_000
"""Words: some 15 MB. A year of wire copy has fewer."""


class Kinds(dict[str, int]):
    """The bits of each word. Fills itself as words are asked for, and starts anew when it has grown too large."""

    def __init__(
        self,
        *,
        spelled: Iterable[tuple[int, Set[str]]],
        lower: Iterable[tuple[int, Set[str]]],
        common: Bloom,
        known: Set[str],
        role_endings: tuple[str, ...],
        given_endings: tuple[str, ...],
        surname_endings: tuple[str, ...],
        built_endings: tuple[str, ...],
        thing_endings: tuple[str, ...],
        form_endings: tuple[str, ...],
        age_endings: tuple[str, ...],
    ) -> None:
        """`spelled` holds lists of words as they stand, `lower` lists that are asked in lower case."""
        super().__init__()
        self._spelled = tuple(spelled)
        self._lower = tuple(lower)
        self._common = common
        self._known = known
        self._role_endings = role_endings
        self._given_endings = given_endings
        self._surname_endings = surname_endings
        self._built_endings = built_endings
        self._thing_endings = thing_endings
        self._form_endings = form_endings
        self._age_endings = age_endings

    def __missing__(self, word: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        bits = self[word] = self._look_up(word)
        return bits

    def _look_up(self, word: str) -> int:
        if len(word) >= _NO_WORD:
            return STRANGE
        low = word.lower()
        bits = 0
        for bit, words in self._spelled:
            if word in words:
                bits |= bit
        for bit, words in self._lower:
            if low in words:
                bits |= bit
        if len(low) >= _ROLE_FROM and low.endswith(self._role_endings):
            bits |= ROLE
        elif not bits & ROLE and low.endswith(self._thing_endings):
            bits |= THING_BEFORE
        if low.endswith(self._age_endings):
            bits |= AGED
        capital = word[:1].isupper()
        if (capital or len(word) <= _GIVEN_TAIL) and low in self._common:
            bits |= COMMON
        if not bits & (COMMON | CITY | ORGANISATION):
            bits |= STRANGE
        return bits | self._capitalised(word, bits) if capital else bits

    def _capitalised(self, word: str, known: int) -> int:
        """What only a word with a capital can be."""
        bits = CAPITAL
        if len(word) >= _SURNAME_FROM and known & (STRANGE | FIRST | LAST) == STRANGE:
            if word.endswith(self._surname_endings):
                bits |= SURNAME_LIKE
            if word.endswith(self._given_endings):
                bits |= GIVEN_LIKE
        if len(word) == 1:
            bits |= INITIAL
        if is_acronym(word):
            bits |= ACRONYM
            if word.isalpha() and len(word) > _LETTERS:
                # `ArenA`, `CENTER`.
                bits |= self[word.capitalize()] & THING_AFTER
        if plain(word) in self._known:
            bits |= OPENS_KNOWN
        if word.endswith(self._form_endings):
            bits |= OPENS_FORM
        if len(word) >= _BUILT_FROM and not known & LAST and word.endswith(self._built_endings):
            bits |= BUILT
        return bits


def is_acronym(word: str) -> bool:
    """Whether the word is letters and figures of which a name does not consist: `KLM`, `D66`, `PvdA`, `VVD'er`."""
    if word.isalpha():
        return len(word) > 1 and (word.isupper() or (not word.istitle() and _is_joined(word)))
    head = word.replace("’", "'").partition("'")[0]
    return len(head) > 1 and (head.isupper() or not head.isalpha())


def _is_joined(word: str) -> bool:
    """Whether a capital follows a small letter (`PvdA`, `UniCredit`), not as in `McCain`, `DeSantis`, `FitzGerald`."""
    humps = [i for i in range(1, len(word)) if word[i].isupper()]
    if not humps:
        return False
    long_head = humps[0] > 2 and word[: humps[0]] not in _HEADS
    return long_head or len(humps) > 1 or humps[0] == len(word) - 1
