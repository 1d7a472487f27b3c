"""What a policy team looks at and says: figures, gaps, answers to review, questions that become cases."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from assistant.insights.drafts import draft_of, reasons_by_answer
from assistant.insights.figures import Figures, Viewed, figures
from assistant.insights.gaps import Group, gaps_of_answers, grouped
from assistant.models import Redacted
from assistant.store.counting import FactStore, Selection
from assistant.store.feedback import Feedback, FeedbackStore
from assistant.store.reviews import Reason, Review, ReviewStore, Verdict, Waiting

MOST_GAPS = 300


@dataclass(frozen=True, slots=True)
class Looked:
    """An answer to review with all that was said of it."""

    waiting: Waiting
    feedback: tuple[Feedback, ...]
    reviews: tuple[Review, ...]
    wanted: bool


@dataclass(frozen=True, slots=True)
class Insights:
    """Every method raises AnswersUnavailable if the database cannot be used.

    `scopes` are what the viewer may see: ids of partnerships, and `national` for questions that named none.
    An answer of another scope is the same NotFound as one that is not there.
    """

    facts: FactStore
    reviews: ReviewStore
    feedback: FeedbackStore
    redact: Callable[[str], Redacted]
    now: Callable[[], datetime]

    def figures(self, chosen: Selection, viewed: Viewed) -> Figures:
        return figures(self.facts, chosen, viewed)

    def gaps(self, viewed: Viewed) -> tuple[Group, ...]:
        """Of the newest answers that left a gap, questions alike counted as one."""
        found = self.reviews.gaps(viewed.scopes, MOST_GAPS)
        not_useful = {one.answer.id for one in found if Reason.NOT_USEFUL in one.reasons}
        return grouped(gaps_of_answers((viewed.open_part(one.answer) for one in found), not_useful))

    def queue(
        self, scopes: Collection[str], limit: int, offset: int, *, reviewed: bool
    ) -> tuple[Waiting, ...]:
        return self.reviews.queue(scopes, limit, offset, reviewed=reviewed)

    def look(self, answer_id: str, scopes: Collection[str]) -> Looked:
        waiting = self.reviews.one(answer_id, scopes)
        wanted = {answer.id for answer in self.reviews.wanted(scopes)}
        said, judged = self.feedback.of([answer_id]), self.reviews.of([answer_id])
        return Looked(waiting, said, judged, answer_id in wanted)

    def judge(
        self, answer_id: str, scopes: Collection[str], reviewer: str, verdict: Verdict, note: str
    ) -> None:
        """Keep a reviewer's verdict in place of their last; personal data is taken out of the note."""
        self.reviews.one(answer_id, scopes)
        words = self.redact(note.strip()).text if note.strip() else None
        self.reviews.save(Review(answer_id, reviewer, verdict, self.now(), words))

    def want(self, answer_id: str, scopes: Collection[str], *, wanted: bool) -> None:
        """Choose an answer to become a case, or take that back."""
        self.reviews.one(answer_id, scopes)
        self.reviews.want(answer_id, self.now(), wanted=wanted)

    def drafts(self, viewed: Viewed) -> list[dict[str, object]]:
        """What was chosen, as draft cases: only the columns that are known."""
        answers = tuple(map(viewed.open_part, self.reviews.wanted(viewed.scopes)))
        poor = reasons_by_answer(self.feedback.of(answer.id for answer in answers))
        return [draft_of(answer, poor.get(answer.id, ())) for answer in answers]
