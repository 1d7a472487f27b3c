"""A document's blocks to sections: the text under each heading, its anchors and its sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ingest.errors import DocumentError
from ingest.models import Anchor, Block, BlockKind, Document, Section, Span
from ingest.sentences import Splitter, sentence_spans

_MAX_FRAGMENT_CHARS = 80
_SAFE_FRAGMENT = re.compile(r"[A-Za-z0-9._~:-]+")
_NUMBERED = re.compile(r"(?:(\d{1,3}(?:\.\d{1,3})+)\.?(?=\s+\W*[A-Z])|(\d{1,3})\.(?=\s)|\((\d{1,3})\)(?=\s))")
_OWN_MARKER = re.compile(
    r"(?:\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxl]{1,5})[.)]|\d{1,3}(?:\.\d{1,3})+)\s", re.IGNORECASE
)
_NAMED = re.compile(
    r"((?i:golden rule|rule|principle|article|art\.?|section|s\.|schedule|chapter|part|annex|appendix|"
    r"regulation|recital|step|stage|paragraph|para\.?))\s+(\d+[A-Za-z]*(?:\(\w+\))*|[A-Z]|[IVX]+)(?!\w)"
)
_NAMES = {"s.": "section", "section": "section", "paragraph": "para", "para": "para", "para.": "para"} | {
    "art": "Article",
    "art.": "Article",
}
NOTES = (BlockKind.ASKED_AS, BlockKind.READ_WITH, BlockKind.CONCERNS, BlockKind.AGES)
_AGES = re.compile(r"(?P<under>under (\d+))|(?P<span>(\d+) to (\d+))|(?P<over>(\d+) (?:and|or) over)")
OLDEST_YEARS = 130
_ENDED = re.compile(r"[.!?:;…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class _Piece:
    """One block as it stands in a section; `pages` are the offsets in `text` at which a page begins."""

    kind: BlockKind
    text: str
    pages: tuple[tuple[int, int], ...] = ()
    fragment: str | None = None


@dataclass(frozen=True, slots=True)
class _Group:
    """A heading, those above it, what stands under it, and what is noted of it."""

    heading: Block
    path: tuple[str, ...]
    blocks: list[Block] = field(default_factory=list)
    notes: dict[BlockKind, list[str]] = field(default_factory=lambda: {kind: [] for kind in NOTES})


@dataclass(slots=True)
class _Fragments:
    """The fragments of one document: those the publisher gave are kept for their own places."""

    given: frozenset[str]
    taken: set[str] = field(default_factory=set)

    def claim(self, given: str | None, wording: str) -> str:
        if given and _SAFE_FRAGMENT.fullmatch(given) and given not in self.taken:
            self.taken.add(given)
            return given
        stem, number = slug(wording), 2
        fragment = stem
        while fragment in self.taken or fragment in self.given:
            fragment, number = f"{stem}-{number}", number + 1
        self.taken.add(fragment)
        return fragment


def sections_of(document: Document, source_id: str, split: Splitter = sentence_spans) -> tuple[Section, ...]:
    """One section a heading that has text; a heading without any stays in its children's path."""
    fragments = _Fragments(frozenset(b.fragment for b in document.blocks if b.fragment))
    groups = [group for group in _groups(document) if group.blocks]
    return tuple(_section(source_id, i, group, fragments, split) for i, group in enumerate(groups))


def slug(wording: str) -> str:
    """Lower-case ASCII words joined by hyphens, at most 80 characters, never empty."""
    ascii_only = unicodedata.normalize("NFKD", wording.replace("’", "").replace("'", "")).encode(
        "ascii", "ignore"
    )
    words = re.findall(r"[a-z0-9]+", ascii_only.decode().lower())
    return "-".join(words)[:_MAX_FRAGMENT_CHARS].rstrip("-") or "section"


def heading_label(heading: str) -> str:
    """What people call the place: its number if the heading carries one, else its words."""
    named = _NAMED.match(heading)
    if not named:
        return heading
    name = _NAMES.get(named[1].lower(), named[1].capitalize())
    return f"{name} {named[2]}"


def _groups(document: Document) -> list[_Group]:
    title = document.title or "Document"
    groups = [_Group(Block(BlockKind.HEADING, title), (title,))]
    open_headings: list[Block] = []
    for block in document.blocks:
        if block.kind in NOTES:
            groups[-1].notes[block.kind].append(block.text)
            continue
        if block.kind is not BlockKind.HEADING:
            groups[-1].blocks.append(block)
            continue
        open_headings = [h for h in open_headings if h.level < block.level] + [block]
        groups.append(_Group(block, tuple(h.text for h in open_headings)))
    return groups


