"""One question to drafts: retrieve -> prefer -> judge -> compose -> shape."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.changes import compose_changes
from assistant.compose.base import Composer, Material
from assistant.compose.extract import compose_extract
from assistant.compose.shape import records, shape
from assistant.coverage import Coverage
from assistant.errors import ComposeFailed
from assistant.expected import expected, favour
from assistant.library import OpenLibrary, readable
from assistant.models import Draft, Part, Passage, Related, Status
from assistant.numbered import named_first, named_in
from assistant.prefer import of_age, prefer
from assistant.purpose import EMERGENCY, comes_down_to
from assistant.redact import searchable
from assistant.remembering import Remembered
from assistant.rerank import RERANKED, Reranks
from assistant.retrieve import Query, Retriever
from assistant.stopwatch import Stopwatch
from assistant.triage import plain_question
from assistant.understand import Ask, Understood
from assistant.understanding.schemes import unnamed_matters
from ingest.models import NATIONAL, Source, Subject
from ingest.parse.glossary import heading_of
from ingest.reader import Snapshot
from ingest.sources.glossary import GLOSSARY_FILE, Glossary, Term

LOG = logging.getLogger(__name__)

PASSAGES = 24
RECORDING_PASSAGES = 12
SCOPES_REMEMBERED = 64
RECORDING = "Record the decision to share or not to share information, and the reasons for the decision."
WHAT_IS = "what is {}"
MOST_RELATED = 3
EXTRACT = "extract"


@dataclass(frozen=True, slots=True)
class Found:
    """What one question led to: how it ends, drafts to verify, and sections near it."""

    status: Status
    drafts: tuple[Draft, ...] = ()
    related: tuple[Related, ...] = ()
    composer: str = EXTRACT


@dataclass(frozen=True, slots=True)
class Finder:
    """`composer` is none where no language model is configured.

    `general` are the questions that a story comes down to, by their wording.
    `known` are findings of questions asked before, redacted as every question here is; `records` are the
    passages about keeping records, which are the same for every question over the same scopes.
    """

    retriever: Retriever
    coverage: Coverage
    glossary: Glossary
    recording: Query
    general: Mapping[str, Query]
    today: Callable[[], date]
    composer: Composer | None = None
    reranker: Reranks | None = None
    known: Remembered[tuple[Ask, Understood, date], Found] = field(default_factory=lambda: Remembered(0))
    records: Remembered[tuple[str, ...], tuple[Passage, ...]] = field(
        default_factory=lambda: Remembered(SCOPES_REMEMBERED)
    )

    def find(self, ask: Ask, understood: Understood, snapshot: Snapshot, watch: Stopwatch) -> Found:
        """Raises IngestError where the search fails. What a language model writes is never remembered."""
        if self.composer:
            return self._worked_out(ask, understood, snapshot, watch)
        key = (ask, understood, self.today())
        return self.known.get(snapshot, key, lambda: self._worked_out(ask, understood, snapshot, watch))

    def _worked_out(self, ask: Ask, understood: Understood, snapshot: Snapshot, watch: Stopwatch) -> Found:
        scopes = scopes_of(understood, snapshot)
        own = _searched(ask.own) if ask.own else None
        general = _general(ask, understood)
        query = self.retriever.query(_searched(ask.search), ask.terms, own).beside(
            [self.general[one] for one in general]
        )
        watch.lap("embed")
        nearest = self.retriever.search(query, snapshot, scopes, RERANKED)
        ask = _with_meaning(ask, nearest)
        passages = self._ranked(ask, [one for one in nearest if _may_answer(one, ask, understood)])
        watch.lap("search")
        status = self.coverage.judge(ask.text, query.whole.vector, passages)
        meant = [one for one in self._meanings(ask, snapshot) if _may_answer(one, ask, understood)]
        if status is not Status.ANSWERED and EMERGENCY not in general and not meant:
            return Found(status, related=_related(passages) if status is Status.NOT_COVERED else ())
        preferred = favour(prefer(passages, understood, self.today(), _aside(ask, passages)), ask.text)
        preferred = of_age(preferred, ask.ages)
        preferred = named_first(preferred, named_in(ask.own or "") or named_in(ask.text))
        preferred = _first(meant, preferred)
        if EMERGENCY in general:
            nearest = self.retriever.search(self.general[EMERGENCY], snapshot, (NATIONAL,), 1)
            preferred = _first(nearest, preferred)
        library = OpenLibrary(self.retriever, snapshot, self.glossary, scopes, understood.given)
        found = self._compose(Material(ask.text, understood.role, preferred, library))
        watch.lap("compose")
        drafts = (*found.drafts, *self._to_record(found, ask, understood, snapshot))
        watch.lap("record")
        return replace(found, drafts=drafts, related=_related(passages))

    def _meanings(self, ask: Ask, snapshot: Snapshot) -> Iterator[Passage]:
        """What the glossary says of the terms that the question asks the meaning of."""
        for term in ask.meanings:
            query = self.retriever.query(WHAT_IS.format(term.term))
            nearest = self.retriever.search(query, snapshot, (NATIONAL,), PASSAGES)
            yield from (one for one in nearest if explains(one, term))

    def changes(self, understood: Understood, snapshot: Snapshot) -> Found | None:
        """What changed between the two editions asked about; none where one is not held or not open."""
        given = understood.given
        old, new = (_held(snapshot, one) for one in (understood.old_edition, understood.new_edition))
        if old is None or new is None or not (readable(old, given) and readable(new, given)):
            return None
        drafts = compose_changes(old, snapshot.sections(old.id), new, snapshot.sections(new.id))
        return Found(Status.ANSWERED, drafts) if drafts else None

    def _to_record(
        self, found: Found, ask: Ask, understood: Understood, snapshot: Snapshot
    ) -> tuple[Draft, ...]:
        """What to record, where the answer does not say it; nobody records what a term means."""
        if ask.meanings or any(draft.part is Part.RECORD for draft in found.drafts):
            return ()
        scopes = scopes_of(understood, snapshot)
        passages = self.records.get(
            snapshot,
            scopes,
            lambda: self.retriever.search(self.recording, snapshot, scopes, RECORDING_PASSAGES),
        )
        open_to = [one for one in passages if _may_answer(one, ask, understood)]
        return tuple(records(prefer(open_to, understood, self.today(), _aside(ask, open_to))))

    def _ranked(self, ask: Ask, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """The best of each owner, in one order."""
        ranked = self.reranker.rerank(_searched(ask.search), passages) if self.reranker else passages
        return tuple(_of_each_owner(ranked))

    def _compose(self, material: Material) -> Found:
        if self.composer:
            try:
                drafts = self.composer.compose(material)
                shaped = shape(drafts, material.passages)
                return Found(Status.ANSWERED, shaped, composer=self.composer.name)
            except ComposeFailed as error:
                LOG.warning("the language model wrote no answer, so extracts are shown: %s", error)
        drafts = compose_extract(material.passages)
        return Found(Status.ANSWERED, shape(drafts, material.passages))


def _general(ask: Ask, understood: Understood) -> tuple[str, ...]:
    """What a question comes down to, where its story may be near nothing; of an adult, an emergency alone."""
    found = comes_down_to(ask.text, ask.own or ask.text, understood.in_danger)
    if understood.subject is Subject.ADULTS:
        return tuple(one for one in found if one == EMERGENCY)
    return found


def _with_meaning(ask: Ask, nearest: Sequence[Passage]) -> Ask:
    """Of the terms that it might mean the one whose entry is nearest, or that is named last.

    What asks for a time or a number asks for no meaning.
    """
    if ask.meanings or not ask.might_mean or expected(ask.text):
        return ask
    near = (term for passage in nearest for term in ask.might_mean if explains(passage, term))
    return replace(ask, meanings=(next(near, ask.might_mean[-1]),))


def _aside(ask: Ask, passages: Sequence[Passage]) -> frozenset[str]:
    """The documents and sections among the passages on what the question does not name."""
    return ask.aside | unnamed_matters((passage.section for passage in passages), ask.names)


def _of_each_owner(passages: Sequence[Passage]) -> Iterator[Passage]:
    seen: Counter[str | None] = Counter()
    for passage in passages:
        seen[passage.source.partnership] += 1
        if seen[passage.source.partnership] <= PASSAGES:
            yield passage


def scopes_of(understood: Understood, snapshot: Snapshot) -> tuple[str, ...]:
    """The collections a question reads: those of a superseded edition only if it asks for that edition."""
    if understood.edition:
        return (snapshot.source(understood.edition).scope,)
    partnerships = (understood.partnership, understood.other_partnership)
    return (NATIONAL, *(one for one in partnerships if one))


def _searched(text: str) -> str:
    return searchable(plain_question(text))


def _held(snapshot: Snapshot, source_id: str | None) -> Source | None:
    held = snapshot.generation.sources.get(source_id or "")
    return held.source if held and held.document else None


def speaks_to(passage: Passage, terms: Sequence[Term]) -> bool:
    """The glossary speaks only to a question about the meaning of a term that it explains."""
    return passage.source.path != GLOSSARY_FILE or any(explains(passage, term) for term in terms)


def explains(passage: Passage, term: Term) -> bool:
    """Whether it is the glossary's own entry."""
    is_glossary = passage.source.path == GLOSSARY_FILE
    return is_glossary and passage.section.heading_path[-1] == heading_of(term)


def _may_answer(passage: Passage, ask: Ask, understood: Understood) -> bool:
    """Only the edition asked for, and of a partnership named in passing only what is public."""
    if understood.edition and passage.source.id != understood.edition:
        return False
    speaks = ask.asks_for_the_word or speaks_to(passage, ask.meanings)
    return speaks and readable(passage.source, understood.given)


def _first(before: Sequence[Passage], passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Those before all else, as near as the nearest."""
    score = max((one.score for one in passages), default=1.0)
    known = {one.chunk.id for one in before}
    others = (one for one in passages if one.chunk.id not in known)
    return (*(replace(one, score=score) for one in before), *others)


def _related(passages: Sequence[Passage]) -> tuple[Related, ...]:
    nearest = {passage.section.id: passage for passage in reversed(passages)}
    sections = list(reversed(nearest.values()))[:MOST_RELATED]
    return tuple(
        Related(
            source_id=passage.source.id,
            section_id=passage.section.id,
            title=passage.source.title,
            heading_path=passage.section.heading_path,
            anchor=passage.section.anchors[0].label,
            fragment=passage.section.anchors[0].fragment,
        )
        for passage in sections
    )
