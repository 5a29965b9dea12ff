"""The body of a story: Markdown (CommonMark, raw HTML off) to plain text, and to HTML with links laid over it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from markdown_it.token import Token


class Prose(Struct, frozen=True):
    """A parsed body: its words, and its tokens with the place of each piece of text among those words."""

    text: str
    """Plain text as a reader sees it; blocks are parted by a blank line."""
    paragraphs: tuple[str, ...]
    """The text of the blocks that are paragraphs, list items included."""
    tokens: tuple[Token, ...] = ()
    blocks: tuple[_Block, ...] = ()
    """Instead of tokens, where there is nothing but paragraphs and subheadings."""


class _Block(Struct, frozen=True):
    tag: str
    start: int
    """Where its words start in the text."""
    words: str
    """As written, lines parted by newlines; where it has marks, as a reader sees them."""
    inline: Token | None = None
    """What markdown-it-py makes of it, where it has marks."""


class TextLink(Struct, frozen=True, gc=False):
    """A link to lay over `text[start:end]`."""

    start: int
    end: int
    href: str


def read_prose(body: str) -> Prose:
    """The prose that `body` spells. Where its words stand in the text is remembered for `prose_html`."""
    return _plain_prose(body) or _parsed_prose(body)


_MARK = re.compile(
    "["
    + "".join(chr(code) for code in range(0x3001) if chr(code).isspace() and chr(code) not in " \n")
    + r"\\`*_\[\]<&\x00]"
)
"""What can mean something to Markdown wherever it stands, or is white space that it treats in a way of its own."""
_NUMBER = re.compile(r"\d{1,9}[.)](?: |$)")
_SUBHEADING = re.compile(r"(#{1,6}) ([^\n]*[^\n# ])")


def _plain_prose(body: str) -> Prose | None:
    """What `_parsed_prose` would give, at a fifth of the cost, for a body of paragraphs and subheadings; else None.

    Most wire copy is of this kind, and few of its paragraphs have a mark for which Markdown has to be asked.
    """
    blocks: list[_Block] = []
    at = 0
    for chunk in _BLANK.split(body.strip("\n")):
        heading = _SUBHEADING.fullmatch(chunk)
        words = heading[2] if heading else chunk
        if words and not _is_marked(words):
            block = _Block(f"h{max(2, len(heading[1]))}" if heading else "p", at, words)
        elif found := _marked_block(chunk, at):
            block = found
        else:
            return None
        blocks.append(block)
        at += len(block.words) + 2
    text = "\n\n".join([block.words.replace("\n", " ") for block in blocks])
    paragraphs = tuple([block.words.replace("\n", " ") for block in blocks if block.tag == "p"])
    return Prose(text, paragraphs, blocks=tuple(blocks))


def _is_marked(words: str) -> bool:
    """Whether there is anything in `words` that can mean something to Markdown."""
    if _MARK.search(words):
        return True
    lines = words.split("\n") if "\n" in words else (words,)
    return any([line[0] in " #>-+=~|" or line[-1] == " " or bool(_NUMBER.match(line)) for line in lines])


def _marked_block(chunk: str, at: int) -> _Block | None:
    from sitegen.richprose import parsed_block

    found = parsed_block(chunk, at)
    return _Block(found[0], at, found[2], found[1]) if found else None


_BLANK = re.compile(r"\n\n+")


def _parsed_prose(body: str) -> Prose:
    from sitegen.richprose import parsed

    tokens, blocks, paragraphs = parsed(body)
    return Prose("\n\n".join(blocks), tuple(paragraphs), tuple(tokens))


def prose_html(prose: Prose, links: Iterable[TextLink]) -> str:
    """The prose as HTML with `links` laid over it; a link that crosses other marks or lies in a link is left out."""
    waiting = sorted(links, key=lambda link: link.start)
    if prose.blocks or not prose.tokens:
        return "\n".join([f"<{block.tag}>{_block_html(block, waiting)}</{block.tag}>" for block in prose.blocks])
    from sitegen.richprose import html

    return html(prose.tokens, [(link.start, link.end, link.href) for link in waiting])


def linkable(prose: Prose, start: int, end: int) -> bool:
    """Whether a link can be laid over `text[start:end]`: it lies in one piece of text, outside links."""
    tokens = prose.tokens
    for block in prose.blocks:
        if block.start <= start and end <= block.start + len(block.words):
            if block.inline is None:
                return "\n" not in block.words[start - block.start : end - block.start]
            tokens = (block.inline,)
            break
    if not tokens:
        return False
    from sitegen.richprose import takes_link

    return takes_link(tokens, start, end)


def _block_html(block: _Block, links: Sequence[TextLink]) -> str:
    if block.inline is None:
        return _linked(block, links)
    from sitegen.richprose import html

    return html((block.inline,), [(link.start, link.end, link.href) for link in links])


def _escaped(words: str) -> str:
    """`words` as markdown-it-py writes them between tags and in attributes."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _linked(block: _Block, links: Sequence[TextLink]) -> str:
    """The words of a plain block as HTML, with those links laid over it that lie in one of its lines."""
    pieces: list[str] = []
    done = 0
    for link in links:
        start, end = link.start - block.start, link.end - block.start
        if done <= start < end <= len(block.words) and "\n" not in block.words[start:end]:
            named = _escaped(block.words[start:end])
            pieces += [_escaped(block.words[done:start]), f'<a href="{_escaped(link.href)}">{named}</a>']
            done = end
    return "".join([*pieces, _escaped(block.words[done:])])
