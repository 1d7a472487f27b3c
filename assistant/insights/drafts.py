"""Kept answers as draft cases for an expert to correct, in the columns that `python -m evals check` reads.

The question is the redacted one; what a right answer says, and whether anyone is in danger, is left blank, as
that is the expert's to write: until it is written, the check of the cases names the draft.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.channels.roles import Role
from assistant.models import Answer
from assistant.store.feedback import Feedback

AUTHOR = "draft"


def draft_of(answer: Answer, reasons: Sequence[str] = ()) -> dict[str, object]:
    """The columns that are known; `reasons` are what readers found wrong with the answer."""
    known = {
        "id": f"draft-{answer.id[:12]}",
        "question": answer.questions[0] if len(answer.questions) == 1 else answer.question,
        "role": answer.role if answer.role in {role.value for role in Role} else None,
        "partnership": answer.partnership,
        "other_partnership": answer.other_partnership,
        "author": AUTHOR,
        "note": "; ".join(_notes(answer, reasons)),
    }
    return {column: value for column, value in known.items() if value is not None}


def reasons_by_answer(feedback: Iterable[Feedback]) -> Mapping[str, tuple[str, ...]]:
    """What was found wrong, by answer; one that somebody found useful all the same is among them."""
    found: dict[str, tuple[str, ...]] = {}
    for one in feedback:
        if not one.useful:
            reasons = (one.reason,) if one.reason else ()
            found[one.answer_id] = (*found.get(one.answer_id, ()), *reasons)
    return found


def as_jsonl(drafts: Iterable[Mapping[str, object]]) -> str:
    return "".join(f"{json.dumps(draft, ensure_ascii=False)}\n" for draft in drafts)


def _notes(answer: Answer, reasons: Sequence[str]) -> Iterator[str]:
    yield f"ended as {answer.status} on {answer.created_at:%d %B %Y}"
    if answer.urgent:
        yield "showed whom to ring in danger"
    yield from (f"feedback: {reason}" for reason in reasons)
    if cited := list(dict.fromkeys(citation.section_id for citation in answer.citations)):
        yield f"cited {', '.join(cited)}"
