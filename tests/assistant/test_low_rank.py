"""Changes to the embedding model's weights: kept as they were fitted, and added to a copy of the model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.joining import JoiningEmbedder
from assistant.low_rank import Fitted, altered, load_fitted, save_fitted
from ingest.embed import LowRank, TransformerEmbedder, load_embedder
from tests.encoder import WordEncoder

LAYER = "encoder.layer.5.output.dense.weight"
TEXT = "Mum says no, can I still ring social care?"


def fitted(size: float = 0.1) -> Fitted:
    drawn = np.random.default_rng(0)
    up, down = drawn.normal(size=(384, 2)) * size, drawn.normal(size=(2, 1536))
    added = {LAYER: LowRank(up.astype(np.float32), down.astype(np.float32))}
    return Fitted(added, {"danger": np.array([0.5, -1.0], dtype=np.float32)})


@pytest.fixture(scope="module")
def encoder() -> TransformerEmbedder:
    return load_embedder()


def test_what_is_kept_is_what_was_fitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.resources.files", lambda _package: tmp_path)
    save_fitted("kept.npz", "tests@1", fitted())

    held = load_fitted("kept.npz", "tests@1")

    assert held is not None
    assert held.added[LAYER].up @ held.added[LAYER].down == pytest.approx(
        fitted().added[LAYER].up @ fitted().added[LAYER].down, abs=1e-2
    )
    assert held.readings["danger"].tolist() == [0.5, -1.0]


def test_what_is_fitted_to_another_model_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.resources.files", lambda _package: tmp_path)
    save_fitted("kept.npz", "tests@1", fitted())

    assert load_fitted("kept.npz", "others@1") is None


def test_the_altered_encoder_reads_otherwise_and_the_first_as_before(encoder: TransformerEmbedder) -> None:
    before = encoder.encode([TEXT])

    changed = altered(encoder, fitted()).encode([TEXT])

    assert encoder.encode([TEXT]) == pytest.approx(before)
    assert float((changed @ before.T)[0, 0]) < 0.99
    assert float(np.linalg.norm(changed)) == pytest.approx(1, abs=1e-5)


def test_nothing_added_changes_nothing(encoder: TransformerEmbedder) -> None:
    unchanged = altered(encoder, fitted(size=0.0))

    assert unchanged.encode([TEXT]) == pytest.approx(encoder.encode([TEXT]), abs=1e-6)


def test_the_first_layers_alone_read_otherwise(encoder: TransformerEmbedder) -> None:
    first = altered(encoder, Fitted({}), layers=3).encode([TEXT])

    assert float((first @ encoder.encode([TEXT]).T)[0, 0]) < 0.9


def test_an_encoder_that_askers_share_is_altered_within(encoder: TransformerEmbedder) -> None:
    joining = altered(JoiningEmbedder(encoder, lanes=1), fitted())

    assert isinstance(joining, JoiningEmbedder)
    (shared,) = joining.encode_tokens([TEXT])
    (alone,) = altered(encoder, fitted()).encode_tokens([TEXT])
    assert shared.vector == pytest.approx(alone.vector, abs=1e-6)


def test_an_encoder_without_weights_stays_as_it_is() -> None:
    words = WordEncoder()
    joining = JoiningEmbedder(words, lanes=1)

    assert altered(words, fitted()) is words
    assert altered(joining, fitted()) is joining
