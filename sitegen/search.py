"""The shards of the search index as folders: built by Pagefind, kept, published beside the list that the page reads."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sitegen.pagefind import Pagefind, PagefindError, pagefind_version
from sitegen.postings import PACK, place_key, story_packs, word_lists
from sitegen.shards import SearchRecord, SearchSettings, Shard, input_hash, record_digest

TYPEAHEAD_NAMES = 300
"""Values of a typeahead facet that a shard offers; any other value still works when typed in full."""

_FOLDER = re.compile(r"(?:core|[0-9a-f]{16})-[0-9a-f]{8}")
_CORE = ("pagefind-entry.json", "*.pf_meta", "index", "pagefind-worker.js", "wasm.{language}.pagefind")
_WARM = ("*.pf_meta", "wasm.*.pagefind")
"""What the worker asks for one after the other, and the page therefore ahead of it."""
_SHEET = "shard.json"
"""What `build_shards` must know of a folder when it is used again; stays in the cache."""
_DIGESTS = "digests.txt"
"""What `publish` must know of a folder when it is superseded: its records' digests, a line each; stays in the cache."""
_TITLE_LENGTH = 500
_PLACEHOLDER = "ⵣⵔⵣ"
"""A word that no reader types."""
_MARKS = ".,;:!?()[]\"'“”„‘’«»…"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardInput:
    """A shard to be had: its input hash, and its records, asked for only if it must be built."""

    shard: Shard
    input: str
    records: Callable[[], Iterable[SearchRecord]]
    """In order of (moment, address), `shard.count` of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltShard:
    """A shard's folder in the cache, verified."""

    shard: Shard
    folder: str
    words: int
    """Number of its word lists."""
    facets: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    """For each filter but the typeahead ones: value and number of stories, both in order of name."""
    fresh: bool = field(default=False, compare=False)
    """Built just now, not found in the cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing changed below its target: paths relative to it."""

    folders: tuple[str, ...] = ()
    files: int = 0
    """In the new folders, and 1 for the list if it changed."""
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The shards that there are, in order, and why the others of those wanted are not."""

    shards: tuple[BuiltShard, ...]
    failure: PagefindError | None = None


def build_shards(
    wanted: Sequence[ShardInput], cache: Path, settings: SearchSettings, *, executable: Path | None = None
) -> Built:
    """The wanted shards, each in a verified folder of `cache`; only those that are not there are built.

    One Pagefind process serves them, one after the other; memory is that of the largest shard. No process starts if
    nothing lacks. If Pagefind fails, those it did not come to are left
    out: better a stretch of time that cannot be searched than a correction that waits.
    """
    cache.mkdir(parents=True, exist_ok=True)
    _clear(cache, ".building-*")
    found = {each.input: _found(cache, each) for each in wanted}
    failure = None
    if not all(found.values()):
        try:
            with Pagefind(executable) as pagefind:
                for each in wanted:
                    found[each.input] = found[each.input] or _built(pagefind, each, cache, settings)
        except PagefindError as error:
            failure = error
    return Built(shards=tuple(shard for each in wanted if (shard := found[each.input])), failure=failure)


def build_core(cache: Path, settings: SearchSettings, *, executable: Path | None = None) -> str:
    """Name of the folder in `cache` with what all shards share: Pagefind's worker, the language's WebAssembly, and an
    index of one made-up record, which starts the WebAssembly and stems the reader's words."""
    key = input_hash(["core"], settings, pagefind_version())
    cache.mkdir(parents=True, exist_ok=True)
    for folder in sorted(cache.glob("core-????????")):
        if _sheet(folder).get("input") == key:
            return folder.name
    with Pagefind(executable) as pagefind, tempfile.TemporaryDirectory(dir=cache, prefix=".building-") as room:
        raw, folder = Path(room, "index"), Path(room, "core")
        pagefind.stems([_PLACEHOLDER], settings.language, raw)
        folder.mkdir()
        # Not all: Pagefind writes its user interfaces, 0.6 MB, beside every index.
        for path in (path for name in _CORE for path in raw.glob(name.format(language=settings.language))):
            os.replace(path, folder / path.name)
        return _sealed(folder, cache, "core", {"input": key})


def _found(cache: Path, each: ShardInput) -> BuiltShard | None:
    """The shard as an earlier build left it; a folder that is not whole counts as none."""
    for folder in sorted(cache.glob(f"{each.input}-????????")):
        sheet = _sheet(folder)
        if sheet.get("count") == each.shard.count:
            return _described(each.shard, folder.name, sheet, fresh=False)
    return None


