"""README, the CI script and netlify.toml say the same, and name all there is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sitegen.cli import main
from sitegen.config import _AGENCY_KEYS, _SITE_KEYS
from sitegen.fields import PERSON_KEYS, STORY_KEYS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = [line.strip() for line in README.splitlines() if line.startswith("    python3 -m venv")]


def test_the_two_commands_come_first() -> None:
    serve, test = COMMANDS
    assert serve.endswith("sitegen serve") and test.endswith("pytest")
    assert README.index(serve) < README.index(test) < README.index("## Three rooms")


def test_ci_runs_the_command_of_the_readme() -> None:
    assert COMMANDS[1] in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


def test_netlify_builds_as_the_readme_says() -> None:
    settings = tomllib.loads((ROOT / "netlify.toml").read_text("utf-8"))
    assert settings["build"]["command"] == "pip install . && sitegen build"
    assert settings["build"]["publish"] == "public"
    least = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    assert least == f">={settings['build']['environment']['PYTHON_VERSION']}"
    for plugin in settings["plugins"]:
        assert plugin["package"] in README
        assert plugin["inputs"]["paths"] == [".sitegen"]


@pytest.mark.parametrize("key", sorted({*STORY_KEYS, *PERSON_KEYS, *_SITE_KEYS, *_AGENCY_KEYS}))
def test_every_key_is_in_the_readme(key: str) -> None:
    assert f"`{key}`" in README or f"`{key} = " in README or f"\n    {key} = " in README


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_and_option_is_in_the_readme(name: str) -> None:
    assert f"sitegen {name}" in README
    line = next(
        line for line in README.splitlines() if line.startswith(f"    sitegen {name}") or f"sitegen {name} " in line
    )
    for option in main.commands[name].params:
        for flag in option.opts:
            if flag.startswith("--") and name not in ("new", "why"):
                assert flag in line, flag
