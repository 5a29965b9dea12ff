"""The versions of a story that its agency numbers: any order of deliveries ends in the same content. Pure.

The address alone, with the day in it, is that of the first delivery: what may have been published does not move.
A file and its versions are the texts that were delivered, each once, in the order of their ranks: the last one is the
file's. A withdrawal is no text; it is kept beside the text, and a version of a higher rank ends it. What an editor
changed stays: then a new text waits as a draft, and only a state that shows less is taken over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sitegen.frontmatter import read_document
from sitegen.wire.filing import STATED, Filed, front_digest
from sitegen.wire.markdown import front_line
from sitegen.wire.versions import OnFile, as_draft, on_file, with_keys

Verdict = Literal["unchanged", "updated", "conflict", "known conflict"]

_ORDER = (
    "title date date_precision updated section byline place agencies summary urgency rights countries persons status "
    "embargo expires corrections captured order id source_id imported"
).split()
"""The keys that import writes, in their order."""
_NOT_IN_VERSIONS = frozenset(("corrections", "captured", "order"))
_BLOCK = re.compile(r"^([a-z_]+):.*\n(?:[ \t-].*\n)*", re.MULTILINE)
_HEAD = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*\n", re.DOTALL | re.MULTILINE)
_STRICT = {"usable": 0, "corrected": 0, "": 0, "withheld": 1, "canceled": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a delivery makes of a story."""

    verdict: Verdict
    text: str
    """Of the story's file."""
    versions: tuple[str, ...]
    """All other texts, in order."""


def is_chained(made: Filed, old: OnFile) -> bool:
    """Whether both the delivery and the file know their place among the versions."""
    return bool(made.mark.rank or made.mark.kill) and bool(old.mark.rank or old.mark.kill)


def merged(made: Filed, old: OnFile, versions: Sequence[str]) -> Merged:
    """The file and its versions with one more delivery in them."""
    mark = old.mark
    if made.mark.kill:
        return _withdrawn(made, old, versions)
    if made.words == mark.words or (not old.untouched and old.says(made.words)):
        if made.mark.rank <= mark.rank:
            return Merged(verdict="unchanged", text=old.text, versions=tuple(versions))
        return _later(made, old, versions)
    if not old.untouched:
        return _beside(made, old, versions)
    if not mark.words or (made.mark.rank, made.words) > (mark.rank, mark.words):
        return _later(made, old, versions)
    kept = _sorted([*versions, _as_version(_blocks(made.text()), made.body, made.date)], mark.words)
    if kept == tuple(versions):
        return Merged(verdict="unchanged", text=old.text, versions=kept)
    text = _dated_back(made, old)
    return Merged(verdict="updated", text=text, versions=_all_dated(kept, text))


def _withdrawn(made: Filed, old: OnFile, versions: Sequence[str]) -> Merged:
    """The file of a story that is to go: also where an editor has changed it, since what is withdrawn may not stay."""
    mark = old.mark
    if made.mark.kill <= max(mark.rank if mark.words else "", mark.kill):
        return Merged(verdict="unchanged", text=old.text, versions=tuple(versions))
    if not mark.words:
        return Merged(verdict="updated", text=made.text(), versions=tuple(versions))
    blocks = _blocks(old.text)
    untouched = mark.front == front_digest(old.head)
    blocks["status"] = front_line("status", "canceled")
    now = on_file(_text(blocks, old.body))
    told = replace(mark, kill=made.mark.kill, front=front_digest(now.head) if untouched else mark.front)
    blocks["imported"] = front_line("imported", str(told))
    return Merged(verdict="updated", text=_text(blocks, old.body), versions=tuple(versions))


def _later(made: Filed, old: OnFile, versions: Sequence[str]) -> Merged:
    """The file with a later text, or a later word on the same text, and what was its text among the versions."""
    mark, blocks = old.mark, _blocks(old.text)
    kept = list(versions)
    if mark.words and mark.words != made.words:
        kept.append(_as_version(blocks, old.body, old.head.get("date", "")))
    own = _blocks(made.text())
    date = _first_date(old.head, made) if mark.words or "date" in old.head else made.date
    gone = mark.kill > made.mark.rank
    free = mark.front == front_digest(old.head)
    new = {**own, **{key: block for key, block in blocks.items() if key not in _ORDER or (not free and key in STATED)}}
    if not free:
        new = {key: block for key, block in new.items() if key in blocks or key not in STATED}
        if _STRICT.get(_status(made), 1) > _STRICT.get(old.head.get("status", ""), 1):
            new["status"] = own["status"]
    new["date"] = front_line("date", date) if date else ""
    new["id"] = blocks["id"]
    new["corrections"] = _corrections(old.text, made.text())
    if moment := made.versioned_minute(date):
        new["updated"] = front_line("updated", moment)
    if gone:
        new["status"] = front_line("status", "canceled")
    same = not old.untouched and made.words != mark.words
    body = old.body if same else "\n" + made.body
    now = on_file(_text(new, body))
    front = front_digest(now.head) if free else mark.front
    told = replace(
        made.mark, kill=mark.kill if gone else "", front=front, exact=mark.exact if same else made.mark.exact
    )
    new["imported"] = front_line("imported", str(told))
    text = _text(new, body)
    versions = _all_dated(_sorted(kept, made.words), text)
    return Merged(verdict="updated", text=text, versions=versions)


