"""A story that content holds already: what a delivery means for it, and the texts that follow from it. Pure.

The file holds the latest text; earlier ones, and those that an editor's own changes keep out, are its versions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sitegen.wire.filing import Filed, Mark, exact_of, read_mark, words_of
from sitegen.wire.markdown import Front, front_line, front_matter

Verdict = Literal["unchanged", "later", "earlier", "conflict", "known conflict"]

_HEAD = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*\n", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"^([a-z_]+):[ \t]*(.*(?:\n[ \t-].*)*)", re.MULTILINE)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*")
_APART = timedelta(days=3)
"""Stories with the same opening and other words are two stories if they are further apart than this."""
_SLACK = {"week": timedelta(days=7), "month": timedelta(days=31), "year": timedelta(days=366)}


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFile:
    """A content file as import looks at it: the keys of its head as texts, and the body."""

    text: str
    head: dict[str, str]
    body: str

    @property
    def untouched(self) -> bool:
        """Whether title and body are still what import wrote."""
        written = self.mark.exact
        return bool(written) and written == exact_of(self.head.get("title", ""), self.body)

    @property
    def mark(self) -> Mark:
        """What import noted of it."""
        return read_mark(self.head.get("imported", ""))

    def says(self, words: str) -> bool:
        """Whether `words` is the digest of what import wrote here, or of what stands here now."""
        if self.mark.words == words:
            return True
        return words_of(self.head.get("title", ""), self.body) == words

    @property
    def seen(self) -> datetime | None:
        """When the page was seen that this text comes from."""
        return self._moment("updated") or self.captured

    @property
    def captured(self) -> datetime | None:
        """When its first text was seen."""
        return self._moment("captured")

    def _moment(self, key: str) -> datetime | None:
        try:
            moment = datetime.fromisoformat(self.head.get(key, ""))
        except ValueError:
            return None
        return moment if moment.tzinfo else None


def on_file(text: str) -> OnFile:
    """A content file, read for import: never refuses one, because `build` does that with more to say."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    head = _HEAD.match(text)
    if not head:
        return OnFile(text=text, head={}, body=text)
    return OnFile(text=text, head={key: _plain(value) for key, value in _KEY.findall(head[1])}, body=text[head.end() :])


def is_another(made: Filed, old: OnFile, dated: datetime | None) -> bool:
    """Whether the story on file, of which `dated` is the date, opens with the same words and is yet another story.

    It is where its other words differ and it is days away, more than its date may be off.
    """
    if made.moment is None or dated is None or old.says(made.words):
        return False
    slack = _SLACK.get(old.head.get("date_precision", ""), timedelta()) + _APART
    return abs(made.moment - dated) > slack


def verdict(made: Filed, old: OnFile, versions: Sequence[OnFile], dated: datetime | None) -> Verdict:
    """What a delivery with other words than those on file means; `dated` is the date on file.

    A text that is among the versions says nothing new, unless it waits there as a draft for an editor. One from an
    earlier page than the text on file, or from below it on the same page, is an earlier text.
    """
    held = [version for version in versions if version.says(made.words)]
    if held:
        waits = not old.untouched and any("draft" in version.head for version in held)
        return "known conflict" if waits else "unchanged"
    if made.captured and old.seen and made.captured != old.seen:
        earlier = made.captured < old.seen
    else:
        earlier = made.moment is not None and dated is not None and made.moment < dated
    if earlier:
        return "earlier"
    return "later" if old.untouched else "conflict"


def updated(old: OnFile, made: Filed) -> str:
    """The file with the text of a later version; its first date and the editor's own keys stay."""
    keys: list[tuple[str, str]] = [("imported", str(made.mark)), ("updated", _minute(made.captured))]
    if made.title:
        keys.insert(0, ("title", made.title))
    return with_keys(OnFile(text="", head=old.head, body="\n" + made.body), keys, head_of=old)


def dated_back(old: OnFile, made: Filed) -> str:
    """The file when an earlier text of it comes in late: seen first with that one, updated by its own."""
    first = min((seen for seen in (old.captured, made.captured) if seen), default=None)
    return with_keys(old, [("captured", _minute(first)), ("updated", _minute(old.seen))])


def as_version(old: OnFile) -> str:
    """The text on file as it goes among the versions: as if it had been the first."""
    return with_keys(old, [("captured", _minute(old.seen)), ("updated", "")])


def as_draft(made: Filed) -> str:
    """A delivery that waits for an editor."""
    return front_matter((*made.front, ("draft", "true"))) + "\n" + made.body


def version_order(text: str) -> tuple[float, str]:
    """Sorts versions by when they were seen, those that do not say it first."""
    seen = on_file(text).seen
    return (seen.timestamp() if seen else 0.0, text)


def with_replaced(text: str, id: str) -> str:
    """A content file whose story replaces the story `id`, besides those that it replaces already."""
    old = on_file(text)
    return with_keys(old, [("replaces", tuple(dict.fromkeys([*_ID.findall(old.head.get("replaces", "")), id])))])


def with_keys(old: OnFile, keys: Front, head_of: OnFile | None = None) -> str:
    """A content file with `keys` set (an empty one taken out) and every other line of its head as it was.

    The head is that of `head_of` where it is given.
    """
    source = head_of or old
    found = _HEAD.match(source.text)
    lines = found[1] if found else ""
    for key, value in keys:
        line = front_line(key, value) if value else ""
        kept = re.compile(rf"^{key}:.*\n(?:[ \t-].*\n)*", re.MULTILINE)
        lines = kept.sub(lambda _, line=line: line, lines, count=1) if kept.search(lines) else lines + line
    return f"---\n{lines}---\n{old.body}"


def _minute(moment: datetime | None) -> str:
    return moment.isoformat(timespec="minutes") if moment else ""


def _plain(value: str) -> str:
    """A text of front matter without its quotes; lists stay as written."""
    value = " ".join(value.split())
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    return value
