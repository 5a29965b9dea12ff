"""The site's HTTP rules as values, and the two files that carry them to a host: `_redirects` and `_headers`.

The build writes the files, the preview and the check read them back, so that what one sees at home is what the
host is told. The format is Netlify's. Cloudflare Pages reads the same `_headers`, but passes over forced rules, and
GitHub Pages over both files: there the page that stands at a rule's address answers, with 200. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

MOVED = 301
GONE = (410, 451)
"""No longer there; not there for legal reasons. A tombstone page stands at the address."""

REVALIDATED = "public, max-age=0, must-revalidate"
"""What holds where no rule speaks: a browser asks each time, with an ETag. Netlify's and Cloudflare's default."""
FOR_A_YEAR = "public, max-age=31536000, immutable"
"""For files whose folder is named after what they hold."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",  # WebAssembly: without it the search hangs
        "worker-src 'self'",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""Everything from the site itself, nothing inline. JSON-LD blocks are data, not scripts: no leave needed."""

_SAFE_IN_ADDRESS = "/-._~!$&'()+,;=:@"
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_OWN_NAMES = ("/.netlify", "/_redirects", "/_headers")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Rule:
    """One line of `_redirects`: what a host answers at `source` instead of 200."""

    source: str
    """Address below the output folder, without the path of `base_url`."""
    target: str
    """For a move, where the browser is sent; for a tombstone, the file that is shown at `source`."""
    status: int

    def __post_init__(self) -> None:
        fault = address_fault(self.source) or address_fault(self.target)
        if fault:
            raise ValueError(fault)
        if self.status != MOVED and self.status not in GONE:
            raise ValueError(f"status {self.status} is none of {MOVED}, {GONE[0]}, {GONE[1]}")
        if place(self.source) == "/":
            raise ValueError("the home page cannot move or be gone")
        if self.status == MOVED and place(self.source) == place(self.target):
            raise ValueError(f"{self.source} would lead to itself")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderRule:
    """The header fields of each address that `pattern` fits: `*` stands for anything, `:name` for one folder."""

    pattern: str
    fields: tuple[tuple[str, str], ...]


def moved(source: str, target: str) -> Rule:
    """The rule that sends the old address `source` to `target` for good. Raises ValueError if one is unfit."""
    return Rule(source=source, target=target, status=MOVED)


def gone(source: str, status: int = 410) -> Rule:
    """The rule that serves the tombstone standing at `source` as 410 or 451. Raises ValueError if it is unfit."""
    return Rule(source=source, target=file_at(source), status=status)


def address_fault(address: str) -> str:
    """What makes `address` unfit for a rule, as the end of a sentence about it; empty where it is fit.

    An address comes from content, so from anyone: whatever could break a line, name another host, leave the folder
    or be read as a pattern is refused.
    """
    if not address.startswith("/"):
        return f"{address!r} does not begin with a slash"
    if _UNSEEN.search(address):
        return f"{address!r} holds a character that cannot be seen"
    try:
        plain = unquote(address, errors="strict")
    except UnicodeDecodeError:
        return f"{address!r} is not UTF-8 behind its percent signs"
    if "%2f" in address.lower() or _UNSEEN.search(plain) or any(sign in plain for sign in "?#*\\"):
        return f"{address!r} holds a character with a meaning of its own in a rule (? # * \\ or an encoded slash)"
    folders = plain[1:].removesuffix("/").split("/") if plain != "/" else []
    if any(folder in ("", ".", "..") or folder.startswith(":") for folder in folders):
        return f"{address!r} holds an empty folder, '.', '..' or a folder that begins with a colon"
    if plain.startswith(_OWN_NAMES):
        return f"{address!r} belongs to the host"
    return ""


def place(address: str) -> str:
    """What two spellings of one address have in common: unquoted, without the slash at the end.

    Hosts match a rule with or without that slash (Netlify, "Redirect options: trailing slash").
    """
    return unquote(address).rstrip("/") or "/"


def file_at(address: str) -> str:
    """The address of the file that answers at `address`: a folder is answered by its `index.html`."""
    return address + "index.html" if address.endswith("/") else address


def faults(rules: Iterable[Rule]) -> Iterator[tuple[Rule, str]]:
    """Each rule that another one contradicts or that goes round in a circle, with what is wrong. In linear time."""
    by_place: dict[str, Rule] = {}
    for rule in rules:
        other = by_place.setdefault(place(rule.source), rule)
        if (place(other.target), other.status) != (place(rule.target), rule.status):
            yield rule, f"{rule.source} has two rules: to {other.target} and to {rule.target}"
    ends = _ends(by_place)
    for at, rule in by_place.items():
        if rule.status == MOVED and ends[at] is None:
            yield rule, f"{rule.source} goes round in a circle by way of {rule.target}"


def direct(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """`rules` by source, each once, with every chain of moves cut to one step.

    Raises ValueError where two rules contradict each other or moves go round in a circle; see `faults`.
    """
    ordered = sorted(set(rules))
    for _, wrong in faults(ordered):
        raise ValueError(wrong)
    by_place = {place(rule.source): rule for rule in reversed(ordered)}
    ends = _ends(by_place)
    return tuple(
        Rule(source=rule.source, target=ends.get(place(rule.source)) or rule.target, status=rule.status)
        for rule in sorted(by_place.values())
    )


def _ends(by_place: Mapping[str, Rule]) -> dict[str, str | None]:
    """For the place of each move, where a reader who follows it ends up; None if nowhere."""
    ends: dict[str, str | None] = {}
    for start in by_place:
        at, end, path = start, "", dict[str, None]()
        while at not in ends and at not in path and (rule := by_place.get(at)) and rule.status == MOVED:
            path[at] = None
            at, end = place(rule.target), rule.target
        ends |= dict.fromkeys(path, None if at in path else ends.get(at, end))
    return ends


def redirects_file(rules: Iterable[Rule], *, root: str = "") -> bytes:
    """`_redirects`: a line a rule, by source. `root` ('' or '/nieuws') goes before where a browser is sent.

    Each bears `!`, because a page stands at its address and would otherwise be served with 200: the tombstone, whose
    file is the target; for a move one that says where to go, for hosts that read no rules. Raises ValueError as
    `direct` does.
    """
    lines = []
    for rule in direct(rules):
        target = (root if rule.status == MOVED else "") + _encoded(rule.target)
        lines.append(f"{_encoded(rule.source)} {target} {rule.status}!\n")
    return "".join(lines).encode()


def _encoded(address: str) -> str:
    """`address` in ASCII, percent-encoded once, whichever way it was written."""
    return quote(unquote(address), safe=_SAFE_IN_ADDRESS)


_RULE_LINE = re.compile(r"(?P<source>\S+)\s+(?P<target>\S+)\s+(?P<status>\d{3})!")


def parse_redirects(content: bytes) -> Iterator[tuple[int, Rule | str]]:
    """For each line of `_redirects` that says something: its number, and its rule or what is wrong."""
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        yield number, _rule(line)


def _rule(line: str) -> Rule | str:
    found = _RULE_LINE.fullmatch(line)
    if not found:
        return f"{line!r} is no rule"
    try:
        return Rule(source=found["source"], target=found["target"], status=int(found["status"]))
    except ValueError as error:
        return str(error)


def site_headers(*, secure: bool) -> tuple[HeaderRule, ...]:
    """The header rules of every site. `secure`: `base_url` is https, so browsers may be told to stay with it.

    No two rules that fit one address name one field: hosts differ in whether the last one wins (Netlify) or both are
    joined (Cloudflare). So pages, feeds, assets and `shards.json` have no cache rule: what is meant, `REVALIDATED`,
    is the default of both.
    """
    security = (
        ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Permissions-Policy", "browsing-topics=(), camera=(), geolocation=(), microphone=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        *((("Strict-Transport-Security", "max-age=31536000"),) if secure else ()),
    )
    return (
        HeaderRule(pattern="/*", fields=security),
        # A shard's folder is named by the hash of what is in it; what lies beside the folders is not. No '*' here:
        # to Netlify the slash before one is optional, and `shards.json` would be kept for a year as well.
        HeaderRule(pattern="/pagefind/:shard/:file", fields=(("Cache-Control", FOR_A_YEAR),)),
        HeaderRule(pattern="/pagefind/:shard/:folder/:file", fields=(("Cache-Control", FOR_A_YEAR),)),
        *(
            HeaderRule(pattern=f"/*{name}", fields=(("Content-Type", f"{kind}; charset=utf-8"),))
            for name, kind in FEED_TYPES.items()
        ),
    )


FEED_TYPES: Mapping[str, str] = {
    "feed.xml": "application/rss+xml",
    "atom.xml": "application/atom+xml",
    "feed.json": "application/feed+json",
}
"""Media types of the feeds, by the name of their file (RSS Advisory Board; RFC 4287; JSON Feed 1.1)."""


def headers_file(rules: Iterable[HeaderRule]) -> bytes:
    """`_headers`: a pattern a block. The rules come from the program, never from content."""
    blocks = [f"# What no rule gives a Cache-Control has the host's own: {REVALIDATED}\n"]
    for rule in rules:
        blocks.append(rule.pattern + "\n" + "".join(f"  {name}: {value}\n" for name, value in rule.fields))
    return "".join(blocks).encode()


def parse_headers(content: bytes) -> tuple[HeaderRule, ...]:
    """The rules of a `_headers` file; a line that is neither pattern nor field is passed over, as hosts do."""
    rules: list[HeaderRule] = []
    for line in content.decode("utf-8", "replace").splitlines():
        line = line.strip()
        name, colon, value = line.partition(":")
        if line.startswith("/"):
            rules.append(HeaderRule(pattern=line, fields=()))
        elif rules and colon and name.strip() and value.strip() and not line.startswith("#"):
            field = (name.strip(), value.strip())
            rules[-1] = HeaderRule(pattern=rules[-1].pattern, fields=(*rules[-1].fields, field))
    return tuple(rules)


def headers_for(address: str, rules: Iterable[HeaderRule]) -> dict[str, str]:
    """The header fields that `rules` give to `address` (below the output folder); the last one wins."""
    return {name: value for rule in rules if _fits(rule.pattern, address) for name, value in rule.fields}


def _fits(pattern: str, address: str) -> bool:
    """Whether `pattern` is meant for `address`, as Netlify's own parser reads it (@netlify/headers-parser 9)."""
    folders = "/".join(_expression(folder) for folder in pattern.split("/") if folder)
    return re.fullmatch(f"/{folders}/?", address, re.DOTALL | re.IGNORECASE) is not None


def _expression(folder: str) -> str:
    if folder.startswith(":"):
        return "[^/]+"
    if folder == "*":
        return "?.*"  # makes the slash before it optional
    return ".*".join(re.escape(part) for part in folder.split("*"))
