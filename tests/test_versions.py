"""Versions that an agency numbers: any order of deliveries, withdrawals, embargoes, and an editor's own changes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.frontmatter import read_document
from sitegen.importing import import_files
from sitegen.importreport import ImportReport

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NAME = "articles/2026/brug-dicht.md"


def item(
    revision: int,
    text: str = "De brug is dicht.",
    *,
    headline: str = "Brug dicht",
    status: str = "Usable",
    more: str = "",
    made: str = "",
    number: str = "1000",
) -> str:
    """A NewsML item, each revision ten minutes after the one before."""
    made = made or f"20260512T09{revision * 10:02}00+0200"
    return (
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>anp.nl</ProviderId><DateId>20260512</DateId>"
        f"<NewsItemId>X-{number}</NewsItemId><RevisionId>{revision}</RevisionId>"
        f"<PublicIdentifier>urn:newsml:anp.nl:20260512:X-{number}:{revision}</PublicIdentifier></NewsIdentifier>"
        "</Identification><NewsManagement><FirstCreated>20260512T090000+0200</FirstCreated>"
        f'<ThisRevisionCreated>{made}</ThisRevisionCreated><Status FormalName="{status}"/>{more}</NewsManagement>'
        f"<NewsComponent><NewsLines><HeadLine>{headline}</HeadLine></NewsLines><ContentItem><DataContent>"
        f"<nitf><body><body.content><p>GOES (ANP) - {text}</p></body.content></body></nitf></DataContent>"
        "</ContentItem></NewsComponent></NewsItem></NewsML>"
    )


def take_in(site: Path, *items: str, clock: int = 0) -> ImportReport:
    folder = site / "in"
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{number}.xml" for number, _ in enumerate(items)]
    for file, source in zip(files, items, strict=True):
        file.write_text(source, "utf-8")
    return import_files(
        files,
        site,
        captured=None,
        captured_unknown=False,
        format="auto",
        section=None,
        dry_run=False,
        sections=("Regio",),
        section_map={},
        timezone=AMSTERDAM,
        home_country="NL",
        clock=clock,
    )


def tree(site: Path) -> dict[str, str]:
    content = site / "content"
    return {f.relative_to(content).as_posix(): f.read_text("utf-8") for f in content.rglob("*.md")}


def head(site: Path, path: str = NAME) -> dict[str, object]:
    return {key: value.value for key, value in read_document(tree(site)[path], path).head.items()}


def edit(site: Path, old: str, new: str, path: str = NAME) -> None:
    text = tree(site)[path]
    assert old in text
    (site / "content" / path).write_text(text.replace(old, new), "utf-8")


V1 = item(1, "De brug is dicht.")
V2 = item(2, "De brug is dicht na een botsing.")
V3 = item(3, "De brug is weer open.", more='<Instruction FormalName="Correction"/>')
SAME = item(4, "De brug is weer open.")
KILL = item(5, "Dit bericht vervalt.", status="Canceled", headline="VERVALT")


@pytest.mark.parametrize(
    "deliveries",
    [
        (V1, V2, V3),
        (V1, V3, SAME),
        (V1, V2, item(3, "De brug is dicht."), item(4, "De brug is open.")),
        (V1, V2, KILL),
        (V2, KILL, item(6, "De brug is toch dicht.")),
    ],
    ids=["versions", "the same words", "words that came back", "killed", "killed and back"],
)
def test_any_order_of_deliveries_ends_in_the_same_content(tmp_path: Path, deliveries: Sequence[str]) -> None:
    ends = []
    for number, order in enumerate(permutations(deliveries)):
        for _ in ("once", "again"):
            for delivery in order:
                take_in(tmp_path / str(number), delivery)
            ends.append(tree(tmp_path / str(number)))
    assert all(end == ends[0] for end in ends)


def test_the_address_is_that_of_the_first_delivery_and_all_else_the_same_in_any_order(tmp_path: Path) -> None:
    headlines = ("Brug dicht", "Schip tegen brug", "Brug weer open")
    versions = [item(n, f"Het is stand {n}.", headline=headline) for n, headline in enumerate(headlines, 1)]
    ends = []
    for number, order in enumerate(permutations(range(3))):
        site = tmp_path / str(number)
        for at in order:
            take_in(site, versions[at])
        story = next(path for path in tree(site) if path.startswith("articles/"))
        assert story == f"articles/2026/{headlines[order[0]].lower().replace(' ', '-')}.md"
        ends.append({path.replace(story, NAME): text for path, text in tree(site).items()})
    assert len(ends[0]) == 3
    assert all(end == ends[0] for end in ends)


REVISIONS = st.tuples(
    st.integers(1, 9),
    st.sampled_from(["De brug is dicht.", "De brug is dicht tot vrijdag.", "De brug is open.", "De brug piept."]),
    st.sampled_from(["Usable", "Usable", "Withheld", "Canceled"]),
    st.sampled_from(["", "<Urgency FormalName='2'/>", "<Instruction FormalName='Correction'/>"]),
)
DELIVERIES = st.lists(REVISIONS, min_size=2, max_size=4, unique_by=lambda row: row[0]).map(
    lambda rows: [item(number, text, status=status, more=more) for number, text, status, more in rows]
)


@settings(max_examples=12, deadline=None)
@given(DELIVERIES.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_any_order_of_any_versions_ends_in_the_same_content(orders: tuple[list[str], list[str]]) -> None:
    with TemporaryDirectory() as folder:
        ends = []
        for number, order in enumerate(orders):
            site = Path(folder) / str(number)
            for delivery in order:
                take_in(site, delivery)
            ends.append(tree(site))
            for delivery in reversed(order):
                take_in(site, delivery)
            assert tree(site) == ends[-1]
        assert ends[0] == ends[1]


def test_a_later_version_keeps_address_id_and_first_date_and_the_earlier_text(tmp_path: Path) -> None:
    take_in(tmp_path, V1)
    first = head(tmp_path)
    report = take_in(tmp_path, item(2, "De brug is dicht na een botsing.", headline="Botsing tegen brug"))
    now = head(tmp_path)
    assert report.files[0].updated == (f"content/{NAME}",)
    assert (now["id"], now["date"], now["title"]) == (first["id"], first["date"], "Botsing tegen brug")
    assert now["updated"] == "2026-05-12T09:20+02:00"
    assert "De brug is dicht.\n" in tree(tmp_path)[f"versions/{first['id']}.1.md"]


def test_a_killed_story_is_canceled_and_keeps_its_text_and_not_the_notice(tmp_path: Path) -> None:
    take_in(tmp_path, V1)
    take_in(tmp_path, KILL)
    assert head(tmp_path)["status"] == "canceled"
    assert "Dit bericht vervalt" not in "".join(tree(tmp_path).values())


def test_a_kill_reaches_a_story_that_an_editor_changed(tmp_path: Path) -> None:
    take_in(tmp_path, V1)
    edit(tmp_path, "De brug is dicht.", "De brug in Goes is dicht.")
    take_in(tmp_path, KILL)
    assert head(tmp_path)["status"] == "canceled"
    assert "De brug in Goes is dicht." in tree(tmp_path)[NAME]


def test_an_embargo_is_written_with_its_seconds_and_lifted_by_the_next_version(tmp_path: Path) -> None:
    change = (
        "<StatusWillChange><FutureStatus FormalName='Usable'/><DateAndTime>20260513T060030Z</DateAndTime>"
        "</StatusWillChange>"
    )
    take_in(tmp_path, item(1, status="Embargoed", more=change))
    assert head(tmp_path)["embargo"] == "2026-05-13T08:00:30+02:00"
    take_in(tmp_path, item(2))
    assert "embargo" not in head(tmp_path)


def test_a_text_that_an_editor_changed_stays_and_the_wire_s_waits_as_a_draft(tmp_path: Path) -> None:
    take_in(tmp_path, V1)
    edit(tmp_path, "De brug is dicht.", "De brug in Goes is dicht.")
    edited = tree(tmp_path)[NAME]
    for _ in range(2):
        report = take_in(tmp_path, V2)
        assert report.files[0].conflicts == (f"content/{NAME}",)
    assert tree(tmp_path)[NAME] == edited
    (draft,) = (text for path, text in tree(tmp_path).items() if path.startswith("versions/"))
    assert "draft: true" in draft and "botsing" in draft
    assert take_in(tmp_path, V1).files[0].conflicts == ()


def test_keys_that_an_editor_changed_stay_with_a_later_text(tmp_path: Path) -> None:
    take_in(tmp_path, item(1, more="<Urgency FormalName='3'/>"))
    edit(tmp_path, "urgency: 3\n", "urgency: 1\nsection: Regio\nimage: /media/brug.jpg\n")
    take_in(tmp_path, item(2, "De brug is open.", more="<Urgency FormalName='4'/>"))
    now = head(tmp_path)
    assert (now["urgency"], now["section"], now["image"]) == ("1", "Regio", "/media/brug.jpg")
    assert "De brug is open." in tree(tmp_path)[NAME]
    take_in(tmp_path, item(3, "De brug is stuk.", status="Withheld"))
    assert head(tmp_path)["status"] == "withheld"


def test_what_an_editor_withheld_is_not_let_go_by_the_next_version(tmp_path: Path) -> None:
    take_in(tmp_path, V1)
    edit(tmp_path, "\nid: ", "\nstatus: withheld\nid: ")
    take_in(tmp_path, V2)
    assert head(tmp_path)["status"] == "withheld"


def test_the_file_is_put_where_its_date_and_headline_say_whatever_they_hold(tmp_path: Path) -> None:
    take_in(tmp_path, item(1, headline="../../x", number="../../../etc/passwd"))
    assert list(tree(tmp_path)) == ["articles/2026/x.md"]


def test_a_file_that_is_as_it_was_is_not_read_again_and_says_the_same(tmp_path: Path) -> None:
    later = 2**62
    take_in(tmp_path, V1, clock=later)
    (tmp_path / "in" / "0.xml").chmod(0o644)
    report = import_again(tmp_path, later)
    assert (report.counts["unchanged"], report.counts["written"]) == (1, 0)
    edit(tmp_path, "De brug is dicht.", "De brug in Goes is dicht.")
    assert import_again(tmp_path, later).counts["unchanged"] == 1
    (tmp_path / "content" / NAME).unlink()
    assert import_again(tmp_path, later).counts["written"] == 1


def import_again(site: Path, clock: int) -> ImportReport:
    return import_files(
        [site / "in"],
        site,
        captured=None,
        captured_unknown=False,
        format="auto",
        section=None,
        dry_run=False,
        sections=("Regio",),
        section_map={},
        timezone=AMSTERDAM,
        home_country="NL",
        clock=clock,
    )


@pytest.mark.parametrize("damage", [b"", b"no database", None])
def test_a_ledger_that_is_lost_or_damaged_is_made_anew(tmp_path: Path, damage: bytes | None) -> None:
    take_in(tmp_path, V1, clock=2**62)
    before = tree(tmp_path)
    ledger = tmp_path / ".sitegen" / "import.db"
    for beside in ledger.parent.iterdir():
        beside.unlink()
    if damage is not None:
        ledger.write_bytes(damage)
    assert take_in(tmp_path, V1, clock=2**62).counts["unchanged"] == 1
    assert tree(tmp_path) == before


def test_many_files_are_read_by_processes_and_end_as_one_by_one(tmp_path: Path) -> None:
    for site in ("one", "many"):
        (tmp_path / site / "in").mkdir(parents=True)
        for number in range(250):
            source = item(1, f"Brug {number} is dicht.", headline=f"Brug {number} dicht", number=f"10{number:03}")
            (tmp_path / site / "in" / f"{number:03}.xml").write_text(source if number % 50 else source[:90], "utf-8")
    ends = []
    for site, jobs in (("one", 1), ("many", 2)):
        told: list[int] = []
        report = import_files(
            [tmp_path / site / "in"],
            tmp_path / site,
            captured=None,
            captured_unknown=False,
            format="auto",
            section=None,
            dry_run=False,
            sections=(),
            section_map={},
            timezone=AMSTERDAM,
            jobs=jobs,
            brief=True,
            progress=lambda done, total, told=told: told.append(done),  # type: ignore[misc]
        )
        assert (report.read, len(report.problems), report.counts["written"], told[-1]) == (250, 5, 245, 250)
        assert len(report.files) == 5
        ends.append(tree(tmp_path / site))
    assert ends[0] == ends[1]
