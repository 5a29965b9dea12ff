"""The short name that an agency has in datelines, from whatever a format calls it. Pure."""

from __future__ import annotations

import re

from sitegen.dateline import is_agency

# What a provider calls itself, folded, and its dateline name. A row is a text that is found as whole words.
_NAMES = (
    ("algemeen nederlands persbureau", "ANP"),
    ("agence france presse", "AFP"),
    ("thomson reuters", "REUTERS"),
    ("deutsche presse agentur", "DPA"),
    ("austria presse agentur", "APA"),
    ("agenzia nazionale stampa associata", "ANSA"),
    ("agencia efe", "EFE"),
    ("the associated press", "AP"),
    ("associated press", "AP"),
    ("australian associated press", "AAP"),
    ("press association", "PA"),
    ("pressassociation", "PA"),
    ("tt nyhetsbyrån", "TT"),
    ("dpa infocom", "DPA"),
    ("bloomberg news", "BLOOMBERG"),
    ("getty images", "GETTY"),
    ("anp", "ANP"),
    ("pa media", "PA"),
    ("pa sport", "PA"),
    ("canadian press", "CP"),
    ("la presse canadienne", "CP"),
    ("norsk telegrambyra", "NTB"),
    ("norsk telegrambyrå", "NTB"),
    ("tidningarnas telegrambyra", "TT"),
    ("tidningarnas telegrambyrå", "TT"),
    ("suomen tietotoimisto", "STT"),
    ("stt lehtikuva", "STT"),
    ("ritzaus bureau", "RITZAU"),
    ("ritzau", "RITZAU"),
    ("keystone sda", "KEYSTONE-SDA"),
    ("sda ats", "ATS"),
    ("kyodonews", "KYODO"),
    ("kyodo news", "KYODO"),
    ("itar tass", "TASS"),
    ("agence belga", "BELGA"),
    ("agência lusa", "LUSA"),
    ("agencia lusa", "LUSA"),
    ("xinhua news agency", "XINHUA"),
    ("business wire", "BUSINESSWIRE"),
    ("απε μπε", "ANA-MPE"),
)
_FOUND = tuple(sorted(((f" {words} ", name) for words, name in _NAMES), key=lambda row: -len(row[0])))
_DOMAIN = re.compile(
    r"(?:[a-z]+://)?(?:[\w-]+\.)*?([\w-]+)\.(?:co\.[a-z]{2}|com\.[a-z]{2}|[a-z]{2,6})(?:/.*)?", re.IGNORECASE
)
_LEGAL = re.compile(r"[,. ]+(?:GmbH|Ltd|Limited|Inc|AG|AB|AS|A/S|S\.?A|B\.?V|N\.?V|plc|LLC|e\.?G)\.?$", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([A-Za-z][\w-]{1,11})\)")
_OPENING = 120
"""Characters in which copy names its agency."""
_LONGEST = 40
"""Characters; what is longer is a sentence about rights, not a name."""


def agency_name(*written: str) -> str:
    """The name in capitals of the first of `written` that names an agency; empty where none does.

    `afp.com`, `nprov:dpa` and `Agencia EFE` are AFP, DPA and EFE; what is unknown keeps its own name.
    """
    for text in written:
        parts = [text] if "//" in text else [part for part in text.split(":") if sum(map(str.isalpha, part)) > 1]
        name = parts[-1].strip() if parts else ""
        folded = " " + re.sub(r"[^\w]+", " ", name.casefold()).strip() + " "
        known = next((short for words, short in _FOUND if words in folded), "")
        if known:
            return known
        site = _DOMAIN.fullmatch(name)
        name = _LEGAL.sub("", site[1] if site else name).strip(" –—-/.,")
        if 2 <= len(name) <= _LONGEST and any(map(str.isalpha, name)) and "@" not in name:
            return name.upper().removeprefix("©").strip()
    return ""


def authority(id: str) -> str:
    """Who minted an id, as it says itself (`urn:newsml:dpa.com:...`, `tag:stt.fi,2026:...`, an address); else empty."""
    scheme, _, rest = id.partition(":")
    match scheme.casefold():
        case "urn":
            return rest.split(":")[1] if rest.casefold().startswith("newsml:") else ""
        case "tag":
            return rest.partition(",")[0]
        case "http" | "https":
            return rest.removeprefix("//").partition("/")[0].partition(":")[0]
    return ""


def named_in(copy: str) -> str:
    """The agency that copy names in brackets where it opens: `Rome, March 12 (ANSA) - ...`; empty without one."""
    return next((name.upper() for name in _BRACKETS.findall(copy[:_OPENING]) if is_agency(name)), "")
