"""A text as the checks read it: words with their families, phrases as one word, and where clauses end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.verification.lexicon import Lexicon, lexicon

NEGATORS = frozenset({"not", "never", "no", "nor", "neither", "without", "lack"})
CONDITIONS = frozenset(
    {"if", "where", "when", "whenever", "once", "provided_that", "unless", "except", "until"}
)
FREE_NOT = "free_not"
STOPS = frozenset(".;:,")
MARKERS = NEGATORS | CONDITIONS | STOPS | {FREE_NOT}
NEAR_WORDS = 8
CLOSE_WORDS = 4
SLACK = 1

_TOKEN = re.compile(r"£?\d+(?:[.,]\d+)*[a-z]*%?|[a-z_]+|[.;:,]")
_MAY_THE_MONTH = re.compile(r"(?<=\d )May\b|\bMay(?= \d)|(?<=\b[Ii]n )May\b")
_NOT = re.compile(r"\b(can)not\b|n['’]t\b")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a stop; `family` is empty where it carries no claim of its own."""

    text: str
    family: str


@dataclass(frozen=True)
class Reading:
    """The words of one or more sentences, in order."""

    words: tuple[Word, ...]

    @cached_property
    def families(self) -> frozenset[str]:
        return families_of(self.words)

    @cached_property
    def texts(self) -> frozenset[str]:
        return frozenset(word.text for word in self.words)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each family stands."""
        places: dict[str, list[int]] = {}
        for index, word in enumerate(self.words):
            if word.family:
                places.setdefault(word.family, []).append(index)
        return places

    @cached_property
    def sentences(self) -> tuple[tuple[Word, ...], ...]:
        return tuple(split(self.words, frozenset(".;")))

    @cached_property
    def clauses(self) -> tuple[tuple[Word, ...], ...]:
        return tuple(split(self.words, STOPS | CONDITIONS))

    def around(self, index: int) -> frozenset[str]:
        """The families near a place, its own left out."""
        near = self.words[max(0, index - NEAR_WORDS) : index + NEAR_WORDS + 1]
        return families_of(near) - {self.words[index].family} - lexicon().unit_families

    def just_before(self, index: int) -> frozenset[str]:
        return families_of(self.words[max(0, index - CLOSE_WORDS) : index])

    def nearest(
        self, places: Sequence[int], other: Reading, index: int, slack: int = SLACK
    ) -> tuple[int, ...]:
        """Those of the places whose surroundings are most like those of a place in another text."""
        if len(places) < 2:
            return tuple(places)
        wide, close = other.around(index), other.just_before(index)
        likeness = {
            place: len(self.around(place) & wide) + len(self.just_before(place) & close) for place in places
        }
        best = max(likeness.values())
        return tuple(place for place in places if likeness[place] >= best - slack)


def read(text: str) -> Reading:
    known = lexicon()
    lowered = _NOT.sub(r"\1 not", _MAY_THE_MONTH.sub("maymonth", text)).lower()
    lowered = lowered.replace("’", "'").replace("'s ", " ").replace("s' ", "s ").replace("-", " ")
    named = known.pattern.sub(lambda found: known.names[found[1]], lowered)
    return Reading(tuple(_word(token, known) for token in _TOKEN.findall(named)))


def families_of(words: Sequence[Word]) -> frozenset[str]:
    return frozenset(word.family for word in words if word.family)


def split(words: Sequence[Word], stops: frozenset[str]) -> Iterator[tuple[Word, ...]]:
    """The runs of words between stops, none empty."""
    run: list[Word] = []
    for word in words:
        if word.text not in stops:
            run.append(word)
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _word(token: str, known: Lexicon) -> Word:
    plain = token in known.free or token in known.modals or token in MARKERS
    number = token in known.values or token[-1].isdigit()
    return Word(token, "" if plain or number else known.family(token))
