# ruff: noqa: E501  (a fault a line: tables are read across)
"""`site.toml`: what it may say, what it means when it does not say it, and what is refused with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.config import Agency, read_base_url, read_site
from sitegen.errors import ContentError

LEAST = """title = "Havennieuws"
base_url = "https://havennieuws.example"
language = "nl"
timezone = "Europe/Amsterdam"
sections = ["Buitenland", "Binnenland"]
"""


def problems(text: str) -> list[str]:
    with pytest.raises(ContentError) as refused:
        read_site(text)
    return [str(problem) for problem in refused.value.problems]


def changed(name: str, value: str) -> str:
    lines = [f"{name} = {value}" if line.startswith(f"{name} ") else line for line in LEAST.splitlines()]
    return "\n".join(lines if f"{name} = {value}" in lines else [*lines, f"{name} = {value}"]) + "\n"


def test_what_a_site_says_nothing_of_has_a_default() -> None:
    site = read_site(LEAST)
    assert (site.feeds, site.feed_items, site.search, site.ninjs, site.share_images) == (
        ("rss", "atom", "json"),
        50,
        True,
        False,
        "off",
    )
    assert site.id_authority == "havennieuws.example,2026"
    assert (site.host, site.root, site.home_country, dict(site.agencies)) == ("https://havennieuws.example", "", "", {})


def test_agencies_are_known_by_their_capitals() -> None:
    site = read_site(LEAST + '[agencies.kpd]\nname = "Kustpersdienst"\nfeed = "summary"\nkeep_days = 30\n')
    assert site.agencies == {"KPD": Agency(code="KPD", name="Kustpersdienst", feed="summary", keep_days=30)}
    assert (site.agency_name("KPD"), site.agency_name("XYZ")) == ("Kustpersdienst", "XYZ")


def test_a_site_may_stand_below_a_path() -> None:
    site = read_site(changed("base_url", '"https://example.org/nieuws/"'))
    assert (site.base_url, site.host, site.root) == ("https://example.org/nieuws", "https://example.org", "/nieuws")


def test_sections_are_matched_without_regard_to_case() -> None:
    site = read_site(LEAST)
    assert (site.section(" buitenLAND "), site.section("Sport")) == ("Buitenland", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (changed("titel", '"x"'), "content/site.toml:6: 'titel' is no setting; did you mean 'title'?"),
        (changed("title", "3"), "content/site.toml:1: 'title' cannot be 3; write a text in quotes, such as \"News\""),
        (changed("title", r'"a\u0001b"'), "content/site.toml:1: 'title' cannot be \"a\x01b\"; write a text without line ends and other characters that cannot be seen"),
        (changed("base_url", '"havennieuws.example"'), "content/site.toml:2: 'base_url' cannot be \"havennieuws.example\"; write an address such as \"https://news.example\" or \"https://example.org/news\""),
        (changed("base_url", '"https://x.example/a?b"'), "content/site.toml:2: 'base_url' cannot be \"https://x.example/a?b\"; write an address such as"),
        (changed("base_url", '"https://x.example/é"'), "content/site.toml:2: 'base_url' cannot be \"https://x.example/é\"; write an address of ASCII letters"),
        (changed("language", '"xx"'), "content/site.toml:3: 'language' cannot be \"xx\"; write one of \"en\", \"nl\""),
        (changed("timezone", '"Europe/Nergens"'), "content/site.toml:4: 'timezone' cannot be \"Europe/Nergens\"; write a zone of the tz database, such as \"Europe/Amsterdam\""),
        (changed("timezone", '"../../etc/passwd"'), "content/site.toml:4: 'timezone' cannot be"),
        (changed("sections", "[]"), "content/site.toml:5: 'sections' cannot be []; write a list of at least one section"),
        (changed("sections", '"Sport"'), "content/site.toml:5: 'sections' cannot be \"Sport\"; write a list of texts"),
        (changed("sections", '["Sport", "sport"]'), "content/site.toml:5: 'sections' cannot be ['Sport', 'sport']; write a list of at least one"),
        (changed("sections", '["Ticker"]'), "content/site.toml:5: section 'Ticker' has the address of something else; give it another name"),
        (changed("sections", '["2026"]'), "content/site.toml:5: section '2026' has the address of something else; give it another name"),
        (changed("feeds", '["rss", "sms"]'), "content/site.toml:6: 'feeds' cannot be ['rss', 'sms']; write a list of \"rss\", \"atom\" and \"json\""),
        (changed("feed_items", "true"), "content/site.toml:6: 'feed_items' cannot be True; write a whole number from 1 to 500"),
        (changed("feed_items", "0"), "content/site.toml:6: 'feed_items' cannot be 0; write a whole number from 1 to 500"),
        (changed("home_country", '"Nederland"'), "content/site.toml:6: 'home_country' cannot be \"Nederland\"; write a code of two capitals, such as \"NL\""),
        (changed("id_authority", '"wij allen"'), "content/site.toml:6: 'id_authority' cannot be \"wij allen\"; write a name of one's own"),
        (LEAST + '[agencies.kpd]\nfeeds = "full"\n', "content/site.toml:7: 'feeds' is no setting; did you mean 'feed'?"),
        (LEAST + '[agencies.kpd]\nfeed = "half"\n', "content/site.toml:7: 'feed' cannot be \"half\"; write one of \"full\", \"summary\""),
        (LEAST + '[agencies.kpd]\nurl = "javascript:x"\n', "content/site.toml:7: 'url' cannot be \"javascript:x\"; write a web address"),
        (LEAST + '[import.sections]\nRegio = 3\n', "content/site.toml:6: [import.sections] holds something else than texts"),
        (LEAST + "title = 1\n", "content/site.toml:6: is not TOML (Cannot overwrite a value); see the section on site.toml in the README"),
        (LEAST + "sectie = [\n", "content/site.toml:6: is not TOML"),
        ("", "content/site.toml:1: 'base_url' is missing; add base_url = \"https://news.example\""),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line_and_what_would_be_right(text: str, expected: str) -> None:
    assert any(problem.startswith(expected) for problem in problems(text)), problems(text)


def test_all_faults_are_told_at_once() -> None:
    assert len(problems('titel = "x"\nlanguage = 3\nfeeds = 1\n')) == 7


@given(st.text(max_size=60))
def test_any_text_is_settings_or_problems(text: str) -> None:
    with pytest.raises(ContentError):
        read_site(text)


@given(st.text(max_size=40))
def test_any_address_for_the_site_is_usable_or_refused(written: str) -> None:
    try:
        url = read_base_url(written)
    except ValueError:
        return
    assert url.isascii() and url.startswith(("http", "HTTP")) and not url.endswith("/")


@pytest.mark.parametrize(
    "written", ["http://[", "https://x.example:999999", "https://a.example/../b", "https://a.example//b"]
)
def test_an_address_that_only_looks_like_one_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="address"):
        read_base_url(written)


def test_a_home_country_and_targets_of_sections_have_to_exist() -> None:
    text = (
        'title = "x"\nbase_url = "https://x.example"\nlanguage = "nl"\ntimezone = "Europe/Amsterdam"\n'
        'sections = ["Buitenland"]\nhome_country = "QQ"\n[import.sections]\nEconomie = "Geld"\n'
    )
    with pytest.raises(ContentError) as caught:
        read_site(text)
    assert [(problem.line, problem.wrong) for problem in caught.value.problems] == [
        (6, "'QQ' is no country"),
        (8, "'Geld' is no section of this site"),
    ]
