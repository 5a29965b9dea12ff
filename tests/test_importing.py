from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from conftest import held
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sitegen.content import decode
from sitegen.dateline import split_dateline
from sitegen.errors import ContentError
from sitegen.frontmatter import read_document
from sitegen.importing import import_files
from sitegen.importreport import FileReport, ImportReport, dry_run_json
from sitegen.model import Dateline
from sitegen.outcome import Outcome
from sitegen.wire import Block, read_wire
from sitegen.wire.decoding import MOST_BYTES, clean
from sitegen.wire.filing import filed, fingerprint, story_id, words_of
from sitegen.wire.markdown import body_markdown, dateline_text, front_matter
from sitegen.wire.versions import on_file, with_keys

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SEEN = datetime(2026, 5, 12, 9, 0, tzinfo=AMSTERDAM)
PAGE = """Brug over kanaal blijft dicht
GOES (ANP) - De brug over het kanaal blijft een week dicht. Dat meldt de gemeente.
Er is een onderdeel kapot.
Meer uit Regio
HULST (ANP) - De markt begint een uur later. Er is een optocht.
4 minuten geledenTHOLEN - De haven is vol met zeilboten.
1 uur geledenVEERE - De kerktoren is weer open voor bezoek.
1 dag geledenKAPELLE - De appels zijn dit jaar vroeg rijp.
"""
ARTICLE = "articles/undated/brug-over-kanaal-blijft-dicht.md"
MARKET = "ticker/2026/05/12/0856-de-markt-begint-een-uur-later.md"


def take_in(
    site: Path,
    *pages: str | bytes,
    captured: datetime | None = SEEN,
    unknown: bool = False,
    section: str | None = None,
    sections: Sequence[str] = ("Regio", "Sport"),
    section_map: Mapping[str, str] | None = None,
    dry_run: bool = False,
    say: Callable[[str], None] = lambda line: None,
) -> ImportReport:
    """Imports pages, given as their texts."""
    folder = site / "delivered"
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{number}.txt" for number, _ in enumerate(pages)]
    for file, page in zip(files, pages, strict=True):
        file.write_bytes(page if isinstance(page, bytes) else page.encode())
    return import_files(
        files,
        site,
        captured=captured,
        captured_unknown=unknown,
        format="auto",
        section=section,
        dry_run=dry_run,
        sections=sections,
        section_map=section_map or {},
        timezone=AMSTERDAM,
        say=say,
    )


def tree(site: Path) -> dict[str, str]:
    content = site / "content"
    return {f.relative_to(content).as_posix(): f.read_text("utf-8") for f in content.rglob("*") if f.is_file()}


def heads(site: Path) -> dict[str, dict[str, object]]:
    return {
        path: {key: value.value for key, value in read_document(text, path).head.items()}
        for path, text in tree(site).items()
    }


def only(report: ImportReport) -> FileReport:
    (file,) = report.files
    return file


def edit(site: Path, path: str, old: str, new: str) -> None:
    file = site / "content" / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_a_page_becomes_one_article_and_its_items(tmp_path: Path) -> None:
    report = only(take_in(tmp_path, PAGE))
    assert sorted(tree(tmp_path)) == [
        ARTICLE,
        "ticker/2026/05/11/0900-de-kerktoren-is-weer-open-voor-bezoek.md",
        "ticker/2026/05/12/0800-de-haven-is-vol-met-zeilboten.md",
        MARKET,
        "ticker/undated/0000-de-appels-zijn-dit-jaar-vroeg-rijp.md",
    ]
    assert sorted(report.written) == [f"content/{path}" for path in sorted(tree(tmp_path))]
    assert (report.updated, report.unchanged, report.conflicts, report.problems, report.notes) == ((), (), (), (), ())


