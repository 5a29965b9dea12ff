"""The plan of shards as laws; the folders by what they hold."""

from __future__ import annotations

import gzip
import json
import re
import stat
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search_site import LANDS, SETTINGS, archive, make_search, shard_inputs, story

from sitegen.pagefind import Pagefind, PagefindError, pagefind_version, read_index, settled_index
from sitegen.postings import list_of, place_key, word_lists
from sitegen.search import build_shards, publish, shard_list, sweep_cache, withdraw
from sitegen.shards import AGE, FULL, HOT, SearchSettings, Shard, input_hash, plan_shards, record_digest

# ---- the plan ------------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2019, 12, 20), date(2026, 3, 5)).map(date.isoformat) | st.just("")
ARCHIVES = st.dictionaries(DAYS, st.one_of(st.integers(1, 40), st.integers(1, 900), st.integers(1, 20_000)))


def steady(first: date, days: int, a_day: int) -> dict[str, int]:
    return {(first + timedelta(days=n)).isoformat(): a_day for n in range(days)}


def spans(shards: tuple[Shard, ...]) -> set[tuple[str, str, int, int]]:
    return {(shard.first, shard.last, shard.skip, shard.count) for shard in shards}


@given(ARCHIVES)
def test_every_story_lies_in_one_shard_and_shards_follow_each_other_in_time(days: dict[str, int]) -> None:
    shards = plan_shards(days.items())
    assert sum(shard.count for shard in shards) == sum(days.values())
    assert all(shard.first <= shard.last for shard in shards)
    for older, newer in pairwise(shards):
        same_day = older.first == newer.first and older.skip + older.count == newer.skip
        assert older.last < newer.first or same_day
    for shard in shards:
        if shard.whole:
            assert shard.count == sum(days[day] for day in days if shard.first <= day <= shard.last)
    assert len({shard.name for shard in shards}) == len(shards)


@given(ARCHIVES)
def test_the_newest_shard_is_small_and_older_ones_are_bounded(days: dict[str, int]) -> None:
    shards = plan_shards(days.items())
    newer = 0
    for shard in reversed(shards):
        assert shard.count <= HOT or shard.count <= min(FULL, AGE * newer)
        newer += shard.count


@given(ARCHIVES.filter(bool), st.integers(1, HOT))
def test_the_order_in_which_days_are_given_changes_nothing(days: dict[str, int], _: int) -> None:
    assert plan_shards(days.items()) == plan_shards(sorted(days.items(), reverse=True))


@pytest.mark.parametrize("a_day", [3, 55, 300, 2_000])
def test_one_more_item_at_the_end_touches_one_shard_nearly_always(a_day: int) -> None:
    days = steady(date(2024, 1, 1), 400, a_day)
    today, touched = "2025-02-04", []
    before = plan_shards(days.items())
    for count in range(1, min(a_day, 300) + 1):
        after = plan_shards((days | {today: count}).items())
        touched.append(sum(shard.count for shard in after if spans((shard,)) - spans(before)))
        before = after
    assert sum(count <= HOT for count in touched) >= 0.95 * len(touched)
    assert sum(touched) / len(touched) < 2 * HOT  # what is sealed on the way, included


@given(st.integers(0, 799), st.sampled_from([2, 30, 280]))
@settings(max_examples=60)
def test_a_late_item_touches_no_shard_but_that_of_its_date(place: int, a_day: int) -> None:
    days = steady(date(2023, 11, 1), 800, a_day)
    day = sorted(days)[place]
    before, after = plan_shards(days.items()), plan_shards((days | {day: days[day] + 1}).items())
    for shard in set(spans(after)) - spans(before):
        assert shard[0] <= day <= shard[1] or place >= 750  # in the newest weeks an older neighbour may join up sooner


def test_a_story_dated_far_ahead_by_mistake_leaves_today_in_a_small_shard() -> None:
    shards = plan_shards((steady(date(2026, 1, 1), 90, 60) | {"2031-01-01": 1}).items())
    assert next(shard for shard in shards if shard.first <= "2026-03-31" <= shard.last).count <= HOT


