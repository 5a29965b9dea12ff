"""Writes `common_words.bloom`: which lower-case words Dutch has (OpenTaal, BSD or CC BY 3.0), as a Bloom filter.

The list has 350,000 forms and 4 MB; the question asked of it is only 'is this capitalised word an ordinary one?', where
one wrong yes in a hundred does no harm. Run from the repository root with the path of the word list
(default `/usr/share/dict/dutch`, Debian package `wdutch`).
"""

from __future__ import annotations

import sys
from pathlib import Path

from sitegen.recognise.bloom import Bloom

LANG = Path(__file__).parents[2] / "sitegen" / "lang" / "nl"


def main() -> None:
    source = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/dict/dutch")
    words = [word for word in source.read_text(encoding="utf-8").split("\n") if word.isalpha() and word.islower()]
    made = Bloom.of(words, bits=8 * 480_000)
    (LANG / "common_words.bloom").write_bytes(made.bits)
    print(len(words), "words,", len(made.bits), "bytes")


if __name__ == "__main__":
    main()
