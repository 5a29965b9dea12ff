"""Markdown to words and to HTML: whatever comes in, nothing but known tags and own or checked links comes out."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.prose import Prose, TextLink, _parsed_prose, _plain_prose, linkable, prose_html, read_prose

TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote"),
    *("pre", "code", "em", "strong", "a", "img", "br", "hr"),
}
ATTRIBUTES = {("a", "href"), ("a", "rel"), ("a", "title"), ("img", "src"), ("img", "alt"), ("img", "title")}
ATTRIBUTES |= {("img", "loading"), ("ol", "start"), ("code", "class")}
PIECES = [
    "Polen", " ", "\n", "\n\n", "# ", "## ", "- ", "1. ", "> ", "    ", "```\n", "`", "*", "**", "_", "[a](", ")",
    "![b](",
    "<script>", "</p>", "<a href=x onclick=y>", "<javascript:alert(1)>", "javascript:alert(1)", "JaVaScRiPt&colon;x",
    "data:text/html,x", "vbscript:x", "//elders.example/x", "/\\elders.example", "\\", "https://[", "http://a.example/?b=c&d",
    "/media/kade.jpg", "mailto:a@b.example", "[r]: javascript:x", "[r]", "&lt;", "&#0;", "&#x6A;", "&#xC;", '"', "'",
    "\x00", "\x1b",
    "\ufeff", "\u202e", "---", "***\n", "\t", "é", "😀", "[", "]", "<!--", "-->", "<![CDATA[", "]]>", "{{ x }}",
]  # fmt: skip
BODIES = st.one_of(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.text(max_size=60))


class Reader(HTMLParser):
    """What a browser would make of prose: tags with their attributes, and the words."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.odd: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def links(html: str) -> list[str]:
    return [attributes["href"] for tag, attributes in Reader(html).found if tag == "a"]


@settings(max_examples=300)
@given(BODIES)
@example("[x](https://[)")
@example("[x]()")
@example('a&#12; [x](/y/ "z&#x00c;") ![&#12;](/media/x "&#12;") <https://x.example/&#12;>')
@example("![x](https://[)")
@example("<https://[>")
@example("[x](/\\elders.example)")
@example("![x](/media/../../x.png)")
def test_no_markdown_gives_a_tag_an_attribute_or_a_link_that_is_not_known(body: str) -> None:
    read = Reader(prose_html(read_prose(body), ()))
    assert {tag for tag, _ in read.found} <= TAGS
    assert {(tag, name) for tag, attributes in read.found for name in attributes} <= ATTRIBUTES
    assert read.odd == []
    assert "\f" not in prose_html(read_prose(body), ())
    for tag, attributes in read.found:
        if tag == "a":
            href = attributes["href"]
            assert href.startswith(("/", "#", "http://", "https://", "mailto:")) or href.lower().startswith(
                ("http:", "https:", "mailto:")
            )
            assert not href.startswith("//") and "\\" not in href
        if tag == "img":
            assert attributes["src"].startswith("/media/") and "alt" in attributes


@settings(max_examples=300)
@given(BODIES)
def test_every_word_of_the_text_stands_on_the_page_in_the_same_order(body: str) -> None:
    prose = read_prose(body)
    page = "".join(Reader(prose_html(prose, ())).words.split())
    assert "".join(without_images(prose).split()) == page


def without_images(prose: Prose) -> str:
    """The text without the words of images that are shown: on the page those are their `alt`."""
    words = "".join(block.words for block in prose.blocks)
    for token in prose.tokens:
        if token.type == "inline":
            for child in token.children or ():
                shown = child.type == "image" and str(child.attrs.get("src", "")).startswith("/media/")
                inner = child.children or () if child.type == "image" and not shown else ()
                words += "".join(part.content for part in inner if part.type in ("text", "code_inline"))
                words += child.content if child.type in ("text", "code_inline") else ""
        elif token.type in ("fence", "code_block"):
            words += token.content
    return words


@settings(max_examples=300)
@given(BODIES, st.data())
def test_a_link_lies_on_exactly_the_words_it_was_laid_on(body: str, data: st.DataObject) -> None:
    prose = read_prose(body)
    start = data.draw(st.integers(0, max(0, len(prose.text) - 1)))
    end = data.draw(st.integers(start, len(prose.text)))
    before = links(prose_html(read_prose(body), ()))
    can = linkable(prose, start, end) and start < end
    html = prose_html(prose, [TextLink(start, end, "/land/x/")])
    if can:
        assert sorted(links(html)) == sorted([*before, "/land/x/"])
        inside = html.split('<a href="/land/x/">', 1)[1].split("</a>", 1)[0]
        assert Reader(inside).words == Reader(f"<p>{escaped(prose.text[start:end])}").words
    assert Reader(html).words == Reader(prose_html(read_prose(body), ())).words


def escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.parametrize(
    ("body", "words", "html"),
    [
        (
            "Polen opent *vrijdag* de grens.",
            [("Polen", "/land/polen/")],
            '<p><a href="/land/polen/">Polen</a> opent <em>vrijdag</em> de grens.</p>',
        ),
        (
            "Een *Poolse* brug.\n\n## Handel met Polen\n\n- Polen en België\n",
            [("Poolse", "/p/"), ("Polen", "/q/"), ("België", "/r/")],
            '<p>Een <em><a href="/p/">Poolse</a></em> brug.</p>\n<h2>Handel met <a href="/q/">Polen</a></h2>\n'
            '<ul>\n<li>Polen en <a href="/r/">België</a></li>\n</ul>',
        ),
        ("Zie [Polen](https://a.example/).", [("Polen", "/p/")], None),
        ("Ver*enig*de Staten", [("Verenigde Staten", "/p/")], None),
        ("Polen & <België>", [("Polen & <België>", "/p/")], '<p><a href="/p/">Polen &amp; &lt;België&gt;</a></p>'),
    ],
)
def test_links_are_laid_over_text_and_over_nothing_else(
    body: str, words: list[tuple[str, str]], html: str | None
) -> None:
    prose = read_prose(body)
    plain = prose_html(read_prose(body), ())
    laid = [TextLink(prose.text.index(word), prose.text.index(word) + len(word), href) for word, href in words]
    wanted = [link for link in laid if linkable(prose, link.start, link.end)]
    assert prose_html(prose, wanted) == (html or plain)


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("# Kop\n", "<h2>Kop</h2>"),
        ("[x]() [y](/z/)", '<p>x <a href="/z/">y</a></p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](//elders.example/)", "<p>[x](//elders.example/)</p>"),
        ("[x](https://a.example/)", '<p><a href="https://a.example/" rel="external noopener">x</a></p>'),
        ("[x](/land/polen/)", '<p><a href="/land/polen/">x</a></p>'),
        ("![de *kade*](/media/k.jpg)", '<p><img src="/media/k.jpg" alt="de kade" loading="lazy"></p>'),
        ("![de kade](https://a.example/k.jpg)", "<p>de kade</p>"),
        ("<b>vet</b>", "<p>&lt;b&gt;vet&lt;/b&gt;</p>"),
    ],
)
def test_what_a_writer_may_and_may_not_do(body: str, html: str) -> None:
    assert prose_html(read_prose(body), ()).replace(" />", ">") == html


def test_the_text_is_its_blocks_parted_by_a_blank_line() -> None:
    prose = read_prose("Een\nregel.\n\n## Kop\n\n- punt `een`\n\n```\ncode\n```\n")
    assert prose.text == "Een regel.\n\nKop\n\npunt een\n\ncode"
    assert prose.paragraphs == ("Een regel.", "punt een")


def test_ten_thousand_marks_are_read_in_linear_time() -> None:
    for mark in ("[", "*a ", "> ", "![", "`a", "<a", "_", "(["):
        prose_html(read_prose(mark * 10000), ())


@given(
    body=st.lists(
        st.text(alphabet="aB9 .-#>*_[]()!<&\"'\n\t\\`=~|+:ë’\xa0\u2028\x0b\x00", max_size=40)
        | st.sampled_from(["Een zin. Nog een.", "## Kop", "- punt", "1. een", "# Kop #", "Twee\nregels", "Kop\n---"]),
        max_size=5,
    ).map("\n\n".join),
    spans=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=4),
)
def test_plain_prose_is_what_markdown_makes_of_it(body: str, spans: list[tuple[int, int]]) -> None:
    plain = _plain_prose(body)
    if plain is None:
        return
    parsed = _parsed_prose(body)
    assert (plain.text, plain.paragraphs) == (parsed.text, parsed.paragraphs)
    for start, length in spans:
        assert linkable(plain, start, start + length) == linkable(parsed, start, start + length)
    links = [TextLink(start, start + length, "/land/polen/") for start, length in spans]
    links = [link for link in links if linkable(parsed, link.start, link.end)][:1]
    assert prose_html(plain, links) == prose_html(_parsed_prose(body), links)


@pytest.mark.parametrize("body", ["Een zin.", 'Een zin.\n\n## Kop\n\nTwee\nregels met "citaat" > 3.\n'])
def test_most_wire_copy_takes_the_short_way(body: str) -> None:
    assert _plain_prose(body) is not None
