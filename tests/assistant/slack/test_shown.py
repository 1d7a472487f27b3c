"""The blocks people see: as they were last looked at, within Slack's limits, and inert."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from assistant.channels.roles import Role
from assistant.channels.slack import modals
from assistant.channels.slack.answer_view import Reader, answer_messages
from assistant.channels.slack.home import HomeView, Person, home_view
from assistant.channels.slack.markup import as_typed, escaped
from assistant.channels.slack.prompts import MOST_PROMPTS, prompts_for
from assistant.channels.slack.rules import ChannelRules
from assistant.models import Answer, Status
from ingest.models import Contact, Partnership
from tests.assistant.slack.conftest import words_in
from tests.assistant.slack.limits import broken_in_message, broken_in_view
from tests.assistant.slack.picture import page_of
from tests.assistant.slack.shown import FOLDER, KNOWN, SHOWN, two_questions, written
from tests.assistant.slack.stub import BOT, Json
from tests.fakes import ANSWERS, CONSENT, HOSTILE, PARTNERSHIPS, URGENT, quote_of

ANSWERED = ANSWERS[Status.ANSWERED]
TRICKS = "<!channel> <@U1> <https://evil.example|click> *bold* :tada: & https://evil.example `x`"


@pytest.mark.parametrize("name", SHOWN)
def test_what_people_see_is_what_was_last_looked_at(name: str) -> None:
    assert written(name) == (FOLDER / f"{name}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SHOWN)
def test_what_people_see_keeps_to_the_limits_of_slack(name: str) -> None:
    broken = [broken_in_view(one) if "type" in one else broken_in_message(one) for one in SHOWN[name]()]

    assert broken == [[] for _ in broken]


def test_the_picture_of_an_answer_shows_its_words_and_runs_nothing() -> None:
    cited = CONSENT.model_copy(update={"quote": HOSTILE})
    answer = ANSWERED.model_copy(update={"points": (quote_of(cited),), "citations": (cited,)})
    page = page_of(list(answer_messages(answer, Reader(KNOWN, may_share=True))[0].blocks))

    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "Share to channel" in page


def test_no_snapshot_is_left_of_what_is_shown_no_more() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(SHOWN)


def huge(quote: str, times: int) -> Answer:
    """An answer with that many points, each as long as its quote."""
    cited = [
        CONSENT.model_copy(update={"number": number, "quote": quote, "title": "A long title " * 20})
        for number in range(1, times + 1)
    ]
    return ANSWERED.model_copy(
        update={
            "points": tuple(map(quote_of, cited)),
            "citations": tuple(cited),
            "message": "A message. " * 500,
            "urgent": URGENT.model_copy(update={"actions": ("Ring. " * 300,) * 5, "headline": "Now " * 60}),
            "local_note": "A note. " * 400,
            "who_to_ask": (Contact(name="Somebody " * 50, phone="1", when="always " * 300),) * 4,
        }
    )


@pytest.mark.parametrize("reader", [Reader(KNOWN), Reader(KNOWN, public=True), Reader({}, may_share=True)])
@pytest.mark.parametrize(
    ("quote", "times"), [("Short.", 60), ("word " * 2000, 3), ("x" * 7000, 2), ("\n\n".join("ab" * 3000), 1)]
)
def test_a_long_answer_is_split_into_messages_that_lose_no_word(
    reader: Reader, quote: str, times: int
) -> None:
    messages = answer_messages(huge(quote, times), reader)

    sent = [{"text": message.text, "blocks": list(message.blocks)} for message in messages]
    assert [broken_in_message(one) for one in sent] == [[]] * len(sent)
    runs = [run["text"] for one in sent for run in quoted_runs(one)]
    assert "".join(runs) == f"“{quote}”" * times


def quoted_runs(sent: Json) -> Iterator[Json]:
    for block in sent["blocks"]:
        for element in block.get("elements", ()):
            if element["type"] == "rich_text_quote":
                yield from element["elements"]


def test_a_heading_is_never_the_last_of_a_message() -> None:
    for message in answer_messages(huge("word " * 400, 12), Reader(KNOWN)):
        last = message.blocks[-1]
        assert not (last["type"] == "section" and last["text"]["text"].startswith("*"))


@pytest.mark.parametrize("text", ["word " * 9000, "x" * 60_000, "\n" * 9000 + "end"])
def test_an_extract_of_any_length_fits_a_modal(text: str) -> None:
    cited = CONSENT.model_copy(update={"quote": text[:5000], "start": 0, "end": 5000})

    assert broken_in_view(modals.extract_modal(cited, text)) == []


def test_home_and_settings_fit_with_many_partnerships_of_long_names() -> None:
    many = tuple(
        PARTNERSHIPS[0].model_copy(update={"id": f"area-{number}", "name": "A long name " * 20})
        for number in range(150)
    )
    home = home_view(HomeView(Person("gp", "area-3"), many, (), 90))

    assert broken_in_view(home) == []
    assert broken_in_view(modals.settings_modal("C1", ChannelRules(partnership="area-3"), many)) == []


def tricky() -> Answer:
    cited = CONSENT.model_copy(
        update={"quote": TRICKS, "title": TRICKS, "publisher": TRICKS, "url": "https://ok.example/a|b>c"}
    )
    return two_questions().model_copy(
        update={
            "points": (quote_of(cited),),
            "citations": (cited,),
            "message": TRICKS,
            "questions": (TRICKS, "?"),
            "choices": (TRICKS,),
            "who_to_ask": (Contact(name=TRICKS, email="a@b.example"),),
        }
    )


def mrkdwn_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            assert value["verbatim"]
            yield value["text"]
        for part in value.values():
            yield from mrkdwn_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from mrkdwn_in(part)


def test_words_of_documents_and_people_do_nothing_in_slack() -> None:
    messages = answer_messages(tricky(), Reader(KNOWN, may_share=True))
    marked = "\n".join(text for message in messages for text in mrkdwn_in(message.blocks))

    assert "&lt;!channel&gt;" in marked
    assert "<!" not in marked
    assert "<@" not in marked
    assert "<https://evil.example" not in marked
    links = [run["url"] for run in links_in([*(block for one in messages for block in one.blocks)])]
    assert links == ["https://ok.example/a|b>c#para-1-2"]


def links_in(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        if value.get("type") == "link":
            yield value
        for part in value.values():
            yield from links_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from links_in(part)


def test_a_register_entry_that_is_no_web_address_is_no_link() -> None:
    cited = CONSENT.model_copy(update={"url": "javascript:alert(1)"})
    answer = ANSWERED.model_copy(update={"citations": (cited,), "points": (quote_of(cited),)})
    blocks = [block for one in answer_messages(answer, Reader(KNOWN)) for block in one.blocks]

    assert list(links_in(blocks)) == []
    assert "javascript" not in "".join(mrkdwn_in(blocks))


@pytest.mark.parametrize("status", Status)
def test_a_notification_holds_no_words_of_the_case_or_of_a_document(status: Status) -> None:
    for message in answer_messages(ANSWERS[status], Reader(KNOWN)):
        assert ANSWERS[status].question not in message.text
        assert CONSENT.quote not in message.text


def test_what_is_for_everyone_holds_no_question() -> None:
    answer = two_questions()
    shown = words_in([list(one.blocks) for one in answer_messages(answer, Reader(KNOWN, public=True))])

    assert [asked for asked in (answer.question, *answer.questions) if asked in shown] == []


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        (f"<@{BOT}> do I need consent?", "do I need consent?"),
        (f"<@{BOT}|guidance>, <@U0OTHER> asked", "someone asked"),
        ("see <https://x.example/a?b=1&amp;c|this page>", "see this page"),
        ("ring <tel:01632960100|01632 960100> or <mailto:a@b.example>", "ring 01632 960100 or a@b.example"),
        ("in <#C1|team-north> &amp; <!here> &lt;now&gt;", "in team-north & <now>"),
        ("1 &lt; 2 &amp;amp; 3", "1 < 2 &amp; 3"),
    ],
)
def test_a_message_is_read_as_it_was_typed(text: str, typed: str) -> None:
    assert as_typed(text, BOT) == typed


def test_escaped_text_is_read_back_as_it_was() -> None:
    assert as_typed(escaped("a < b && c > d &amp;")) == "a < b && c > d &amp;"


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize("partnership", [*PARTNERSHIPS, None])
def test_the_pane_offers_questions_for_every_role_and_partnership(
    role: Role | None, partnership: Partnership | None
) -> None:
    prompts = prompts_for(role, partnership)

    assert 2 <= len(prompts) <= MOST_PROMPTS
    assert partnership is None or any(partnership.area in one["message"] for one in prompts)
    assert all(len(one["title"]) <= 40 and one["message"].endswith("?") for one in prompts)


def test_a_citation_says_what_kind_of_document_it_is_and_its_version() -> None:
    answer = ANSWERED
    blocks = [block for one in answer_messages(answer, Reader(KNOWN)) for block in one.blocks]
    [cited] = [text for text in mrkdwn_in(blocks) if "[1]" in text]

    assert cited.startswith(f"<{answer.citations[0].url}#para-1-2|[1] Information sharing guidance, para 2>")
    assert cited.endswith(
        "Statutory guidance; Department for Education; September 2026; in effect from 1 September 2026"
    )
