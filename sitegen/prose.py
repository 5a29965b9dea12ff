"""The body of a story: Markdown (CommonMark, raw HTML off) to plain text, and to HTML with links laid over it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_SCHEMES = ("http", "https", "mailto")
_FORM_FEED = re.compile("\f|&#(?:0*12|[xX]0*[cC]);")
"""The one character that Markdown may write as a number and XML, and so a feed, cannot hold."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A parsed body: its words, and its tokens with the place of each piece of text among those words."""

    text: str
    """Plain text as a reader sees it; blocks are parted by a blank line."""
    paragraphs: tuple[str, ...]
    """The text of the blocks that are paragraphs, list items included."""
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class TextLink:
    """A link to lay over `text[start:end]`."""

    start: int
    end: int
    href: str


def read_prose(body: str) -> Prose:
    """The prose that `body` spells. Offsets of its text are remembered in the tokens for `prose_html`."""
    tokens = _MARKDOWN.parse(_FORM_FEED.sub(" ", body))
    blocks: list[str] = []
    paragraphs: list[str] = []
    at = 0
    for number, token in enumerate(tokens):
        if token.type == "inline":
            token.children = list(_without_empty_links(token.children or ()))
            words = _flatten(token, at)
        elif token.type in ("fence", "code_block"):
            words = token.content.rstrip("\n")
        else:
            if token.tag == "h1":
                token.tag = "h2"  # the headline is the page's only h1
            continue
        blocks.append(words)
        if tokens[number - 1].type == "paragraph_open":
            paragraphs.append(words)
        at += len(words) + 2
    return Prose("\n\n".join(blocks), tuple(paragraphs), tuple(tokens))


def prose_html(prose: Prose, links: Iterable[TextLink]) -> str:
    """The prose as HTML with `links` laid over it; a link that crosses other marks or lies in a link is left out."""
    waiting = sorted(links, key=lambda link: link.start)
    if waiting:
        for token in prose.tokens:
            if token.type == "inline" and token.children:
                token.children = _with_links(token.children, waiting)
    return str(_MARKDOWN.renderer.render(prose.tokens, _MARKDOWN.options, {})).rstrip("\n")


def linkable(prose: Prose, start: int, end: int) -> bool:
    """Whether a link can be laid over `text[start:end]`: it lies in one piece of text, outside links."""
    for token in prose.tokens:
        if token.type != "inline" or not token.children:
            continue
        inside = 0
        for child in token.children:
            inside += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            if child.type == "text" and _start(child) <= start and end <= _start(child) + len(child.content):
                return inside == 0
    return False


def _without_empty_links(children: Iterable[Token]) -> Iterator[Token]:
    """`children` less the links that lead nowhere (`[words]()`); links do not nest, so the next close is their own."""
    empty = False
    for child in children:
        if child.type == "link_open" and not child.attrs.get("href"):
            empty = True
        elif child.type == "link_close" and empty:
            empty = False
        else:
            yield child


def _flatten(inline: Token, at: int) -> str:
    """The words of one block; each text child learns where it starts."""
    words: list[str] = []
    for child in inline.children or ():
        if child.type == "text":
            child.meta = {"at": at}
        match child.type:
            case "text" | "code_inline":
                piece = child.content
            case "softbreak" | "hardbreak":
                piece = " "
            case "image":
                piece = _words_of(child)
            case _:
                piece = ""
        words.append(piece)
        at += len(piece)
    return "".join(words)


def _words_of(image: Token) -> str:
    """The words that stand for an image."""
    return "".join(child.content for child in image.children or () if child.type in ("text", "code_inline"))


def _start(child: Token) -> int:
    return int(child.meta.get("at", -1))


def _with_links(children: Sequence[Token], links: Sequence[TextLink]) -> list[Token]:
    made: list[Token] = []
    for child in children:
        if child.type != "text":
            made.append(child)
            continue
        at, words, done = _start(child), child.content, 0
        for link in links:
            start, end = link.start - at, link.end - at
            if done <= start < end <= len(words):
                made += [_text(words[done:start]), _open(link.href), _text(words[start:end]), _close()]
                done = end
        made.append(_text(words[done:]) if done else child)
    return made


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)


def _open(href: str) -> Token:
    return Token("link_open", "a", 1, attrs={"href": href})


def _close() -> Token:
    return Token("link_close", "a", -1)


def _own_link(url: str) -> bool:
    """Whether a link may stand: to the web, to mail, or inside the site. `//host` is another host in disguise."""
    if url.startswith("//") or "\\" in url:
        return False
    return url.startswith(("/", "#")) or urlsplit(url).scheme.lower() in _SCHEMES


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer)
    markdown.validateLink = _own_link  # type: ignore[method-assign]
    return markdown


class _Renderer(RendererHTML):
    def link_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[index]
        if not str(token.attrs.get("href", "")).startswith(("/", "#")):
            token.attrSet("rel", "external noopener")
        return self.renderToken(tokens, index, options, env)

    def image(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        """An image of the site's own media; of any other only the words: no page asks anything of another host."""
        token = tokens[index]
        words = _words_of(token)
        if not str(token.attrs.get("src", "")).startswith("/media/"):
            return escapeHtml(words)
        token.attrSet("alt", words)
        token.attrSet("loading", "lazy")
        return self.renderToken(tokens, index, options, env)


_MARKDOWN = _markdown()
