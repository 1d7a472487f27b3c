"""What is done in a text: by whom, to whom, and how strongly it binds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assistant.verification.grammar import Act, acts_of
from assistant.verification.lexicon import lexicon
from assistant.verification.reading import FREE_NOT, NEGATORS, Reading, families_of, read, retaken

KEPT_TEXTS = 1024

Taken = tuple[tuple[str, str], ...]


class Force(StrEnum):
    """How strongly a deed binds; one that is only told, "ring the parents", should be done."""

    TOLD = "told"
    MUST = "must"
    SHOULD = "should"
    MAY = "may"
    FREE = "need not"


BINDING = (Force.MUST, Force.SHOULD, Force.MAY)


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb by its family, with what stands around it; `doing` and `done_to` are people and bodies.

    `before` and `after` are the words of who or what does it, and of the rest; `parts` has the people and
    bodies it is done to by the preposition that leads to them, "" where none does. `unnamed` says that a
    pronoun does it, `without` that it is done without something, `limited` that it is done so far and no
    further, `lacking` that what does it is denied.
    """

    act: Act
    verb: str
    force: Force
    denied: bool
    limited: bool
    lacking: bool
    before: frozenset[str]
    after: frozenset[str]
    doing: frozenset[str]
    done_to: frozenset[str]
    parts: Mapping[str, frozenset[str]]
    unnamed: bool
    without: bool

    @property
    def words(self) -> frozenset[str]:
        return self.before | self.after | {self.verb}

    @property
    def text(self) -> str:
        return self.act.verb


def deeds_of(reading: Reading) -> tuple[Deed, ...]:
    return _deeds(reading.text, tuple(reading.taken.items()))


def nearest(deed: Deed, sourced: Sequence[Deed]) -> list[Deed]:
    """Those of the deeds that a deed tells: the same is done, or else the most words are the same."""
    alike = [one for one in sourced if one.verb == deed.verb] or sourced
    likeness = [_likeness(deed, one) for one in alike]
    return [one for one, like in zip(alike, likeness, strict=True) if like == max(likeness)]


def _likeness(deed: Deed, other: Deed) -> int:
    """What is done tells deeds apart better than who does it, who may have changed."""
    shared = deed.words & other.words
    return 4 * len(shared) - 2 * len(shared & deed.doing) - (other.act.aside is not deed.act.aside)


@lru_cache(KEPT_TEXTS)
def _deeds(text: str, taken: Taken) -> tuple[Deed, ...]:
    return tuple(deed for act in acts_of(text) if (deed := _deed(act, taken)))


def _deed(act: Act, taken: Taken) -> Deed | None:
    """None of a verb that says nothing and has nothing done to it."""
    verb = _families(act.verb, taken) or _families(act.object, taken)
    if not verb:
        return None
    return Deed(
        act=act,
        verb=min(verb),
        force=_force(act),
        denied=not NEGATORS.isdisjoint(read(act.helpers).texts),
        limited=not NEGATORS.isdisjoint(read(act.others).texts),
        lacking=not NEGATORS.isdisjoint(read(act.doers).texts),
        before=_families(act.doers, taken),
        after=_families(act.others, taken),
        doing=_actors(act.doing),
        done_to=_actors(act.done_to),
        parts=_parts(act),
        unnamed=bool(act.doers) and not act.doing,
        without="without" in read(act.others).texts,
    )


def _families(text: str, taken: Taken) -> frozenset[str]:
    return families_of(retaken(read(text).words, dict(taken)))


def _actors(nouns: Sequence[str]) -> frozenset[str]:
    """Those who act, of nouns: "a child's file" is none."""
    last = [read(noun).words[-1:] for noun in nouns]
    return frozenset(word.text for words in last for word in words) & lexicon().actors


def _parts(act: Act) -> Mapping[str, frozenset[str]]:
    """The people and bodies of each part; a part without any says nothing of who it is done to."""
    ways = {way for way, _ in act.parts}
    people = {way: _actors([noun for one, noun in act.parts if one == way]) for way in ways}
    return {way: found for way, found in people.items() if found}


def _force(act: Act) -> Force:
    helpers, binder = read(act.helpers).texts, read(act.binder).texts
    if FREE_NOT in helpers | binder:
        return Force.FREE
    bound = {Force(lexicon().binding[text]) for text in binder if text in lexicon().binding}
    if Force.MUST in bound and not helpers & set(BINDING) and binder & NEGATORS:
        return Force.FREE
    given = (force for found in (helpers, bound, binder) for force in BINDING if force in found)
    return next(given, Force.TOLD)
