"""A redacted message to the questions in it, and who asks them, about whom, where and of which edition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.models import Question, Turn
from assistant.understanding.asks import find_asks, question_first
from assistant.understanding.choices import choices_for
from assistant.understanding.editions import editions_in
from assistant.understanding.follow_up import leans_back, standing_alone
from assistant.understanding.meanings import asks_for_the_word, terms_asked
from assistant.understanding.places import places_in
from assistant.understanding.roles import professions_in, role_of
from assistant.understanding.schemes import said_in
from assistant.understanding.subject import age_of, names_child, subject_of
from assistant.understanding.words import Words
from ingest.lexical import terms_of
from ingest.models import Subject
from ingest.sources.glossary import Glossary, Term

ADULT_SERVICES = "adult_services"
OF_CHILDREN = frozenset({None, "teacher", "dsl", "health_visitor", "early_help", "youth_worker"})
LONG_WORDS = 120
BARE_TERMS = 5
QUOTED = re.compile(r"\"[^\"\n]+\"|“[^”\n]+”")
SHORT_SECTION = re.compile(r"(?<![\w'’])s(?:ec|ect)?\.?\s?(?=\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: `text` as shown, `search` as embedded, `terms` for the lexical search as well.

    `own` is what a follow-up says itself, without the question that it leans on; `names` is all that the
    question names, as runs of its words and the guidance's; `aside` are the ids of documents on a scheme that
    is not among that. `ages` are the years of the person asked about, two for a school year; none if unsaid.
    `meanings` are the terms whose meaning it asks, `might_mean` those that it names where it only reads as if
    it asked for one; `asks_for_the_word` where it asks what something is called.
    """

    text: str
    search: str
    terms: tuple[str, ...] = ()
    own: str | None = None
    names: frozenset[tuple[str, ...]] = frozenset()
    aside: frozenset[str] = frozenset()
    ages: frozenset[int] = frozenset()
    meanings: tuple[Term, ...] = ()
    might_mean: tuple[Term, ...] = ()
    asks_for_the_word: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """What a message asks; `professions` are the roles it names, the asker's and others'.

    `given` are the partnerships of the request that the asker may read, of the others only what is public
    is read. `edition` is a superseded edition asked about; where `changed`, `old_edition` and `new_edition`
    are the two to compare. `choices` are questions to offer where the message is too short to search with.
    `in_danger` where someone may be hurt unless it is told at once.
    """

    asks: tuple[Ask, ...]
    role: str | None = None
    role_from: Literal["given", "wording"] | None = None
    professions: frozenset[str] = frozenset()
    subject: Subject | None = None
    partnership: str | None = None
    other_partnership: str | None = None
    given: frozenset[str] = frozenset()
    unknown_place: bool = False
    edition: str | None = None
    changed: bool = False
    old_edition: str | None = None
    new_edition: str | None = None
    choices: tuple[str, ...] = ()
    follows: bool = False
    in_danger: bool = False


def understand(
    message: str, question: Question, turns: Sequence[Turn], words: Words, asks_meaning: bool = False
) -> Understood:
    """`message` is the question's text, redacted; `turns` are those before it, oldest first.

    `asks_meaning` where the message as a whole reads like one that asks what a term means.
    """
    follows = bool(turns) and leans_back(message)
    earlier = turns[-1].question if follows else None
    whole = _alone(earlier, message)
    spelt = words.speller.respelt(whole)
    role, role_from = _role(question, spelt)
    given = [one for one in (question.partnership, question.other_partnership) if one]
    places = places_in(message, given, words.partnerships)
    editions = editions_in(spelt, words.families)
    asks = _asks(earlier, find_asks(message), words)
    return Understood(
        asks=_with_meaning(asks, words) if asks_meaning else asks,
        role=role,
        role_from=role_from,
        professions=professions_in(spelt),
        subject=subject_of(spelt) or _subject_of(role, spelt),
        partnership=places.partnership,
        other_partnership=places.other,
        given=frozenset(one for one in given if question.reach.covers(one)),
        unknown_place=places.unknown,
        edition=editions.edition,
        changed=editions.changed,
        old_edition=editions.old,
        new_edition=editions.new,
        choices=() if turns else choices_for(spelt),
        follows=follows,
    )


def _alone(earlier: str | None, message: str) -> str:
    return standing_alone(earlier, message) if earlier else message


def _role(question: Question, text: str) -> tuple[str | None, Literal["given", "wording"] | None]:
    if question.role:
        return question.role, "given"
    said = role_of(text)
    return said, "wording" if said else None


def _subject_of(role: str | None, text: str) -> Subject | None:
    """Where the words do not tell: adult services speak of adults unless a child is named; those who work
    with children, and those who name no role, of children.
    """
    if role == ADULT_SERVICES:
        return None if names_child(text) else Subject.ADULTS
    return Subject.CHILDREN if role in OF_CHILDREN else None


def _asks(earlier: str | None, texts: Sequence[str], words: Words) -> tuple[Ask, ...]:
    asks = (_ask(_alone(earlier, text), words, one_of_several=len(texts) > 1) for text in texts)
    if earlier is None:
        return tuple(asks)
    return tuple(
        replace(ask, own=_written_out(text, words), ages=age_of(text) or ask.ages)
        for ask, text in zip(asks, texts, strict=True)
    )


def _with_meaning(asks: tuple[Ask, ...], words: Words) -> tuple[Ask, ...]:
    """Where none of the questions asks for a meaning in so many words, the last that names a term may."""
    for place in reversed(range(len(asks))):
        named = _named(_written_out(asks[place].text, words), words.glossary)
        if named and not any(ask.meanings for ask in asks):
            return (*asks[:place], replace(asks[place], might_mean=named), *asks[place + 1 :])
    return asks


def _named(text: str, glossary: Glossary) -> tuple[Term, ...]:
    """The terms that a text names; those in quotation marks alone if it quotes some."""
    quoted = glossary.named_in("\n".join(one[0] for one in QUOTED.finditer(text)))
    return quoted or glossary.named_in(text)


def _written_out(text: str, words: Words) -> str:
    """The text with its words spelt right, and "s16H" as the law writes it."""
    return SHORT_SECTION.sub("section ", words.speller.respelt(text))


def _ask(text: str, words: Words, one_of_several: bool) -> Ask:
    spelt = _written_out(text, words)
    search = question_first(spelt) if len(spelt.split()) > LONG_WORDS else spelt
    # cut off from its message, "what do I write down" says little: the guidance's words help it
    bare = one_of_several and len(set(terms_of(spelt))) <= BARE_TERMS
    guidance, terms = words.vocabulary.expand(spelt), words.terms_for(spelt)
    names = "\n".join([text, spelt, *terms, *guidance])
    search = " ".join([search, *(guidance if bare else ())])
    return Ask(
        text,
        search,
        terms,
        names=said_in(names),
        aside=words.schemes.unnamed(names),
        ages=age_of(text),
        meanings=terms_asked(spelt, words.glossary),
        asks_for_the_word=asks_for_the_word(spelt),
    )
