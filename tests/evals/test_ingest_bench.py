"""The benchmark of builds: its documents, its encoder, and what it reports."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from evals.bench.apart import Apart, apart
from evals.bench.fast_encoder import DIMENSIONS, FastEncoder
from evals.bench.generated import FEWEST_WORDS, MOST_WORDS, document_text, write_documents
from evals.bench.ingest import EncoderName, Size, Timed, measure_size, report_of
from ingest.parse import parse_file
from ingest.report import BuildReport
from ingest.sections import sections_of

LONGEST_SECTION_WORDS = 420


def test_documents_are_as_long_as_real_ones_and_have_headings() -> None:
    lengths = [len(document_text(number, seed=1).split()) for number in range(40)]
    assert min(lengths) >= FEWEST_WORDS
    assert max(lengths) <= MOST_WORDS + LONGEST_SECTION_WORDS
    assert max(lengths) - min(lengths) > (MOST_WORDS - FEWEST_WORDS) / 2
    assert all(len(re.findall(r"^## ", document_text(number, 1), re.MULTILINE)) >= 2 for number in range(40))


def test_the_same_seed_writes_the_same_documents_and_another_seed_others(tmp_path: Path) -> None:
    for name, count, seed in (("a", 3, 1), ("b", 2, 1), ("c", 2, 2)):
        write_documents(tmp_path / name, count, seed)
    first, again, other = (
        [file.read_text(encoding="utf-8") for file in sorted((tmp_path / name).iterdir())[:2]]
        for name in "abc"
    )
    assert first == again
    assert not set(first) & set(other)
    assert len(list((tmp_path / "a").iterdir())) == 3


def test_documents_are_read_as_sections_of_whole_sentences(tmp_path: Path) -> None:
    write_documents(tmp_path / "docs", 1)
    sections = sections_of(parse_file(tmp_path / "docs" / "guide-000000.md"), "guide")
    sentences = [span.of(one.text) for one in sections for span in one.sentences]
    assert len(sections) >= 2
    assert all(re.fullmatch(r"[A-Z][^.!?{}]+\.", sentence) for sentence in sentences)


def test_the_fast_encoder_gives_vectors_like_the_real_ones() -> None:
    texts = ["Record the reasons.", "", "Record the reasons"]
    embedded = FastEncoder().encode_tokens(texts)
    vectors = FastEncoder().encode(texts)
    assert [one.tokens.shape for one in embedded] == [(3, DIMENSIONS), (1, DIMENSIONS), (3, DIMENSIONS)]
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose([one.vector for one in embedded], vectors)
    assert vectors[0] @ vectors[2] == pytest.approx(1)
    assert abs(vectors[0] @ vectors[1]) < 0.3


def test_a_call_apart_gives_its_result_and_the_memory_it_took() -> None:
    small, large = apart(np.ones, 1), apart(np.ones, 2**23)
    assert large.result.shape == (2**23,)
    assert large.peak_mib - small.peak_mib == pytest.approx(64, abs=8)


def here(act: Callable[..., object], *args: object) -> Apart[object]:
    return Apart(act(*args), peak_mib=1.0)


def test_a_size_is_built_encoded_bare_and_built_again() -> None:
    size = measure_size(2, EncoderName.FAST, quiet=True, run=here)
    full, again = size.full.result, size.again.result
    assert full.report.documents == size.documents == 2
    assert full.report.embedded == size.chunks > 2
    assert not again.report.written
    assert 0 < again.seconds < full.seconds
    assert 0 < size.bare_s < full.seconds
    assert size.index_bytes > 1000 * size.chunks


def size_of(documents: int, build_s: float, peak_mib: float) -> Size:
    """Twenty chunks a document; the bare encoder takes nine tenths of the build, building again a second."""
    report = BuildReport(generation=1, written=True, documents=documents, failed=())
    return Size(
        documents=documents,
        chunks=20 * documents,
        full=Apart(Timed(report, build_s), peak_mib),
        again=Apart(Timed(report, 1.0), 100.0),
        bare_s=0.9 * build_s,
        index_bytes=20 * documents * 10 * 1024,
    )


@pytest.mark.parametrize(
    ("encoder", "targets"),
    [
        (
            EncoderName.REAL,
            {
                "build_to_encoder_throughput": "0.900 >= 0.85 met",
                "unchanged_to_full_build": "0.010 <= 0.02 met",
            },
        ),
        (EncoderName.FAST, {"unchanged_to_full_build": "0.010 <= 0.02 met"}),
    ],
)
def test_the_report_shows_both_sizes_and_judges_what_the_encoder_can_show(
    encoder: EncoderName, targets: dict[str, str]
) -> None:
    report = report_of(size_of(100, 25.0, 300.0), size_of(400, 100.0, 306.0), encoder)
    assert report["targets"] == targets
    assert report["peak_growth_kib_per_chunk"] == pytest.approx(6 * 1024 / 6000, abs=0.01)
    assert report["400 documents"] == {
        "chunks": 8000,
        "build_s": 100.0,
        "encoder_s": 90.0,
        "unchanged_s": 1.0,
        "peak_mib": 306,
        "unchanged_peak_mib": 100,
        "index_kib_per_chunk": 10.0,
    }
