"""The command line. The clock is read here and nowhere else; errors are caught here and nowhere else.

Each command imports what it needs when it runs, so that `--help` answers at once.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sitegen import __version__
from sitegen.errors import ContentError, SitegenError, UsageError, row_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from sitegen.importreport import ImportReport
    from sitegen.outcome import Options
    from sitegen.scan import Glance

_SITE = click.option("--site", type=click.Path(path_type=Path), default=Path("."), help="The site's folder.")
_OWN_SITE = click.option("--site", "own", type=click.Path(path_type=Path), default=None, help="The site's folder.")
"""The same of a command below another, which may have said it."""
_AS_OF = click.option("--as-of", metavar="TIME", default="", help="Build as at this moment; default: now.")
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output, nothing else.")


class _Commands(click.Group):
    """Runs a command; an error of the package becomes its message and its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SitegenError as error:
            if ctx.meta.get("sitegen.json"):
                print(json.dumps({"problems": rows_of(error)}, ensure_ascii=False))
            _say(str(error))
            if isinstance(error, ContentError) and len(error.problems) > 1:
                _say(f"{len(error.problems)} problems; nothing was written")
            ctx.exit(error.exit_code)


def _say(words: str) -> None:
    click.echo(words, err=True)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sitegen")
def main() -> None:
    """Wire news as a fast, searchable static site."""
    # Almost nothing here is garbage before the end: with Python's own 700 the collector takes a tenth of a build.
    gc.set_threshold(100_000, 20, 20)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@_SITE
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Where to write; default: public/.")
@click.option("--base-url", default="", help="Another address than site.toml gives.")
@click.option("--drafts", is_flag=True, help="Show drafts as well.")
@_AS_OF
@click.option("--clean", is_flag=True, help="Forget the archive and compare every file.")
@click.option("--no-search", is_flag=True, help="Leave the search index out.")
@click.option("--jobs", type=click.IntRange(1, 64), default=None, help="Processes; default: one for each core.")
@click.option("--scheduler", default="", metavar="ADDRESS", help="Let the workers of a Dask cluster do the work.")
@_JSON
@click.pass_context
def build(ctx: click.Context, /, files: tuple[Path, ...], as_json: bool, **given: Any) -> None:
    """Build the site; with FILES, take in only these and skip looking at all others."""
    from sitegen.ahead import looked_ahead

    ctx.meta["sitegen.json"] = as_json
    started = time.monotonic()
    with looked_ahead(None if files else given["site"] / "content") as glance:
        from sitegen.build import build as run
        from sitegen.outcome import outcome_json, told

        outcome = run(_options(files=files, glance=glance, brief=not as_json, **given))
    for line in told(outcome, time.monotonic() - started):
        _say(line)
    if as_json:
        print(json.dumps(outcome_json(outcome), ensure_ascii=False))
    if outcome.search_failure:
        ctx.exit(1)


def _options(
    site: Path,
    out: Path | None,
    as_of: str,
    files: tuple[Path, ...] = (),
    base_url: str = "",
    drafts: bool = False,
    clean: bool = False,
    no_search: bool = False,
    jobs: int | None = None,
    scheduler: str = "",
    glance: Glance | None = None,
    brief: bool = False,
) -> Options:
    from sitegen.build import load_site
    from sitegen.outcome import Options
    from sitegen.scan import unseen

    return Options(
        site=site,
        out=out or site / "public",
        as_of=_moment(as_of, load_site(site).zone, "--as-of") if as_of else datetime.now(UTC).replace(microsecond=0),
        clock=time.time_ns(),
        files=files,
        base_url=base_url,
        drafts=drafts,
        clean=clean,
        search=not no_search,
        jobs=jobs or 0,
        scheduler=scheduler,
        glance=glance or unseen,
        brief=brief,
        say=_say,
    )


def _moment(written: str, zone: ZoneInfo, option: str) -> datetime:
    """The moment an option names, with an offset or in the site's zone; raises `UsageError`."""
    from sitegen.dates import DateError, parse_when, start_of

    try:
        when = parse_when(written, zone)
    except DateError as error:
        raise UsageError(f"{option}: {error}; {error.right}") from None
    moment = start_of(when)
    assert moment is not None
    return moment


