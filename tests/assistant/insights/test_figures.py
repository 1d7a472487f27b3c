"""Figures say what was asked without telling of anyone, and nothing of another partnership."""

from __future__ import annotations

from datetime import timedelta

from assistant.insights.figures import Figures, Viewed, figures
from assistant.insights.tables import Row, Table, as_csv
from assistant.models import Status
from assistant.store.counting import FactStore, Period, Selection
from assistant.store.feedback import Feedback, FeedbackStore
from tests.assistant.insights.conftest import Kept
from tests.fakes import ANSWERS, NOW, PARTNERSHIPS, RECORDING, SECRET, SHARING, SHARING_2024, TODAY

PERIOD = Period.around(TODAY - timedelta(weeks=2), TODAY)
VIEWED = Viewed(("exampleshire", "national"), PARTNERSHIPS, (SHARING, SHARING_2024, RECORDING))


def seen(kept: Kept, scope: str = "exampleshire") -> Figures:
    return figures(FactStore(kept.engine), Selection(scope, PERIOD), VIEWED)


def rows_of(found: Figures, table_id: str) -> dict[str, tuple[int | None, ...]]:
    table = found.table(table_id)
    assert table, table_id
    return {row.label: row.counts for row in table.rows}


def test_of_fewer_than_five_questions_nothing_is_told(kept: Kept) -> None:
    kept.add(4)
    found = seen(kept)

    assert found.questions is None
    assert [table.id for table in found.tables] == ["partnerships"]
    assert rows_of(found, "partnerships")["Exampleshire"] == (None,) * 8


def test_where_nobody_asked_that_is_said(kept: Kept) -> None:
    assert seen(kept).questions == 0


def test_weeks_without_a_question_are_there_too(kept: Kept) -> None:
    kept.add(12)
    kept.add(6, created_at=NOW - timedelta(weeks=2))

    assert rows_of(seen(kept), "weeks") == {
        "19 October 2026": (6,),
        "26 October 2026": (0,),
        "2 November 2026": (12,),
    }


def test_a_small_ending_is_withheld_with_the_next_smallest(kept: Kept) -> None:
    kept.add(30)
    kept.add(8, Status.OUT_OF_SCOPE)
    kept.add(2, Status.DECLINED)
    shown = rows_of(seen(kept), "statuses")

    assert shown["Answered"] == (30,)
    assert shown["Out of scope"] == (None,)
    assert shown["Declined"] == (None,)
    assert shown["Search failed"] == (0,)


def test_the_topics_give_no_withheld_ending_away(kept: Kept) -> None:
    kept.add(30)
    kept.add(8, Status.NOT_COVERED)
    kept.add(2, Status.DECLINED)
    found = seen(kept)

    assert rows_of(found, "topics") == {SHARING.title: (None, 0, None, 38)}
    assert {label for label, counts in rows_of(found, "statuses").items() if counts == (None,)} == {
        "Answered",
        "Not covered",
        "Declined",
    }


def test_the_table_of_partnerships_withholds_what_the_table_of_endings_does(kept: Kept) -> None:
    kept.add(30)
    kept.add(8, Status.OUT_OF_SCOPE)
    kept.add(2, Status.DECLINED)
    found = seen(kept, "national")

    assert found.questions == 0
    assert rows_of(found, "partnerships")["Exampleshire"] == (30, 0, 0, None, 0, None, 0, 40)


def test_topics_of_few_questions_are_counted_together(kept: Kept) -> None:
    kept.add(10)
    kept.add(3, Status.NOT_COVERED, related=())
    kept.add(3, Status.NOT_COVERED, citations=ANSWERS[Status.ANSWERED].citations[1:])

    assert rows_of(seen(kept), "topics") == {
        SHARING.title: (10, 0, 0, 10),
        "Other documents": (0, 0, 6, 6),
    }


def test_only_sections_cited_often_are_named(kept: Kept) -> None:
    kept.add(5, citations=ANSWERS[Status.ANSWERED].citations[:1])
    kept.add(4, citations=ANSWERS[Status.ANSWERED].citations[1:])
    found = seen(kept)
    table = found.table("sections")

    assert table
    assert [(row.label, row.detail, row.place, row.counts) for row in table.rows] == [
        ("Consent", SHARING.title, f"{SHARING.id}#section-1", (5,))
    ]


def test_a_source_that_is_never_cited_is_told_from_one_that_seldom_is(kept: Kept) -> None:
    kept.add(5, citations=ANSWERS[Status.ANSWERED].citations[1:])

    assert rows_of(seen(kept), "uncited") == {SHARING.title: (0,)}
    kept.add(1)

    assert rows_of(seen(kept), "uncited") == {SHARING.title: (None,)}
    assert rows_of(seen(kept), "sections") == {"What to record": (6,)}


def test_what_another_partnership_asks_is_in_no_figure(kept: Kept) -> None:
    kept.add(7)
    before = seen(kept), seen(kept, "national")
    kept.add(50, partnership="otherton")

    assert (seen(kept), seen(kept, "national")) == before
    assert "Otherton" not in str(before)


def test_another_partnerships_protocol_is_not_named_as_a_topic(kept: Kept) -> None:
    citation = (
        ANSWERS[Status.ANSWERED]
        .citations[1]
        .model_copy(update={"source_id": SECRET.id, "title": SECRET.title, "partnership": "otherton"})
    )
    kept.add(9, citations=(citation,))

    assert rows_of(seen(kept), "topics") == {"Other documents": (9, 0, 0, 9)}
    assert SECRET.title not in str(seen(kept))


def test_feedback_and_times_and_signs_are_counted(kept: Kept) -> None:
    slow = kept.add(6, timings={"find": 4000.0})
    kept.add(14, timings={"find": 100.0}, urgent=None)
    said = FeedbackStore(kept.engine)
    for one in slow:
        said.save(Feedback(one.id, "asker", useful=False, created_at=NOW))
    found = seen(kept)

    assert rows_of(found, "feedback") == {"Useful": (0,), "Not useful": (6,)}
    assert rows_of(found, "speeds")["3 to 10 seconds"] == (6,)
    assert rows_of(found, "signs")["The danger block was shown"] == (6, 14)
    assert rows_of(found, "roles") == {"Teacher or school staff": (20,)}


def test_a_spreadsheet_runs_nothing_and_is_told_what_is_withheld() -> None:
    table = Table("t", "T", "Label", ("Count",), (Row("=1+1", (None,), "-x"),), detail="Document")

    assert as_csv(table) == "\ufeffLabel,Document,Count\r\n'=1+1,'-x,withheld\r\n"
