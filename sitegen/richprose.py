"""Prose that uses Markdown: CommonMark through markdown-it-py, raw HTML off, to tokens and from them to HTML. Pure.

Loaded where a paragraph has a mark in it, which little of wire copy has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_SCHEMES = ("http", "https", "mailto")
_FORM_FEED = re.compile("\f|&#(?:0*12|[xX]0*[cC]);")
"""The one character that Markdown may write as a number and XML, and so a feed, cannot hold."""
Laid = tuple[int, int, str]
"""A link to lay over the words from a start to an end: those and its address."""


def parsed(body: str) -> tuple[list[Token], list[str], list[str]]:
    """The tokens of a body, the words of its blocks, and those of its paragraphs. Text tokens know their place."""
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
    return tokens, blocks, paragraphs


def parsed_block(chunk: str, at: int) -> tuple[str, Token, str] | None:
    """Tag, inline token and words of a chunk that is one paragraph or heading, wherever it stands; else None.

    `at` is where its words start in the text. What can reach beyond its chunk is a list, a fence, a quotation, a
    definition of links: none of these.
    """
    env: dict[str, Any] = {}
    tokens = _MARKDOWN.parse(_FORM_FEED.sub(" ", chunk), env)
    if len(tokens) != 3 or tokens[0].type not in ("paragraph_open", "heading_open") or env.get("references"):
        return None
    inline = tokens[1]
    inline.children = list(_without_empty_links(inline.children or ()))
    return "h2" if tokens[0].tag == "h1" else tokens[0].tag, inline, _flatten(inline, at)


def html(tokens: Sequence[Token], links: Sequence[Laid]) -> str:
    """Tokens as HTML with `links` laid over them, as far as each lies in one piece of text."""
    if links:
        for token in tokens:
            if token.type == "inline" and token.children:
                token.children = _with_links(token.children, links)
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})).rstrip("\n")


def takes_link(tokens: Iterable[Token], start: int, end: int) -> bool:
    """Whether a link can be laid over the words from `start` to `end`: they lie in one piece of text, outside links."""
    for token in tokens:
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


def _with_links(children: Sequence[Token], links: Sequence[Laid]) -> list[Token]:
    made: list[Token] = []
    for child in children:
        if child.type != "text":
            made.append(child)
            continue
        at, words, done = _start(child), child.content, 0
        for first, last, href in links:
            start, end = first - at, last - at
            if done <= start < end <= len(words):
                made += [_text(words[done:start]), _open(href), _text(words[start:end]), _close()]
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
