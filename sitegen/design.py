"""The designer's folder: templates and assets, the site's own before those that come with sitegen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from sitegen.errors import ContentError, Problem

ASSETS = "assets"


@dataclass(frozen=True, slots=True)
class Design:
    """All templates and assets that hold for a site."""

    templates: Mapping[str, str]
    """Texts by name."""
    assets: Mapping[str, bytes]
    """Bytes by path below `assets/`."""

    def asset(self, key: str) -> list[tuple[str, bytes]]:
        """The file of an asset's key (`asset:site.css`); none where there is no such asset any more."""
        name = key.removeprefix("asset:")
        return [(f"{ASSETS}/{name}", self.assets[name])] if name in self.assets else []


def builtin_templates() -> Path:
    """The folder of templates that come with sitegen: in the wheel, or beside the package in a checkout."""
    package = Path(str(resources.files("sitegen")))
    shipped = package / "templates"
    return shipped if shipped.is_dir() else package.parent / "templates"


def read_design(site: Path) -> Design:
    """The design of a site: sitegen's own, each file overridden by one of the same name in the site's `templates/`.

    Raises `ContentError` for a template that is not UTF-8 or cannot be read.
    """
    problems: list[Problem] = []
    templates: dict[str, str] = {}
    assets: dict[str, bytes] = {}
    for folder in (builtin_templates(), site / "templates"):
        for file in sorted(folder.rglob("*")):
            path = file.relative_to(folder)
            if not file.is_file() or any(part.startswith(".") for part in path.parts):
                continue
            try:
                if path.parts[0] == ASSETS:
                    assets["/".join(path.parts[1:])] = file.read_bytes()
                else:
                    templates[path.as_posix()] = file.read_text("utf-8")
            except UnicodeDecodeError as error:
                line = error.object.count(b"\n", 0, error.start) + 1
                wrong = f"is not UTF-8 (byte 0x{error.object[error.start]:02x})"
                problems.append(Problem(f"templates/{path.as_posix()}", line, wrong, "save the file as UTF-8"))
            except OSError as error:
                wrong = f"cannot be read ({error.strerror})"
                problems.append(Problem(f"templates/{path.as_posix()}", 0, wrong, "make it readable, or take it away"))
    if problems:
        raise ContentError(problems)
    return Design(templates, assets)