def test_a_content_file_says_what_the_page_said_and_no_more(tmp_path: Path) -> None:
    take_in(tmp_path, PAGE)
    told = heads(tmp_path)
    assert {k: v for k, v in told[MARKET].items() if k not in ("id", "imported")} == {
        "date": "2026-05-12T08:56+02:00",
        "section": "Regio",
        "captured": "2026-05-12T09:00+02:00",
        "order": "1",
    }
    assert set(told[ARTICLE]) == {"title", "section", "captured", "id", "imported"}
    day = told["ticker/2026/05/11/0900-de-kerktoren-is-weer-open-voor-bezoek.md"]
    assert (day["date"], day.get("date_precision")) == ("2026-05-11", None)
    hour = told["ticker/2026/05/12/0800-de-haven-is-vol-met-zeilboten.md"]
    assert (hour["date"], hour["date_precision"]) == ("2026-05-12T08:00+02:00", "hour")
    assert "date" not in told["ticker/undated/0000-de-appels-zijn-dit-jaar-vroeg-rijp.md"]
    assert tree(tmp_path)[MARKET].endswith("---\n\nHULST (ANP) - De markt begint een uur later. Er is een optocht.\n")


def test_the_same_page_again_writes_nothing(tmp_path: Path) -> None:
    take_in(tmp_path, PAGE)
    before = {path: (tmp_path / "content" / path).stat().st_mtime_ns for path in tree(tmp_path)}
    report = only(take_in(tmp_path, PAGE))
    assert (report.written, report.updated, len(report.unchanged)) == ((), (), 5)
    assert {path: (tmp_path / "content" / path).stat().st_mtime_ns for path in tree(tmp_path)} == before


def test_the_same_items_an_hour_later_on_another_page_are_no_new_ones(tmp_path: Path) -> None:
    take_in(tmp_path, PAGE)
    before = tree(tmp_path)
    later = (
        "Meer uit Regio\nHULST (ANP) - De markt  begint een uur later. Er is een optocht.\n1 uur geleden"
        "THOLEN - De haven is vol met zeilboten.\n2 uur geledenEERE - De kerktoren is weer open voor bezoek.\n"
        "1 dag geleden"
    )
    report = only(take_in(tmp_path, later, captured=SEEN + timedelta(hours=1)))
    assert (report.written, report.updated, len(report.unchanged)) == ((), (), 3)
    assert tree(tmp_path) == before


def test_an_item_that_stands_twice_on_a_page_is_written_once(tmp_path: Path) -> None:
    take_in(
        tmp_path, "Meer uit Regio\nGOES - De brug is dicht.\n4 minuten geledenGOES - De brug is dicht.\n1 uur geleden"
    )
    assert list(tree(tmp_path)) == ["ticker/2026/05/12/0856-de-brug-is-dicht.md"]


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    said = only(take_in(tmp_path, PAGE, dry_run=True))
    assert not (tmp_path / "content").exists()
    assert only(take_in(tmp_path, PAGE)) == replace(said, wire=None)


V1 = "Meer uit Regio\nGOES - De brug is dicht. De oorzaak is nog niet bekend.\n4 minuten geleden"
V2 = "Meer uit Regio\nGOES - De brug is dicht. Een schip voer ertegen.\n34 minuten geleden"
V3 = "Meer uit Regio\nGOES - De brug is dicht. Een schip voer ertegen. Niemand is gewond.\n64 minuten geleden"
BRIDGE = "ticker/2026/05/12/0856-de-brug-is-dicht.md"
DELIVERIES = [(V1, SEEN), (V2, SEEN + timedelta(minutes=30)), (V3, SEEN + timedelta(minutes=60))]


def test_a_later_text_replaces_the_earlier_and_keeps_it_as_a_version(tmp_path: Path) -> None:
    take_in(tmp_path, V1)
    first = heads(tmp_path)[BRIDGE]
    report = only(take_in(tmp_path, V2, captured=DELIVERIES[1][1]))
    now = heads(tmp_path)[BRIDGE]
    assert report.updated == (f"content/{BRIDGE}",)
    assert "Een schip" in tree(tmp_path)[BRIDGE]
    assert "oorzaak" in tree(tmp_path)[f"versions/{first['id']}.1.md"]
    assert (now["id"], now["date"], now["captured"]) == (first["id"], first["date"], first["captured"])
    assert now["updated"] == "2026-05-12T09:30+02:00"


def test_any_order_of_deliveries_ends_in_the_same_content(tmp_path: Path) -> None:
    ends = []
    for number, order in enumerate(permutations(DELIVERIES)):
        site = tmp_path / str(number)
        for page, seen in (*order, *order):
            take_in(site, page, captured=seen)
        ends.append(tree(site))
    assert len(ends[0]) == 3
    assert all(end == ends[0] for end in ends)


