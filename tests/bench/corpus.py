"""Invented Dutch wire news by the thousand, for sitegen and, with the names labelled, for Hugo.

    python tests/bench/corpus.py --stories 10000 --out DIR [--style sitegen|hugo] [--seed 1] [--add N | --backdate N]

One in five is an article of 250 to 400 words, the others are ticker items of 30 to 60; they fill 24 months, 6 sections
and 8 agencies, and tell of 60 countries and 400 persons, few of them often and most of them rarely (Zipf). Story number
n of a seed is always the same, whatever the style. The countries are real; persons, events and agencies' words are not.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
LAST = datetime(2026, 10, 30, 18, 0)
"""Local time of a corpus' newest story; added ones come after it."""
MONTHS_24 = timedelta(days=730)
SECTIONS = {"Buitenland": 30, "Binnenland": 24, "Financieel": 18, "Sport": 14, "Cultuur": 8, "Wetenschap": 6}
AGENCIES = ("ANP", "RTR", "AFP", "DPA", "BELGA", "AP", "EFE", "NTB")

_COUNTRIES = """
Nederland Nederlandse Den_Haag|België Belgische Brussel|Duitsland Duitse Berlijn|Verenigde_Staten Amerikaanse Washington
Oekraïne Oekraïense Kyiv|Frankrijk Franse Parijs|Rusland Russische Moskou|China Chinese Peking|Spanje Spaanse Madrid
Israël Israëlische Jeruzalem|Polen Poolse Warschau|Italië Italiaanse Rome|Turkije Turkse Ankara|Japan Japanse Tokio
Iran Iraanse Teheran|India Indiase New_Delhi|Zweden Zweedse Stockholm|Noorwegen Noorse Oslo|Canada Canadese Ottawa
Brazilië Braziliaanse Brasilia|Oostenrijk Oostenrijkse Wenen|Denemarken Deense Kopenhagen|Finland Finse Helsinki
Griekenland Griekse Athene|Hongarije Hongaarse Boedapest|Ierland Ierse Dublin|Portugal Portugese Lissabon
Egypte Egyptische Caïro|Syrië Syrische Damascus|Libanon Libanese Beiroet|Irak Iraakse Bagdad|Tsjechië Tsjechische Praag
Roemenië Roemeense Boekarest|Servië Servische Belgrado|Kroatië Kroatische Zagreb|Slowakije Slowaakse Bratislava
Bulgarije Bulgaarse Sofia|Litouwen Litouwse Vilnius|Letland Letse Riga|Estland Estse Tallinn
Moldavië Moldavische Chisinau
Zuid-Korea Zuid-Koreaanse Seoul|Indonesië Indonesische Jakarta|Pakistan Pakistaanse Islamabad|Thailand Thaise Bangkok
Vietnam Vietnamese Hanoi|Australië Australische Canberra|Argentinië Argentijnse Buenos_Aires|Chili Chileense Santiago
Colombia Colombiaanse Bogota|Peru Peruaanse Lima|Venezuela Venezolaanse Caracas|Marokko Marokkaanse Rabat
Tunesië Tunesische Tunis|Kenia Keniaanse Nairobi|Nigeria Nigeriaanse Abuja|Ethiopië Ethiopische Addis_Abeba
Zuid-Afrika Zuid-Afrikaanse Pretoria|Suriname Surinaamse Paramaribo|IJsland IJslandse Reykjavik
"""
COUNTRIES = tuple(
    tuple(name.replace("_", " ") for name in row.split()) for row in re.split(r"[|\n]", _COUNTRIES.strip())
)
"""Name, adjective, capital; the oftenest in the news first."""
FIRST = (
    "Anna Bram Carla Dirk Elise Frank Greta Hugo Irene Joris Karin Leon Marta Niels Olga Paul Rosa Stefan Tessa Vera"
)
SURNAMES = (
    "Aalderink Bremersma Cortvriendt Dommelaar Eikelbos Fazantveld Grondhuis Heesterwijk Iepenburg Jolinga Kwartelaar "
    "Lindenschot Molenwiek Nachtegaler Oeverlander Pijlstaert Quantema Rietveenstra Sluisdorper Tolbrugge Uilenspring "
    "Veenhaas Wolkenaar Zandvlieter Adelkova Brunsteiner Castelmora Dragomirov Estevanez Fjordahl Grimaldoni "
    "Halvorstad Ivarsdal Jablonek Kastrinos Lorandini Marchetov Nordqvall Ostrowicz Petrelian"
)
ROLES = "minister|premier|burgemeester|woordvoerder|hoogleraar|directeur|bondscoach|onderzoeker|voorzitter|regisseur"
THINGS = (
    "het havenproject|het vredesoverleg|het energieplan|het stadion|het museum|het waterakkoord|"
    "het handelsverdrag|het woningplan|het vliegveld|het visserijbeleid|het belastingplan|het toernooi|"
    "het filmfestival|het ziekenhuis|het pensioenfonds|het windpark|het asielcentrum|de spoorverbinding|"
    "de begroting|de rechtszaak|de staking|de klimaatwet|de kinderopvang|de grensbrug|de dijk|de oogst|"
    "de telescoop|de staalfabriek|de veerdienst"
)
VERBS = "bespreekt|verwerpt|steunt|vertraagt|heropent|financiert|onderzoekt|schrapt|verlengt|bouwt|herziet|verplaatst"
DAYS = "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
OPENINGS = (
    "De {adj} regering {verb} het plan voor {thing} in {stad}, zo is {dag} bekendgemaakt.",
    "In {land} is {dag} opnieuw onenigheid ontstaan over {thing}, waarvoor {n} miljoen euro opzij is gezet.",
    "Het {adj} parlement heeft {dag} met {n} stemmen verschil ingestemd met een voorstel over {thing}.",
    "Bij werkzaamheden rond {thing} in {stad} zijn {dag} {n} mensen uit voorzorg naar elders gebracht.",
    "De {adj} economie is het afgelopen kwartaal sterker gegroeid dan verwacht, vooral door {thing}.",
    "Een {adj} rechter heeft {dag} bepaald dat het besluit over {thing} opnieuw moet worden genomen.",
)
WITH_PERSON = (
    "Dat heeft {rol} {persoon} {dag} gezegd na overleg in {stad}.",
    "Volgens {rol} {persoon} is er meer tijd nodig, maar staat de uitkomst wel vast.",
    "{rol_groot} {persoon} noemt de stap noodzakelijk en rekent op steun van de andere partijen.",
    "\u201cWe hebben hier jaren op gewacht\u201d, zegt {rol} {persoon}. \u201cNu begint het echte werk.\u201d",
)
SENTENCES = (
    "Tegenstanders vinden dat de kosten te hoog zijn en vragen om een nieuw onderzoek.",
    "Het gaat om {n} gevallen, iets meer dan in dezelfde maand van vorig jaar.",
    "In {land} wordt al langer gesproken over {thing}, maar tot een besluit kwam het nooit.",
    "De {adj} autoriteiten willen voor het einde van de maand duidelijkheid geven.",
    "Omwonenden zeggen dat zij pas laat over de plannen zijn geïnformeerd.",
    "De eerste werkzaamheden beginnen naar verwachting over {n} weken.",
    "Een commissie van {n} deskundigen kijkt intussen naar de gevolgen voor {thing}.",
    "Het bedrag is hoger dan eerder werd geraamd, omdat materialen en lonen duurder zijn geworden.",
    "Bij een eerdere proef bleek dat de nieuwe werkwijze {n} procent van de tijd bespaart.",
    "Vakbonden en werkgevers zitten daarover {dag} opnieuw met elkaar aan tafel.",
    "Het verkeer in {stad} moet tot in de avond rekening houden met vertraging.",
    "De oppositie had liever gezien dat het geld naar {thing} was gegaan.",
    "Wie uiteindelijk verantwoordelijk is, moet nog worden vastgesteld.",
    "Reizigers uit {land} krijgen een vergoeding als zij langer dan {n} minuten moeten wachten.",
    "De {adj} delegatie verliet het overleg zonder een verklaring af te leggen.",
    "Onderzoekers vergeleken daarvoor de cijfers van {n} gemeenten over een periode van tien jaar.",
    "Volgens de laatste peiling staat een ruime meerderheid van de inwoners achter het voorstel.",
    "In de tweede helft van het jaar volgt een evaluatie, waarna {thing} opnieuw op de agenda komt.",
    "Het weer speelt de hulpdiensten parten: er stond een harde wind en het zicht was slecht.",
    "Of de termijn wordt gehaald, hangt ook af van de levering van onderdelen uit {land}.",
    "De partijen spraken af elkaar voortaan vaker en eerder op de hoogte te brengen.",
    "Een {adj} krant meldde eerder dat er achter de schermen al weken over werd gesproken.",
    "Het besluit raakt vooral kleinere bedrijven, die minder reserves hebben om tegenslag op te vangen.",
    "In het stadion bij {stad} zaten {n} duizend toeschouwers, een record voor deze wedstrijd.",
    "De voorstelling is na {stad} nog op {n} andere plaatsen te zien.",
    "Metingen laten zien dat het water in {n} jaar tijd duidelijk schoner is geworden.",
)
HEADINGS = "Gevolgen|Kritiek|Vervolg|Kosten|Reacties|Achtergrond"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """A story. `countries` and `persons` are the names that stand in it."""

    number: int
    at: datetime
    ticker: bool
    section: str
    agency: str
    place: str
    title: str
    blocks: tuple[str, ...]
    countries: tuple[str, ...]
    persons: tuple[str, ...]

    @property
    def slug(self) -> str:
        plain = unicodedata.normalize("NFKD", self.title).encode("ascii", "ignore").decode().lower()
        return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-") + f"-{self.number}"