def _beside(made: Filed, old: OnFile, versions: Sequence[str]) -> Merged:
    """A text that an editor's own keeps out: an earlier one is a version, a later one waits as a draft."""
    known = [on_file(version) for version in versions]
    held = [version for version in known if version.says(made.words)]
    status = _status(made)
    text = old.text
    if made.mark.rank > old.mark.rank and _STRICT.get(status, 1) > _STRICT.get(old.head.get("status", ""), 1):
        text = with_keys(old, [("status", status)])
    if held:
        waits = any("draft" in version.head for version in held)
        return Merged(verdict="known conflict" if waits else "unchanged", text=text, versions=tuple(versions))
    if (made.mark.rank, made.words) < (old.mark.rank, old.mark.words):
        kept = _sorted([*versions, _as_version(_blocks(made.text()), made.body, made.date)], old.mark.words)
        return Merged(verdict="unchanged", text=text, versions=kept)
    return Merged(verdict="conflict", text=text, versions=(*versions, as_draft(made)))


def _status(made: Filed) -> str:
    return next((str(value) for key, value in made.front if key == "status"), "")


def _dated_back(made: Filed, old: OnFile) -> str:
    """The file when an earlier text of it comes in late: its date is the earlier one, if the day is the same."""
    date = _first_date(old.head, made)
    blocks = _blocks(old.text)
    if date == old.head.get("date", ""):
        new = blocks
    else:
        moment = old.head.get("updated") or old.head.get("date", "")
        new = {**blocks, "date": front_line("date", date)}
        if len(moment) > 10:
            new["updated"] = front_line("updated", moment)
    corrections = _corrections(old.text, made.text())
    return _text({**new, "corrections": corrections} if corrections else new, old.body)


def _first_date(head: Mapping[str, str], made: Filed) -> str:
    """The earlier of two dates of one day; of two days that of the file, whose address it is."""
    own = head.get("date", "")
    if own[:10] != made.date[:10] or len(own) <= 10 or len(made.date) <= 10:
        return own or made.date
    return min(own, made.date, key=lambda date: datetime.fromisoformat(date))


def _blocks(text: str) -> dict[str, str]:
    """The keys of a head with their lines as written."""
    found = _HEAD.match(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    return {block[1]: block[0] for block in _BLOCK.finditer(found[1])} if found else {}


def _text(blocks: Mapping[str, str], body: str) -> str:
    known = [blocks[key] for key in _ORDER if blocks.get(key)]
    return "---\n" + "".join([*known, *(block for key, block in blocks.items() if key not in _ORDER)]) + "---\n" + body


def _as_version(blocks: Mapping[str, str], body: str, date: str) -> str:
    """A text as it goes among the versions: what import wrote of it, under the story's own date."""
    kept = {key: block for key, block in blocks.items() if key in _ORDER and key not in _NOT_IN_VERSIONS}
    told = on_file(_text(blocks, body)).mark
    kept["status"] = front_line("status", "withheld") if told.rank.endswith("w") else ""
    kept["imported"] = front_line("imported", str(replace(told, kill="", front="")))
    return _text(kept, "\n" + body.lstrip("\n"))


def _sorted(texts: Iterable[str], current: str) -> tuple[str, ...]:
    """The texts other than the current one, each once and in the form of its highest rank, drafts last."""
    best: dict[str, tuple[str, str]] = {}
    drafts: list[str] = []
    for text in texts:
        version = on_file(text)
        if "draft" in version.head:
            drafts.append(text)
            continue
        words, rank = version.mark.words, version.mark.rank
        if words != current and (words not in best or best[words][0] < rank):
            best[words] = (rank, text)
    return (*(text for _, text in sorted(best.values())), *drafts)


def _all_dated(versions: Sequence[str], text: str) -> tuple[str, ...]:
    """The versions under the date of the story."""
    date = _blocks(text).get("date", "")
    return tuple(_text({**_blocks(version), "date": date}, on_file(version).body) for version in versions)


def _corrections(*texts: str) -> str:
    """The lines of `corrections` with those of all texts, in order of time."""
    rows: set[tuple[str, str]] = set()
    for text in texts:
        told = read_document(text, "").head.get("corrections") if "\ncorrections:" in text else None
        for row in told.value if told and isinstance(told.value, tuple) else ():
            if isinstance(row.value, Mapping) and {"time", "note"} <= set(row.value):
                rows.add((str(row.value["time"].value), str(row.value["note"].value)))
    return front_line("corrections", tuple(sorted(rows))) if rows else ""
