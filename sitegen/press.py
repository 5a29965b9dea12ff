"""From a key to the files it owns. A key's pages are made by queries, so any key can be made again at any time.

`MAKERS` is the whole of it: one row a kind of key. `every_key` names all keys of a site as it stands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateSyntaxError

from sitegen import keys
from sitegen.changes import letters_in_use
from sitegen.correctionpages import corrections_feeds, corrections_page
from sitegen.design import Design
from sitegen.dirty import calendar_periods
from sitegen.errors import ContentError, Problem
from sitegen.feeds import feeds
from sitegen.hosting import Rule, faults, gone, headers_file, moved, redirects_file, site_headers
from sitegen.indexpages import (
    agencies_page,
    countries_page,
    editors_page,
    feeds_page,
    letter_page,
    missing_page,
    moved_page,
    persons_page,
    search_page,
)
from sitegen.listpages import calendar_page, home_page, list_page
from sitegen.model import Story
from sitegen.newsroom import Newsroom
from sitegen.ninjs import ninjs, ninjs_tombstone
from sitegen.notes import REDIRECTS
from sitegen.publication import gives_ninjs
from sitegen.sitemaps import page_sitemap, robots, sitemap_index, story_sitemap
from sitegen.storypages import story_page, tombstone
from sitegen.typesetting import FILE, Typesetter
from sitegen.versionpages import versions_page
from sitegen.views import StoryPage, TextPage

LATEST = 10
"""Stories in `latest.json`, from which story pages fill their box of newest stories."""
COMPILED = ".sitegen/templates"
"""Where a site's compiled templates are kept between builds."""
Made = tuple[str, bytes]
"""A file: its path below the output folder, and its bytes."""


@dataclass(frozen=True, slots=True)
class Press:
    """A newsroom and its templates: makes the files of any key."""

    room: Newsroom
    design: Design
    typesetter: Typesetter
    media: Path
    """The site's `content/` folder, below which `media/` lies."""

    def make(self, key: str) -> list[Made]:
        """The files of a key; none where it owns none any more. Raises `ContentError` for a fault in a template."""
        kind, _, rest = key.partition(":")
        return list(MAKERS[kind](self, rest))

    def page(self, template: str, view: object, address: str) -> Made:
        """A page made of a template and its view, at an address."""
        try:
            text = self.typesetter.text(template, view)
        except Exception as error:  # a template can go wrong in as many ways as Python can
            raise ContentError([_template_problem(template, error, address)]) from error
        path = address.lstrip("/")
        return (path + "index.html" if address.endswith("/") else path), text.encode()


def press(room: Newsroom, design: Design, site: Path) -> Press:
    """The press for a newsroom and the design of its site, which lies in the folder `site`."""
    typesetter = Typesetter(design.templates, room.chrome(), site / COMPILED)
    return Press(room, design, typesetter, site / "content")


def _template_problem(template: str, error: Exception, address: str) -> Problem:
    """Where in which template a page failed: the innermost frame that is a template's."""
    file, line = FILE + template, 0
    if isinstance(error, TemplateSyntaxError):
        file, line = FILE + (error.name or template), error.lineno
    trace = error.__traceback__
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if name.startswith(FILE) and not isinstance(error, TemplateSyntaxError):
            file, line = name, trace.tb_lineno
        trace = trace.tb_next
    right = f"see the views a template gets; it was making {address}"
    return Problem(file, line, str(error) or type(error).__name__, right)


