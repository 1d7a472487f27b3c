"""What to ask back when a message is too short to search with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from assistant.understanding.wording import fold, read_wording
from ingest.sources.phrases import WORD

MOST_WORDS = 6


def choices_for(message: str) -> tuple[str, ...]:
    """Two to four full questions the message may mean; none if it can be searched with."""
    words = WORD.findall(fold(message))
    if len(words) > MOST_WORDS:
        return ()
    topics, fillers = _topics()
    whole = " ".join(words)
    return topics.get(whole) or topics.get(_without(whole, fillers), ())


def _without(text: str, fillers: tuple[str, ...]) -> str:
    for filler in fillers:
        text = text.removeprefix(f"{filler} ").removesuffix(f" {filler}")
    return text


@cache
def _topics() -> tuple[Mapping[str, tuple[str, ...]], tuple[str, ...]]:
    entries = read_wording("choices.yaml")
    topics = {bare: tuple(topic["choices"]) for topic in entries["topics"] for bare in topic["bare"]}
    return topics, tuple(sorted(entries["fillers"], key=len, reverse=True))
