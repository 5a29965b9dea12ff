from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.dateline import split_dateline
from sitegen.model import Dateline
from sitegen.wire.markdown import dateline_text

DATELINES = [
    ("WARSCHAU (ANP) - De brug is dicht.", ("WARSCHAU",), ("ANP",)),
    ("WARSCHAU (ANP/RTR/AFP/DPA) - De brug is dicht.", ("WARSCHAU",), ("ANP", "RTR", "AFP", "DPA")),
    ("WARSCHAU (ANP/Bloomberg) - De brug is dicht.", ("WARSCHAU",), ("ANP", "BLOOMBERG")),
    ("WARSCHAU (Reuters) - De brug is dicht.", ("WARSCHAU",), ("REUTERS",)),
    ("Warschau (anp) - De brug is dicht.", ("Warschau",), ("ANP",)),
    ("WARSCHAU (PZC) - De brug is dicht.", ("WARSCHAU",), ("PZC",)),
    ("WARSCHAU (ANP)- De brug is dicht.", ("WARSCHAU",), ("ANP",)),
    ("WARSCHAU (ANP) -De brug is dicht.", ("WARSCHAU",), ("ANP",)),
    ("WARSCHAU(ANP) – De brug is dicht.", ("WARSCHAU",), ("ANP",)),
    ("WARSCHAU (ANP / RTR) — De brug is dicht.", ("WARSCHAU",), ("ANP", "RTR")),
    ("WARSCHAU (ANP) De brug is dicht.", ("WARSCHAU",), ("ANP",)),
    ("WARSCHAU (ANP/RTR - De brug is dicht.", ("WARSCHAU",), ("ANP", "RTR")),
    ("GENT/LILLE (ANP/BELGA) - De brug is dicht.", ("GENT", "LILLE"), ("ANP", "BELGA")),
    ("BAARLE-NASSAU/BAARLE-HERTOG (ANP) - De brug is dicht.", ("BAARLE-NASSAU", "BAARLE-HERTOG"), ("ANP",)),
    ("'s-HERTOGENBOSCH (ANP) - De brug is dicht.", ("'s-HERTOGENBOSCH",), ("ANP",)),
    ("’s-HERTOGENBOSCH (ANP) - De brug is dicht.", ("’s-HERTOGENBOSCH",), ("ANP",)),
    ("-HERTOGENBOSCH (ANP) - De brug is dicht.", ("-HERTOGENBOSCH",), ("ANP",)),
    ("s-HERTOGENBOSCH (ANP) - De brug is dicht.", ("s-HERTOGENBOSCH",), ("ANP",)),
    ("'s-HEER ARENDSKERKE - De brug is dicht.", ("'s-HEER ARENDSKERKE",), ()),
    ("'t ZAND (ANP) - De brug is dicht.", ("'t ZAND",), ("ANP",)),
    ("PORT-AU-PRINCE (ANP) - De brug is dicht.", ("PORT-AU-PRINCE",), ("ANP",)),
    ("SÃO PAULO (ANP/AFP) - De brug is dicht.", ("SÃO PAULO",), ("ANP", "AFP")),
    ("ŁÓDŹ (ANP) - De brug is dicht.", ("ŁÓDŹ",), ("ANP",)),
    ("ALPHEN aan den RIJN (ANP) - De brug is dicht.", ("ALPHEN aan den RIJN",), ("ANP",)),
    ("BERGEN op ZOOM - De brug is dicht.", ("BERGEN op ZOOM",), ()),
    ("WASHINGTON D.C. (AP) - De brug is dicht.", ("WASHINGTON D.C.",), ("AP",)),
    ("McALLEN (AP) - De brug is dicht.", ("McALLEN",), ("AP",)),
    ("N'DJAMENA (AFP) - De brug is dicht.", ("N'DJAMENA",), ("AFP",)),
    ("Den Haag (ANP) - De brug is dicht.", ("Den Haag",), ("ANP",)),
    ("DOMBURG - De brug is dicht.", ("DOMBURG",), ()),
    ("MIDDELBURG- In de stad is de brug dicht.", ("MIDDELBURG",), ()),
    ("MIDDELBURG -In de stad is de brug dicht.", ("MIDDELBURG",), ()),
    ("IDDELBURG - In de stad is de brug dicht.", ("IDDELBURG",), ()),
    ("OOST-SOUBURG - Een man van 78 is gevallen.", ("OOST-SOUBURG",), ()),
    ("VEERE/DOMBURG - De brug is dicht.", ("VEERE", "DOMBURG"), ()),
    ('GOES - "De brug is dicht", zegt de gemeente.', ("GOES",), ()),
    ("GOES - 's Nachts is de brug dicht.", ("GOES",), ()),
    ("GOES - 27 huizen zijn klaar.", ("GOES",), ()),
    ("DEN HAAG (ANP) - Brug - wie kent hem niet - is dicht.", ("DEN HAAG",), ("ANP",)),
    ("HEERENVEEN (ANP) - Heerenveen won met 2-0.", ("HEERENVEEN",), ("ANP",)),
    ("HEERENVEEN (ANP) - Heerenveen - AZ 2-0", ("HEERENVEEN",), ("ANP",)),
    ("HEERENVEEN (ANP/DE GROTE STADSKRANT) - De brug is dicht.", ("HEERENVEEN",), ("ANP", "DE GROTE STADSKRANT")),
]


