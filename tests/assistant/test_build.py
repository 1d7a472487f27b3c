"""What the first asker does not wait for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.build import rehearse
from assistant.compose.base import Composer, Material
from assistant.models import Draft
from assistant.pipeline import Assistant
from assistant.verification.check import Verdict


class NeverAsked:
    """A composer whose language model is not to be asked before anyone asks."""

    name = "generate"

    def compose(self, material: Material) -> tuple[Draft, ...]:
        raise AssertionError(material.question)


@pytest.mark.parametrize("composer", [NeverAsked(), None])
def test_what_checks_a_language_model_is_loaded_beforehand_where_there_is_one(
    assistant: Assistant, composer: Composer | None
) -> None:
    checked: list[str] = []

    def check(statement: str, quotes: Sequence[str]) -> Verdict:
        checked.extend([statement, *quotes])
        return Verdict(True)

    parts = assistant._parts

    rehearse(replace(parts, checked=check, finder=replace(parts.finder, composer=composer)))

    assert bool(checked) is (composer is not None)
