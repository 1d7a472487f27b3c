"""A build of a large library: against the bare encoder, its memory at two sizes, and building it again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from evals.bench.apart import Apart, apart
from evals.bench.corpus import corpus_of_folder
from evals.bench.fast_encoder import FastEncoder
from evals.bench.figures import Figures
from evals.bench.generated import write_documents
from evals.bench.speed import Target
from evals.bench.workspace import Place, build_index, throw_away
from evals.timing import timed
from ingest.embed import Embedder
from ingest.engines.base import Texts
from ingest.report import BuildReport
from ingest.stores import batches_of, plan_stores, texts_of
from ingest.workspace import Workspace, open_workspace

SMALLER = 4
KIB = 1024

Run = Callable[..., Apart[Any]]


class EncoderName(StrEnum):
    """The model that serves, or one that costs nothing: then all that is measured is the rest."""

    REAL = "real"
    FAST = "fast"


@dataclass(frozen=True, slots=True)
class Timed:
    report: BuildReport
    seconds: float


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured at one size; `bare_s` is the encoder alone over the same texts."""

    documents: int
    chunks: int
    full: Apart[Timed]
    again: Apart[Timed]
    bare_s: float
    index_bytes: int


def measure(documents: int, encoder: EncoderName, quiet: bool) -> Figures:
    """Builds a quarter of the documents, then all of them, each in a process of its own."""
    few = measure_size(max(1, documents // SMALLER), encoder, quiet)
    many = measure_size(documents, encoder, quiet)
    return report_of(few, many, encoder)


def report_of(few: Size, many: Size, encoder: EncoderName) -> Figures:
    targets = _targets(many, encoder)
    return {
        "cores": os.cpu_count(),
        "load_average": round(os.getloadavg()[0], 1),
        "encoder": encoder.value,
        **{f"{size.documents} documents": _row(size) for size in (few, many)},
        "peak_growth_kib_per_chunk": round(_growth_kib(few, many), 2),
        "targets": {name: f"{target.value:.3f} {target.as_text()}" for name, target in targets.items()},
    }


def measure_size(documents: int, encoder: EncoderName, quiet: bool, run: Run = apart) -> Size:
    with throw_away(partial(_fill, documents)) as place:
        full = run(_build, place, encoder, quiet)
        return Size(
            documents=documents,
            chunks=full.result.report.chunks,
            full=full,
            bare_s=run(_encode, place, encoder).result,
            again=run(_build, place, encoder, quiet),
            index_bytes=_bytes(place.ingest.index_dir),
        )


def _targets(size: Size, encoder: EncoderName) -> dict[str, Target]:
    full_s, again_s = size.full.result.seconds, size.again.result.seconds
    unchanged = {"unchanged_to_full_build": Target(again_s / full_s, 0.02)}
    if encoder is EncoderName.FAST:
        return unchanged
    return {"build_to_encoder_throughput": Target(size.bare_s / full_s, 0.85, at_least=True), **unchanged}


def _row(size: Size) -> Figures:
    return {
        "chunks": size.chunks,
        "build_s": round(size.full.result.seconds, 1),
        "encoder_s": round(size.bare_s, 1),
        "unchanged_s": round(size.again.result.seconds, 2),
        "peak_mib": round(size.full.peak_mib),
        "unchanged_peak_mib": round(size.again.peak_mib),
        "index_kib_per_chunk": round(size.index_bytes / size.chunks / KIB, 2),
    }


def _growth_kib(few: Size, many: Size) -> float:
    """Memory that each further chunk takes at the peak."""
    chunks = max(1, many.chunks - few.chunks)
    return (many.full.peak_mib - few.full.peak_mib) * KIB / chunks


def _fill(documents: int, corpus: Path) -> int:
    generated = corpus.with_name("generated")
    write_documents(generated, documents)
    return corpus_of_folder(generated, corpus)


def _build(place: Place, encoder: EncoderName, quiet: bool) -> Timed:
    return Timed(*timed(build_index, place, _warm(place, encoder), quiet))


def _encode(place: Place, encoder: EncoderName) -> float:
    """Seconds of the bare encoder over what the build gave it, in the same batches."""
    embedder = _warm(place, encoder)
    batches = _batches(open_workspace(place.ingest, embedder))
    return sum(timed(_encode_batch, embedder, texts)[1] for texts in batches)


def _encode_batch(embedder: Embedder, texts: Texts) -> None:
    embedder.encode(texts.chunks)
    embedder.encode([text for each in texts.sentences for text in each])


def _batches(workspace: Workspace) -> Iterator[Texts]:
    held = tuple(workspace.catalogue.head_generation().sources.values())
    for plan in plan_stores(workspace, held):
        yield from map(texts_of, batches_of(workspace, plan))


def _warm(place: Place, encoder: EncoderName) -> Embedder:
    embedder = FastEncoder() if encoder is EncoderName.FAST else place.embedder()
    embedder.encode(["The model is loaded before anything is timed."])
    return embedder


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
