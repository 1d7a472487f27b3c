import pytest

from evals.bench.ranking import ranking_quality
from evals.bench.recall_at_words import recall_at_words, words_before_quote
from evals.metrics.said import fold
from evals.timing import median_ms, p95_ms

TEN_WORDS = "one two three four five six seven eight nine ten"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Call  999:\n\n- NOW!", "call 999 now"),
        ("“Section 47” — enquiries", "section 47 enquiries"),
        ("  ", ""),
    ],
)
def test_folding_leaves_letters_and_digits_in_lower_case(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("quotes", "texts", "read"),
    [
        (["share the information"], ["Share -- the information."], 0),
        (["consent is not needed"], [TEN_WORDS, "x", "Consent is *not* needed."], 11),
        (["absent", "five six"], [TEN_WORDS], 0),
        (["ten one"], [TEN_WORDS, TEN_WORDS], None),
        (["anything"], [], None),
    ],
)
def test_a_quote_is_found_whole_in_one_text_after_the_words_ranked_above_it(
    quotes: list[str], texts: list[str], read: int | None
) -> None:
    assert words_before_quote(quotes, texts) == read


def test_a_text_counts_when_it_starts_within_the_budget() -> None:
    assert recall_at_words([0, 299, 300, None], 300) == 0.5


def test_ndcg_discounts_a_relevant_document_by_its_rank() -> None:
    rankings = {"q1": ["right", "wrong"], "q2": ["wrong", "right"]}
    relevant = {"q1": {"right": 1}, "q2": {"right": 1}}

    quality = ranking_quality(rankings, relevant)

    assert quality["ndcg@10"] == pytest.approx((1 + 0.6309) / 2, abs=1e-4)
    assert quality["recall@10"] == 1


def test_a_query_without_results_counts_as_zero() -> None:
    quality = ranking_quality({"q1": ["right"], "q2": []}, {"q1": {"right": 1}, "q2": {"right": 1}})

    assert quality["ndcg@10"] == 0.5


def test_only_the_first_ten_documents_count_for_ndcg() -> None:
    ranking = [f"wrong{number}" for number in range(10)] + ["right"]

    assert ranking_quality({"q": ranking}, {"q": {"right": 1}})["ndcg@10"] == 0


def test_times_are_reported_in_milliseconds() -> None:
    seconds = [number / 1000 for number in range(1, 101)]

    assert median_ms(seconds) == pytest.approx(50.5)
    assert p95_ms(seconds) == pytest.approx(95)


def test_the_95th_percentile_of_one_sample_is_that_sample() -> None:
    assert p95_ms([0.25]) == 250
