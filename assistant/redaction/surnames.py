"""Surnames by the company they keep: after a first name or an initial, and before "family"."""

from __future__ import annotations

import re

from assistant.redaction.lexicon import Known, Lexicon, word_set
from assistant.redaction.words import Word

# Surnames that also follow a first name as ordinary words, in small letters: "kai still", "kai best".
_MAY_FOLLOW_A_NAME = word_set(
    """
    ace action april august bail bare bath bed best bite bond branch bridge burns bury call carry case
    cash chance charity chase clear convey cook cross dale dash date day deal deep drew early east fair
    fall fan fee field flood foot ford frank free freely fresh gal good grace grant hard hasty holder
    home hook hope house huff hunt inn jan judge june junior key kiss lad law leach little long love low
    mad major man march mate may moan more nail nary near new noble north note pace page pal pan park
    patience power prince raids ran rang reader reading rich ring rivers rose rout rush sad safari said
    sane sang savage senior seven sharp shine short single small smart song south spark star stark steer
    still stout street strong success summer sun supple swift talent tang tell too toner tutor victim
    victory wade wan want ward way well wells were west white wills winter wise wood young
    """
)
_NEVER_FOLLOWS_A_NAME = word_set("too more said sang ran rang seven were still home early")
_HOUSEHOLD = word_set(
    """
    family families household children child kids siblings brothers sisters twins boys girls parents
    baby grandparents
    """
)
_ONE_HOUSEHOLD = word_set("family household")
# Words that say what sort of family it is, though people are called so too.
_DESCRIBES_A_FAMILY = word_set(
    """
    best black branch brown case church clear close cross day early english fair farmer field foster
    free french gay good green grey hard house junior key lad large little local long love loving low
    loyal major man master near needy new noble north page park poor power prince priest rich roman
    sad senior seven sharp short silk single small smart south stark street strong summer sun supple
    urban victim ward welch welsh west wheeler white whole wider winter wise woods word young dean
    deacon king bishop pope victor park field fields villa road home travel
    """
)
_PEOPLES = word_set("welsh english french roman")
_FAMILY_WHAT = word_set(
    "court courts hub hubs law support group therapy therapist plan proceedings division centre"
)
_DETERMINERS = word_set("the this that our both whole")
_RARELY_FIRST_NAMES = word_set("ahmed begum harris harrison hussain morris")
_ASK = word_set("will may")
_LABELS = word_set(
    """
    child option plan section annex appendix part form group class step stage person sibling parent
    year vitamin
    """
)
_INITIALS_BEFORE = re.compile(r"(?:(?<![\w.])|(?<=\.))(?:[A-HJ-Z]\.\s?|(?<![\w.])[B-HJ-Z]\s)\Z")
_ALL_INITIALS = re.compile(r"(?<![\w.'’])(?:[A-Z](?:\.\s?|\s))+\Z")
_SPOKEN_FOR = frozenset({Known.SURNAME, Known.FIRST_NAME})


def follows_a_first_name(word: Word, lexicon: Lexicon) -> bool:
    """Whether a word in small letters after a first name is the surname, whatever comes next."""
    if word.known in _SPOKEN_FOR:
        return True
    listed = word.known is Known.NAME_OR_PLACE or word.key in lexicon.surname_words
    return listed and word.key not in _MAY_FOLLOW_A_NAME


def may_follow_a_first_name(word: Word, lexicon: Lexicon) -> bool:
    """Whether it is the surname if what comes next says so."""
    if word.key in _NEVER_FOLLOWS_A_NAME:
        return False
    if word.known is Known.NOTHING:
        return len(word.key) > 3 and not lexicon.is_slip(word.key)
    return word.key in lexicon.surname_words or word.known is Known.NAME_OR_PLACE


def names_a_family(before: str, word: Word, after: str, lexicon: Lexicon) -> bool:
    """ "the smith family", "the Khan children": between "the" and a household stands a surname."""
    if before not in _DETERMINERS or after not in _HOUSEHOLD or word.after not in {" ", "'s ", "’s "}:
        return False
    if word.key in _PEOPLES or (word.acronym and len(word.key) <= 5 and word.known not in _SPOKEN_FOR):
        return False
    if word.known in _SPOKEN_FOR:
        return True
    if word.known is Known.NOTHING:
        return len(word.key) > 3 and not lexicon.is_slip(word.key)
    if word.key in _DESCRIBES_A_FAMILY or word.known is Known.NAME_OR_PLACE:
        return after in _ONE_HOUSEHOLD and (word.capital or word.key not in _DESCRIBES_A_FAMILY)
    return word.key in lexicon.surname_words


def is_a_service(following: str) -> bool:
    """What makes "the Jones family" no household: "the new family hub", "the family court"."""
    return following in _FAMILY_WHAT


def names_a_family_in_plural(before: str, word: Word, lexicon: Lexicon) -> bool:
    """ "the Joneses", "the Smiths"."""
    if before != "the" or not word.capital or word.acronym or not word.key.endswith("s"):
        return False
    one = word.key.removesuffix("s")
    if one in lexicon.surnames or one.removesuffix("e") in lexicon.surnames:
        return True
    return one in lexicon.surname_words and not {one, word.key} & (
        _DESCRIBES_A_FAMILY | _MAY_FOLLOW_A_NAME | lexicon.surname_words - {one}
    )


def follows_an_initial(text: str, word: Word, before: str, lexicon: Lexicon) -> bool:
    """ "B. Brown": but after "Child B. " a sentence begins."""
    listed = word.known in _SPOKEN_FOR or word.key in lexicon.surname_words
    listed = listed or word.known is Known.NAME_OR_PLACE
    return (
        listed
        and word.capital
        and before not in _LABELS
        and bool(_INITIALS_BEFORE.search(text[: word.start]))
    )


def leads_a_surname(word: Word, following: Word, lexicon: Lexicon) -> bool:
    """ "mark harris": in small letters, a word that may be a first name before a listed surname."""
    if following.capital or word.key in _ASK or following.key not in lexicon.surnames | _RARELY_FIRST_NAMES:
        return False
    may_be_name = word.known in {Known.NAME_OR_WORD, Known.NAME_OR_PLACE}
    unknown = word.known is Known.NOTHING and len(word.key) > 2 and not lexicon.is_slip(word.key)
    return may_be_name or unknown


def with_initials(text: str, start: int) -> int:
    """Where a name starts when its initials count: before the "B." of "B. Jones"."""
    initials = _ALL_INITIALS.search(text[:start])
    if not initials or not text[start].isupper():
        return start
    led_by = text[: initials.start()].split()[-1:]
    labelled = bool(led_by) and led_by[0].strip("(,").lower() in _LABELS
    lone_word = initials[0] in {"A ", "I "}
    return start if labelled or lone_word else initials.start()
