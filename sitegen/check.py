"""A built site looked over before it goes out: every own address leads somewhere, every file is what it says it is.

Reads the output folder and nothing else, a file at a time; what stays in memory is the names of the files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from sitegen.errors import Problem, UsageError
from sitegen.examine import Fault, Findings, Use, data, embedded, line_of, page, robots, style, xml
from sitegen.hosting import MOVED, Rule, file_at, parse_headers, parse_redirects, place


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What a host takes at most; None is no limit known."""

    files: int | None = None
    files_in_folder: int | None = None
    file_bytes: int | None = None
    site_bytes: int | None = None
    redirects: int | None = None
    reads_rules: bool = True
    redirect_line: int | None = None
    header_rules: int | None = None


HOSTS: Mapping[str, Host] = {
    # docs.netlify.com, "Site deploys overview" (files in a folder); its advice to use wildcards from 10,000 rules on.
    "netlify": Host(files_in_folder=54_000, redirects=10_000),
    # developers.cloudflare.com/pages: "Limits" (free plan; a paid one has 100,000 files), "Redirects", "Headers".
    "cloudflare": Host(files=20_000, file_bytes=25 << 20, redirects=2_000, redirect_line=1_000, header_rules=100),
    # docs.github.com, "GitHub Pages limits" and "About large files on GitHub".
    "github": Host(site_bytes=1 << 30, file_bytes=100 << 20, reads_rules=False),
}
"""By the name that `--target` has for them."""

