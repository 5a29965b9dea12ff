"""The head of a content file: YAML of texts, lists and maps only, each value with the line it stands on.

Nothing is typed by YAML (`NO` stays `NO`, a date stays as written): `content` reads dates and flags itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from sitegen.errors import ContentError, Problem

_FENCE = re.compile(r"---[ \t]*\r?\n")
_END = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
# Lines that YAML reads as they look: a key, and a value that opens with a letter or digit and holds no mark of YAML,
# or stands in double quotes and holds no backslash.
_PLAIN = re.compile(
    r"([a-z_]+): (?:([^\W_](?:[^:#\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]|:(?=[^\s]))*?)"
    r"|\"([^\"\\\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]*)\")[ ]*\r?\n"
)
_DEEPEST = 8
_Loader = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader


@dataclass(frozen=True, slots=True)
class Value:
    """One value of front matter: a text, a list of values or a map of them, and the line of the file it stands on."""

    line: int
    value: str | tuple[Value, ...] | Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Document:
    """A content file taken apart."""

    head: Mapping[str, Value]
    body: str
    body_line: int
    """The line of the file on which `body` starts, 1-based."""


def read_document(text: str, file: str) -> Document:
    """The head and body of a content file; raises `ContentError` when the head does not end or is no map of YAML."""
    opening = _FENCE.match(text)
    if not opening:
        return Document({}, text, 1)
    if end := _END.match(text, opening.end()):
        head = ""
    else:
        end = _END.search(text, opening.end())
        if not end:
            right = "close it with a line of three hyphens"
            raise ContentError([Problem(file, 1, "the front matter does not end", right)])
        head = text[opening.end() : end.start()]
    body = text[end.end() + 1 :]
    body_line = text.count("\n", 0, end.end()) + 2
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
    try:
        node = yaml.compose(head, Loader=_Loader)
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
