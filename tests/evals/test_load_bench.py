"""Load is measured with questions that nothing can remember, and an answer that fails is an error."""

from __future__ import annotations

import asyncio
from itertools import islice

import httpx
import pytest

from evals.bench.load import Seen, _ask, questions


def test_no_question_comes_twice() -> None:
    asked = list(islice(questions(), 500))

    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize(("status", "answers", "errors"), [(201, 1, 0), (503, 0, 1), (500, 0, 1)])
def test_what_is_not_answered_is_an_error(status: int, answers: int, errors: int) -> None:
    async def asked() -> Seen:
        seen, transport = Seen(), httpx.MockTransport(lambda _: httpx.Response(status))
        async with httpx.AsyncClient(base_url="http://127.0.0.1", transport=transport) as client:
            await _ask(client, "q", seen)
        return seen

    seen = asyncio.run(asked())

    assert (len(seen.answers_s), seen.errors) == (answers, errors)


def test_a_percentile_is_in_milliseconds() -> None:
    assert Seen([0.1, 0.2, 0.3]).percentile_ms(50) == pytest.approx(200)