@main.command()
@_SITE
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--drafts", is_flag=True, help="Show drafts as well.")
@_AS_OF
def serve(site: Path, host: str, port: int, drafts: bool, as_of: str) -> None:
    """Build, serve on this machine, and build again on every change."""
    from sitegen.build import build as run
    from sitegen.design import builtin_templates
    from sitegen.outcome import told
    from sitegen.serve import Built
    from sitegen.serve import serve as preview

    out = site / ".sitegen" / "preview"

    def once() -> Built:
        started = time.monotonic()
        outcome = run(_options(site, out, as_of, drafts=drafts, brief=True))
        said = "\n".join(told(outcome, time.monotonic() - started))
        return Built(root=outcome.root, said=said, changed=bool(outcome.wrote or outcome.removed))

    watched = [site / "content", site / "templates", builtin_templates()]
    preview(once, out, list(dict.fromkeys(path.resolve() for path in watched)), host=host, port=port, say=_say)


@main.command("import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@_SITE
@click.option("--captured-at", metavar="TIME|unknown", default="", help="When the page was seen.")
@click.option("--format", "form", default="auto", show_default=True, help="auto, page, newsml, nitf, ninjs, feed.")
@click.option("--section", default=None, help="The section of all stories, whatever the files say.")
@click.option(
    "--watch", type=click.Path(path_type=Path), default=None, help="Take in what comes in a folder, for ever."
)
@click.option("--move-to", type=click.Path(path_type=Path), default=None, help="Where watched files go afterwards.")
@click.option("--dry-run", is_flag=True, help="Write nothing.")
@click.option("--jobs", type=click.IntRange(1, 64), default=None, help="Processes; default: one for each core.")
@_JSON
@click.pass_context
def import_(
    ctx: click.Context,
    /,
    files: tuple[Path, ...],
    watch: Path | None,
    move_to: Path | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Take wire copy in: FILES (or folders, or patterns) become content files."""
    from sitegen.importreport import dry_run_json, import_json, told_of

    ctx.meta["sitegen.json"] = as_json
    if bool(files) == bool(watch) or (move_to and not watch):
        raise UsageError("name files, or a folder to --watch; --move-to goes with --watch")
    if watch:
        _watch(watch, move_to, **given)
        return
    report = _import(files, brief=not as_json, **given)
    for line in told_of(report):
        _say(line)
    if as_json:
        told = dry_run_json(report) if given["dry_run"] else import_json(report)
        print(json.dumps(told, ensure_ascii=False))
    ctx.exit(1 if report.problems else 0)


def _import(
    files: Sequence[Path],
    *,
    site: Path,
    captured_at: str,
    form: str,
    section: str | None,
    dry_run: bool,
    jobs: int | None,
    brief: bool,
) -> ImportReport:
    from zoneinfo import ZoneInfo

    from sitegen.build import load_site
    from sitegen.config import SITE_FILE
    from sitegen.importing import import_files

    # To look at a page's structure no site is needed.
    settings = load_site(site) if (site / SITE_FILE).is_file() or not dry_run else None
    zone = settings.zone if settings else ZoneInfo("Europe/Amsterdam")
    unknown = captured_at == "unknown"
    return import_files(
        files,
        site,
        captured=_moment(captured_at, zone, "--captured-at") if captured_at and not unknown else None,
        captured_unknown=unknown,
        format=form,
        section=section,
        dry_run=dry_run,
        sections=settings.sections if settings else (),
        section_map=settings.section_map if settings else {},
        timezone=zone,
        home_country=settings.home_country if settings else "",
        clock=time.time_ns(),
        jobs=jobs or os.cpu_count() or 1,
        brief=brief and not dry_run,
        language=settings.language if settings else "nl",
        progress=_progress if sys.stderr.isatty() else None,
        say=_say,
    )


def _watch(folder: Path, move_to: Path | None, **given: Any) -> None:
    """Takes in what comes in a folder until interrupted. A bad file is told once, and left where it is."""
    from sitegen.importreport import told_of
    from sitegen.wire.arrivals import arrivals, put_away

    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder that can be watched")
    _say(f"watching {folder}; Ctrl+C ends it")
    for batch in arrivals(folder):
        report = _import(batch, brief=False, **given)
        for line in told_of(report):
            _say(line)
        for file in report.files:
            if move_to and not (file.problems or given["dry_run"]):
                put_away(Path(file.file), folder, move_to)


def _progress(done: int, total: int) -> None:
    click.echo(f"\r{done} of {total}", err=True, nl=done == total)


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--jsonl", is_flag=True, help="Read lines of id, title, text on standard input; print lines.")
@click.option("--explain", is_flag=True, help="Show every candidate and what decided.")
@click.option("--site", type=click.Path(path_type=Path), default=None, help="Add this site's people and countries.")
@click.option("--language", default="nl", show_default=True, help="Where no site says it.")
@click.option("--recogniser", default="", help="What finds persons instead of the rules, such as spacy:MODEL.")
def recognise(
    files: tuple[Path, ...], jsonl: bool, explain: bool, site: Path | None, language: str, recogniser: str
) -> None:
    """Say which countries and persons texts are about: of FILES, or of lines on standard input."""
    from sitegen.spotting import explained, gazetteer_for, recognised, recognised_file

    gazetteer = gazetteer_for(site, language, recogniser)
    if jsonl:
        for line in recognised(sys.stdin, gazetteer):
            print(line)
    elif not files:
        raise UsageError("name a file, or give lines of JSON with --jsonl")
    for file in files:
        if explain:
            for line in explained(file, gazetteer):
                print(line)
        else:
            print(json.dumps(recognised_file(file, gazetteer), ensure_ascii=False))


@main.command()
@_SITE
@click.option("--out", type=click.Path(path_type=Path), default=None, help="The built site; default: public/.")
@click.option("--target", type=click.Choice(["netlify", "cloudflare", "github"]), default=None, help="A host's limits.")
@_JSON
@click.pass_context
def check(ctx: click.Context, site: Path, out: Path | None, target: str | None, as_json: bool) -> None:
    """Check the built site: links, pages, feeds, rules and a host's limits."""
    from sitegen.build import load_site
    from sitegen.check import check as run

    ctx.meta["sitegen.json"] = as_json
    report = run(out or site / "public", base_url=load_site(site).base_url, target=target)
    for problem in report.problems:
        _say(str(problem))
    _say(f"{report.files} files checked: {len(report.problems)} problems")
    if as_json:
        numbers = {name: getattr(report, name) for name in ("files", "pages", "feeds", "addresses", "bytes")}
        print(json.dumps({**numbers, "problems": [row_of(problem) for problem in report.problems]}))
    ctx.exit(1 if report.problems else 0)


@main.command()
@click.argument("kind", type=click.Choice(["article", "ticker"]))
@click.argument("words")
@_SITE
def new(kind: str, words: str, site: Path) -> None:
    """Make a new story file: the title of an article, or the text of a ticker item."""
    from sitegen.drafting import new_story

    click.echo(new_story(site, kind, words, datetime.now(UTC)))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a new site in FOLDER, with a few stories to start from."""
    from sitegen.drafting import new_site

    for path in new_site(folder):
        click.echo(path)
    _say(f"now: cd {folder} && sitegen serve")


@main.group(invoke_without_command=True)
@_SITE
@_JSON
@click.pass_context
def people(ctx: click.Context, site: Path, as_json: bool) -> None:
    """List who is in the news, and which names may be one person's: `people merge` makes them one, `apart` two."""
    from dataclasses import asdict

    from sitegen.registry import registry, told_people

    ctx.meta["sitegen.json"] = as_json
    if ctx.invoked_subcommand:
        ctx.obj = site
        return
    with registry(site) as known:
        persons, suggestions = known.persons(), known.suggestions()
    if as_json:
        told = {"persons": list(map(asdict, persons)), "suggestions": list(map(asdict, suggestions))}
        print(json.dumps(told, ensure_ascii=False))
        return
    for line in told_people(persons, suggestions):
        click.echo(line)


@people.command("merge")
@click.argument("fewer")
@click.argument("more")
@_OWN_SITE
@click.pass_obj
def merge_people(site: Path, fewer: str, more: str, own: Path | None) -> None:
    """Make one person of two: FEWER becomes an alias of MORE, and its page leads there."""
    from sitegen.merging import merge

    for path in merge(own or site, fewer, more):
        click.echo(path)
    _say(f"{fewer} is a name of {more} now; the next build shows it")


@people.command("apart")
@click.argument("one")
@click.argument("other")
@_OWN_SITE
@click.pass_obj
def keep_apart(site: Path, one: str, other: str, own: Path | None) -> None:
    """Say that ONE and OTHER are two people: each gets a file, and they are suggested no more."""
    from sitegen.merging import apart

    for path in apart(own or site, one, other):
        click.echo(path)


@main.command()
@click.argument("view", type=click.Choice(["stories", "mentions", "versions"]), default="stories")
@_SITE
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True)
def export(view: str, site: Path, form: str) -> None:
    """Print the archive for researchers: its stories, or every mention of a country or person."""
    from sitegen.export import export as run

    _say(f"{run(site, view, form, sys.stdout)} rows")


@main.command()
@click.argument("address")
@_SITE
@click.option("--out", type=click.Path(path_type=Path), default=None, help="The built site; default: public/.")
def why(address: str, site: Path, out: Path | None) -> None:
    """Say what made the page at ADDRESS, and why it was last written."""
    from sitegen.explain import why_of

    for line in why_of(site, out or site / "public", address):
        click.echo(line)