def _built(pagefind: Pagefind, each: ShardInput, cache: Path, settings: SearchSettings) -> BuiltShard:
    facets: dict[str, Counter[str]] = {}
    digests: list[str] = []
    shown: list[object] = []
    tokens: dict[str, list[int]] = {}
    keys: dict[str, list[int]] = {}
    for number, record in enumerate(each.records()):
        for name, values in record.filters:
            facets.setdefault(name, Counter()).update(set(values))
            for key in {place_key(name, value) for value in values}:
                keys.setdefault(key, []).append(number)
        for token in _tokens(record):
            tokens.setdefault(token, []).append(number)
        digests.append(record_digest(record))
        shown.append(_shown(record))
    count = len(shown)
    if count != each.shard.count:
        raise PagefindError(f"shard {each.shard.name} has {count} stories, planned {each.shard.count}")
    with tempfile.TemporaryDirectory(dir=cache, prefix=".building-") as room:
        folder = Path(room, "shard")
        plain = sorted(tokens)
        for word, found in pagefind.stems(plain, settings.language, Path(room, "index")).items():
            keys[word] = list({number for token in found for number in tokens[plain[token]]})
        lists = word_lists({key: sorted(count - 1 - number for number in numbers) for key, numbers in keys.items()})
        _write(folder / "words", lists)
        _write(folder / "stories", story_packs(shown[::-1]))
        typed = {name: facets.pop(name) for name in settings.typeahead if name in facets}
        sheet = {
            "count": count,
            "words": len(lists),
            "facets": {name: sorted(values.items()) for name, values in sorted(facets.items())},
        }
        names = {name: _most_common(values) for name, values in sorted(typed.items())}
        (folder / "names.json").write_text(_json(names), "utf-8")
        (folder / _DIGESTS).write_text("\n".join(digests), "utf-8")
        return _described(each.shard, _sealed(folder, cache, each.input, sheet), sheet, fresh=True)


def _most_common(values: Counter[str]) -> list[tuple[str, int]]:
    return sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))[:TYPEAHEAD_NAMES]


def _tokens(record: SearchRecord) -> set[str]:
    """What stands between spaces in all that a record is found by; marks that no word keeps are taken off its ends."""
    said = f"{record.title[:_TITLE_LENGTH]} {record.text} {record.also}".split()
    return {token for word in said if (token := word.strip(_MARKS))}


def _shown(record: SearchRecord) -> object:
    """What the page shows of a record, and marks the words in."""
    filters = {name: ", ".join(values) for name, values in record.filters if values}
    return [record.address, record.title[:_TITLE_LENGTH], record.text, filters | dict(record.meta)]


def _write(folder: Path, files: Iterable[bytes]) -> None:
    folder.mkdir(parents=True)
    for number, body in enumerate(files):
        (folder / f"{number}.pack").write_bytes(body)


def _sealed(folder: Path, cache: Path, first: str, sheet: dict[str, object]) -> str:
    """The final name of a finished folder, moved into place: `first` and a hash of all it holds.

    The output is part of the name because a browser keeps what it once loaded under a name, and another library may
    zip, and another Pagefind stem, the same input into other bytes.
    """
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        body = path.read_bytes()
        total.update(f"{path.relative_to(folder).as_posix()} {len(body)}\n".encode())
        total.update(body)
    name = f"{first}-{total.hexdigest()[:8]}"
    (folder / _SHEET).write_text(_json(sheet), "utf-8")
    if not (cache / name).exists():
        os.replace(folder, cache / name)
    return name


