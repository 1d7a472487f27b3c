"""What people see, by name, as the snapshots hold it: `python -m tests.assistant.slack.shown` writes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.channels.slack import modals
from assistant.channels.slack.answer_view import Reader, answer_messages, private_note
from assistant.channels.slack.elements import Message
from assistant.channels.slack.home import HomeView, Person, help_blocks, home_view
from assistant.channels.slack.rules import ChannelRules, Shown
from assistant.models import Answer, Layer, Part, PointKind, Status
from assistant.store.conversations import Conversation
from tests.assistant.slack.stub import Json
from tests.fakes import ANSWERS, CONSENT, NOW, PARTNERSHIPS, RECORD, TEXTS, quote_of

FOLDER = Path(__file__).parent / "snapshots"
KNOWN = {one.id: one for one in PARTNERSHIPS}
IN_CHANNEL = Reader(KNOWN, may_share=True)
FOR_ALL = Reader(KNOWN, public=True)


def two_questions() -> Answer:
    """Two questions, each part of an answer, and protocols of two partnerships."""
    direct = quote_of(CONSENT).model_copy(update={"part": Part.DIRECT})
    stated = direct.model_copy(
        update={
            "kind": PointKind.STATEMENT,
            "part": Part.EXCEPTION,
            "text": "Consent is not needed where a child may be at risk.",
        }
    )
    local = quote_of(RECORD).model_copy(
        update={"part": Part.RECORD, "question": 1, "partnership": "exampleshire"}
    )
    other = local.model_copy(update={"part": Part.WHO, "partnership": "otherton", "layer": Layer.LOCAL})
    further = quote_of(CONSENT).model_copy(update={"part": Part.FURTHER, "question": 1})
    return ANSWERS[Status.ANSWERED].model_copy(
        update={
            "urgent": None,
            "questions": ("Do I need consent to share?", "What do I record about [name]?"),
            "points": (direct, stated, local, other, further),
            "other_partnership": "otherton",
        }
    )


def clarify() -> Answer:
    choices = ("Is it about a child?", "Is it about an adult?")
    return ANSWERS[Status.CLARIFY].model_copy(update={"choices": choices})


def _messages(messages: tuple[Message, ...]) -> list[Json]:
    return [{"text": message.text, "blocks": list(message.blocks)} for message in messages]


def _answer(answer: Answer, reader: Reader) -> Callable[[], list[Json]]:
    return lambda: _messages(answer_messages(answer, reader))


def _home() -> list[Json]:
    asked = Conversation("c1", "o1", "What does the guidance say about [name]?", NOW, NOW, 2)
    person = Person("gp", "exampleshire")
    return [home_view(HomeView(person, PARTNERSHIPS, (asked,), 90, "https://guidance.example"))]


def _private_note() -> list[Json]:
    note = private_note(ANSWERS[Status.ANSWERED])
    assert note
    return _messages((note,))


def _settings() -> list[Json]:
    rules = ChannelRules(partnership="otherton", answers=Shown.PUBLIC, people=("U1",), groups=("S1",))
    return [modals.settings_modal("C0CHANNEL", rules, PARTNERSHIPS)]


SHOWN: Mapping[str, Callable[[], list[Json]]] = {
    "answered-in-channel": _answer(ANSWERS[Status.ANSWERED], IN_CHANNEL),
    "answered-for-all": _answer(ANSWERS[Status.ANSWERED], FOR_ALL),
    "partial": _answer(ANSWERS[Status.PARTIAL], IN_CHANNEL),
    "not-covered": _answer(ANSWERS[Status.NOT_COVERED], IN_CHANNEL),
    "declined": _answer(ANSWERS[Status.DECLINED], IN_CHANNEL),
    "clarify": _answer(clarify(), IN_CHANNEL),
    "two-questions": _answer(two_questions(), IN_CHANNEL),
    "two-questions-for-all": _answer(two_questions(), FOR_ALL),
    "private-note": _private_note,
    "extract": lambda: [modals.extract_modal(CONSENT, TEXTS[CONSENT.source_id][1].text)],
    "reason": lambda: [modals.reason_modal("answered")],
    "settings": _settings,
    "home": _home,
    "help": lambda: [{"blocks": list(help_blocks())}],
}


def written(name: str) -> str:
    return json.dumps(SHOWN[name](), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in SHOWN:
        (FOLDER / f"{each}.json").write_text(written(each), encoding="utf-8")
