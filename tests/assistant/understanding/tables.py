"""Tables of messages and what is to be understood of them.

`worked` rows were at hand while the rules were made, `held_out` and `later` rows were first run against
finished rules.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def rows(name: str) -> list[Any]:
    file = Path(__file__).parent / "examples" / f"{name}.yaml"
    parts = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [tuple(row) for part in parts.values() for row in part]
