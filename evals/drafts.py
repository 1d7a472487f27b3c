"""Kept answers that went badly -> draft cases for an expert to correct."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.insights.drafts import draft_of, reasons_by_answer
from assistant.models import Answer, Status
from assistant.store.feedback import Feedback
from evals.case import Case

UNHELPFUL = (Status.NOT_COVERED, Status.PARTIAL, Status.SEARCH_FAILED)


def drafts_of(answers: Iterable[Answer], feedback: Sequence[Feedback]) -> tuple[Case, ...]:
    """One draft for each question that was answered badly or not at all, the same words only once."""
    poor = reasons_by_answer(feedback)
    chosen = (answer for answer in answers if answer.id in poor or answer.status in UNHELPFUL)
    drafts = {
        _folded(answer): Case.model_validate(draft_of(answer, poor.get(answer.id, ()))) for answer in chosen
    }
    return tuple(drafts.values())


def _folded(answer: Answer) -> tuple[str, str | None, str | None]:
    return " ".join(answer.question.lower().split()), answer.partnership, answer.role
