"""Markdown (CommonMark with tables and YAML front matter) to a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.errors import DocumentError
from ingest.models import Block, BlockKind, Document
from ingest.parse.characters import cleaned, decoded
from ingest.parse.html import html_blocks
from ingest.parse.tables import row_blocks

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_ATTRIBUTES = re.compile(r"\s*\{#([^\s}]+)[^}]*\}\s*$")
_CONTAINER_FENCE = re.compile(r"^[ \t]*:{3,}.*$", re.MULTILINE)
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]:?")
_NOTE = re.compile(r"\A<!--\s*(asked_as|read_with|concerns|ages):(.*)-->\s*\Z", re.DOTALL)
_NOTED = {
    "asked_as": re.compile(r'"([^"]+)"'),
    "read_with": re.compile(r"([^\s|]+)"),
    "concerns": re.compile(r"([^\s|](?:[^|]*[^\s|])?)"),
    "ages": re.compile(r"(\S(?:.*\S)?)"),
}
_BREAKS = frozenset({"softbreak", "hardbreak"})


@dataclass(slots=True)
class _List:
    """One open list; `paragraphs` if its items are numbered paragraphs of the document."""

    numbered: bool
    paragraphs: bool = False


@dataclass(slots=True)
class _Walk:
    """Where we are in the token stream."""

    lists: list[_List] = field(default_factory=list)
    marker: str | None = None
    item_open: bool = False


def parse_markdown(data: bytes) -> Document:
    matter, body = _front_matter(decoded(data).replace("\r\n", "\n"))
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(_CONTAINER_FENCE.sub("", body))
    blocks = tuple(block for block in _blocks(tokens) if block.text)
    return Document(title=_title(matter, blocks), blocks=blocks)


def _front_matter(text: str) -> tuple[dict[str, object], str]:
    found = _FRONT_MATTER.match(text)
    if not found:
        return {}, text
    try:
        matter = yaml.safe_load(found[1])
    except yaml.YAMLError as error:
        raise DocumentError(f"has front matter that is not YAML: correct it ({error})") from error
    return (matter if isinstance(matter, dict) else {}), text[found.end() :]


def _title(matter: dict[str, object], blocks: tuple[Block, ...]) -> str | None:
    given = matter.get("title")
    if given:
        return cleaned(str(given))
    return next((b.text for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), None)


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    walk = _Walk()
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "heading_open":
            yield _heading(int(token.tag[1]), tokens[index + 1])
        elif token.type == "tr_open":
            yield from _row(tokens, index)
        elif token.type == "paragraph_open":
            yield _paragraph(walk, tokens[index + 1])
        elif token.type in ("fence", "code_block") and not token.info.startswith("{="):
            yield Block(BlockKind.PARAGRAPH, cleaned(token.content))
        elif token.type == "html_block":
            yield from _noted(token.content) or html_blocks(token.content)
        else:
            _move(walk, token, tokens, index)
        index += 1


def _move(walk: _Walk, token: Token, tokens: list[Token], index: int) -> None:
    if token.type in ("bullet_list_open", "ordered_list_open"):
        walk.lists.append(_opened(token, tokens[index + 1 : index + 4]))
    elif token.type in ("bullet_list_close", "ordered_list_close"):
        walk.lists.pop()
    elif token.type == "list_item_open":
        walk.marker = f"{token.info}{token.markup}" if walk.lists[-1].numbered else None
        walk.item_open = True
    elif token.type == "list_item_close":
        walk.item_open = False


def _opened(token: Token, following: list[Token]) -> _List:
    """A numbered list that is loose, or does not begin at 1, is how numbered paragraphs are typed."""
    if token.type == "bullet_list_open":
        return _List(numbered=False)
    start = int(token.attrs.get("start", 1))
    loose = any(t.type == "paragraph_open" and not t.hidden for t in following)
    return _List(numbered=True, paragraphs=loose or start > 1)


def _heading(level: int, inline: Token) -> Block:
    text = _text(inline)
    attributes = _ATTRIBUTES.search(text)
    if not attributes:
        return Block(BlockKind.HEADING, cleaned(text), level)
    return Block(BlockKind.HEADING, cleaned(text[: attributes.start()]), level, fragment=attributes[1])


def _paragraph(walk: _Walk, inline: Token) -> Block:
    text = cleaned(_text(inline))
    if not (walk.lists and walk.item_open):
        return Block(BlockKind.PARAGRAPH, text)
    if _points_within(inline):
        return Block(BlockKind.LIST_ITEM, "")
    walk.item_open = False
    marked = f"{walk.marker} {text}" if walk.marker else text
    if walk.lists[-1].paragraphs:
        return Block(BlockKind.PARAGRAPH, marked)
    return Block(BlockKind.LIST_ITEM, marked, len(walk.lists))


def _noted(html: str) -> list[Block]:
    """What a comment notes of the section it stands in, for readers of the library and not of the document.

    `<!-- asked_as: "may I tell the GP" | "telling the doctor" -->` are questions that the section answers,
    `<!-- read_with: #exceptions | other-document#time -->` the sections that have to be read with it,
    `<!-- concerns: unborn | expecting -->` what a question names that is about it, and
    `<!-- ages: under 13 -->` (or "13 to 15", "18 and over") the ages that its rule holds for.
    """
    note = _NOTE.match(html)
    if note is None:
        return []
    return [Block(BlockKind(note[1]), cleaned(each)) for each in _NOTED[note[1]].findall(note[2])]


def _row(tokens: list[Token], start: int) -> list[Block]:
    cells = []
    for token in tokens[start:]:
        if token.type == "tr_close":
            break
        if token.type == "inline":
            cells.append(_text(token))
    return row_blocks(cells)


def _points_within(inline: Token) -> bool:
    """Whether the text is nothing but a link to another place in the document: a list of contents."""
    children = inline.children or [inline]
    href = str(children[0].attrs.get("href", ""))
    return href.startswith("#") and children[-1].type == "link_close" and children[0].type == "link_open"


def _text(inline: Token) -> str:
    """What a reader sees: link text but not its target, no images, no HTML tags or comments."""
    parts = []
    for child in inline.children or []:
        if child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
        elif child.type in _BREAKS or child.content.lower().startswith("<br"):
            parts.append(" ")
    return _FOOTNOTE_MARK.sub("", "".join(parts))
