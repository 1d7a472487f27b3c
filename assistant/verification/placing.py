"""Does a condition stand with what it is set on, and the same way round: "if" is not "unless"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.verification.lexicon import lexicon
from assistant.verification.limits import Limit, Rule, rules_of
from assistant.verification.reading import (
    CONDITIONS,
    DENYING,
    EXCEPTIONS,
    FREE_NOT,
    Reading,
    families_of,
    split,
)

RULE_ENDS = frozenset(".;:")


def misplaced_conditions(statement: Reading, cited: Reading) -> Iterator[str]:
    """A condition that is cited, set on what another sentence tells better."""
    sentences = [families_of(sentence) for sentence in cited.sentences]
    for rule in _told_apart(statement):
        for limit in rule.limits:
            own = families_of(limit.words) - lexicon().unit_families
            held = (limit.host or rule.families) - own
            if limit.words[0].text in CONDITIONS and own and _is_apart(held, own, sentences):
                yield f"what is cited sets it on something else: {limit.text!r}"


def turned_conditions(statement: Reading, cited: Reading) -> Iterator[str]:
    """ "Unless they agree", where the source has "if they agree" of the same thing."""
    if "only" in statement.texts | cited.texts:
        return
    sourced = [(rule, limit) for rule in rules_of(cited) for limit in rule.limits if _is_plain(limit)]
    for rule in rules_of(statement):
        for limit in filter(_is_plain, rule.limits):
            own = families_of(limit.words) - rule.families
            alike = [one for one in sourced if own and own <= families_of(one[1].words)]
            if alike and all(_is_turned((rule, limit), one) for one in alike):
                yield f"what is cited sets it the other way round: {limit.text!r}"


def _is_plain(limit: Limit) -> bool:
    return limit.words[0].text in CONDITIONS - {"until", "so_far_as"}


def _is_turned(said: tuple[Rule, Limit], sourced: tuple[Rule, Limit]) -> bool:
    """Whether one excepts what the other asks for, and no denial more or less makes up for it."""
    excepts = {limit.words[0].text in EXCEPTIONS for _, limit in (said, sourced)}
    return len(excepts) > 1 and _denials(*said) == _denials(*sourced)


def _denials(rule: Rule, limit: Limit) -> int:
    return sum(word.text in DENYING or word.text == FREE_NOT for word in (*rule.main, *limit.words)) % 2


def _told_apart(statement: Reading) -> Iterator[Rule]:
    """The rules of a statement, each side of a colon by itself."""
    for words in split(statement.words, RULE_ENDS):
        yield from rules_of(Reading(words))


def _is_apart(held: frozenset[str], own: frozenset[str], sentences: Sequence[frozenset[str]]) -> bool:
    most = max((len(own & sentence) for sentence in sentences), default=0)
    beside = [len(held & sentence) for sentence in sentences if len(own & sentence) == most]
    told = (len(held & sentence) for sentence in sentences)
    return max(told, default=0) > max(beside, default=0)
