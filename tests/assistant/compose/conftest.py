"""Tracing as an operator's environment may ask for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from langsmith.utils import get_env_var


@pytest.fixture
def tracing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sets a variable that turns tracing on; LangSmith keeps what it has read, so it forgets it after."""

    def turn_on(variable: str) -> None:
        monkeypatch.setenv(variable, "true")
        get_env_var.cache_clear()  # type: ignore[attr-defined]

    yield turn_on
    monkeypatch.undo()
    get_env_var.cache_clear()  # type: ignore[attr-defined]
