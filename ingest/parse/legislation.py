"""legislation.gov.uk's XML (Crown Legislation Markup Language) to a document.

A provision that is not in force says so in its heading and in each of its blocks, so that no quote of it
can be read as current law. https://www.legislation.gov.uk/developer/formats/xml
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from ingest.errors import DocumentError
from ingest.models import Block, BlockKind, Document
from ingest.parse.characters import cleaned
from ingest.parse.tables import row_blocks

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LEGISLATION = "{http://www.legislation.gov.uk/namespaces/legislation}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_TEXTS = ("Primary", "Secondary", "EURetained")
_DIVISION = re.compile(
    r"(?:EU)?(?:Part|Title|Chapter|Section|Subsection)|Pblock|PsubBlock|P[23]group|Schedule|Division"
)
_PROVISION = re.compile(r"P[2-7]")
_UNREAD = re.compile(
    r"\w*Prelims|Contents|Number|Pnumber|Title|TitleBlock|Reference|Footnotes|MarginNotes|ExplanatoryNotes"
)
_CHARACTERS = {
    "DotPadding": " ",
    "LinePadding": " ",
    "NonBreakingSpace": " ",
    "ThinSpace": " ",
    "EmDash": "—",
    "EnDash": "–",
    "Minus": "−",
}
_NOT_IN_FORCE = {"Prospective": "not yet in force", "Repealed": "repealed", "Dead": "repealed"}
_OMITTED = re.compile(r"(?:\s*[.…]){3,}\s*")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the document we are: the depth of headings and lists, and what holds of all that is here.

    `unit` is what a provision without an id is called, as those are that one Act writes into another.
    """

    heading: int = 1
    item: int = 0
    title: str = ""
    standing: str = ""
    unit: str = "section"

    def within(self, element: Element) -> _Place:
        status = _NOT_IN_FORCE.get(element.get("Status", ""), "")
        if not status and element.get("Match") == "false":
            status = "not in force at the date of this text"
        return replace(self, standing=status or self.standing)

    def marked(self, text: str) -> str:
        return f"[{self.standing.capitalize()}] {text}" if self.standing else text


def parse_legislation(data: bytes) -> Document:
    root = legislation_root(data)
    title = root.find(f".//{_TITLE}")
    texts = [element for element in root if _tag(element) in _TEXTS]
    blocks = tuple(block for text in texts for block in _inside(text, _Place()))
    return Document(title=cleaned(_text(title)) if title is not None else None, blocks=blocks)


def legislation_root(data: bytes) -> Element:
    """Raises DocumentError if the bytes are not an Act or instrument, or a part of one."""
    try:
        root: Element = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise DocumentError(f"is not well-formed XML ({error}): fetch it again") from error
    if root.tag != f"{LEGISLATION}Legislation":
        raise DocumentError(f"is XML of another kind ({root.tag}): ask for the publisher's data.xml")
    return root


def _tag(element: Element) -> str:
    return element.tag.removeprefix(LEGISLATION)


def _inside(element: Element, place: _Place) -> Iterator[Block]:
    for child in element:
        yield from _block(child, place)


def _block(element: Element, outer: _Place) -> Iterator[Block]:
    tag, place = _tag(element), outer.within(element)
    if _UNREAD.fullmatch(tag):
        return
    if _DIVISION.fullmatch(tag):
        yield from _division(element, place)
    elif tag == "P1group":
        yield from _inside(element, replace(place, title=_own(element, "Title")))
    elif tag == "P1":
        yield from _section(element, place)
    elif _PROVISION.fullmatch(tag):
        yield from _numbered(element, place, _number(element))
    elif tag == "ListItem":
        yield from _numbered(element, place, "")
    elif tag.endswith("}tr"):
        yield from row_blocks(cleaned(_text(cell)) for cell in element)
    elif tag == "Text":
        yield from _paragraph(element, place)
    elif tag == "BlockAmendment":
        unit = "paragraph" if element.get("Context") == "schedule" else "section"
        yield from _inside(element, replace(place, heading=place.heading + 1, item=0, unit=unit))
    else:
        yield from _inside(element, place)


