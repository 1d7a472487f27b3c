"""What a language model writes, and the drafts that are made of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assistant.compose.labels import Labels, Sentence, extracts_of
from assistant.errors import ComposeFailed, Failure
from assistant.models import Draft, Part, PointKind

LOG = logging.getLogger(__name__)

MOST_STATEMENTS = 6
STATEMENT_WORDS = range(3, 61)

LINK = re.compile(
    r"[a-z][a-z0-9+.-]*://|\bwww\.|\]\(|\b[\w-]+\.(?:com|org|net|info|io|gov|eu|uk|int)\b", re.IGNORECASE
)
LABELS_IN_TEXT = re.compile(r"\s*[\[(]\s*S\d+(?:\s*(?:,|and|-)\s*S\d+)*\s*[\])]", re.IGNORECASE)


# What the schema asks for and validation forgives: a server that holds its model to the schema cannot run on.
Label = Annotated[str, Field(json_schema_extra={"pattern": r"^S[0-9]{1,3}$"})]
Labelling = Annotated[list[Label], Field(json_schema_extra={"maxItems": 4})]
Line = Annotated[str, Field(json_schema_extra={"pattern": r'^[^"\\\n]{1,240}$'})]


class Statement(BaseModel):
    """One thing the guidance says. The labels come first, so that the words are chosen for them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    labels: Labelling
    text: Line
    part: Part


class Reply(BaseModel):
    """The answer as statements, the direct one first; none where no sentence helps."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    statements: Annotated[list[Statement], Field(json_schema_extra={"maxItems": MOST_STATEMENTS})]


def drafts_of(reply: Reply, labels: Labels) -> tuple[Draft, ...]:
    """The statements that can be verified, the direct ones first. Raises ComposeFailed if none can."""
    made = [draft for draft in (_draft(one, labels) for one in reply.statements) if draft]
    drafts = list({draft.text.casefold(): draft for draft in reversed(made)}.values())[::-1]
    invented = sum(labels.find(label) is None for one in reply.statements for label in one.labels)
    if invented or len(drafts) < len(reply.statements):
        left_out = len(reply.statements) - len(drafts)
        LOG.info("the model gave %d labels it had not been shown; %d statements go", invented, left_out)
    if not drafts:
        raise ComposeFailed(Failure.EMPTY, "the language model wrote no statement that cites a sentence")
    return tuple(sorted(drafts, key=lambda draft: draft.part is not Part.DIRECT)[:MOST_STATEMENTS])


def _draft(statement: Statement, labels: Labels) -> Draft | None:
    """A draft over the sentences it cites; none without one, with a link, or of no length for a point."""
    text = " ".join(LABELS_IN_TEXT.sub("", statement.text).split())
    cited = list(_of_one_owner(filter(None, map(labels.find, statement.labels))))
    if not cited or LINK.search(text) or len(text.split()) not in STATEMENT_WORDS:
        return None
    return Draft(PointKind.STATEMENT, text, extracts_of(cited), statement.part)


def _of_one_owner(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """National sentences or one partnership's, as the first is: a point is shown under one of them."""
    owner: str | None = None
    for place, sentence in enumerate(sentences):
        owner = sentence.passage.source.partnership if place == 0 else owner
        if sentence.passage.source.partnership == owner:
            yield sentence