def _sheet(folder: Path) -> dict[str, object]:
    try:
        sheet = json.loads((folder / _SHEET).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return sheet if isinstance(sheet, dict) else {}


def _described(shard: Shard, folder: str, sheet: dict[str, object], *, fresh: bool) -> BuiltShard:
    words, facets = sheet["words"], sheet["facets"]
    assert isinstance(words, int) and isinstance(facets, dict)
    return BuiltShard(
        shard=shard,
        folder=folder,
        words=words,
        facets=tuple((name, tuple((value, count) for value, count in values)) for name, values in facets.items()),
        fresh=fresh,
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# ---- publishing ----------------------------------------------------------------------------------------------------


def shard_list(shards: Sequence[BuiltShard], core: str, settings: SearchSettings, warm: Sequence[str] = ()) -> str:
    """`shards.json`: all that the page knows before it asks a shard. Newest first; counts are for lists of choices, and
    to pass over shards that have none of what is chosen. Values are listed once; a shard has flat pairs place, count.
    """
    values: dict[str, list[str]] = {}
    for built in shards:
        for name, counts in built.facets:
            values.setdefault(name, []).extend(value for value, _ in counts)
    table = {name: sorted(set(some)) for name, some in sorted(values.items())}
    place = {name: {value: number for number, value in enumerate(some)} for name, some in table.items()}
    rows = [
        {
            "dir": built.folder,
            "from": built.shard.first,
            "to": built.shard.last,
            "n": built.shard.count,
            "words": built.words,
            "facets": {
                name: [number for value, count in counts for number in (place[name][value], count)]
                for name, counts in built.facets
            },
        }
        for built in reversed(shards)
    ]
    fixed = {"core": core, "language": settings.language, "warm": warm, "pack": PACK}
    return _json({**fixed, "typeahead": settings.typeahead, "values": table, "shards": rows}) + "\n"


def publish(shards: Sequence[BuiltShard], core: str, cache: Path, target: Path, settings: SearchSettings) -> Published:
    """What was changed to make `target` (`/pagefind/` of the site) show `shards`, oldest first as planned.

    Folders first, the list last, so that a killed build leaves a working search. Folders that the list before this one
    named stay for pages that are open, unless they hold a record that no longer stands as it was: what is corrected,
    killed or withheld goes at once. Whatever is not named like a shard is left alone.
    """
    target.mkdir(parents=True, exist_ok=True)
    _clear(target, ".publishing-*")
    wanted = {core, *(built.folder for built in shards)}
    new = tuple(sorted(name for name in wanted if not (target / name).is_dir()))
    files = sum(_linked(cache / name, target / name) for name in new)
    warm = ["pagefind-entry.json?ts=1", *sorted(path.name for name in _WARM for path in (cache / core).glob(name))]
    path, text = target / "shards.json", shard_list(shards, core, settings, warm)
    before = path.read_text("utf-8") if path.exists() else ""
    if text == before:
        return Published(folders=new, files=files)
    _replace(path, text)
    was = _listed(before)
    said = frozenset(digest for name in wanted - was for digest in _digests(cache / name))
    removed = []
    for folder in sorted(target.iterdir()):
        if not _FOLDER.fullmatch(folder.name) or folder.name in wanted:
            continue
        digests = _digests(cache / folder.name)
        if not (folder.name in was and digests and said.issuperset(digests)):
            shutil.rmtree(folder)
            removed.append(folder.name)
    return Published(folders=new, files=files + 1, removed=tuple(removed))


def withdraw(target: Path) -> tuple[str, ...]:
    """Names of what was taken away below `target`: the list, then all shards. Whatever is not ours stays."""
    if not target.is_dir():
        return ()
    listed = [path for path in (target / "shards.json",) if path.exists()]
    for path in listed:
        path.unlink()
    gone = [path for path in sorted(target.iterdir()) if _FOLDER.fullmatch(path.name)]
    for path in gone:
        shutil.rmtree(path)
    if not any(target.iterdir()):
        target.rmdir()
    return tuple(path.name for path in (*listed, *gone))


def sweep_cache(cache: Path, keep: Collection[str]) -> tuple[str, ...]:
    """Names of the folders taken out of the cache: all but `keep`, which names the shards and the core of every output
    that shares the cache. To be called after `publish`, which still reads what a superseded shard held."""
    gone = [path for path in sorted(cache.glob("*")) if _FOLDER.fullmatch(path.name) and path.name not in keep]
    for path in gone:
        shutil.rmtree(path)
    return tuple(path.name for path in gone)


def _clear(folder: Path, left: str) -> None:
    """Take away what a killed run left half done."""
    for path in folder.glob(left):
        shutil.rmtree(path, ignore_errors=True)


def _linked(source: Path, target: Path) -> int:
    """Number of files now under `target`, as hard links where the disk allows, in one move."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".publishing-") as room:
        shutil.copytree(source, Path(room, "new"), ignore=shutil.ignore_patterns(_SHEET, _DIGESTS), copy_function=_link)
        files = sum(1 for path in Path(room, "new").rglob("*") if path.is_file())
        os.replace(Path(room, "new"), target)
    return files


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _replace(path: Path, text: str) -> None:
    room = path.with_name(f".{path.name}.new")
    room.write_text(text, "utf-8", newline="\n")
    os.replace(room, path)


def _listed(text: str) -> frozenset[str]:
    """Folders that a `shards.json` names; none if it is no such list."""
    try:
        return frozenset(str(row["dir"]) for row in json.loads(text)["shards"])
    except (ValueError, KeyError, TypeError):
        return frozenset()


def _digests(folder: Path) -> frozenset[str]:
    try:
        return frozenset((folder / _DIGESTS).read_text("utf-8").split())
    except OSError:
        return frozenset()
