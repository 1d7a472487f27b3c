"""What changed between two editions, as drafts: the new words with the old ones beside them, quotes only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.models import Draft, Extract, Passage, PointKind
from ingest.compare import SectionChange, compare
from ingest.models import Chunk, Representation, Section, Source, Span, text_of

MOST_CHANGES = 8
LONGEST_QUOTE_WORDS = 90


def compose_changes(
    old: Source, old_sections: Sequence[Section], new: Source, new_sections: Sequence[Section]
) -> tuple[Draft, ...]:
    """Up to eight drafts, the biggest change first.

    A draft says the new words and cites the old ones after them; what is only in one edition is cited from
    that one alone. The old edition is flagged as superseded, whether or not the register says so.
    """
    before = old.model_copy(update={"superseded_by": old.superseded_by or new.id})
    changes = compare(_substance(old, old_sections), _substance(new, new_sections))
    told = [change for change in changes if change.added or change.removed]
    biggest = sorted(told, key=_words_changed, reverse=True)[:MOST_CHANGES]
    return tuple(_draft(tuple(_extracts(change, before, new))) for change in biggest)


def _substance(source: Source, sections: Sequence[Section]) -> list[Section]:
    """A digest opens with what it covers, which is no part of the edition."""
    digest = source.representation is Representation.DIGEST
    return [section for section in sections if not (digest and section.ordinal == 0)]


def _words_changed(change: SectionChange) -> int:
    return sum(len(text.split()) for text in (*change.added_sentences, *change.removed_sentences))


def _extracts(change: SectionChange, old: Source, new: Source) -> Iterator[Extract]:
    if change.new and change.added:
        yield _extract(new, change.new, change.added)
    if change.old and change.removed:
        yield _extract(old, change.old, change.removed)


def _extract(source: Source, section: Section, sentences: Sequence[Span]) -> Extract:
    """The longest run of those sentences that stand together, cut to what is read at once."""
    run = _readable(section, max(_runs(section, sentences), key=lambda spans: spans[-1].end - spans[0].start))
    span = Span(run[0].start, run[-1].end)
    return Extract(_passage(source, section), span, span.of(section.text))


def _runs(section: Section, sentences: Sequence[Span]) -> list[list[Span]]:
    """The sentences grouped with their neighbours in the section."""
    places = {span: place for place, span in enumerate(section.sentences)}
    runs: list[list[Span]] = []
    for span in sentences:
        if runs and places[span] == places[runs[-1][-1]] + 1:
            runs[-1].append(span)
        else:
            runs.append([span])
    return runs


def _readable(section: Section, run: Sequence[Span]) -> Sequence[Span]:
    """As many whole sentences from the start as fit, and the first one always."""
    fitting = [end for end in range(1, len(run) + 1) if _words(section, run[:end]) <= LONGEST_QUOTE_WORDS]
    return run[: max(fitting, default=1)]


def _words(section: Section, spans: Sequence[Span]) -> int:
    return len(text_of(section, spans).split())


def _passage(source: Source, section: Section) -> Passage:
    whole = text_of(section, section.sentences)
    chunk = Chunk(section.id, section.id, section.source_id, whole, section.sentences)
    return Passage(chunk, section, source, score=1.0)


def _draft(extracts: tuple[Extract, ...]) -> Draft:
    return Draft(PointKind.QUOTE, extracts[0].quote, extracts)
