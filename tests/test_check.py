"""What the check finds in a built site, and that it finds nothing in a good one."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.check import HOSTS, check
from sitegen.errors import UsageError
from sitegen.examine import data, page, robots, style, xml
from sitegen.hosting import gone, headers_file, moved, redirects_file, site_headers

BASE = "https://noordzee.example"


def laid_out(address: str, body: str, head: str = "", root: str = "") -> str:
    """A page as it should be, at `address`."""
    return (
        '<!doctype html>\n<html lang="nl"><head><meta charset="utf-8"><title>Bericht</title>\n'
        f'<link rel="canonical" href="{BASE}{root}{address}">\n{head}</head>\n'
        f"<body><h1>Bericht</h1>\n{body}\n</body></html>\n"
    )


STORY = "/2026/05/12/bericht/"
LD = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "url": BASE + STORY,
    "publisher": {"@id": BASE + "/#org"},
}
ITEM = '<p>Zie <a href="https://noordzee.example/land/belarus/">Belarus</a>.</p>'
RSS = f"""<?xml version="1.0"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Noordzee</title><link>{BASE}/</link>
<description>Nieuws</description><atom:link href="{BASE}/feed.xml" rel="self"/>
<item><title>Bericht</title><link>{BASE}{STORY}</link><guid isPermaLink="false">tag:a,2026:1</guid>
<description>{html.escape(ITEM)}</description></item></channel></rss>
"""
ATOM = f"""<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:a,2026:0</id><title>Noordzee</title>
<updated>2026-05-12T09:00:00+02:00</updated><link rel="self" href="{BASE}/atom.xml"/>
<entry><id>tag:a,2026:1</id><title>Bericht</title><updated>2026-05-12T09:00:00+02:00</updated>
<link href="{BASE}{STORY}"/><content type="html">{html.escape(ITEM)}</content></entry></feed>
"""
FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Noordzee",
        "home_page_url": f"{BASE}/",
        "items": [{"id": "tag:a,2026:1", "url": BASE + STORY, "content_html": ITEM}],
    },
    indent=1,
)
SITEMAP = f"""<?xml version="1.0"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>{BASE}{STORY}</loc><lastmod>2026-05-12T09:00:00+02:00</lastmod></url>
</urlset>
"""
SITE: Mapping[str, str] = {
    "index.html": laid_out(
        "/",
        f'<a href="{STORY}">Bericht</a> <a href="/land/belarus/#nu">Belarus</a> <a href="?q=a">q</a>'
        '<a href="#top">op</a>'
        '<a href="/oud/">oud</a> <a href="/weg/">weg</a> <a href="https://elders.example/x">elders</a>'
        '<a href="mailto:redactie@noordzee.example">post</a> <img src="/media/a.png" srcset="/media/a.png 2x" alt="">',
        '<link rel="stylesheet" href="/assets/site.css"><link rel="alternate" href="/feed.xml"><link rel="me" href="'
        'https://elders.example/">',
    ),
    "404.html": laid_out("/", "<p>Niet gevonden</p>", '<meta name="robots" content="noindex">'),
    "2026/05/12/bericht/index.html": laid_out(
        STORY,
        '<p id="a">Tekst <a href="#a">hier</a> <a href="../../../../">thuis</a></p>',
        f'<meta property="og:url" content="{BASE}{STORY}"><script type="application/ld+json">{json.dumps(LD)}</script>',
    ),
    "land/belarus/index.html": laid_out("/land/belarus/", '<h2 id="nu">Nu</h2>'),
    "weg/index.html": laid_out("/", "<p>Ingetrokken</p>", '<meta name="robots" content="noindex">'),
    "oud/index.html": laid_out(STORY, "<p>Verhuisd</p>", '<meta name="robots" content="noindex">'),
    "assets/site.css": 'body { background: url("../media/a.png") }',
    "media/a.png": "png",
    "feed.xml": RSS,
    "atom.xml": ATOM,
    "feed.json": FEED,
    "latest.json": json.dumps([{"address": STORY, "title": "/geen/adres/"}]),
    "sitemap.xml": SITEMAP,
    "robots.txt": f"User-agent: *\nSitemap: {BASE}/sitemap.xml\n",
    "pagefind/0a1b/x.json": "no json, and none of our business",
    "_redirects": redirects_file([moved("/oud/", STORY), gone("/weg/")]).decode(),
    "_headers": headers_file(site_headers(secure=True)).decode(),
}


def lay(out: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return out


def problems(out: Path, target: str | None = None, base_url: str = BASE) -> list[str]:
    return [str(problem) for problem in check(out, base_url=base_url, target=target).problems]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return lay(tmp_path / "public", SITE)


def test_a_good_site_has_no_problems_and_everything_is_counted(out: Path) -> None:
    report = check(out, base_url=BASE)
    assert list(map(str, report.problems)) == []
    assert (report.files, report.pages, report.feeds) == (len(SITE), 6, 3)
    assert report.bytes == sum(len(content.encode()) for content in SITE.values())
    assert report.addresses > 20


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<a href="/nergens/">x</a>', "/nergens/ leads nowhere"),
        ('\n\n<a href="/land/belarus">x</a>', "8: /land/belarus lacks the slash at its end; a reader would be sent on"),
        ('<a href="/land/belarus/#dan">x</a>', "/land/belarus/#dan names no place in the page"),
        ('<a href="#dan">x</a>', "#dan names no place in the page"),
        ('<a href="nergens.html">x</a>', "nergens.html leads nowhere"),
        ('<a href="http://noordzee.example/">x</a>', "http://noordzee.example/ is on this site; write https:"),
        ('<a href="https://noordzee.example/nergens/">x</a>', "https://noordzee.example/nergens/ leads nowhere"),
        ('<a href="javascript:void(0)">x</a>', "javascript:void(0) is no address to follow"),
        ('<a href="">x</a>', "an address is empty"),
        ('<a href="http://[/">x</a>', "http://[/ is no address"),
        ('<form action="/nergens/"></form>', "/nergens/ leads nowhere"),
        ('<img src="/media/b.png" alt="">', "/media/b.png leads nowhere"),
        ('<img src="https://elders.example/a.png" alt="">', "https://elders.example/a.png is asked of another host"),
        ('<img src="//elders.example/a.png" alt="">', "//elders.example/a.png is asked of another host"),
        ('<img src="data:image/png;base64,AA" alt="">', "is blocked by the site's policy"),
        ('<img srcset="/media/a.png, /media/b.png 2x" alt="">', "/media/b.png leads nowhere"),
        (
            '<img srcset="https://elders.example/a.png 2x" alt="">',
            "https://elders.example/a.png is asked of another host",
        ),
        ('<script src="https://elders.example/x.js"></script>', "is asked of another host"),
        ("<script>let a;</script>", "a script inside the page"),
        ('<p style="color:red">x</p>', "a style inside the page"),
        ('<p id="b"></p><p id="b"></p>', "id 'b' stands 2 times"),
        ("<h1>Nog een</h1>", "the page has 2 h1; write one"),
        ('<script type="application/ld+json">{"url": }</script>', "JSON-LD that is no JSON"),
        ('<script type="application/ld+json">{"url": "https://noordzee.example/x/"}</script>', "/x/ leads nowhere"),
    ],
)
def test_what_is_wrong_in_a_page_is_said_with_file_and_line(out: Path, body: str, said: str) -> None:
    lay(out, {"2026/05/12/bericht/index.html": laid_out(STORY, body)})
    (problem,) = problems(out)
    assert said in problem
    assert problem.startswith("public/2026/05/12/bericht/index.html:")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (' lang="nl"', "", "names no language"),
        ("<title>Bericht</title>", "<title> </title>", "title with words in it"),
        ("<title>Bericht</title>", "", "has no title"),
        ("<h1>Bericht</h1>", "<p>Bericht</p>", "has 0 h1"),
        ('<link rel="canonical"', '<link rel="other"', "has 0 canonical"),
        (f'href="{BASE}{STORY}"', f'href="{STORY}"', f"{STORY} is not absolute"),
        (f'href="{BASE}{STORY}"', f'href="{BASE}/land/belarus/"', "is not the page's own"),
        ("</title>", '</title><link rel="stylesheet" href="https://elders.example/a.css">', "asked of another host"),
        ("</title>", '</title><link rel="preconnect" href="https://elders.example">', "asked of another host"),
        ("</title>", '</title><base href="/x/">', "<base> changes every address"),
        ("</title>", f'</title><meta property="og:image" content="{BASE}/media/b.png">', "/media/b.png leads nowhere"),
    ],
)
def test_what_every_page_must_have_is_missed(out: Path, old: str, new: str, said: str) -> None:
    text = laid_out(STORY, "")
    assert old in text
    lay(out, {"2026/05/12/bericht/index.html": text.replace(old, new)})
    assert any(said in problem for problem in problems(out))


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("feed.xml", "</channel>", "", "feed.xml:5: no XML: "),
        ("feed.xml", f"<link>{BASE}{STORY}", f"<link>{STORY}", f"{STORY} is not absolute"),
        (
            "feed.xml",
            f"<link>{BASE}{STORY}",
            f"<link>{BASE}/nergens/",
            "feed.xml:4: https://noordzee.example/nergens/ le",
        ),
        ("feed.xml", "tag:a,2026:1", "", "1 entries without an id"),
        ("feed.xml", "<description>Nieuws</description>", "", "the channel has no description"),
        ("feed.xml", "href=&quot;https://noordzee.example", "href=&quot;", "/land/belarus/ is not absolute"),
        ("feed.xml", "/land/belarus/", "/land/nergens/", "/land/nergens/ leads nowhere"),
        ("atom.xml", "<id>tag:a,2026:1</id>", "", "1 entries without an id"),
        ("atom.xml", "<updated>2026-05-12T09:00:00+02:00", "<updated>gisteren", "no updated that holds"),
        ("atom.xml", f'href="{BASE}{STORY}"', f'href="{STORY}"', "is not absolute"),
        ("feed.json", '"title": "Noordzee",', "", "the feed has no title"),
        ("feed.json", "}", "", "feed.json:"),
        ("feed.json", BASE + STORY, STORY, "is not absolute"),
        (
            "sitemap.xml",
            BASE + STORY,
            BASE + "/nergens/",
            "sitemap.xml:3: https://noordzee.example/nergens/ leads nowhere",
        ),
        ("sitemap.xml", "2026-05-12T", "2026-13-12T", "sitemap.xml:3: lastmod"),
        ("sitemap.xml", "2026-05-12T09:00:00+02:00", "2026-05-12T09:00:00", "sitemap.xml:3: lastmod"),
        ("sitemap.xml", STORY, "/oud/", "sitemap.xml:3: https://noordzee.example/oud/ asks not to be found"),
        ("latest.json", STORY, "/nergens/", "latest.json:1: /nergens/ leads nowhere"),
        ("robots.txt", "/sitemap.xml", "/map.xml", "robots.txt:2: https://noordzee.example/map.xml leads nowhere"),
        ("assets/site.css", "../media/a.png", "//elders.example/a.png", "is asked of another host"),
        ("assets/site.css", "../media/a.png", "../media/b.png", "../media/b.png leads nowhere"),
        ("_redirects", STORY, "/nergens/", "_redirects:1: /oud/ leads to /nergens/, where nothing is"),
        ("_redirects", "/oud/ ", "/land/belarus/ ", "land/belarus/index.html: a rule in _redirects leads away from"),
        ("_redirects", " 301!", "", "_redirects:1: "),
        ("_redirects", " 301!", " 301", "_redirects:1: "),
        ("_redirects", "/weg/index.html 410!", "/ander/index.html 410!", "where nothing is"),
        ("_redirects", "/weg/ ", "/oud ", "_redirects:2: /oud has a rule already"),
        ("_headers", "/*atom.xml\n  ", "/*atom.xml\n/", "/*atom.xml has no fields"),
    ],
)
def test_what_is_wrong_in_another_file_is_said(out: Path, name: str, old: str, new: str, said: str) -> None:
    assert old in SITE[name]
    lay(out, {name: SITE[name].replace(old, new)})
    assert any(said in problem for problem in problems(out)), problems(out)


def test_moves_that_go_round_are_found_and_do_not_hang(out: Path) -> None:
    lay(out, {"_redirects": "/oud/ /ouder/ 301!\n/ouder/ /oud/ 301!\n/weg/ /weg/index.html 410!\n"})
    assert [problem for problem in problems(out) if "moved too" in problem] == [
        "public/_redirects:1: /oud/ leads to /ouder/, which has moved too; lead to the last address",
        "public/_redirects:2: /ouder/ leads to /oud/, which has moved too; lead to the last address",
    ]


def test_a_fault_that_many_files_share_is_named_ten_times_and_counted(out: Path) -> None:
    for number in range(25):
        lay(out, {f"a/{number}/index.html": laid_out(f"/a/{number}/", '<a href="/nergens/">x</a>')})
    found = problems(out)
    assert len(found) == 11
    assert found[0].startswith("public/: /nergens/ leads nowhere (in 15 more files)")


def test_a_site_below_a_path_is_checked_there(tmp_path: Path) -> None:
    pages = {
        "index.html": laid_out("/", '<a href="/nieuws/a/">a</a>', root="/nieuws"),
        "a/index.html": laid_out("/a/", '<a href="/nieuws/oud/">oud</a>', root="/nieuws"),
        "404.html": laid_out("/", "", '<meta name="robots" content="noindex">', root="/nieuws"),
        "_redirects": redirects_file([moved("/oud/", "/a/")], root="/nieuws").decode(),
    }
    out = lay(tmp_path / "public", pages)
    assert problems(out, base_url=f"{BASE}/nieuws") == []
    lay(out, {"a/index.html": laid_out("/a/", '<a href="/">a</a>', root="/nieuws")})
    assert problems(out, base_url=f"{BASE}/nieuws/") == [
        "public/a/index.html:6: / is not below /nieuws/; that is where the site stands"
    ]


def test_what_cannot_be_read_as_text_and_what_is_no_file_is_said(out: Path) -> None:
    lay(out, {"a/index.html": b"\xff\xfe<h1>"})
    (out / "b").symlink_to(out / "land")
    (out / "404.html").unlink()
    assert problems(out) == [
        "public/404.html: is not there; a host shows it where there is no page",
        "public/a/index.html: is not UTF-8 at byte 0; write UTF-8",
        "public/b: is a symbolic link; put the file itself there",
    ]


def test_an_entity_bomb_and_an_outside_entity_are_not_opened(out: Path, tmp_path: Path) -> None:
    (tmp_path / "geheim.txt").write_text("https://noordzee.example/geheim/")
    bomb = (
        '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "'
        + "&b;" * 50
        + '"><!ENTITY d "'
        + "&c;" * 50
        + '">]><a>&d;</a>'
    )
    outside = (
        f'<!DOCTYPE a [<!ENTITY b SYSTEM "{(tmp_path / "geheim.txt").as_uri()}">]>'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>&b;</loc></url></urlset>'
    )
    lay(out, {"bomb.xml": bomb, "outside.xml": outside})
    assert not any("geheim" in problem for problem in problems(out))


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("github", ["public/_redirects:1: nothing answers at /oud/; github reads no rules; put a page there"]),
        ("netlify", []),
        ("cloudflare", ["public/groot.bin: 26214401 bytes; cloudflare takes 26214400 a file"]),
        (None, []),
    ],
)
def test_a_host_is_asked_only_what_it_takes(out: Path, target: str | None, said: list[str]) -> None:
    (out / "oud/index.html").unlink()
    with (out / "groot.bin").open("wb") as file:
        file.truncate((25 << 20) + 1)
    assert problems(out, target) == said


def test_too_many_files_lines_and_rules_are_counted(out: Path) -> None:
    lay(out, {f"media/{number}.png": "" for number in range(20_000)})
    lay(
        out,
        {"_redirects": "".join(f"/oud/{number}/ {STORY} 301!\n" for number in range(2001)) + f"/{'a' * 999}/ / 301!\n"},
    )
    lay(out, {"_headers": "".join(f"/{number}\n  X-A: b\n" for number in range(101))})
    said = [problem for problem in problems(out, "cloudflare") if "cloudflare" in problem]
    assert said == [
        "public/: 20017 files; cloudflare takes 20000",
        "public/_headers: 101 header rules; cloudflare takes 100",
        "public/_redirects: 1008 characters in a line; cloudflare takes 1000",
        "public/_redirects: 2002 redirects; cloudflare takes 2000",
    ]


def test_a_folder_without_a_site_and_an_unknown_host_are_wrong_use(out: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no built site"):
        check(tmp_path, base_url=BASE)
    with pytest.raises(UsageError, match="no host is called geocities"):
        check(out, base_url=BASE, target="geocities")
    assert sorted(HOSTS) == ["cloudflare", "github", "netlify"]


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_read_without_a_crash(content: bytes) -> None:
    for reader in (page, style, robots, data, xml):
        reader(content)


@given(st.text(max_size=30).map(lambda text: html.escape("".join(text.split("\0")))))
def test_any_address_in_a_page_is_judged_without_a_crash(
    tmp_path_factory: pytest.TempPathFactory, address: str
) -> None:
    out = tmp_path_factory.mktemp("site")
    lay(
        out,
        {
            "index.html": laid_out("/", f'<a href="{address}">x</a><img src="{address}" alt="">').encode(
                "utf-8", "replace"
            )
        },
    )
    check(out, base_url=BASE)
