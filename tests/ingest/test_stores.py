"""A scope is planned and written some batches at a time, under a name made of all that it holds."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from ingest import stores
from ingest.carried import Carried
from ingest.catalogue import Held
from ingest.index import LAYOUT
from ingest.models import NATIONAL, content_hash
from ingest.pipeline import build
from ingest.stores import Planned, batches_of, plan_stores, texts_of
from tests.encoder import WordEncoder
from tests.ingest.test_pipeline import Library

SMALL_BATCH = 3
DOCUMENTS = 20
RULES = "# Guide {number}\n\n## One\n\nRule {number} is kept. Say why.\n\n## Two\n\nAsk person {number}.\n"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setattr(stores, "BATCH_CHUNKS", SMALL_BATCH)
    (tmp_path / "docs").mkdir()
    made = Library(tmp_path / "docs", WordEncoder())
    for number in range(DOCUMENTS):
        made.write(f"guide-{number:02}.md", RULES.format(number=number))
    return made


def held(library: Library) -> tuple[Held, ...]:
    return tuple(library.workspace.catalogue.head_generation().sources.values())


def live() -> int:
    return sum(type(one) is Planned for one in gc.get_objects())


def test_a_build_holds_a_few_batches_and_never_all_chunks(library: Library) -> None:
    counts: list[int] = []
    build(library.workspace, library.sources(), library.folder, progress=lambda *_: counts.append(live()))
    assert len(library.texts()) == 2 * DOCUMENTS
    assert 0 < max(counts) <= 3 * SMALL_BATCH


def test_batches_are_in_the_order_of_positions_and_full_but_for_the_last(library: Library) -> None:
    library.build()
    (plan,) = plan_stores(library.workspace, held(library))
    batches = list(batches_of(library.workspace, plan))
    assert [one.row.position for batch in batches for one in batch] == list(range(plan.chunks))
    assert {len(batch) for batch in batches[:-1]} == {SMALL_BATCH}
    assert len(batches[-1]) == plan.chunks % SMALL_BATCH
    texts = texts_of(batches[0])
    assert texts.chunks[:2] == ("Rule 0 is kept. Say why.", "Ask person 0.")
    assert texts.sentences[:2] == (("Rule 0 is kept.", "Say why."), ("Ask person 0.",))


def test_a_store_has_the_hash_of_all_it_holds_for_a_name(library: Library) -> None:
    library.build()
    (plan,) = plan_stores(library.workspace, held(library))
    planned = [one for batch in batches_of(library.workspace, plan) for one in batch]
    parts = (part for one in planned for part in (one.row.id, one.row.document, one.lexical))
    assert plan.store == content_hash(LAYOUT, "words@1/64", NATIONAL, *parts)
    assert library.workspace.catalogue.head_generation().stores == {NATIONAL: plan.store}


def test_the_rows_of_a_store_are_all_written_and_in_order(library: Library) -> None:
    library.build()
    (plan,) = plan_stores(library.workspace, held(library))
    rows = library.workspace.catalogue.chunks(plan.store)
    assert rows == tuple(one.row for batch in batches_of(library.workspace, plan) for one in batch)


def test_only_new_texts_are_embedded_wherever_in_a_batch_they_stand(library: Library) -> None:
    library.build()
    library.encoder.texts.clear()
    for number in (0, 7, 19):
        library.write(f"guide-{number:02}.md", RULES.format(number=number).replace("kept", "new"))
    report = library.build()
    assert library.encoder.texts == [f"Rule {number} is new. Say why." for number in (0, 7, 19)]
    assert (report.embedded, report.reused) == (3, 2 * DOCUMENTS - 3)


def test_a_vector_is_carried_over_by_its_text_whatever_store_and_place_it_had(library: Library) -> None:
    local = [one.model_copy(update={"partnership": "ourshire"}) for one in library.sources()[:5]]
    build(library.workspace, [*local, *library.sources()[5:]], library.folder)
    generation = library.workspace.catalogue.head_generation()
    with Carried(library.workspace, generation) as carried:
        for number in (0, 4, 5, 19):
            text = f"Rule {number} is kept. Say why."
            found = carried.find(content_hash(text))
            assert found is not None
            assert found.vector.tolist() == library.encoder.encode([text])[0].astype("float16").tolist()
        assert carried.holds(content_hash("Ask person 7."))
        assert not carried.holds(content_hash("Ask person 77."))
        assert carried.find("0" * 32) is carried.find("f" * 32) is None


def test_of_no_generation_nothing_is_carried_over(library: Library) -> None:
    with Carried(library.workspace, None) as carried:
        assert carried.find(content_hash("Ask person 7.")) is None
        assert carried.asked() == {}
