"""Compressed token vectors keep the cosines of the vectors they stand for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ingest.compress import SCALE, Compression, fit_compression, load_compression
from ingest.embed import Vectors

DIMENSIONS = 48


def tokens(count: int, rank: int = DIMENSIONS, seed: int = 7) -> Vectors:
    """Vectors of length 1 around a common direction, as encoders give, spanning `rank` dimensions."""
    random = np.random.default_rng(seed)
    spread = random.normal(size=(count, rank)) @ np.linalg.qr(random.normal(size=(DIMENSIONS, rank)))[0].T
    vectors = spread + 2.0 * spread[0]
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def cosines(vectors: Vectors) -> Vectors:
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(units @ units.T, dtype=np.float32)


def compressed_cosines(compression: Compression, vectors: Vectors) -> Vectors:
    small = compression.compress(vectors).astype(np.float32)
    return np.asarray(small @ small.T / SCALE**2, dtype=np.float32)


@pytest.mark.parametrize(
    ("rank", "kept"),
    [
        pytest.param(DIMENSIONS, DIMENSIONS, id="every dimension kept"),
        pytest.param(12, 12, id="the dimensions that matter kept"),
        pytest.param(12, 30, id="more kept than matter"),
    ],
)
def test_products_of_bytes_are_the_centred_vectors_cosines(rank: int, kept: int) -> None:
    vectors = tokens(200, rank)
    compression = fit_compression([vectors], kept)
    error = np.abs(compressed_cosines(compression, vectors) - cosines(vectors - vectors.mean(axis=0)))
    # Each of the `kept` numbers is rounded to a 127th, so this is the most that two vectors can be off.
    assert error.max() < np.sqrt(kept) / SCALE
    assert error.mean() < 0.01


def test_texts_fitted_apart_or_together_give_the_same_axes() -> None:
    vectors = tokens(90)
    together, apart = fit_compression([vectors], 16), fit_compression(np.split(vectors, 3), 16)
    assert np.allclose(together.axes, apart.axes, atol=1e-5)


def test_keeping_more_dimensions_brings_the_cosines_nearer() -> None:
    vectors = tokens(200)
    true = cosines(vectors - vectors.mean(axis=0))
    errors = [
        np.abs(compressed_cosines(fit_compression([vectors], kept), vectors) - true).mean()
        for kept in (8, 24, 48)
    ]
    assert errors == sorted(errors, reverse=True)
    assert errors[0] > 5 * errors[-1]


def test_a_token_becomes_one_byte_a_dimension() -> None:
    small = fit_compression([tokens(50)], 16).compress(tokens(9, seed=1))
    assert small.dtype == np.int8
    assert small.shape == (9, 16)


def test_an_encoder_with_fewer_dimensions_than_asked_for_keeps_them_all() -> None:
    assert fit_compression([tokens(10)], 1000).axes.shape == (DIMENSIONS, DIMENSIONS)


def test_a_token_that_says_nothing_is_all_zero() -> None:
    compression = fit_compression([tokens(50)], 16)
    assert not compression.compress(compression.mean[None]).any()


def test_no_token_gives_no_row() -> None:
    compression = fit_compression([tokens(50)], 16)
    assert compression.compress(np.zeros((0, DIMENSIONS), dtype=np.float32)).shape == (0, 16)


@pytest.mark.parametrize("texts", [0, 1, 31, 32, 33, 70])
def test_several_texts_at_once_give_the_bytes_that_each_gives_alone(texts: int) -> None:
    compression = fit_compression([tokens(50)], 16)
    each = [tokens(number % 5, seed=number) if number % 5 else tokens(1)[:0] for number in range(texts)]
    found = list(compression.compress_each(each))
    assert len(found) == texts
    for one, expected in zip(found, map(compression.compress, each), strict=True):
        assert np.array_equal(one, expected)


def test_a_saved_compression_gives_the_same_bytes(tmp_path: Path) -> None:
    compression = fit_compression([tokens(50)], 16)
    compression.save(tmp_path / "compression.npz")
    loaded = load_compression(tmp_path / "compression.npz")
    assert np.array_equal(loaded.compress(tokens(9)), compression.compress(tokens(9)))
