"""Passages to points without a language model: the sentences that answer, in the publisher's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.models import Draft, Extract, Layer, Passage, PointKind
from ingest.lexical import terms_of
from ingest.models import Representation, Section, Span

MOST_POINTS = 7
MOST_OF_A_LAYER = 5
MOST_OF_A_SECTION = 2
RELATIVE_FLOOR = 0.55
TERMS_WEIGHT = 0.3
LONGEST_POINT_WORDS = 90
SAME_WORDS = 0.8

LEANS_BACK = re.compile(
    r"(however|but|and|or|also|so|then|otherwise|therefore|instead|this|that|these|those|such|it|its|they|"
    r"their|he|she|both|neither|either|if so|in (?:this|that|these|those|such)|for example|as such|where this)\b",
    re.IGNORECASE,
)
LIMITS = re.compile(
    r"(however|but|unless|except|only|otherwise|(?:this|that|it|the \w+) (?:does not|do not|is not|cannot|"
    r"must not|should not)|there (?:is|are) (?:an? )?(?:exception|limit)s?|where (?:this|that)|if (?:this|that))\b",
    re.IGNORECASE,
)
BEGINS_WELL = re.compile(r"[\"“‘(]?[A-Z0-9]")
ENDS_WELL = re.compile(r"[.!?][\"”’)]*$")
LIST_ITEM = "- "


@dataclass(frozen=True, slots=True)
class Choice:
    """A passage and the run of its section's sentences (first and last index) that says the most."""

    passage: Passage
    first: int
    last: int

    @property
    def text(self) -> str:
        return self.span.of(self.passage.section.text)

    @property
    def span(self) -> Span:
        sentences = self.passage.section.sentences
        return Span(sentences[self.first].start, sentences[self.last].end)


def compose_extract(question: str, passages: Sequence[Passage]) -> tuple[Draft, ...]:
    """Up to seven points: the most direct one first, then national ones before local ones."""
    asked = frozenset(terms_of(question))
    leading = [_choice(passage, asked) for passage in _leading(passages)]
    merged = _merged([choice for choice in leading if choice])
    drafts = [_draft(choices) for choices in merged[:MOST_POINTS]]
    return (*drafts[:1], *sorted(drafts[1:], key=_is_local))


def _leading(passages: Sequence[Passage]) -> Iterator[Passage]:
    """Those near enough to the best, not too many of one layer or one section."""
    worth = [passage for passage in passages if not _describes_a_digest(passage)]
    floor = worth[0].score * RELATIVE_FLOOR if worth else 0
    layers: list[Layer] = []
    sections: list[str] = []
    for passage in worth:
        crowded = layers.count(passage.layer) >= MOST_OF_A_LAYER
        repeated = sections.count(passage.section.id) >= MOST_OF_A_SECTION
        if passage.score < floor or crowded or repeated:
            continue
        layers.append(passage.layer)
        sections.append(passage.section.id)
        yield passage


def _describes_a_digest(passage: Passage) -> bool:
    """A digest opens with what it covers, which answers nothing."""
    return passage.source.representation is Representation.DIGEST and passage.section.ordinal == 0


def _choice(passage: Passage, asked: frozenset[str]) -> Choice | None:
    """The passage's best sentence, with what it leans on and what limits it; none if it is a fragment."""
    section = passage.section
    offset = section.sentences.index(passage.chunk.sentences[0])
    ranked = sorted(
        range(len(passage.chunk.sentences)),
        key=lambda index: -_directness(passage, index, asked),
    )
    choices = (_whole(passage, offset + index) for index in ranked)
    return next((choice for choice in choices if choice), None)


def _directness(passage: Passage, index: int, asked: frozenset[str]) -> float:
    terms = frozenset(terms_of(passage.chunk.sentences[index].of(passage.section.text)))
    shared = len(asked & terms) / len(asked) if asked else 0.0
    return passage.sentence_scores[index] + TERMS_WEIGHT * shared


def _whole(passage: Passage, index: int) -> Choice | None:
    section = passage.section
    first, last = _start(section, index), _end(section, index)
    choice = Choice(passage, first, last)
    readable = BEGINS_WELL.match(choice.text) and (ENDS_WELL.search(choice.text) or _in_list(section, last))
    return choice if readable and len(choice.text.split()) <= LONGEST_POINT_WORDS else None


def _start(section: Section, index: int) -> int:
    """Back to the sentence that `index` leans on: what it refers to, or the lead-in of its list."""
    while index > 0 and (_leans_back(section, index) or _in_list(section, index)):
        index -= 1
    return index


def _leans_back(section: Section, index: int) -> bool:
    text = section.sentences[index].of(section.text)
    return bool(LEANS_BACK.match(text)) or not BEGINS_WELL.match(text)


def _end(section: Section, index: int) -> int:
    """On to the end of the list a lead-in opens, and to the sentences that limit what was said."""
    last = len(section.sentences) - 1
    opens = section.sentences[index].of(section.text).endswith(":")
    while index < last and (_limits(section, index + 1) or (opens and _in_list(section, index + 1))):
        index += 1
    return index


def _limits(section: Section, index: int) -> bool:
    return bool(LIMITS.match(section.sentences[index].of(section.text)))


def _in_list(section: Section, index: int) -> bool:
    start = section.sentences[index].start
    return section.text[max(0, start - len(LIST_ITEM)) : start] == LIST_ITEM


def _merged(choices: Sequence[Choice]) -> list[list[Choice]]:
    """Choices that say nearly the same in the same layer become one point with several citations."""
    groups: list[list[Choice]] = []
    for choice in choices:
        twin = next((group for group in groups if _says_the_same(group[0], choice)), None)
        if twin is None:
            groups.append([choice])
        elif choice.passage.section.id not in {one.passage.section.id for one in twin}:
            twin.append(choice)
    return groups


def _says_the_same(one: Choice, other: Choice) -> bool:
    if one.passage.layer is not other.passage.layer:
        return False
    these, those = frozenset(terms_of(one.text)), frozenset(terms_of(other.text))
    return len(these & those) >= SAME_WORDS * max(1, len(these | those))


def _draft(choices: Sequence[Choice]) -> Draft:
    return Draft(PointKind.QUOTE, choices[0].text, tuple(_extract(choice) for choice in choices))


def _extract(choice: Choice) -> Extract:
    """The passage's words around the point, so that its exceptions are read with it."""
    section, chunk = choice.passage.section, choice.passage.chunk
    span = Span(min(choice.span.start, chunk.start), max(choice.span.end, chunk.sentences[-1].end))
    return Extract(choice.passage, span, span.of(section.text))


def _is_local(draft: Draft) -> bool:
    return draft.extracts[0].passage.layer is Layer.LOCAL
