"""The small library of two partnerships, asked by a run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.models import Answer, Status
from assistant.settings import AssistantSettings
from evals.case import Case, ExpectedStatus
from evals.metrics.base import Evidence
from evals.product import Product, Stored, kept_in, open_product
from evals.stages import answered
from ingest.workspace import Workspace
from tests.assistant.conftest import docs, register, workspace

__all__ = ["docs", "register", "workspace"]

CASE = Case(
    id="consent",
    question="Do I need consent to share information about a child at risk of harm?",
    conversation=("Who do I ring about Zainab Hussain?",),
    partnership="exampleshire",
    must_include=(
        "Consent is not needed to share information about a child at risk of harm",
        "Tell the family first unless telling them would raise the risk",
    ),
    must_not_say=("Consent is always needed", "Zainab Hussain"),
    expected_sections=("sharing#rule-3",),
    expected_sources=("sharing", "exampleshire-protocol"),
    expected_status=ExpectedStatus.ANSWERED,
    urgent=False,
    critical=True,
)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="session")
def product(run_folder: Path, workspace: Workspace) -> Product:
    return open_product(run_folder, AssistantSettings(), workspace)


@pytest.fixture(scope="session")
def evidence(product: Product, run_folder: Path) -> Evidence:
    """A sound answer to the case, and what each stage made of it."""
    answer, stages = answered(product.parts, CASE)
    return Evidence(
        case=CASE,
        answer=answer,
        stages=stages,
        seconds=0.2,
        held=Stored(product.snapshot),
        listener=product.listener,
        kept=lambda: kept_in(run_folder),
    )


@pytest.fixture
def blank() -> Answer:
    """An answer that says nothing."""
    return Answer(
        id="blank",
        created_at=datetime(2026, 11, 2, tzinfo=UTC),
        status=Status.NOT_COVERED,
        message="Nothing held here covers this question.",
        question="",
    )
