"""What a note for the case file says."""

from __future__ import annotations

import pytest

from assistant.models import Answer, Layer, Part, Point, PointKind, Status
from assistant.record.note import (
    BLANKS,
    NO_GUIDANCE,
    Blank,
    Facts,
    Heading,
    Item,
    Note,
    Paragraph,
    Quote,
    record_note,
)
from tests.fakes import ANSWERS, CONSENT, CONSENT_QUOTE, PARTNERSHIPS, RECORD_QUOTE

ANSWERED = ANSWERS[Status.ANSWERED]


def facts_of(note: Note) -> dict[str, str]:
    return {label: value for each in note.elements if isinstance(each, Facts) for label, value in each.rows}


def under(note: Note, heading: str) -> list[str]:
    """The texts between a heading and the next of its level."""
    start = next(
        at for at, each in enumerate(note.elements) if isinstance(each, Heading) and each.text == heading
    )
    texts = []
    for each in note.elements[start + 1 :]:
        if isinstance(each, Heading) and each.level == 1:
            break
        if isinstance(each, Heading | Paragraph | Item | Quote):
            texts.append(each.text)
    return texts


def headings_of(note: Note) -> list[str]:
    return [each.text for each in note.elements if isinstance(each, Heading) and each.level == 1]


def point(text: str, **fields: object) -> Point:
    made = Point(kind=PointKind.QUOTE, layer=Layer.NATIONAL, text=text, citations=(1,))
    return made.model_copy(update=fields)


def test_it_says_who_asked_what_and_when() -> None:
    note = record_note(ANSWERED, PARTNERSHIPS)

    assert facts_of(note) == {
        "Asked on": "2 November 2026 at 09:30 UTC",
        "Role": "Teacher or school staff",
        "Partnership": "Exampleshire",
        "Reference": "answered",
    }
    assert under(note, "Question (personal data removed)") == ["What does the guidance say about [name]?"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"partnership": None}, "none chosen"),
        ({"partnership": "closed-since"}, "closed-since"),
        ({"other_partnership": "otherton"}, "Exampleshire and Otherton"),
    ],
)
def test_it_says_whose_protocols_were_looked_in(fields: dict[str, object], said: str) -> None:
    note = record_note(ANSWERED.model_copy(update=fields), PARTNERSHIPS)

    assert facts_of(note)["Partnership"] == said


def test_each_source_relied_on_stands_with_its_quote_version_dates_and_flags() -> None:
    assert under(record_note(ANSWERED), "Guidance relied on") == [
        "[1] Information sharing guidance, para 2",
        CONSENT_QUOTE,
        "Statutory guidance; Department for Education; version September 2026; "
        "in effect from 1 September 2026; review due by 1 September 2027",
        "https://www.example.gov.uk/information-sharing",
        "[2] Recording policy, What to record",
        RECORD_QUOTE,
        "Local protocol; Exampleshire Safeguarding Children Partnership; version 3.1; "
        "in effect from 1 April 2026; past its review date",
        "https://exampleshire.example/recording.pdf",
    ]


def test_points_stand_by_part_and_say_whose_words_they_are() -> None:
    points = (
        point("Tell the hub.", part=Part.WHO, layer=Layer.LOCAL, partnership="otherton"),
        point("Consent is not needed.", part=Part.DIRECT, kind=PointKind.STATEMENT, citations=(1, 2)),
        point("Unless a court says so.", part=Part.EXCEPTION),
    )
    note = record_note(ANSWERED.model_copy(update={"points": points}), PARTNERSHIPS)

    assert under(note, "Considerations") == [
        "The direct answer",
        "National: Consent is not needed. [1][2]",
        "Exceptions and conditions",
        "National: “Unless a court says so.” [1]",
        "Who to involve",
        "Otherton: “Tell the hub.” [1]",
    ]


def test_several_questions_each_have_their_own_considerations() -> None:
    answer = ANSWERED.model_copy(
        update={
            "questions": ("Do I need consent?", "What do I record?"),
            "points": (point("Record it.", question=1), point("No.", question=0)),
        }
    )

    assert under(record_note(answer), "Considerations") == [
        "On: Do I need consent?",
        "What the guidance says",
        "National: “No.” [1]",
        "On: What do I record?",
        "What the guidance says",
        "National: “Record it.” [1]",
    ]


def test_that_the_local_protocols_are_silent_is_part_of_the_considerations() -> None:
    assert under(record_note(ANSWERS[Status.PARTIAL]), "Considerations")[-1] == (
        "Exampleshire's protocols do not mention this."
    )


def test_urgent_advice_that_was_shown_is_on_the_note() -> None:
    heading = "Advice shown first, as someone may have been in danger"

    assert under(record_note(ANSWERED), heading)[0] == "Ring 999 now if anyone is in immediate danger."
    assert heading not in headings_of(record_note(ANSWERS[Status.PARTIAL]))


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.ANSWERED, Status.PARTIAL}))
def test_a_note_without_an_answer_says_so_plainly(status: Status) -> None:
    answer = ANSWERS[status]
    note = record_note(answer)

    texts = [each.text for each in note.elements if isinstance(each, Paragraph)]
    assert answer.message in texts
    assert NO_GUIDANCE in texts
    assert not {"Considerations", "Guidance relied on"} & set(headings_of(note))


def test_sections_offered_for_reading_are_not_called_guidance_relied_on() -> None:
    texts = under(record_note(ANSWERS[Status.NOT_COVERED]), "The guidance we hold does not cover this")

    assert texts[-1] == "Offered for reading, not as an answer: Information sharing guidance, Recording"


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_every_note_has_blanks_for_the_decision_and_who_made_it(answer: Answer) -> None:
    blanks = tuple(each for each in record_note(answer).elements if isinstance(each, Blank))

    assert blanks == BLANKS
    assert [blank.label for blank in blanks if blank.choices == ("Shared", "Not shared")] == ["Decision"]


def test_the_note_is_made_of_the_redacted_answer_and_of_nothing_else() -> None:
    answer = ANSWERED.model_copy(update={"citations": (CONSENT,), "points": ()})
    said = repr(record_note(answer, PARTNERSHIPS))

    assert "[name]" in said
    assert "Otherton" not in said