def test_an_old_page_that_comes_again_changes_nothing(tmp_path: Path) -> None:
    for page, seen in DELIVERIES:
        take_in(tmp_path, page, captured=seen)
    before = tree(tmp_path)
    assert only(take_in(tmp_path, V1)).unchanged == (f"content/{BRIDGE}",)
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [("De oorzaak is nog niet bekend.", "De oorzaak wordt onderzocht."), ("id:", "title: Brug dicht\nid:")],
)
def test_what_an_editor_changed_is_never_overwritten(tmp_path: Path, old: str, new: str) -> None:
    take_in(tmp_path, V1)
    edit(tmp_path, BRIDGE, old, new)
    edited = tree(tmp_path)[BRIDGE]
    report = only(take_in(tmp_path, V2, captured=DELIVERIES[1][1]))
    assert tree(tmp_path)[BRIDGE] == edited
    assert report.conflicts == (f"content/{BRIDGE}",)
    assert "was edited here" in report.notes[0].wrong
    (version,) = (path for path in tree(tmp_path) if path.startswith("versions/"))
    assert "Een schip" in tree(tmp_path)[version]
    assert heads(tmp_path)[version]["draft"] == "true"
    before = tree(tmp_path)
    again = only(take_in(tmp_path, V2, captured=DELIVERIES[1][1]))
    assert (again.conflicts, again.versions, tree(tmp_path)) == (report.conflicts, (), before)


def test_an_earlier_text_that_comes_late_leaves_an_edited_file_alone(tmp_path: Path) -> None:
    take_in(tmp_path, V2, captured=DELIVERIES[1][1])
    edit(tmp_path, BRIDGE, "Een schip voer ertegen.", "Een schip is ertegen gevaren.")
    edited = tree(tmp_path)[BRIDGE]
    report = only(take_in(tmp_path, V1))
    assert (report.conflicts, report.unchanged) == ((), (f"content/{BRIDGE}",))
    assert tree(tmp_path)[BRIDGE] == edited
    assert len(report.versions) == 1


def test_a_conflict_ends_when_the_editor_ends_the_draft(tmp_path: Path) -> None:
    take_in(tmp_path, V1)
    edit(tmp_path, BRIDGE, "De oorzaak", "Wat de oorzaak")
    take_in(tmp_path, V2, captured=DELIVERIES[1][1])
    (version,) = (path for path in tree(tmp_path) if path.startswith("versions/"))
    edit(tmp_path, version, "draft: true\n", "")
    report = only(take_in(tmp_path, V2, captured=DELIVERIES[1][1]))
    assert (report.conflicts, report.unchanged) == ((), (f"content/{BRIDGE}",))


def test_an_edited_story_is_no_conflict_while_the_wire_says_what_it_said(tmp_path: Path) -> None:
    take_in(tmp_path, V1)
    edit(tmp_path, BRIDGE, "De oorzaak is nog niet bekend.", "De oorzaak wordt onderzocht.")
    report = only(take_in(tmp_path, V1, captured=SEEN + timedelta(hours=2)))
    assert (report.conflicts, report.unchanged) == ((), (f"content/{BRIDGE}",))


def test_keys_that_an_editor_added_stay_with_a_later_text(tmp_path: Path) -> None:
    take_in(tmp_path, V1)
    edit(tmp_path, BRIDGE, "section: Regio\n", "section: Sport\ncountries:\n  - NL\n  - -BE\nurgency: 2\n")
    take_in(tmp_path, V2, captured=DELIVERIES[1][1])
    told = heads(tmp_path)[BRIDGE]
    assert (told["section"], told["urgency"]) == ("Sport", "2")
    assert "countries:\n  - NL\n  - -BE\n" in tree(tmp_path)[BRIDGE]
    assert "Een schip" in tree(tmp_path)[BRIDGE]


def test_a_file_that_an_editor_renamed_is_found_by_its_id(tmp_path: Path) -> None:
    take_in(tmp_path, V1)
    (tmp_path / "content" / BRIDGE).rename(tmp_path / "content" / "ticker" / "brug.md")
    take_in(tmp_path, V2, captured=DELIVERIES[1][1])
    assert "Een schip" in tree(tmp_path)["ticker/brug.md"]
    assert BRIDGE not in tree(tmp_path)


