"""A scripted assistant over a small corpus of two partnerships, for the tests of channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import pairwise

from assistant.errors import NotFound, QuestionRefused, UnknownPartnership
from assistant.models import (
    Answer,
    Citation,
    Layer,
    Part,
    Passage,
    Point,
    PointKind,
    Question,
    Redacted,
    Redaction,
    Related,
    Removed,
    Status,
    Urgent,
)
from assistant.store.conversations import Conversation
from ingest.models import (
    Access,
    Anchor,
    Authority,
    Chunk,
    Contact,
    Partnership,
    Representation,
    Section,
    Source,
    Span,
)
from ingest.sources.glossary import Glossary, Term

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 2)
HOSTILE = "<script>alert('x')</script>"

CONSENT_QUOTE = "You do not need consent to share information about a child who may be at risk."
RECORD_QUOTE = "Record the decision within one working day."

SHARING = Source(
    id="info-sharing-2026",
    title="Information sharing guidance",
    publisher="Department for Education",
    url="https://www.example.gov.uk/information-sharing",
    authority=Authority.STATUTORY_GUIDANCE,
    licence="OGL-3.0",
    version="September 2026",
    effective_from=date(2026, 9, 1),
    review_by=date(2027, 9, 1),
    path="national/info-sharing-2026.md",
)
SHARING_2024 = Source(
    id="info-sharing-2024",
    title="Information sharing advice (2024)",
    publisher="Department for Education",
    url="https://www.example.gov.uk/information-sharing-2024",
    authority=Authority.NON_STATUTORY_GUIDANCE,
    licence="OGL-3.0",
    version="May 2024",
    review_by=date(2025, 5, 1),
    superseded_by="info-sharing-2026",
    representation=Representation.DIGEST,
)
RECORDING = Source(
    id="exampleshire-recording",
    title="Recording policy",
    publisher="Exampleshire Safeguarding Children Partnership",
    url="https://exampleshire.example/recording.pdf",
    authority=Authority.LOCAL_PROTOCOL,
    partnership="exampleshire",
    licence="sample",
    version="3.1",
    effective_from=date(2026, 4, 1),
    access=Access.PARTNERSHIP,
    path="local/exampleshire/recording.pdf",
)
SECRET = RECORDING.model_copy(
    update={"id": "otherton-escalation", "title": "Escalation in Otherton", "partnership": "otherton"}
)


def section_of(source: Source, ordinal: int, heading: str, paragraphs: tuple[str, ...]) -> Section:
    """A section with an anchor for its heading and one for each paragraph after the first."""
    text = "\n\n".join(paragraphs)
    starts = [text.index(paragraph) for paragraph in paragraphs]
    later = (Anchor(f"para-{ordinal}-{n}", f"para {n}", start) for n, start in enumerate(starts[1:], 2))
    page = ordinal + 1 if source.url.endswith(".pdf") else None
    return Section(
        source_id=source.id,
        ordinal=ordinal,
        heading_path=(source.title, heading),
        text=text,
        anchors=(Anchor(f"section-{ordinal}", heading, 0, page), *later),
        sentences=tuple(
            Span(start, end) for start, end in pairwise([*starts, len(text)]) if text[start:end].strip()
        ),
    )


TEXTS: Mapping[str, tuple[Section, ...]] = {
    SHARING.id: (
        section_of(SHARING, 0, "Purpose", ("This guidance is for everyone who works with children.",)),
        section_of(
            SHARING,
            1,
            "Consent",
            (
                "Practitioners often ask about consent.",
                f"{CONSENT_QUOTE} Tell the family where it is safe to.",
                "- necessary\n- proportionate",
                f"Never run {HOSTILE} from a text.",
            ),
        ),
        section_of(SHARING, 2, "Recording", ("Record what was shared and why.",)),
    ),
    RECORDING.id: (
        section_of(RECORDING, 0, "What to record", (f"{RECORD_QUOTE} Say who decided and why.",)),
    ),
    SECRET.id: (section_of(SECRET, 0, "Stage one", ("Otherton's own words stay in Otherton.",)),),
}

FRONT_DOOR = Contact(
    name="Exampleshire front door", phone="01632 960 100", when="Monday to Friday, 9am to 5pm"
)
PARTNERSHIPS = (
    Partnership(
        id="exampleshire",
        name="Exampleshire",
        area="Exampleshire",
        sample=True,
        front_door=FRONT_DOOR,
        out_of_hours=Contact(name="Emergency duty team", phone="01632 960 200", when="Nights and weekends"),
    ),
    Partnership(
        id="otherton",
        name="Otherton",
        area="Otherton",
        front_door=Contact(name="Otherton front door", email="door@otherton.example"),
        out_of_hours=Contact(name="Otherton duty team", phone="01632 960 300"),
    ),
)


def citation_of(
    number: int, source: Source, ordinal: int, quote: str, flags: tuple[str, ...] = ()
) -> Citation:
    section = TEXTS[source.id][ordinal]
    start = section.text.index(quote)
    anchor = section.anchor_at(start)
    return Citation(
        number=number,
        source_id=source.id,
        section_id=section.id,
        title=source.title,
        publisher=source.publisher,
        authority=source.authority,
        representation=source.representation,
        layer=Layer.LOCAL if source.partnership else Layer.NATIONAL,
        heading_path=section.heading_path,
        anchor=anchor.label,
        fragment=anchor.fragment,
        page=section.anchors[0].page,
        url=source.url,
        quote=quote,
        start=start,
        end=start + len(quote),
        version=source.version,
        effective_from=source.effective_from,
        review_by=source.review_by,
        flags=flags,
    )


def quote_of(citation: Citation) -> Point:
    return Point(
        kind=PointKind.QUOTE, layer=citation.layer, text=citation.quote, citations=(citation.number,)
    )


CONSENT = citation_of(1, SHARING, 1, CONSENT_QUOTE)
RECORD = citation_of(2, RECORDING, 0, RECORD_QUOTE, ("past_review",))
EMPTY = Answer(
    id="empty",
    created_at=NOW,
    status=Status.NOT_COVERED,
    message="Nothing held here covers this question.",
    question="What does the guidance say about [name]?",
    who_to_ask=(FRONT_DOOR,),
)


URGENT = Urgent(
    headline="Ring 999 now if anyone is in immediate danger.",
    reasons=("Someone may be about to be hurt.",),
    actions=("Call 999 and ask for the police.", "Then tell the front door."),
    contacts=(Contact(name="Police", phone="999"),),
)


def with_status(status: Status, message: str) -> Answer:
    return EMPTY.model_copy(update={"id": status.value, "status": status, "message": message})


ANSWERS: Mapping[Status, Answer] = {
    Status.ANSWERED: with_status(Status.ANSWERED, "These words answer your question.").model_copy(
        update={
            "partnership": "exampleshire",
            "role": "teacher",
            "urgent": URGENT,
            "points": (quote_of(CONSENT), quote_of(RECORD)),
            "citations": (CONSENT, RECORD),
            "removed": (Removed(kind="name", count=1), Removed(kind="date of birth", count=1)),
        }
    ),
    Status.PARTIAL: with_status(Status.PARTIAL, "Part of this is covered.").model_copy(
        update={
            "points": (
                Point(
                    kind=PointKind.STATEMENT,
                    layer=Layer.NATIONAL,
                    text="Consent is not always needed.",
                    citations=(1,),
                ),
            ),
            "citations": (CONSENT,),
            "partnership": "exampleshire",
            "local_note": "Exampleshire's protocols do not mention this.",
        }
    ),
    Status.NOT_COVERED: EMPTY.model_copy(
        update={
            "id": "not_covered",
            "related": (
                Related(
                    source_id=SHARING.id,
                    section_id=TEXTS[SHARING.id][2].id,
                    title=SHARING.title,
                    heading_path=(SHARING.title, "Recording"),
                    anchor="Recording",
                    fragment="section-2",
                ),
            ),
        }
    ),
    Status.OUT_OF_SCOPE: with_status(Status.OUT_OF_SCOPE, "Ask about safeguarding guidance."),
    Status.CLARIFY: with_status(Status.CLARIFY, "Whose information is it?"),
    Status.DECLINED: with_status(Status.DECLINED, "This assistant cannot help with that."),
    Status.SEARCH_FAILED: with_status(Status.SEARCH_FAILED, "The search failed. Please try again."),
}

OTHER = citation_of(3, SECRET, 0, "Otherton's own words stay in Otherton.").model_copy(
    update={"partnership": "otherton"}
)
KEEPING = citation_of(4, SHARING, 2, "Record what was shared and why.")


def _placed(citation: Citation, part: Part, question: int = 0) -> Point:
    return quote_of(citation).model_copy(
        update={"part": part, "question": question, "partnership": citation.partnership}
    )


# Two questions about a family that moves, with every part an answer can have.
SHAPED = with_status(Status.ANSWERED, "These words answer your questions.").model_copy(
    update={
        "id": "shaped",
        "partnership": "exampleshire",
        "other_partnership": "otherton",
        "conversation": "talk",
        "question": "Do I need consent? And what do I record?",
        "questions": ("Do I need consent?", "What do I record?"),
        "points": (
            _placed(CONSENT, Part.DIRECT),
            _placed(KEEPING, Part.GUIDANCE),
            _placed(RECORD, Part.GUIDANCE),
            _placed(OTHER, Part.GUIDANCE),
            _placed(CONSENT, Part.EXCEPTION),
            _placed(RECORD, Part.RECORD, question=1),
            _placed(OTHER, Part.WHO, question=1),
            _placed(KEEPING, Part.FURTHER, question=1),
        ),
        "citations": (CONSENT, RECORD, OTHER, KEEPING),
    }
)
FIRST_TURN = ANSWERS[Status.PARTIAL].model_copy(update={"id": "first", "conversation": "talk"})
CHOICES = ANSWERS[Status.CLARIFY].model_copy(
    update={"id": "choices", "conversation": "talk", "choices": ("Whose consent?", "What is recorded?")}
)
NAME_TYPED = "Kezia"


def redacted(text: str) -> Redacted:
    """The one name that the fake knows is taken out."""
    at = text.find(NAME_TYPED)
    if at < 0:
        return Redacted(text)
    span = Span(at, at + len(NAME_TYPED))
    return Redacted(text.replace(NAME_TYPED, "[name]", 1), (Redaction(span, "name", "[name]"),))


@dataclass
class FakeAssistant:
    """Answers every question with `status`, keeps what it was asked, and reads a fixed corpus.

    `fault` is raised instead of an answer, `lost` instead of an earlier one.
    """

    status: Status = Status.ANSWERED
    not_ready: str | None = None
    fault: Exception | None = None
    lost: Exception | None = None
    max_chars: int = 4000
    asked: list[Question] = field(default_factory=list)
    kept: dict[str, Answer] = field(default_factory=lambda: {each.id: each for each in ANSWERS.values()})
    texts: dict[str, tuple[Section, ...]] = field(default_factory=lambda: dict(TEXTS))
    owners: dict[str, str | None] = field(default_factory=dict)
    rated: list[tuple[str, str | None, bool, str | None]] = field(default_factory=list)
    scripted: list[Answer] = field(default_factory=list)

    def ask(self, question: Question) -> Answer:
        if self.fault:
            raise self.fault
        if not question.text.strip():
            raise QuestionRefused("The question has no words in it: type what you would like to know.")
        if len(question.text) > self.max_chars:
            raise QuestionRefused(f"The question is longer than {self.max_chars:,} characters.")
        self.asked.append(question)
        answer = self.scripted.pop(0) if self.scripted else ANSWERS[self.status]
        if answer.conversation:
            self.owners.setdefault(answer.conversation, question.owner)
            self.kept.pop(answer.id, None)
            self.kept[answer.id] = answer
        return answer

    def answer(self, answer_id: str) -> Answer:
        if self.lost:
            raise self.lost
        if answer_id not in self.kept:
            raise NotFound(f"There is no answer {answer_id!r}")
        return self.kept[answer_id]

    def whose(self, answer_id: str) -> str | None:
        return self.owners.get(self.answer(answer_id).conversation or "nobody's")

    def conversations(self, owner: str) -> tuple[Conversation, ...]:
        mine = [one for one, whose in self.owners.items() if whose == owner]
        return tuple(self._summary(one) for one in mine)

    def conversation(self, conversation_id: str, owner: str | None) -> tuple[Answer, ...]:
        if self.lost:
            raise self.lost
        if self.owners.get(conversation_id, "nobody's") not in (None, owner):
            raise NotFound(f"There is no conversation {conversation_id!r}")
        return self._turns(conversation_id)

    def forget(self, conversation_id: str, owner: str | None) -> None:
        for answer in self.conversation(conversation_id, owner):
            del self.kept[answer.id]
        del self.owners[conversation_id]

    def feedback(self, answer_id: str, owner: str | None, useful: bool, reason: str | None = None) -> None:
        self.answer(answer_id)
        self.rated.append((answer_id, owner, useful, reason))

    def redacted(self, text: str) -> Redacted:
        return redacted(text)

    def glossary(self) -> Glossary:
        return Glossary(terms=(Term(term="consent", meaning="Permission that is freely given."),))

    def search(self, text: str, partnership: str | None, most: int) -> tuple[Passage, ...]:
        """The sections that hold a word of the text."""
        words = text.lower().split()
        held = [(one, section) for one in self.sources(partnership) for section in self.texts.get(one.id, ())]
        found = [
            passage_of(section, source)
            for source, section in held
            if any(word in section.text.lower() for word in words)
        ]
        return tuple(found[:most])

    def sources(self, partnership: str | None = None) -> tuple[Source, ...]:
        self._check(partnership)
        held = (SHARING, SHARING_2024, RECORDING, SECRET)
        return tuple(source for source in held if source.partnership in {None, partnership})

    def sections(self, source_id: str, partnership: str | None = None) -> tuple[Section, ...]:
        if source_id not in {source.id for source in self.sources(partnership)}:
            raise NotFound(f"There is no source {source_id!r}")
        return self.texts.get(source_id, ())

    def partnerships(self) -> tuple[Partnership, ...]:
        return PARTNERSHIPS

    def ready(self) -> str | None:
        return self.not_ready

    def edit(self, source_id: str, ordinal: int, text: str) -> None:
        """Change the stored text of a section, as an ingest run would."""
        held = list(self.texts[source_id])
        held[ordinal] = replace(held[ordinal], text=text)
        self.texts[source_id] = tuple(held)

    def _turns(self, conversation_id: str) -> tuple[Answer, ...]:
        return tuple(answer for answer in self.kept.values() if answer.conversation == conversation_id)

    def _summary(self, conversation_id: str) -> Conversation:
        turns = self._turns(conversation_id)
        owner = self.owners[conversation_id]
        return Conversation(conversation_id, owner, turns[0].question, NOW, NOW, len(turns))

    def _check(self, partnership: str | None) -> None:
        if partnership is not None and partnership not in {each.id for each in PARTNERSHIPS}:
            raise UnknownPartnership(
                f"There is no partnership {partnership!r}; known: exampleshire, otherton"
            )


def passage_of(section: Section, source: Source, score: float = 1.0) -> Passage:
    """The whole section as one passage."""
    chunk = Chunk(
        id=f"{section.id}-chunk",
        section_id=section.id,
        source_id=source.id,
        text=section.text,
        sentences=section.sentences,
    )
    return Passage(chunk, section, source, score)
