"""The dateline of wire copy: `PLACE[/PLACE] (AGENCY[/AGENCY]) - text`. Pure; imports only the model."""

from __future__ import annotations

import re

from sitegen.model import Dateline

# A place has no lower-case letters except those that Dutch spelling keeps small: 's- and 't, and short linking words.
_PLACE = (
    r"(?:['’]s[- ]|['’]t )?"
    r"[^\W\d_a-zà-öø-ÿ][^\Wa-zà-öø-ÿ_]*\.?"
    r"(?:[-– ’'.]+(?:(?:aan|den|de|het|bij|am|an|der|la|le|el|al|en|in|op|sur|del|do|da|di|d|l)(?=[- ’'])|[^\Wa-zà-öø-ÿ_]+)\.?)*"
)
_AGENCY = r"[^\W\d_][\w.&+\- ]{0,24}?"
_AGENCIES = rf"\(\s*(?P<agencies>{_AGENCY}(?:\s*/\s*{_AGENCY})*)\s*\)"
_WITH_AGENCY = re.compile(rf"\s*(?P<places>[^()\n]{{1,80}}?)\s*{_AGENCIES}\s*[-–—]\s*(?=\S)")
_PLACE_ONLY = re.compile(rf"\s*(?P<places>{_PLACE}(?:\s*/\s*{_PLACE})*)\s*[-–—]\s+(?=\S)")


def split_dateline(text: str) -> tuple[Dateline | None, int]:
    """The dateline that `text` opens with and the offset of the first character after it; (None, 0) without one.

    With agencies in brackets the place may be in any case, but is short and holds no sentence; without them it must be in
    capitals. Source of the rule: the grammar of raw wire pages (about a hundred real ones).
    """
    found = _WITH_AGENCY.match(text)
    if found and _short(found["places"]):
        return _dateline(found["places"], found["agencies"]), found.end()
    found = _PLACE_ONLY.match(text)
    if found and any(letter.isalpha() for letter in found["places"]) and len(found["places"]) > 1:
        return _dateline(found["places"], ""), found.end()
    return None, 0


def _short(places: str) -> bool:
    """Whether `places` can be place names: each at most five words, opening with a capital or an apostrophe."""
    return all(
        (name := part.strip()) and len(name.split()) <= 5 and (name[0].isupper() or name[0] in "'’")
        for part in places.split("/")
    )


def _dateline(places: str, agencies: str) -> Dateline:
    return Dateline(
        places=tuple(part.strip() for part in places.split("/")),
        agencies=tuple(part.strip().upper() for part in agencies.split("/") if part.strip()),
    )
