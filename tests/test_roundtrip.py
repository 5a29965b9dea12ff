"""What the site gives out as ninjs comes back as the same story."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from sitegen.config import SITE_FILE
from sitegen.outcome import Outcome
from sitegen.wire import WireStory, read_wire

STORIES = {
    "articles/brug.md": (
        "---\ntitle: Brug over het kanaal dicht\ndate: 2026-05-11T09:00+02:00\nsection: Buitenland\n"
        "byline: Anna de Wit\n"
        "urgency: 3\nrights: Alleen voor abonnees\ncountries: [PL]\npersons: [Donald Tusk]\n---\n"
        "WARSCHAU (ANP/RTR) - De brug <is> dicht & blijft dat.\n\n## Omweg\n\nEr is een omweg.\n\n- een\n- twee\n"
    ),
    "articles/sluis.md": (
        "---\ntitle: Sluis open\ndate: 2026-05-11T10:00+02:00\nstatus: corrected\nsummary: De sluis werkt weer.\n"
        "corrections:\n  - time: 2026-05-11T12:00+02:00\n    note: Het was de kleine sluis.\n---\n"
        "GOES (ANP) - De kleine sluis is open.\n"
    ),
    "articles/kort.md": "---\ntitle: Alleen de kop\ndate: 2026-05-11T10:00+02:00\n---\nGOES (NWS) - Hier niet.\n",
    "articles/dag.md": "---\ntitle: De dag alleen\ndate: 2026-05-10\n---\nGOES (ANP) - Meer is niet bekend.\n",
    "ticker/2026/05/11/0900-haven.md": (
        "---\ndate: 2026-05-11T09:30+02:00\n---\nTHOLEN (ANP) - De haven ligt vol. Dat is te zien.\n"
    ),
}


def given(home: Path) -> dict[str, WireStory]:
    """The stories of the ninjs files of a built site, by title or first word."""
    found = {}
    for file in sorted((home / "public").rglob("ninjs.json")):
        for story in read_wire(file.read_bytes(), captured=None, zone=ZoneInfo("Europe/Amsterdam")).stories:
            found[story.title or story.text.split()[1]] = story
    return found


def test_our_own_ninjs_gives_the_same_story_back(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    home = site(STORIES)
    settings = home / SITE_FILE
    settings.write_text("ninjs = true\n" + settings.read_text() + '\n[agencies.nws]\nname = "N"\nfeed = "summary"\n')
    build(home)
    told = given(home)
    # Of what is given out in part nothing is taken in: it would replace the whole.
    assert sorted(told) == ["Brug over het kanaal dicht", "De dag alleen", "Sluis open", "haven"]
    lock = told["Sluis open"]
    assert (lock.status, lock.summary) == ("corrected", "De sluis werkt weer.")
    assert [(at.isoformat(), note) for at, note in lock.corrections] == [
        ("2026-05-11T12:00:00+02:00", "Het was de kleine sluis.")
    ]
    bridge = told["Brug over het kanaal dicht"]
    assert (bridge.kind, bridge.dateline.places, bridge.dateline.agencies) == ("article", ("WARSCHAU",), ("ANP", "RTR"))
    assert [(block.kind, block.text) for block in bridge.blocks] == [
        ("paragraph", "De brug <is> dicht & blijft dat."),
        ("subheading", "Omweg"),
        ("paragraph", "Er is een omweg."),
        ("bullet", "een"),
        ("bullet", "twee"),
    ]
    assert (bridge.byline, bridge.urgency, bridge.rights) == ("Anna de Wit", 3, "Alleen voor abonnees")
    assert (bridge.sections[0], bridge.countries, bridge.persons) == ("Buitenland", ("PL",), ("Donald Tusk",))
    assert bridge.date and bridge.date.isoformat() == "2026-05-11T09:00:00+02:00"
    day = told["De dag alleen"]
    assert (day.date and day.date.date().isoformat(), day.date_precision) == ("2026-05-10", "day")
    item = told["haven"]
    assert (item.kind, item.title, item.text) == ("ticker", None, "De haven ligt vol. Dat is te zien.")