def every_key(room: Newsroom) -> Iterator[str]:
    """All keys of a site but those of assets: the pages of stories, of lists, and the rest."""
    archive = room.archive
    for _, address in archive.lists.published():
        yield f"story:{address}"
    lists = {keys.HOME, keys.TICKER, *(f"section/{section}" for section in room.site.sections)}
    lists |= {key for key in archive.lists.list_keys() if key != keys.ARTICLES}
    lists |= {f"country/{code}" for code in room.country_files}
    lists |= {f"person/{key}" for key in room.people}
    yield from (f"list:{key}" for key in sorted(lists))
    yield from (f"letter:{letter}" for letter in sorted(letters_in_use(archive, room.people)))
    yield from (f"index:{kind}" for kind in ("country", "person", "agency", "feeds", "search"))
    yield from (f"corrections:{year}" for year in ("", *archive.history.correction_years()))
    yield from (f"page:{name}" for name in sorted(room.pages))
    yield from (f"moved:{old}" for old in sorted({*room.redirects, *(alias for alias, _ in archive.aliases())}))
    yield from (f"sitemap:{part}" for part in ("", "pages", *archive.lists.parts()))
    yield from (f"media:{path}" for path in archive.files.below("media"))
    yield from ("page:404", "latest:", "robots:", "hosting:")
    # Last, for they are many and small: no process waits long for another at the end. By period: the lists of one
    # month show the same stories, which are then at hand.
    calendar = sorted((period, key) for key in lists - {keys.UNDATED} for period in calendar_periods(archive, key))
    yield from (f"calendar:{key}:{period}" for period, key in calendar)


def _story(press: Press, address: str) -> Iterator[Made]:
    for number, story, state in press.room.archive.stories_at(address):
        view = story_page(press.room, number, story, state)
        yield press.page(_template(view), view, address)
        if versions := versions_page(press.room, story, state):
            yield press.page("versions.html", versions, versions.head.address)
        if gives_ninjs(story, state, press.room.site):
            yield press.room.addresses.ninjs(address)[1:], ninjs(press.room, story)
        if state == "gone":
            yield from _derived_tombstones(press, story)


def _derived_tombstones(press: Press, story: Story) -> Iterator[Made]:
    """What stands at the other addresses of a story that is gone, each of which answers as the story's own."""
    own, room = press.room.addresses, press.room
    if room.archive.history.has_versions and room.archive.history.versions_of(story.id):
        address = own.versions(story.address)
        reason = "gone" if story.status == "canceled" else "expired"
        yield press.page("text.html", tombstone(room, address, reason), address)
    if room.site.ninjs:
        yield own.ninjs(story.address)[1:], ninjs_tombstone(room, story)


def _template(view: StoryPage | TextPage) -> str:
    if isinstance(view, TextPage):
        return "text.html"
    return "item.html" if view.kind == "ticker" else "article.html"


_LIST_TEMPLATES = {"country": "entity.html", "person": "entity.html"}


def _list(press: Press, key: str) -> Iterator[Made]:
    room = press.room
    address = room.addresses.list_of(key)
    if key == keys.HOME:
        yield press.page("home.html", home_page(room), address)
    elif (view := list_page(room, key)) is not None:
        if not (key == keys.UNDATED and not room.archive.lists.count(key)):
            yield press.page(_LIST_TEMPLATES.get(key.partition("/")[0], "list.html"), view, address)
    else:
        return
    for place, data in feeds(room, key).items():
        yield place.lstrip("/"), data


def _calendar_page(press: Press, rest: str) -> Iterator[Made]:
    key, _, period = rest.rpartition(":")
    if view := calendar_page(press.room, key, period):
        yield press.page("calendar.html", view, press.room.addresses.period(key, period))


def _index(press: Press, kind: str) -> Iterator[Made]:
    room, own = press.room, press.room.addresses
    if kind == "country":
        yield press.page("index.html", countries_page(room), own.countries)
    elif kind == "person":
        yield press.page("index.html", persons_page(room), own.persons)
    elif kind == "agency":
        yield press.page("index.html", agencies_page(room), own.agencies)
    elif kind == "feeds" and (view := feeds_page(room)):
        yield press.page("feeds.html", view, own.feeds)
    elif kind == "search" and (found := search_page(room)):
        yield press.page("search.html", found, own.search)


def _letter(press: Press, letter: str) -> Iterator[Made]:
    if view := letter_page(press.room, letter):
        yield press.page("index.html", view, press.room.addresses.letter(letter))


