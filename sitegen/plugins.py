"""The one door for other people's code: a recogniser of one's own, installed beside sitegen and named in `site.toml`.

A package offers it as an entry point in the group `sitegen.recogniser`; README, 'A model of one's own'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol, TypeVar

from sitegen.errors import SitegenError, UsageError

GROUP = "sitegen.recogniser"
PERSON_LABELS = frozenset({"person", "per"})
"""What a span of a person is labelled, without regard to case; spans of anything else are passed over."""

Span = tuple[int, int, str]
"""Where a name begins and ends in the text, in code points, and its label."""
Spans = Callable[[str], Iterable[Span]]


class Recogniser(Protocol):
    """What the entry point names. `model` is what stands behind the colon in `recogniser = "name:model"`, or ''."""

    def version(self, language: str, model: str) -> str:
        """Something that is another when the answers may be: stories are then read again. Asked in every build."""

    def load(self, language: str, model: str) -> Spans:
        """Text in, spans out. Called once in a process that reads stories; the same text must give the same spans."""


def recognisers() -> tuple[str, ...]:
    """The names of all recognisers that are installed, sorted."""
    return tuple(sorted({found.name for found in entry_points(group=GROUP)}))


def recogniser_version(setting: str, language: str) -> str:
    """A text that is another when the recogniser called `setting` may answer otherwise; raises as `load_spans`."""
    if not setting:
        return ""
    point, model = _point(setting)
    distribution = f"{point.dist.name} {point.dist.version}" if point.dist else ""
    return f"{setting} {distribution} {_called(setting, lambda: _made(point).version(language, model))}"


def load_spans(setting: str, language: str) -> Spans | None:
    """Text in, spans out, as the recogniser called `setting` gives them; None for ''.

    Raises `UsageError` where there is none of that name or it cannot be loaded; the function, `SitegenError` where it
    goes wrong later.
    """
    if not setting:
        return None
    point, model = _point(setting)
    spans = _called(setting, lambda: _made(point).load(language, model))
    return lambda text: _called(setting, lambda: tuple(spans(text)), SitegenError)


def unknown(setting: str) -> str:
    """What would be right where no recogniser is called `setting`; '' where there is one."""
    names = recognisers()
    if setting.partition(":")[0] in names:
        return ""
    return f"one that is installed ({', '.join(names)})" if names else "none: no recogniser is installed"


def _point(setting: str) -> tuple[EntryPoint, str]:
    name, _, model = setting.partition(":")
    found = sorted(entry_points(group=GROUP, name=name), key=lambda point: point.value)
    if not found:
        raise UsageError(f"no recogniser is called '{name}'; choose {unknown(setting)}")
    return found[0], model


def _made(point: EntryPoint) -> Recogniser:
    made: Recogniser = point.load()()
    return made


_Answer = TypeVar("_Answer")


def _called(setting: str, call: Callable[[], _Answer], error: type[SitegenError] = UsageError) -> _Answer:
    try:
        return call()
    except Exception as fault:  # another's code can go wrong in as many ways as Python can
        reason = f"{type(fault).__name__}: {fault}".splitlines()[0]
        raise error(f"the recogniser '{setting}' cannot be used ({reason})") from fault
