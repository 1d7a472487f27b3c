"""Askers who come together share a pass of the model, and each gets the vectors of their own texts."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore

import numpy as np
import pytest

from assistant.joining import MOST_TEXTS, Group, JoiningEmbedder
from ingest.embed import Embedded
from tests.encoder import WordEncoder


class SlowEncoder(WordEncoder):
    """Its first pass waits until it is let go; `passes` are the texts of each."""

    def __init__(self) -> None:
        super().__init__()
        self.started, self.let_go = Event(), Event()
        self.passes: list[list[str]] = []

    def encode_tokens(self, texts: Sequence[str]) -> list[Embedded]:
        self.passes.append(list(texts))
        self.started.set()
        assert self.let_go.wait(10)
        return super().encode_tokens(texts)


class CountingEmbedder(JoiningEmbedder):
    """Lets go of one of `joined` for each text that has its place in a pass."""

    joined: Semaphore

    def _joined(self, texts: Sequence[str]) -> tuple[Group, int]:
        placed = super()._joined(texts)
        self.joined.release()
        return placed


class BrokenEncoder(WordEncoder):
    def encode_tokens(self, texts: Sequence[str]) -> list[Embedded]:
        raise ValueError(f"no pass for {len(texts)} texts")


def asked_while_busy(slow: SlowEncoder, texts: Sequence[str]) -> list[list[Embedded]]:
    """What each text is given that is asked for while the one lane is taken."""
    joining = CountingEmbedder(slow, lanes=1)
    joining.joined = Semaphore(0)
    with ThreadPoolExecutor(len(texts) + 1) as askers:
        first = askers.submit(joining.encode_tokens, ["first"])
        assert slow.started.wait(10)
        later = [askers.submit(joining.encode_tokens, [text]) for text in texts]
        assert all(joining.joined.acquire(timeout=10) for _ in ("first", *texts))
        slow.let_go.set()
        assert len(first.result(10)) == 1
        return [one.result(10) for one in later]


def test_texts_that_arrive_while_the_model_works_go_through_it_together() -> None:
    slow = SlowEncoder()

    asked_while_busy(slow, ["consent", "records", "referral"])

    assert [len(texts) for texts in slow.passes] == [1, 3]


def test_each_asker_gets_the_vectors_of_their_own_texts() -> None:
    texts = [f"word{number}" for number in range(7)]

    given = asked_while_busy(SlowEncoder(), texts)

    alone = WordEncoder().encode(texts)
    assert np.allclose(np.stack([one.vector for (one,) in given]), alone)


def test_a_pass_takes_only_so_many_texts() -> None:
    slow = SlowEncoder()

    asked_while_busy(slow, [f"word{number}" for number in range(MOST_TEXTS + 2)])

    assert [len(texts) for texts in slow.passes] == [1, MOST_TEXTS, 2]


def test_what_goes_wrong_in_a_pass_reaches_who_asked() -> None:
    with pytest.raises(ValueError, match="no pass for 1 texts"):
        JoiningEmbedder(BrokenEncoder(), lanes=2).encode_tokens(["consent"])
