"""Practitioners' questions over real documents: how soon are the words that answer read, are they shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.models import Answer, Question
from evals.bench.dataset import GoldQuestion, Kind
from evals.bench.figures import Figures
from evals.bench.recall_at_words import recall_at_words, words_before_quote
from evals.bench.subject import Subject
from evals.timing import median_ms, p95_ms, timed
from ingest.models import NATIONAL

BUDGETS_WORDS = (300, 800, 1500)
SHOWN_BUDGET_WORDS = 800
PASSAGES = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question gave: `read` is the words ranked above its gold quote, None where none was found."""

    asked: GoldQuestion
    answer: Answer
    read: int | None
    retrieve_s: float
    ask_s: float
    embed_s: float

    @property
    def shown(self) -> bool:
        quotes = [citation.quote for citation in self.answer.citations]
        return words_before_quote(self.asked.quotes, quotes) is not None

    @property
    def found(self) -> bool:
        return self.read is not None and self.read < SHOWN_BUDGET_WORDS


def measure(questions: Iterable[GoldQuestion], subject: Subject) -> Figures:
    """Figures over every question that stands alone; one with earlier turns needs a conversation."""
    outcomes = [_outcome(asked, subject) for asked in questions if not asked.turns]
    answerable = [outcome for outcome in outcomes if outcome.asked.kind is Kind.ANSWERABLE]
    return {**_recall(answerable), **_times(outcomes), "kinds": _kinds(outcomes)}


def _outcome(asked: GoldQuestion, subject: Subject) -> Outcome:
    text = asked.question
    _, embed_s = timed(subject.encoder.encode, [text])
    passages, retrieve_s = timed(subject.retriever.retrieve, text, (NATIONAL,), PASSAGES)
    answer, ask_s = timed(subject.assistant.ask, Question(text, role=asked.role))
    read = words_before_quote(asked.quotes, (passage.chunk.text for passage in passages))
    return Outcome(asked, answer, read, retrieve_s, ask_s, embed_s)


def _recall(answerable: Sequence[Outcome]) -> Figures:
    read = [outcome.read for outcome in answerable]
    found = [outcome for outcome in answerable if outcome.found]
    return {
        "answerable": len(answerable),
        **{f"recall@{budget}w": round(recall_at_words(read, budget), 3) for budget in BUDGETS_WORDS},
        "answer_recall": _share_shown(answerable),
        f"answer_recall_given_{SHOWN_BUDGET_WORDS}w": _share_shown(found),
    }


def _share_shown(outcomes: Sequence[Outcome]) -> float | None:
    if not outcomes:
        return None
    return round(sum(outcome.shown for outcome in outcomes) / len(outcomes), 3)


def _times(outcomes: Sequence[Outcome]) -> Figures:
    retrieval = [outcome.retrieve_s for outcome in outcomes]
    asking = [outcome.ask_s for outcome in outcomes]
    ask_ms = median_ms(asking)
    embed_ms = median_ms([outcome.embed_s for outcome in outcomes])
    return {
        "p50_ms": round(median_ms(retrieval), 1),
        "p95_ms": round(p95_ms(retrieval), 1),
        "ask_p50_ms": round(ask_ms, 1),
        "ask_p95_ms": round(p95_ms(asking), 1),
        "embed_p50_ms": round(embed_ms, 1),
        "ask_to_embed": round(ask_ms / embed_ms, 2),
    }


def _kinds(outcomes: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    """For each kind of question, how many ended in each status and how many showed the urgent block."""
    counts: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        kind = counts.setdefault(outcome.asked.kind.value, Counter())
        kind[outcome.answer.status.value] += 1
        kind["urgent_block"] += outcome.answer.urgent is not None
    return {kind: dict(sorted(count.items())) for kind, count in sorted(counts.items())}
