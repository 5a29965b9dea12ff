"""The short name that an agency has in datelines, from whatever a format calls it. Pure."""

from __future__ import annotations

import re

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
_LONGEST = 40
"""Characters; what is longer is a sentence about rights, not a name."""


def agency_name(*written: str) -> str:
    """The name in capitals of the first of `written` that names an agency; empty where none does.

    `afp.com`, `nprov:dpa` and `Agencia EFE` are AFP, DPA and EFE; what is unknown keeps its own name.
    """
    for text in written:
        name = text.strip() if ":" not in text or "//" in text else text.rpartition(":")[2].strip()
        folded = " " + re.sub(r"[^\w]+", " ", name.casefold()).strip() + " "
        known = next((short for words, short in _FOUND if words in folded), "")
        if known:
            return known
        site = _DOMAIN.fullmatch(name)
        name = _LEGAL.sub("", site[1] if site else name).strip(" –—-/.,")
        if 2 <= len(name) <= _LONGEST and any(map(str.isalpha, name)) and "@" not in name:
            return name.upper().removeprefix("©").strip()
    return ""
