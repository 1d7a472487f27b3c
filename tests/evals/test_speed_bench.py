from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from evals.bench.recording import RecordingEmbedder
from evals.bench.speed import Target, default_docs
from evals.settings import EvalSettings
from ingest.embed import Embedded, Vectors


class LengthEmbedder:
    model_id = "length"

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.array([[len(text)] for text in texts], dtype=np.float32)

    def encode_tokens(self, texts: Sequence[str]) -> list[Embedded]:
        return [Embedded(vector, vector[None]) for vector in self.encode(texts)]


@pytest.mark.parametrize(
    ("target", "text"),
    [
        (Target(8.0, 8), "<= 8 met"),
        (Target(8.1, 8), "<= 8 MISSED"),
        (Target(0.85, 0.85, at_least=True), ">= 0.85 met"),
        (Target(0.84, 0.85, at_least=True), ">= 0.85 MISSED"),
    ],
)
def test_a_target_says_whether_it_is_met(target: Target, text: str) -> None:
    assert target.as_text() == text


def test_every_text_is_remembered_and_encoded_as_before() -> None:
    recording = RecordingEmbedder(LengthEmbedder())

    vectors = recording.encode(["one"])
    embedded = recording.encode_tokens(["two", "three"])

    assert recording.texts == ["one", "two", "three"]
    assert recording.model_id == "length"
    assert vectors.tolist() == [[3]]
    assert [one.vector.tolist() for one in embedded] == [[3], [5]]


def test_speed_is_measured_over_the_projects_own_documents_where_there_are_no_others(tmp_path: Path) -> None:
    assert default_docs(EvalSettings(docs_dir=tmp_path)) == tmp_path
    assert default_docs(EvalSettings(docs_dir=tmp_path / "none")) == Path("guidance_docs")
