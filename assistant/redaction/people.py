"""Finds the names of people by what a word is known to be and by the slot it stands in.

A listed first name counts anywhere. A word that is also a name ("hope", "May") or that is in no list
("Zyrah") counts where the sentence puts a person: after "called", before "told me", with an age,
as somebody's brother.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from assistant.redaction.lexicon import Known, Lexicon
from assistant.redaction.reading import AskModel, Reading
from assistant.redaction.slots import (
    NEVER_LOWER,
    PLACE_BEFORE,
    PRONOUNS,
    acts,
    acts_next,
    begins_a_speaker,
    heads_a_title,
    is_aged,
    is_date,
    is_greeted,
    is_named,
    is_related,
    is_shouted_name,
    is_titled,
    model_agrees,
    owns,
    speaks,
    told_me,
)
from assistant.redaction.surnames import (
    follows_an_initial,
    is_a_service,
    names_a_family,
    names_a_family_in_plural,
    with_initials,
)
from assistant.redaction.whole_names import companions, extended, initials, joined, namesakes
from assistant.redaction.words import Span, read_words


def find_people(text: str, lexicon: Lexicon, kept: Sequence[Span], ask_model: AskModel) -> list[Span]:
    """Spans of names, in order; `kept` spans are out of bounds.

    The language model takes most of the time, so it is asked only about words no list and no slot decides.
    """
    words = read_words(text, lexicon, kept)
    reading = Reading(text, words, lexicon, cache(lambda: ask_model(text)))
    sure = {i for i in range(len(reading.words)) if is_person(reading, i)}
    sure |= set(namesakes(reading, sure))
    sure |= set(companions(reading, sure))
    names = joined(reading, extended(reading, sure))
    return sorted({*((with_initials(text, start), end) for start, end in names), *initials(text)})


def is_person(r: Reading, i: int) -> bool:
    word = r.words[i]
    if word.closed or len(word.key) < 2:
        return False
    if _has_a_surnames_place(r, i):
        return True
    if word.acronym and len(word.key) <= 5:
        titled = is_titled(r, i) and word.known in {Known.FIRST_NAME, Known.SURNAME}
        return titled or is_shouted_name(r, i)
    if is_titled(r, i) or is_named(r, i):
        return True
    return _JUDGES[word.known](r, i)


def _has_a_surnames_place(r: Reading, i: int) -> bool:
    word, before = r.words[i], r.key(i - 1)
    return (
        (names_a_family(before, word, r.key(i + 1), r.lexicon) and not is_a_service(r.key(i + 2)))
        or names_a_family_in_plural(before, word, r.lexicon)
        or follows_an_initial(r.text, word, r.key(i - 2), r.lexicon)
    )


def _first_name(_r: Reading, _i: int) -> bool:
    return True


def _surname(r: Reading, i: int) -> bool:
    return r.words[i].capital or is_aged(r, i) or owns(r, i) or speaks(r, i)


def _name_or_word(r: Reading, i: int) -> bool:
    word = r.words[i]
    if is_aged(r, i) or owns(r, i):
        return True
    if not word.capital:
        return (
            word.key not in NEVER_LOWER and (speaks(r, i) or (is_related(r, i) and acts_next(r, i)))
        ) or told_me(r, i)
    if heads_a_title(r, i) or (word.key == "will" and r.key(i + 1) in PRONOUNS):
        return False
    return not word.opening or acts(r, i) or is_greeted(r, i)


def _name_or_place(r: Reading, i: int) -> bool:
    word = r.words[i]
    if not word.capital:
        return owns(r, i) or told_me(r, i)
    if r.key(i - 1) in PLACE_BEFORE and word.joined:
        return False
    return (
        owns(r, i)
        or speaks(r, i)
        or begins_a_speaker(r, i)
        or is_related(r, i)
        or (is_aged(r, i) and not is_date(r, i))
        or is_greeted(r, i)
        or (acts(r, i) and r.key(i) not in {"may", "april"})
    )


def _unknown(r: Reading, i: int) -> bool:
    word = r.words[i]
    if not word.capital:
        return (
            (owns(r, i) or is_aged(r, i) or speaks(r, i) or is_related(r, i))
            and len(word.key) > 2
            and not r.lexicon.is_slip(word.key)
        )
    slot = owns(r, i) or is_aged(r, i) or speaks(r, i) or is_related(r, i) or is_greeted(r, i)
    return slot or model_agrees(r, i)


def _ordinary(_r: Reading, _i: int) -> bool:
    return False


_JUDGES = {
    Known.FIRST_NAME: _first_name,
    Known.SURNAME: _surname,
    Known.NAME_OR_WORD: _name_or_word,
    Known.NAME_OR_PLACE: _name_or_place,
    Known.NOTHING: _unknown,
    Known.WORD: _ordinary,
}
