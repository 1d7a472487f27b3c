"""The kind of answer that a question's words ask for: a time, a sum, an age, a number, how to reach somebody.

A sentence of that kind answers it sooner than one that only speaks of the same thing, and where no passage
near it has one, the library hardly answers it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.models import Passage

FAVOUR = 0.1
LEADERS = 5
FURTHEST = 0.3

NUMBER = (
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|an?|half an?|next|same|each|every)"
)
UNIT = r"(?:second|minute|hour|day|week|fortnight|month|year|term|birthday)s?"
MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
REACHED_BY = (
    r"(?:(?:tele)?phone|tel|mobile|contact|helpline|hotline|switchboard|duty|secure|e-?mail|postal|text)"
    r"(?: (?:no|nos|num)\b|(?: \w+){0,2} (?:numbers?|details|e-?mail|address))"
)
# whether somebody's number may be given is another question than what it is
PASSED_ON = r"share|give|gave|pass|hand|disclose|allowed|may|consent|her|his|mum|dad|their"
WANTED = r"what'?s|what (?:is|are)|got|have|find|need|know|looking for"
TIMES = r"(?:minutes|hours|days|weeks|months|years|terms)"


@dataclass(frozen=True, slots=True)
class Kind:
    """`asked` is how a question asks for it, `held` what a sentence has that may answer it."""

    asked: re.Pattern[str]
    held: re.Pattern[str]


TIME = Kind(
    re.compile(
        rf"\bhow (?:long|soon|quick(?:ly)?|fast|often|late|far back|many (?:\w+ )?{TIMES})\b|"
        r"\b(?:deadline|time ?(?:limit|scale|frame)s?|by when|clock)\b|\b(?:the|what'?s the) latest\b|"
        r"\bwhen\b[^?.!]{0,80}\b(?:by|due)\b(?=\W*$)|\bdue (?:when|by when)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{NUMBER}[- ](?:(?:working|school|calendar|clear)[- ])?{UNIT}\b|\b\d{{1,2}} {MONTH}\b|"
        r"\b(?:immediate(?:ly)?|at once|as soon as|straight ?away|promptly|as quickly as|annual(?:ly)?|daily|"
        r"weekly|monthly|yearly|indefinitely|permanently|as long as|no longer than|until|time limit|deadline|"
        r"(?:at least )?(?:once|twice) an?|by the end of|no (?:fixed|set) (?:time|limit|period)|"
        r"without (?:undue |any )?delay)\b",
        re.IGNORECASE,
    ),
)
MONEY = Kind(
    re.compile(
        r"\bhow (?:much|big|large)\b.{0,60}\b(?:cost|pay|fined?|fee|charged?)\b|\bbiggest fine\b|"
        r"\b(?:costs?|fees?|charges?|prices?)\b\W{0,3}$|\bwhat does .{1,60}\bcost\b",
        re.IGNORECASE,
    ),
    re.compile(r"£|\b(?:pounds?|free|fees?|charges?|per cent|turnover)\b", re.IGNORECASE),
)
AGE = Kind(
    re.compile(r"\bhow old\b|\b(?:what|which) age\b|\bage limit\b", re.IGNORECASE),
    re.compile(r"\b(?:aged?|under|over|reach\w*|turn\w*|\d{1,2}|eighteen|sixteen|thirteen)\b", re.IGNORECASE),
)
COUNT = Kind(
    re.compile(rf"\bhow many (?!(?:\w+ )?{TIMES}\b)", re.IGNORECASE),
    re.compile(rf"\b(?:{NUMBER}|no|both|single|several)\b", re.IGNORECASE),
)
CONTACT = Kind(
    re.compile(
        rf"^(?!.*\b(?:{PASSED_ON})\b).*?(?:\b(?:{WANTED})\b[^?.!]{{0,60}}\b{REACHED_BY}\b|"
        rf"^\W*(?:\w+ ){{0,3}}{REACHED_BY}(?: for| of|\W+pl|\W*$)|"
        r"(?:^|\bthe )number for\b)",
        re.IGNORECASE | re.DOTALL,
    ),
    re.compile(r"\b0\d{2,4}[ \d]{5,}|\b1[01]1\b|\w@\w|\bwww\.|\bhttps?:", re.IGNORECASE),
)
KINDS = (TIME, MONEY, AGE, COUNT, CONTACT)


def expected(question: str) -> tuple[Kind, ...]:
    return tuple(kind for kind in KINDS if kind.asked.search(question))


def favour(passages: Sequence[Passage], question: str) -> tuple[Passage, ...]:
    """The passages with the scores of the sentences raised that are of a kind asked for."""
    kinds = expected(question)
    return tuple(_favoured(passage, kinds) for passage in passages) if kinds else tuple(passages)


def lacking(passages: Sequence[Passage], question: str) -> bool:
    """Whether a kind is asked for that no sentence has among those of the best passages that come near."""
    kinds = expected(question)
    if not kinds:
        return False
    scored = [one for passage in passages[:LEADERS] for one in _scored(passage, kinds)]
    nearest = max((score for score, _ in scored), default=0.0)
    return not any(holds for score, holds in scored if score > nearest - FURTHEST)


def _favoured(passage: Passage, kinds: Sequence[Kind]) -> Passage:
    scores = tuple(score + FAVOUR * holds for score, holds in _scored(passage, kinds))
    return replace(passage, sentence_scores=scores)


def _scored(passage: Passage, kinds: Sequence[Kind]) -> list[tuple[float, bool]]:
    """Of each sentence its score, and whether it is of one of the kinds."""
    sentences = [span.of(passage.section.text) for span in passage.chunk.sentences]
    holds = [any(kind.held.search(sentence) for kind in kinds) for sentence in sentences]
    return list(zip(passage.sentence_scores, holds, strict=True))
