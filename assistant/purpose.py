"""What a question comes down to: may a concern about a child be shared, with whom, and what if they say no.

A story may be like nothing in the library; where it ends in that question the general rule still answers it,
and so it does where a concern is told and nothing is asked. Of 1,343 written questions that the library does
not answer, six seem to ask whether to share.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.understanding.asks import asks_something
from assistant.understanding.subject import names_child
from assistant.understanding.wording import fold

WHOM = "Who do I tell if I am worried about a child?"
EMERGENCY = "Can I share information in an emergency, where someone may be seriously hurt?"
_WE = r"(?:i|we)(?: (?:have|need|want|ought) to| just| still| also| even| now| legally| (?:be )?allowed to)*"
_TELL = r"tell|report|refer|ring|phone|call|inform|contact|pass|speak to"
_WHOM = rf"\bwho(?:m| else| in \w+)? (?:do|should|can|must|shall|would|could) {_WE} (?:share|let|{_TELL})\b"
_MAY = rf"\b(?:can|could|may|should|must|am|are|do) {_WE} (?:share|let|{_TELL})\b"
_MAY_GIVE = re.compile(
    rf"\b(?:can|could|may|am|are) {_WE} (?:share|let|give|hand|send|say|release|provide|{_TELL})\b|"
    r"\brespect (?:it|that|his|her|their)\b"
)
_TO_THE_FAMILY = re.compile(
    rf"\b(?:{_TELL}|let|give)(?: to| with)?(?: his| her| their| the| my)? (?:mums?|mam|mom|mother|dad|father|"
    r"parents?|family|husband|wife|partner|boyfriend|girlfriend|ex|brothers?|uncle|aunt\w*|nan|gran\w*|"
    rf"(?:foster )?carers?)\b(?! (?:number|details|address|name))|\b(?:{_TELL}|let|give) (?:him|her)\b(?! \w)"
)
_AGREED = (
    r"\b(?:consent|permission|ok|okay|say so|agreement) (?:to|before|for) (?:\w+ ){0,3}?"
    r"(?:shar\w+|tell\w*|refer\w*|report\w*|ring\w*|pass\w*)\b"
)
_BODY = (
    r"(?:police(?:man|woman)?|pcs?|dcs?|officers?|detectives?|social (?:care|workers?)|solicitors?|"
    r"barristers?|courts?|council|gps?|schools?|college|nursery|camhs|ofsted|coroners?|home office|mash|"
    r"lado|iro|probation|hospital|health visitors?|panel|board|landlord|housing|charity|"
    r"another (?:la|authority|trust))"
)
_WANT = (
    r"(?:want(?:s|ing|ed)?|ask(?:s|ed|ing)?(?: us| me)?(?: for)?|request(?:s|ed|ing)?|demand(?:s|ed|ing)?)"
)
_HELD = (
    r"(?:everything|info\w*|details|records?|files?|notes|address(?:es)?|logs?|history|chronolog\w+|"
    r"minutes|what (?:i|we) (?:know|have|hold|ve got))"
)
_ASKED_FOR = (
    rf"\b{_BODY}\b(?:\W+\w+){{0,6}}?\W+{_WANT}\b(?:\W+\w+){{0,5}}?\W+{_HELD}\b"
    r"(?:\W+\w+){0,3}?\W+(?:on|about|of|we|re|i)\b"
)
_HELD_BACK = (
    r"\b(?:chosen|decided|chose|decision|opted|going) (?:not to (?:share|pass|tell|refer|report)|"
    r"to (?:hold|keep) (?:\w+ ){0,3}?(?:back|to myself|quiet|from)|to withhold)\b"
)
_NEAR_A_CHILD = (
    r"(?:mum|mother|dad|father|parent|stepdad|stepmum|partner|boyfriend|girlfriend|carer|husband|wife|"
    r"uncle)s?"
)
_ABOUT_THEM = (
    r"(?:depress\w*|anxiety|mental health|bipolar|psycho\w+|schizo\w+|suicidal|overdos\w+|diagnos\w+|"
    r"medication|medical|drink\w*|drunk|alcohol\w*|drugs?|addict\w*|heroin|methadone|cannabis|"
    r"prison|jail|convict\w+|criminal|violen\w+|history|past)"
)
_ASKED = re.compile("|".join((_WHOM, _MAY, _AGREED, _ASKED_FOR, _HELD_BACK)))
_GENERAL: Mapping[str, re.Pattern[str]] = {
    WHOM: re.compile(
        rf"{_WHOM}|\bwho(?:m)? (?:do|should) {_WE} (?:go to|notify)\b"
        r"|\bwho (?:needs|has) to (?:know|be told)\b|\bwho to\b"
        r"|\bwhere (?:do|should) (?:i|we) (?:report|go|take|send)\b"
    ),
    "Can I share a concern about a child without consent?": re.compile(f"{_MAY}|{_AGREED}"),
    "The parents refuse or have not been asked: can I still share a concern about their child?": re.compile(
        r"\b(?:refus\w+|sa(?:ys?|id) no|withdr[ae]w\w*|wont (?:agree|consent|sign|let)|(?:hasnt|not) agreed|"
        r"doesnt (?:want|agree)|dont want|not to tell|"
        r"without (?:telling|asking|the(?:ir|m)?|her|his|mums?|dads?|parents?|(?:say|consent|permission)))\b"
    ),
    "Can I share information about a parent, such as mental health or convictions, to protect their child?": (
        re.compile(
            rf"\b{_NEAR_A_CHILD}\b(?:\W+\w+){{0,8}}?\W+{_ABOUT_THEM}\b|"
            rf"\b{_ABOUT_THEM}\b(?:\W+\w+){{0,4}}?\W+{_NEAR_A_CHILD}\b"
        )
    ),
    "Will I get into trouble for sharing information to protect a child?": re.compile(
        r"\b(?:done|sued|fined|sacked|struck off|prosecuted|liable) for\b|\b(?:get|be|am|are) (?:i |we )?"
        r"(?:done|sued|fined|sacked|struck off|prosecuted|liable)\b|\bin(?:to)? trouble\b|"
        r"\bbreak(?:ing)? (?:gdpr|the law)\b"
    ),
}
GENERAL = (*_GENERAL, EMERGENCY)
_WANTS = re.compile(r"\b(?:asked|asks|asking|wants?|needs?|please)\b")


def asks_to_share(question: str) -> bool:
    """Whether it asks may I, must I or whom, somebody asks for what is held, or something was held back."""
    return bool(_ASKED.search(fold(question))) and names_child(question)


def comes_down_to(question: str, asked: str, in_danger: bool = False) -> tuple[str, ...]:
    """Which of the general questions it is; `asked` is what of it is asked now, the whole or a follow-up.

    Whom someone in danger is told of is the same question whoever they are, unless it is their family; the
    others are about a child.
    """
    folded = fold(asked)
    of_danger = in_danger and _MAY_GIVE.search(folded) and not _TO_THE_FAMILY.search(folded)
    emergency = (EMERGENCY,) if of_danger else ()
    if not names_child(question):
        return emergency
    found = tuple(general for general, said in _GENERAL.items() if said.search(folded))
    is_told = not asks_something(question) and not _WANTS.search(folded)
    return (*emergency, *found, WHOM) if is_told and WHOM not in found else (*emergency, *found)
