"""Laws of the two files that carry the site's HTTP rules to a host."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.hosting import (
    CONTENT_SECURITY_POLICY,
    GONE,
    MOVED,
    HeaderRule,
    Rule,
    address_fault,
    direct,
    faults,
    gone,
    headers_file,
    headers_for,
    moved,
    parse_headers,
    parse_redirects,
    place,
    redirects_file,
    site_headers,
)

fit_addresses = st.text(max_size=30).map(lambda text: "/" + text).filter(lambda text: not address_fault(text))


def rules_of(content: bytes) -> list[Rule | str]:
    return [rule for _, rule in parse_redirects(content)]


def test_rules_become_sorted_lines_that_go_before_the_page_that_stands_there() -> None:
    rules = [moved("/b/", "/2026/05/12/nieuw/"), gone("/a/", 451), gone("/c.html")]
    assert redirects_file(rules) == (b"/a/ /a/index.html 451!\n/b/ /2026/05/12/nieuw/ 301!\n/c.html /c.html 410!\n")


def test_a_move_leads_below_the_path_of_the_site_but_a_tombstone_names_a_file() -> None:
    content = redirects_file([moved("/b/", "/c/"), gone("/a/")], root="/nieuws")
    assert content == b"/a/ /a/index.html 410!\n/b/ /nieuws/c/ 301!\n"


@given(st.dictionaries(fit_addresses, fit_addresses, max_size=6))
def test_what_is_written_is_read_back_and_every_line_has_three_words(moves: dict[str, str]) -> None:
    rules = []
    for source, target in moves.items():
        if place(source) not in ("/", place(target)):
            rules.append(moved(source, target))
    try:
        expected = direct(rules)
    except ValueError:
        return
    content = redirects_file(rules)
    assert content.isascii()
    assert [len(line.split(b" ")) for line in content.splitlines()] == [3] * len(expected)
    read = [rule for rule in rules_of(content) if isinstance(rule, Rule)]
    assert [(place(rule.source), place(rule.target)) for rule in read] == [
        (place(rule.source), place(rule.target)) for rule in expected
    ]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "oud/",
        "//elders.example/",
        "/\\elders.example/",
        "/a/../b/",
        "/a/%2e%2e/b/",
        "/a//b/",
        "/a\n/b 301",
        "/a%0A/b",
        "/a\u2028b/",
        "/a\x00/",
        "/a/%2Fb/",
        "/a%2Fb/",
        "/%ff/",
        "/a/*",
        "/:jaar/",
        "/a?b=c",
        "/a#b",
        "/a%3Fb",
        "/.netlify/functions/x",
        "/_headers",
        "/\ud800/",
    ],
)
def test_an_address_that_could_break_a_rule_is_refused(address: str) -> None:
    assert address_fault(address)
    with pytest.raises(ValueError, match=r"\w"):
        moved(address, "/b/")
    with pytest.raises(ValueError, match=r"\w"):
        moved("/b/", address)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("/oud bericht/", "/oud%20bericht/"),
        ("/coördinatie/", "/co%C3%B6rdinatie/"),
        ("/co%C3%B6rdinatie/", "/co%C3%B6rdinatie/"),
        ("/100%/", "/100%25/"),
        ("/a:b,c;d=e/", "/a:b,c;d=e/"),
        ("/bericht.php", "/bericht.php"),
    ],
)
def test_an_address_is_written_in_ascii_and_encoded_once(address: str, written: str) -> None:
    assert redirects_file([moved(address, "/b/")]).decode() == f"{written} /b/ {MOVED}!\n"


def test_a_chain_of_moves_is_cut_to_one_step() -> None:
    rules = direct([moved("/a/", "/b/"), moved("/b/", "/c/"), moved("/c", "/d/"), gone("/d/")])
    assert [(rule.source, rule.target, rule.status) for rule in rules] == [
        ("/a/", "/d/", 301),
        ("/b/", "/d/", 301),
        ("/c", "/d/", 301),
        ("/d/", "/d/index.html", 410),
    ]


@pytest.mark.parametrize(
    ("rules", "word"),
    [
        ([("/a/", "/b/"), ("/b", "/a/")], "circle"),
        ([("/a/", "/b/"), ("/b/", "/c/"), ("/c/", "/b/")], "circle"),
        ([("/a/", "/b/"), ("/a", "/c/")], "two rules"),
    ],
)
def test_rules_that_contradict_each_other_are_refused(rules: list[tuple[str, str]], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        direct(moved(source, target) for source, target in rules)


def test_every_rule_at_fault_is_named_however_many_there_are() -> None:
    chain = [moved(f"/{number}/", f"/{number + 1}/") for number in range(20_000)]
    assert list(faults(chain)) == []
    assert {rule.target for rule in direct(chain)} == {"/20000/"}
    found = dict(faults([*chain, moved("/20000/", "/19999/"), moved("/a/", "/b/"), moved("/a", "/c/")]))
    assert len(found) == 20_002
    assert "two rules" in found[moved("/a", "/c/")]
    assert "circle" in found[moved("/20000/", "/19999/")]


@pytest.mark.parametrize(("source", "target", "status"), [("/", "/a/", 301), ("/a/", "/a", 301), ("/a/", "/b/", 302)])
def test_a_rule_is_valid_from_birth(source: str, target: str, status: int) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Rule(source=source, target=target, status=status)


def test_a_line_that_is_no_rule_is_named_with_its_number() -> None:
    content = b"# moved\n\n/a/ /b/ 301!\n/c/ 301!\n/d/ /e/ 302!\n/f/ /f/index.html 410\n/g/ //h/ 301!\n"
    assert [(line, isinstance(rule, Rule)) for line, rule in parse_redirects(content)] == [
        (3, True),
        (4, False),
        (5, False),
        (6, False),
        (7, False),
    ]


SOME_ADDRESSES = (
    "/",
    "/2026/05/12/x/",
    "/feed.xml",
    "/land/belarus/atom.xml",
    "/persoon/x/feed.json",
    "/pagefind/0a1b2c/index/nl_1.pf_index",
    "/pagefind/0a1b2c/pagefind-entry.json",
    "/pagefind/shards.json",
    "/assets/site.css",
)


def test_the_header_file_gives_its_rules_back() -> None:
    rules = site_headers(secure=True)
    assert parse_headers(headers_file(rules)) == rules


@pytest.mark.parametrize("address", SOME_ADDRESSES)
def test_no_field_is_named_by_two_rules_that_fit_one_address(address: str) -> None:
    rules = site_headers(secure=True)
    names = [name for rule in rules if headers_for(address, [rule]) for name, _ in rule.fields]
    assert len(names) == len(set(names))
    assert headers_for(address, rules)["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    ("address", "name", "value"),
    [
        ("/pagefind/0a1b2c/index/nl_1.pf_index", "Cache-Control", "public, max-age=31536000, immutable"),
        ("/pagefind/shards.json", "Cache-Control", None),
        ("/assets/site.css", "Cache-Control", None),
        ("/2026/", "Cache-Control", None),
        ("/feed.xml", "Content-Type", "application/rss+xml; charset=utf-8"),
        ("/land/belarus/feed.xml", "Content-Type", "application/rss+xml; charset=utf-8"),
        ("/land/belarus/atom.xml", "Content-Type", "application/atom+xml; charset=utf-8"),
        ("/land/belarus/feed.json", "Content-Type", "application/feed+json; charset=utf-8"),
        ("/sitemap.xml", "Content-Type", None),
    ],
)
def test_only_what_is_named_by_its_content_is_kept_for_a_year(address: str, name: str, value: str | None) -> None:
    assert headers_for(address, site_headers(secure=False)).get(name) == value


def test_a_site_without_https_does_not_ask_for_it() -> None:
    assert "Strict-Transport-Security" in headers_for("/", site_headers(secure=True))
    assert "Strict-Transport-Security" not in headers_for("/", site_headers(secure=False))


@given(st.text("ab.+([$^|?\\", min_size=1, max_size=5), st.text("ab.+([$^|?\\", min_size=1, max_size=5))
def test_a_pattern_is_no_regular_expression(pattern: str, address: str) -> None:
    rule = HeaderRule(pattern="/" + pattern, fields=(("X-A", "1"),))
    assert bool(headers_for("/" + address, [rule])) == (address == pattern)


@pytest.mark.parametrize(
    ("pattern", "address", "fits"),
    [
        ("/*", "/", True),
        ("/*", "/a/b", True),
        ("/a/*", "/a", True),
        ("/a/:b/*", "/a/b", True),
        ("/a/:b/:c", "/a/b", False),
        ("/a/:b/:c", "/a/b/c", True),
        ("/a/:b/:c", "/a/b/c/d", False),
        ("/*feed.xml", "/a/b/feed.xml", True),
        ("/*feed.xml", "/a/b/feedaxml", False),
        ("/A", "/a/", True),
    ],
)
def test_a_pattern_fits_what_it_fits_at_the_host(pattern: str, address: str, fits: bool) -> None:
    assert bool(headers_for(address, [HeaderRule(pattern=pattern, fields=(("X-A", "1"),))])) == fits


def test_the_policy_lets_nothing_from_elsewhere_and_nothing_inline() -> None:
    assert "http" not in CONTENT_SECURITY_POLICY
    assert "unsafe-inline" not in CONTENT_SECURITY_POLICY
    assert "'unsafe-eval'" not in CONTENT_SECURITY_POLICY
    assert GONE == (410, 451)


def test_netlify_is_told_what_to_run_and_nothing_that_the_build_writes_itself() -> None:
    config = tomllib.loads((Path(__file__).parent.parent / "netlify.toml").read_text(encoding="utf-8"))
    assert config["build"]["command"].split() == ["pip", "install", ".", "&&", "sitegen", "build"]
    assert config["build"]["publish"] == "public"
    assert re.fullmatch(r"3\.\d+(\.\d+)?", config["build"]["environment"]["PYTHON_VERSION"])
    assert not {"redirects", "headers"} & set(config)
