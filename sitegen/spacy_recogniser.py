"""`recogniser = "spacy:MODEL"`: persons as a spaCy pipeline finds them. Needs the extra `spacy`, and a model."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from importlib import metadata
from pathlib import Path


class SpacyRecogniser:
    """An adapter for the `ents` of a spaCy `Doc`. A model is an installed package or a folder that spaCy wrote."""

    def version(self, language: str, model: str) -> str:
        """spaCy's version and the model's: a package's own, or a digest of what a folder holds."""
        folder = Path(model)
        if model and folder.is_dir():
            found = hashlib.blake2b(digest_size=8)
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                found.update(f"{file.relative_to(folder).as_posix()} {file.stat().st_size}\n".encode())
                if file.suffix in (".json", ".jsonl", ".cfg"):
                    found.update(file.read_bytes())
            own = found.hexdigest()
        else:
            own = metadata.version(model)
        return f"{metadata.version('spacy')} {own}"

    def load(self, language: str, model: str) -> Callable[[str], Iterable[tuple[int, int, str]]]:
        """The pipeline as text in, spans out. Raises `OSError` where spaCy has no such model."""
        import spacy

        pipeline = spacy.load(model)

        def spans(text: str) -> list[tuple[int, int, str]]:
            return [(found.start_char, found.end_char, found.label_) for found in pipeline(text).ents]

        return spans
