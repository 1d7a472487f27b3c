"""From words that are names to whole names: namesakes, companions, surnames, particles, initials."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.redaction.lexicon import Known, word_set
from assistant.redaction.reading import HINTS, Reading
from assistant.redaction.slots import (
    MONTHS,
    NEVER_LOWER,
    PLACE_BEFORE,
    TITLES,
    acts_next,
    is_shouted_surname,
    model_agrees,
)
from assistant.redaction.surnames import follows_a_first_name, leads_a_surname, may_follow_a_first_name
from assistant.redaction.words import Span

_JOINERS = frozenset({"and", "&", "or", "nd"})
_PARTICLES = word_set(
    """
    al el bin bint ibn ap ab ni nic mac mc o van der de da dos del la le di von ter abu umm ul ur
    """
)
_LONE_INITIAL = re.compile(r"[B-HJ-Z]\Z")
_INITIALS = re.compile(r"(?<![\w.])(?P<it>(?:[A-Z]\.\s?){1,2}[A-Z]\.?)(?![\w.])(?!\s?\d)")
_NOT_INITIALS = word_set(
    """
    UK US NI DV SW HV GP AD PM AM QC KC OT IT EU UN PE TA HR BV CP IP DOB NHS ASAP PC PS EG IE NB
    PTO MP JP RE PA ID TV DIY SEN LAC CIN EH SG
    """
)


def namesakes(r: Reading, sure: set[int]) -> Iterator[int]:
    """Once a sentence has shown that a word is a name, it is one wherever it comes again."""
    unknown = {r.words[i].key for i in sure if r.words[i].known in {Known.NOTHING, Known.SURNAME}}
    places = {r.words[i].key for i in sure if r.words[i].known is Known.NAME_OR_PLACE} - MONTHS
    capital = {r.words[i].key for i in sure if r.words[i].capital}
    for i, word in enumerate(r.words):
        if word.closed or (word.known is Known.NAME_OR_PLACE and r.key(i - 1) in PLACE_BEFORE):
            continue
        if word.key in unknown | places or (word.capital and word.key in capital):
            yield i


def companions(r: Reading, sure: set[int]) -> Iterator[int]:
    """ "Zyrah and Kofi": what is joined to a name by "and" or a comma is a name too, unless it is a word."""
    for i, word in enumerate(r.words):
        if i in sure or word.closed or word.acronym or len(word.key) < 3 or word.known not in HINTS:
            continue
        if (word.capital and (_leads_to(r, i, sure) or _follows(r, i, sure))) or (
            not word.capital
            and word.known is Known.NAME_OR_WORD
            and word.key not in NEVER_LOWER
            and _and_name(r, i, sure)
        ):
            yield i


def _leads_to(r: Reading, i: int, sure: set[int]) -> bool:
    return (i + 2 in sure and r.key(i + 1) in _JOINERS) or (
        i + 1 in sure and r.words[i].after.strip() in {",", "&", "/"}
    )


def _follows(r: Reading, i: int, sure: set[int]) -> bool:
    listed = (
        i - 1 in sure and r.words[i].before == ", " and (r.key(i + 1) in _JOINERS or r.words[i].after == ", ")
    )
    return (
        listed
        or (i - 2 in sure and r.key(i - 1) in _JOINERS)
        or (i - 1 in sure and r.words[i].before.strip() in {"&", "/"})
    )


def _and_name(r: Reading, i: int, sure: set[int]) -> bool:
    return (i - 2 in sure and r.key(i - 1) == "and") or (i + 2 in sure and r.key(i + 1) == "and")


def extended(r: Reading, sure: set[int]) -> set[int]:
    """Adds surnames, initials and particles that belong to a name."""
    whole = set(sure)
    for i in range(len(r.words)):
        if (
            i not in whole
            and i - 1 in whole
            and r.words[i].joined
            and not r.words[i - 1].owning
            and _continues(r, i)
        ):
            whole.add(i)
    for i in reversed(range(len(r.words) - 1)):
        if i not in whole and i + 1 in whole and r.words[i + 1].joined and _precedes(r, i):
            whole.add(i)
    return whole


def _continues(r: Reading, i: int) -> bool:
    word = r.words[i]
    if word.closed:
        return False
    if word.key in _PARTICLES and _leads_a_surname(r, i):
        return True
    if word.capital:
        return _continues_capital(r, i)
    if r.words[i - 1].known is Known.FIRST_NAME and follows_a_first_name(word, r.lexicon):
        return True
    if word.known in {Known.SURNAME, Known.FIRST_NAME}:
        return True
    ends_here = acts_next(r, i) or word.owning or r.key(i + 1) in _JOINERS
    return ends_here and word.key not in NEVER_LOWER and may_follow_a_first_name(word, r.lexicon)


def _leads_a_surname(r: Reading, i: int) -> bool:
    """ "ap Gruffydd", "ní Bhriain", "van der Berg"."""
    following = r.at(i + 1)
    if following is None or not following.joined:
        return False
    if following.key in _PARTICLES:
        return _leads_a_surname(r, i + 1)
    return following.known in {Known.FIRST_NAME, Known.SURNAME, Known.NOTHING}


def _continues_capital(r: Reading, i: int) -> bool:
    word = r.words[i]
    if _LONE_INITIAL.match(r.text[word.start : word.end]) or r.text[word.start : word.end + 1] == "A.":
        return True
    if word.acronym and len(word.key) <= 5:
        return is_shouted_surname(r, word) and (
            r.words[i - 1].acronym or word.known is not Known.NAME_OR_PLACE
        )
    return word.known is not Known.WORD or word.key in r.lexicon.surname_words or model_agrees(r, i)


def _precedes(r: Reading, i: int) -> bool:
    word = r.words[i]
    if word.closed or word.acronym or word.owning or word.key in TITLES:
        return False
    if not word.capital:
        return leads_a_surname(word, r.words[i + 1], r.lexicon)
    return word.known in HINTS and r.words[i + 1].capital


def joined(r: Reading, whole: set[int]) -> Iterator[Span]:
    """Neighbouring words of one name as one span."""
    start = end = -1
    for i in sorted(whole):
        word = r.words[i]
        if start >= 0 and word.before in {" ", "-"} and i - 1 in whole and not r.words[i - 1].owning:
            end = word.end
            continue
        if start >= 0:
            yield start, end
        start, end = word.start, word.end
    if start >= 0:
        yield start, end


def initials(text: str) -> Iterator[Span]:
    for match in _INITIALS.finditer(text):
        if re.sub(r"[\s.]", "", match["it"]) not in _NOT_INITIALS:
            yield match.span("it")
