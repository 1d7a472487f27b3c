"""The assistant as far as a caller may use it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from assistant.channels.bounded import WITHHELD, Bounded, opened
from assistant.errors import NotFound, UnknownPartnership
from assistant.identity.caller import CallerRole, local_caller, person
from assistant.models import EVERYWHERE, NOWHERE, Passage, Question, Reach
from ingest.models import Access, Source
from tests.fakes import RECORDING, SECRET, SHAPED, SHARING, FakeAssistant, passage_of, section_of

HERE = Reach(frozenset({"exampleshire"}))
ANA = person("ana", [CallerRole.PRACTITIONER], HERE)
OPEN_SECRET = SECRET.model_copy(update={"id": "otherton-leaflet", "access": Access.PUBLIC})


@dataclass
class WithLeaflet(FakeAssistant):
    """Otherton also holds a leaflet for everybody; what is found is as long as `found` says."""

    found: tuple[Passage, ...] = ()

    def sources(self, partnership: str | None = None) -> tuple[Source, ...]:
        held = super().sources(partnership)
        return (*held, OPEN_SECRET) if partnership == "otherton" else held

    def search(self, text: str, partnership: str | None, most: int) -> tuple[Passage, ...]:  # noqa: ARG002
        return self.found[:most]


def passage(source: Source, number: int) -> Passage:
    return passage_of(section_of(source, number, f"Part {number}", ("Words.",)), source)


@pytest.fixture
def inner() -> WithLeaflet:
    return WithLeaflet()


@pytest.fixture
def ana(inner: WithLeaflet) -> Bounded:
    return Bounded(inner, ANA)


def test_a_question_is_asked_as_the_caller_whoever_it_names(ana: Bounded, inner: WithLeaflet) -> None:
    ana.ask(Question("q", partnership="otherton", owner="bo", reach=EVERYWHERE))

    assert (inner.asked[0].owner, inner.asked[0].reach) == ("ana", HERE)


def test_of_another_partnership_what_is_public_is_listed_and_opened(ana: Bounded) -> None:
    assert OPEN_SECRET in ana.sources("otherton")
    assert SECRET not in ana.sources("otherton")
    assert RECORDING in ana.sources("exampleshire")
    assert ana.sections(OPEN_SECRET.id, "otherton") == ()
    with pytest.raises(NotFound):
        ana.sections(SECRET.id, "otherton")


def test_a_partnership_that_is_not_there_is_said_to_be_none(ana: Bounded) -> None:
    with pytest.raises(UnknownPartnership):
        ana.sections(SECRET.id, "nowhere")


def test_closed_text_does_not_crowd_out_what_may_be_read(ana: Bounded, inner: WithLeaflet) -> None:
    closed = tuple(passage(SECRET, number) for number in range(9))
    inner.found = (*closed, passage(SHARING, 1), passage(OPEN_SECRET, 2), passage(SHARING, 3))

    assert [one.source.id for one in ana.search("q", "otherton", 2)] == [SHARING.id, OPEN_SECRET.id]
    assert len(ana.search("q", "otherton", 50)) == 3


def test_an_answer_is_its_askers_alone(inner: WithLeaflet) -> None:
    inner.scripted = [SHAPED]
    Bounded(inner, person("bo", [CallerRole.ADMIN], EVERYWHERE)).ask(Question("q"))

    for other in (ANA, person("cy", [CallerRole.ADMIN], EVERYWHERE)):
        with pytest.raises(NotFound) as theirs:
            Bounded(inner, other).answer(SHAPED.id)
        assert str(theirs.value).startswith("There is no answer 'shaped'")
    with pytest.raises(NotFound):
        Bounded(inner, ANA).feedback(SHAPED.id, "ana", useful=True)
    with pytest.raises(NotFound):
        Bounded(inner, ANA).forget("talk", "ana")
    assert "talk" in inner.owners


def test_an_answer_that_nobody_owns_is_read_on_its_own_machine_only(inner: WithLeaflet) -> None:
    assert Bounded(inner, local_caller(None)).answer("answered").id == "answered"
    with pytest.raises(NotFound):
        Bounded(inner, ANA).answer("answered")


def test_nobody_acts_for_another(ana: Bounded) -> None:
    assert ana.conversations("bo") == ()
    with pytest.raises(NotFound):
        ana.conversation("talk", "bo")


@pytest.mark.parametrize(
    ("reach", "cited"), [(EVERYWHERE, [1, 2, 3, 4]), (HERE, [1, 2, 4]), (NOWHERE, [1, 4])], ids=str
)
def test_an_answer_is_shown_without_what_its_reader_may_not_read(reach: Reach, cited: list[int]) -> None:
    shown = opened(SHAPED, FakeAssistant(), reach)

    assert [one.number for one in shown.citations] == cited
    assert {number for point in shown.points for number in point.citations} <= set(cited)
    assert ((shown.local_note or "").endswith(WITHHELD)) is (len(cited) < 4)
