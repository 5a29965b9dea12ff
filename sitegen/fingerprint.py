"""A digest of sitegen's own source: what other code has computed is computed again. Imports nothing of the package."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib import resources
from pathlib import Path


def code_digest(modules: Sequence[str] = ()) -> str:
    """A digest of sitegen's own source: of some modules (a package counts with all it holds), or of all."""
    root = Path(str(resources.files("sitegen")))
    found = hashlib.blake2b(digest_size=16)
    for file in sorted(root.rglob("*.py")):
        path = file.relative_to(root)
        if not modules or path.parts[0].removesuffix(".py") in modules:
            found.update(f"{path}\n".encode())
            found.update(file.read_bytes())
    return found.hexdigest()
