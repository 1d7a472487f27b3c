"""Small counts are withheld, and what a difference would give away with them."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.insights.suppress import SMALLEST_SHOWN, withheld


def hidden_of(*counts: int) -> set[int]:
    """The places withheld of parts whose total is told."""
    return set(withheld(dict(enumerate(counts)), [range(len(counts))]))


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ((20, 30, 5), set()),
        ((20, 0, 30), set()),
        ((20, 30, 3), {0, 2}),
        ((20, 30, 3, 4), {2, 3}),
        ((20, 30, 1, 1), {0, 2, 3}),
        ((20, 6, 3, 0), {1, 2}),
        ((20, 4, 0), {0, 1}),
        ((4, 0, 0), {0, 1, 2}),
    ],
)
def test_a_small_count_is_withheld_with_what_would_give_it_away(
    counts: tuple[int, ...], hidden: set[int]
) -> None:
    assert hidden_of(*counts) == hidden


def test_a_count_that_is_part_of_no_total_is_withheld_alone() -> None:
    assert withheld({"a": 3, "b": 20}, []) == {"a"}


def test_rows_and_columns_are_both_looked_at() -> None:
    table = {("a", "x"): 2, ("a", "y"): 20, ("b", "x"): 30, ("b", "y"): 40}
    rows = [[(row, column) for column in "xy"] for row in "ab"]
    columns = [[(row, column) for row in "ab"] for column in "xy"]

    assert withheld(table, [*rows, *columns]) == set(table)


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
def test_whoever_knows_the_total_and_all_that_is_shown_cannot_tell_a_small_count(counts: list[int]) -> None:
    hidden = sorted(hidden_of(*counts))
    known = sum(counts) - sum(count for place, count in enumerate(counts) if place not in hidden)
    # noughts are withheld only where everything is
    least = 0 if len(hidden) == len(counts) else 1
    guesses = [guess for guess in product(range(least, known + 1), repeat=len(hidden)) if sum(guess) == known]

    for number, place in enumerate(hidden):
        if counts[place] < SMALLEST_SHOWN and sum(counts) >= SMALLEST_SHOWN:
            assert len({guess[number] for guess in guesses}) >= SMALLEST_SHOWN
