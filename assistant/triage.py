"""Sees whether someone may be in danger now, and whether a request is one to decline.

Needs no model, index or network. A danger is weighed, not looked up: what the danger is, plus signs that it
is happening (the asker is there, minutes ago, tonight), less signs that it is not (a policy is being written,
it was last year). When in doubt it fires: a block shown needlessly costs a glance.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BeforeValidator

from assistant.models import Urgent
from ingest.models import Contact, Frozen, Partnership

_WE_WOULD = re.compile(r"\bwe['’‘`´ʼ′]d\b", re.IGNORECASE)
_APOSTROPHES = re.compile(r"['’‘`´ʼ′]")
_PLACEHOLDER = re.compile(r"[\[<{](?!system|inst)[a-z][a-z0-9 _:-]{0,30}[\]>}]")
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_LONG_WORD = re.compile(r"[a-z]{6,}")
_SPACES = re.compile(r"\s+")
_FRAGMENT = re.compile(r"<([a-z]+)>")
_UP_TO_WORDS = re.compile(r"<(\d+) words>")
_GROUP = re.compile(r"\((?!\?)")
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+[\"'”’)\]]*|\n+|$)\s*")
_CLAUSE = re.compile(r".+?(?:[,;:]\s+|\s-\s+|\s(?=(?:and|then)\s)|$)", re.DOTALL)
_CLAUSE_BREAK = re.compile(r"[,;:.!?]")
_QUOTED = re.compile(r"\"[^\"]+\"|“[^”]+”|(?<![^\s:(])['‘][^\n]{3,}?['’](?![^\s.,;:!?)])")

_TOLD_CLAUSE = re.compile(r"[^.,;!?]+[.,;!?]*")

_UNNAMED = "risk"
_BEING_TOLD = "disclosure"
# Nobody reads twenty lines in an emergency: with many dangers, the first actions of each.
_SHOWN_IN_FULL = 2
_ACTIONS_EACH = 2
_FEWEST_TOLD = 4


@dataclass(frozen=True, slots=True)
class Triage:
    """`urgent` names the dangers that may be present now; `declined` why the request is declined."""

    urgent: tuple[str, ...] = ()
    declined: str | None = None

    @property
    def in_danger(self) -> bool:
        """Whether someone may be hurt now; a child who tells of abuse is listened to first."""
        return any(danger != _BEING_TOLD for danger in self.urgent)

    def with_risk(self, told: bool) -> Triage:
        """The same, and where danger is `told` that no rule named, one without a name."""
        return replace(self, urgent=(_UNNAMED,)) if told and not self.urgent else self


def triage(text: str) -> Triage:
    return Triage(urgent=_dangers(_weighed(_folded(text))), declined=_declined(text))


def plain_question(text: str) -> str:
    """The question without the sentences that give the system orders; the whole text if nothing is left."""
    return _without_instructions(text) or text


def urgent_block(found: Triage, partnership: Partnership | None) -> Urgent | None:
    if not found.urgent:
        return None
    wording = _wording()
    dangers = [wording.dangers[danger] for danger in found.urgent]
    most = None if len(dangers) <= _SHOWN_IN_FULL else _ACTIONS_EACH
    actions = [action for danger in dangers for action in danger.actions[:most]]
    return Urgent(
        headline=wording.headline,
        reasons=tuple(danger.reason for danger in dangers),
        actions=_unique(actions if partnership else [*actions, wording.no_local_contacts]),
        contacts=_contacts(found.urgent, partnership),
    )


def decline_message(category: str) -> str:
    return _wording().declines[category]


# The signs of danger


def _dangers(folded: str) -> tuple[str, ...]:
    """A danger that is told of is one whatever is asked about it, so the account is also weighed alone."""
    rules = _rules()
    needed = rules.threshold - _presence(folded)
    found = _named(folded, needed)
    if found:
        return found
    account = _account(folded)
    if account != folded:
        found = _named(account, rules.threshold - _signs_of(account)) or _mortal(account)
    return found or _unnamed(folded, needed) or _feared(folded)


def _named(folded: str, needed: float) -> tuple[str, ...]:
    rules = _rules()
    return tuple(
        name for name, danger in rules.dangers.items() if danger.reaches(needed, folded, rules.weights)
    )


def _mortal(account: str) -> tuple[str, ...]:
    """What kills within minutes is not outweighed by talk of consent and files."""
    rules = _rules()
    live = rules.weights.live >= rules.threshold - _signs_of(account, of_work=False)
    return tuple(
        name for name, one in rules.dangers.items() if live and one.mortal and one.live.search(account)
    )


def _unnamed(folded: str, needed: float) -> tuple[str, ...]:
    """What is going on may be a danger in any words, as no list of them is complete.

    That it is told and not asked is not enough for that: something must say that it is present.
    """
    rules = _rules()
    present = rules.weights.hazard >= needed and _signs_of(folded) > 0
    return (_UNNAMED,) if present and rules.hazards.search(folded) else ()


def _feared(folded: str) -> tuple[str, ...]:
    """ "What if he gets there first tonight": a condition, and yet a danger that is near."""
    found = _rules().feared.search(folded)
    if found is None:
        return ()
    needed = _rules().threshold - _signs_of(found[0])
    return _named(found[0], needed) or _unnamed(found[0], needed)


def _weighed(folded: str) -> str:
    """The message without what is over or, as it is told, no danger."""
    kept = folded
    for aside in _rules().set_aside:
        if aside.given.search(folded) and not aside.unless.search(folded):
            kept = aside.what.sub(" ", kept)
    return kept


def _account(folded: str) -> str:
    """What the message tells, without what it asks."""
    return "".join(_told(found[0]) for found in _TOLD_CLAUSE.finditer(folded)).strip()


def _told(clause: str) -> str:
    """All of a clause that does not ask, and what stands before the question in one that goes on to ask.

    People type "he has a knife in his bag do i ring his mum" without a stop.
    """
    if not _is_asked(clause.strip()):
        return clause
    turn = _rules().goes_on_to_ask.search(clause)
    told = clause[: turn.start()] if turn else ""
    return told if len(told.split()) >= _FEWEST_TOLD and not _is_asked(told.strip()) else ""


def _presence(folded: str) -> float:
    """How much speaks for its happening now; below nought, for policy, study or the past."""
    rules = _rules()
    manner = rules.asked_weight if _is_asked(folded) else rules.told_weight * _is_told(folded)
    return manner + _signs_of(folded)


def _signs_of(folded: str, of_work: bool = True) -> float:
    """The weight of the signs found, with or without those of work."""
    counted = (sign for sign in _rules().signs if of_work or not sign.of_work)
    return sum(sign.weight for sign in counted if sign.found.search(folded))


def _is_asked(folded: str) -> bool:
    """Whether it puts a question, other than what to do at this moment."""
    rules = _rules()
    return rules.question.search(rules.calls_for_help.sub(" ", folded)) is not None


def _is_told(folded: str) -> bool:
    return _rules().account.search(folded) is not None


def _folded(text: str) -> str:
    """Lower case, no apostrophes or accents, one space between words, common misspellings put right."""
    letters = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", _WE_WOULD.sub("we would", text)))
    bare = letters.encode("ascii", "ignore").decode().lower()
    spelt = _LONG_WORD.sub(lambda word: _rules().respelt(word[0]), _PLACEHOLDER.sub("someone", bare))
    return _SPACES.sub(" ", _HYPHEN.sub(" ", spelt)).strip()


# Requests that are declined


def _declined(text: str) -> str | None:
    """A request mixed with a real question is answered, its instructions ignored, unless it could do harm."""
    rules = _rules()
    unquoted = _QUOTED.sub(" ", text)
    asked = [_folded(sentence) for sentence in _sentences(text)]
    own = asked if unquoted == text else [_folded(sentence) for sentence in _sentences(unquoted)]
    for category, pattern in rules.declines:
        sentences = asked if category in rules.declined_even_in_quotes else own
        if any(_requests(pattern, sentence) for sentence in sentences):
            return category
    gives_orders = any(_requests(rules.instructions, sentence) for sentence in own)
    if gives_orders and not rules.concerns.search(_folded(_without_instructions(text))):
        return "instructions"
    return None


def _requests(pattern: re.Pattern[str], sentence: str) -> bool:
    """Whether the sentence itself asks this, instead of reporting someone who does."""
    return any(
        not _rules().reporting.search(_clause_around(sentence, match)) for match in pattern.finditer(sentence)
    )


def _clause_around(sentence: str, match: re.Match[str]) -> str:
    """From the last break before the match to its end: where a subject other than the asker would stand."""
    breaks = [found.end() for found in _CLAUSE_BREAK.finditer(sentence, 0, match.start() + 1)]
    return sentence[breaks[-1] if breaks else 0 : match.end()]


# Instructions to the system


def _without_instructions(text: str) -> str:
    return "".join(_kept(sentence) for sentence in _sentences(text)).strip()


def _kept(sentence: str) -> str:
    rules = _rules()
    if not _requests(rules.instructions, _folded(sentence)):
        return sentence
    kept, ordered = [], False
    for clause in _CLAUSE.findall(sentence):
        folded = _folded(clause)
        if rules.instructions.search(folded):
            ordered = True
        elif not ordered or (rules.concerns.search(folded) and not rules.orders.search(folded)):
            kept.append(clause)
    return "".join(kept)


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text)


# What is shown


def _contacts(dangers: Iterable[str], partnership: Partnership | None) -> tuple[Contact, ...]:
    wording = _wording()
    names = _unique(name for danger in dangers for name in wording.contacts_for.get(danger, ()))
    helplines = (wording.contacts[name] for name in names)
    if partnership is None:
        return (wording.contacts["council"], *helplines)
    return (partnership.front_door, partnership.out_of_hours, *helplines)


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


# The data files


class _Weights(Frozen):
    live: float
    cue: float
    hazard: float


class _Wordings(Frozen):
    words: Annotated[tuple[str, ...], BeforeValidator(lambda text: text.split(", "))] = ()
    patterns: tuple[str, ...] = ()

    @property
    def listed(self) -> tuple[str, ...]:
        return (*self.words, *self.patterns)


class _Danger(Frozen):
    mortal: bool = False
    live: _Wordings
    cue: _Wordings


class _Sign(Frozen):
    weight: float
    of_work: bool = False
    patterns: tuple[str, ...]


class _SetAside(Frozen):
    what: str
    given: str = ""
    unless: str = "(?!)"


class _Told(Frozen):
    weight: float
    asked_weight: float
    account: str
    question: str
    goes_on_to_ask: str


class _Misspelt(Frozen):
    words: frozenset[str]
    leave: frozenset[str]


class _Patterns(Frozen):
    threshold: float
    weights: _Weights
    fragments: dict[str, str]
    dangers: dict[str, _Danger]
    hazards: str
    told_not_asked: _Told
    feared: str
    set_aside: dict[str, _SetAside]
    signs: dict[str, _Sign]
    misspelt: _Misspelt
    instructions: tuple[str, ...]
    orders: str
    concerns: str
    declines: dict[str, tuple[str, ...]]
    declined_even_in_quotes: frozenset[str]
    reporting: str


class _Advice(Frozen):
    reason: str
    actions: tuple[str, ...]


class _Wording(Frozen):
    headline: str
    dangers: dict[str, _Advice]
    no_local_contacts: str
    contacts: dict[str, Contact]
    contacts_for: dict[str, tuple[str, ...]]
    declines: dict[str, str]


@dataclass(frozen=True, slots=True)
class _SignPatterns:
    weight: float
    of_work: bool
    found: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _DangerPatterns:
    mortal: bool
    live: re.Pattern[str]
    cue: re.Pattern[str]

    def reaches(self, needed: float, folded: str, weights: _Weights) -> bool:
        if weights.live >= needed and self.live.search(folded):
            return True
        return weights.cue >= needed and self.cue.search(folded) is not None


@dataclass(frozen=True, slots=True)
class _AsidePatterns:
    what: re.Pattern[str]
    given: re.Pattern[str]
    unless: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Rules:
    threshold: float
    weights: _Weights
    dangers: Mapping[str, _DangerPatterns]
    hazards: re.Pattern[str]
    told_weight: float
    asked_weight: float
    account: re.Pattern[str]
    question: re.Pattern[str]
    goes_on_to_ask: re.Pattern[str]
    calls_for_help: re.Pattern[str]
    feared: re.Pattern[str]
    set_aside: tuple[_AsidePatterns, ...]
    signs: tuple[_SignPatterns, ...]
    instructions: re.Pattern[str]
    orders: re.Pattern[str]
    concerns: re.Pattern[str]
    declines: tuple[tuple[str, re.Pattern[str]], ...]
    declined_even_in_quotes: frozenset[str]
    reporting: re.Pattern[str]
    well_spelt: frozenset[str]
    spellings: Mapping[str, str]

    def respelt(self, word: str) -> str:
        """The word of the list that is one letter away (more, less, other or swapped), or the word itself."""
        if word in self.well_spelt:
            return word
        return next((self.spellings[form] for form in _one_letter_less(word) if form in self.spellings), word)


def _one_letter_less(word: str) -> set[str]:
    """The word and its forms with one letter left out; the first letter is kept, as people seldom miss it."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))}


