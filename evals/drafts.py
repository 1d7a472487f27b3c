"""Kept answers that went badly -> draft cases for an expert to correct."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.insights.drafts import draft_of, reasons_by_answer
from assistant.models import Answer, Status
from assistant.store.feedback import Feedback
from evals.case import Case

UNHELPFUL = (Status.NOT_COVERED, Status.PARTIAL, Status.SEARCH_FAILED, Status.OUT_OF_SCOPE)


def drafts_of(answers: Iterable[Answer], feedback: Sequence[Feedback]) -> tuple[Case, ...]:
    """One draft for each question that was answered badly or not at all, the same words only once.

    What somebody found not useful stands first, and what may rightly be out of scope last.
    """
    poor = reasons_by_answer(feedback)
    chosen = [answer for answer in answers if answer.id in poor or answer.status in UNHELPFUL]
    chosen.sort(key=lambda one: -1 if one.id in poor else UNHELPFUL.index(one.status))
    first = {_folded(answer): answer for answer in reversed(chosen)}
    kept = (answer for answer in chosen if answer is first[_folded(answer)])
    return tuple(Case.model_validate(draft_of(answer, poor.get(answer.id, ()))) for answer in kept)


def _folded(answer: Answer) -> tuple[str, str | None, str | None]:
    return " ".join(answer.question.lower().split()), answer.partnership, answer.role
