"""The shards of the search index as folders: built by Pagefind, kept, published beside the list that the page reads."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sitegen.pagefind import Pagefind, PagefindError, pagefind_version, settled_index
from sitegen.shards import ALL, SearchRecord, SearchSettings, Shard, input_hash, record_digest

TYPEAHEAD_NAMES = 300
"""Values of a typeahead facet that a shard offers; any other value still works when typed in full."""
WORDS_PER_FILE = 800
"""Of a shard's word list; a file of about 4 KB, half that when the host compresses it."""

_FOLDER = re.compile(r"(?:core|[0-9a-f]{16})-[0-9a-f]{8}")
_KEPT = ("pagefind-entry.json", "*.pf_meta", "index", "filter", "fragment")
_CORE = (*_KEPT, "pagefind-worker.js", "wasm.{language}.pagefind")
_SHEET = "shard.json"
"""What `build_shards` must know of a folder when it is used again; stays in the cache."""
_DIGESTS = "digests.txt"
"""What `publish` must know of a folder when it is superseded: its records' digests, a line each; stays in the cache."""
_TITLE_LENGTH = 500


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
    meta: str
    """Name of its `.pf_meta`, so that the page need not learn it from a file first."""
    words: int
    """Number of its word-list files."""
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


def build_shards(
    wanted: Sequence[ShardInput], cache: Path, settings: SearchSettings, *, executable: Path | None = None
) -> tuple[BuiltShard, ...]:
    """The wanted shards, in order, each in a verified folder of `cache`; only those that are not there are built.

    One Pagefind process builds them, one after the other; records stream into it, so that memory (its, not ours) is
    that of the largest shard. No process starts if nothing lacks. Raises PagefindError; what was built by then stays.
    """
    cache.mkdir(parents=True, exist_ok=True)
    _clear(cache, ".building-*")
    found = {each.input: _found(cache, each) for each in wanted}
    if all(found.values()):
        return tuple(shard for each in wanted if (shard := found[each.input]))
    with Pagefind(executable) as pagefind:
        return tuple(found[each.input] or _built(pagefind, each, cache, settings) for each in wanted)


def build_core(cache: Path, settings: SearchSettings, *, executable: Path | None = None) -> str:
    """Name of the folder in `cache` with what all shards share: Pagefind's worker, the language's WebAssembly, and an
    index of one made-up record, which starts the WebAssembly and stems the reader's words."""
    key = input_hash(["core"], settings, pagefind_version())
    cache.mkdir(parents=True, exist_ok=True)
    for folder in sorted(cache.glob("core-????????")):
        if _sheet(folder).get("input") == key:
            return folder.name
    placeholder = SearchRecord(address="/", title=ALL, text=ALL, moment="")
    with Pagefind(executable) as pagefind, tempfile.TemporaryDirectory(dir=cache, prefix=".building-") as room:
        folder = Path(room, "core")
        pagefind.write_index([_payload(placeholder, settings)], settings.language, folder)
        settled_index(folder, 1)
        _strip(folder, tuple(name.format(language=settings.language) for name in _CORE))
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

    def payloads() -> Iterator[dict[str, object]]:
        for record in each.records():
            for name, values in record.filters:
                facets.setdefault(name, Counter()).update(set(values))
            digests.append(record_digest(record))
            yield _payload(record, settings)

    with tempfile.TemporaryDirectory(dir=cache, prefix=".building-") as room:
        folder = Path(room, "shard")
        count = pagefind.write_index(payloads(), settings.language, folder)
        if count != each.shard.count:
            raise PagefindError(f"shard {each.shard.name} has {count} stories, planned {each.shard.count}")
        words = settled_index(folder, count)
        _strip(folder, _KEPT)
        typed = {name: facets.pop(name) for name in settings.typeahead if name in facets}
        typed_words = {value.lower() for values in typed.values() for value in values}
        sheet = {
            "count": count,
            "meta": next(folder.glob("*.pf_meta")).name,
            "words": _write_words(folder / "words", words | typed_words),
            "facets": {name: sorted(values.items()) for name, values in sorted(facets.items())},
        }
        names = {name: _most_common(values) for name, values in sorted(typed.items())}
        (folder / "names.json").write_text(_json(names), "utf-8")
        (folder / _DIGESTS).write_text("\n".join(digests), "utf-8")
        return _described(each.shard, _sealed(folder, cache, each.input, sheet), sheet, fresh=True)


