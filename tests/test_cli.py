"""The command line: what each command does, what it says where, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sitegen import __version__
from sitegen.cli import main

ROOT = Path(__file__).parent.parent
STORY = (
    "---\nid: haven\ntitle: Haven open\ndate: 2026-05-11T09:00+02:00\nsection: Binnenland\n---\n"
    "GENT (KPD) - De haven in België is open.\n"
)
COMMANDS = ("build", "check", "import", "init", "new", "recognise", "serve", "why")
# A page in the form in which wire pages are kept: invented, one article and a short list.
PAGE = """Havennieuws
Buitenland

Brug bij Gent weer open
2 uur geleden
GENT (KPD) - De brug bij Gent is weer open voor alle verkeer. Dat meldt de gemeente maandag.

De brug was drie weken dicht. Voor auto's scheelt het een half uur, zegt de gemeente in een verklaring.
"""


def run(*arguments: str | Path, text: str = "") -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=text)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def loaded(*arguments: str | Path) -> set[str]:
    """The modules that a process of its own has loaded when the command ends."""
    code = (
        "import sys\nfrom sitegen.cli import main\n"
        "try:\n    main(sys.argv[1:], prog_name='sitegen')\n"
        "except SystemExit as end:\n    print('\\n'.join(sys.modules), file=sys.stderr)\n    sys.exit(end.code)\n"
    )
    command = [sys.executable, "-c", code, *map(str, arguments)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(ended.stderr.split())


@pytest.fixture
def folder(site: Callable[..., Path]) -> Path:
    return site({"articles/haven.md": STORY})


def test_help_names_every_command_and_loads_nothing_it_does_not_need() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert all(f"\n  {command}" in result.stdout for command in COMMANDS)
    heavy = {"jinja2", "feedgen", "lxml", "markdown_it", "msgspec", "sqlite3", "watchfiles", "yaml"}
    assert not heavy & loaded("--help")


def test_every_command_explains_itself() -> None:
    for command in COMMANDS:
        assert run(command, "--help").stdout.startswith(f"Usage: main {command}")
    assert __version__ in run("--version").stdout


def test_a_second_build_says_that_it_wrote_nothing(folder: Path) -> None:
    arguments = ("build", "--site", folder, "--as-of", "2026-06-01T12:00Z", "--jobs", "1")
    assert " 0 written" not in run(*arguments).stderr
    assert " 0 written, 0 removed" in run(*arguments).stderr


def test_a_build_that_has_nothing_to_make_loads_nothing_to_make_it_with(folder: Path) -> None:
    arguments = ("build", "--site", folder, "--as-of", "2026-06-01T12:00Z", "--jobs", "1")
    run(*arguments)
    assert not {"feedgen", "jinja2", "lxml", "markdown_it", "watchfiles"} & loaded(*arguments)


def test_json_is_one_object_on_standard_output_and_words_go_to_the_other(folder: Path) -> None:
    result = run("build", "--site", folder, "--as-of", "2026-06-01T12:00Z", "--json")
    told = json.loads(result.stdout)
    assert (told["stories"], told["read"], told["as_of"]) == (1, 1, "2026-06-01T14:00:00+02:00")
    assert {"path": "index.html", "why": "this folder was not built before"} in told["written"]
    assert "1 stories" in result.stderr or "1 story" in result.stderr
    (folder / "content/articles/haven.md").write_text(STORY.replace("2026-05-11", "2026-13-11"))
    result = run("build", "--site", folder, "--json")
    (problem,) = json.loads(result.stdout)["problems"]
    assert (result.exit_code, problem["file"], problem["line"]) == (1, "content/articles/haven.md", 4)
    assert result.stderr.startswith("content/articles/haven.md:4: date: ")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("build", "--site", "{site}", "--as-of", "gisteren"), 2, "--as-of: 'gisteren' is no date"),
        (("build", "--site", "{site}", "--base-url", "havennieuws"), 2, "--base-url cannot be 'havennieuws'"),
        (("build", "--site", "{site}", "/etc/hostname"), 2, "does not lie in"),
        (("build", "--site", "{site}", "{site}/content/articles/weg.md"), 2, "does not exist"),
        (("build", "--site", "{site}", "{site}/content/articles"), 2, "is no file of a site"),
        (("build", "--site", "{site}", "--jobs", "0"), 2, "--jobs"),
        (("build", "--site", "{site}/elders"), 1, "content/site.toml: is not there"),
        (("bouw",), 2, "No such command 'bouw'"),
        (("new", "artikel", "x"), 2, "'artikel' is not one of"),
        (("new", "article", "!", "--site", "{site}"), 2, "give the story some words"),
        (("init", "{site}"), 2, "is there already"),
        (("why", "/nergens/", "--site", "{site}"), 2, "nothing was made at /nergens/"),
        (("check", "--site", "{site}", "--out", "{site}/niets"), 2, "niets"),
        (("recognise",), 2, "name a file"),
        (("recognise", "{site}/niets.md"), 2, "cannot be read"),
        (("serve", "--site", "{site}", "--port", "99999"), 2, "--port"),
        (("import", "--site", "{site}", "{site}/niets.txt", "--captured-at", "2026-05-11"), 1, "niets.txt"),
    ],
)
def test_wrong_use_ends_with_two_and_wrong_content_with_one(
    arguments: tuple[str, ...], code: int, said: str, folder: Path
) -> None:
    run("build", "--site", folder)
    result = run(*(argument.format(site=folder) for argument in arguments))
    assert result.exit_code == code, result.stderr
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_files_named_are_the_only_ones_looked_at(folder: Path) -> None:
    run("build", "--site", folder)
    changed = folder / "content/articles/haven.md"
    changed.write_text(STORY.replace("open.", "dicht."))
    (folder / "content/articles/sluis.md").write_text(STORY.replace("id: haven\n", ""))
    assert ": 1 files read" in run("build", changed, "--site", folder).stderr
    assert not (folder / "public/2026/05/11/sluis").exists()
    assert "dicht." in (folder / "public/2026/05/11/haven/index.html").read_text("utf-8")


@pytest.mark.parametrize("name", [".kade.md", "kade.md~", "kade.txt", ".map/kade.md"])
def test_a_file_named_is_no_story_if_a_look_at_all_files_would_pass_it_over(folder: Path, name: str) -> None:
    run("build", "--site", folder)
    beside = folder / "content/articles" / name
    beside.parent.mkdir(exist_ok=True)
    beside.write_text(STORY.replace("id: haven\n", "slug: kade\n"))
    result = run("build", beside, "--site", folder)
    assert (result.exit_code, "is no file of a site" in result.stderr) == (2, True)
    assert not list((folder / "public").rglob("kade"))


def test_a_settings_file_that_is_named_is_read_as_it_always_is(folder: Path) -> None:
    run("build", "--site", folder)
    settings = folder / "content/site.toml"
    settings.write_text(settings.read_text("utf-8").replace('title = "', 'title = "Nieuw '), "utf-8")
    assert run("build", settings, "--site", folder).exit_code == 0
    assert "Nieuw " in (folder / "public/index.html").read_text("utf-8")


def test_a_new_site_is_made_built_checked_and_written_in(tmp_path: Path) -> None:
    assert run("init", tmp_path / "nieuw").exit_code == 0
    assert run("build", "--site", tmp_path / "nieuw", "--no-search").exit_code == 0
    assert run("check", "--site", tmp_path / "nieuw").stderr.endswith(": 0 problems\n")
    made = run("new", "ticker", "Het veer vaart weer. Zonder wachttijd.", "--site", tmp_path / "nieuw")
    path = tmp_path / "nieuw" / made.stdout.strip()
    assert path.name.endswith("-het-veer-vaart-weer.md")
    drafted = run("new", "article", 'Kop met "haakjes": en meer', "--site", tmp_path / "nieuw").stdout.strip()
    assert drafted.endswith("/kop-met-haakjes-en-meer.md")
    with (tmp_path / "nieuw" / drafted).open("a", encoding="utf-8") as opened:
        opened.write("De tekst.\n")
    told = json.loads(run("build", "--site", tmp_path / "nieuw", "--no-search", "--drafts", "--json").stdout)
    assert told["read"] == 2
    again = run("new", "article", 'Kop met "haakjes": en meer', "--site", tmp_path / "nieuw")
    assert (again.exit_code, "is there already" in again.stderr) == (2, True)


def test_why_says_what_made_a_page_and_when(folder: Path) -> None:
    run("build", "--site", folder, "--as-of", "2026-06-01T12:00Z")
    told = run("why", "/2026/05/11/haven/", "--site", folder).stdout
    assert "content/articles/haven.md" in told
    assert "this folder was not built before" in told
    assert told == run("why", "https://havennieuws.example/2026/05/11/haven/", "--site", folder).stdout


def test_check_finds_a_link_that_leads_nowhere(folder: Path) -> None:
    (folder / "content/articles/haven.md").write_text(STORY + "\nZie [dit](/nergens/).\n")
    run("build", "--site", folder)
    result = run("check", "--site", folder, "--json")
    assert result.exit_code == 1
    assert any("/nergens/" in problem["wrong"] for problem in json.loads(result.stdout)["problems"])


def test_recognise_answers_line_by_line_in_order() -> None:
    rows = [
        {"id": number, "title": "", "text": text} for number, text in enumerate(["WARSCHAU (KPD) - Polen wint.", "x"])
    ]
    result = run("recognise", "--jsonl", text="\n".join(map(json.dumps, rows)) + "\n\n")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [0, 1]
    assert answers[0]["countries"] == ["PL"]
    (mention,) = (found for found in answers[0]["mentions"] if found["text"] == "Polen")
    assert rows[0]["text"][mention["start"] : mention["end"]] == "Polen"
    result = run("recognise", "--jsonl", text='{"id": 1}\n')
    assert (result.exit_code, result.stderr.startswith("standard input:1: is no story")) == (1, True)


def test_recognise_explains_a_file(folder: Path) -> None:
    file = folder / "content/articles/haven.md"
    assert json.loads(run("recognise", file).stdout)["countries"] == ["BE"]
    assert "België" in run("recognise", file, "--explain").stdout


def test_import_writes_stories_once_and_the_build_takes_them(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "pagina.txt"
    page.write_text(PAGE, "utf-8")
    arguments = ("import", page, "--site", folder, "--captured-at", "2026-05-11T12:00+02:00")
    dry = json.loads(run(*arguments, "--dry-run", "--json").stdout)
    assert [story["title"] for story in dry["stories"] if story["kind"] == "article"] == ["Brug bij Gent weer open"]
    files = sorted(folder.rglob("*.md"))
    assert files == [folder / "content/articles/haven.md"]
    told = json.loads(run(*arguments, "--json").stdout)
    assert len(told["files"][0]["written"]) == 1
    before = [(file, file.read_bytes()) for file in sorted(folder.rglob("*.md"))]
    assert json.loads(run(*arguments, "--json").stdout)["files"][0]["written"] == []
    assert before == [(file, file.read_bytes()) for file in sorted(folder.rglob("*.md"))]
    assert run("build", "--site", folder, "--as-of", "2026-06-01T12:00Z").exit_code == 0
    assert "weer open voor alle verkeer" in "".join(
        place.read_text("utf-8") for place in (folder / "public/2026").rglob("index.html")
    )
