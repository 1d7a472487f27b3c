"""The texts given to a language model, one file each."""

from __future__ import annotations

from importlib.resources import files


def read_prompt(name: str) -> str:
    """The text of `name`.txt in this folder."""
    return files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8").strip()
