"""Recognition against labelled sentences and pages, and the laws that hold for any text."""

from __future__ import annotations

import gc
import json
import pickle
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import product
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slugify import slugify

from sitegen.model import CountryFile, Mention, PersonFile, Recognition
from sitegen.recognise import Gazetteer, Known, explain, load_gazetteer, place_country, recognise
from sitegen.wire import read_wire

CASES = Path(__file__).parent / "cases"
MARK = re.compile(r"\[([^|\]]+)\|([^\]]+)\]")
Spans = list[tuple[str, str, int, int, str | None]]


@pytest.fixture(scope="module")
def dutch() -> Gazetteer:
    return load_gazetteer("nl")


def lines(name: str) -> list[str]:
    text = (CASES / "recognise" / name).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]


def marked(line: str) -> tuple[str, str, Spans]:
    """Title and text of a labelled line without its marks, and the spans that the marks stand for."""
    title, _, text = line.rpartition(" ## ")
    spans: Spans = []
    for where, part in (("title", title), ("text", text)):
        shift = 0
        for mark in MARK.finditer(part):
            start = mark.start() - shift
            kind = "country" if re.fullmatch("[A-Z]{2}", mark[2]) else "person"
            spans.append((kind, where, start, start + len(mark[1]), None if mark[2] == "-" else mark[2]))
            shift += len(mark[0]) - len(mark[1])
    return MARK.sub(r"\1", title), MARK.sub(r"\1", text), spans


def spans_of(found: Recognition) -> Spans:
    return [(one.kind, one.where, one.start, one.end, one.key) for one in found.mentions]


LABELLED = sorted({path.name for path in (CASES / "recognise").glob("*.txt")} - {"datelines.txt", "known_gaps.txt"})


@pytest.mark.parametrize("name", LABELLED)
def test_every_mention_in_the_labelled_sentences_is_found_and_nothing_else(name: str, dutch: Gazetteer) -> None:
    wrong = []
    for line in lines(name):
        title, text, wanted = marked(line)
        found = spans_of(recognise(title, text, dutch))
        if found != wanted:
            wrong.append(
                f"{line}\n    too few {[one for one in wanted if one not in found]}"
                f"\n    too many {[one for one in found if one not in wanted]}"
            )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("line", lines("known_gaps.txt"))
@pytest.mark.xfail(strict=True, reason="not found by the rules yet")
def test_known_gaps_are_still_gaps(line: str, dutch: Gazetteer) -> None:
    title, text, wanted = marked(line)
    assert spans_of(recognise(title, text, dutch)) == wanted


def stories() -> Iterator[tuple[str, str, str, dict[str, list[str]]]]:
    """Each story of the labelled pages: a name, title, text with dateline, and its labels."""
    for page in sorted((CASES / "pages").glob("*.txt")):
        gold = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
        wire = read_wire(page.read_bytes(), captured=datetime.fromisoformat(gold["captured"]))
        wanted = [gold, *gold["ticker"]]
        assert len(wire.stories) == len(wanted), page.name
        for number, (story, labels) in enumerate(zip(wire.stories, wanted, strict=True)):
            place, agencies = "/".join(story.dateline.places), "/".join(story.dateline.agencies)
            dateline = f"{place} ({agencies}) - " if agencies else f"{place} - " if place else ""
            yield f"{page.stem}-{number}", story.title or "", dateline + story.text, labels


