"""Where a wire story belongs in `content/` and what its file says: identity, fingerprint, versions. Pure.

The identity of a story of a raw page, which has no id, is its kind, its place and its first sentence: what stays when a
desk adds to it. Of the place only the end counts, because pages lose its first letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sitegen.model import Kind, Precision
from sitegen.slugs import story_slug
from sitegen.wire.identity import digest, folded, opening_sentence
from sitegen.wire.markdown import Front, body_markdown, front_line, front_matter
from sitegen.wire.values import WireStory

_HEAD = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*\n", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"^([a-z_]+):[ \t]*(.*(?:\n(?:[ \t-].*)?(?=\n))*)", re.MULTILINE)
_CLOCKS: dict[Precision, str] = {"day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A story made ready to be written."""

    id: str
    kind: Kind
    slug: str
    folder: str
    """Below `content/`, without closing slash."""
    clock: str
    """`HHMM-` for a ticker item, else empty."""
    title: str
    """Empty for a ticker item without a headline of its own."""
    body: str
    imported: str
    front: Front
    """All keys but `replaces`, in the order in which they are written."""
    date: str
    """As written; empty where it is not known."""
    moment: datetime | None
    captured: datetime | None

    def path(self, suffix: str = "") -> str:
        """The file below `content/`; `suffix` (`-2`) tells stories with the same words in their title apart."""
        return f"{self.folder}/{self.clock}{self.slug}{suffix}.md"

    def text(self, replaces: tuple[str, ...] = ()) -> str:
        """The whole content file."""
        return front_matter((*self.front, ("replaces", replaces))) + "\n" + self.body


def story_id(story: WireStory, kind: Kind | None = None) -> str:
    """The same for every delivery and version of a story; with `kind` as if the story were of that kind."""
    if story.source_id:
        return digest("source", story.source_id)
    place = folded(story.dateline.places[0])[-3:] if story.dateline.places else ""
    return digest(kind or story.kind, place, folded(opening_sentence(story.text)))


def words_of(title: str, body: str) -> str:
    """A digest of the letters and digits of a story; the same whatever its capitals, accents, quotes and marks."""
    return digest(folded(title), folded(body.replace("\\", "")))


def fingerprint(title: str, body: str) -> str:
    """What `imported` holds: a digest of title and body as written, a dot, and a digest of their words alone.

    The first tells whether an editor has changed the file, the second whether a delivery says anything new.
    """
    return f"{digest(' '.join(title.split()), ' '.join(body.split()))}.{words_of(title, body)}"


def filed(story: WireStory, *, section: str | None, captured: datetime | None, order: int, id: str = "") -> Filed:
    """The file of `story`, whose `date` and `captured` are in the site's zone. `order` counts from 1, 0 for none."""
    title = story.title or (opening_sentence(story.text) if story.kind == "article" else "")
    body = body_markdown(story.dateline, story.blocks)
    id = id or story_id(story)
    date = story.date.strftime(_CLOCKS[story.date_precision]) if story.date and story.date_precision in _CLOCKS else ""
    if story.date and not date:
        date = story.date.isoformat(timespec="minutes")
    imported = fingerprint(title, body)
    front: Front = (
        ("title", title),
        ("date", date),
        ("date_precision", story.date_precision if story.date_precision in ("hour", "week") and date else ""),
        ("section", section or ""),
        ("byline", story.byline or ""),
        ("status", "" if story.status == "usable" else story.status),
        ("embargo", story.embargo.isoformat(timespec="minutes") if story.embargo else ""),
        ("captured", captured.isoformat(timespec="minutes") if captured else ""),
        ("order", str(order) if order else ""),
        ("id", id),
        ("source_id", story.source_id or ""),
        ("imported", imported),
    )
    return Filed(
        id=id,
        kind=story.kind,
        slug=story_slug(title or opening_sentence(story.text)) or id,
        folder=_folder(story),
        clock="" if story.kind == "article" else f"{story.date:%H%M}-" if story.date else "0000-",
        title=title,
        body=body,
        imported=imported,
        front=front,
        date=date,
        moment=story.date,
        captured=captured,
    )


def _folder(story: WireStory) -> str:
    if story.kind == "article":
        return f"articles/{story.date:%Y}" if story.date else "articles/undated"
    return f"ticker/{story.date:%Y/%m/%d}" if story.date else "ticker/undated"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFile:
    """A content file as import looks at it: the keys it needs, as texts, and the body."""

    text: str
    head: dict[str, str]
    body: str

    @property
    def untouched(self) -> bool:
        """Whether title and body are still what import wrote."""
        written = self.head.get("imported", "").partition(".")[0]
        return bool(written) and written == fingerprint(self.head.get("title", ""), self.body).partition(".")[0]

    @property
    def words(self) -> tuple[str, str]:
        """Digests of the words that import wrote and of those that stand there now."""
        return self.head.get("imported", "").partition(".")[2], words_of(self.head.get("title", ""), self.body)

    @property
    def seen(self) -> datetime | None:
        """When the page was seen that this text comes from."""
        for key in ("updated", "captured"):
            try:
                seen = datetime.fromisoformat(self.head.get(key, ""))
            except ValueError:
                continue
            if seen.tzinfo:
                return seen
        return None


def on_file(text: str) -> OnFile:
    """A content file, read for import: never refuses one, because `build` does that with more to say."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    head = _HEAD.match(text)
    if not head:
        return OnFile(text=text, head={}, body=text)
    return OnFile(text=text, head={key: _plain(value) for key, value in _KEY.findall(head[1])}, body=text[head.end() :])


def _plain(value: str) -> str:
    """A text of front matter without its quotes; lists stay as written."""
    value = " ".join(value.split())
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    return value


def with_keys(text: str, keys: Front) -> str:
    """A content file with `keys` set and every other line of its head as it was."""
    head = _HEAD.match(text)
    if not head:
        return front_matter(keys) + "\n" + text
    lines = head[1]
    for key, value in keys:
        line = front_line(key, value)
        kept = re.compile(rf"^{key}:.*\n(?:[ \t-].*\n)*", re.MULTILINE)
        lines = kept.sub(lambda _, line=line: line, lines, count=1) if kept.search(lines) else lines + line
    return f"---\n{lines}---\n{text[head.end() :]}"


def updated(old: OnFile, new: Filed) -> str:
    """The file with the text of a later version; address, first date and the editor's own keys stay."""
    keys: list[tuple[str, str | tuple[str, ...]]] = [("imported", new.imported)]
    if new.title:
        keys.append(("title", new.title))
    if new.captured:
        keys.append(("updated", new.captured.isoformat(timespec="minutes")))
    head = with_keys(old.text, keys)
    return head[: len(head) - len(old.body)] + "\n" + new.body if old.head else head
