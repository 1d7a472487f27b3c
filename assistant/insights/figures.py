"""What was asked and how it was answered, in tables whose small counts are withheld."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from assistant.channels.roles import Role
from assistant.channels.wording import ENDING_OF_STATUS, say_date
from assistant.insights.endings import Endings, endings
from assistant.insights.suppress import SMALLEST_SHOWN, withheld
from assistant.insights.tables import Row, Table
from assistant.models import Answer, Status
from assistant.store.counting import Cited, FactStore, Selection
from ingest.models import NATIONAL, Partnership, Source

MOST_SECTIONS = 20
SPEEDS = ("Under 1 second", "1 to 3 seconds", "3 to 10 seconds", "10 seconds or longer")
NO_ROLE = "Not said"
NATIONAL_LABEL = "No partnership named"

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Figures:
    """The tables of one selection; `questions` is none where there are too few to say anything."""

    chosen: Selection
    questions: int | None
    tables: tuple[Table, ...]

    def table(self, table_id: str) -> Table | None:
        return next((table for table in self.tables if table.id == table_id), None)


@dataclass(frozen=True, slots=True)
class Viewed:
    """Whose figures may be seen: `scopes` are `national` and ids of partnerships, `sources` what is held."""

    scopes: tuple[str, ...]
    partnerships: tuple[Partnership, ...]
    sources: tuple[Source, ...]

    @property
    def own(self) -> frozenset[str]:
        return frozenset(self.scopes) - {NATIONAL}

    def name_of(self, scope: str) -> str:
        return next((one.name for one in self.partnerships if one.id == scope), NATIONAL_LABEL)

    def title_of(self, source_id: str) -> str | None:
        """None of a document that is not held or may not be seen."""
        return next((one.title for one in self.sources if one.id == source_id), None)

    def home_of(self, place: str) -> str | None:
        """The partnership of a document or section, by its id."""
        source_id = place.partition("#")[0]
        return next((one.partnership for one in self.sources if one.id == source_id), None)

    def open_part(self, answer: Answer) -> Answer:
        """Without what stands in documents that may not be seen, as an asker could see more."""
        seen = {one.id for one in self.sources}
        related = tuple(one for one in answer.related if one.source_id in seen)
        citations = tuple(one for one in answer.citations if one.source_id in seen)
        return answer.model_copy(update={"related": related, "citations": citations})


def figures(facts: FactStore, chosen: Selection, viewed: Viewed) -> Figures:
    """Raises AnswersUnavailable. Nothing is told of a selection with fewer than five questions."""
    found = endings(facts, chosen, viewed.title_of)
    if not found.questions:
        return Figures(chosen, found.questions, (_partnerships(facts, chosen, viewed),))
    return Figures(
        chosen,
        found.questions,
        (
            _weeks(facts, chosen),
            _statuses(found),
            _partnerships(facts, chosen, viewed),
            _topics(found),
            _sections(facts, chosen, viewed),
            _seldom_cited(facts, chosen, viewed),
            _feedback(facts, chosen),
            _speeds(facts, chosen),
            _signs(facts, chosen),
            _roles(facts, chosen),
        ),
    )


def _weeks(facts: FactStore, chosen: Selection) -> Table:
    found = facts.by_week(chosen)
    shown = _shown({week: found.get(week, 0) for week in chosen.period.weeks})
    rows = tuple(Row(say_date(week), (count,)) for week, count in shown.items())
    return Table("weeks", "Questions over time", "Week beginning", ("Questions",), rows)


def _statuses(endings: Endings) -> Table:
    rows = tuple(Row(ENDING_OF_STATUS[status], (count,)) for status, count in endings.statuses.items())
    return Table("statuses", "How questions ended", "Ending", ("Questions",), rows)


def _partnerships(facts: FactStore, chosen: Selection, viewed: Viewed) -> Table:
    """Each row is what the table of endings says of that scope, so that two pages give nothing away."""
    rows = []
    for scope in viewed.scopes:
        found = endings(facts, Selection(scope, chosen.period), viewed.title_of)
        rows.append(Row(viewed.name_of(scope), (*found.statuses.values(), found.questions)))
    headings = (*(ENDING_OF_STATUS[status] for status in Status), "All")
    note = "Partnerships whose figures you may see, and questions that named none."
    return Table("partnerships", "By partnership", "Partnership", headings, tuple(rows), note)


def _topics(found: Endings) -> Table:
    rows = tuple(Row(topic, counts) for topic, counts in found.topics.items())
    note = "The document nearest to each question. Those near to fewer than 5 questions are counted together."
    columns = ("Answered", "Partly answered", "Not covered", "All")
    return Table("topics", "Coverage by topic", "Nearest document", columns, rows, note)


def _sections(facts: FactStore, chosen: Selection, viewed: Viewed) -> Table:
    found = facts.cited_sections(chosen, viewed.own, MOST_SECTIONS)
    rows = tuple(map(_section, (one for one in found if one.answers >= SMALLEST_SHOWN)))
    note = f"The {MOST_SECTIONS} sections cited most, each in at least {SMALLEST_SHOWN} answers."
    return Table("sections", "Most cited sections", "Section", ("Answers",), rows, note, "Document")


def _section(one: Cited) -> Row:
    return Row(one.heading, (one.answers,), one.title, one.section_id)


def _seldom_cited(facts: FactStore, chosen: Selection, viewed: Viewed) -> Table:
    cited = facts.cited_sources(chosen)
    counted = [(source, cited.get(source.id, 0)) for source in _citable(viewed, chosen.scope)]
    seldom = sorted((one for one in counted if one[1] < SMALLEST_SHOWN), key=lambda one: one[1] > 0)
    rows = tuple(
        Row(source.title, (None if count else 0,), source.publisher, source.id) for source, count in seldom
    )
    note = f"Documents that no answer cited in this time, then those that fewer than {SMALLEST_SHOWN} cited."
    return Table("uncited", "Sources never cited", "Document", ("Answers",), rows, note, "Publisher")


def _citable(viewed: Viewed, scope: str) -> Iterator[Source]:
    for source in viewed.sources:
        if source.in_force and source.path and source.partnership in (None, scope):
            yield source


def _feedback(facts: FactStore, chosen: Selection) -> Table:
    found = facts.by_usefulness(chosen)
    shown = _shown({"Useful": found.get(True, 0), "Not useful": found.get(False, 0)})
    rows = tuple(Row(said, (count,)) for said, count in shown.items())
    return Table("feedback", "Feedback", "Said of an answer", ("Times",), rows)


def _speeds(facts: FactStore, chosen: Selection) -> Table:
    found = facts.by_speed(chosen)
    shown = _shown({band: found.get(number, 0) for number, band in enumerate(SPEEDS)})
    rows = tuple(Row(band, (count,)) for band, count in shown.items())
    return Table("speeds", "How long answers took", "Time", ("Questions",), rows)


def _signs(facts: FactStore, chosen: Selection) -> Table:
    found = {
        "The danger block was shown": facts.by_danger(chosen),
        "A drafted point was not borne out, and gave way or was left out": facts.by_correction(chosen),
    }
    shown = {
        sign: _shown({holds: counts.get(holds, 0) for holds in (True, False)})
        for sign, counts in found.items()
    }
    rows = tuple(Row(sign, (counts[True], counts[False])) for sign, counts in shown.items())
    return Table("signs", "Signs to look at", "Sign", ("Questions with it", "Questions without"), rows)


def _roles(facts: FactStore, chosen: Selection) -> Table:
    label = {role.value: role.label for role in Role}
    found: dict[str, int] = {}
    for role, count in facts.by_role(chosen).items():
        said = label.get(role or "", NO_ROLE)
        found[said] = found.get(said, 0) + count
    shown = _shown(dict(sorted(found.items(), key=lambda one: -one[1])))
    rows = tuple(Row(said, (count,)) for said, count in shown.items())
    return Table("roles", "Who asked", "Role", ("Questions",), rows)


def _shown(counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """Parts of a whole that is told, those withheld as none."""
    hidden = withheld(counts, [counts])
    return {key: None if key in hidden else count for key, count in counts.items()}
