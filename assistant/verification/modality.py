"""Does a statement bind more or less strongly than its source: must, should, may."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.verification.lexicon import lexicon
from assistant.verification.reading import CONDITIONS, FREE_NOT, NEGATORS, STOPS, Reading

BINDING = frozenset({"must", "should", "may"})
SKIPPED = frozenset({"always", "only", "also", "then", "normally", "still", "never"})


def changed_modality(statement: Reading, cited: Reading) -> Iterator[str]:
    sourced = dict(_bound(cited))
    for index, force in _bound(statement):
        places = [place for place in sourced if cited.words[place].family == statement.words[index].family]
        nearest = cited.nearest(places, statement, index)
        allowed = {sourced[place] for place in nearest} or set(sourced.values())
        if FREE_NOT in cited.texts and "without" in statement.texts:
            allowed.add("may")
        if force not in allowed:
            yield f"{force!r} is said of {statement.words[index].text!r} and not in what is cited"


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
    for index, word in enumerate(reading.words):
        bound = _bound_word(reading, index) if word.text in BINDING else None
        if bound is None:
            continue
        if any(one.text in NEGATORS for one in reading.words[index + 1 : bound]):
            yield bound, f"{word.text} not"
        elif not (word.text == "may" and _is_conditional(reading, index)):
            yield bound, word.text


def _is_conditional(reading: Reading, modal: int) -> bool:
    """ "Where they can understand" permits nothing."""
    clause = next((i for i in range(modal, -1, -1) if reading.words[i].text in CONDITIONS | STOPS), 0)
    return reading.words[clause].text in CONDITIONS


def _bound_word(reading: Reading, modal: int) -> int | None:
    for index in range(modal + 1, len(reading.words)):
        word = reading.words[index]
        if word.text in STOPS:
            return None
        if word.family and word.text not in SKIPPED:
            return index
    return None
