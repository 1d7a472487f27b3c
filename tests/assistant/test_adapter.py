"""Questions brought nearer to what answers them: by the adapter of their own model, or not at all."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.adapter import QueryAdapter, load_adapter
from ingest.embed import TransformerEmbedder, load_embedder


@pytest.fixture(scope="module")
def encoder() -> TransformerEmbedder:
    return load_embedder()


def test_what_comes_out_has_length_1_and_is_turned() -> None:
    adapter = QueryAdapter(np.array([[1.0, 1.0], [0.0, 2.0]], dtype=np.float32))

    found = adapter.nearer(np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32))

    assert found == pytest.approx(np.array([[0.5**0.5, 0.5**0.5], [0.0, 1.0]]))


def test_a_model_that_no_adapter_is_fitted_to_goes_without() -> None:
    assert load_adapter("words@1") is None


def test_the_adapter_that_ships_brings_everyday_words_near_the_rule(
    encoder: TransformerEmbedder,
) -> None:
    adapter = load_adapter(encoder.model_id)
    assert adapter is not None
    asked, rule, other = encoder.encode(
        [
            "mum says no, can I still ring social care about the lad",
            "Consent is not needed to refer a child who may be at risk of significant harm.",
            "A controller has to keep a record of its processing activities.",
        ]
    )

    near = adapter.nearer(asked[None])[0]

    assert near @ rule - near @ other > asked @ rule - asked @ other