_OFTEN = 10
"""How many files are named for one and the same fault."""
_WELL_KNOWN = ("http", "https", "mailto", "tel", "sms", "geo", "feed", "whatsapp")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What was looked at, and what is wrong."""

    files: int
    bytes: int
    pages: int
    feeds: int
    addresses: int
    """Counted once a file."""
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Ledger:
    """Faults as they are found. One that many files share is written for the first of them, then counted."""

    folder: str
    found: dict[tuple[str, str], list[Problem]] = field(default_factory=dict)
    more: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, name: str, line: int, wrong: str, right: str) -> None:
        problems = self.found.setdefault((wrong, right), [])
        if len(problems) < _OFTEN:
            problems.append(Problem(file=f"{self.folder}{name}", line=line, wrong=wrong, right=right))
        else:
            self.more[wrong, right] = self.more.get((wrong, right), 0) + 1

    def problems(self) -> tuple[Problem, ...]:
        counted = (
            Problem(file=self.folder, line=0, wrong=f"{wrong} (in {count} more files)", right=right)
            for (wrong, right), count in self.more.items()
        )
        return tuple(sorted({*counted, *(problem for problems in self.found.values() for problem in problems)}))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    """All that an address can lead to. Names begin with a slash: `/land/belarus/index.html`."""

    origin: str
    root: str
    names: Set[str]
    rules: Mapping[str, tuple[int, Rule]]
    """By the place they are for, with their line."""

    def url(self, name: str) -> str:
        """The absolute address of the page in the file `name`."""
        return f"{self.origin}{self.root}{name.removesuffix('index.html')}"

    def target(self, written: str, name: str) -> tuple[str, str]:
        """The file that `written` in the file `name` leads to, and the fragment there; ('', '') for another host.

        Raises LookupError with what is wrong and what would be right.
        """
        parts = urlsplit(urljoin(self.url(name), written))
        origin = urlsplit(self.origin)
        if parts.netloc.lower() != origin.netloc.lower():
            return "", ""
        if parts.scheme != origin.scheme:
            raise LookupError(f"{written} is on this site", f"write {origin.scheme}:")
        if not parts.path.startswith(f"{self.root}/"):
            raise LookupError(f"{written} is not below {self.root}/", "that is where the site stands")
        address = unquote(parts.path.removeprefix(self.root))
        return self._file(address, written), unquote(parts.fragment)

    def _file(self, address: str, written: str) -> str:
        if file_at(address) in self.names:
            return file_at(address)
        line_and_rule = self.rules.get(place(address))
        if line_and_rule and line_and_rule[1].status == MOVED:
            onward = unquote(line_and_rule[1].target.removeprefix(self.root))
            if file_at(onward) in self.names:
                return file_at(onward)
        if f"{address}/index.html" in self.names:
            raise LookupError(f"{written} lacks the slash at its end", "a reader would be sent on")
        raise LookupError(
            f"{written} leads nowhere", "write an address of this site, or keep the old one with a redirect"
        )


def check(out: Path, *, base_url: str, target: str | None = None) -> CheckReport:
    """What is wrong with the site in `out`, which is meant to stand at `base_url` (on the host `target`, if named).

    Raises UsageError where nothing was built in `out`, or `target` is no host known.
    """
    if target is not None and target not in HOSTS:
        raise UsageError(f"no host is called {target}; known are {', '.join(HOSTS)}")
    if not (out / "index.html").is_file():
        raise UsageError(f"{out} holds no built site; sitegen build makes one")
    ledger = _Ledger(folder=f"{out.name}/" if out.name else "")
    sizes = dict(_files(out, ledger))
    parts = urlsplit(base_url)
    site = _Site(
        origin=f"{parts.scheme}://{parts.netloc}",
        root=parts.path.rstrip("/"),
        names=sizes.keys(),
        rules=_rules(out, ledger),
    )
    _check_rules(site, ledger)
    pages, feeds, addresses = _check_files(out, site, ledger)
    if target is not None:
        _check_limits(out, HOSTS[target], target, sizes, ledger)
        _check_without_rules(site, HOSTS[target], target, ledger)
    return CheckReport(
        files=len(sizes),
        bytes=sum(sizes.values()),
        pages=pages,
        feeds=feeds,
        addresses=addresses,
        problems=ledger.problems(),
    )


def _files(out: Path, ledger: _Ledger) -> Iterator[tuple[str, int]]:
    """Name and size in bytes of every file, in order. A symbolic link is no file: a host may not follow it."""
    folders = [""]
    while folders:
        folder = folders.pop()
        with os.scandir(f"{out}{folder}") as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                name = f"{folder}/{entry.name}"
                if entry.is_symlink():
                    ledger.add(name[1:], 0, "is a symbolic link", "put the file itself there")
                elif entry.is_dir():
                    folders.append(name)
                else:
                    yield name, entry.stat().st_size


def _check_files(out: Path, site: _Site, ledger: _Ledger) -> tuple[int, int, int]:
    """How many pages, feeds and addresses there are, after looking at each."""
    pages = feeds = addresses = 0
    marks: dict[str, dict[str, tuple[str, str]]] = {}
    texts_seen: set[int] = set()
    hidden: set[str] = set()
    if "/404.html" not in site.names:
        ledger.add("404.html", 0, "is not there", "a host shows it where there is no page")
    for name in sorted(site.names, key=lambda name: (not name.endswith(".html"), name)):  # sitemaps after pages
        reader = _reader(name)
        if reader is None:
            continue
        content = Path(f"{out}{name}").read_bytes()
        findings = reader(content)
        pages += reader is page
        feeds += name.endswith(_FEEDS)
        _Look(site=site, ledger=ledger, name=name, content=content, marks=marks, hidden=hidden).over(
            findings, texts_seen
        )
        addresses += len(findings.addresses)
        if not findings.indexed:
            hidden.add(name)
    _check_marks(out, marks, ledger)
    return pages, feeds, addresses


_FEEDS = ("/feed.xml", "/atom.xml", "/feed.json")


def _reader(name: str) -> Callable[[bytes], Findings] | None:
    """What reads the file `name`; None where nothing in it is looked at."""
    if name == "/robots.txt":
        return robots
    if name.startswith("/pagefind/"):
        return None
    return _READERS.get(os.path.splitext(name)[1].lower())


_READERS: Mapping[str, Callable[[bytes], Findings]] = {
    ".html": page,
    ".css": style,
    ".json": data,
    ".xml": xml,
    ".svg": xml,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """One file being looked at."""

    site: _Site
    ledger: _Ledger
    name: str
    content: bytes
    marks: dict[str, dict[str, tuple[str, str]]]
    """Fragments that other pages point to: by file and fragment, who does, and how it is written."""
    hidden: Set[str]
    """The pages that ask not to be found, as far as they have been looked at."""

    def over(self, findings: Findings, texts_seen: set[int]) -> None:
        """Ledger what is wrong. `texts_seen`: hashes of entry texts that stood in another feed before."""
        for fault in findings.faults:
            self._fault(fault)
        for use, address in findings.addresses:
            self._address(use, address, findings)
        if self.name.endswith(".html") and findings.indexed:
            if place(self.name.removesuffix("index.html")) in self.site.rules:
                self._say("a rule in _redirects leads away from this page", "take out the rule or the page", "")
            own = self.site.url(self.name)
            if findings.canonical and findings.canonical != own:
                self._say(f"the canonical address {findings.canonical} is not the page's own", own, findings.canonical)
        for text in findings.texts:
            if hash(text) not in texts_seen:
                texts_seen.add(hash(text))
                for use, address in embedded(text):
                    self._address(use, address, findings)

    def _address(self, use: Use, written: str, findings: Findings) -> None:
        """Ledger what is wrong with an address."""
        root = self.site.root
        if written.startswith(f"{root}/") and f"{written.removeprefix(root)}index.html" in self.site.names:
            if use in ("named", "listed"):
                self._say(f"{written} is not absolute", f"write {self.site.origin}{written}", written)
            return
        try:
            scheme = urlsplit(written).scheme.lower()
            if unfit := _unfit(use, written, scheme):
                self._say(*unfit, written)
            elif scheme in ("", "http", "https"):
                self._own(use, written, findings)
        except LookupError as error:
            wrong, right = error.args
            self._say(wrong, right, written)
        except ValueError:
            self._say(f"{written} is no address", "mend it", written)

    def _own(self, use: Use, written: str, findings: Findings) -> None:
        file, mark = self.site.target(written, self.name)
        if not file:
            if use == "loaded":
                raise LookupError(f"{written} is asked of another host", "put the file on this site")
            return
        if use == "listed" and file in self.hidden:
            raise LookupError(f"{written} asks not to be found", "take it out of the sitemap")
        if not mark or mark == "top" or mark.startswith(":~:") or use in ("named", "listed"):
            return
        if file != self.name:
            self.marks.setdefault(file, {}).setdefault(mark, (self.name, written))
        elif mark not in findings.ids:
            raise LookupError(f"{written} names no place in the page", f'write id="{mark}" there')

    def _fault(self, fault: Fault) -> None:
        line = fault.line or line_of(self.content, fault.near)
        self.ledger.add(self.name[1:], line, fault.wrong, fault.right)

    def _say(self, wrong: str, right: str, near: str) -> None:
        self.ledger.add(self.name[1:], line_of(self.content, near), wrong, right)


def _unfit(use: Use, written: str, scheme: str) -> tuple[str, str] | None:
    """What is wrong with an address whatever it leads to, and what would be right."""
    if not written.strip():
        return "an address is empty", "write one"
    if use in ("named", "listed") and scheme not in _WELL_KNOWN:
        return f"{written} is not absolute", "others read it away from the page: begin with https://"
    if use == "loaded" and scheme not in ("", "http", "https"):
        return f"{written[:60]} is blocked by the site's policy", "put the file on this site"
    if scheme and scheme not in _WELL_KNOWN:
        return f"{written[:60]} is no address to follow", f"one of {', '.join(_WELL_KNOWN)}"
    return None


def _check_marks(out: Path, marks: Mapping[str, Mapping[str, tuple[str, str]]], ledger: _Ledger) -> None:
    """Ledger the fragments that name no place in the page they point to."""
    for file, wanted in sorted(marks.items()):
        ids = page(Path(f"{out}{file}").read_bytes()).ids if file.endswith(".html") else frozenset()
        for mark, (name, written) in wanted.items():
            if mark not in ids:
                line = line_of(Path(f"{out}{name}").read_bytes(), written)
                ledger.add(name[1:], line, f"{written} names no place in the page", f'write id="{mark}" there')


def _rules(out: Path, ledger: _Ledger) -> dict[str, tuple[int, Rule]]:
    """The rules of `_redirects` by place; what is no rule, or comes second, is ledgered."""
    path, rules = out / "_redirects", dict[str, tuple[int, Rule]]()
    for line, rule in parse_redirects(path.read_bytes()) if path.is_file() else ():
        if isinstance(rule, str):
            ledger.add("_redirects", line, rule, "write '/old/ /new/ 301'")
        elif place(rule.source) in rules:
            ledger.add("_redirects", line, f"{rule.source} has a rule already", "an address has one")
        else:
            rules[place(rule.source)] = line, rule
    headers = out / "_headers"
    for header_rule in parse_headers(headers.read_bytes()) if headers.is_file() else ():
        if not header_rule.fields:
            ledger.add("_headers", 0, f"{header_rule.pattern} has no fields", "write them below it, indented")
    return rules


def _check_rules(site: _Site, ledger: _Ledger) -> None:
    """Ledger rules that go round or lead nowhere."""
    for line, rule in site.rules.values():
        target = unquote(rule.target.removeprefix(site.root) if rule.status == MOVED else rule.target)
        onward = site.rules.get(place(target))
        if rule.status == MOVED and onward and onward[1].status == MOVED:
            wrong, right = f"{rule.source} leads to {rule.target}, which has moved too", "lead to the last address"
        elif file_at(target) not in site.names:
            wrong, right = f"{rule.source} leads to {rule.target}, where nothing is", "lead to a page"
        else:
            continue
        ledger.add("_redirects", line, wrong, right)


def _check_limits(out: Path, host: Host, called: str, sizes: Mapping[str, int], ledger: _Ledger) -> None:
    """Ledger what the host would refuse."""
    folders: dict[str, int] = {}
    for name, size in sizes.items():
        folder = name.rsplit("/", 1)[0]
        folders[folder] = folders.get(folder, 0) + 1
        if host.file_bytes is not None and size > host.file_bytes:
            ledger.add(name[1:], 0, f"{size} bytes", f"{called} takes {host.file_bytes} a file")
    lines = _lines(out / "_redirects")
    header_rules = sum(line.startswith("/") for line in _lines(out / "_headers"))
    fullest = max(folders, key=lambda folder: (folders[folder], folder))
    longest = max(map(len, lines), default=0)
    for where, count, limit, what in (
        ("", len(sizes), host.files, "files"),
        (fullest[1:], folders[fullest], host.files_in_folder, "files in one folder"),
        ("", sum(sizes.values()), host.site_bytes, "bytes in all"),
        ("_redirects", len(lines), host.redirects, "redirects"),
        ("_redirects", longest, host.redirect_line, "characters in a line"),
        ("_headers", header_rules, host.header_rules, "header rules"),
    ):
        if limit is not None and count > limit:
            ledger.add(where, 0, f"{count} {what}", f"{called} takes {limit}")


def _check_without_rules(site: _Site, host: Host, called: str, ledger: _Ledger) -> None:
    """Ledger the rules that a host passes over although no page stands there to answer in their place."""
    for line, rule in () if host.reads_rules else site.rules.values():
        if file_at(unquote(rule.source)) not in site.names:
            ledger.add(
                "_redirects", line, f"nothing answers at {rule.source}", f"{called} reads no rules; put a page there"
            )


def _lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