def invented(number: int, seed: int, at: datetime, ticker: bool | None = None) -> Invented:
    """Story `number` of the corpus `seed`, dated `at`; None leaves it to the numbers whether it is a ticker item."""
    chance = random.Random(f"{seed}/{number}")
    ticker = number % 5 != 0 if ticker is None else ticker
    section = chance.choices(list(SECTIONS), list(SECTIONS.values()))[0]
    own = dict.fromkeys(_drawn(chance, COUNTRIES, chance.choice((1, 1, 2) if ticker else (1, 2, 3, 4))))
    countries = list(own)
    persons = list(dict.fromkeys(_drawn(chance, _persons(seed), chance.choice((0, 0, 1) if ticker else (1, 2, 3)))))
    sentences = [_filled(chance, chance.choice(OPENINGS), countries[0], "")]
    sentences += [_filled(chance, chance.choice(WITH_PERSON), countries[0], person) for person in persons]
    sentences += [f"Ook {adjective} bedrijven zijn betrokken." for _, adjective, _ in countries[1:]]
    length = chance.randint(30, 50) if ticker else chance.randint(250, 390)
    for sentence in _without_end(chance):
        if sum(len(one.split()) for one in sentences) >= length:
            break
        sentences.append(_filled(chance, sentence, chance.choice(countries), ""))
    title = f"{countries[0][0]} {chance.choice(VERBS.split('|'))} {chance.choice(THINGS.split('|')).split()[1]}"
    return Invented(
        number=number,
        at=at,
        ticker=ticker,
        section=section,
        agency=chance.choices(AGENCIES, range(len(AGENCIES), 0, -1))[0],
        place=countries[0][2],
        title=sentences[0].rstrip(".") if ticker else title,
        blocks=(" ".join(sentences),) if ticker else tuple(_blocks(chance, sentences)),
        countries=tuple(country[0] for country in countries),
        persons=tuple(persons),
    )


