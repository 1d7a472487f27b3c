"""Does the same person do the same thing to the same person."""

from __future__ import annotations

from collections.abc import Iterator, Set

from assistant.verification.deeds import Deed, deeds_of, nearest
from assistant.verification.reading import Reading


def swapped_actors(statement: Reading, cited: Reading) -> Iterator[str]:
    """Who is told and who learns change places with the verb, so a verb taken for another is left out."""
    sourced = tuple(deeds_of(cited))
    for deed in deeds_of(statement):
        if deed.act.aside or deed.text.lower() in statement.taken:
            continue
        told = [one for one in nearest(deed, sourced) if one.verb == deed.verb]
        if told and not any(_same_sides(deed, one) for one in told):
            yield f"{deed.text!r} has other people in what is cited"


def _same_sides(said: Deed, sourced: Deed) -> bool:
    if said.doing and sourced.doing and not _all_among(said.doing, sourced.doing):
        return False
    if said.doing & sourced.done_to - sourced.doing:
        return False
    return said.unnamed or not said.done_to & sourced.doing - sourced.done_to


def _all_among(some: Set[str], others: Set[str]) -> bool:
    """ "The nurse" may be "the school nurse"."""
    return all(one in others or any(other.endswith(f"_{one}") for other in others) for one in some)
