"""HTML to blocks: the main content and nothing around it."""

from __future__ import annotations

import pytest

from ingest.errors import DocumentError
from ingest.models import BlockKind
from ingest.parse.html import parse_html

PAGE = """<!doctype html><html lang="en"><head><title>Sharing | Example Council</title>
<style>p { color: red }</style></head><body>
<a class="skip-link" href="#main">Skip to content</a>
<div id="cookie-banner"><p>We use cookies.</p><button>Accept</button></div>
<header><p>Example Council</p></header>
<nav><ul><li><a href="/">Home</a></li></ul></nav>
<div class="breadcrumbs"><ol><li>Home</li><li>Safeguarding</li></ol></div>
<main>
 <h1>Sharing information</h1>
 <ul><li><a href="#when">When to share</a></li></ul>
 <h2 id="when">When to share</h2>
 <p>Share when a child<br>may be at risk<sup><a href="#note1">1</a></sup>.</p>
 <div>Bare text in a division.</div>
 <ul><li>Record it.<ul><li>Sign it.</li></ul></li></ul>
 <dl><dt>DSL</dt><dd>Designated safeguarding lead</dd></dl>
 <blockquote>Speak to someone.</blockquote>
 <table><thead><tr><th>Basis</th><th>When</th></tr></thead>
 <tr><td><p>Legal</p><p>duty</p></td><td>Always</td></tr></table>
 <form><label>Was this useful?</label><input name="useful"></form>
 <div class="share-links"><p>Share this page</p></div>
 <aside><p>Related content</p></aside>
 <section class="related-content"><p>More like this</p></section>
 <script>var tracked = true;</script>
</main>
<footer><p>Crown copyright</p></footer></body></html>"""


def test_the_main_content_is_read_in_order() -> None:
    assert [(block.kind.value, block.text) for block in parse_html(PAGE.encode()).blocks] == [
        ("heading", "Sharing information"),
        ("heading", "When to share"),
        ("paragraph", "Share when a child may be at risk."),
        ("paragraph", "Bare text in a division."),
        ("list_item", "Record it."),
        ("list_item", "Sign it."),
        ("paragraph", "DSL"),
        ("list_item", "Designated safeguarding lead"),
        ("paragraph", "Speak to someone."),
        ("table_row", "Basis | When"),
        ("table_row", "Legal duty | Always"),
    ]


def test_the_pages_heading_is_its_title() -> None:
    assert parse_html(PAGE.encode()).title == "Sharing information"


def test_ids_are_kept_as_fragments() -> None:
    found = {block.text: block.fragment for block in parse_html(PAGE.encode()).blocks}
    assert found["When to share"] == "when"


def test_an_anchor_inside_a_heading_names_it_but_a_generated_bookmark_does_not() -> None:
    html = b'<h2><a name="part-2"></a>Part 2</h2><p>A</p><h2><a id="_Toc9"></a>Part 3</h2><p>B</p>'
    headings = [b.fragment for b in parse_html(html).blocks if b.kind is BlockKind.HEADING]
    assert headings == ["part-2", None]


def test_a_page_without_a_main_element_is_read_without_its_navigation() -> None:
    html = b"<body><div class='navbar'><p>Menu</p></div><div>Lead in:<p>One.</p>Tail</div></body>"
    assert [block.text for block in parse_html(html).blocks] == ["Lead in:", "One.", "Tail"]


@pytest.mark.parametrize(
    "wrapper",
    [
        '<form id="aspnetForm">{}</form>',
        '<div class="has-sidebar">{}</div>',
        "<article><header>{}</header></article>",
    ],
)
def test_a_wrapper_that_holds_the_whole_page_is_not_taken_for_its_edge(wrapper: str) -> None:
    html = wrapper.format("<h1>Thresholds</h1><p>Level 4 is acute need.</p>")
    assert [block.text for block in parse_html(html.encode()).blocks] == [
        "Thresholds",
        "Level 4 is acute need.",
    ]


def test_a_declared_encoding_is_honoured() -> None:
    html = '<meta charset="windows-1252"><p>Clare’s Law</p>'.encode("cp1252")
    assert parse_html(html).blocks[0].text == "Clare’s Law"


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        (b"<html><body><script>load()</script></body></html>", "without text"),
        (b"<html><title>404</title><body><h1>Page not found</h1><p>Sorry.</p></body></html>", "error page"),
        (b"<html><body><p>503 Service Unavailable</p></body></html>", "error page"),
        (b"<p>\xff\xfe\x00\x81</p>", "is not utf-8 text"),
    ],
)
def test_a_page_that_is_no_document_is_refused(html: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        parse_html(html)
