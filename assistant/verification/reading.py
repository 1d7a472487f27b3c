"""A text as the checks read it: words with their families, phrases as one word, and where clauses end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from assistant.verification.lexicon import Lexicon, lexicon, plain

NEGATORS = frozenset({"not", "never", "no", "nobody", "none", "nothing", "nor", "neither", "without", "lack"})
CONDITIONS = frozenset(
    {"if", "where", "when", "whenever", "once", "provided_that", "so_far_as", "unless", "except", "until"}
)
EXCEPTIONS = frozenset({"unless", "except", "without"})
FREE_NOT = "free_not"
STOPS = frozenset(".;:,")
JOINS = frozenset({"and", "but", "or", "so"})
COPULAS = frozenset({"is", "are", "was", "were", "be"})
RELATIVES = frozenset({"who", "which", "that"})
BINDING = frozenset({"must", "should", "may"})
FORCES = BINDING | {FREE_NOT}
CONCEDES = "even_if"
CLAUSE_ENDS = STOPS | CONDITIONS | {CONCEDES}
DENYING = NEGATORS - {"without", "lack", "never"}
MARKERS = NEGATORS | CLAUSE_ENDS | {FREE_NOT}
NEAR_WORDS = 8
CLOSE_WORDS = 4
SLACK = 1
KEPT_READINGS = 4096

_TOKEN = re.compile(r"£?\d+(?:[.,]\d+)*[a-z]*%?|[a-z_]+|[.;:,]")
_MAY_THE_MONTH = re.compile(r"(?<=\d )May\b|\bMay(?= \d)|(?<=\b[Ii]n )May\b")
_PLAIN_SPEECH = tuple(
    (re.compile(rf"\b{spoken}\b", re.IGNORECASE), put)
    for spoken, put in (
        (r"cannot|can['’]t", "can not"),
        (r"won['’]t", "will not"),
        (r"shan['’]t", "shall not"),
        (r"(\w+)n['’]t", r"\1 not"),
        (r"(\w+)['’]ll", r"\1 will"),
        (r"(\w+)['’]re", r"\1 are"),
        (r"(\w+)['’]ve", r"\1 have"),
        (r"(I)['’]m", r"\1 am"),
        (r"(\w+)['’]d", r"\1 would"),
        (r"(it|he|she|that|there|here|what|who|where|how)['’]s", r"\1 is"),
    )
)
_OTHERWISE_PUT = (  # what is said with words in between, put as the lexicon's phrases have it
    (
        re.compile(r"\bno (?!longer\b)((?:\w+ ){1,4}?(?:is|are)) (?:needed|required|necessary)\b"),
        r"\1 not required",
    ),
    (re.compile(r"\btak(?:e|es|en|ing) ((?:[\w']+ ){1,8}?)into account\b"), r"consider \1"),
    (re.compile(r"\bnot make ((?:[\w']+ ){1,8}?)(depend|dependent|conditional)\b"), r"\1not \2"),
    (re.compile(r"\bnot ((?:be )?\w+ )(?:for )?(longer|more) than\b"), r"\1no \2 than"),
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a stop; `family` is empty where it carries no claim of its own."""

    text: str
    family: str


@dataclass(frozen=True)
class Reading:
    """The words of one or more sentences, in order; `taken` has the family of those taken for others."""

    words: tuple[Word, ...]
    text: str = ""
    taken: Mapping[str, str] = field(default_factory=dict)

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
    def conceded(self) -> frozenset[int]:
        """Where the words stand of what makes no difference: "even if they object"."""
        places, conceding = set[int](), False
        for index, word in enumerate(self.words):
            conceding = word.text == CONCEDES or (conceding and word.text not in STOPS)
            places |= {index} if conceding else set()
        return frozenset(places)

    @cached_property
    def sentences(self) -> tuple[tuple[Word, ...], ...]:
        return tuple(split(self.words, frozenset(".;")))

    @cached_property
    def clauses(self) -> tuple[tuple[Word, ...], ...]:
        return tuple(split(self.words, CLAUSE_ENDS))

    def clause_at(self, index: int) -> tuple[Word, ...]:
        later = range(index + 1, len(self.words))
        end = next((i for i in later if self._ends_clause(i)), len(self.words))
        return (*self.before_in_clause(index), *self.words[index:end])

    def before_in_clause(self, index: int) -> tuple[Word, ...]:
        earlier = range(index - 1, -1, -1)
        start = next((i + 1 for i in earlier if self._ends_clause(i)), 0)
        return self.words[start:index]

    def _ends_clause(self, index: int) -> bool:
        if self.words[index].text in CLAUSE_ENDS:
            return True
        following = self.words[index + 1].text if index + 1 < len(self.words) else ""
        return self.words[index].text in JOINS and (following in NEGATORS or following in lexicon().finite)

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
            place: len(self.around(place) & wide) + 2 * len(self.just_before(place) & close)
            for place in places
        }
        best = max(likeness.values())
        return tuple(place for place in places if likeness[place] >= best - slack)


@lru_cache(KEPT_READINGS)
def read(text: str) -> Reading:
    known = lexicon()
    text = in_full(text)
    lowered = plain(_MAY_THE_MONTH.sub("maymonth", text).lower()).replace(" (", ", ")
    for put, usual in _OTHERWISE_PUT:
        lowered = put.sub(usual, lowered)
    named = known.pattern.sub(lambda found: known.names[found[1]], lowered)
    return Reading(tuple(_word(token, known) for token in _TOKEN.findall(named)), text)


def in_full(text: str) -> str:
    """ "They can't" is "they can not", "you'll" is "you will"."""
    for spoken, put in _PLAIN_SPEECH if "'" in text or "’" in text or "annot" in text else ():
        text = spoken.sub(put, text)
    return text


def in_words_of(cited: Reading, statement: Reading) -> Reading:
    """The statement with each everyday word taken for the word of what is cited that it may stand for."""
    taken = {
        word.text: family
        for word in statement.words
        if word.family and (family := _taken_for(word, cited)) != word.family
    }
    return Reading(retaken(statement.words, taken), statement.text, taken)


def retaken(words: Sequence[Word], taken: Mapping[str, str]) -> tuple[Word, ...]:
    return tuple(replace(word, family=taken.get(word.text, word.family)) for word in words)


def _taken_for(word: Word, cited: Reading) -> str:
    if word.family in cited.families:
        return word.family
    known = lexicon()
    for other in known.stands_for(word.text):
        if other in cited.texts or known.family(other) in cited.families:
            return _word(other, known).family
    return word.family


def families_of(words: Sequence[Word]) -> frozenset[str]:
    return frozenset(word.family for word in words if word.family)


def restricts(reading: Reading) -> bool:
    """ "Only where they agree" and "not unless they agree" say the same."""
    return "only" in reading.texts or bool(
        reading.texts & EXCEPTIONS and reading.texts & NEGATORS - EXCEPTIONS
    )


def turns_round(one: Reading, other: Reading) -> bool:
    """ "Only where they agree" beside "not unless they agree": what one denies, the other asserts."""
    pairs = ((one, other), (other, one))
    return any("only" in a.texts and not a.texts & DENYING and _denies_unless(b) for a, b in pairs)


def _denies_unless(reading: Reading) -> bool:
    return "only" not in reading.texts and restricts(reading)


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