def test_the_labelled_pages_are_read_right(dutch: Gazetteer) -> None:
    wrong = []
    for name, title, text, labels in stories():
        found = recognise(title, text, dutch)
        for what, got, wanted in (
            ("countries", list(found.countries), labels["countries"]),
            ("dateline", list(found.dateline_countries), labels["dateline_countries"]),
        ):
            if got != wanted:
                wrong.append(f"{name} {what}: {got}, not {wanted}")
        alone = {surname.split()[-1] for surname in labels["persons_by_surname_only"]}
        named = [one.name for one in found.persons if one.name.split()[-1] not in alone]
        if sorted(named) != sorted(labels["persons"]):
            wrong.append(f"{name} persons: {named}, not {labels['persons']}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("line", lines("datelines.txt"))
def test_a_dateline_place_lies_in_its_country(line: str, dutch: Gazetteer) -> None:
    place, _, code = line.rpartition("=")
    assert place_country(place.strip(), dutch) == code.strip()


def test_a_dateline_gives_no_mentions_and_only_countries_that_the_copy_lacks(dutch: Gazetteer) -> None:
    found = recognise("", "WARSCHAU/LUXEMBURG (ANP) - Polen wacht.", dutch)
    assert (found.countries, found.dateline_countries) == (("PL",), ("LU",))
    assert [(one.start, one.text) for one in found.mentions] == [(27, "Polen")]


def test_an_unknown_place_is_local_only_where_no_agency_stands_by_it(dutch: Gazetteer) -> None:
    assert recognise("", "XYZZYSTAD - Er is brand.", dutch).dateline_countries == ("NL",)
    assert recognise("", "XYZZYSTAD (ANP) - Er is brand.", dutch).dateline_countries == ()


def test_a_city_in_the_copy_is_no_country(dutch: Gazetteer) -> None:
    assert recognise("Parijs kiest", "In Parijs en Warschau is gestemd.", dutch).countries == ()


SURNAMES = st.sampled_from(["K.", "van D.", "el H.", "de W.", "van den B.", "baron van Tuyl van S."])
GIVEN = st.sampled_from(["Jeroen", "Ferry", "Mohamed", "Anja", "Karim", "Willem", "Jan-Pieter"])
FRAMES = st.sampled_from(
    [
        "Verdachte {} bekende alles.",
        "De rechtbank veroordeelde {} tot een jaar cel.",
        "De zaak tegen {} begint maandag.",
        "Het was {} De rechter gelooft hem niet.",
        "{} zwijgt. Justitie wacht af.",
        "Volgens {} klopt er niets van, zegt zijn advocaat.",
        "De 31-jarige {} (31) uit Almelo is vrij.",
        "{} en Piet Verhoef kenden elkaar.",
        "President {} is geen president.",
        "Zij prees {}'s houding.",
        "Wie is {}? Dat weet {}",
    ]
)


@given(GIVEN, SURNAMES, FRAMES, st.booleans())
def test_no_suspect_is_ever_linked(given_name: str, surname: str, frame: str, point: bool) -> None:
    name = f"{given_name} {surname}" if point else f"{given_name} {surname.rstrip('.')}"
    text = frame.replace("{}", name)
    found = recognise(f"Cel voor {name}", text, DUTCH)
    assert not [one for one in found.mentions if one.key and given_name in one.text]
    assert not [one for one in found.persons if one.key and given_name in one.name]
    assert not point or any(one.name == name for one in found.persons)


DUTCH = load_gazetteer("nl")


@given(GIVEN, st.sampled_from(["Kuipers", "van Dam", "el Hamdi", "de Wit", "van den Broek"]), FRAMES, st.booleans())
def test_no_suspect_is_linked_where_the_full_name_stands_elsewhere(
    given_name: str, surname: str, frame: str, first: bool
) -> None:
    *particles, family = surname.split()
    suspect = " ".join([given_name, *particles, f"{family[0]}."])
    full = f"Burgemeester {given_name} {surname} opende een brug."
    about = frame.replace("{}", suspect)
    found = recognise(f"Cel voor {suspect}", f"{full} {about}" if first else f"{about} {full}", DUTCH)
    assert not [one for one in found.mentions if one.key and one.text.rstrip(".").endswith(f" {family[0]}")]
    assert not [one for one in found.persons if one.key and one.name.rstrip(".").endswith(f" {family[0]}")]


@given(st.sampled_from(["Geert W.", "Mark R.", "Dick S.", "Femke H.", "Vladimir P.", "Donald T."]), FRAMES)
def test_no_suspect_is_linked_to_somebody_on_the_built_in_list(suspect: str, frame: str) -> None:
    found = recognise(
        "", f"Wilders, Rutte, Schoof, Halsema, Poetin en Trump kwamen. {frame.replace('{}', suspect)}", DUTCH
    )
    assert not [one for one in found.mentions if one.key and one.text.startswith(suspect[:-1])]


DOUBTED = "Bij taverne Joris Kampman brandt licht. Kampman zwijgt."


def test_a_doubtful_name_is_no_link_and_explain_says_why() -> None:
    found = recognise("", DOUBTED, DUTCH)
    assert [(one.name, one.key) for one in found.persons] == [("Joris Kampman", None)]
    assert not [one for one in found.mentions if one.key]
    told = [one for one in explain("", DOUBTED, DUTCH) if one.text == "Joris Kampman"]
    assert told[0].accepted
    assert told[0].key is None
    assert told[0].rule.endswith("no link: a word before it that is no role")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Joris Kampman", DOUBTED),
        ("Aldwerd Eggens van Gisteren", "Er hangt werk van Aldwerd Eggens van Gisteren."),
        ("Rob de Nijs", "De zaal was gehuurd door kapsalon Rob de Nijs."),
        ("Anna Paulowna", "De trein rijdt tot Anna Paulowna en keert dan om."),
    ],
)
def test_a_people_file_settles_a_doubt(name: str, text: str) -> None:
    own = load_gazetteer("nl", [PersonFile(key="van-een-editor", name=name)])
    assert not [one for one in recognise("", text, DUTCH).mentions if one.key]
    thing = "kapsalon" in text
    assert {one.key for one in recognise("", text, own).mentions} == (set() if thing else {"van-een-editor"})


