"""HTML to a document: the main content, without the page around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.errors import DocumentError
from ingest.models import Block, BlockKind, Document
from ingest.parse.characters import cleaned, decoded
from ingest.parse.tables import row_blocks

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_NEVER_TEXT = (
    "script, style, noscript, template, svg, math, iframe, object, button, input, select, textarea, option, "
    "label, [hidden], [aria-hidden=true]"
)
_PAGE_PARTS = (
    "nav, header, footer, aside, dialog, form, [role=navigation], [role=banner], [role=contentinfo], "
    "[role=complementary], [role=search], [role=dialog], [role=alertdialog]"
)
_AROUND = re.compile(
    r"(?:^|[-_\s])(?:cookies?|breadcrumbs?|skip-?(?:link|to|nav)\w*|share|sharing-buttons|social(?:-\w+)?|"
    r"print-?(?:link|page|button)|related(?:-\w+)*|see-also|pagination|pager|site-?(?:header|footer|nav)|"
    r"navbar|menu|sidebar|back-to-top|feedback|newsletter|sr-only|visually-?hidden)(?:$|[-_\s])",
    re.IGNORECASE,
)
_MAX_SHARE_AROUND = 0.4
_AROUND_CANDIDATES = "div, section, ul, ol, p, a, span, li"
_MAIN = ("main", "[role=main]", "article", "#content", "#main")
_BLOCKS = frozenset(
    """
    address article blockquote body center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4
    h5 h6 hr li main ol p pre section summary table tbody thead tfoot tr td th caption ul
    """.split()
)
_BACK_ARROWS = frozenset("↑↩^")
_CONTENTS = re.compile(r"(?:contents|table of contents|on this page|back to (?:top|contents))", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_ERROR_PAGE = re.compile(
    r"\b(?:40[0134]|50[0234])\b|not found|access denied|forbidden|just a moment|service unavailable|"
    r"bad gateway|something went wrong|enable javascript",
    re.IGNORECASE,
)
_ERROR_PAGE_WORDS = 60


def parse_html(data: bytes) -> Document:
    text = decoded(data, _charset(data))
    tree = LexborHTMLParser(text)
    title = _title(tree)
    blocks = tuple(_blocks_of(tree))
    _refuse_error_page(title, blocks)
    return Document(title=title, blocks=blocks)


def html_blocks(fragment: str) -> Iterator[Block]:
    """The blocks of a piece of HTML that stands inside another format."""
    return _blocks_of(LexborHTMLParser(fragment))


def main_page(data: bytes) -> str:
    """A page of the main content alone: the title, and the elements that the parser reads."""
    tree = LexborHTMLParser(decoded(data, _charset(data)))
    title, main = escape(_title(tree) or ""), _main_of(tree)
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    return f"<!DOCTYPE html><html>{head}<body><main>{main.html if main else ''}</main></body></html>"


def _charset(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    return declared[1].decode("ascii").lower() if declared else "utf-8"


def _title(tree: LexborHTMLParser) -> str | None:
    """The page's own heading names it better than its <title>, which often carries the site's name."""
    for selector in ("h1", "title"):
        found = tree.css_first(selector)
        text = cleaned(found.text()) if found else ""
        if text:
            return text
    return None


def _refuse_error_page(title: str | None, blocks: tuple[Block, ...]) -> None:
    body = " ".join(block.text for block in blocks)
    if not body:
        raise DocumentError("is a web page without text: save the page again, or ask for the original")
    if len(body.split()) < _ERROR_PAGE_WORDS and _ERROR_PAGE.search(f"{title} {body}"):
        raise DocumentError(f"looks like an error page ({title or body[:60]!r}): download the document again")


def _blocks_of(tree: LexborHTMLParser) -> Iterator[Block]:
    main = _main_of(tree)
    if main is not None:
        yield from _walk(main, 0)


def _main_of(tree: LexborHTMLParser) -> LexborNode | None:
    """The element that holds the content, less what stands in it that is not content."""
    if tree.body is None:
        return None
    main = next((found for s in _MAIN if (found := tree.css_first(s)) and found.text(strip=True)), tree.body)
    _strip(main)
    return main


def _strip(main: LexborNode) -> None:
    _drop(main.css(_NEVER_TEXT))
    most = _MAX_SHARE_AROUND * len(main.text())
    named = [node for node in main.css(_AROUND_CANDIDATES) if _AROUND.search(_names(node))]
    around = [node for node in main.css(_PAGE_PARTS) + named if not _holds_the_content(node, most)]
    pointers = [node for node in main.css("li, p, sup, a") if _points_within(node)]
    _drop(around + pointers)


def _drop(nodes: list[LexborNode]) -> None:
    """Removes the outermost of the nodes: what is inside them goes with them."""
    doomed = {node.mem_id for node in nodes}
    outermost = {node.mem_id: node for node in nodes if not doomed & set(_ancestors(node))}
    for node in outermost.values():
        node.decompose()


def _ancestors(node: LexborNode) -> Iterator[int]:
    parent = node.parent
    while parent is not None:
        yield parent.mem_id
        parent = parent.parent


def _holds_the_content(node: LexborNode, most: float) -> bool:
    """Some sites wrap a whole page in a form, or in a division named after the sidebar beside it."""
    return node.css_first("h1") is not None or len(node.text()) > most


def _points_within(node: LexborNode) -> bool:
    """Whether it is nothing but a link to another place on its page: contents, a note's mark, "back"."""
    link = node.css_first("a[href^='#']")
    if link is None or link.text(strip=True) != node.text(strip=True):
        return False
    if node.tag == "a":
        return link.text(strip=True) in _BACK_ARROWS
    return link.attributes.get("id") != (link.attributes.get("href") or "")[1:]