@cache
def _rules() -> _Rules:
    data = _Patterns.model_validate(yaml.safe_load(_data_file("triage.yaml")))

    def compiled(*patterns: str, starts: str = "") -> re.Pattern[str]:
        whole = starts + "(?:" + "|".join(patterns) + ")"
        while _FRAGMENT.search(whole):
            whole = _FRAGMENT.sub(lambda name: data.fragments[name[1]], whole)
        return re.compile(_GROUP.sub("(?:", _UP_TO_WORDS.sub(r"(\\w+ ){0,\1}", whole)))

    return _Rules(
        threshold=data.threshold,
        weights=data.weights,
        dangers={
            name: _DangerPatterns(
                danger.mortal, *(compiled(*one.listed, starts=r"\b") for one in (danger.live, danger.cue))
            )
            for name, danger in data.dangers.items()
        },
        hazards=compiled(data.hazards),
        told_weight=data.told_not_asked.weight,
        asked_weight=data.told_not_asked.asked_weight,
        account=compiled(data.told_not_asked.account),
        question=compiled(data.told_not_asked.question),
        goes_on_to_ask=compiled(data.told_not_asked.goes_on_to_ask),
        calls_for_help=compiled(*data.signs["the_asker_wants_help"].patterns),
        feared=compiled(data.feared),
        set_aside=tuple(
            _AsidePatterns(compiled(aside.what), compiled(aside.given), compiled(aside.unless))
            for aside in data.set_aside.values()
        ),
        signs=tuple(_SignPatterns(s.weight, s.of_work, compiled(*s.patterns)) for s in data.signs.values()),
        instructions=compiled(*data.instructions),
        orders=compiled(data.orders),
        concerns=compiled(data.concerns),
        declines=tuple((name, compiled(*patterns)) for name, patterns in data.declines.items()),
        declined_even_in_quotes=data.declined_even_in_quotes,
        reporting=compiled(data.reporting, starts=r"\b"),
        well_spelt=data.misspelt.words | data.misspelt.leave,
        spellings={form: word for word in sorted(data.misspelt.words) for form in _one_letter_less(word)},
    )


@cache
def _wording() -> _Wording:
    return _Wording.model_validate(yaml.safe_load(_data_file("triage_wording.yaml")))


def _data_file(name: str) -> str:
    return files("assistant").joinpath(name).read_text(encoding="utf-8")