def test_the_same_opening_weeks_later_is_another_story(tmp_path: Path) -> None:
    take_in(tmp_path, V1)
    report = only(take_in(tmp_path, V2, captured=SEEN + timedelta(days=30)))
    assert report.written == ("content/ticker/2026/06/11/0826-de-brug-is-dicht.md",)
    assert only(take_in(tmp_path, V2, captured=SEEN + timedelta(days=30))).unchanged == report.written


def test_another_story_with_the_same_address_gets_a_number(tmp_path: Path) -> None:
    page = (
        "Meer uit Regio\nGOES - De brug is dicht.\n4 minuten geledenHULST - De brug is dicht.\n6 minuten geledenVEERE"
        " - De brug is dicht.\n8 minuten geleden"
    )
    take_in(tmp_path, page)
    assert sorted(tree(tmp_path)) == [
        "ticker/2026/05/12/0852-de-brug-is-dicht.md",
        "ticker/2026/05/12/0854-de-brug-is-dicht-2.md",
        "ticker/2026/05/12/0856-de-brug-is-dicht-3.md",
    ]


def test_an_editor_s_own_story_keeps_its_address(tmp_path: Path) -> None:
    own = tmp_path / "content" / "ticker" / "de-brug-is-dicht.md"
    own.parent.mkdir(parents=True)
    own.write_text("---\ndate: 2026-05-12\n---\nDe brug is dicht, zegt de redactie.\n")
    report = only(take_in(tmp_path, V1))
    assert report.written == (f"content/{BRIDGE.replace('.md', '-2.md')}",)


@pytest.mark.parametrize("article_first", [True, False])
def test_a_ticker_item_that_grew_into_an_article_is_replaced_by_it(tmp_path: Path, article_first: bool) -> None:
    item = "Meer uit Regio\nGOES (ANP) - De brug over het kanaal blijft een week dicht.\n4 minuten geleden"
    article = PAGE.partition("Meer uit")[0]
    for page in (article, item) if article_first else (item, article):
        take_in(tmp_path, page)
    told = heads(tmp_path)
    ticker = next(path for path in told if path.startswith("ticker/"))
    assert re.findall(r"replaces: \[\"(\w+)\"\]", tree(tmp_path)[ARTICLE]) == [told[ticker]["id"]]
    edit(tmp_path, ARTICLE, f'replaces: ["{told[ticker]["id"]}"]\n', "")
    before = tree(tmp_path)
    for page in (article, item):
        take_in(tmp_path, page)
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("section", "section_map", "written", "noted"),
    [
        (None, {}, "", 1),
        (None, {"economie": "sport"}, "Sport", 0),
        ("Regio", {}, "Regio", 0),
        ("Onzin", {}, "", 1),
    ],
)
def test_a_section_that_the_site_does_not_know_is_mapped_or_left_out_and_told(
    tmp_path: Path, section: str | None, section_map: dict[str, str], written: str, noted: int
) -> None:
    page = "Meer uit Economie\nGOES - De brug is dicht.\n4 minuten geledenHULST - De weg is open.\n5 minuten geleden"
    report = only(take_in(tmp_path, page, section=section, section_map=section_map))
    assert {head.get("section", "") for head in heads(tmp_path).values()} == {written}
    assert len(report.notes) == noted
    assert report.problems == ()


@pytest.mark.parametrize(
    ("code", "sections", "section_map", "written"),
    [
        ("15054000", ("Regio", "Sport"), {}, "Sport"),
        ("04000000", ("Financieel", "Sport"), {}, "Financieel"),
        ("04000000", ("Regio", "Sport"), {}, None),
        ("04000000", ("Financieel", "Sport"), {"04000000": "Sport"}, "Sport"),
        ("18000000", ("Financieel", "Sport"), {}, None),
        ("20000337", ("Financieel", "Sport"), {}, None),
    ],
)
def test_a_subject_of_iptc_gives_a_section_where_the_site_maps_none(
    tmp_path: Path, code: str, sections: Sequence[str], section_map: dict[str, str], written: str | None
) -> None:
    subject = f'"subject": [{{"code": "subj:{code}", "name": ""}}]'
    item = f'{{"uri": "a:b", "headline": "Kop", "body_text": "De brug is dicht.", {subject}}}'
    report = take_in(tmp_path, item, sections=sections, section_map=section_map)
    assert [head.get("section") for head in heads(tmp_path).values()] == [written]
    assert report.notes == ()


