"""Passages to points without a language model: the sentences that answer, in the publisher's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from math import inf

from assistant.compose.runs import SHORT_SECTION_WORDS, is_short, run_at, to_list_end, whole
from assistant.models import Draft, Extract, Layer, Part, Passage, PointKind
from ingest.lexical import terms_of
from ingest.models import Representation, Section, Span

MOST_POINTS = 7
MOST_OF_ONE_OF_TWO = 5
MOST_OF_ONE_OF_MORE = 3
MOST_OF_A_SECTION = 3
RELATIVE_FLOOR = 0.75
OWNER_FLOOR = 0.6
SAME_WORDS = 0.8
NEARLY = 0.8
NEARLY_IN_LEADERS = 0.1
LEADERS_FLOOR = 0.9
WIDEST_WORDS = 110
NEAR_ENOUGH = 0.87
LEADING_SECTION_WORDS = 130


@dataclass(frozen=True, slots=True)
class Choice:
    """A passage and the run of its section's sentences that says the most."""

    passage: Passage
    span: Span

    @property
    def text(self) -> str:
        return self.span.of(self.passage.section.text)


def compose_extract(passages: Sequence[Passage]) -> tuple[Draft, ...]:
    """The points of an answer: the best leads, the rest go national before local, what is less near last."""
    leading = list(_leading(passages))
    owners = {_owner(passage) for passage in leading}
    best = max((passage.score for passage in leading), default=0.0)
    wholes = {passage.section.id for passage in leading if _is_quoted_whole(passage, best)}
    choices = [_choice(passage, _floor(passage, best), wholes) for passage in leading]
    groups = _merged([choice for choice in choices if choice])[: max(MOST_POINTS, 3 * len(owners))]
    parts = _rule_first(list(zip(groups, _parts(groups), strict=True)))
    ordered = [*parts[:1], *sorted(parts[1:], key=lambda one: (one[1] is Part.FURTHER, _is_local(one[0])))]
    return tuple(_draft(group, part) for group, part in ordered)


def _parts(groups: Sequence[Sequence[Choice]]) -> Iterator[Part]:
    """What is not near the best of its owner goes apart.

    Over 192 written questions, 86% of what an answer has to say stands before that, in 333 of its 463 words.
    """
    best: dict[str | None, float] = {}
    for group in groups:
        passage = group[0].passage
        near = passage.score >= NEAR_ENOUGH * best.setdefault(_owner(passage), passage.score)
        yield Part.GUIDANCE if near else Part.FURTHER


def _rule_first(parts: list[tuple[list[Choice], Part]]) -> list[tuple[list[Choice], Part]]:
    """A digest's section says its rule first: where a later part leads, what it says first goes before it.

    The numbered paragraphs of a protocol stand each for itself, so there the nearest leads.
    """
    if not parts or parts[0][0][0].passage.source.representation is not Representation.DIGEST:
        return parts
    (lead, *twins), part = parts[0]
    section = lead.passage.section
    opening, widened = run_at(section, 0), Span(0, lead.span.end)
    if lead.span.start == 0 or opening is None:
        return parts
    if _is_short(widened, lead.passage):
        return [([Choice(lead.passage, widened), *twins], part), *parts[1:]]
    begins = [one for one in parts if _begins(one[0][0], section)]
    others = (one for one in parts if not _begins(one[0][0], section))
    return [*(begins[:1] or [([Choice(lead.passage, opening)], part)]), *others]


def _begins(choice: Choice, section: Section) -> bool:
    return choice.passage.section.id == section.id and choice.span.start == 0


def _owner(passage: Passage) -> str | None:
    """Whose text it is: a partnership's, or none for national guidance."""
    return passage.source.partnership


def _leading(passages: Sequence[Passage]) -> Iterator[Passage]:
    """Those near enough to the best, not too many of one section, nor of one of several owners."""
    worth = [
        passage
        for place, passage in enumerate(passages)
        if not _describes_a_digest(passage) or (place == 0 and passage.section.asked_as)
    ]
    best = _best_of_owners(worth)
    near = [passage for passage in worth if passage.score >= best.get(_owner(passage), inf) * RELATIVE_FLOOR]
    most_of_an_owner = _most_of_an_owner(len({_owner(passage) for passage in near}))
    owners: Counter[str | None] = Counter()
    sections: Counter[str] = Counter()
    for passage in near:
        crowded = owners[_owner(passage)] >= most_of_an_owner
        if crowded or sections[passage.section.id] >= MOST_OF_A_SECTION:
            continue
        owners[_owner(passage)] += 1
        sections[passage.section.id] += 1
        yield passage