def _page(press: Press, name: str) -> Iterator[Made]:
    if name == "404":
        yield press.page("text.html", missing_page(press.room), "/404.html")
    elif view := editors_page(press.room, name):
        yield press.page("text.html", view, press.room.addresses.page(name))


def _corrections(press: Press, year: str) -> Iterator[Made]:
    if view := corrections_page(press.room, year):
        yield press.page("corrections.html", view, view.head.address)
    if not year:
        for place, data in corrections_feeds(press.room).items():
            yield place.lstrip("/"), data


def _moved(press: Press, old: str) -> Iterator[Made]:
    """The page at an address that moved or is gone, for hosts that know no rules."""
    room = press.room
    target = room.redirects.get(old) or room.archive.moved_to(old)
    if isinstance(target, int):
        yield press.page("text.html", tombstone(room, old, "legal" if target == 451 else "gone"), old)
    elif target and old.endswith("/"):  # a page at the place of a feed would be no feed
        yield press.page("text.html", moved_page(room, old, target), old)


def _sitemap(press: Press, part: str) -> Iterator[Made]:
    room = press.room
    if not part:
        yield "sitemap.xml", sitemap_index(room)
        yield "sitemap-pages.xml", page_sitemap(room)
    elif part != "pages" and (data := story_sitemap(room, part)):
        yield f"sitemap-{part}.xml", data


def _latest(press: Press, rest: str) -> Iterator[Made]:
    room = press.room
    newest = room.teasers([number for _, number in room.archive.lists.newest(keys.HOME, LATEST)])
    rows = [
        {
            "address": room.site.root + teaser.address,
            "title": teaser.title,
            "time": teaser.stamp.brief,
            "machine": teaser.stamp.machine,
        }
        for teaser in newest
    ]
    yield "latest.json", (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()


def _robots(press: Press, rest: str) -> Iterator[Made]:
    yield "robots.txt", robots(press.room)


def _hosting(press: Press, rest: str) -> Iterator[Made]:
    room = press.room
    rules = _rules(room)
    wrong = [Problem(f"content/{REDIRECTS}", 0, fault, "take its line out, or the alias") for _, fault in faults(rules)]
    if wrong:
        raise ContentError(wrong)
    yield "_redirects", redirects_file(rules, root=room.site.root)
    yield "_headers", headers_file(site_headers(secure=room.site.base_url.startswith("https:")))


def _rules(room: Newsroom) -> list[Rule]:
    rules = [moved(old, new) for old, new in room.archive.aliases() if old not in room.redirects]
    known = {*room.redirects, *(rule.source for rule in rules)}
    for address, has_versions in room.archive.gone():
        derived = [room.addresses.versions(address)] if has_versions else []
        derived += [room.addresses.ninjs(address)] if room.site.ninjs else []
        rules += [gone(address), *(gone(other) for other in derived if other not in known)]
    for old, target in room.redirects.items():
        rules.append(gone(old, target) if isinstance(target, int) else moved(old, target))
    return rules


def _media(press: Press, path: str) -> Iterator[Made]:
    if press.room.archive.files.get(path) and press.room.archive.is_shown(path):
        try:
            data = (press.media / path).read_bytes()
        except FileNotFoundError:  # taken away since all files were looked at; the next look makes this key again
            return
        except OSError as error:
            wrong = f"cannot be read ({error.strerror})"
            raise ContentError([Problem(f"content/{path}", 0, wrong, "make it readable, or take it away")]) from None
        yield path, data


MAKERS: Mapping[str, Callable[[Press, str], Iterator[Made]]] = {
    "story": _story,
    "list": _list,
    "calendar": _calendar_page,
    "letter": _letter,
    "index": _index,
    "page": _page,
    "corrections": _corrections,
    "moved": _moved,
    "sitemap": _sitemap,
    "latest": _latest,
    "robots": _robots,
    "hosting": _hosting,
    "media": _media,
}
"""What makes the files of each kind of key, `kind:rest`."""
