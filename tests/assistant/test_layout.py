"""How an answer is laid out, and its Markdown."""

from __future__ import annotations

import pytest

from assistant.channels.layout import Laid, lay_out
from assistant.channels.markdown import answer_markdown
from assistant.models import Answer, Citation, Layer, Part, Status
from tests.fakes import ANSWERS, CONSENT, KEEPING, OTHER, PARTNERSHIPS, RECORD, SHAPED, quote_of


def answer_with(**changes: object) -> Answer:
    return ANSWERS[Status.ANSWERED].model_copy(update={"points": (), "partnership": None, **changes})


def headings(laid: Laid) -> list[str]:
    return [column.heading for column in laid.columns]


def test_each_of_several_questions_has_its_own_share() -> None:
    first, second = lay_out(SHAPED, PARTNERSHIPS).questions

    assert (first.question, second.question) == SHAPED.questions
    assert [said.whose for said in first.direct] == ["National"]
    assert headings(first) == ["What national guidance says", "What Exampleshire says", "What Otherton says"]
    assert [group.part for group in first.groups] == [Part.EXCEPTION]
    assert [(group.part, group.said[0].whose) for group in second.groups] == [
        (Part.RECORD, "Exampleshire"),
        (Part.WHO, "Otherton"),
        (Part.FURTHER, "National"),
    ]


def test_a_question_that_nothing_answers_is_empty() -> None:
    answer = SHAPED.model_copy(update={"points": SHAPED.points[:1]})

    assert [laid.empty for laid in lay_out(answer, PARTNERSHIPS).questions] == [False, True]


def test_one_question_stands_without_a_heading() -> None:
    (laid,) = lay_out(ANSWERS[Status.ANSWERED], PARTNERSHIPS).questions

    assert laid.question is None
    assert headings(laid) == ["What national guidance says", "What Exampleshire says"]


@pytest.mark.parametrize(
    ("points", "places", "columns"),
    [
        ((CONSENT,), ("exampleshire", None), [("What Exampleshire says", "Silent.")]),
        ((CONSENT,), (None, None), [("What local protocols say", "Silent.")]),
        ((CONSENT,), ("gone", None), [("What local protocols say", "Silent.")]),
        (
            (OTHER,),
            ("exampleshire", "otherton"),
            [("What Otherton says", None), ("What Exampleshire says", "Silent.")],
        ),
        (
            (RECORD,),
            ("exampleshire", None),
            [("What Exampleshire says", None), ("What local protocols say", "Silent.")],
        ),
    ],
)
def test_a_note_stands_in_the_column_of_whoever_is_silent(
    points: tuple[Citation, ...], places: tuple[str | None, str | None], columns: list[tuple[str, str | None]]
) -> None:
    quotes = tuple(quote_of(one).model_copy(update={"partnership": one.partnership}) for one in points)
    answer = answer_with(
        points=quotes, partnership=places[0], other_partnership=places[1], local_note="Silent."
    )
    (laid,) = lay_out(answer, PARTNERSHIPS).questions

    local = [(one.heading, one.note) for one in laid.columns if one.layer is Layer.LOCAL]
    assert local == columns


def test_the_note_of_several_questions_belongs_to_none_of_them() -> None:
    layout = lay_out(SHAPED.model_copy(update={"local_note": "Silent."}), PARTNERSHIPS)

    assert layout.note == "Silent."
    assert [column.note for laid in layout.questions for column in laid.columns] == [None] * 3


def test_markdown_holds_every_point_with_its_numbers_and_every_citation() -> None:
    text = answer_markdown(SHAPED, PARTNERSHIPS)

    for point in SHAPED.points:
        assert f"> “{point.text}” [{point.citations[0]}]" in text
    for citation in SHAPED.citations:
        assert f"{citation.number}. {citation.title}, {citation.anchor}" in text


def test_markdown_says_danger_first_and_no_line_of_a_quote_can_begin_a_heading() -> None:
    odd = KEEPING.model_copy(update={"quote": "one\n# two"})
    text = answer_markdown(
        answer_with(urgent=ANSWERS[Status.ANSWERED].urgent, points=(quote_of(odd),)), PARTNERSHIPS
    )

    assert text.index("Ring 999 now") < text.index("one # two")
