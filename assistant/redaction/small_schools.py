"""Schools written without a capital or "at": "oakfield primary rang"."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.redaction.lexicon import Known, Lexicon, word_set
from assistant.redaction.rules import Rule

# How the names of British places, and so of schools, end.
_PLACE_ENDING = re.compile(
    r"(?:fields?|side|woods?|hills?|dale|brooke?|park|view|gate|way|bank|ley|leigh|lea|ford|ton|bury|"
    r"ham|croft|meads?|meadows?|bourne|bridge|burn|church|combe|cote|downs?|worth|well|stead|grove|lane|"
    r"green|mount|heath|moor|mere|waters?|lands?|vale|oaks?|thorpe|wick|hurst|shaw|minster|chester|"
    r"mouth|pool|port|point|trees|spring|valley|crest|ridge)\Z"
)
_ORDINARY = word_set(
    """
    outside inside beside alongside aside away always anyway halfway way well side view point gate park
    bank green church support report transport airport passport import england scotland ireland northern
    island overseas woods hill hills hospital trust farewell ham button cotton bridge spring water lands
    underway today midway land lane field fields grove oak oaks thoughts valley ford port pool mount
    heath moor trees meadow meadows wood waters montessori steiner waldorf islamic hindu sikh bilingual
    boarding forest
    """
)
_CALLED_AFTER = word_set(
    """
    acorn acorns badgers beech birches cedar chestnut conifers hawthorn hazel holly kestrel kestrels
    kingfisher larch laurels maple nightingale oaktree phoenix poplars rainbow robins rowan skylark
    sunflower sunflowers sunshine swallows sycamore trinity willow willows
    """
)
_FIRST_WORD = r"(?:[a-z]*(?:green|park|hill|oak|ash|elm|church|mill|queens?|kings?|rose|long|st)\s+)?"
_TYPE = (
    r"(?:primary(?: school| academy)?|(?:junior|infant|high|secondary|nursery|grammar) school|academy|"
    r"nursery|secondary|juniors|infants|sixth form)"
)
_NO_SCHOOL = (
    r"(?:carers?|care|concerns?|needs?|education|schools?|age|aged|aims?|contact|workers?|nurses?|"
    r"diagnosis|reason|duty|purpose|legislation|source|abuse|victims?|trauma|phase|staff|teachers?|"
    r"pupils?|children|settings?|provision|fees|places?|funding|heads?|headteachers?|trusts?|rhymes?)"
)


def small_schools(lexicon: Lexicon) -> Rule:
    shape = rf"(?<![\w'’-])(?P<it>{_FIRST_WORD}[a-z][a-z'’-]{{2,}} {_TYPE})\b(?!\s+{_NO_SCHOOL}\b)"
    return Rule(re.compile(shape), _names_a_school(lexicon))


def _names_a_school(lexicon: Lexicon) -> Callable[[str], bool]:
    def names_a_school(value: str) -> bool:
        first, *others = re.split(rf"\s+(?={_TYPE}\Z)", value, maxsplit=1)[0].split()
        return bool(others and _is_place(others[-1], lexicon, paired=True)) or _is_place(first, lexicon)

    return names_a_school


def _is_place(word: str, lexicon: Lexicon, *, paired: bool = False) -> bool:
    if word in _ORDINARY:
        return paired
    known = lexicon.look_up(word)
    if word in _CALLED_AFTER:
        return True
    unknown = known is Known.NOTHING and not lexicon.is_slip(word)
    return unknown or known is Known.SURNAME or bool(_PLACE_ENDING.search(word))
