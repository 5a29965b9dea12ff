"""What a published shard holds: lists that say which stories hold a word, and packs of stories. Pure.

**Why the page does not ask Pagefind's own index.** Pagefind finds words and stems them, here and in the browser. Its
index files are made for one question over all of one index: a shard's list of pages (8 bytes a story) and a piece of
some 40 KB of its word index come for each shard that might answer. A word, or a pair of words, that is spread thinly
over a long archive needs most shards: 570 KB and 1.4 s for ten results in 100,000 stories (`tests/bench/`), and no
count. The lists here are cut ten times as fine and say all of what a search by date needs: which stories. So a query is
a few of them, laid over each other; the answer is exact, it is in order of date and can be counted, filters are words
like any other, and no shard is opened in vain. What is given up is ranking and Pagefind's marking of places, which the
page does itself.

**Why stories are packed.** Pagefind writes a file for every story, the most repeated complaint about it. `PACK` stories
of one time share a file here of about 3 KB, so that search costs 0.2 files a story instead of 1.1.

All files are gzipped (hosts do not compress what they do not know) and the same bytes for the same stories.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

PACK = 8
"""Stories in one file; ten results that lie far apart cost about 30 KB."""
LIST_SIZE = 10_000
"""Code points of a word list on average; a file of 3 to 5 KB. Smaller ones are more files, larger ones are slow."""
SPREAD = 3
"""A word is in the list that its first letters decide. So all words that begin with as many lie together; what is
shorter is only found as a whole word (`eu` is the Union, and not Europe)."""
_LONGEST_SHARED = 60


def place_key(name: str, value: str) -> str:
    """Under which word a list says which stories have `value` of the filter `name`; no word begins like it."""
    return f"={' '.join(value.lower().split())}={name}"


def word_lists(stories: Mapping[str, Sequence[int]]) -> list[bytes]:
    """The files of word lists, in order of their numbers; `stories` gives for each word the rising places of its
    stories, 0 for the newest of the shard.

    A line is a word and its places: a character for the number of code points shared with the word before, the others,
    a tab, and the gaps between the places in characters of five bits ('0' to 'o'), the least first, with 32 added to
    all but a gap's last.
    """
    words = sorted(word for word in stories if word and not {"\t", "\n"} & set(word))
    coded = {word: _gaps(stories[word]) for word in words}
    files = max(1, round(sum(len(word) // 2 + len(coded[word]) + 3 for word in words) / LIST_SIZE))
    spread: list[list[str]] = [[] for _ in range(files)]
    for word in words:
        spread[list_of(word, files)].append(word)
    return [_packed("\n".join(_lines(some, coded))) for some in spread]


def list_of(word: str, files: int) -> int:
    """Which of `files` word lists holds `word`: FNV-1a of its first three code points. The page counts the same."""
    value = 0x811C9DC5
    for letter in word[:SPREAD]:
        value = (value ^ ord(letter)) * 0x01000193 & 0xFFFFFFFF
    return value % files


def _lines(words: Iterable[str], coded: Mapping[str, str]) -> Iterator[str]:
    before = ""
    for word in words:
        pairs = zip(before, word[:_LONGEST_SHARED], strict=False)
        shared = next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(before), _LONGEST_SHARED))
        yield f"{chr(48 + shared)}{word[shared:]}\t{coded[word]}"
        before = word


def _gaps(places: Iterable[int]) -> str:
    text: list[str] = []
    before = -1
    for place in places:
        gap = place - before - 1
        before = place
        while gap > 31:
            text.append(_DIGITS[gap & 31 | 32])
            gap >>= 5
        text.append(_DIGITS[gap])
    return "".join(text)


_DIGITS = [chr(48 + value) for value in range(64)]


def story_packs(stories: Sequence[object]) -> list[bytes]:
    """The files of packed stories, each a JSON list; `stories` are what the page shows of each, the newest first."""
    return [_packed(_json(stories[start : start + PACK])) for start in range(0, len(stories), PACK)]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _packed(text: str) -> bytes:
    return gzip.compress(text.encode("utf-8", "surrogatepass"), 6, mtime=0)
