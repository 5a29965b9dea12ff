"""Where a wire story belongs in `content/` and what its file says: identity, fingerprint, path, text. Pure.

The identity of a story of a raw page, which has no id, is its kind, its place and its first sentence: what stays when a
desk adds to it. Of the place only the end counts, because pages lose its first letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sitegen.dateline import split_dateline
from sitegen.model import Kind, Precision
from sitegen.slugs import story_slug
from sitegen.wire.identity import digest, folded, opening_sentence
from sitegen.wire.markdown import Front, Written, body_markdown, front_line, front_matter
from sitegen.wire.moments import written_moment
from sitegen.wire.values import WireStory

_CLOCKS: dict[Precision, str] = {"day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


STATED = frozenset(
    "section byline place agencies summary urgency rights countries persons status embargo expires".split()
)
"""The keys besides text and dates that a wire states; once an editor changed one, all of them stay as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What `imported` holds: a digest of title and body as written, a dot, and a digest of their words alone.

    The first tells whether an editor has changed the file, the second whether a delivery says anything new. Where the
    agency numbers its versions there follow the rank of the text, a digest of the keys that were stated, and the rank
    of a withdrawal.
    """

    exact: str = ""
    words: str = ""
    """Empty where the text is a message about the story, and no copy."""
    rank: str = ""
    front: str = ""
    kill: str = ""

    def __str__(self) -> str:
        return ".".join((self.exact, self.words, self.rank, self.front, self.kill)).rstrip(".")


def read_mark(written: str) -> Mark:
    """The mark that `imported` holds; empty parts where it holds something else."""
    exact, words, rank, front, kill, *_ = [*written.split("."), "", "", "", "", ""]
    return Mark(exact=exact, words=words, rank=rank, front=front, kill=kill)


def front_digest(head: Mapping[str, str]) -> str:
    """A digest of the stated keys of a head, as read from its file."""
    return digest(*(f"{key}={value}" for key, value in sorted(head.items()) if key in STATED))


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
    mark: Mark
    front: Front
    """All keys, in the order in which they are written."""
    date: str
    """As written; empty where it is not known."""
    precision: str
    """As written; empty where the date says it itself."""
    moment: datetime | None
    captured: datetime | None
    versioned: datetime | None = None
    source_id: str = ""
    grown: tuple[str, str] = ("", "")
    """The ids that its text would have as a ticker item and as an article; empty for one with an id of its own."""
    line: int = 0

    def path(self, suffix: str = "") -> str:
        """The file below `content/`; `suffix` (`-2`) tells stories with the same words in their title apart."""
        return f"{self.folder}/{self.clock}{self.slug}{suffix}.md"

    @property
    def words(self) -> str:
        """The digest of its words: equal for deliveries that say the same."""
        return self.mark.words

    def versioned_minute(self, date: str) -> str:
        """When this version was made, as written; empty where that is no later than `date`."""
        return _later_than(date, self.versioned)

    def text(self) -> str:
        """The whole content file."""
        return front_matter(self.front) + "\n" + self.body


def story_id(story: WireStory, kind: Kind | None = None) -> str:
    """The same for every delivery and version of a story; with `kind` as if the story were of that kind."""
    if story.source_id:
        return digest("source", story.source_id)
    return digest(kind or story.kind, *_opening(story))


def _opening(story: WireStory) -> tuple[str, str]:
    """What stays when a desk adds to a story: the end of its place, and its first sentence."""
    place = folded(story.dateline.places[0])[-3:] if story.dateline.places else ""
    return place, folded(opening_sentence(story.text))


def words_of(title: str, body: str) -> str:
    """A digest of the letters and digits of a story: the same whatever its dateline, capitals, accents and marks."""
    copy = body.lstrip()
    return digest(folded(title), folded(copy[split_dateline(copy)[1] :].replace("\\", "")))


def fingerprint(title: str, body: str) -> str:
    """A digest of title and body as written, a dot, and a digest of their words alone."""
    return f"{exact_of(title, body)}.{words_of(title, body)}"


def exact_of(title: str, body: str) -> str:
    """A digest of title and body as written; only runs of white space are all the same."""
    return digest(" ".join(title.split()), " ".join(body.split()))


def filed(story: WireStory, *, section: str | None, captured: datetime | None, order: int, home: str = "") -> Filed:
    """The file of `story`, whose `date` and `captured` are in the site's zone. `order` counts from 1, 0 for none.

    `home` is the country of the site, which a story sent from there is not about by that alone.
    """
    title = story.title or (opening_sentence(story.text) if story.kind == "article" else "")
    body = body_markdown(story.dateline, story.blocks)
    id, grown = _ids(story)
    date = _written_date(story)
    precision = story.date_precision if date and story.date_precision in ("hour", "week") else ""
    countries = (*story.countries, *((story.origin,) if story.origin not in ("", home) else ()))
    front: list[tuple[str, Written]] = [
        ("title", title),
        ("date", date),
        ("date_precision", precision),
        ("updated", _later_than(date, story.versioned)),
        ("section", section or ""),
        ("byline", story.byline or ""),
        ("place", story.places),
        ("agencies", story.agencies),
        ("summary", story.summary),
        ("urgency", str(story.urgency) if story.urgency else ""),
        ("rights", story.rights),
        ("countries", tuple(dict.fromkeys(countries))),
        ("persons", story.persons),
        ("status", "" if story.status == "usable" else story.status),
        ("embargo", written_moment(story.embargo)),
        ("expires", written_moment(story.expires)),
        ("corrections", tuple((at.isoformat(timespec="minutes"), note) for at, note in story.corrections)),
        ("captured", captured.isoformat(timespec="minutes") if captured else ""),
        ("order", str(order) if order else ""),
        ("id", id),
        ("source_id", story.source_id or ""),
    ]
    mark = _mark(story, title, body, front)
    made = Filed(
        id=id,
        kind=story.kind,
        # A withdrawal that comes first says nothing of the story, and its address neither.
        slug="" if story.is_notice else story_slug(title or opening_sentence(story.text)),
        folder=_folder(story),
        clock="" if story.kind == "article" else f"{story.date:%H%M}-" if story.date else "0000-",
        title=title,
        body=body,
        mark=mark,
        front=(*front, ("imported", str(mark))),
        date=date,
        precision=precision,
        moment=story.date,
        captured=captured,
        versioned=story.versioned,
        source_id=story.source_id or "",
        grown=grown,
        line=story.line,
    )
    return made if made.slug else replace(made, slug=id)


def _ids(story: WireStory) -> tuple[str, tuple[str, str]]:
    """The id of a story; and those that it would have as a ticker item and as an article, empty where it tells one."""
    if story.source_id:
        return story_id(story), ("", "")
    opening = _opening(story)
    grown = digest("ticker", *opening), digest("article", *opening)
    return grown[story.kind == "article"], grown


def _mark(story: WireStory, title: str, body: str, front: Front) -> Mark:
    exact, words = exact_of(title, body), words_of(title, body)
    if story.versioned is None and not story.revision:
        return Mark(exact=exact, words=words)
    made = story.versioned.astimezone(UTC) if story.versioned else datetime(1, 1, 1)
    # The first letter of what becomes of the text goes with it among the versions, also when the story is withdrawn.
    rank = f"{made:%Y%m%d%H%M%S}-{story.revision:012}{story.status[0]}"
    # A list stands in a head as it is written.
    head = {
        key: value if isinstance(value, str) else front_line(key, value).partition(": ")[2].strip()
        for key, value in front
        if value
    }
    stated = front_digest(head)
    if story.is_notice:
        return Mark(exact=exact, front=stated, kill=rank)
    return Mark(exact=exact, words=words, rank=rank, front=stated)


def _written_date(story: WireStory) -> str:
    if not story.date:
        return ""
    form = _CLOCKS.get(story.date_precision)
    return story.date.strftime(form) if form else story.date.isoformat(timespec="minutes")


def _later_than(date: str, versioned: datetime | None) -> str:
    """`versioned` as written, where it is known to be later than the written `date`."""
    if not versioned or not date:
        return ""
    written = versioned.isoformat(timespec="minutes")
    if len(date) <= 10:
        return written if written[: len(date)] > date else ""
    return written if datetime.fromisoformat(written) > datetime.fromisoformat(date) else ""


def with_own_id(made: Filed) -> Filed:
    """The same story under an id of its whole text, for one that opens like another that is days away."""
    own = digest(made.id, made.words)
    return replace(made, id=own, front=tuple((key, own if key == "id" else value) for key, value in made.front))


def _folder(story: WireStory) -> str:
    if story.kind == "article":
        return f"articles/{story.date:%Y}" if story.date else "articles/undated"
    return f"ticker/{story.date:%Y/%m/%d}" if story.date else "ticker/undated"