def _drawn(chance: random.Random, names: Sequence[T], count: int) -> list[T]:
    return chance.choices(names, cum_weights=_zipf(len(names)), k=count)


@lru_cache
def _zipf(count: int) -> list[float]:
    return list(accumulate(1 / (rank + 3) for rank in range(count)))


@lru_cache
def _persons(seed: int) -> list[str]:
    names = [f"{first} {last}" for first in FIRST.split() for last in SURNAMES.split()]
    return random.Random(seed).sample(names, 400)


def _without_end(chance: random.Random) -> Iterator[str]:
    while True:
        yield from chance.sample(SENTENCES, len(SENTENCES))


def _filled(chance: random.Random, sentence: str, country: tuple[str, ...], person: str) -> str:
    land, adjective, capital = country
    role = chance.choice(ROLES.split("|"))
    return sentence.format(
        land=land,
        adj=adjective,
        stad=capital,
        persoon=person,
        rol=role,
        rol_groot=role.capitalize(),
        verb=chance.choice(VERBS.split("|")),
        thing=chance.choice(THINGS.split("|")),
        dag=chance.choice(DAYS.split("|")),
        n=chance.randint(2, 90),
    )


def _blocks(chance: random.Random, sentences: list[str]) -> Iterator[str]:
    """Paragraphs of two to four sentences, under a heading now and then."""
    while sentences:
        size = chance.randint(2, 4)
        yield " ".join(sentences[:size])
        sentences = sentences[size:]
        if len(sentences) > 4 and chance.random() < 0.25:
            yield "## " + chance.choice(HEADINGS.split("|"))


def story(count: int, number: int, seed: int = 1) -> Invented:
    """Story `number` of a corpus of `count`; those past its end are ticker items, each a minute newer than the last."""
    if number >= count:
        return invented(number, seed, LAST + timedelta(minutes=number - count + 1), ticker=True)
    return invented(number, seed, LAST - MONTHS_24 / count * (count - 1 - number))


def stories(count: int, seed: int = 1) -> Iterator[Invented]:
    """A corpus, oldest first, spread evenly over 24 months."""
    return (story(count, number, seed) for number in range(count))


