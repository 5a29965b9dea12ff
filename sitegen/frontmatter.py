"""The head of a content file: YAML of texts, lists and maps only, each value with the line it stands on.

Nothing is typed by YAML (`NO` stays `NO`, a date stays as written): `content` reads dates and flags itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from sitegen.errors import ContentError, Problem

if TYPE_CHECKING:
    import yaml

_FENCE = re.compile(r"---[ \t]*\r?\n")
_END = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
# Lines that YAML reads as they look: a key, and a value that opens with a letter or digit and holds no mark of YAML,
# or stands in double quotes and holds no backslash.
_PLAIN = re.compile(
    r"([a-z_]+): (?:([^\W_](?:[^:#\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]|:(?=[^\s]))*?)"
    r"|\"([^\"\\\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]*)\")[ ]*\r?\n"
)
_DEEPEST = 8


class Value(Struct, frozen=True):
    """One value of front matter: a text, a list of values or a map of them, and the line of the file it stands on."""

    line: int
    value: str | tuple[Value, ...] | Mapping[str, Value]


class Document(Struct, frozen=True):
    """A content file taken apart."""

    head: Mapping[str, Value]
    body: str
    body_line: int
    """The line of the file on which `body` starts, 1-based."""


def head_span(text: str, file: str) -> tuple[int, int, int] | None:
    """Where the head of a content file begins and ends, and where its closing line ends; None without a head.

    Raises `ContentError` when the head does not end.
    """
    opening = _FENCE.match(text)
    if not opening:
        return None
    end = _END.search(text, opening.end())
    if not end:
        right = "close it with a line of three hyphens"
        raise ContentError([Problem(file, 1, "the front matter does not end", right)])
    return opening.end(), end.start(), end.end()


def read_document(text: str, file: str) -> Document:
    """The head and body of a content file; raises `ContentError` when the head does not end or is no map of YAML."""
    span = head_span(text, file)
    if not span:
        return Document({}, text, 1)
    head = text[span[0] : span[1]]
    body = text[span[2] + 1 :]
    body_line = text.count("\n", 0, span[2]) + 2
    return Document(_plain(head) or _yaml(head, file), body, body_line)


def _plain(head: str) -> dict[str, Value] | None:
    """The map that simple lines spell, or None where YAML has to say it: most heads are simple, and YAML is slow."""
    values: dict[str, Value] = {}
    at, line = 0, 2
    while at < len(head):
        found = _PLAIN.match(head, at)
        if not found or found[1] in values:
            return None
        values[found[1]] = Value(line, found[3] if found[2] is None else found[2])
        at, line = found.end(), line + 1
    return values


def _yaml(head: str, file: str) -> dict[str, Value]:
    import yaml  # few heads need it

    try:
        node = yaml.compose(head, Loader=yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + 2
        raise ContentError([Problem(file, line, f"the front matter is not YAML ({error.problem})", _QUOTES)]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0]
        raise ContentError([Problem(file, 2, f"the front matter is not YAML ({reason})", _QUOTES)]) from None
    if node is None:
        return {}
    value = _value(node, file, set(), 0)
    if not isinstance(value.value, Mapping):
        raise ContentError([Problem(file, 2, "the front matter is no map", "write lines of 'key: value'")])
    return dict(value.value)


_QUOTES = 'put a value that holds ": " or opens with a mark in double quotes'


def _value(node: yaml.Node, file: str, seen: set[int], depth: int) -> Value:
    import yaml

    line = node.start_mark.line + 2
    # An alias names a node again: a few lines of them can stand for gigabytes.
    if id(node) in seen:
        raise ContentError([Problem(file, line, "the front matter uses a YAML alias (*)", "write the value out")])
    if depth > _DEEPEST:
        raise ContentError([Problem(file, line, "the front matter is nested too deep", "use lists and maps of texts")])
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return Value(line, str(node.value))
    if isinstance(node, yaml.SequenceNode):
        return Value(line, tuple(_value(part, file, seen, depth + 1) for part in node.value))
    inner: dict[str, Value] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise ContentError([Problem(file, line, "a key is no text", "write 'key: value'")])
        if key.value in inner:
            line = key.start_mark.line + 2
            raise ContentError([Problem(file, line, f"'{key.value}' stands there twice", "keep one of the two")])
        inner[str(key.value)] = _value(value, file, seen, depth + 1)
    return Value(line, inner)


def with_texts(text: str, file: str, key: str, texts: Sequence[str]) -> str:
    """The content file `text` with `texts` at the end of the list at `key` of its head, and all else as it was written.

    Comments, quotes and order stay. Raises `ContentError` where the file cannot be read, and for a list that is written
    in a way in which nothing can be put in.
    """
    head = dict(read_document(text, file).head)
    span = head_span(text, file)
    if not texts:
        return text
    if not span:
        raise ContentError([Problem(file, 1, "has no front matter", "begin with a line of three hyphens")])
    start, end, _ = span
    made = text[:start] + _with_texts(text[start:end], key, texts) + text[end:]
    had = _texts(head.pop(key, None))
    try:
        told = dict(read_document(made, file).head)
    except ContentError:
        told = {}
    now = _texts(told.pop(key, None))
    if now != [*had, *texts] or _texts(Value(0, head)) != _texts(Value(0, told)):
        right = f"write it there by hand: {key}: [{', '.join([*had, *texts])}]"
        raise ContentError([Problem(file, 1, f"'{key}' cannot be added to as it is written", right)])
    return made


def _with_texts(head: str, key: str, texts: Sequence[str]) -> str:
    more = [text if _SIMPLE.fullmatch(text) else json.dumps(text, ensure_ascii=False) for text in texts]
    end_of_line = "\r\n" if "\r\n" in head else "\n"
    import yaml

    node = yaml.compose(head, Loader=yaml.BaseLoader)  # the C loader counts in bytes
    rows = node.value if isinstance(node, yaml.MappingNode) else []
    value = next((value for name, value in rows if name.value == key), None)
    if value is None:
        return f"{head}{key}: [{', '.join(more)}]{end_of_line}"
    start, end = value.start_mark.index, value.end_mark.index
    if not isinstance(value, yaml.SequenceNode):
        return f"{head[:start]}[{', '.join([head[start:end], *more])}]{head[end:]}"
    if value.flow_style or not value.value:
        between = ", " if value.value and not head[: end - 1].rstrip().endswith(",") else ""
        return f"{head[: end - 1]}{between}{', '.join(more)}{head[end - 1 :]}"
    last = head.find("\n", value.value[-1].end_mark.index)
    indent = " " * value.start_mark.column
    rows_more = "".join(f"{indent}- {one}{end_of_line}" for one in more)
    return f"{head[: last + 1]}{rows_more}{head[last + 1 :]}"


_SIMPLE = re.compile(r"[^\W\d_][\w.' -]*[\w.]")
"""A name that YAML reads as it looks, also inside a list."""


def _texts(value: Value | None) -> list[str]:
    """All texts in a value, in order; the keys of maps as well."""
    match value.value if value else ():
        case str() as text:
            return [text]
        case tuple() as parts:
            return [text for part in parts for text in _texts(part)]
        case inner:
            return [text for key, part in inner.items() for text in (key, *_texts(part))]
