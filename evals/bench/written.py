"""What people wrote to fit on and to measure with: the files of `evals/data`."""

from __future__ import annotations

from importlib import resources
from typing import TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from evals.errors import DatasetError

Content = TypeVar("Content")


def load_written(name: str, kind: TypeAdapter[Content]) -> Content:
    """Raises DatasetError naming what is wrong with the file."""
    file = resources.files("evals").joinpath("data", name)
    try:
        return kind.validate_python(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise DatasetError(f"{file} cannot be used ({error}); mend it as its first lines say") from error
