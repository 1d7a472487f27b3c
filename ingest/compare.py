"""Two texts of one document to what changed between them, section by section.

A section is found again by its anchor, else by its heading path, else by what it says. An anchor made
from a position ("page-4") may come to stand for other text, so it counts only where words are shared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.models import Section, Span

# The share of words in common from which two sections are one rewritten. Over the sections of the library,
# 1 in 100 pairs of one document share 0.51 by chance, and 99 in 100 share 0.57 with a third of the words new.
SAME_PLACE = 0.45
SAME_SECTION = 0.55

Pair = tuple[Section, Section]


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class SectionChange:
    """What became of one section; `removed` are sentences of `old.text` and `added` of `new.text`.

    `moved` is the same words under another heading or anchor.
    """

    kind: Change
    old: Section | None = None
    new: Section | None = None
    removed: tuple[Span, ...] = ()
    added: tuple[Span, ...] = ()

    @property
    def heading_path(self) -> tuple[str, ...]:
        section = self.new or self.old
        return section.heading_path if section else ()

    @property
    def removed_sentences(self) -> tuple[str, ...]:
        return tuple(span.of(self.old.text) for span in self.removed) if self.old else ()

    @property
    def added_sentences(self) -> tuple[str, ...]:
        return tuple(span.of(self.new.text) for span in self.added) if self.new else ()


def compare(old: Sequence[Section], new: Sequence[Section]) -> tuple[SectionChange, ...]:
    """The sections that differ: those of `new` in its order, then those that are gone."""
    was = dict(_pairs(old, new))
    again = {section.ordinal for section in was.values()}
    changes = [_change(was.get(section.ordinal), section) for section in new]
    gone = [_removed(section) for section in old if section.ordinal not in again]
    return (*(change for change in changes if change), *gone)


def _pairs(old: Sequence[Section], new: Sequence[Section]) -> Iterator[tuple[int, Section]]:
    """The ordinal of a new section and the old one it was, for each that is found again."""
    stages: tuple[Callable[[Sequence[Section], Sequence[Section]], Iterator[Pair]], ...] = (
        _same_anchor,
        _same_path,
        _alike,
    )
    for stage in stages:
        found = list(stage(old, new))
        yield from ((after.ordinal, before) for before, after in found)
        old = _without(old, [before for before, _ in found])
        new = _without(new, [after for _, after in found])


def _without(sections: Sequence[Section], found: Sequence[Section]) -> list[Section]:
    ordinals = {section.ordinal for section in found}
    return [section for section in sections if section.ordinal not in ordinals]


def _same_anchor(old: Sequence[Section], new: Sequence[Section]) -> Iterator[Pair]:
    return (
        (before, after)
        for before, after in _same(lambda section: section.anchors[0].fragment, old, new)
        if before.heading_path[-1] == after.heading_path[-1]
        or _likeness(_vocabulary(before), _vocabulary(after)) >= SAME_PLACE
    )


def _same_path(old: Sequence[Section], new: Sequence[Section]) -> Iterator[Pair]:
    return _same(lambda section: section.heading_path, old, new)


def _same(
    key: Callable[[Section], Hashable], old: Sequence[Section], new: Sequence[Section]
) -> Iterator[Pair]:
    """Pairs with the same key, where only one section on each side has it."""
    counts = [Counter(map(key, sections)) for sections in (old, new)]
    earlier = {key(section): section for section in old}
    return (
        (earlier[key(section)], section)
        for section in new
        if all(count[key(section)] == 1 for count in counts)
    )


def _alike(old: Sequence[Section], new: Sequence[Section]) -> Iterator[Pair]:
    """The most alike pair first, until what is left is not alike."""
    said = [(section, _vocabulary(section)) for section in new]
    scored = [
        (_likeness(words, later), before, after)
        for before, words in ((section, _vocabulary(section)) for section in old)
        for after, later in said
    ]
    left, right = set[int](), set[int]()
    for score, before, after in sorted(scored, key=lambda pair: -pair[0]):
        if score >= SAME_SECTION and before.ordinal not in left and after.ordinal not in right:
            left.add(before.ordinal)
            right.add(after.ordinal)
            yield before, after


def _vocabulary(section: Section) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", section.text.lower()))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words in common, from 0 to 1."""
    return 2 * len(one & other) / ((len(one) + len(other)) or 1)


def _change(old: Section | None, new: Section) -> SectionChange | None:
    if old is None:
        return SectionChange(Change.ADDED, new=new, added=new.sentences)
    removed, added = _only_in(old, new), _only_in(new, old)
    if removed or added:
        return SectionChange(Change.CHANGED, old, new, removed, added)
    moved = old.heading_path != new.heading_path or old.anchors[0].fragment != new.anchors[0].fragment
    return SectionChange(Change.MOVED, old, new) if moved else None


def _removed(section: Section) -> SectionChange:
    return SectionChange(Change.REMOVED, old=section, removed=section.sentences)


def _only_in(one: Section, other: Section) -> tuple[Span, ...]:
    """The sentences of `one` that `other` does not have, each counted as often as it stands there."""
    held = Counter(_words(span.of(other.text)) for span in other.sentences)
    found = []
    for span in one.sentences:
        words = _words(span.of(one.text))
        if held[words] > 0:
            held[words] -= 1
        else:
            found.append(span)
    return tuple(found)


def _words(sentence: str) -> str:
    """The sentence without what retyping changes: white space and the shape of quotation marks."""
    straight = sentence.translate(str.maketrans("‘’“”–—", "''\"\"--"))
    return " ".join(straight.split())
