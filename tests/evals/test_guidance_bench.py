from assistant.models import Status
from evals.bench.dataset import Gold, GoldQuestion, Kind
from evals.bench.guidance import measure
from tests.evals.fakes import URGENT, answer, passage, subject

QUOTE = "consent is not always needed"
FOUR_HUNDRED_WORDS = "word " * 400


def case(question: str, kind: Kind = Kind.ANSWERABLE, turns: tuple[str, ...] = ()) -> GoldQuestion:
    gold = (Gold(doc="guide.md", quote=QUOTE),) if kind is Kind.ANSWERABLE else ()
    return GoldQuestion(id=question, question=question, kind=kind, turns=turns, gold=gold)


def test_recall_rises_with_the_words_read_and_answers_count_what_they_show() -> None:
    first, later = passage(f"Yes: {QUOTE}."), passage(FOUR_HUNDRED_WORDS)
    report = measure(
        [case("found at once and shown"), case("found later"), case("shown only"), case("lost")],
        subject(
            {"found at once and shown": (first, later), "found later": (later, first), "lost": (later,)},
            {
                "found at once and shown": answer(Status.ANSWERED, ["Also.", f"Indeed {QUOTE}"]),
                "found later": answer(Status.PARTIAL, ["something else"]),
                "shown only": answer(Status.ANSWERED, [QUOTE]),
                "lost": answer(Status.NOT_COVERED),
            },
        ),
    )

    assert report["answerable"] == 4
    assert report["recall@300w"] == 0.25
    assert report["recall@800w"] == 0.5
    assert report["recall@1500w"] == 0.5
    assert report["answer_recall"] == 0.5
    assert report["answer_recall_given_800w"] == 0.5


def test_a_quote_split_over_two_citations_is_not_shown() -> None:
    halves = answer(Status.ANSWERED, ["consent is not", "always needed"])

    assert measure([case("q")], subject({}, {"q": halves}))["answer_recall"] == 0


def test_nothing_found_leaves_no_share_to_give() -> None:
    report = measure([case("q")], subject({}, {"q": answer(Status.NOT_COVERED)}))

    assert report["answer_recall_given_800w"] is None


def test_each_kind_counts_its_statuses_and_urgent_blocks() -> None:
    report = measure(
        [case("answer me"), case("knife", Kind.URGENT), case("meal plan", Kind.OUT_OF_SCOPE)],
        subject(
            {},
            {
                "answer me": answer(Status.ANSWERED, [QUOTE]),
                "knife": answer(Status.ANSWERED, urgent=URGENT),
                "meal plan": answer(Status.OUT_OF_SCOPE),
            },
        ),
    )

    assert report["kinds"] == {
        "answerable": {"answered": 1, "urgent_block": 0},
        "out_of_scope": {"out_of_scope": 1, "urgent_block": 0},
        "urgent": {"answered": 1, "urgent_block": 1},
    }


def test_a_case_that_needs_earlier_turns_is_left_out() -> None:
    cases = [case("answer me"), case("and then?", Kind.FOLLOWUP, turns=("before",))]

    report = measure(cases, subject({}, {"answer me": answer(Status.ANSWERED)}))

    assert "followup" not in report["kinds"]  # type: ignore[operator]


def test_times_are_given_for_retrieval_the_answer_and_the_encoder() -> None:
    report = measure([case("q")], subject({}, {"q": answer(Status.NOT_COVERED)}))

    assert {"p50_ms", "p95_ms", "ask_p50_ms", "ask_p95_ms", "embed_p50_ms", "ask_to_embed"} <= set(report)
