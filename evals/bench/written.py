"""What people wrote to fit on and to measure with: the files of `evals/data`, and cases of development."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from evals.case import Case, Split
from evals.errors import DatasetError
from evals.reading import read_cases

Content = TypeVar("Content")


def load_written(name: str, kind: TypeAdapter[Content]) -> Content:
    """Raises DatasetError naming what is wrong with the file."""
    file = resources.files("evals").joinpath("data", name)
    try:
        return kind.validate_python(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise DatasetError(f"{file} cannot be used ({error}); mend it as its first lines say") from error


def development_cases() -> tuple[Case, ...]:
    """Raises DatasetError."""
    written = read_cases(Path(str(resources.files("evals").joinpath("cases")))).cases
    return tuple(case for case in written if case.split is Split.DEVELOPMENT)
