"""The lists of wordings of this folder: YAML files that a policy officer can edit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

APOSTROPHES = re.compile(r"['’‘`´]")


def read_wording(name: str) -> Any:
    return yaml.safe_load((files("assistant.understanding") / name).read_text(encoding="utf-8"))


@cache
def one_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the patterns as whole words, in folded text; the longest is tried first."""
    ordered = sorted(patterns, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ordered)})(?!\w)")


def phrases(texts: Iterable[str]) -> tuple[str, ...]:
    """Patterns for plain phrases: any white space or hyphen between the words, a plural or possessive s."""
    return tuple(r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", text))) + "s?" for text in texts)


def fold(text: str) -> str:
    """Lower case without apostrophes: "I'm" and "im" are one."""
    return APOSTROPHES.sub("", text).lower()
