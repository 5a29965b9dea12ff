"""The dateline of wire copy: `PLACE[/PLACE] (AGENCY[/AGENCY]) - text`. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from sitegen.lang import dateline_words
from sitegen.model import Dateline

# Agencies whose name in brackets makes a dateline of a place that is not in capitals; others need the capitals.
_KNOWN = re.compile(
    r"(?:AA|AFP|AGENCIES|ANP|ANSA|AP|APA|ATS|BELGA|BLOOMBERG|BNS|CP|CTK|DJ|DPA|EFE|EPA|FD|HINA|INTERFAX|KEYSTONE-SDA"
    r"|KYODO|LUSA|MTI|NOS|NTB|PA|PAP|REUTERS|RIA|RITZAU|RTR|SDA|SID|STT|TANJUG|TASS|TT|UKRINFORM|UNN|UPI|XINHUA|YONHAP)",
    re.IGNORECASE,
)

_PLACES = r"\s*(?P<places>[^()\[\]<>{}*_#&\\`\"“”„|=+:;!?\n]{2,80}?)"
_AGENCY = r"[^\W\d_][\w.&-]*(?: [^\W\d_][\w.&-]*){0,3}"
_WITH_AGENCY = re.compile(
    rf"{_PLACES}\s*\(\s*(?P<agencies>{_AGENCY}(?:\s*[/,+]\s*{_AGENCY}){{0,5}})\s*(?P<close>\)?)\s*(?P<dash>[-–—]?)\s*(?=\S)"
)
_PLACE_ONLY = re.compile(rf"{_PLACES}(?:\s*[-–—]\s+|\s+[-–—])(?=\S)")
_LETTERS = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"[\"“„‘'’(]*(?:[^\W_a-zß-öø-ÿ]|['’][a-z])")
_FULL_STOP = re.compile(r"[.!?…][\"”’')]*(?:\s|$|(?<=[a-z][.!?])[A-Z])")
_SCORE = re.compile(r"\s\d{1,3} ?[-–] ?\d{1,3}(?: ?\([^()]*\))?\.?\s*$")
_VOWEL = re.compile(r"[AEIOUYÀ-ÆÈ-ÏÒ-ÖØ-Ý]")
_LEAST_COPY = 80
"""Characters: copy behind a place without agency ends a sentence within the line or is at least this long."""


def split_dateline(text: str) -> tuple[Dateline | None, int]:
    """The dateline that `text` opens with and the offset of the first character after it; (None, 0) without one.

    With agencies in brackets the place is in capitals, or has capitals and a known agency; the dash may be lost behind
    a known one. Without agencies the place is in capitals, has a vowel and three letters, and a sentence follows: a
    result such as `NEC - PSV 2-0` is none. A place that lost its first letter is a place. Source of the rules: the
    grammar of raw wire pages (about a hundred real ones).
    """
    copy = text.lstrip()
    dateline, end = _split_line(copy.split("\n", 1)[0])
    return dateline, len(text) - len(copy) + end if dateline else 0


@lru_cache(maxsize=64)  # a story's first line is asked for when it is read and again when it is recognised
def _split_line(line: str) -> tuple[Dateline | None, int]:
    found = _WITH_AGENCY.match(line)
    if found and _names_agency(found, line[found.end() :]):
        return _dateline(found["places"], found["agencies"]), found.end()
    found = _PLACE_ONLY.match(line)
    if found and _is_place_alone(found["places"], line[found.end() :]):
        return _dateline(found["places"], ""), found.end()
    return None, 0


def _names_agency(found: re.Match[str], copy: str) -> bool:
    names = _names(found["agencies"])
    known = any(_KNOWN.fullmatch(name) for name in names)
    capitals = _in_capitals(found["places"])
    if (_is_result(copy) and not known) or not all(name[0].isupper() or _KNOWN.fullmatch(name) for name in names):
        return False
    if not found["dash"] or not found["close"]:
        return known and capitals and bool(found["dash"] or _SENTENCE.match(copy))
    return capitals or (known and _is_short(found["places"]))


def _is_place_alone(places: str, copy: str) -> bool:
    letters = "".join(_LETTERS.findall(places))
    if len(letters) < 3 or places in dateline_words()[1] or not _in_capitals(places) or not _VOWEL.search(letters):
        return False
    reads = bool(_FULL_STOP.search(copy)) or len(copy) >= _LEAST_COPY
    return reads and bool(_SENTENCE.match(copy)) and any(map(str.islower, copy)) and not _is_result(copy)


def _is_result(copy: str) -> bool:
    """Whether what follows is the rest of a result (`PSV 2-0`), not a sentence that closes with one."""
    return len(copy) <= 60 and bool(_SCORE.search(copy)) and not copy.endswith(".")


def is_agency(name: str) -> bool:
    """Whether `name` is that of an agency which datelines may name behind a place in small letters."""
    return bool(_KNOWN.fullmatch(name))


def _in_capitals(places: str) -> bool:
    """Whether each place opens with a capital, or lost it, and is in capitals but for the words that stay small."""
    small, _ = dateline_words()
    words = _LETTERS.findall(places.replace("Mc", "MC"))
    return any(map(str.isupper, words)) and all(word.isupper() or word in small for word in words)


def _is_short(places: str) -> bool:
    """Whether `places` can be place names in mixed case: at most five words each, with capitals."""
    small, _ = dateline_words()
    parts = [_LETTERS.findall(part) for part in places.split("/")]
    return all(0 < len(words) <= 5 and all(w[0].isupper() or w in small for w in words) for words in parts)


def _names(agencies: str) -> list[str]:
    return [name for part in re.split(r"[/,+]", agencies) if (name := part.strip())]


def _dateline(places: str, agencies: str) -> Dateline:
    return Dateline(
        places=tuple(name for part in places.split("/") if (name := part.strip())),
        agencies=tuple(name.upper() for name in _names(agencies)),
    )
