"""Passages to points without a language model: the sentences that answer, in the publisher's words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from assistant.models import Draft, Extract, Layer, Passage, PointKind
from ingest.lexical import terms_of
from ingest.models import Representation, Section, Span

MOST_POINTS = 7
MOST_OF_A_LAYER = 5
MOST_OF_A_SECTION = 3
RELATIVE_FLOOR = 0.75
LAYER_FLOOR = 0.6
LONGEST_POINT_WORDS = 90
SAME_WORDS = 0.8

LEANS_BACK = re.compile(
    r"(however|but|and|or|also|so|then|otherwise|therefore|instead|this|that|these|those|such|it|its|they|"
    r"their|he|she|both|neither|either|if so|in (?:this|that|these|those|such)|for example|as such|"
    r"where this)\b",
    re.IGNORECASE,
)
LIMITS = re.compile(
    r"(however|but|unless|except|only|otherwise|(?:this|that|it|the \w+) (?:does not|do not|is not|cannot|"
    r"must not|should not)|there (?:is|are) (?:an? )?(?:exception|limit)s?|where (?:this|that)|"
    r"if (?:this|that))\b",
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


def compose_extract(passages: Sequence[Passage]) -> tuple[Draft, ...]:
    """Up to seven points from the passages, best first: the best leads, the rest go national before local."""
    choices = [_choice(passage) for passage in _leading(passages)]
    groups = _merged([choice for choice in choices if choice])[:MOST_POINTS]
    return tuple(_draft(group) for group in [*groups[:1], *sorted(groups[1:], key=_is_local)])


def _leading(passages: Sequence[Passage]) -> Iterator[Passage]:
    """Those near enough to the best, not too many of one section, nor of one layer where there are two."""
    worth = [passage for passage in passages if not _describes_a_digest(passage)]
    best = _best_of_layers(worth)
    near = [passage for passage in worth if passage.score >= best.get(passage.layer, inf) * RELATIVE_FLOOR]
    most_of_a_layer = MOST_OF_A_LAYER if len({passage.layer for passage in near}) > 1 else MOST_POINTS
    layers: Counter[Layer] = Counter()
    sections: Counter[str] = Counter()
    for passage in near:
        crowded = layers[passage.layer] >= most_of_a_layer
        if crowded or sections[passage.section.id] >= MOST_OF_A_SECTION:
            continue
        layers[passage.layer] += 1
        sections[passage.section.id] += 1
        yield passage


def _best_of_layers(worth: Sequence[Passage]) -> dict[Layer, float]:
    """The best score of each layer that has something near the best of all, so that both are shown."""
    best: dict[Layer, float] = {}
    for passage in worth:
        if passage.score >= worth[0].score * LAYER_FLOOR:
            best.setdefault(passage.layer, passage.score)
    return best


def _describes_a_digest(passage: Passage) -> bool:
    """A digest opens with what it covers, which answers nothing."""
    return passage.source.representation is Representation.DIGEST and passage.section.ordinal == 0


def _choice(passage: Passage) -> Choice | None:
    """The passage's most direct sentence with what belongs to it; none if all are fragments."""
    first = passage.section.sentences.index(passage.chunk.sentences[0])
    scores = passage.sentence_scores
    ranked = sorted(range(len(scores)), key=lambda index: -scores[index])
    choices = (_whole(passage, first + index) for index in ranked)
    return next((choice for choice in choices if choice), None)


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


def _is_local(group: Sequence[Choice]) -> bool:
    return group[0].passage.layer is Layer.LOCAL
