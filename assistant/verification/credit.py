"""Is what a statement credits to somebody said by them: one council's policy is not another's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.verification.reading import Reading, read

_NAME = re.compile(r"(?:\b[A-Z][\w-]+(?: (?=[A-Z]))?)+")
_DOCUMENT = (
    r"(?:polic(?:y|ies)|procedures?|guid(?:e|ance|elines)|pages?|toolkit|advice|code|protocol|factsheet)"
)
_SAYING = r"(?:says?|said|expects?|asks?|accepts?|describes?|recommends?)"
_CREDITED = re.compile(
    rf"(?:'s|’s)?(?: [\w-]+){{0,4}}? {_DOCUMENT}\b"
    r"|(?:'s|’s) [\"“']"
    rf"|(?: [\w-]+){{0,2}} {_SAYING}\b"
)
_SENTENCE_END = re.compile(r"[.;]\s")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence by its words, and the names that say it or whose document does."""

    families: frozenset[str]
    names: frozenset[str]


def miscredited(statement: Reading, cited: Reading) -> Iterator[str]:
    """A name told with what a sentence under another name says better."""
    sourced = [_told(sentence) for sentence in cited.text.split(" . ")]
    named = frozenset(name for one in sourced for name in one.names)
    for part in _SENTENCE_END.split(statement.text) if len(named) > 1 else ():
        said, names = read(part).families, frozenset(name for name in named if name in part)
        for name in names:
            rest = said - read(name).families
            own = max(len(rest & one.families) for one in sourced if name in one.names)
            others = (one.families for one in sourced if one.names and one.names.isdisjoint(names))
            if own < max((len(rest & other) for other in others), default=0):
                yield f"what is told of {name!r} is said by another in what is cited"


def _told(sentence: str) -> Told:
    names = (found for found in _NAME.finditer(sentence) if _CREDITED.match(sentence, found.end()))
    return Told(read(sentence).families, frozenset(found[0].removeprefix("The ").strip() for found in names))
