"""Does a statement keep what limits its source (if, unless, only, with agreement), and add no limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.verification.lexicon import lexicon
from assistant.verification.reading import CONDITIONS, FREE_NOT, Reading, Word, families_of

EXCEPTIONS = frozenset({"unless", "except", "without"})
RELATIVES = frozenset({"who", "that", "which"})
BINDING = frozenset({"must", "should", "may", "free_not"})
JOINS = frozenset({"and", "but", "so", "or"})
AGREEMENT_WORDS = 5
LEAST_KEPT = 0.3
LEAST_USED = 0.5

Words = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds, and the limits under which it holds; a limit begins with the word that marks it."""

    main: Words
    limits: tuple[Words, ...]

    @property
    def families(self) -> frozenset[str]:
        return families_of(self.main)


def lost_conditions(statement: Reading, cited: Reading) -> Iterator[str]:
    for rule in _rules(cited):
        if not _is_used(rule, statement):
            continue
        for limit in rule.limits:
            if not _is_kept(limit, rule, statement):
                yield f"what is cited holds only so far: {' '.join(word.text for word in limit)!r}"


def invented_conditions(statement: Reading, cited: Reading) -> Iterator[str]:
    known = cited.texts & (CONDITIONS | EXCEPTIONS | RELATIVES)
    if FREE_NOT in cited.texts:
        known |= {"without"}
    for word in statement.words:
        if word.text in EXCEPTIONS and not known & EXCEPTIONS:
            yield f"{word.text!r} makes an exception that what is cited does not make"
        elif word.text in CONDITIONS and not known:
            yield f"{word.text!r} sets a condition that what is cited does not set"


def _is_used(rule: Rule, statement: Reading) -> bool:
    size = len(rule.families)
    return bool(size) and len(rule.families & statement.families) > LEAST_USED * size


def _is_kept(limit: Words, rule: Rule, statement: Reading) -> bool:
    marker = limit[0].text
    if marker == "only":
        return "only" in statement.texts
    if marker == "without" and FREE_NOT in statement.texts:
        return True
    if marker in EXCEPTIONS and not statement.texts & EXCEPTIONS:
        return False
    families = families_of(limit)
    own = families - rule.families - lexicon().actors or families - rule.families
    if not families:
        return True
    if not own:
        return bool(statement.texts & (CONDITIONS | EXCEPTIONS | RELATIVES))
    return len(own & statement.families) >= LEAST_KEPT * len(own)


def _rules(reading: Reading) -> Iterator[Rule]:
    for sentence in reading.sentences:
        shared: tuple[Words, ...] = ()
        for part, same_subject in _parts(sentence):
            rule = _rule(part)
            yield replace(rule, limits=shared + rule.limits) if same_subject else rule
            shared = _leading(part, rule)


def _parts(sentence: Words) -> Iterator[tuple[Words, bool]]:
    """A sentence cut where a second rule begins, and whether that keeps the subject of the one before."""
    start, goes_on = 0, False
    for index in range(1, len(sentence) - 1):
        if sentence[index].text in JOINS and _begins_rule(sentence[start:index], sentence[index + 1 :]):
            yield sentence[start:index], goes_on
            start, goes_on = index + 1, sentence[index + 1].text in lexicon().finite
    yield sentence[start:], goes_on


def _begins_rule(before: Words, after: Words) -> bool:
    if not _has_verb(before):
        return False
    if before[-1].text == ",":
        return _has_verb(_until_limit(after))
    return after[0].text in BINDING and not _is_limited(before)


def _is_limited(words: Words) -> bool:
    """Whether a limit is still open at the end: what follows "and" may belong to it."""
    return any(words[index].text in CONDITIONS for index in range(1, len(words))) and "," not in {
        w.text for w in words
    }


def _leading(part: Words, rule: Rule) -> tuple[Words, ...]:
    """The limits that come before what holds, which hold for the rules that follow too."""
    return tuple(limit for limit in rule.limits if limit[0] is part[0] or limit[0].text in RELATIVES)


def _has_verb(words: Sequence[Word]) -> bool:
    return any(word.text in lexicon().finite for word in words)


def _until_limit(words: Words) -> Words:
    end = next((i for i, word in enumerate(words) if word.text in CONDITIONS), len(words))
    return words[:end]


def _rule(words: Words) -> Rule:
    main: list[Word] = []
    limits: list[Words] = []
    index = 0
    while index < len(words):
        end = _limit_end(words, index)
        if end > index:
            limits.append(words[index:end])
        else:
            main.append(words[index])
        index = max(end, index + 1)
    return Rule(tuple(main), tuple(limits))


def _limit_end(words: Words, index: int) -> int:
    """Where the limit that begins here ends; `index` itself if none begins."""
    if words[index].text == "only":
        return index + 1
    if not _is_limit(words, index):
        return index
    opens = index == 0 or words[index - 1].text in {",", "and"}
    later = range(index + 1, len(words))
    if words[index].text in {"with", "without"}:
        return next((i for i in later if i > index + AGREEMENT_WORDS or _ends_limit(words[i])), len(words))
    comma = next((i for i in later if words[i].text == ","), None)
    if opens and comma is not None:
        return comma
    if words[index].text in RELATIVES:
        return next((i for i in later if words[i].text in lexicon().finite and i > index + 1), len(words))
    return next((i for i in later if _is_limit(words, i)), len(words))


def _ends_limit(word: Word) -> bool:
    return word.text == "," or word.text in CONDITIONS


def _is_limit(words: Words, index: int) -> bool:
    text = words[index].text
    if text in CONDITIONS or text == "without":
        return True
    if text == "with":
        return "consent" in families_of(words[index : index + AGREEMENT_WORDS])
    before = words[index - 1] if index else None
    if text == "who":
        return before is not None and before.text != ","
    return text in RELATIVES and before is not None and before.text in lexicon().actors
