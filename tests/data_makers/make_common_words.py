"""Writes `common_words.bloom`: which lower-case words a language has, as a Bloom filter.

Dutch: OpenTaal (BSD or CC BY 3.0), 350,000 forms and 4 MB; English: SCOWL in American and British spelling, 65,000. The
question asked of it is only 'is this capitalised word an ordinary one?', where one wrong yes in a hundred does no harm.
Run from the repository root with the folder of the word lists (default `/usr/share/dict`; Debian packages `wdutch`,
`wamerican`, `wbritish`).
"""

from __future__ import annotations

import sys
from pathlib import Path

from sitegen.recognise.bloom import Bloom

LANG = Path(__file__).parents[2] / "sitegen" / "lang"
SOURCES = {"nl": (("dutch",), 480_000), "en": (("american-english", "british-english"), 90_000)}
"""Word lists and bytes of the filter, by language."""


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/dict")
    for language, (lists, size) in SOURCES.items():
        lines = [line for name in lists for line in (folder / name).read_text(encoding="utf-8").split("\n")]
        words = {word for word in lines if word.isalpha() and word.islower()}
        made = Bloom.of(words, bits=8 * size)
        (LANG / language / "common_words.bloom").write_bytes(made.bits)
        print(language, len(words), "words,", len(made.bits), "bytes")


if __name__ == "__main__":
    main()
