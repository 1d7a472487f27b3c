"""Documents on a scheme that a question does not name: a conference's rules are not the general rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.models import Source
from ingest.sources.phrases import Phrases, key_of


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
