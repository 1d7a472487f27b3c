"""Low-rank changes to the embedding model's weights, as LoRA makes them (Hu et al. 2021, arXiv:2106.09685).

They are kept in the package, each file fitted to one embedding model by a bench of `evals`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.embed import Alterable, Alteration, Embedder, LowRank

MODEL = "model"
UP, DOWN = ".up", ".down"


@dataclass(frozen=True, slots=True)
class Fitted:
    """What is added to the model's weights; `readings` are other arrays that were fitted with it."""

    added: Mapping[str, LowRank]
    readings: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)


def load_fitted(file: str, model: str) -> Fitted | None:
    """None where the file is fitted to another embedding model."""
    with resources.files("assistant").joinpath(file).open("rb") as opened, np.load(opened) as held:
        if str(held[MODEL]) != model:
            return None
        arrays = {name: held[name].astype(np.float32) for name in held.files if name != MODEL}
    names = [name.removesuffix(UP) for name in arrays if name.endswith(UP)]
    added = {name: LowRank(arrays.pop(name + UP), arrays.pop(name + DOWN)) for name in names}
    return Fitted(added, arrays)


def save_fitted(file: str, model: str, fitted: Fitted) -> Path:
    """Into the package itself, from where the assistant reads it."""
    path = Path(str(resources.files("assistant").joinpath(file)))
    ups = {name + UP: one.up for name, one in fitted.added.items()}
    downs = {name + DOWN: one.down for name, one in fitted.added.items()}
    arrays = {name: one.astype(np.float16) for name, one in (ups | downs | dict(fitted.readings)).items()}
    named: dict[str, Any] = {MODEL: np.array(model), **arrays}
    np.savez_compressed(path, **named)
    return path


def altered(embedder: Embedder, fitted: Fitted, layers: int | None = None) -> Embedder:
    """The embedder, or its first layers, with what was fitted added to the weights; it stays as it is."""
    how = Alteration(fitted.added, layers)
    return embedder.altered(how) if isinstance(embedder, Alterable) else embedder
