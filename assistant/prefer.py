"""Ties between passages: whose rules they are, how binding, how current, and whom they protect.

Over 140 practitioners' questions the tenth passage scores a median 0.20 below the first, and the second 0.05:
all preferences together move a passage by no more than that 0.05. One about a scheme or a narrow matter that
the question does not name gives way twice as far. The protocols of the asker's partnership are what they work
to, and are few: their passages go before national ones that are nearer by up to four times as much. A digest
of which several passages come near is likelier what is asked about than one that is near by a single passage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

from assistant.models import Passage
from assistant.understand import Understood
from assistant.understanding.addressed import addressed_to
from ingest.models import Authority, Subject

MOST = 0.05
UNNAMED = -0.1
OF_ANOTHER_AGE = -0.4
OWN_PROTOCOL = 0.2
COMPANY = 0.0375
MOST_COMPANY = 4
BEST = 10
GENERAL_FLOOR = 0.8
PREFERENCE = "preference"

AUTHORITY: Mapping[Authority, float] = {
    Authority.LAW: 0.012,
    Authority.STATUTORY_GUIDANCE: 0.012,
    # What puts local text first is that it is the asker's own.
    Authority.LOCAL_PROTOCOL: 0.012,
    Authority.CODE_OF_PRACTICE: 0.006,
    Authority.PROFESSIONAL_GUIDANCE: 0.004,
    Authority.NON_STATUTORY_GUIDANCE: 0.0,
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """What each sign is worth, in points of score."""

    past_review: float = -0.01
    own_profession: float = 0.025
    own_audience: float = 0.015
    other_profession: float = -0.03
    other_audience: float = -0.01
    other_subject: float = -0.035


def prefer(
    passages: Sequence[Passage],
    understood: Understood,
    today: date,
    aside: Set[str] = frozenset(),
    worth: Preferences | None = None,
) -> tuple[Passage, ...]:
    """The passages in their new order, each with its preference among its scores.

    `aside` are the ids of documents on a scheme and of sections on a matter that the question does not name.
    Another profession's rules are left out where a fitting passage is nearly as good, unless the question
    names that profession; so is what protects adults where children are meant, and the other way round.
    """
    weighed = [_weighed(one, understood, today, aside, worth or Preferences()) for one in passages]
    fitting = max((one.score for one in weighed if not _is_for_others(one, understood)), default=0.0)
    kept = (
        one for one in weighed if not _is_for_others(one, understood) or fitting < one.score * GENERAL_FLOOR
    )
    return _in_company(sorted(kept, key=lambda one: -one.score))


def of_age(passages: Sequence[Passage], ages: Set[int]) -> tuple[Passage, ...]:
    """The passages in their new order: a rule that holds at none of the ages gives way to one that may."""
    weighed = (
        replace(one, score=one.score + OF_ANOTHER_AGE * _of_another_age(one, ages)) for one in passages
    )
    return tuple(sorted(weighed, key=lambda one: -one.score))


def _of_another_age(passage: Passage, ages: Set[int]) -> bool:
    if passage.section.ages is None or not ages:
        return False
    least, most = passage.section.ages
    return not any(least <= age <= most for age in ages)


def _in_company(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages in their new order: those first whose document has others among the best.

    Not where a document has no ways of asking: of a long one many passages come near by its length alone.
    """
    among = Counter(one.source.id for one in passages[:BEST] if one.section.asked_as)
    weighed = (
        replace(one, score=one.score + COMPANY * min(among[one.source.id], MOST_COMPANY)) for one in passages
    )
    return tuple(sorted(weighed, key=lambda one: -one.score))


def _weighed(
    passage: Passage, understood: Understood, today: date, aside: Set[str], worth: Preferences
) -> Passage:
    total = sum(_signs(passage, understood, today, worth))
    bounded = max(-MOST, min(MOST, total))
    score = passage.score + bounded + UNNAMED * len({passage.source.id, passage.section.id} & aside)
    score += OWN_PROTOCOL if passage.source.partnership else 0.0
    return replace(passage, score=score, scores={**passage.scores, PREFERENCE: bounded})


def _signs(passage: Passage, understood: Understood, today: date, worth: Preferences) -> Iterator[float]:
    source = passage.source
    yield AUTHORITY[source.authority]
    if source.past_review(today):
        yield worth.past_review
    if _protects_others(passage, understood):
        yield worth.other_subject
    yield _by_role(passage, understood, worth)


def _by_role(passage: Passage, understood: Understood, worth: Preferences) -> float:
    addressed, role = addressed_to(passage.section.heading_path), understood.role
    if _is_anothers(passage, understood):
        return worth.other_profession
    if addressed and role in addressed:
        return worth.own_profession
    if not role or not passage.source.roles:
        return 0.0
    return worth.own_audience if role in passage.source.roles else worth.other_audience


def _is_anothers(passage: Passage, understood: Understood) -> bool:
    """Whether these are the rules of a profession neither the asker's nor asked about."""
    addressed = addressed_to(passage.section.heading_path)
    if addressed is None or understood.role is None:
        return False
    return not addressed & {understood.role, *understood.professions}


def _protects_others(passage: Passage, understood: Understood) -> bool:
    return {passage.source.subject, understood.subject} == {Subject.ADULTS, Subject.CHILDREN}


def _is_for_others(passage: Passage, understood: Understood) -> bool:
    return _is_anothers(passage, understood) or _protects_others(passage, understood)