def _most_common(values: Counter[str]) -> list[tuple[str, int]]:
    return sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))[:TYPEAHEAD_NAMES]


def _payload(record: SearchRecord, settings: SearchSettings) -> dict[str, object]:
    """The record as Pagefind takes it. Pagefind searches all of `meta` and none of the address, so what is only shown
    travels behind the address, on a second line; a record without text would silently not be indexed."""
    title = record.title[:_TITLE_LENGTH]
    meta = {"title": title, "all": ALL} | ({"also": record.also} if record.also else {})
    return {
        "url": f"{record.address}\n{_json(dict(record.meta))}",
        "content": record.text if record.text.strip() else title,
        "meta": meta,
        "filters": {name: sorted(set(values)) for name, values in record.filters if values},
        # Never a number (Pagefind would compare it as a 32-bit float); the address makes the order total.
        "sort": {settings.sort: f"{record.moment or '0000'} {record.address}"},
    }


def _strip(folder: Path, kept: Collection[str]) -> None:
    """Take away what the site does not need: Pagefind writes its user interfaces, 0.6 MB, beside every index."""
    keep = {path for pattern in kept for path in folder.glob(pattern)}
    for path in folder.iterdir():
        if path not in keep:
            path.unlink()


def _write_words(folder: Path, words: Iterable[str]) -> int:
    """Number of files that now hold the sorted words, spread by their first three letters (`word_file`).

    The page asks for the file of a reader's word and opens the shard only if a word begins with it: a filter without
    false answers, exact for Pagefind's own prefix search. So that words of one or two letters find a file too, the
    first letter and the first two of every word stand there as words. A word is written as the number of letters it
    shares with the one before (A to Z for 0 to 25) and the rest of it: about 5 bytes.
    """
    usable = {word for word in words if word and not re.search("[A-Z]", word)}
    plain = sorted({*usable, *(word[:length] for word in usable for length in (1, 2))})
    files = max(1, -(-len(plain) // WORDS_PER_FILE))
    spread: list[list[str]] = [[] for _ in range(files)]
    for word in plain:
        spread[word_file(word, files)].append(word)
    folder.mkdir()
    for number, some in enumerate(spread):
        (folder / f"{number}.txt").write_text("".join(_front_coded(some)), "utf-8")
    return files


def _front_coded(words: Iterable[str]) -> Iterator[str]:
    before = ""
    for word in words:
        pairs = zip(before, word[:25], strict=False)
        shared = next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(before), 25))
        yield chr(ord("A") + shared) + word[shared:]
        before = word


def word_file(word: str, files: int) -> int:
    """Which of a shard's word files holds `word`: FNV-1a of its first three code points. The page counts the same."""
    value = 0x811C9DC5
    for letter in word[:3]:
        value = (value ^ ord(letter)) * 0x01000193 & 0xFFFFFFFF
    return value % files


def _sealed(folder: Path, cache: Path, first: str, sheet: dict[str, object]) -> str:
    """The final name of a finished folder, moved into place: `first` and a hash of all it holds.

    The output is part of the name because Pagefind 1.5.2 gives other bytes for the same input, and a browser keeps what
    it once loaded under a name.
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
    meta, words, facets = sheet["meta"], sheet["words"], sheet["facets"]
    assert isinstance(meta, str) and isinstance(words, int) and isinstance(facets, dict)
    return BuiltShard(
        shard=shard,
        folder=folder,
        meta=meta,
        words=words,
        facets=tuple((name, tuple((value, count) for value, count in values)) for name, values in facets.items()),
        fresh=fresh,
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# ---- publishing ----------------------------------------------------------------------------------------------------


def shard_list(shards: Sequence[BuiltShard], core: str, settings: SearchSettings) -> str:
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
            "meta": built.meta,
            "words": built.words,
            "facets": {
                name: [number for value, count in counts for number in (place[name][value], count)]
                for name, counts in built.facets
            },
        }
        for built in reversed(shards)
    ]
    fixed = {"core": core, "language": settings.language, "sort": settings.sort, "all": ALL}
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
    path, text = target / "shards.json", shard_list(shards, core, settings)
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
