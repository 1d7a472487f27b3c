"""The steps and grades a question names: "stage 3", "window four", "a request marked amber".

To an embedding model stage 3 is much like stage 2; to the asker it is not. What bears the name goes before
what bears another number, and the sentence or row that says it before those beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from assistant.models import Passage

HEADED = 0.5
HEADED_OTHERWISE = -0.15
SAID = 0.4
SENTENCE = 0.3

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_STEP = re.compile(
    rf"\b(stage|step|window|level|tier|phase|band|principle) (\d{{1,2}}|{'|'.join(_NUMBERS)})\b",
    re.IGNORECASE,
)
_GRADE = re.compile(
    r"\b(?:(?:marked|rated|graded|flagged)(?: as)? (red|amber|green)|"
    r"(red|amber|green)[ -](?:requests?|rat(?:ed|ings?)|referrals?|cases?|ones?))\b",
    re.IGNORECASE,
)


def named_in(text: str) -> frozenset[str]:
    """Such as `stage 3` and `amber`."""
    steps = (f"{noun.lower()} {_figure(number.lower())}" for noun, number in _STEP.findall(text))
    grades = ("".join(found).lower() for found in _GRADE.findall(text))
    return frozenset((*steps, *grades))


def named_first(passages: Sequence[Passage], names: Set[str]) -> tuple[Passage, ...]:
    """The passages in their new order, where names are asked for."""
    if not names:
        return tuple(passages)
    return tuple(sorted((_weighed(one, names) for one in passages), key=lambda one: -one.score))


def _weighed(passage: Passage, names: Set[str]) -> Passage:
    sentences = [span.of(passage.section.text) for span in passage.chunk.sentences]
    said = [_says(sentence, names) for sentence in sentences]
    scores = (score + SENTENCE * says for score, says in zip(passage.sentence_scores, said, strict=True))
    worth = _by_heading(passage.section.heading_path[-1], names) or SAID * any(said)
    return replace(passage, score=passage.score + worth, sentence_scores=tuple(scores))


def _by_heading(heading: str, names: Set[str]) -> float:
    headed = named_in(heading)
    if headed & names:
        return HEADED
    return HEADED_OTHERWISE if {_noun(one) for one in headed} & {_noun(one) for one in names} else 0.0


def _says(sentence: str, names: Set[str]) -> bool:
    words = _STEP.sub(lambda found: f"{found[1]} {_figure(found[2].lower())}", sentence)
    return any(re.search(rf"\b{re.escape(name)}\b", words, re.IGNORECASE) for name in names)


def _figure(number: str) -> str:
    return str(_NUMBERS.index(number) + 1) if number in _NUMBERS else number


def _noun(name: str) -> str:
    return name.split(maxsplit=1)[0]
