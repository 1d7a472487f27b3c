"""Kept answers that went badly -> draft cases for an expert to correct.

The questions are redacted ones; what a right answer says is left blank, for that is the expert's to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.channels.roles import Role
from assistant.models import Answer, Status
from assistant.store.feedback import Feedback
from evals.case import Case

UNHELPFUL = (Status.NOT_COVERED, Status.PARTIAL, Status.SEARCH_FAILED)
AUTHOR = "draft"


def drafts_of(answers: Iterable[Answer], feedback: Sequence[Feedback]) -> tuple[Case, ...]:
    """One draft for each question that was answered badly or not at all, the same words only once."""
    poor = _poor(feedback)
    chosen = (answer for answer in answers if answer.id in poor or answer.status in UNHELPFUL)
    drafts = {_folded(answer): _draft(answer, poor.get(answer.id, ())) for answer in chosen}
    return tuple(drafts.values())


def _poor(feedback: Sequence[Feedback]) -> Mapping[str, tuple[str, ...]]:
    """The reasons given, by answer; an answer that somebody found useful all the same is one of them."""
    found: dict[str, tuple[str, ...]] = {}
    for one in feedback:
        if not one.useful:
            reasons = (one.reason,) if one.reason else ()
            found[one.answer_id] = (*found.get(one.answer_id, ()), *reasons)
    return found


def _draft(answer: Answer, reasons: Sequence[str]) -> Case:
    return Case(
        id=f"draft-{answer.id[:12]}",
        question=answer.questions[0] if len(answer.questions) == 1 else answer.question,
        role=next((role for role in Role if role.value == answer.role), None),
        partnership=answer.partnership,
        other_partnership=answer.other_partnership,
        urgent=answer.urgent is not None,
        author=AUTHOR,
        note="; ".join(_notes(answer, reasons)),
    )


def _notes(answer: Answer, reasons: Sequence[str]) -> Iterator[str]:
    yield f"ended as {answer.status} on {answer.created_at:%d %B %Y}"
    yield from (f"feedback: {reason}" for reason in reasons)
    if cited := list(dict.fromkeys(citation.section_id for citation in answer.citations)):
        yield f"cited {', '.join(cited)}"


def _folded(answer: Answer) -> tuple[str, str | None, str | None]:
    return " ".join(answer.question.lower().split()), answer.partnership, answer.role
