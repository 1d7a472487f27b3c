"""What a text holds to be so, and what limits each: if, unless, only, with agreement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.verification.lexicon import lexicon
from assistant.verification.reading import (
    CONDITIONS,
    COPULAS,
    FORCES,
    FREE_NOT,
    JOINS,
    RELATIVES,
    Reading,
    Word,
    families_of,
)

SCOPES = frozenset({"in", "on", "during", "at"})
ARTICLES = frozenset({"a", "an", "the", "you", "they", "any"})
NOUN_BEGINS = frozenset({"a", "an", "the", "it", "them", "their", "its", "his", "her", "that"})
OUTSIDE = tuple(
    (",", join, word) for join in ("and", "but") for word in ("otherwise", "other", "then", "after")
)
FOR_EXAMPLE = "such"
SCOPE_WORDS = 7
AGREEMENT_WORDS = 5

Words = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """Words that limit, from the one that marks them, and what stands beside them between two commas."""

    words: Words
    host: frozenset[str]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds, and the limits under which it holds."""

    main: Words
    limits: tuple[Limit, ...]

    @property
    def families(self) -> frozenset[str]:
        return families_of(self.main)

    @property
    def limiting(self) -> frozenset[str]:
        return families_of([word for limit in self.limits for word in limit.words])


def rules_of(reading: Reading) -> Iterator[Rule]:
    for sentence in reading.sentences:
        shared: tuple[Limit, ...] = ()
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
        return _has_verb(_until_limit(after)) or _is_alternative(after)
    return after[0].text in FORCES and not _is_limited(before)


def _is_alternative(words: Words) -> bool:
    """ "... to the head teacher, or to the governors if it is about the head teacher": a limit of its own."""
    until = _until_limit(words)
    texts = {word.text for word in until}
    return len(until) < len(words) and "," not in texts and texts != {"only"}


def _is_limited(words: Words) -> bool:
    """Whether a limit is still open at the end: what follows "and" may belong to it."""
    return any(words[index].text in CONDITIONS for index in range(1, len(words))) and "," not in {
        w.text for w in words
    }


def _leading(part: Words, rule: Rule) -> tuple[Limit, ...]:
    """The limits that come before what holds, which hold for the rules that follow too."""
    leads = (limit for limit in rule.limits if limit.words[0] is part[0] or limit.words[0].text in RELATIVES)
    return tuple(replace(limit, host=frozenset()) for limit in leads)


def _has_verb(words: Sequence[Word]) -> bool:
    return any(word.text in lexicon().finite or is_verb(words, index) for index, word in enumerate(words))


def is_verb(words: Sequence[Word], index: int) -> bool:
    """ "Records the call", "rings 999": what ends in s before what a noun begins with."""
    if not words[index].text.endswith("s") or not words[index].family or index + 1 == len(words):
        return False
    return words[index + 1].text in NOUN_BEGINS or words[index + 1].text[0].isdigit()


def _until_limit(words: Words) -> Words:
    end = next((i for i, word in enumerate(words) if word.text in CONDITIONS), len(words))
    return words[:end]


def _rule(words: Words) -> Rule:
    main: list[Word] = []
    limits: list[tuple[int, int]] = []
    index = 0
    while index < len(words):
        end = _limit_end(words, index)
        if end > index:
            limits.append((index, end))
        else:
            main.append(words[index])
        index = max(end, index + 1)
    return Rule(
        tuple(main), tuple(Limit(words[start:end], _host(words, start, end)) for start, end in limits)
    )


def _host(words: Words, start: int, end: int) -> frozenset[str]:
    """What stands with a limit between two commas; nothing where a comma parts it from all that it limits."""
    if start == 0 or words[start - 1].text == ",":
        return frozenset()
    before = next((i + 1 for i in range(start - 1, -1, -1) if words[i].text == ","), 0)
    after = next((i for i in range(end, len(words)) if words[i].text == ","), len(words))
    beside = words[before:start] + words[end:after]
    return families_of([word for word in beside if word.text != "only"])


def _limit_end(words: Words, index: int) -> int:
    """Where the limit that begins here ends; `index` itself if none begins."""
    if index == 0 and words[0].text in SCOPES:
        return _scope_end(words)
    if words[index].text == "only" or not _is_limit(words, index):
        return index + (words[index].text == "only")
    opens = index == 0 or words[index - 1].text in {",", "and"}
    later = range(index + 1, len(words))
    if words[index].text in {"with", "without"}:
        return next((i for i in later if i > index + AGREEMENT_WORDS or _ends_limit(words[i])), len(words))
    comma = next((i for i in later if words[i].text == ","), None)
    if opens and comma is not None:
        return comma
    if words[index].text in RELATIVES:
        ends = lexicon().finite | CONDITIONS | {","}
        return next((i for i in later if words[i].text in ends and i > index + 1), len(words))
    return next((i for i in later if _is_limit(words, i) or _goes_on_without(words, i)), len(words))


def _goes_on_without(words: Words, comma: int) -> bool:
    """ "... if he is hurt, and otherwise within a week": what follows is outside the limit."""
    following = tuple(word.text for word in words[comma : comma + 3])
    return following in OUTSIDE or following[:2] == (",", "so")


def _scope_end(words: Words) -> int:
    """Where "in an emergency" ends, at the head of a sentence; nought where no such few words stand there."""
    ends = ARTICLES | {","} | lexicon().actors | lexicon().finite
    end = next((i for i in range(2, min(len(words), SCOPE_WORDS)) if words[i].text in ends), 0)
    named = any(word.text in lexicon().labels or word.text[-1].isdigit() for word in words[:end])
    return 0 if named else end


def _ends_limit(word: Word) -> bool:
    return word.text == "," or word.text in CONDITIONS or word.text in lexicon().finite


def _is_limit(words: Words, index: int) -> bool:
    text = words[index].text
    if text in CONDITIONS or text == "without":
        return not index or not (words[index - 1].text == FOR_EXAMPLE or _is_known(words, index))
    if text == "with":
        return not _warrants().isdisjoint(families_of(words[index : index + AGREEMENT_WORDS]))
    if text == FREE_NOT:
        return index > 0 and words[index - 1].text in COPULAS
    before = words[index - 1] if index else None
    if text == "who":
        return before is not None and before.text != ","
    if text not in RELATIVES or before is None:
        return False
    follows = words[index + 1].text if index + 1 < len(words) else ""
    named = before.text in lexicon().actors or before.family in _told_of()
    return named or (bool(before.family) and follows in lexicon().finite)


def _is_known(words: Words, index: int) -> bool:
    """ "Nobody knows where they are"."""
    before = words[index - 1]
    known = before.family == lexicon().family("know") and before.text != "knowledge"
    return words[index].text in {"where", "when"} and known


def _warrants() -> frozenset[str]:
    """What allows a thing to be done: "with consent", "with a legal basis"."""
    return frozenset(
        map(lexicon().family, ("consent", "legal", "basis", "authority", "order", "warrant", "approval"))
    )


def _told_of() -> frozenset[str]:
    return frozenset(
        map(lexicon().family, ("info", "record", "letter", "file", "decision", "concern", "agency", "person"))
    )
