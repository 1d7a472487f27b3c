"""Whether a message leans on the question before it, and the two as one question that stands alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assistant.understanding.asks import asks_something
from assistant.understanding.wording import fold, one_of, phrases, read_wording
from ingest.lexical import terms_of

LONGEST_EARLIER_WORDS = 80
SHORT_WORDS = 7
LEANING_WORDS = 30
LONGEST_ENDING_WORDS = 10
_PRONOUN = re.compile(r"\b(?:he|she|they|him|her|them|his|their|it|its|that|those|these|this)\b")
_WHAT_IS = re.compile(r"(?:what|who)(?:['’]?s| is| are| was)\b", re.IGNORECASE)
_WHETHER_WE = re.compile(r"(?:do|can|could|should|must|may|shall|will|would) (?:i|we)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Wordings:
    new_topic: re.Pattern[str]
    goes_on: re.Pattern[str]
    ends_on: re.Pattern[str]
    own_person: re.Pattern[str]
    new_case: re.Pattern[str]


def leans_back(message: str) -> bool:
    """Whether the message cannot be understood without the question before it."""
    wordings, folded = _wordings(), fold(message)
    if wordings.new_topic.match(folded) or wordings.new_case.match(folded):
        return False
    if wordings.goes_on.match(folded):
        return True
    if wordings.ends_on.search(folded) and len(folded.split()) <= LONGEST_ENDING_WORDS:
        return True
    return _says_little(message) or _points_back(folded) or not asks_something(message)


def standing_alone(earlier: str, message: str) -> str:
    """The earlier question, shortened where it is long, and the message after it."""
    words = earlier.split()
    kept = earlier
    if len(words) > LONGEST_EARLIER_WORDS:
        half = LONGEST_EARLIER_WORDS // 2
        kept = f"{' '.join(words[:half])} … {' '.join(words[-half:])}"
    ended = kept if kept.rstrip()[-1:] in tuple(".?!…") else f"{kept.rstrip()}{_end_mark(kept)}"
    return f"{ended} {message[:1].upper()}{message[1:]}"


def _end_mark(text: str) -> str:
    return "?" if asks_something(re.split(r"[.?!]\s+", text)[-1]) else "."


def _says_little(message: str) -> bool:
    """A short question with next to no topic of its own, unless it asks what or who something is.

    "Do we keep a copy" has a verb and its object, and still does not say of what.
    """
    topic = len(set(terms_of(message)))
    few = topic <= 1 or (topic == 2 and _WHETHER_WE.match(message))
    return bool(few) and len(message.split()) <= SHORT_WORDS and not _WHAT_IS.match(message)


def _points_back(folded: str) -> bool:
    """A pronoun that nothing in the message itself stands for."""
    pronoun = _PRONOUN.search(folded)
    if pronoun is None or len(folded.split()) > LEANING_WORDS:
        return False
    return not _wordings().own_person.search(folded[: pronoun.start()])


@cache
def _wordings() -> _Wordings:
    entries = read_wording("follow_up.yaml")
    person = rf"(?:[\w-]+\s+){{0,3}}?{one_of(phrases(entries['people'])).pattern}"
    return _Wordings(
        new_topic=re.compile(rf"\W*{one_of(tuple(entries['new_topic'])).pattern}"),
        goes_on=re.compile(rf"\W*{one_of(tuple(entries['goes_on'])).pattern}"),
        ends_on=re.compile(rf"{one_of(tuple(entries['ends_on'])).pattern}\W*$"),
        own_person=re.compile(rf"\b(?:an?|the|my|our|one of)\s+{person}"),
        new_case=re.compile(
            rf"\W*(?:i|we|ive|weve|theres|there is|an?|one of)\b.{{0,25}}\b(?:an?|one of)\s+{person}"
        ),
    )
