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
    tokens: tuple[Token, ...] = ()
    blocks: tuple[_Block, ...] = ()
    """Instead of tokens, where there is nothing but plain paragraphs and subheadings."""


@dataclass(frozen=True, slots=True)
class _Block:
    tag: str
    start: int
    """Where its words start in the text."""
    words: str
    """As written, lines parted by newlines."""


@dataclass(frozen=True, slots=True)
class TextLink:
    """A link to lay over `text[start:end]`."""

    start: int
    end: int
    href: str


def read_prose(body: str) -> Prose:
    """The prose that `body` spells. Where its words stand in the text is remembered for `prose_html`."""
    return _plain_prose(body) or _parsed_prose(body)


_MARKED = re.compile(r"[\\`*_\[\]<&\x00]|[^\S \n]| $|^ |^[#>\-+=~|]|^\d{1,9}[.)](?: |$)", re.MULTILINE)
"""What can mean something to Markdown, or be white space that it treats in a way of its own."""
_SUBHEADING = re.compile(r"(#{1,6}) ([^\n]*[^\n# ])")


def _plain_prose(body: str) -> Prose | None:
    """What `_parsed_prose` would give, at a fifth of the cost, for a body without any mark but subheadings; else None.

    Most wire copy is of this kind.
    """
    blocks: list[_Block] = []
    at = 0
    for chunk in _BLANK.split(body.strip("\n")):
        heading = _SUBHEADING.fullmatch(chunk)
        words = heading[2] if heading else chunk
        if not words or _MARKED.search(words):
            return None
        blocks.append(_Block(f"h{max(2, len(heading[1]))}" if heading else "p", at, words))
        at += len(words) + 2
    text = "\n\n".join(block.words.replace("\n", " ") for block in blocks)
    paragraphs = tuple(block.words.replace("\n", " ") for block in blocks if block.tag == "p")
    return Prose(text, paragraphs, blocks=tuple(blocks))


_BLANK = re.compile(r"\n\n+")


def _parsed_prose(body: str) -> Prose:
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
    if prose.blocks:
        return "\n".join(f"<{block.tag}>{_linked(block, waiting)}</{block.tag}>" for block in prose.blocks)
    if waiting:
        for token in prose.tokens:
            if token.type == "inline" and token.children:
                token.children = _with_links(token.children, waiting)
    return str(_MARKDOWN.renderer.render(prose.tokens, _MARKDOWN.options, {})).rstrip("\n")


def linkable(prose: Prose, start: int, end: int) -> bool:
    """Whether a link can be laid over `text[start:end]`: it lies in one piece of text, outside links."""
    for block in prose.blocks:
        if block.start <= start and end <= block.start + len(block.words):
            return "\n" not in block.words[start - block.start : end - block.start]
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


def _linked(block: _Block, links: Sequence[TextLink]) -> str:
    """The words of a plain block as HTML, with those links laid over it that lie in one of its lines."""
    pieces: list[str] = []
    done = 0
    for link in links:
        start, end = link.start - block.start, link.end - block.start
        if done <= start < end <= len(block.words) and "\n" not in block.words[start:end]:
            named = escapeHtml(block.words[start:end])
            pieces += [escapeHtml(block.words[done:start]), f'<a href="{escapeHtml(link.href)}">{named}</a>']
            done = end
    return "".join([*pieces, escapeHtml(block.words[done:])])


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