def test_a_page_with_ages_is_refused_without_a_capture(tmp_path: Path) -> None:
    report = take_in(tmp_path, PAGE, captured=None)
    assert [(p.line, "--captured-at" in p.right) for p in report.problems] == [(5, True)]
    assert not (tmp_path / "content").exists()


def test_an_unknown_capture_leaves_the_items_undated(tmp_path: Path) -> None:
    take_in(tmp_path, PAGE, captured=None, unknown=True)
    assert len(tree(tmp_path)) == 5
    assert not any({"date", "captured"} & set(head) for head in heads(tmp_path).values())


def test_one_bad_file_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    report = take_in(tmp_path, b"PK\x03\x04zip", PAGE, b"", b"\x00" * 40)
    assert [len(file.written) for file in report.files] == [0, 5, 0, 0]
    assert [Path(problem.file).name for problem in report.problems] == ["0.txt", "2.txt", "3.txt"]


def test_a_delivery_of_pictures_alone_is_passed_over_with_a_word(tmp_path: Path) -> None:
    cases = Path(__file__).parent / "cases" / "formats"
    alone = ("newsml-photo-alone.xml", "g2-picture-alone.xml", "ninjs-picture-alone.json", "g2-event-concept.xml")
    report = take_in(tmp_path, *((cases / name).read_bytes() for name in alone))
    assert (report.problems, tree(tmp_path)) == ((), {})
    assert ["holds no text item; it has" in note.wrong for note in report.notes] == [True] * 4


OPENINGS_OF_KINDS = {
    "page": b"Brug dicht\nGOES (ANP) - De brug is dicht.\n",
    "newsml": b'<?xml version="1.0"?><NewsML><NewsEnvelope/>',
    "g2": b'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>',
    "nitf": b"<nitf><body><body.content><p>",
    "ninjs": b'{"uri": "a:b", "body_text": "',
    "rss": b"<rss><channel><item><title>",
    "atom": b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>',
    "json feed": b'{"version": "https://jsonfeed.org/version/1.1", "items": ["',
    "picture": b"\x89PNG\r\n\x1a\n",
}


