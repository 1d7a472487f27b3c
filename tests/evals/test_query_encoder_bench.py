"""The fit of the encoder of questions: what is learnt leads to sections, and too little is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant import query_encoder as asking
from evals.bench import query_encoder
from evals.bench.low_rank import Fitting
from evals.bench.query_encoder import Found, fit, gather, measure, share
from evals.errors import DatasetError
from ingest.embed import Alteration, TransformerEmbedder, load_embedder
from ingest.pipeline import build
from ingest.reader import Reader
from ingest.settings import IngestSettings
from ingest.sources.register import load_register
from ingest.workspace import Workspace, open_workspace

COLOURS = ("red", "green", "blue", "black", "white", "brown", "grey", "pink", "orange", "purple")
# Askers have words of their own for a thing, which no document uses and no two of them share.
SYLLABLES = ("zib", "quon", "merf", "tralk", "yusp", "vond", "glim", "kreb", "nuxo", "pelf")
WAYS = ("where is the {}", "who has the {}", "is a {} allowed", "what about my {}", "lost the {}", "our {}")
REGISTER = """sources:
  - id: boxes
    title: Boxes
    publisher: Tests
    url: https://example.org/boxes
    authority: law
    licence: MIT
    version: "2026"
    path: national/boxes.md
"""


@pytest.fixture(scope="module")
def encoder() -> TransformerEmbedder:
    return load_embedder()


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory, encoder: TransformerEmbedder) -> Workspace:
    """A document of ten sections, six ways of asking each."""
    docs = tmp_path_factory.mktemp("boxes")
    (docs / "national").mkdir()
    (docs / "sources.yaml").write_text(REGISTER, encoding="utf-8")
    sections = [section(place, colour) for place, colour in enumerate(COLOURS)]
    (docs / "national" / "boxes.md").write_text("# Boxes\n\n" + "\n\n".join(sections), encoding="utf-8")
    opened = open_workspace(IngestSettings(docs_dir=docs, index_dir=docs / "index"), encoder)
    assert build(opened, load_register(docs).sources, docs).ok
    return opened


def section(place: int, colour: str) -> str:
    words = [
        SYLLABLES[(place + way) % 10] + SYLLABLES[(3 * place + 7 * way) % 10] for way in range(len(WAYS))
    ]
    asked = " | ".join(f'"{way.format(word)}"' for way, word in zip(WAYS, words, strict=True))
    heading = f"## {colour.title()} {{#{colour}}}\n\n<!-- asked_as: {asked} -->\n\n"
    return f"{heading}The {colour} box is kept in the {colour} room and its key is {colour}."


@pytest.fixture
def found(boxes: Workspace, encoder: TransformerEmbedder, monkeypatch: pytest.MonkeyPatch) -> Found:
    monkeypatch.setattr(query_encoder, "FEWEST", 60)
    return gather(Reader(boxes).snapshot(), encoder)


def test_a_way_of_asking_is_not_compared_with_itself(found: Found) -> None:
    assert len(found.asked) == len(COLOURS) * len(WAYS)
    for one in found.asked:
        assert one.right.sum() == 1
        assert one.counts[one.right].tolist() == [len(WAYS) - 1]
        assert len(one.others) == one.counts.sum()


def test_what_is_learnt_of_the_ways_of_asking_leads_to_their_sections(
    found: Found, encoder: TransformerEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_encoder, "EPOCHS", 15)
    without = share(found.asked, found.snapshot, Fitting(encoder))

    fitted = share(found.asked, found.snapshot, fit(found, encoder))

    assert fitted.first > without.first


def test_the_same_ways_of_asking_give_the_same_encoder(found: Found, encoder: TransformerEmbedder) -> None:
    one, other = (fit(found, encoder).added for _ in range(2))

    assert all(np.array_equal(one[name].up, other[name].up) for name in one)


def test_the_figures_are_of_sections_that_it_was_not_fitted_on(
    found: Found, encoder: TransformerEmbedder
) -> None:
    report = measure(found, encoder)

    assert report.asked == len(found.asked)
    assert 0 < report.held_out < report.asked
    assert report.held_out % len(WAYS) == 0


def test_an_index_with_hardly_a_way_of_asking_is_refused(
    boxes: Workspace, encoder: TransformerEmbedder
) -> None:
    with pytest.raises(DatasetError, match="holds 60 ways of asking, too few to fit on"):
        gather(Reader(boxes).snapshot(), encoder)


def test_what_is_written_is_what_the_assistant_reads(
    found: Found, encoder: TransformerEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fitting = fit(found, encoder)
    monkeypatch.setattr("importlib.resources.files", lambda _package: tmp_path)
    query_encoder.write(fitting, encoder.model_id)

    asked = encoder.altered(Alteration(fitting.added)).encode(["where is the zibzib"])
    assert asking.query_encoder(encoder).encode(["where is the zibzib"]) == pytest.approx(asked, abs=1e-2)
