"""The Dutch country table against ISO 3166-1, CLDR and Dutch word lists, and each of its forms in a sentence."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from sitegen.recognise import load_gazetteer, recognise

TABLE: dict[str, dict[str, Any]] = tomllib.loads(
    (files("sitegen") / "lang/nl/countries.toml").read_text(encoding="utf-8")
)
SORTS = ("names", "abbreviations", "adjectives", "demonyms")
WORDS = Path("/usr/share/dict/dutch")
DUTCH = load_gazetteer("nl")


def forms(code: str) -> list[str]:
    row = TABLE[code]
    return [row["name"], *(form for sort in SORTS for form in row.get(sort, ()))]


def test_the_table_holds_every_code_of_iso_3166_and_kosovo() -> None:
    babel = pytest.importorskip("babel")
    beyond = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
    known = {code for code in babel.Locale("nl").territories if len(code) == 2 and code.isalpha()}
    assert set(TABLE) == known - beyond
    assert len(TABLE) == 250


def test_every_country_has_the_name_that_cldr_gives_it_or_a_chosen_other_one() -> None:
    babel = pytest.importorskip("babel")
    chosen = {"GS", "HK", "MM", "MO", "NF", "TF"}  # CLDR: 'Hongkong SAR van China', 'Myanmar (Birma)' and the like
    names = babel.Locale("nl").territories
    assert {code for code in TABLE if names[code].replace("’", "'") not in forms(code)} <= chosen


def test_a_form_stands_once_and_with_one_country() -> None:
    seen: dict[str, str] = {}
    for code in TABLE:
        for form in forms(code):
            assert form not in seen, (form, code, seen.get(form))
            seen[form] = code


def test_the_rows_hold_nothing_but_their_fields() -> None:
    for code, row in TABLE.items():
        assert set(row) <= {"name", *SORTS}, code
        assert all(form == form.strip() and form for form in forms(code)), code
        assert all(form.isupper() for form in row.get("abbreviations", ())), code


@pytest.mark.skipif(not WORDS.exists(), reason="needs the Dutch word list of the package wdutch")
def test_most_adjectives_and_demonyms_are_in_the_dutch_word_list() -> None:
    known = set(WORDS.read_text(encoding="utf-8").split("\n"))
    listed = [form for row in TABLE.values() for sort in ("adjectives", "demonyms") for form in row.get(sort, ())]
    single = [form for form in listed if " " not in form]
    assert sum(form in known for form in single) >= 0.8 * len(single)


FRAMES = ("Volgens de krant was {} gisteren in het nieuws.", "Wie {} zegt, weet wat er speelt.", "Er is nieuws ({}).")
UNSEEN = {"AQ"}  # a part of the world in Dutch copy, not a country


@pytest.mark.parametrize("code", sorted(set(TABLE) - UNSEEN))
def test_every_form_is_found_in_a_sentence(code: str) -> None:
    wrong = []
    for form in forms(code):
        for frame in () if form in DUTCH.countries.doubtful else FRAMES:
            text = frame.format(form)
            (*found,) = ((one.key, one.text) for one in recognise("", text, DUTCH).mentions)
            if found != [(code, form)]:
                wrong.append((text, found))
    assert not wrong


@pytest.mark.parametrize("code", sorted(set(TABLE) - UNSEEN))
def test_a_genitive_counts_as_the_name(code: str) -> None:
    name = TABLE[code]["name"]
    ending = "'s" if name[-1] in "aiouy" else "" if name[-1] == "s" else "s"
    assert recognise("", f"Zo zag {name}{ending} oudste krant het.", DUTCH).countries == (code,)


def test_the_continents_and_antarctica_are_no_countries() -> None:
    text = "Europa, Azië, Afrika, Oceanië, Antarctica, Zuid-Amerika en Noord-Amerika."
    assert recognise("", text, DUTCH).countries == ()