def _section(source_id: str, ordinal: int, group: _Group, fragments: _Fragments, split: Splitter) -> Section:
    pieces = list(_pieces(group.blocks))
    text, starts = _laid_out(pieces)
    return Section(
        source_id=source_id,
        ordinal=ordinal,
        heading_path=group.path,
        text=text,
        anchors=_anchors(group, pieces, starts, fragments),
        sentences=_sentences(pieces, starts, split),
        asked_as=tuple(group.notes[BlockKind.ASKED_AS]),
        read_with=tuple(_whole_id(one, source_id) for one in group.notes[BlockKind.READ_WITH]),
        concerns=tuple(group.notes[BlockKind.CONCERNS]),
        ages=_ages(group),
    )


def _ages(group: _Group) -> tuple[int, int] | None:
    noted = group.notes[BlockKind.AGES]
    if not noted:
        return None
    found = _AGES.fullmatch(noted[0])
    if found is None or len(noted) > 1:
        raise DocumentError(
            f"{group.heading.text!r} notes the ages {', '.join(noted)!r}: write one of 'under 13', "
            "'13 to 15' or '18 and over'"
        )
    if found["under"]:
        return 0, int(found[2]) - 1
    return (int(found[4]), int(found[5])) if found["span"] else (int(found[7]), OLDEST_YEARS)


def _whole_id(named: str, source_id: str) -> str:
    return f"{source_id}{named}" if named.startswith("#") else named


def _pieces(blocks: Iterable[Block]) -> Iterator[_Piece]:
    """Blocks, a paragraph that a page break cut in two made whole again."""
    held: Block | None = None
    pages: tuple[tuple[int, int], ...] = ()
    for block in blocks:
        if held and _continues(held, block):
            pages += ((len(held.text) + 1, block.page or 0),)
            held = Block(held.kind, f"{held.text} {block.text}", held.level, block.page, held.fragment)
            continue
        if held:
            yield _Piece(held.kind, held.text, pages, held.fragment)
        held, pages = block, ((0, block.page),) if block.page else ()
    if held:
        yield _Piece(held.kind, held.text, pages, held.fragment)


def _continues(before: Block, after: Block) -> bool:
    """Whether a page break falls within a sentence."""
    return (
        before.page is not None
        and after.page == before.page + 1
        and after.kind is BlockKind.PARAGRAPH
        and before.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
        and not _ENDED.search(before.text)
        and after.text[:1].islower()
    )


def _laid_out(pieces: list[_Piece]) -> tuple[str, list[int]]:
    """The section's text, and where in it each piece's own text starts."""
    text, starts = "", []
    for before, piece in zip([None, *pieces], pieces, strict=False):
        text += _separator(before, piece) + _bullet(piece)
        starts.append(len(text))
        text += piece.text
    return text, starts


def _separator(before: _Piece | None, piece: _Piece) -> str:
    if before is None:
        return ""
    tight = before.kind is piece.kind and piece.kind is not BlockKind.PARAGRAPH
    return "\n" if tight else "\n\n"


def _bullet(piece: _Piece) -> str:
    """A list item that bears its own number needs no dash."""
    return "- " if piece.kind is BlockKind.LIST_ITEM and not _OWN_MARKER.match(piece.text) else ""


def _sentences(pieces: list[_Piece], starts: list[int], split: Splitter) -> tuple[Span, ...]:
    return tuple(
        Span(start + span.start, start + span.end)
        for piece, start in zip(pieces, starts, strict=True)
        for span in split(piece.text)
    )


def _anchors(
    group: _Group, pieces: list[_Piece], starts: list[int], fragments: _Fragments
) -> tuple[Anchor, ...]:
    page = group.heading.page or (pieces[0].pages[0][1] if pieces[0].pages else None)
    anchors = [_own_anchor(group.heading, page, fragments)]
    for piece, start in zip(pieces, starts, strict=True):
        for offset, new_page in piece.pages:
            if new_page != page:
                page = new_page
                fragment = fragments.claim(None, f"page-{page}")
                anchors.append(Anchor(fragment, f"page {page}", start + offset, page))
        numbered = _NUMBERED.match(piece.text) if piece.kind is BlockKind.PARAGRAPH else None
        if numbered:
            number = numbered[1] or numbered[2] or numbered[3]
            fragment = fragments.claim(piece.fragment, f"para-{number}")
            first_page = piece.pages[0][1] if piece.pages else None
            anchors.append(Anchor(fragment, f"para {number}", start, first_page))
    return tuple(sorted(anchors, key=lambda anchor: anchor.offset))


def _own_anchor(heading: Block, page: int | None, fragments: _Fragments) -> Anchor:
    label = heading_label(heading.text)
    shown = f"page {page}, {label}" if page else label
    return Anchor(fragments.claim(heading.fragment, heading.text), shown, 0, page)
