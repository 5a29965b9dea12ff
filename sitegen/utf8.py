"""The text of a content file: UTF-8, less what cannot be seen. Pure."""

from __future__ import annotations

import re
import unicodedata

from sitegen.errors import ContentError, Problem

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
"""Control characters and noncharacters: old wires leave them in copy, and neither HTML nor XML can hold them."""

_ODD = re.compile("[^\t\n\r -~\xa0-\ufdcf\ufdf0-\ufffd]")
"""What can be unseen or lies beyond the first plane: a class so much smaller that a search takes a tenth."""


def decode(data: bytes, file: str) -> str:
    """The text of a content file, less what cannot be seen; raises `ContentError` with the line that is not UTF-8.

    Letters and their accents are one character each (NFC), so that a name is the same name however it was typed.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        wrong = f"is not UTF-8 (byte 0x{data[error.start]:02x})"
        raise ContentError([Problem(file, line, wrong, "save the file as UTF-8")]) from None
    return unicodedata.normalize("NFC", seen_of(text))


def seen_of(text: str) -> str:
    """`text` less what cannot be seen."""
    return UNSEEN.sub("", text) if _ODD.search(text) else text
