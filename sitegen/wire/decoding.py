"""Bytes of a wire file to clean lines: encoding, entities, mojibake, invisible characters. Pure."""

from __future__ import annotations

import html
import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from sitegen.errors import ContentError, Problem
from sitegen.wire.values import Line, Uncertain

MOST_BYTES = 20_000_000
"""Larger than any wire file seen (packages of a few MB); a file above it is refused before it is decoded."""

_FOREIGN = (
    (b"PK\x03\x04", "a zip file (or a word processor's document)"),
    (b"\x1f\x8b", "a gzip file"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old word processor's document"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3", "a database"),
)
_MEDIA = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"ftyp", "a video"),
    (b"ID3", "a sound"),
)
_BREAK = re.compile("\r\n|[\r\n\x0b\x0c\u2028\u2029]")
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r")
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
# Control characters, bidirectional and other invisible marks, private use, non-characters, lone surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
# The five bytes that Windows-1252 leaves open stay control characters, as every browser reads them.
_WINDOWS = "".join(
    bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte) for byte in range(256)
)
_BYTE_OF = {chr(byte): byte for byte in range(256)} | {letter: byte for byte, letter in enumerate(_WINDOWS)}
_TRAIL = "[" + re.escape("".join(letter for letter, byte in _BYTE_OF.items() if 0x80 <= byte <= 0xBF)) + "]"
_MOJIBAKE = re.compile(f"[Â-ß]{_TRAIL}|[à-ï]{_TRAIL}{{2}}|[ð-ô]{_TRAIL}{{3}}")
# No Latin spelling puts these side by side, so that one of them proves that the page was decoded twice.
_PROOF = re.compile(f"Ã{_TRAIL}|Â[\u00a0-\u00bf]|â[€\u0080].|Å[¡¾\u00a0\u00ad]|Ä[‡\u008d\u0087±™]")


class NoText(ContentError):
    """A picture, video or sound: what comes with copy and is none."""


def decoded_lines(data: bytes) -> tuple[list[Line], list[Uncertain]]:
    """The lines of `data` that hold something, cleaned, and what had to be mended or left out on the way.

    Read as UTF-8 (with or without BOM), UTF-16 (with BOM, or told by its zero bytes), or byte by byte as Windows-1252
    where it is not UTF-8. Entities are resolved once. Raises ContentError for what is no text or is too large.
    """
    lines: list[Line] = []
    notes: list[Uncertain] = []
    sources = [_unescaped(raw) for raw in _BREAK.split(_text(data))]
    mend = any(not source.isascii() and _PROOF.search(source) for source in sources)
    for number, source in enumerate(sources, 1):
        mended = _mended(source) if mend else source
        if mended != source:
            # An age is glued to the next place: the place alone was broken.
            broken = " ".join(word for word in _GLUED.sub(" ", source).split(" ") if _mended(word) != word)
            why = "letters were broken by a wrong encoding; mended"
            notes.append(Uncertain(line=number, text=_shown(broken), why=why))
        text, hidden = _cleaned(mended)
        if hidden:
            notes.append(Uncertain(line=number, text=hidden, why="invisible characters, left out"))
        if "\ufffd" in text:
            broken = " ".join(word for word in text.split() if "\ufffd" in word)
            notes.append(Uncertain(line=number, text=broken, why="a character was lost before it came here"))
        if text:
            lines.append(Line(number=number, text=text))
    return lines, notes


def clean(text: str) -> str:
    """`text` without invisible characters, in composed form (NFC), every run of white space one space."""
    return _cleaned(text)[0]


def mended(text: str) -> str:
    """`text` as `clean` gives it, its letters mended where a wrong encoding certainly broke them."""
    return _cleaned(text if text.isascii() or not _PROOF.search(text) else _mended(text))[0]