THINGS = """
werf molen haven polder tuin duin zwembad tunnel begraafplaats hospice kinderdagverblijf buurthuis filmhuis galerie
kunsthal tentoonstelling documentaire dichtbundel toneelstuk voorstelling cantate requiem plaat album roman thriller
podcast quiz blog kanaal bezorgdienst wijnhuis snackbar pizzeria brasserie kroeg herberg discotheek apotheek
tankstation scholengemeenschap academie conservatorium verzorgingstehuis denktank toren viaduct gracht flat gebouw
paleis landhuis villa beker medaille penning leerstoel memorial operatie robot komeet krater gletsjer berg klipper
mijnenjager pont bus trein tram vliegtuig ballon locomotief marsrover taalmodel handelshuis duo trio kwartet ensemble
gezelschap team taverne zwerfkei abri
"""


@pytest.mark.parametrize(
    "frame", ["De {} Joris Kampman is dicht.", "Bij {} Joris Kampman was brand.", "{} Joris Kampman staat er."]
)
def test_what_a_thing_is_before_a_name_gives_no_link(frame: str) -> None:
    texts = [frame.format(word) for word in THINGS.split()]
    texts = [text[:1].upper() + text[1:] for text in texts]
    wrong = [text for text in texts if any(one.key for one in recognise("", text, DUTCH).mentions)]
    # A first name as well.
    assert [text for text in wrong if not text.startswith("Roman ")] == []


WHOLE = """
Joris Kampman; Piet de Wit; Anne van der Kley; Femke Terwiel-Bosma; Jan-Peter Oltheten; Gerrit Jan te Kolsté;
Willemijn de Bruin-van Schaik; Mohamed el Hachioui; Yusuf Karabulut; Kim Min-jun; Olena Hrytsenko; Ruud ter Horst;
Marie-Louise van Asch van Dorp; Karin Visser; Peter van Loon; José Luis Moreno; Otto Baltus; Els Haven; Bas van Stad;
Tim van den Berg jr.
"""
AROUND = """
Directeur {} van Rijkswaterstaat zei dat.; Directeur {} van Zorggroep Almere zei dat.; Directeur {} van de Rabobank
zei dat.; Directeur {} van Heijmans zei dat.; Trainer {} van Ajax zei dat.; Burgemeester {} van Den Helder zei dat.;
Wethouder {} van Wonen zei dat.; Minister {} van Buitenlandse Zaken zei dat.; Voorzitter {} van Bouwend Nederland zei
dat.; Mr. {} zei dat.; Boswachter {} van Natuurmonumenten zei dat.; {} uit Den Haag won.; Piet Bos, {} en Els Vos
wonnen.; Goud was voor {} (Ned).; Het schilderij van {} hangt in het Rijksmuseum.; In {} zag hij een vriend.; Na rust
verving {} Wout Weghorst.; Toen {} Den Bosch bereikte, regende het.; {} naar Feyenoord; {} krijgt Gouden Kalf; Winnaar
{} Amstel Gold Race; Kapitein {} van de Karel Doorman zei dat.
"""


