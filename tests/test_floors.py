"""Imports only go down, nobody but the command line prints, and the clock is read at the edge."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from sitegen.reading import _MODULES

PACKAGE = Path(__file__).parent.parent / "sitegen"
# Lowest first. A module imports from lower floors only; a folder counts as one, and is free of cycles inside.
FLOORS = (
    (
        "__init__",
        "errors",
        "fingerprint",
        "model",
        "slugs",
        "examine",
        "hosting",
        "postings",
        "richprose",
        "shards",
        "turns",
        "wording",
    ),
    ("lang", "plugins", "spacy_recogniser"),
    ("check", "dateline", "design", "frontmatter", "ledger", "names", "pagefind", "preview", "prose", "utf8", "views"),
    ("config", "dates", "feedentries", "likeness", "scan", "search", "serve", "typesetting", "wire"),
    ("addresses", "ahead", "importreport", "outcome", "keys", "publication", "recognise"),
    ("entries", "listings", "tables", "tallies", "fields", "history", "importing", "inventory"),
    ("archive",),
    ("dirty", "editing"),
    ("content", "versions"),
    ("changes", "clashes", "newsroom", "output", "reading"),
    ("notes", "versionpages"),
    ("feeds", "finding", "indexpages", "intake", "listpages", "sitemaps", "storypages"),
    ("correctionpages", "ninjs"),
    ("cluster", "press"),
    ("making",),
    ("build",),
    ("drafting", "explain", "export", "registry", "spotting"),
    ("merging",),
    ("cli",),
    ("__main__",),
)
FLOOR = {module: number for number, floor in enumerate(FLOORS) for module in floor}
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime", "ctime"}
"""What tells the time of day; `monotonic` measures how long something takes and tells nothing."""


def name_of(file: Path) -> str:
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)


MODULES = {name_of(file): ast.parse(file.read_bytes()) for file in sorted(PACKAGE.rglob("*.py"))}


def imported(tree: ast.AST) -> Iterator[str]:
    """The modules of the package that a module imports, wherever in it, for types or for use."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name.removeprefix("sitegen.") for name in node.names if name.name.startswith("sitegen."))
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import hides where it goes"
            inside = (node.module or "").removeprefix("sitegen").lstrip(".")
            if (node.module or "").partition(".")[0] == "sitegen":
                below = [f"{inside}.{name.name}".lstrip(".") for name in node.names]
                found = [name for name in below if name in MODULES]
                yield from found or [inside or "__init__"]


def called(tree: ast.AST) -> Iterator[str]:
    """The last word of everything that a module calls."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Attribute | ast.Name):
            yield call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id


GRAPH = {module: set(imported(tree)) - {module} for module, tree in MODULES.items()}


def test_every_module_has_a_floor() -> None:
    assert {module.partition(".")[0] for module in MODULES} == set(FLOOR)


def test_imports_only_go_down() -> None:
    wrong = [
        f"{module} imports {name}"
        for module, names in GRAPH.items()
        for name in names
        if (own := module.partition(".")[0]) != (other := name.partition(".")[0]) and FLOOR[other] >= FLOOR[own]
    ]
    assert wrong == []


def test_no_module_leads_back_to_itself() -> None:
    left = {module: set(names) for module, names in GRAPH.items()}
    while free := [module for module, names in left.items() if not names]:
        for module in free:
            del left[module]
        for names in left.values():
            names.difference_update(free)
    assert left == {}


def test_the_reading_print_names_all_code_that_reads_a_story() -> None:
    """What `content` imports, and what that imports: a change in any of it reads all stories again."""
    reached, waiting = set[str](), ["content"]
    while waiting:
        if (module := waiting.pop()) not in reached:
            reached.add(module)
            waiting += GRAPH[module]
    assert {module.partition(".")[0] for module in reached} - {"errors"} <= set(_MODULES)


def test_only_the_command_line_prints() -> None:
    assert [name for name, tree in MODULES.items() if {"print", "echo", "secho"} & set(called(tree))] == ["cli"]


def test_the_clock_is_read_at_the_edge_only() -> None:
    found = {module for module, tree in MODULES.items() if CLOCKS & set(called(tree))}
    assert found - {"cli", "drafting", "serve"} == set()
