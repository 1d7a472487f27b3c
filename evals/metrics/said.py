"""What a case was told, on which sections, and the identifying words of a case that no text may repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.models import Answer
from evals.case import Case
from evals.metrics.base import Evidence

LONGEST_NAME_WORDS = 2


def texts_of(answer: Answer) -> tuple[str, ...]:
    """What the answer says by its points; the question and contacts are not its words."""
    return tuple(dict.fromkeys(point.text for point in answer.points))


@dataclass(frozen=True, slots=True)
class Said:
    """What is said, the sections it rests on in their order, and the words around it, which are no points."""

    texts: tuple[str, ...]
    sections: tuple[str, ...]
    frame: tuple[str, ...] = ()


def said_in(evidence: Evidence) -> Said | None:
    """By the answer, or by the drafts where stages were run alone; none where nothing was composed."""
    answer, said = evidence.answer, evidence.stages.said
    if answer is not None:
        cited = tuple(citation.section_id for citation in answer.citations)
        return Said(texts_of(answer), cited, (answer.message, answer.local_note or ""))
    if said is None:
        return None
    sections = dict.fromkeys(section for draft in said for section in draft.sections)
    return Said(tuple(dict.fromkeys(draft.text for draft in said)), tuple(sections))


def names_in(case: Case) -> Iterator[str]:
    """What must not be said because it tells who someone is: a name or a number of the question's own."""
    asked = fold(" ".join([*case.conversation, case.question]))
    return (one for one in case.must_not_say if f" {fold(one)} " in f" {asked} " and identifies(one))


def repeats(text: str, words: str) -> bool:
    """Whether the words stand in the text, whatever is between them; digits also where they run together."""
    digits = re.sub(r"\D", "", words)
    together = len(digits) > 5 and digits in re.sub(r"(?<=\d)[^\w]+(?=\d)", "", text)
    return f" {fold(words)} " in f" {fold(text)} " or together


def fold(text: str) -> str:
    """Letters and digits only, lower case, single spaces."""
    return re.sub(r"\W+", " ", text.lower()).strip()


def identifies(words: str) -> bool:
    """A name or a number, and not a claim: two words, capitals first, or no letters."""
    return (
        len(words.split()) <= LONGEST_NAME_WORDS
        or words.istitle()
        or not re.search(r"[a-z]", words, re.IGNORECASE)
    )