def test_a_link_is_the_whole_name_or_none() -> None:
    names, frames = ([each.strip() for each in text.split(";")] for text in (WHOLE, AROUND))
    others = {"piet-bos", "els-vos", "wout-weghorst"}
    wrong = []
    for name, frame in product(names, frames):
        text = frame.format(name)
        keys = {one.key for one in recognise("", text, DUTCH).mentions if one.kind == "person" and one.key}
        if extra := keys - others - {slugify(name)}:
            wrong.append(f"{text} {extra}")
    assert not wrong, "\n".join(wrong)


@given(st.text(alphabet="bcdfghjkmpqvwxz", min_size=3, max_size=10))
def test_an_unknown_word_before_a_name_gives_no_link(word: str) -> None:
    text = f"Vlak bij {word} Joris Kampman stond een hek."
    assert not [one for one in recognise("", text, DUTCH).mentions if one.key]


def test_a_changed_gazetteer_does_not_remember_what_the_first_one_answered() -> None:
    first = load_gazetteer("nl", [PersonFile(key="jan-zwart", name="Jan Zwart")])
    text = "Schaatser Jan Zwart wint. Zwart juicht."
    assert [one.key for one in recognise("", text, first).persons] == ["jan-zwart"]
    known = Known(name="Jan Zwart", key="jan-zwart-schaatser", by="a story's own field")
    second = replace(first, known_full={**first.known_full, "jan zwart": known})
    assert [one.key for one in recognise("", text, second).persons] == ["jan-zwart-schaatser"]


def test_what_is_remembered_goes_with_the_gazetteer() -> None:
    def gazetteers() -> int:
        gc.collect()
        return sum(isinstance(one, Gazetteer) for one in gc.get_objects())

    before = gazetteers()
    own = load_gazetteer("nl")
    recognise(
        "Rutte", "PARIJS (ANP) - Op Curacao is burgemeester Jan Bakker met fruitteler Piet Visser. Bakker zwijgt.", own
    )
    assert gazetteers() == before + 1
    del own
    assert gazetteers() == before


@given(st.sampled_from(["J.D. Vance", "George W. Bush", "Peter R. de Vries", "Hugo J. Smit", "A.B. Jansen"]), FRAMES)
def test_an_initial_alone_is_never_linked(name: str, frame: str) -> None:
    for letter in "ABDJRW":
        found = recognise("", f"{name} kwam langs. {frame.replace('{}', letter + '.')}", DUTCH)
        assert not [one for one in found.mentions if one.key and len(one.text) < 3]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_list_of_known_persons_names_none_by_an_initial(language: str) -> None:
    known = [*load_gazetteer(language).known_full, *load_gazetteer(language).known_alone]
    # `Frederik X` is a king.
    assert not [name for name in known if len(last := name.split()[-1]) == 1 and last not in "ivx"]


PIECES = (
    "Jan van der Berg De Van K. B. J.D. - ' ’ . , : ( ) \n Poetin Loekasjenko president Minister Franse Frans VS"
    " VS-gezant Noord-Korea Kim Jong-un Zuid- Sint Maarten al- Al-Assad é İ ß ﬁ 𝒥an \u0301 \u200d \ud800 (ANP) WARSCHAU"
)
ALPHABET = st.text(max_size=400) | st.lists(st.sampled_from(PIECES.split(" ")), max_size=60).map(" ".join)


@given(ALPHABET, ALPHABET)
def test_spans_of_any_text_lie_inside_it_and_never_cross(title: str, text: str) -> None:
    found = recognise(title, text, DUTCH)
    parts = {"title": title, "text": text}
    for one in found.mentions:
        assert parts[one.where][one.start : one.end] == one.text != ""
    for before, after in zip(found.mentions, found.mentions[1:], strict=False):
        assert (before.where, before.end) <= (after.where, after.start) or (before.where, after.where) == (
            "title",
            "text",
        )
    assert list(dict.fromkeys(one.key for one in found.mentions if one.kind == "country")) == list(found.countries)
    assert len({one.key for one in found.persons if one.key}) == len([one for one in found.persons if one.key])


@given(ALPHABET, ALPHABET)
def test_what_is_explained_is_what_is_recognised(title: str, text: str) -> None:
    told = explain(title, text, DUTCH)
    mentions = [(one.kind, one.where, one.start, one.end, one.key) for one in told if one.accepted]
    assert sorted(map(repr, mentions)) == sorted(map(repr, spans_of(recognise(title, text, DUTCH))))
    assert all(one.rule for one in told)