def _names(node: LexborNode) -> str:
    return f"{node.attributes.get('id') or ''} {node.attributes.get('class') or ''}"


def _walk(node: LexborNode, depth: int) -> Iterator[Block]:
    """Blocks inside `node`; text that stands bare between them is a paragraph of its own."""
    bare = ""
    for child in node.iter(include_text=True):
        if child.tag == "-text" or not _holds_blocks(child):
            bare += _inline(child)
            continue
        yield from _paragraph(bare)
        bare = ""
        yield from _block(child, depth)
    yield from _paragraph(bare)


def _holds_blocks(node: LexborNode) -> bool:
    if node.tag in _BLOCKS:
        return True
    return any(_holds_blocks(child) for child in node.iter())


def _inline(node: LexborNode) -> str:
    if node.tag == "-text":
        return node.text()
    if node.tag in ("br", "img"):
        return " "
    inner = "".join(_inline(child) for child in node.iter(include_text=True))
    return f" {inner} " if node.tag in _BLOCKS else inner


def _paragraph(text: str) -> list[Block]:
    text = cleaned(text)
    return [] if not text or _CONTENTS.fullmatch(text) else [Block(BlockKind.PARAGRAPH, text)]


def _block(node: LexborNode, depth: int) -> Iterator[Block]:
    tag = node.tag or ""
    if tag in _HEADINGS:
        yield from _texted(node, BlockKind.HEADING, _HEADINGS[tag])
    elif tag == "tr":
        yield from row_blocks(_inline(cell) for cell in node.iter() if cell.tag in ("td", "th"))
    elif tag in ("li", "dd"):
        yield from _item(node, depth)
    elif tag in ("ul", "ol", "dl"):
        yield from _walk(node, depth + 1)
    elif any(_holds_blocks(child) for child in node.iter()):
        yield from _walk(node, depth)
    else:
        yield from _texted(node, BlockKind.PARAGRAPH)


def _texted(node: LexborNode, kind: BlockKind, level: int = 0) -> list[Block]:
    text = cleaned(_inline(node))
    if not text or _CONTENTS.fullmatch(text):
        return []
    return [Block(kind, text, level, fragment=_fragment(node))]


def _fragment(node: LexborNode) -> str | None:
    """The block's own id, or that of an anchor inside it; Word's generated bookmarks are nobody's."""
    named = [node, *node.css("[id], a[name]")]
    found = next(filter(None, (n.attributes.get("id") or n.attributes.get("name") for n in named)), None)
    return None if found is None or found.startswith("_") else found


def _item(node: LexborNode, depth: int) -> Iterator[Block]:
    """A list item's first paragraph is the item; the rest follows as it is."""
    first = True
    for block in _walk(node, depth):
        own = first and block.kind is BlockKind.PARAGRAPH
        yield Block(BlockKind.LIST_ITEM, block.text, max(depth, 1), fragment=block.fragment) if own else block
        first = False
