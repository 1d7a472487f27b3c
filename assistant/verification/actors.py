"""Does the same person do the same thing to the same person, and does the same outweigh the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from itertools import takewhile

from assistant.verification.deeds import Deed, deeds_of, nearest
from assistant.verification.grammar import BEING
from assistant.verification.lexicon import lexicon
from assistant.verification.limits import ARTICLES, is_verb
from assistant.verification.reading import CONDITIONS, STOPS, Reading, families_of, read

PASSIVE_WORDS = 3
WAYS = frozenset({"about", "to", "from", "by", "against"})
LED_WORDS = 3
OWNED_BY = frozenset({"of", "by"})
NO_THINGS = frozenset(
    {"only", "before", "prior", "after", "within", "under", "over", "in_year", "alone", "first"}
)
SIDE_ENDS = STOPS | CONDITIONS


def swapped_actors(statement: Reading, cited: Reading) -> Iterator[str]:
    """Who is told and who learns change places with the verb, so of a verb taken for another only the people
    count and not their sides.
    """
    sourced = tuple(deeds_of(cited))
    for deed in deeds_of(statement):
        told = [one for one in nearest(deed, sourced) if one.verb == deed.verb]
        agrees = _some_people if deed.text.lower() in statement.taken else _same_people_and_sides
        if told and not any(agrees(deed, one) for one in told):
            yield f"{deed.text!r} has other people in what is cited"


def _some_people(deed: Deed, other: Deed) -> bool:
    people, others = deed.doing | deed.done_to, other.doing | other.done_to
    return not people or not others or not people.isdisjoint(others)


def _same_people_and_sides(deed: Deed, other: Deed) -> bool:
    return _same_people(deed, other) and _same_sides(deed, other)


def _same_people(said: Deed, sourced: Deed) -> bool:
    if said.doing and sourced.doing and not _all_among(said.doing, sourced.doing):
        return False
    if said.doing & sourced.done_to - sourced.doing:
        return False
    if any(_none_among(said.parts[way], sourced.parts[way]) for way in said.parts.keys() & sourced.parts):
        return False
    return said.unnamed or not said.done_to & sourced.doing - sourced.done_to


def _same_sides(said: Deed, sourced: Deed) -> bool:
    """ "Safety overrides privacy", "the harm of not telling outweighs that of telling"."""
    if not (_compares(said) and said.before and sourced.before):
        return True
    first, second = said.before - said.after, said.after - said.before
    if first & sourced.after - sourced.before or second & sourced.before - sourced.after:
        return False
    denied = (said.lacking, said.limited)
    return said.lacking == said.limited or denied != (sourced.limited, sourced.lacking)


def swapped_sides(statement: Reading, cited: Reading) -> Iterator[str]:
    """Who stands before a verb and who stands after it have changed places, however it is parsed."""
    done = {deed.text.lower() for deed in deeds_of(statement)}
    for index, word in enumerate(statement.words):
        said = word.text not in statement.taken and (word.text in done or is_verb(statement.words, index))
        places = cited.places.get(word.family, ()) if said else ()
        if places and all(_change_places(statement, index, cited, place) for place in places):
            yield f"{word.text!r} has people on one side who are on the other in what is cited"


def _change_places(statement: Reading, index: int, cited: Reading, place: int) -> bool:
    (before, after), (earlier, later) = _sides(statement, index), _sides(cited, place)
    forward, back = (before & later) - earlier - after, (after & earlier) - later - before
    return not forward.isdisjoint(_acting()) and not back.isdisjoint(_acting())


def _acting() -> frozenset[str]:
    return lexicon().actors | set(map(lexicon().family, ("person", "organisation")))


def _sides(reading: Reading, index: int) -> tuple[frozenset[str], frozenset[str]]:
    """Of its sentence, up to a comma; nobody where it may be the passive, "is told"."""
    earlier = takewhile(lambda word: word.text not in SIDE_ENDS, reversed(reading.words[:index]))
    before = tuple(earlier)
    if not BEING.isdisjoint(word.text for word in before[:PASSIVE_WORDS]):
        return frozenset(), frozenset()
    later = takewhile(lambda word: word.text not in SIDE_ENDS, reading.words[index + 1 :])
    return families_of(before), families_of(tuple(later))


def swapped_owners(statement: Reading, cited: Reading) -> Iterator[str]:
    """ "The child's file", where the source has the parent's."""
    sourced = set(_owned(cited))
    for owner, owned in _owned(statement):
        owners = {one for one, other in sourced if other == owned}
        if owners and owner in cited.texts and not _is_among(owner, owners):
            yield f"{owned!r} is not of {owner!r} in what is cited"


def _owned(reading: Reading) -> Iterator[tuple[str, str]]:
    """Those who act, each with what is theirs: "the child's file", "the file of the child"."""
    done = {deed.text.lower() for deed in deeds_of(reading)} | NO_THINGS
    for index, word in enumerate(reading.words):
        if word.text not in lexicon().actors:
            continue
        following = reading.words[index + 1 : index + 2]
        yield from ((word.text, one.family) for one in following if one.family and one.text not in done)
        before = [one for one in reading.words[max(0, index - 3) : index] if one.text not in ARTICLES]
        if len(before) > 1 and before[-1].text in OWNED_BY and before[-2].family:
            yield word.text, before[-2].family


def swapped_ways(statement: Reading, cited: Reading) -> Iterator[str]:
    """ "Told about the parent to the school", where the source has "about the school to the parent"."""
    said, sourced = _ways(statement), _ways(cited)
    moved = [
        (way, other)
        for person in said.keys() & sourced.keys()
        for way in said[person] - sourced[person]
        for other in sourced[person] - said[person]
    ]
    if any((other, way) in moved for way, other in moved):
        yield "those it is done to and about have changed places"


def _ways(reading: Reading) -> Mapping[str, frozenset[str]]:
    """Those who act, each with the prepositions that lead to them."""
    found: dict[str, frozenset[str]] = {}
    for index, word in enumerate(reading.words):
        if word.text in lexicon().actors:
            near = [one.text for one in reading.words[max(0, index - LED_WORDS) : index]]
            way = next((one for one in reversed(near) if one in WAYS), "")
            found[word.text] = found.get(word.text, frozenset()) | ({way} if way else set())
    return found


def _compares(deed: Deed) -> bool:
    comparing = frozenset(map(lexicon().family, lexicon().comparing))
    return deed.verb in comparing or not read(deed.act.others).texts.isdisjoint(lexicon().comparing)


def _all_among(some: Set[str], others: Set[str]) -> bool:
    return all(_is_among(one, others) for one in some)


def _none_among(some: Set[str], others: Set[str]) -> bool:
    return not any(_is_among(one, others) for one in some)


def _is_among(one: str, others: Set[str]) -> bool:
    """ "The nurse" may be "the school nurse"."""
    return one in others or any(other.endswith(f"_{one}") for other in others)