def test_files_of_100_mb_are_refused_unread_whatever_they_open_with(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, opening in OPENINGS_OF_KINDS.items():
        with (folder / name).open("wb") as file:
            file.write(opening)
            file.truncate(100_000_000)  # takes no room on a disk, and as much to read as any other
    memory, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    report = take_in_files([folder], tmp_path)
    assert time.process_time() - started < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 50_000  # kB
    assert ["100,000,000 bytes" in problem.wrong for problem in report.problems] == [True] * len(OPENINGS_OF_KINDS)
    assert not (tmp_path / "content").exists()


@pytest.mark.parametrize("opening", OPENINGS_OF_KINDS.values(), ids=OPENINGS_OF_KINDS)
def test_bytes_above_the_limit_are_refused_whoever_read_them(opening: bytes) -> None:
    data = opening + b"a" * MOST_BYTES
    with pytest.raises(ContentError, match="more than the"):
        read_wire(data, captured=None)


def take_in_files(files: Sequence[Path], site: Path) -> ImportReport:
    return import_files(
        files,
        site,
        captured=SEEN,
        captured_unknown=False,
        format="auto",
        section=None,
        dry_run=False,
        sections=(),
        section_map={},
        timezone=AMSTERDAM,
    )


def test_two_imports_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each brings the same items and items of its own; together they end as one after the other does."""
    for number in range(40):
        for name in ("one", "two"):
            own = f"{name} {'abcdefghijklmnopqrstuvwxyz'[number % 26]}{number}"
            page = f"Meer uit Regio\nGOES - De brug {number} is dicht.\n4 minuten geledenHULST - De weg {own} is dicht."
            file = tmp_path / name / f"{number}.txt"
            file.parent.mkdir(exist_ok=True)
            file.write_text(f"{page}\n5 minuten geleden", "utf-8")
    ends = []
    for site, at_once in ((tmp_path / "a", True), (tmp_path / "b", False)):
        (site / "content").mkdir(parents=True)
        settings = 'title = "P"\nbase_url = "https://p.example"\nlanguage = "nl"\ntimezone = "Europe/Amsterdam"\n'
        (site / "content/site.toml").write_text(f'{settings}sections = ["Regio"]\n')
        command = [sys.executable, "-m", "sitegen", "import", "--site", str(site), "--captured-at", SEEN.isoformat()]
        running = []
        for name in ("one", "two"):
            running.append(subprocess.Popen([*command, str(tmp_path / name)], stderr=subprocess.DEVNULL))
            if not at_once:
                running[-1].wait(60)
        assert [process.wait(60) for process in running] == [0, 0]
        ends.append({path: text for path, text in tree(site).items() if path.endswith(".md")})
    assert len(ends[0]) == 120
    assert ends[0] == ends[1]


def test_an_import_waits_for_another_and_says_so(tmp_path: Path) -> None:
    (tmp_path / ".sitegen").mkdir()
    said: list[str] = []
    with ThreadPoolExecutor(1) as pool:
        with held(tmp_path / ".sitegen/import.lock"):
            waiting = pool.submit(take_in, tmp_path, V1, say=said.append)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.3)
            assert tree(tmp_path) == {} and "waits" in said[0]
        assert only(waiting.result(timeout=20)).written == (f"content/{BRIDGE}",)


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    report = take_in_files([tmp_path / "none.txt"], tmp_path)
    assert ["cannot be read" in problem.wrong for problem in report.problems] == [True]


def test_a_folder_is_read_in_order_of_name(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.txt", "a/.hidden"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(PAGE)
    told: list[tuple[int, int]] = []
    report = import_files(
        [tmp_path / "in"],
        tmp_path,
        captured=SEEN,
        captured_unknown=False,
        format="auto",
        section=None,
        dry_run=True,
        sections=(),
        section_map={},
        timezone=AMSTERDAM,
        progress=lambda done, total: told.append((done, total)),
    )
    assert [Path(file.file).name for file in report.files] == ["1.txt", "2.txt"]
    assert told == [(1, 2), (2, 2)]
    assert [row["file"] for row in dry_run_json(report)["files"]] == [file.file for file in report.files]  # type: ignore[attr-defined]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir(mode=0o500)
    assert "cannot be written" in take_in(tmp_path, V1).problems[0].wrong


def test_a_place_in_content_that_is_taken_by_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "ticker").write_text("")
    report = take_in(tmp_path, V1)
    assert "cannot be written" in report.problems[0].wrong


def test_what_import_writes_build_accepts(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    home = site({})
    cases = sorted((Path(__file__).parent / "cases" / "wire").glob("*.txt"))
    hostile = [f"{title}\nGOES (ANP) - De brug {number} is dicht.\n" for number, title in enumerate(HOSTILE_TITLES)]
    report = take_in(home, *(case.read_bytes() for case in cases), *hostile, sections=("Buitenland", "Binnenland"))
    assert report.problems == ()
    written = {path for file in report.files for path in file.written}
    build(home)
    pages = [page for page in (home / "public").rglob("index.html") if "NewsArticle" in page.read_text("utf-8")]
    assert len(written) == len(pages) > 50


HOSTILE_TITLES = [
    "../../etc/passwd is een pad",
    "x" * 10_000,
    "woord " * 2_000,
    "<script>alert(1)</script> in een kop",
    "Kop: met # en 'quotes' en \"meer\" {{ x }}",
    "- kop met een streepje",
    "\u202eomgekeerde kop met tekens\u202c",
    "!!! a !!! b !!! c",
    "--- nog een kop ---",
    "שלום עולם שלום עולם",
    "con.nul.aux. als kop hier",
]


@pytest.mark.parametrize("title", HOSTILE_TITLES, ids=range(len(HOSTILE_TITLES)))
def test_a_hostile_headline_stays_text_and_below_content(tmp_path: Path, title: str) -> None:
    take_in(tmp_path, f"{title}\nGOES (ANP) - De brug is dicht.\n")
    ((path, text),) = tree(tmp_path).items()
    assert re.fullmatch(r"articles/undated/[a-z0-9][a-z0-9-]{0,70}\.md", path)
    assert read_document(text, path).head["title"].value == clean(title)


def test_a_failed_write_is_told_and_leaves_no_half_file(tmp_path: Path) -> None:
    (tmp_path / "content" / BRIDGE / "in the way").mkdir(parents=True)
    report = take_in(tmp_path, V1)
    assert BRIDGE in report.problems[0].wrong
    assert (tree(tmp_path), list((tmp_path / "content" / BRIDGE).parent.glob(".*"))) == ({}, [])


def test_what_a_killed_import_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / "content" / BRIDGE
    left = left.with_name(f".{left.name}.tmp")
    left.parent.mkdir(parents=True)
    left.write_text("half")
    take_in(tmp_path, V1)
    assert list(tree(tmp_path)) == [BRIDGE]


CHARACTERS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn")), max_size=60)
MARKS = st.sampled_from(
    ["# kop", "- lijst", "+ x", "1. een", "2) twee", "> citaat", "***", "---", "===", "* x", "_x_ __y__", "a_b",
     "[x]: y", "[x](y)", "![x](y)", "<b>", "<http://x.nl>", "&amp;", "&#39;", "`x`", "~~~", "\\", "x\\",
     "\\*", "C#", "kop ##", "#", "    x", "|a|b|", "1.", "10) ", "~", "=", "& co", "AT&T;", "* * *", "_ _ _", "**x**",
     "snake_case_", "```"]
)  # fmt: skip
WORDS = st.builds(" ".join, st.lists(MARKS | CHARACTERS, min_size=1, max_size=5)).map(clean).filter(bool)
BLOCKS = st.lists(
    st.builds(
        lambda kind, text: Block(kind=kind, text=text), st.sampled_from(["paragraph", "subheading", "bullet"]), WORDS
    ),
    max_size=6,
)
DATELINES = st.sampled_from(
    [Dateline(places=()), Dateline(places=("GOES",), agencies=("ANP",)), Dateline(places=("'s-GRAVENHAGE", "GENT"))]
)


def rendered(markdown: str) -> list[tuple[str, str]]:
    """The blocks of Markdown as kind and text, with markup of any kind inside them spelt out."""
    found: list[tuple[str, str]] = []
    kind = "paragraph"
    for token in MarkdownIt("commonmark", {"html": False}).parse(markdown):
        if token.type in ("heading_open", "list_item_open"):
            kind = "subheading" if token.type == "heading_open" else "bullet"
        if token.type in ("heading_close", "list_item_close"):
            kind = "paragraph"
        if token.type == "inline":
            inside = token.children or []
            assert all(child.type == "text" or child.type == "text_special" for child in inside), markdown
            found.append((kind, "".join(child.content for child in inside)))
        assert token.type.split("_")[0] in ("inline", "paragraph", "heading", "bullet", "list"), markdown
    return found


@given(DATELINES, WORDS, BLOCKS)
def test_markdown_gives_back_the_words_that_went_in(dateline: Dateline, first: str, blocks: list[Block]) -> None:
    blocks = [Block(kind="paragraph", text=first), *blocks]
    want = [(block.kind, block.text) for block in blocks]
    want[0] = ("paragraph", dateline_text(dateline) + first)
    assert rendered(body_markdown(dateline, blocks)) == want


@given(st.dictionaries(st.sampled_from(["title", "section", "byline", "date"]), WORDS), st.lists(WORDS, max_size=3))
def test_front_matter_gives_back_the_texts_that_went_in(texts: dict[str, str], names: list[str]) -> None:
    head = front_matter([*texts.items(), ("persons", tuple(names))])
    found = read_document(head + "\nCopy.\n", "x.md").head
    told = {key: value.value for key, value in found.items() if key != "persons"}
    assert told == texts
    inside = found["persons"].value if names else ()
    assert [getattr(value, "value", None) for value in inside] == names
    assert {key: text for key, text in on_file(head).head.items() if key != "persons"} == texts


STORY_LINES = st.lists(
    st.sampled_from(
        [
            "De brug # is dicht.",
            "Kop * kop",
            "- een _punt_",
            "1. Eerst dit, dan dat.",
            "Een <b>vette</b> regel &amp; meer.",
            "NEC - PSV 2-0",
            "> Een citaat `zo`.",
        ]
    )
    | CHARACTERS.map(clean).filter(bool),
    min_size=1,
    max_size=6,
)


@given(STORY_LINES, DATELINES.filter(lambda dateline: bool(dateline.places)))
def test_what_is_filed_reads_as_the_story_it_was(lines: list[str], dateline: Dateline) -> None:
    page = f"Een kop van vijf woorden\n{dateline_text(dateline)}De brug is dicht.\n" + "\n".join(lines)
    for story in read_wire(page.encode(), captured=SEEN).stories:
        made = filed(story, section=None, captured=SEEN, order=0)
        document = read_document(made.text(), "x.md")
        body = document.body.lstrip("\n")
        found, offset = split_dateline(body)
        assert found == (story.dateline if story.dateline.places else None)
        blocks = rendered(body[offset:])
        assert [text for _, text in blocks] == [block.text for block in story.blocks]
        assert on_file(made.text()).untouched
        assert words_of(made.title, document.body) == made.words


OPENINGS = st.sampled_from(
    ["De brug is dicht.", "De brug is dicht. Er is mist.", "De haven is vol.", "De markt begint vroeg. Er is koffie."]
)
PAGES = st.lists(st.tuples(st.sampled_from(["GOES", "HULST"]), OPENINGS, st.integers(0, 59)), min_size=1, max_size=4)


@settings(max_examples=25)
@given(st.lists(st.tuples(PAGES, st.integers(0, 5)), min_size=1, max_size=4))
def test_importing_again_never_changes_anything(
    pages: list[tuple[list[tuple[str, str, int]], int]],
) -> None:
    with TemporaryDirectory() as folder:
        site = Path(folder)
        ends = []
        for _ in range(3):
            for items, hours in pages:
                newest_first = sorted(items, key=lambda item: item[2])
                page = "Meer uit Regio\n" + "".join(f"{p} - {t}\n{m} minuten geleden" for p, t, m in newest_first)
                take_in(site, page, captured=SEEN + timedelta(hours=hours))
            ends.append(tree(site))
        assert ends[1] == ends[2]
        ids = [head["id"] for path, head in heads(site).items() if not path.startswith("versions/")]
        assert len(ids) == len(set(ids))


def test_a_key_is_set_taken_out_and_left_alone_without_touching_its_neighbours() -> None:
    old = on_file("---\ntitle: Kop\nlist:\n  - a\n  - b\nlast: x\n---\n\nCopy.\n")
    assert with_keys(old, [("list", "nieuw"), ("title", ""), ("extra", ("p", "q"))]) == (
        '---\nlist: nieuw\nlast: x\nextra: ["p", "q"]\n---\n\nCopy.\n'
    )


def test_a_fingerprint_forgives_white_space_and_its_words_forgive_marks() -> None:
    assert fingerprint("Kop", "De  brug\nis dicht.\n") == fingerprint("Kop ", "De brug is dicht.")
    exact, words = fingerprint("Kop", "De ‘brug’ in Zoë's dorp is dicht.").split(".")
    other, same = fingerprint("kop", "De 'brug' in Zoe's dorp is dicht").split(".")
    assert (exact == other, words == same) == (False, True)


def test_identity_survives_a_lost_letter_and_differs_by_kind_and_place() -> None:
    def ids(opening: str) -> tuple[str, str]:
        story = read_wire(
            f"Meer uit Regio\n{opening} - De brug is dicht. Er is mist.\nzojuist".encode(), captured=SEEN
        ).stories[0]
        return story_id(story, "ticker"), story_id(story, "article")

    assert ids("MIDDELBURG") == ids("IDDELBURG")
    assert len({*ids("MIDDELBURG"), *ids("VEERE")}) == 4


def test_what_import_writes_is_utf_8(tmp_path: Path) -> None:
    take_in(tmp_path, "Café blijft open in de zomer\nZÜRICH (ANP) - Het café blijft open.\n".encode("cp1252"))
    for path in tree(tmp_path):
        assert "Café" in decode((tmp_path / "content" / path).read_bytes(), path)
