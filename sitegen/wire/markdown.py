"""A wire story as a content file: front matter and Markdown that give back the words as they came. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from sitegen.model import Dateline
from sitegen.wire.values import Block

# What CommonMark reads as a mark inside a line. An underscore between two letters or digits is none.
_INLINE = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#|[A-Za-z])|~(?=~)")
_MAY_MARK = re.compile(r"[\\`*\[\]<_&~]")
"""Finds where `_INLINE` might, in a fifth of the time; most copy has none."""
_OPENING = re.compile(r"(?:(#{1,6})(?=\s|$)|([-+>=~])|(\d{1,9})([.)])(?=\s|$))")
_CLOSING_HASHES = re.compile(r"(?:(?<=\s)|^)#(?=#*$)")
# The same form that reading front matter knows without YAML: opens with a letter or digit, no mark of YAML in it.
_PLAIN = re.compile(r"[^\W_](?:[^:#\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]|:(?=[^\s]))*")

Written = str | tuple[str, ...] | tuple[tuple[str, str], ...]
"""A text, a list of texts, or corrections: pairs of a time and a note."""
Front = Sequence[tuple[str, Written]]
"""Keys of front matter in order."""


def escaped(text: str) -> str:
    """`text`, plain on one line, as Markdown that renders to the same characters wherever a block opens."""
    marked = _marked(text)
    if opening := _OPENING.match(marked):
        at = opening.end(3) if opening[3] else 0
        marked = f"{marked[:at]}\\{marked[at:]}"
    return marked


def _marked(text: str) -> str:
    return _INLINE.sub(lambda found: "\\" + found[0], text) if _MAY_MARK.search(text) else text


def body_markdown(dateline: Dateline, blocks: Iterable[Block]) -> str:
    """The copy: dateline and blocks, ends in one line break; bullets that follow each other make one list."""
    parts: list[str] = []
    opening = dateline_text(dateline)
    for block in blocks:
        text = escaped(block.text) if not opening else opening + _marked(block.text)
        opening = ""
        match block.kind:
            case "subheading":
                parts.append("\n## " + _CLOSING_HASHES.sub(r"\\#", text))
            case "bullet":
                parts.append(("" if parts and parts[-1].lstrip("\n").startswith("- ") else "\n") + "- " + text)
            case _:
                parts.append("\n" + text)
    return "\n".join(parts).lstrip("\n") + "\n"


def dateline_text(dateline: Dateline) -> str:
    """`WARSCHAU (ANP/RTR) - `; empty without a place."""
    if not dateline.places:
        return ""
    agencies = f" ({'/'.join(dateline.agencies)})" if dateline.agencies else ""
    return f"{'/'.join(dateline.places)}{agencies} - "


def front_matter(front: Front) -> str:
    """The head of a content file with both its fences; empty texts and lists are left out."""
    return "---\n" + "".join(front_line(key, value) for key, value in front if value) + "---\n"


def front_line(key: str, value: Written) -> str:
    """One key of front matter: a text as it is or in double quotes, a list in brackets, corrections a line each."""
    if isinstance(value, tuple):
        rows = [part for part in value if isinstance(part, tuple)]
        if rows:
            told = "".join(f"  - time: {time}\n    note: {_quoted(note)}\n" for time, note in rows)
            return f"{key}:\n{told}"
        return f"{key}: [{', '.join(_quoted(part) for part in value if isinstance(part, str))}]\n"
    return f"{key}: {value if _PLAIN.fullmatch(value) else _quoted(value)}\n"


def _quoted(text: str) -> str:
    # A JSON text is a double-quoted text of YAML.
    return json.dumps(text, ensure_ascii=False)
