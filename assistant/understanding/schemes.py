"""Documents on a scheme, and sections on a narrow matter, that a question does not name.

A conference's rules are not the general rule, nor are those about an unborn child.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cache

from ingest.models import Section, Source
from ingest.sources.phrases import Phrases, Words, key_of, runs_in

LONGEST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Schemes:
    """The ids of the documents on one scheme, and by each phrase those of which it names the scheme."""

    documents: frozenset[str]
    named_by: Phrases[frozenset[str]]

    @classmethod
    def of(cls, sources: Iterable[Source]) -> Schemes:
        by_phrase: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for source in sources:
            for phrase in source.concerns:
                by_phrase[key_of(phrase)].add(source.id)
        named_by = Phrases.of({key: frozenset(ids) for key, ids in by_phrase.items()})
        return cls(frozenset().union(*by_phrase.values()), named_by)

    def unnamed(self, text: str) -> frozenset[str]:
        return self.documents.difference(*self.named_by.find(text))


def said_in(text: str) -> frozenset[Words]:
    """All that a text may name: its runs of words."""
    return runs_in(text, LONGEST_WORDS)


def unnamed_matters(sections: Iterable[Section], said: Set[Words]) -> frozenset[str]:
    """The ids of the sections on a matter that is not among what is said.

    A phrase counts by its first words.
    """
    return frozenset(
        section.id
        for section in sections
        if section.concerns and said.isdisjoint(map(_key, section.concerns))
    )


@cache
def _key(phrase: str) -> Words:
    return key_of(phrase)[:LONGEST_WORDS]