@pytest.mark.parametrize("days", [{"2026-03-01": 45_000}, {"": 45_000, "2026-03-01": 7}])
def test_a_huge_import_of_one_day_is_cut_too(days: dict[str, int]) -> None:
    shards = plan_shards(days.items())
    assert max(shard.count for shard in shards) <= FULL
    assert len(shards) < 25


@pytest.mark.parametrize(
    ("stories", "a_day", "most"), [(3_000, 4, 9), (100_000, 137, 40), (100_000, 20, 35), (1_000_000, 290, 330)]
)
def test_the_number_of_shards_stays_low(stories: int, a_day: int, most: int) -> None:
    assert len(plan_shards(steady(date(2001, 1, 1), stories // a_day, a_day).items())) <= most


def test_no_stories_give_no_shards() -> None:
    assert plan_shards([]) == () == plan_shards([("2026-01-01", 0)])


# ---- names ---------------------------------------------------------------------------------------------------------


def test_the_input_hash_changes_with_any_record_any_setting_and_the_version_of_pagefind() -> None:
    one, other = story(1, "2026-01-01T08:00:00Z"), story(1, "2026-01-01T08:00:00Z", text="Andere tekst.")
    english = SearchSettings(language="en", typeahead=("persoon",))
    hashes = {
        input_hash([record_digest(one)], SETTINGS, "1.5.2"),
        input_hash([record_digest(other)], SETTINGS, "1.5.2"),
        input_hash([record_digest(one)], english, "1.5.2"),
        input_hash([record_digest(one)], SETTINGS, "1.6.0"),
        input_hash([record_digest(one), record_digest(other)], SETTINGS, "1.5.2"),
        input_hash([], SETTINGS, "1.5.2"),
    }
    assert len(hashes) == 6


@pytest.mark.parametrize(
    "change",
    [
        {"address": "/a/"},
        {"title": "Anders"},
        {"text": "Anders"},
        {"moment": "2026-01-01T08:00:01Z"},
        {"filters": (("land", ("Polen",)),)},
        {"meta": (("date", "gisteren"),)},
        {"also": "anders"},
    ],
)
def test_a_record_s_digest_changes_with_all_it_says(change: dict[str, Any]) -> None:
    record = story(1, "2026-01-01T08:00:00Z")
    assert record_digest(replace(record, **change)) != record_digest(record)


def test_a_record_s_digest_does_not_depend_on_the_order_of_filters() -> None:
    record = story(1, "2026-01-01T08:00:00Z")
    assert record_digest(replace(record, filters=record.filters[::-1])) == record_digest(record)


# ---- the folders ---------------------------------------------------------------------------------------------------


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def unzipped(path: Path) -> str:
    return gzip.decompress(path.read_bytes()).decode()


def shown(shard: Path) -> list[list[Any]]:
    """What a folder's packs hold of its stories, in order."""
    packs = sorted((shard / "stories").iterdir(), key=lambda path: int(path.stem))
    return [story for path in packs for story in json.loads(unzipped(path))]


def addresses(shard: Path) -> list[str]:
    return [story[0] for story in shown(shard)]


def places(coded: str) -> list[int]:
    found, gap, shift = [-1], 0, 0
    for letter in coded:
        bits = ord(letter) - 48
        gap |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            found.append(found[-1] + gap + 1)
            gap = shift = 0
    return found[1:]


def read_lists(files: Iterable[str]) -> dict[str, list[int]]:
    """The words of lists with their places, read back as the page reads them."""
    words = {}
    for text in files:
        before = ""
        for line in filter(None, text.split("\n")):
            coded, _, held = line.partition("\t")
            before = before[: ord(coded[0]) - 48] + coded[1:]
            words[before] = places(held)
    return words


def known_words(shard: Path, files: str = "*.pack") -> dict[str, list[int]]:
    return read_lists(unzipped(path) for path in (shard / "words").glob(files))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = tmp_path_factory.mktemp("search")
    make_search(archive(), room)
    return room


def listed(room: Path) -> dict[str, object]:
    text = (room / "site" / "pagefind" / "shards.json").read_text("utf-8")
    return dict(json.loads(text))


def test_every_story_is_in_the_folder_of_its_shard(published: Path) -> None:
    folders = [published / "site" / "pagefind" / str(row["dir"]) for row in listed(published)["shards"]]  # type: ignore[attr-defined]
    assert len(folders) == 4
    found = Counter(address for folder in folders for address in addresses(folder))
    assert found == Counter(record.address for record in archive())


def test_counts_in_the_list_are_those_of_the_records(published: Path) -> None:
    table = listed(published)
    sums: Counter[tuple[str, str]] = Counter()
    for row in table["shards"]:  # type: ignore[attr-defined]
        for name, pairs in row["facets"].items():
            for place, count in zip(pairs[::2], pairs[1::2], strict=True):
                sums[name, table["values"][name][place]] += count  # type: ignore[index]
    plain = Counter(
        (name, value)
        for record in archive()
        for name, values in record.filters
        for value in values
        if name not in SETTINGS.typeahead
    )
    assert sums == plain


def test_word_lists_say_which_stories_hold_a_word_and_which_a_value_of_a_filter(published: Path) -> None:
    newest = published / "site" / "pagefind" / str(listed(published)["shards"][0]["dir"])  # type: ignore[index]
    words, stories = known_words(newest), shown(newest)
    assert [story[0] for story in stories] == [
        record.address
        for record in sorted(archive(), key=lambda r: (r.moment, r.address), reverse=True)[: len(stories)]
    ]
    assert words["kade"] == words["water"] == list(range(len(stories)))
    for number, (_, _, text, filters) in enumerate(stories):
        (own,) = re.findall(r"k\d+z", text)
        assert words[own] == [number]
        for name in ("land", "persoon", "sectie", "jaar"):
            assert number in words[place_key(name, filters[name])]
    assert sum(len(words[place_key("land", land)]) for land in LANDS) == len(stories)


def test_a_word_and_every_beginning_of_it_lead_to_a_list_that_tells(published: Path) -> None:
    folder = published / "site" / "pagefind" / str(listed(published)["shards"][0]["dir"])  # type: ignore[index]
    files = {int(path.stem): known_words(folder, path.name) for path in (folder / "words").iterdir()}
    assert len(files) > 1
    for word in known_words(folder):
        for length in range(min(3, len(word)), len(word) + 1):
            some = files[list_of(word[:length], len(files))]
            assert any(known.startswith(word[:length]) for known in some), word[:length]


PLACES = st.sets(st.integers(0, 6400), min_size=1).map(sorted)


@given(st.dictionaries(st.text(min_size=1, max_size=70), PLACES, max_size=30))
def test_lists_give_back_the_words_and_places_that_went_in(words: dict[str, list[int]]) -> None:
    plain = {word: held for word, held in words.items() if not {"\t", "\n"} & set(word) and word.isprintable()}
    files = word_lists(plain)
    assert files == word_lists(dict(reversed(plain.items())))
    texts = [gzip.decompress(body).decode() for body in files]
    assert read_lists(texts) == plain


def test_nothing_but_what_the_page_asks_for_is_published_and_few_files_of_it(published: Path) -> None:
    names = {path.removeprefix("pagefind/") for path in tree(published / "site" / "pagefind")}
    kinds = {re.sub(r"[0-9]+\.pack", "N.pack", name.split("/", 1)[-1]) for name in names}
    (core,) = (published / "site" / "pagefind").glob("core-*")
    own = {path.relative_to(core).as_posix() for path in core.rglob("*") if path.is_file()}
    assert kinds - own == {"shards.json", "names.json", "words/N.pack", "stories/N.pack"}
    assert len(own) == 5
    assert len(names) < 0.3 * len(archive())


def test_a_second_run_starts_no_pagefind_and_changes_nothing(published: Path) -> None:
    before = tree(published)
    shards = build_shards(shard_inputs(archive()), published / "cache", SETTINGS, executable=Path("/does/not/exist"))
    assert shards.failure is None and not any(shard.fresh for shard in shards.shards)
    again = make_search(archive(), published)
    assert (again.published.files, again.published.folders, again.published.removed) == (0, (), ())
    assert tree(published) == before


def test_a_new_item_changes_the_newest_folder_and_the_list_only(tmp_path: Path) -> None:
    records = [record for record in archive() if record.moment[:10] != "2026-09-12"]
    before = make_search(records, tmp_path)
    files = tree(tmp_path / "site")
    after = make_search([*records, story(700, "2026-09-12T20:00:00Z")], tmp_path)
    assert [one.folder == other.folder for one, other in zip(before.shards, after.shards, strict=True)] == [
        True,
        True,
        True,
        False,
    ]
    new = tree(tmp_path / "site")
    newest = after.shards[-1].folder
    changed = {path for path in new if files.get(path) != new[path]}
    assert all(path.startswith(f"pagefind/{newest}/") or path == "pagefind/shards.json" for path in changed)
    assert after.published.removed == ()
    assert (tmp_path / "site" / "pagefind" / before.shards[-1].folder).is_dir()  # grace, for pages that are open
    last = make_search([*records, *(story(n, "2026-09-12T20:00:00Z") for n in (700, 701))], tmp_path)
    assert last.published.removed == (before.shards[-1].folder,)


def test_a_correction_years_back_replaces_one_folder_and_leaves_no_word_of_the_old_text(tmp_path: Path) -> None:
    records = list(archive())
    before = make_search(records, tmp_path)
    place = next(number for number, record in enumerate(records) if record.moment.startswith("2025-02-07"))
    number = int(records[place].address.split("-")[-1].strip("/"))
    records[place] = story(number, records[place].moment, text="Een rustige tekst zonder het ingetrokken woord.")
    after = make_search(records, tmp_path)
    changed = [number for number, shard in enumerate(after.shards) if shard.folder != before.shards[number].folder]
    assert [before.shards[number].shard.name for number in changed] == ["2025"]
    assert after.published.removed == (before.shards[changed[0]].folder,)
    packs = [unzipped(path) for path in (tmp_path / "site").rglob("*.pack")]
    assert sum(f"bericht-{number}/" in body for body in packs) == 1
    assert not any(f"k{number}z" in body for body in packs)
    kept = {
        "core" if name.startswith("core") else name
        for name in sweep_cache(tmp_path / "cache", {s.folder for s in after.shards})
    }
    assert kept == {"core", before.shards[changed[0]].folder}


def test_a_withheld_story_is_gone_from_every_published_folder_at_once(tmp_path: Path) -> None:
    records = archive()
    make_search(records, tmp_path)
    make_search(records[:-1], tmp_path)
    gone = records[-1].address
    assert not any(gone in unzipped(path) for path in (tmp_path / "site").rglob("*.pack"))


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    own = tmp_path / "site" / "pagefind" / "notities"
    own.mkdir(parents=True)
    (own / "lijst.txt").write_text("van de redactie")
    make_search(archive()[:20], tmp_path)
    make_search(archive()[:10], tmp_path)
    assert (own / "lijst.txt").read_text() == "van de redactie"


def test_a_search_that_is_switched_off_leaves_nothing_but_what_is_not_ours(tmp_path: Path) -> None:
    target = tmp_path / "site" / "pagefind"
    assert withdraw(target) == ()
    made = make_search(archive()[:5], tmp_path)
    (target / "notitie.txt").write_text("van de redactie")
    gone = withdraw(target)
    assert gone[0] == "shards.json" and set(gone) > {shard.folder for shard in made.shards}
    assert [path.name for path in target.iterdir()] == ["notitie.txt"]
    (target / "notitie.txt").unlink()
    make_search(archive()[:5], tmp_path)
    withdraw(target)
    assert not target.exists()


def test_what_a_killed_run_left_half_done_is_cleared_away(tmp_path: Path) -> None:
    make_search(archive()[:5], tmp_path)
    left = [tmp_path / "cache" / ".building-x", tmp_path / "site" / "pagefind" / ".publishing-x"]
    for folder in left:
        (folder / "shard").mkdir(parents=True)
    make_search(archive()[:5], tmp_path)
    assert not any(folder.exists() for folder in left)


def test_a_damaged_folder_in_the_cache_is_built_again(tmp_path: Path) -> None:
    records = archive()[:5]
    first = make_search(records, tmp_path)
    (tmp_path / "cache" / first.shards[0].folder / "shard.json").write_text("{half a")
    again = build_shards(shard_inputs(records), tmp_path / "cache", SETTINGS)
    assert [shard.fresh for shard in again.shards] == [True, False]


def test_two_builds_of_the_same_records_are_the_same_bytes(tmp_path: Path) -> None:
    for room in ("one", "two"):
        make_search(archive()[:60], tmp_path / room)

    def shards(room: str) -> dict[str, bytes]:
        return {path: body for path, body in tree(tmp_path / room / "site").items() if "/core-" not in path}

    one, two = shards("one"), shards("two")
    assert one.keys() == two.keys() and len(one) > 5
    one.pop("pagefind/shards.json"), two.pop("pagefind/shards.json")  # names the core, which Pagefind's order decides
    assert one == two


def test_a_story_without_text_is_found_by_its_title(tmp_path: Path) -> None:
    empty = story(1, "2026-01-01T08:00:00Z", title="Kop van een bericht", text="  ")
    assert addresses(tmp_path / "site" / "pagefind" / make_search([empty], tmp_path).shards[0].folder) == [
        empty.address
    ]


def test_the_list_is_the_same_text_whatever_the_order_of_filters(published: Path) -> None:
    shards = build_shards(shard_inputs(archive()), published / "cache", SETTINGS).shards
    assert shard_list(shards, "core-0", SETTINGS) == shard_list(tuple(shards), "core-0", SETTINGS)
    assert shard_list((), "core-0", SETTINGS).endswith('"shards":[]}\n')


# ---- what can go wrong ---------------------------------------------------------------------------------------------


def program(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return path


@pytest.mark.parametrize(
    ("script", "word"),
    [
        ("echo no room left >&2; exit 3", "no room left"),
        ("exit 3", "exit code 3"),
        ("kill -9 $$", "killed by signal 9"),
        ("echo rubbish,; cat >/dev/null", "refused"),
    ],
)
def test_a_failing_pagefind_is_told_and_leaves_nothing(tmp_path: Path, script: str, word: str) -> None:
    bad = program(tmp_path / "pagefind", script)
    built = build_shards(shard_inputs(archive()[:3]), tmp_path / "cache", SETTINGS, executable=bad)
    assert built.shards == ()
    assert re.search(word, str(built.failure)) and "build again" in str(built.failure)
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_missing_program_is_told(tmp_path: Path) -> None:
    none = tmp_path / "none"
    built = build_shards(shard_inputs(archive()[:3]), tmp_path / "cache", SETTINGS, executable=none)
    assert "cannot start" in str(built.failure)


def test_where_pagefind_fails_the_shards_that_stand_are_kept_and_no_old_word_is(tmp_path: Path) -> None:
    records = list(archive())
    before = make_search(records, tmp_path)
    kept = tuple(records[:-1])
    bad = program(tmp_path / "pagefind", "exit 3")
    built = build_shards(shard_inputs(kept), tmp_path / "cache", SETTINGS, executable=bad)
    assert built.failure and [shard.folder for shard in built.shards] == [s.folder for s in before.shards[:-1]]
    (core,) = (path.name for path in (tmp_path / "cache").glob("core-*"))
    publish(built.shards, core, tmp_path / "cache", tmp_path / "site" / "pagefind", SETTINGS)
    assert not any(records[-1].address in unzipped(path) for path in (tmp_path / "site").rglob("*.pack"))
    again = make_search(kept, tmp_path)
    assert len(again.shards) == len(before.shards)


def test_records_that_do_not_match_the_plan_are_refused(tmp_path: Path) -> None:
    (wanted,) = shard_inputs(archive()[2:5])
    wrong = type(wanted)(shard=wanted.shard, input=wanted.input, records=lambda: archive()[2:4])
    built = build_shards([wrong], tmp_path / "cache", SETTINGS)
    assert "has 2 stories, planned 3" in str(built.failure)
    assert list((tmp_path / "cache").iterdir()) == []


def test_words_come_with_the_tokens_they_are_found_in(tmp_path: Path) -> None:
    said = [
        "zuid",
        "plan",
        "Zuid-Koreaanse",
        "café",
        "zuid",
        "–",
        "cafés",
        "zuid-plan",
        "Wolven",
        "wolf",
        "🎉",
        "zuid-plan",
    ]
    with Pagefind() as pagefind:
        words = pagefind.stems(said, "nl", tmp_path / "one")
        assert pagefind.stems([], "nl", tmp_path / "none") == {}
        many = pagefind.stems([f"w{number}x" for number in range(30_000)], "nl", tmp_path / "many")
    assert {word: sorted(words[word]) for word in ("zuid", "plan", "koreaans", "cafe", "wolf")} == {
        "zuid": [0, 2, 4, 7, 11],
        "plan": [1, 7, 11],
        "koreaans": [2],
        "cafe": [3, 6],
        "wolf": [8, 9],
    }
    assert all(number in many[f"w{number}x"] for number in range(0, 30_000, 997))


def test_a_bundle_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Pagefind() as pagefind:
        words = pagefind.stems(["Het", "café", "kop"], "nl", out)
    assert words == read_index(out, 3) and words["cafe"] == [1]
    with pytest.raises(PagefindError, match="4 words given, 3 counted"):
        read_index(out, 4)
    (index,) = (out / "index").iterdir()
    whole = index.read_bytes()
    index.write_bytes(whole[:-9])
    with pytest.raises(PagefindError, match="not written whole"):
        read_index(out, 3)
    index.write_bytes(gzip.compress(b"pagefind_dcd" + b"\xff\xff"))
    with pytest.raises(PagefindError, match="another form"):
        read_index(out, 3)
    index.write_bytes(whole)
    (out / "pagefind-entry.json").unlink()
    with pytest.raises(PagefindError, match="entry"):
        read_index(out, 3)


def test_the_version_of_pagefind_is_the_one_that_writes(tmp_path: Path) -> None:
    with Pagefind() as pagefind:
        pagefind.stems(["woorden"], "nl", tmp_path / "out")
    assert json.loads((tmp_path / "out" / "pagefind-entry.json").read_text())["version"] == pagefind_version()


def test_files_that_arrive_after_pagefind_says_so_are_waited_for(tmp_path: Path) -> None:
    with Pagefind() as pagefind:
        words = pagefind.stems(["woorden", "kop"], "nl", tmp_path)
    late = [tmp_path / "pagefind-entry.json", *tmp_path.glob("index/*"), *tmp_path.glob("*-worker.js")]
    bodies = [path.read_bytes() for path in late]
    for path, body in zip(late, bodies, strict=True):
        path.write_bytes(body[: len(body) // 2])
    arrival = threading.Timer(0.2, lambda: [path.write_bytes(body) for path, body in zip(late, bodies, strict=True)])
    arrival.start()
    assert settled_index(tmp_path, 2) == words
    arrival.join()
    assert [path.read_bytes() for path in late] == bodies