def _most_of_an_owner(owners: int) -> int:
    return {1: MOST_POINTS, 2: MOST_OF_ONE_OF_TWO}.get(owners, MOST_OF_ONE_OF_MORE)


def _best_of_owners(worth: Sequence[Passage]) -> dict[str | None, float]:
    """The best score of each owner with something near the best of all, so that all of them are shown."""
    best: dict[str | None, float] = {}
    for passage in worth:
        if passage.score >= worth[0].score * OWNER_FLOOR:
            best.setdefault(_owner(passage), passage.score)
    return best


def _describes_a_digest(passage: Passage) -> bool:
    """A digest opens with what it covers, which answers only what asks about the digest itself."""
    return passage.source.representation is Representation.DIGEST and passage.section.ordinal == 0


def _leads(passage: Passage, best: float) -> bool:
    return passage.score >= best * LEADERS_FLOOR


def _is_quoted_whole(passage: Passage, best: float) -> bool:
    """A short section, and a longer one that leads: its rule comes before particulars that sound alike."""
    return is_short(passage.section, LEADING_SECTION_WORDS if _leads(passage, best) else SHORT_SECTION_WORDS)


def _floor(passage: Passage, best: float) -> float:
    """The score a sentence beside the most direct one needs to be shown with it.

    Little in the passages that lead: the rule asked about often stands beside the sentence that sounds like
    the question.
    """
    return max(passage.sentence_scores) * (NEARLY_IN_LEADERS if _leads(passage, best) else NEARLY)


def _choice(passage: Passage, floor: float, wholes: Set[str]) -> Choice | None:
    """The passage's most direct sentence with what belongs to it; none if all are fragments."""
    first = passage.section.sentences.index(passage.chunk.sentences[0])
    scores = passage.sentence_scores
    ranked = sorted(range(len(scores)), key=lambda index: -scores[index])
    runs = (run_at(passage.section, first + index) for index in ranked)
    run = next((run for run in runs if run), None)
    if run is None:
        return None
    if passage.section.id in wholes:
        return Choice(passage, whole(passage.section))
    return Choice(passage, _widened(passage, run, floor))


def _widened(passage: Passage, run: Span, floor: float) -> Span:
    """On and back over the sentences beside it that are near the question too, while it stays short."""
    scored = list(zip(passage.chunk.sentences, passage.sentence_scores, strict=True))
    for sentence, score in scored:
        if sentence.start >= run.end:
            longer = Span(run.start, sentence.end)
            if score < floor or not _is_short(longer, passage):
                break
            run = longer
    for sentence, score in reversed(scored):
        if sentence.end <= run.start:
            begun = run_at(passage.section, passage.section.sentences.index(sentence))
            longer = Span(begun.start if begun else sentence.start, run.end)
            if begun is None or score < floor or not _is_short(longer, passage):
                break
            run = longer
    return to_list_end(passage.section, run)


def _is_short(span: Span, passage: Passage) -> bool:
    return len(span.of(passage.section.text).split()) <= WIDEST_WORDS


def _merged(choices: Sequence[Choice]) -> list[list[Choice]]:
    """Choices that say nearly the same in the same layer become one point with several citations."""
    groups: list[list[Choice]] = []
    for choice in choices:
        twin = next((group for group in groups if _says_the_same(group[0], choice)), None)
        if twin is None:
            groups.append([choice])
        elif choice.passage.section.id not in {one.passage.section.id for one in twin}:
            twin.append(choice)
    return groups


def _says_the_same(one: Choice, other: Choice) -> bool:
    if _owner(one.passage) != _owner(other.passage):
        return False
    these, those = frozenset(terms_of(one.text)), frozenset(terms_of(other.text))
    return len(these & those) >= SAME_WORDS * max(1, len(these | those))


def _draft(choices: Sequence[Choice], part: Part) -> Draft:
    return Draft(PointKind.QUOTE, choices[0].text, tuple(_extract(choice) for choice in choices), part)


def _extract(choice: Choice) -> Extract:
    """The passage's words around the point, so that its exceptions are read with it."""
    section, chunk = choice.passage.section, choice.passage.chunk
    span = Span(min(choice.span.start, chunk.start), max(choice.span.end, chunk.sentences[-1].end))
    return Extract(choice.passage, span, span.of(section.text))


def _is_local(group: Sequence[Choice]) -> bool:
    return group[0].passage.layer is Layer.LOCAL