def foreign(data: bytes) -> None:
    """Raises ContentError for what is no text, or is too large to be a wire file."""
    if len(data) > MOST_BYTES:
        raise refused(f"is {len(data):,} bytes, more than the {MOST_BYTES:,} that one wire file may have", "split it")
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            raise refused(f"is {name}, not text", "save it as plain text")
    for magic, name in _MEDIA:
        if data.startswith(magic) or data[4:12].startswith(magic):
            raise NoText([Problem("", 0, f"is {name}, not text", "put pictures in content/media/ yourself")])
    opening = data[:65536]
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or _utf16(data):
        return
    if b"\x00" in opening or len(opening.translate(None, _CONTROLS)) < len(opening) * 0.95:
        raise refused("holds binary data, not text", "save it as plain text")


def utf8_or(data: bytes, declared: str = "") -> str:
    """The text of `data`: what it is in shows from its bytes, and only where they do not tell from what it declares."""
    if data.startswith(BOM_UTF8):
        data = data[len(BOM_UTF8) :]
    elif wide := _utf16(data):
        return data.decode(wide, errors="replace").removeprefix("\ufeff")
    try:
        # Seven-bit text with escape sequences is valid UTF-8 and something else.
        return data.decode("utf-8") if not declared.startswith("iso-2022") else data.decode(declared)
    except (UnicodeDecodeError, LookupError):
        pass
    if declared and declared not in ("utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252"):
        try:
            return data.decode(declared)
        except (UnicodeDecodeError, LookupError):
            pass
    return _mixed(data)


def _text(data: bytes) -> str:
    foreign(data)
    return utf8_or(data)


def _utf16(data: bytes) -> str:
    """The UTF-16 codec that `data` is in, or an empty string. Without BOM: every second byte of the opening is zero."""
    if data.startswith(BOM_UTF16_LE):
        return "utf-16-le"
    if data.startswith(BOM_UTF16_BE):
        return "utf-16-be"
    opening = data[: 2 * (min(len(data), 400) // 2)]
    even, odd = opening[::2], opening[1::2]
    if len(even) >= 8 and odd.count(0) >= 0.8 * len(odd) and even.count(0) == 0:
        return "utf-16-le"
    if len(even) >= 8 and even.count(0) >= 0.8 * len(even) and odd.count(0) == 0:
        return "utf-16-be"
    return ""


def _mixed(data: bytes) -> str:
    """`data` as Windows-1252, save for the whole UTF-8 sequences in it: files are glued from both."""
    parts: list[str] = []
    at = 0
    for found in _UTF8_SEQUENCE.finditer(data):
        parts += (data[at : found.start()].decode("latin-1"), found[0].decode("utf-8"))
        at = found.end()
    parts.append(data[at:].decode("latin-1"))
    table = {byte: letter for byte, letter in enumerate(_WINDOWS) if 0x80 <= byte <= 0x9F}
    parts[0::2] = [part.translate(table) for part in parts[0::2]]
    return "".join(parts)


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


def _mended(text: str) -> str:
    """`text` with the UTF-8 sequences in it that were once read as Windows-1252 read right, up to three times over."""
    for _ in range(3):
        mended = _MOJIBAKE.sub(_one_mended, text)
        if mended == text:
            break
        text = mended
    return text


def _one_mended(found: re.Match[str]) -> str:
    try:
        letter = bytes(_BYTE_OF[part] for part in found[0]).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
    likely = letter in _BYTE_OF or letter < "\u0250" or "\u2000" <= letter <= "\u22ff" or letter > "\uffff"
    return letter if likely else found[0]


def _cleaned(text: str) -> tuple[str, str]:
    plain = " ".join(text.split())
    if plain.isprintable():  # nothing that is invisible is
        return plain if plain.isascii() else unicodedata.normalize("NFC", plain), ""
    hidden = sorted(set(_INVISIBLE.findall(text)))
    visible = _INVISIBLE.sub("", text) if hidden else text
    # A byte order mark where two files were glued and a soft hyphen say nothing that anyone would miss.
    named = " ".join(f"U+{ord(letter):04X}" for letter in hidden if letter not in "\ufeff\xad\u200b")
    return " ".join(unicodedata.normalize("NFC", visible).split()), named


def _shown(text: str) -> str:
    return " ".join(_INVISIBLE.sub(" ", text).split())


def refused(wrong: str, right: str = "", line: int = 0) -> ContentError:
    """A refusal of the whole file; whoever knows the file's name puts it in."""
    return ContentError([Problem("", line, wrong, right)])
