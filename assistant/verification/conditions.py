"""Does a statement keep what limits its source, and add no limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.verification.lexicon import lexicon
from assistant.verification.limits import SCOPES, Limit, Rule, Words, rules_of
from assistant.verification.reading import (
    CONCEDES,
    CONDITIONS,
    EXCEPTIONS,
    FREE_NOT,
    RELATIVES,
    Reading,
    families_of,
    restricts,
    split,
)

ASKING = ("tell", "know", "say", "check", "find", "decide", "show", "explain", "set", "record")
BETWEEN = frozenset({"and", "out", "you"})
LIGHT = frozenset({"person"})
LEAST_KEPT = 0.5
NAMING_WORDS = 4
LEAST_USED = 0.5
MANY_WORDS = 4
AND = frozenset({"and"})
FEWEST_OF_HALF = 2
FEWEST_RETOLD = 2
MOST_RETOLD = 0.7


def lost_conditions(statement: Reading, cited: Reading) -> Iterator[str]:
    rules = tuple(rules_of(cited))
    retold = {place for one in rules_of(statement) for place in _retold(one, rules)}
    for place, rule in enumerate(rules):
        for limit in rule.limits if _counts_alike(rule, statement) else ():
            if _describes_other(limit, statement, cited):
                continue
            told = _is_used(limit.host or rule.families or rule.limiting, statement)
            if (told or (place in retold and _governs(limit, rule, statement))) and not _is_kept(
                limit.words, rule, statement
            ):
                yield f"what is cited holds only so far: {limit.text!r}"


def _describes_other(limit: Limit, statement: Reading, cited: Reading) -> bool:
    """ "... by the agency that supervises them, and level 2 by several": no agency is told of."""
    place = next(i for i, word in enumerate(cited.words) if word is limit.words[0])
    before = cited.before_in_clause(place)
    described = families_of(before[-NAMING_WORDS:])
    after_verb = any(word.text in lexicon().finite for word in before)
    relative = limit.words[0].text in RELATIVES and after_verb
    return relative and bool(described) and described.isdisjoint(statement.families)


def _governs(limit: Limit, rule: Rule, statement: Reading) -> bool:
    """A condition is asked of a rule however little of it is told."""
    host = limit.host or rule.families
    return limit.words[0].text in CONDITIONS and len(host & statement.families) >= FEWEST_RETOLD


def _retold(said: Rule, rules: Sequence[Rule]) -> set[int]:
    """Which of the rules one tells: the one that has most of its words, where that is most of them."""
    shared = [len(said.families & rule.families) for rule in rules]
    most = max(shared, default=0)
    if most < FEWEST_RETOLD or most < MOST_RETOLD * len(said.families):
        return set()
    return {place for place, count in enumerate(shared) if count == most}


def waived_conditions(statement: Reading, cited: Reading) -> Iterator[str]:
    """ "Even if it is solved", where the source has it "if it is not solved"."""
    waived = families_of([statement.words[place] for place in sorted(statement.conceded)])
    for rule in rules_of(cited) if waived else ():
        for limit in rule.limits:
            own = families_of(_but_reference(limit.words)) - rule.families - lexicon().actors
            own -= lexicon().unit_families
            conditional = limit.words[0].text in CONDITIONS - {"when"}
            if conditional and own and len(own & waived) >= LEAST_USED * len(own):
                yield f"what is cited makes it depend on: {limit.text!r}"


def invented_conditions(statement: Reading, cited: Reading) -> Iterator[str]:
    known = cited.texts & (CONDITIONS | EXCEPTIONS | RELATIVES)
    if FREE_NOT in cited.texts:
        known |= {"without"}
    if "only" in cited.texts:
        known |= {"unless"}
    for index, word in enumerate(statement.words):
        if word.text in EXCEPTIONS and not known & EXCEPTIONS:
            yield f"{word.text!r} makes an exception that what is cited does not make"
        elif word.text in CONDITIONS and not (
            known or _asks(statement, index) or _is_named(statement, index, cited)
        ):
            yield f"{word.text!r} sets a condition that what is cited does not set"


def _asks(statement: Reading, marker: int) -> bool:
    """ "It says where and when it was"."""
    before = [word for word in statement.words[max(0, marker - 2) : marker] if word.text not in BETWEEN]
    return statement.words[marker].text in {"where", "when"} and bool(
        before and (before[-1].family in _asking() or before[-1].text in {"where", "when", "who"})
    )


def _asking() -> frozenset[str]:
    return frozenset(map(lexicon().family, ASKING))


def _is_named(statement: Reading, marker: int, cited: Reading) -> bool:
    """ "If a child is in danger" for "a child in danger": the words of the clause stand together, or name
    who it is about, "if you are a charity", or what is come upon, "if you receive a request"."""
    clause = statement.clause_at(marker + 1)
    families = families_of([word for word in clause if word.text not in lexicon().coming_upon])
    come_upon = any(word.text in lexicon().coming_upon for word in clause)
    if families and families <= lexicon().actors & cited.families:
        return True
    size = 2 * len(families) + 1
    windows = (
        sentence[start : start + size]
        for sentence in cited.sentences
        for start in range(max(1, len(sentence) - size))
    )
    return bool(families) and any(
        families <= families_of(window) and (come_upon or len(families) > 1 or window[0].text in SCOPES)
        for window in windows
    )


def _is_used(limited: frozenset[str], statement: Reading) -> bool:
    """More than half of the words are told, or of many the half."""
    many = len(limited) >= MANY_WORDS
    return len(limited & statement.families) + many / 2 > LEAST_USED * len(limited)


def _but_reference(limit: Words) -> Words:
    """Without who says so and where, and what makes no difference: "if it is unsafe, as the policy says"."""
    return limit[: next((place for place in range(1, len(limit)) if _leaves(limit, place)), len(limit))]


def _leaves(limit: Words, place: int) -> bool:
    attributed = [word.text for word in limit[place : place + 2]] == [",", "as"]
    referred = limit[place].text in lexicon().labels and place >= MANY_WORDS
    return limit[place].text == CONCEDES or referred or (attributed and place > 1)


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
    families, known = families_of(limit), rule.families | LIGHT
    own = families_of(_but_reference(limit)) - known or families - known or families - rule.families
    own = own - lexicon().actors or own
    if not families:
        return True
    if not own:
        return bool(statement.texts & (CONDITIONS | EXCEPTIONS | RELATIVES | {marker}))
    waived = statement.conceded if marker in CONDITIONS else ()
    kept = families_of([word for place, word in enumerate(statement.words) if place not in waived])
    half_lost = marker in CONDITIONS and _is_half_lost(limit, own, kept)
    return len(own & kept) >= LEAST_KEPT * len(own) and not half_lost


def _is_half_lost(limit: Words, own: frozenset[str], kept: frozenset[str]) -> bool:
    """ "If the adult has died and the board suspects abuse" told as "if the adult has died"."""
    halves = [families_of(part) & own for part in split(_but_reference(limit), AND)]
    return any(len(half) >= FEWEST_OF_HALF and half.isdisjoint(kept) for half in halves)