@pytest.mark.parametrize(("text", "places", "agencies"), DATELINES)
def test_a_dateline_is_told_from_the_copy(text: str, places: tuple[str, ...], agencies: tuple[str, ...]) -> None:
    dateline, offset = split_dateline(text)
    assert dateline == Dateline(places=places, agencies=agencies)
    assert text[offset:].startswith(("De brug", "In de", "Een man", '"De', "'s Nachts", "27", "Brug", "Heerenveen"))


@pytest.mark.parametrize(
    "text",
    [
        "AZ - PSV 2-0",
        "NEC - PSV 2-0",
        "NEC - Go Ahead Eagles 1-1 (0-1)",
        "NEC - De Graafschap (na verl.) 2-1",
        "ADO (NED) - Club (BEL) 1-3",
        "Jan van Veen (Ned) - Piet Smit (Eng) 3-6",
        "Anna Jansen (VVD) - het raadslid uit Goes - stapt op.",
        "KLM - Air France gaat meer vliegen.",
        "De brug - die van 1920 - is dicht.",
        "VS - Iran: wat is er bekend.",
        "NAVO - Rusland: de spanning stijgt",
        "LIVE - De brug gaat open en weer dicht.",
        "VLISSINGEN - MIDDELBURG",
        "De brug is dicht. (ANP) - Meer volgt.",
        "UTRECHT (foto) - De brug is dicht.",
        "Het bureau (ANP) meldt dat de brug dicht is.",
        "AMSTERDAM-ZUID is dicht.",
        "- De brug is dicht.",
        "(ANP) - De brug is dicht.",
        "",
        " - ",
        "A - B",
    ],
)
def test_what_only_looks_like_a_dateline_is_none(text: str) -> None:
    assert split_dateline(text) == (None, 0)


def test_a_dateline_is_found_behind_white_space_and_only_on_the_first_line() -> None:
    dateline, offset = split_dateline("\n\n  GOES (ANP) - De brug.\n")
    assert dateline == Dateline(places=("GOES",), agencies=("ANP",))
    assert "\n\n  GOES (ANP) - De brug.\n"[offset:] == "De brug.\n"
    assert split_dateline("De brug is\nGOES (ANP) - dicht.")[0] is None


PLACES = st.lists(
    st.sampled_from(["GOES", "SÃO PAULO", "'s-GRAVENHAGE", "RIO de JANEIRO", "BAARLE-NASSAU", "Den Haag"]),
    min_size=1,
    max_size=3,
)
AGENCIES = st.lists(st.sampled_from(["ANP", "RTR", "BELGA", "BLOOMBERG"]), min_size=1, max_size=4)


@given(PLACES, AGENCIES)
def test_a_dateline_that_is_written_is_read_again(places: list[str], agencies: list[str]) -> None:
    dateline = Dateline(places=tuple(places), agencies=tuple(agencies))
    text = dateline_text(dateline) + "De brug is dicht."
    assert split_dateline(text) == (dateline, len(text) - len("De brug is dicht."))


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error_and_what_is_found_is_in_it(text: str) -> None:
    dateline, offset = split_dateline(text)
    assert (dateline is None) == (offset == 0)
    if dateline:
        assert all(place in text[:offset] for place in dateline.places)
        assert split_dateline(dateline_text(dateline) + text[offset:])[0] == dateline
