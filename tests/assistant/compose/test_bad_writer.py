"""A model that writes badly gets nothing unsupported into an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.compose.base import Composer
from assistant.compose.choose import build_composer
from assistant.errors import ComposeFailed
from assistant.models import Draft, Point, PointKind
from assistant.settings import AssistantSettings
from assistant.verify import Verified, verify
from evals.local_model import MODELS, ModelName, served
from ingest.lexical import terms_of
from ingest.models import Section
from tests.assistant.compose.scripted import LOCAL, NATIONAL, material, passage

MODEL_FILE = Path(__file__).parents[3] / "data" / "models" / MODELS[ModelName.SMOLLM2].file
BRUISES = passage(
    "Any bruise on a baby who cannot move about must be referred on the same day. "
    "Do not wait to be sure how it happened.",
    title="Bruising protocol",
    partnership="exampleshire",
)
DENIES = re.compile(r"\b(?:not|never|no|cannot|without)\b|n't\b", re.IGNORECASE)

pytestmark = [
    pytest.mark.llm,
    pytest.mark.skipif(not MODEL_FILE.exists(), reason="no model: run python -m evals llm --model smollm2"),
]


@pytest.fixture(scope="module")
def composer() -> Iterator[Composer]:
    pytest.importorskip("xllamacpp")
    with served(MODEL_FILE) as base_url:
        settings = AssistantSettings(
            model="openai:small",
            model_base_url=base_url,
            model_api_key=SecretStr("unused"),
            model_seconds=300,
            model_tokens=2400,
        )
        built = build_composer(settings)
        assert built
        yield built


def stored(section: Section) -> Section:
    return section


@pytest.mark.parametrize(
    "question",
    [
        "A baby has bruises. What must I do?",
        "Do I need consent to share information about a child at risk?",
        "What do I record?",
        "Can I wait until I am sure how a bruise happened?",
        "Who do I ring?",
    ],
)
def test_nothing_it_writes_is_shown_unless_the_sentences_it_cites_say_so(
    question: str, composer: Composer
) -> None:
    drafts = written(composer, question)

    verified = verify(drafts, stored, date(2026, 11, 22))

    assert len(verified.points) + verified.dropped <= len(drafts)
    assert [point.text for point in verified.points if not borne_out(point, verified)] == []


def written(composer: Composer, question: str) -> tuple[Draft, ...]:
    """None where it failed to write, as it may: the answer is then composed without it."""
    try:
        return composer.compose(material(NATIONAL, LOCAL, BRUISES, question=question))
    except ComposeFailed:
        return ()


def borne_out(point: Point, verified: Verified) -> bool:
    """A cruder check than the one under test: the quotes' own words, denying as often as they do."""
    quotes = " ".join(one.quote for one in verified.citations if one.number in point.citations)
    if point.kind is PointKind.QUOTE:
        return point.text in quotes
    own = set(terms_of(point.text)) - set(terms_of(quotes))
    return len(own) <= 2 and bool(DENIES.search(point.text)) <= bool(DENIES.search(quotes))
