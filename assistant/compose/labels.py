"""Sentences as a language model sees them: short labels S1..Sn, never ids, grouped under their headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from assistant.models import Extract, Passage
from ingest.models import Section, Span

CHARACTERS_PER_TOKEN = 4
HEADING_TOKENS = 60

Place = tuple[str, Span]


def token_count(text: str) -> int:
    """About how many tokens a text is; more than it is in plain English, whatever the model."""
    return len(text) // CHARACTERS_PER_TOKEN + 1


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage's section, by its index there."""

    passage: Passage
    index: int

    @property
    def span(self) -> Span:
        return self.passage.section.sentences[self.index]

    @property
    def place(self) -> Place:
        return self.passage.section.id, self.span

    @property
    def text(self) -> str:
        """On one line and without mark-up, so that a document cannot pass for what stands around it."""
        return escape(" ".join(self.span.of(self.passage.section.text).split()))


class Labels:
    """The labels of one answer: given as sentences are shown, as long as there is room for their tokens."""

    def __init__(self, room_tokens: int) -> None:
        self._room_tokens = room_tokens
        self._labels: dict[Place, str] = {}
        self._sentences: dict[str, Sentence] = {}

    @property
    def room_tokens(self) -> int:
        return self._room_tokens

    def show(self, passages: Sequence[Passage], most_tokens: int | None = None) -> str:
        """What fits of the passages, best first, each section's sentences together in reading order."""
        room = self._room_tokens if most_tokens is None else min(most_tokens, self._room_tokens)
        fitting = list(self._fitting(passages, room))
        sections = dict.fromkeys(sentence.passage.section.id for sentence in fitting)
        ordered = sorted(fitting, key=lambda one: (list(sections).index(one.place[0]), one.index))
        groups = groupby(ordered, key=lambda one: one.passage.section.id)
        return "\n".join(self._document(list(sentences)) for _, sentences in groups)

    def find(self, label: str) -> Sentence | None:
        """The sentence of a label, however it is dressed; none if it was never given."""
        return self._sentences.get(label.strip(" []().:").upper())

    def _fitting(self, passages: Sequence[Passage], room: int) -> Iterator[Sentence]:
        seen: set[Place] = set()
        for sentence in (sentence for passage in passages for sentence in _sentences(passage)):
            is_new_section = sentence.place[0] not in {section for section, _ in seen}
            cost = token_count(sentence.text) + HEADING_TOKENS * is_new_section
            if sentence.place not in seen and cost <= room:
                seen.add(sentence.place)
                room -= cost
                self._room_tokens -= cost
                yield sentence

    def _document(self, sentences: Sequence[Sentence]) -> str:
        lines = (f"{self._label(sentence)}: {sentence.text}" for sentence in sentences)
        return "\n".join([_opening(sentences[0].passage), *lines, "</document>"])

    def _label(self, sentence: Sentence) -> str:
        label = self._labels.setdefault(sentence.place, f"S{len(self._labels) + 1}")
        self._sentences.setdefault(label, sentence)
        return label


def extracts_of(sentences: Iterable[Sentence]) -> tuple[Extract, ...]:
    """The sentences as quotes, in the order of their first mention; neighbours make one quote."""
    sections: dict[str, dict[int, Sentence]] = {}
    for sentence in sentences:
        sections.setdefault(sentence.passage.section.id, {})[sentence.index] = sentence
    return tuple(extract for cited in sections.values() for extract in _runs(cited))


def _runs(cited: dict[int, Sentence]) -> Iterator[Extract]:
    ordered = sorted(cited)
    runs = groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0])
    for _, pairs in runs:
        indexes = [index for _, index in pairs]
        yield _quote(cited[indexes[0]].passage, indexes[0], indexes[-1])


def _quote(passage: Passage, first: int, last: int) -> Extract:
    section = passage.section
    span = Span(section.sentences[first].start, section.sentences[last].end)
    return Extract(passage, span, span.of(section.text))


def _sentences(passage: Passage) -> Iterator[Sentence]:
    first = _index_of(passage.section, passage.chunk.start)
    return (Sentence(passage, first + offset) for offset in range(len(passage.chunk.sentences)))


def _index_of(section: Section, start: int) -> int:
    return next(index for index, span in enumerate(section.sentences) if span.start == start)


def _opening(passage: Passage) -> str:
    source, section = passage.source, passage.section
    described = {
        "title": source.title,
        "heading": " > ".join(one for one in section.heading_path if one != source.title),
        "kind": source.authority.value.replace("_", " "),
        "layer": f"local: {source.publisher}" if source.partnership else "national",
    }
    return f"<document {' '.join(f'{name}={quoteattr(value)}' for name, value in described.items())}>"
