"""Does a statement keep what limits its source, and add no limit."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.verification.lexicon import lexicon
from assistant.verification.limits import SCOPES, Rule, Words, rules_of
from assistant.verification.reading import (
    CONDITIONS,
    EXCEPTIONS,
    FREE_NOT,
    RELATIVES,
    Reading,
    families_of,
    restricts,
)

LEAST_KEPT = 0.3
LEAST_USED = 0.5
MANY_WORDS = 4


def lost_conditions(statement: Reading, cited: Reading) -> Iterator[str]:
    for rule in rules_of(cited):
        for limit in rule.limits:
            told = _is_used(limit.host or rule.families, statement) and _counts_alike(rule, statement)
            if told and not _is_kept(limit.words, rule, statement):
                yield f"what is cited holds only so far: {' '.join(word.text for word in limit.words)!r}"


def invented_conditions(statement: Reading, cited: Reading) -> Iterator[str]:
    known = cited.texts & (CONDITIONS | EXCEPTIONS | RELATIVES)
    if FREE_NOT in cited.texts:
        known |= {"without"}
    if "only" in cited.texts:
        known |= {"unless"}
    for index, word in enumerate(statement.words):
        if word.text in EXCEPTIONS and not known & EXCEPTIONS:
            yield f"{word.text!r} makes an exception that what is cited does not make"
        elif word.text in CONDITIONS and not known and not _is_named(statement, index, cited):
            yield f"{word.text!r} sets a condition that what is cited does not set"


def _is_named(statement: Reading, marker: int, cited: Reading) -> bool:
    """ "If a child is in danger" for "a child in danger": the words of the clause stand together."""
    families = families_of(statement.clause_at(marker + 1))
    size = 2 * len(families) + 1
    windows = (
        sentence[start : start + size]
        for sentence in cited.sentences
        for start in range(max(1, len(sentence) - size))
    )
    return bool(families) and any(
        families <= families_of(window) and (len(families) > 1 or window[0].text in SCOPES)
        for window in windows
    )


def _is_used(limited: frozenset[str], statement: Reading) -> bool:
    """More than half of the words are told, or of many the half."""
    many = len(limited) >= MANY_WORDS
    return len(limited & statement.families) + many / 2 > LEAST_USED * len(limited)


def _counts_alike(rule: Rule, statement: Reading) -> bool:
    """A rule known by its number alone, "rings 999", is not told by a statement with another."""
    numbers = {word.text for word in rule.main if word.text[-1].isdigit()}
    return len(rule.families) > 1 or not numbers or not numbers.isdisjoint(statement.texts)


def _is_kept(limit: Words, rule: Rule, statement: Reading) -> bool:
    marker = limit[0].text
    if marker == "only":
        return restricts(statement)
    if marker == "without" and FREE_NOT in statement.texts:
        return True
    if marker in EXCEPTIONS and not (statement.texts & EXCEPTIONS or restricts(statement)):
        return False
    families = families_of(limit)
    own = families - rule.families - lexicon().actors or families - rule.families
    if not families:
        return True
    if not own:
        return bool(statement.texts & (CONDITIONS | EXCEPTIONS | RELATIVES))
    return len(own & statement.families) >= LEAST_KEPT * len(own)
