"""Whether a country's adjective names the language (`in het Frans`, `spreekt Engels`). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sitegen.recognise.copytext import HYPHENS, SPACES, Copy, Form
from sitegen.recognise.kinds import ARTICLE, CAPITAL, FUNCTION, VERB

_LANGUAGE_REACH = 5
"""Words before a language's name among which its verb stands."""


class FormSight(NamedTuple):
    """A country's form with what stands beside it."""

    copy: Copy
    form: Form
    before: str
    """The word before, '' over punctuation."""
    after: str
    gap_after: str
    beyond: Sequence[str] = ()
    """The words of the story's other part: of its text for a form in the title."""


def language(s: FormSight) -> bool:
    """`in het Frans`, `spreekt Engels`, `Spaanse les`."""
    known = s.copy.countries
    if s.after in known.language_after:
        return True
    if s.copy.words.words[s.form.last] in known.inflected:
        return False
    if s.after.islower() and s.copy.words.opens_sentence(s.form.first) and s.copy.kinds[s.form.last + 1] & VERB:
        # `Pools is een moeilijke taal`.
        return True
    if s.before.lower() in known.language_taught or _after_language(s) or _spoken_in_a_row(s):
        return True
    if s.after and s.gap_after in SPACES and after_verb(s) and s.copy.kinds[s.form.last + 1] & FUNCTION:
        # `Dinsdag staat Frans op het rooster.`
        return True
    closed = (s.gap_after not in SPACES and s.gap_after not in HYPHENS) or s.after in known.language_closers
    if s.before.lower() in known.language_before:
        follows = s.copy.kinds[s.form.last + 1] if s.after else 0
        return closed or (s.before in s.copy.names.neuter and follows & (CAPITAL | FUNCTION | VERB) > CAPITAL)
    return closed and (_spoken(s) or _spoken_of(s) or _at_school(s) or _no_adjective(s))


def _no_adjective(s: FormSight) -> bool:
    """`twaalf uur les in Duits`: no noun follows, no verb says what something is, and no article makes it a person."""
    copy, words, first = s.copy, s.copy.words, s.form.first
    if copy.forms[first].sort != "adjective":
        return False
    while first > 1 and words.words[first - 1] in copy.names.joining and _bare(copy, first - 2):
        # `is Frans en Spaans`.
        first = copy.forms[first - 2].first
    before = words.words[first - 1] if first and words.gaps[first] in SPACES else ""
    if not before or before.lower() in copy.countries.predicative:
        return False
    # `een Canadees`, `de eerste Ghanees`.
    return not (copy.kinds[first - 1] & ARTICLE or before.endswith(copy.countries.inflection))


def _at_school(s: FormSight) -> bool:
    """`een kernvak zoals Nederlands, Engels of wiskunde`: no noun follows, in a story on what is taught."""
    known = s.copy.countries
    if s.copy.forms[s.form.first].sort != "adjective" or s.before.lower() in known.predicative:
        return False
    return not known.subjects.isdisjoint(s.copy.story(s.form.first, s.form.last))


def _spoken_of(s: FormSight) -> bool:
    """`wie Portugees of Berbers spreekt`: beside another language, before the verb of what is done with them."""
    words, at = s.copy.words, s.form.last + 1
    if s.after not in s.copy.names.joining or at + 2 >= len(words.words) or not s.copy.kinds[at + 1] & CAPITAL:
        return False
    near = words.gaps[at] in SPACES and words.gaps[at + 1] in SPACES and words.gaps[at + 2] in SPACES
    return near and words.words[at + 2] in s.copy.countries.language_verbs


def after_verb(s: FormSight) -> bool:
    """Whether a verb stands before that does not say what something is (`is Frans`, `blijft Frans`)."""
    verb = s.copy.kinds[s.form.first - 1] & (VERB | ARTICLE) == VERB
    return s.before.islower() and verb and s.before not in s.copy.countries.predicative


def _spoken(s: FormSight) -> bool:
    """`Zij sprak geen Nederlands.`, `in talen, waaronder Chinees`: what is done with languages, further before."""
    words, at = s.copy.words, s.form.first
    for back in range(at, max(at - _LANGUAGE_REACH, 0), -1):
        if words.gaps[back] not in SPACES and words.gaps[back] != ", ":
            return False
        if words.words[back - 1].lower() in s.copy.countries.language_verbs:
            return True
    return False


def _spoken_in_a_row(s: FormSight) -> bool:
    """`die Spaans en Nederlands spreekt`, `ze wisselde Engels en Iers af`: no noun follows the row of adjectives."""
    copy, words, at, first = s.copy, s.copy.words, s.form.last, s.form.first
    while at + 2 < len(words.words) and words.words[at + 1] in copy.names.joining and _bare(copy, at + 2):
        at = copy.forms[at + 2].last
    while first > 1 and words.words[first - 1] in copy.names.joining and _bare(copy, first - 2):
        first = copy.forms[first - 2].first
    if at == s.form.last and first == s.form.first:
        return False
    if at + 1 < len(words.words) and words.gaps[at + 1] in SPACES:
        if words.words[at + 1] in copy.countries.language_after:
            return True
        if not copy.kinds[at + 1] & FUNCTION:
            return False
    before = words.words[first - 1].lower() if first and words.gaps[first] in SPACES else ""
    return before not in copy.countries.predicative


def _bare(copy: Copy, at: int) -> bool:
    """Whether an adjective without its ending stands there, a blank beside it."""
    form = copy.forms.get(at)
    if form is None or form.sort != "adjective" or copy.words.words[form.last] in copy.countries.inflected:
        return False
    return copy.words.gaps[at] in SPACES or copy.words.gaps[at + 1] in SPACES


def _after_language(s: FormSight) -> bool:
    """`opleidingen als Fins en Hongaars`, `in het Deens, Turks en Chinees`: earlier in the row a language is named."""
    copy, words, known, at = s.copy, s.copy.words, s.copy.countries, s.form.first
    while at > 1:
        if words.gaps[at] in SPACES and words.words[at - 1] in copy.names.joining and words.gaps[at - 1] in SPACES:
            at -= 2
        elif words.gaps[at] == ", ":
            at -= 1
        else:
            return False
        form = copy.forms.get(at)
        if form is None or form.sort != "adjective" or words.words[at] in known.inflected:
            return False
        if words.words[at - 1].lower() in known.language_before and words.gaps[at] in SPACES:
            return True
    return False
