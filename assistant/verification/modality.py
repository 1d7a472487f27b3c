"""Does a statement bind more or less strongly than its source: must, should, may."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.verification.lexicon import lexicon
from assistant.verification.reading import (
    ADVERBS,
    BINDING,
    CONDITIONS,
    FREE_NOT,
    NEGATORS,
    RELATIVES,
    STOPS,
    Reading,
    turns_round,
)

JOINS = frozenset({"and", "but"})
LIGHT = frozenset({"made", "done", "had"})
OBJECT_WORDS = 8
PARTICIPLES = tuple("ed told sent kept given held made put seen shown taken written".split())


def changed_modality(statement: Reading, cited: Reading) -> Iterator[str]:
    sourced: dict[int, set[str]] = {}
    for place, force in _bound(cited):
        sourced.setdefault(place, set()).add(force)
    turned = turns_round(statement, cited)
    for index, force in _bound(statement):
        places = [place for place in sourced if cited.words[place].family == statement.words[index].family]
        nearest = cited.nearest(places, statement, index)
        narrow = nearest or (
            _is_conditional(statement, index) and statement.words[index].family in cited.places
        )
        allowed = set().union(*(sourced[place] for place in (nearest if narrow else sourced)))
        alike = cited.nearest(cited.places.get(statement.words[index].family, []), statement, index, slack=0)
        if any(_is_told(cited, place) for place in alike):
            allowed |= {"should", "should not"}
        if FREE_NOT in cited.texts and "without" in statement.texts:
            allowed.add("may")
        if force not in allowed and not (turned and _opposite(force) in allowed):
            yield f"{force!r} is said of {statement.words[index].text!r} and not in what is cited"


def _opposite(force: str) -> str:
    return force.removesuffix(" not") if force.endswith(" not") else f"{force} not"


def _is_told(cited: Reading, place: int) -> bool:
    """What is told or done should be: "ring the parents", "the parents are rung"."""
    before = [word.text for word in cited.before_in_clause(place) if word.text in lexicon().finite]
    if before in ([], ["do"]):
        return BINDING.isdisjoint(word.text for word in cited.clause_at(place))
    return (
        before[-1] in {"is", "are"}
        and not _is_aside(cited, place)
        and BINDING.isdisjoint(before)
        and _is_done(cited, place)
    )


def _is_aside(cited: Reading, place: int) -> bool:
    """ "A nurse who is told" tells of whom it is said."""
    return not RELATIVES.isdisjoint(word.text for word in cited.words[max(0, place - 3) : place])


def _is_done(cited: Reading, place: int) -> bool:
    """Whether a passive participle follows "is" or "are" here."""
    just_before = {word.text for word in cited.words[max(0, place - 2) : place]}
    return bool(just_before & {"is", "are"}) and cited.words[place].text.endswith(PARTICIPLES)


def words_binding_as(cited: Reading) -> frozenset[str]:
    """The words that say no more than a force that is in what is cited: "required" where that says "must"."""
    forces = {force.removesuffix(" not") for _, force in _bound(cited)}
    return frozenset(text for text, force in lexicon().binding.items() if force in forces)


def lost_hedge(statement: Reading, cited: Reading) -> Iterator[str]:
    """A rule that holds normally, told as one that always holds."""
    hedges = lexicon().hedges
    if statement.texts & hedges:
        return
    for sentence in cited.sentences:
        hedged = [word.text for word in sentence if word.text in hedges]
        families = {word.family for word in sentence if word.family and word.text not in hedges}
        if hedged and len(families & statement.families) * 2 >= len(families):
            yield f"what is cited says {hedged[0]!r}"


def _bound(reading: Reading) -> Iterator[tuple[int, str]]:
    """Each word that a modal verb binds, and how strongly."""
    yield from _bound_by_verbs(reading)
    for index, word in enumerate(reading.words):
        bound = _bound_word(reading, index) if word.text in BINDING else None
        if bound is None:
            continue
        if any(one.text in NEGATORS for one in reading.words[index + 1 : bound]):
            yield bound, f"{word.text} not"
        elif not (word.text == "may" and _is_conditional(reading, index)):
            yield bound, word.text


def _bound_by_verbs(reading: Reading) -> Iterator[tuple[int, str]]:
    """What a verb or noun binds: itself ("it needs consent"), and what its object is to do ("it requires
    them to act")."""
    for index, word in enumerate(reading.words):
        force = lexicon().binding.get(word.text)
        if force is None or is_denied(reading, index):
            continue
        if not BINDING & {one.text for one in reading.words[max(0, index - 2) : index]}:
            yield index, force
        later = range(index + 2, min(index + OBJECT_WORDS, len(reading.words) - 1))
        to = next((i for i in later if reading.words[i].text == "to"), None)
        bound = None if to is None else _bound_word(reading, to)
        if bound is not None:
            yield bound, force


def is_denied(reading: Reading, index: int) -> bool:
    return any(word.text in NEGATORS for word in reading.words[max(0, index - 2) : index])


def _is_conditional(reading: Reading, modal: int) -> bool:
    """ "Where they can understand" permits nothing."""
    clause = next((i for i in range(modal, -1, -1) if reading.words[i].text in CONDITIONS | STOPS), 0)
    return reading.words[clause].text in CONDITIONS


def _bound_word(reading: Reading, modal: int) -> int | None:
    """What is to be done: the next word that says something, or the subject of "must be made"."""
    for index in range(modal + 1, len(reading.words)):
        word = reading.words[index]
        if word.text in STOPS | JOINS:
            return _subject(reading, modal) if reading.words[index - 1].text in LIGHT else None
        if word.family and word.text not in ADVERBS:
            return index
    return None


def _subject(reading: Reading, modal: int) -> int | None:
    start = modal - len(reading.before_in_clause(modal))
    return next((i for i in range(modal - 1, start - 1, -1) if reading.words[i].family), None)
