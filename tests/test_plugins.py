"""A recogniser of one's own: named in site.toml, it says what is a person; who that is stays sitegen's to say."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import SETTINGS, plant
from hypothesis import given
from hypothesis import strategies as st

from sitegen.errors import ContentError, SitegenError, UsageError
from sitegen.model import PersonFile
from sitegen.outcome import Outcome
from sitegen.plugins import Spans, load_spans, recogniser_version, recognisers
from sitegen.recognise import explain, load_gazetteer, recognise

MODULE = '''
VERSION = "1"


class Spotter:
    """Knows who is in the list, and that everything else is nobody."""

    names = ["Vlakke Zee", "Bo Duin", "Duin", "Jeroen K.", "Jeroen K"]

    def version(self, language, model):
        return VERSION

    def load(self, language, model):
        def spans(text):
            if model == "broken":
                raise ValueError("no such layer")
            for name in self.names:
                at = text.find(name)
                while at >= 0:
                    yield at, at + len(name), "PER"
                    at = text.find(name, at + 1)

        return spans
'''


@pytest.fixture
def spotter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installed distribution that offers a recogniser."""
    folder = tmp_path / "installed"
    info = folder / "spotter-2.1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: spotter\nVersion: 2.1\n")
    (info / "entry_points.txt").write_text("[sitegen.recogniser]\nspotter = spotter_module:Spotter\n")
    (folder / "spotter_module.py").write_text(MODULE)
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    sys.modules.pop("spotter_module", None)


def found(text: str, spans: Spans, people: tuple[PersonFile, ...] = ()) -> list[tuple[str, str | None]]:
    story = recognise("", text, load_gazetteer("nl", people, spans=spans))
    return [(mention.text, mention.key) for mention in story.mentions if mention.kind == "person"]


def test_it_is_found_by_its_name(spotter: Path) -> None:
    assert {"spacy", "spotter"} <= set(recognisers())
    assert recogniser_version("spotter:x", "nl") == "spotter:x spotter 2.1 1"
    assert recogniser_version("", "nl") == "" and load_spans("", "nl") is None


def test_it_says_what_is_a_person_and_sitegen_who(spotter: Path) -> None:
    spans = load_spans("spotter", "nl")
    assert spans
    # What the rules would take for a person, the model does not see; a surname is the story's own person's.
    text = "LIMA (ANP) - De Vlakke Zee zag minister Jan Jansen. Volgens Bo Duin klopt dat. Duin zweeg."
    assert found(text, spans) == [
        ("Vlakke Zee", "vlakke-zee"),
        ("Bo Duin", "bo-duin"),
        ("Duin", "bo-duin"),
    ]


def test_a_suspect_stays_without_a_link(spotter: Path) -> None:
    spans = load_spans("spotter", "nl")
    assert spans
    assert found("Verdachte Jeroen K. zweeg. Ook Jeroen K kwam.", spans) == [("Jeroen K.", None), ("Jeroen K", None)]


def test_the_lists_and_the_editor_are_heard_first(spotter: Path) -> None:
    spans = load_spans("spotter", "nl")
    assert spans
    file = PersonFile(key="bo-duin", name="Bo Duin", hidden=True)
    text = "Bo Duin sprak met Vladimir Poetin."
    assert found(text, spans) == [("Bo Duin", "bo-duin"), ("Vladimir Poetin", "vladimir-poetin")]
    assert found(text, spans, (file,))[0] == ("Bo Duin", None)


def test_explain_names_it(spotter: Path) -> None:
    gazetteer = load_gazetteer("nl", spans=load_spans("spotter", "nl"))
    rules = [candidate.rule for candidate in explain("", "Daar stond Vlakke Zee met Anna Bakker.", gazetteer)]
    assert rules == ["+2.50: the site's recogniser", "+0.00: no person to the site's recogniser"]


@given(
    text=st.text("Aa b.-'É\n", max_size=40),
    spans=st.lists(st.tuples(st.integers(-3, 45), st.integers(-3, 45), st.sampled_from(["PER", "person", "LOC"]))),
)
def test_whatever_it_gives_spans_lie_in_the_text_and_never_cross(text: str, spans: list[tuple[int, int, str]]) -> None:
    story = recognise("", text, replace(GAZETTEER, spans=lambda _: spans))
    end = 0
    for mention in story.mentions:
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        end = mention.end


GAZETTEER = load_gazetteer("nl")


def test_a_site_names_it_and_a_new_version_reads_all_again(
    site: Callable[..., Path], build: Callable[..., Outcome], spotter: Path
) -> None:
    story = "---\ndate: 2026-05-01\n---\nDaar stond Vlakke Zee.\n"
    folder = site({"site.toml": SETTINGS + 'recogniser = "spotter"\n', "ticker/a.md": story})
    build(folder)
    assert (folder / "public/persoon/vlakke-zee/index.html").exists()
    assert build(folder).read == 0
    sys.modules["spotter_module"].VERSION = "2"  # type: ignore[attr-defined]
    assert build(folder).read == 1
    plant(folder, {"site.toml": SETTINGS})
    build(folder)
    assert not (folder / "public/persoon/vlakke-zee").exists()


def test_what_is_wrong_is_said(site: Callable[..., Path], build: Callable[..., Outcome], spotter: Path) -> None:
    folder = site({"site.toml": SETTINGS + 'recogniser = "spater"\n'})
    with pytest.raises(
        ContentError, match=r"site.toml:8: 'recogniser' cannot be \"spater\"; write one that is installed"
    ):
        build(folder)
    plant(folder, {"site.toml": SETTINGS + 'recogniser = "spotter:broken"\n', "ticker/a.md": "Tekst van Polen.\n"})
    with pytest.raises(SitegenError, match=r"'spotter:broken' cannot be used \(ValueError: no such layer\)"):
        build(folder)
    plant(folder, {"site.toml": SETTINGS + 'recogniser = "spacy:no_such_model"\n'})
    with pytest.raises(UsageError, match="'spacy:no_such_model' cannot be used"):
        build(folder)


def test_spacy(site: Callable[..., Path], build: Callable[..., Outcome], tmp_path: Path) -> None:
    """A blank Dutch pipeline with an entity ruler stands for a model."""
    spacy = pytest.importorskip("spacy")
    pipeline = spacy.blank("nl")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "PER", "pattern": [{"TEXT": "Vlakke"}, {"TEXT": "Zee"}]},
            {"label": "PERSON", "pattern": "Bo Duin"},
            {"label": "LOC", "pattern": "Anna Kade"},
        ]
    )
    pipeline.to_disk(tmp_path / "model")
    setting = f"spacy:{tmp_path / 'model'}"
    before = recogniser_version(setting, "nl")
    spans = load_spans(setting, "nl")
    assert spans and spans("Bo Duin 𝄞 zag Vlakke Zee.") == ((0, 7, "PERSON"), (14, 24, "PER"))
    text = "---\ndate: 2026-05-01\n---\nDaar stond Vlakke Zee met Anna Kade.\n"
    folder = site({"site.toml": f"{SETTINGS}recogniser = '{setting}'\n", "ticker/a.md": text})
    build(folder)
    assert sorted(path.name for path in (folder / "public/persoon").iterdir()) == ["vlakke-zee"]
    ruler.add_patterns([{"label": "PER", "pattern": "Anna Kade en nog iemand"}])
    pipeline.to_disk(tmp_path / "model")
    assert recogniser_version(setting, "nl") != before
