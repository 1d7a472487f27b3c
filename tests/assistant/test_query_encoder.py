"""The encoder of questions: the one that is fitted to the index's model, or the index's own."""

from __future__ import annotations

from assistant.query_encoder import query_encoder
from ingest.embed import load_embedder
from tests.encoder import WordEncoder


def test_an_index_of_another_model_is_asked_with_its_own_encoder() -> None:
    words = WordEncoder()

    assert query_encoder(words) is words


def test_the_encoder_that_ships_brings_everyday_words_near_the_rule() -> None:
    documents = load_embedder()
    asked = "mum says no, can I still ring social care about the lad"
    rule, other = documents.encode(
        [
            "Consent is not needed to refer a child who may be at risk of significant harm.",
            "A controller has to keep a record of its processing activities.",
        ]
    )

    (before,), (near,) = documents.encode([asked]), query_encoder(documents).encode([asked])

    assert near @ rule - near @ other > before @ rule - before @ other