def added(count: int, extra: range, seed: int = 1, *, back: timedelta = timedelta(0)) -> Iterator[Invented]:
    """Ticker items `extra` past a corpus of `count`, from 0, newer than all in it; `back` makes them older."""
    for number in extra:
        newer = story(count, count + number, seed)
        yield replace(newer, at=newer.at - back)


def as_sitegen(story: Invented) -> tuple[str, str]:
    """Path below the site, and text, of a story for sitegen: no name is labelled, no item has a title."""
    at = story.at.replace(tzinfo=ZONE)
    head = {"title": "" if story.ticker else story.title, "date": at.isoformat(timespec="minutes")}
    head["section"] = story.section
    path = f"ticker/{at:%Y/%m/%d/%H%M}-{story.slug}.md" if story.ticker else f"articles/{at:%Y/%m}/{story.slug}.md"
    return f"content/{path}", _front(head) + f"{story.place.upper()} ({story.agency}) - " + _body(story)


def address(story: Invented) -> str:
    """Where the story's page stands, the same for all."""
    return f"/{'ticker/' if story.ticker else ''}{story.at:%Y/%m/%d}/{story.slug}/"


def as_hugo(story: Invented, *, url: str = "url") -> tuple[str, str]:
    """The same for Hugo: with title, description and labels, which it cannot find by itself."""
    at = story.at.replace(tzinfo=ZONE)
    head = {
        "title": story.title,
        "date": at.isoformat(),
        "description": story.blocks[0][:157],
        url: address(story),
        "form": "ticker" if story.ticker else "article",
        "place": story.place.upper(),
        "agencies": [story.agency],
        "countries": list(story.countries),
        "persons": list(story.persons),
    }
    return f"content/{story.section.lower()}/{at:%Y/%m}/{story.slug}.md", _front(head) + _body(story)


def as_eleventy(story: Invented) -> tuple[str, str]:
    """The same for Eleventy, which does not take the section from the folder."""
    path, text = as_hugo(story, url="permalink")
    return path, text.replace("---\n", f"---\nsection: {story.section}\n", 1)


def as_pelican(story: Invented) -> tuple[str, str]:
    """The same for Pelican."""
    path, home = as_hugo(story)[0], address(story).strip("/")
    head = {
        "title": story.title,
        "date": f"{story.at:%Y-%m-%d %H:%M}",
        "category": story.section,
        "tags": ", ".join(story.countries),
        "authors": "; ".join(story.persons),
        "slug": story.slug,
        "url": home + "/",
        "save_as": home + "/index.html",
        "description": story.blocks[0][:157],
        "form": "ticker" if story.ticker else "article",
        "place": story.place.upper(),
        "agency": story.agency,
    }
    return path, "".join(f"{name}: {value}\n" for name, value in head.items() if value) + "\n" + _body(story)


def _front(head: dict[str, object]) -> str:
    # JSON's texts and lists are YAML's as well.
    rows = (f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in head.items() if value)
    return "---\n" + "".join(rows) + "---\n"


def _body(story: Invented) -> str:
    return "\n\n".join(story.blocks) + "\n"


STYLES = {"sitegen": as_sitegen, "hugo": as_hugo, "eleventy": as_eleventy, "pelican": as_pelican}


SITE = f"""title = "Proefnieuws"
base_url = "https://proefnieuws.example"
language = "nl"
timezone = "Europe/Amsterdam"
sections = {json.dumps(list(SECTIONS))}
feeds = ["rss"]
"""
FIXED = {
    "sitegen": ("content/site.toml", SITE),
    "hugo": ("content/ticker/_index.md", "---\ntitle: Ticker\nlayout: ticker\n---\n"),
    "eleventy": ("package.json", '{"private": true, "type": "module"}\n'),
    "pelican": ("content/.pelican", ""),
}
"""What a site's content holds beside its stories."""


def write(folder: Path, style: str, corpus: Iterable[Invented]) -> list[Path]:
    """Writes stories below `folder`; the paths written."""
    return [write_text(folder / path, text) for path, text in map(STYLES[style], corpus)]


def write_text(place: Path, text: str) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    return place


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--stories", type=int, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--style", choices=STYLES, default="sitegen")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--add", type=int, default=0, help="write only N items newer than the corpus")
    options.add_argument("--backdate", type=int, default=0, help="write only N items of a year earlier")
    asked = options.parse_args()
    corpus = stories(asked.stories, asked.seed)
    if extra := asked.add or asked.backdate:
        back = timedelta(days=365) if asked.backdate else timedelta(0)
        corpus = added(asked.stories, range(extra), asked.seed, back=back)
    else:
        path, text = FIXED[asked.style]
        write_text(asked.out / path, text)
    print(f"{len(write(asked.out, asked.style, corpus))} stories written to {asked.out}")


if __name__ == "__main__":
    main()