@pytest.mark.parametrize(
    "piece",
    [
        "A",
        "Aa ",
        "Van ",
        "van ",
        "Jan van ",
        "J.",
        "J. ",
        "Jan-",
        "De De ",
        "VS-",
        "Zuid-",
        "'s ",
        "Frans ",
        "Kim Jong-",
        "é",
        "- ",
        "(ANP",
        "A/",
        "\n",
        "Poetin ",
        "Jan Jansen zei. ",
        "JAN JANSEN ",
        "Xyzzy, ",
        "Jansen en ",
        "A, ",
        "Aa: Bb, ",
        "e\u0301\u0302",
        "Aa-Bb-",
        "van de Aa (VVD), ",
        "Ab",
        "President Aabbeecc ",
        "Jip en Lola ",
        "Jan Aabbee van Ccddbeek ",
        "het Franse Aab Bba ",
        "als Frans en ",
    ],
)
def test_time_grows_with_the_text_and_no_faster(piece: str, dutch: Gazetteer) -> None:
    def seconds(size: int) -> float:
        text = (piece * (size // len(piece) + 1))[:size]
        begun = process_time()
        recognise("", text, dutch)
        return process_time() - begun

    seconds(1_000)
    small, large = min(seconds(10_000) for _ in range(3)), seconds(100_000)
    assert large < 40 * small + 0.2, (small, large)


def test_a_pickled_gazetteer_recognises_the_same(dutch: Gazetteer) -> None:
    copied = pickle.loads(pickle.dumps(dutch))
    text = "De Litouwse president Gitanas Nauseda belde met Poetin en Frans Timmermans."
    assert recognise("", text, copied) == recognise("", text, dutch)


def test_role_and_country_are_kept_as_seen(dutch: Gazetteer) -> None:
    (one,) = recognise("", "De Litouwse president Gitanas Nauseda komt.", dutch).persons
    assert (one.name, one.key, one.role, one.country) == ("Gitanas Nauseda", "gitanas-nauseda", "president", "LT")


def person(name: str, **more: object) -> PersonFile:
    return PersonFile(key="nauseda", name=name, **more)  # type: ignore[arg-type]


def test_a_people_file_gives_its_key_to_every_spelling() -> None:
    known = load_gazetteer("nl", [person("Gitanas Nauseda", spellings=("Gitanas Nausieda",), aliases=("Nausieda",))])
    text = "Gitanas Nausieda sprak. Later zei Nausieda niets. Gitanas Nauseda zweeg."
    found = recognise("", text, known)
    assert {one.key for one in found.mentions} == {"nauseda"}
    assert len(found.mentions) == 3


def test_a_hidden_person_is_listed_and_never_linked() -> None:
    known = load_gazetteer("nl", [person("Vladimir Poetin", hidden=True)])
    found = recognise("Poetin belt", "Vladimir Poetin belde. Ook Putin lachte.", known)
    assert {one.key for one in found.mentions} == {None}
    assert [(one.name, one.key) for one in found.persons] == [("Vladimir Poetin", None)]


def test_a_country_file_adds_its_aliases() -> None:
    known = load_gazetteer("nl", (), [CountryFile(code="BE", aliases=("Vlaanderen", "Vlaamse"))])
    assert recognise("", "De Vlaamse regering en Vlaanderen.", known).countries == ("BE",)
    assert recognise("", "De Vlaamse regering en Vlaanderen.", DUTCH).countries == ()


def test_a_surname_of_two_bearers_is_not_linked(dutch: Gazetteer) -> None:
    found = recognise("", "Anna Smit en Bert Smit kwamen. Smit zweeg.", dutch)
    assert [one.key for one in found.mentions] == ["anna-smit", "bert-smit", None]


def test_a_language_without_a_folder_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        load_gazetteer("xx")


def test_mentions_are_in_the_order_of_the_story(dutch: Gazetteer) -> None:
    found = recognise("Tusk naar Belarus", "Premier Donald Tusk ziet Litouwen.", dutch)
    assert [one.text for one in found.mentions] == ["Tusk", "Belarus", "Donald Tusk", "Litouwen"]
    assert found.mentions[0] == Mention(kind="person", key="donald-tusk", where="title", start=0, end=4, text="Tusk")