def _division(element: Element, place: _Place) -> Iterator[Block]:
    block = element.find(f"{LEGISLATION}TitleBlock")
    title = _own(element, "Title") or (_own(block, "Title") if block is not None else "")
    heading = cleaned(f"{_own(element, 'Number')} {title}")
    if heading:
        yield _heading(heading, element, place)
        place = replace(place, heading=place.heading + 1)
    yield from _inside(element, place)


def _section(element: Element, place: _Place) -> Iterator[Block]:
    name = _section_name(element, place)
    yield _heading(f"{name}: {place.title}" if place.title else name, element, place)
    yield from _inside(element, replace(place, heading=place.heading + 1, title=""))


def _heading(text: str, element: Element, place: _Place) -> Block:
    standing = f" ({place.standing})" if place.standing else ""
    level = min(place.heading, 6)
    return Block(BlockKind.HEADING, f"{text}{standing}", level, fragment=element.get("id"))


def _section_name(element: Element, place: _Place) -> str:
    """ "Section 45", "Schedule 2 paragraph 5": the number with the words that its id says it by."""
    number = cleaned(_text(element.find(f"{LEGISLATION}Pnumber")))
    if " " in number:
        return number
    unit, _, rest = element.get("id", place.unit).partition("-")
    if unit != "schedule":
        return f"{unit.capitalize()} {number}"
    schedule = "" if rest.startswith("paragraph") else f" {rest.partition('-')[0]}"
    return f"Schedule{schedule} paragraph {number}"


def _number(element: Element) -> str:
    found = element.find(f"{LEGISLATION}Pnumber")
    number = cleaned(_text(found))
    if found is None or not number:
        return ""
    return f"{found.get('PuncBefore', '(')}{number}{found.get('PuncAfter', ')')}"


def _numbered(element: Element, place: _Place, number: str) -> Iterator[Block]:
    """A subsection is a paragraph, what it lists are its items; the number stands before the first words."""
    is_item = _tag(element) != "P2"
    inner = replace(place, item=place.item + 1) if is_item else replace(place, item=0)
    blocks = list(_inside(element, inner))
    first = blocks[0] if blocks else Block(BlockKind.PARAGRAPH, "")
    starts = first.kind is not BlockKind.HEADING and first.fragment is None
    if not starts:
        first, blocks = Block(BlockKind.PARAGRAPH, ""), [Block(BlockKind.PARAGRAPH, ""), *blocks]
    kind = BlockKind.LIST_ITEM if is_item else BlockKind.PARAGRAPH
    text = cleaned(f"{number} {first.text}")
    if text:
        level = inner.item if is_item else 0
        yield replace(first, kind=kind, text=text, level=level, fragment=element.get("id"))
    yield from blocks[1:]


def _paragraph(element: Element, place: _Place) -> Iterator[Block]:
    text = cleaned(_text(element))
    if not text:
        return
    if _OMITTED.fullmatch(text):
        yield Block(BlockKind.PARAGRAPH, "[Repealed]")
        return
    yield Block(BlockKind.PARAGRAPH, place.marked(_OMITTED.sub(" … ", text).strip()))


def _own(element: Element, tag: str) -> str:
    return cleaned(_text(element.find(f"{LEGISLATION}{tag}")))


def _text(element: Element | None) -> str:
    """The words of an element: notes' marks carry none, and named characters are spelt out."""
    if element is None:
        return ""
    pieces = [element.text or ""]
    for child in element:
        tag = _tag(child)
        inner = _CHARACTERS.get(child.get("Name", ""), "") if tag == "Character" else _text(child)
        pieces += [f"“{inner}”" if tag == "InlineAmendment" else inner, child.tail or ""]
    return "".join(pieces)
