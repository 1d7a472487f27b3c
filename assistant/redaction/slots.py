"""The places of a sentence that people fill: after "called", before "told me", with an age, as a relation."""

from __future__ import annotations

import re

from assistant.redaction.lexicon import Known, word_set
from assistant.redaction.reading import HINTS, Reading
from assistant.redaction.words import Word

_NAMING = word_set("called named name nicknamed nickname alias aka")
_NICKNAMES = word_set("nicknamed nickname alias aka")
_NICKNAMING = frozenset(
    "known as, goes by, going by, answers to, street name, calls himself, calls herself".split(", ")
)
TITLES = word_set(
    """
    mr mrs ms miss mx dr doctor prof professor rev reverend fr pc dc ds dci di ps pcso wpc sgt
    sergeant constable inspector insp cllr councillor judge sir dame lord lady auntie aunty aunt
    uncle nan nanny nana gran granny grandma grandpa grandad imam rabbi father sister brother pastor
    bishop coach nurse matron sw hv
    """
)
_LOWER_TITLES = word_set("mr mrs ms miss mx dr prof rev pc dc ds pcso sgt cllr auntie aunty uncle aunt")
_RELATIONS = word_set(
    """
    mum mam mummy mom mother dad daddy father brother sister bro sis sibling son daughter stepson
    stepdaughter uncle aunt auntie aunty nan nana nanny gran granny grandma grandmother grandad
    granddad grandfather grandpa stepdad stepmum stepfather stepmother step-dad step-mum step-father
    step-mother stepbrother stepsister half-brother half-sister partner boyfriend girlfriend bf gf
    ex ex-partner ex-husband ex-wife husband wife hubby cousin friend bestie mate pupil student
    child boy girl baby toddler teen teenager lad lass kid twin youngster learner teacher ta senco
    neighbour carer patient client resident colleague classmate headteacher tutor nephew niece
    granddaughter grandson godmother godfather childminder nanny babysitter perpetrator perp victim
    suspect offender lodger landlord worker foster-carer mentor infant newborn
    """
)
_POSSESSIONS = _RELATIONS | word_set(
    """
    parents parent family mums dads siblings brothers sisters kids children house home flat bedroom
    room school class teacher phone arm arms leg legs face back body behaviour attendance file
    record records case name address bruises bruise injuries plan social health gp friends records
    notes story disclosure account mental mam carers foster school's stepdad's grandparents
    """
)
_SPEECH = word_set(
    """
    said says told tells disclosed discloses disclosing asked asks replied reported reports confided
    admitted mentioned texted rang phoned messaged cried whispered explained stated claimed alleges
    alleged screamed shouted laughed answered
    """
)
_NEVER_BEFORE_A_SPEAKER = word_set(
    "the a an our my their his her this that was is be been has have had were are"
)
_HEARERS = word_set("me us her his him staff that mum she he the my a")
_DOINGS = _SPEECH | word_set(
    """
    is was has had isnt wasnt hasnt isn't wasn't hasn't came comes goes went lives lived turned
    turns hit hits kicked punched ran seems seemed looks looked got gets wants wanted keeps kept
    started stopped attends moved started refuses refused didn't doesn't didnt doesnt thinks thought
    feels felt needs sleeps slept hates loves likes knows did does hurt hurts smells self-harms
    wouldn't won't can't couldn't wouldnt cant couldnt appeared appears arrived left presents
    presented lost made makes takes took gave gives sent sends showed shows became becomes began
    says who whose aged
    """
)
_ENDS_A_PLACE = word_set("street road bridge park house hall court")
_GREETINGS = word_set(
    """
    hi hello dear hey hiya thanks regards cheers ta love from sincerely wishes morning afternoon
    """
)
MONTHS = word_set("april may august jan jun")
PRONOUNS = word_set("i you he she it we they the a an my our his her their this that these those there")
NEVER_LOWER = word_set(
    """
    will may mark art miles rob sue bill pat drew rose chase chance grant trust justice charity van
    mo
    """
)
PLACE_BEFORE = word_set("in from at to near of around outside via towards across the visit visiting")
_AGE = re.compile(
    r"\s*,?\s*\(?\s*(?:aged?|who(?:'?s| is)|is|now|just turned|turned)?\s*\(?\d{1,2}\s*"
    r"(?:\)|,|;|\Z|\.(?!\d)|y\b|yo\b|y/o|yrs?\b|years?[- ]old|-year|m\b|months?\b|weeks?[ -]old|\band\b)"
    r"|\s*,?\s*\(?\s*age[ds]?\W{0,2}\d{1,2}\b|\s*\(?,?\s*(?:in\s+)?(?:yr|year|y)\.?\s?\d{1,2}\b"
    r"|\s*,?\s*[(-]?\s*(?:born\b|d\.?o\.?b\b|date of birth\b|nhs (?:no|num|number)\b)"
)
# First names in capitals that stand for a benefit, a role, a tool or a body.
_ALSO_ACRONYMS = word_set("ana ama ari asa aya cara ela elsa esa isa lea nia sara")


def is_shouted_name(r: Reading, i: int) -> bool:
    """ "KAI JONES": a first name in capitals; "SMITH, Kai": a surname before one."""
    word, following = r.words[i], r.at(i + 1)
    if word.known is Known.FIRST_NAME and word.key not in _ALSO_ACRONYMS:
        return True
    if following is None or not (following.capital and is_shouted_surname(r, word)):
        return False
    listed_surname_first = following.before == ", " and following.known is Known.FIRST_NAME
    joined = following.joined and word.known is Known.FIRST_NAME and is_shouted_surname(r, following)
    return listed_surname_first or joined


def is_shouted_surname(r: Reading, word: Word) -> bool:
    listed = {Known.SURNAME, Known.FIRST_NAME, Known.NAME_OR_PLACE}
    return word.acronym and (word.known in listed or word.key in r.lexicon.surname_words)


def heads_a_title(r: Reading, i: int) -> bool:
    """ "the Hope Project": between "the" and another capital word it is no person's name."""
    following = r.at(i + 1)
    if following is None or not (following.capital and following.joined and following.known is Known.WORD):
        return False
    return r.key(i - 1) == "the" or following.key not in r.lexicon.surname_words


def is_named(r: Reading, i: int) -> bool:
    """After "called", "her name is", "known as": even an ordinary word with a capital may be a nickname."""
    word, i = r.words[i], i - 1
    if i < 0 or not re.fullmatch(r"\W{1,3}", word.before) or re.search(r"[.;!?)]", word.before):
        return False
    nicknamed = f"{r.key(i - 1)} {r.key(i)}" in _NICKNAMING or r.key(i) in _NICKNAMES
    if r.key(i) in {"is", "was"} and r.key(i - 1) in {"name", "nickname"}:
        nicknamed = True
    if nicknamed:
        return word.known in HINTS or word.known is Known.FIRST_NAME or (word.capital and not word.acronym)
    if r.key(i) not in _NAMING:
        return False
    return word.known in {Known.NAME_OR_WORD, Known.NAME_OR_PLACE, Known.FIRST_NAME, Known.SURNAME} or (
        word.known is Known.NOTHING and (word.capital or not r.lexicon.is_slip(word.key))
    )


def is_titled(r: Reading, i: int) -> bool:
    word = r.words[i]
    title = r.at(i - 1)
    if title is None or title.key not in TITLES or word.before not in {" ", ". ", "."}:
        return False
    if not word.capital:
        known = word.known in {Known.FIRST_NAME, Known.SURNAME} or (
            word.known is Known.NOTHING and not r.lexicon.is_slip(word.key)
        )
        return title.key in _LOWER_TITLES and (
            known or (word.key in r.lexicon.surname_words and title.key in {"mr", "mrs"})
        )
    if title.key in _LOWER_TITLES and title.capital:
        return (
            word.known is not Known.WORD
            or word.key in r.lexicon.surname_words
            or (title.key in {"mr", "mrs", "ms", "miss"} and not word.acronym)
        )
    return (
        word.known in HINTS
        or word.known is Known.FIRST_NAME
        or (word.key in r.lexicon.surname_words and title.capital)
    )


def is_related(r: Reading, i: int) -> bool:
    word, before = r.words[i], r.key(i - 1)
    if word.capital and word.before == ", " and before.removesuffix("s") in _RELATIONS:
        return True
    linked = word.before in {" ", ", ", " - ", " (", ","}
    return linked and before in _RELATIONS and not r.words[i - 1].owning


def is_aged(r: Reading, i: int) -> bool:
    return bool(_AGE.match(r.rest(i).lower())) and not _is_counted(r, i)


def _is_counted(r: Reading, i: int) -> bool:
    """ "Chapter 3", "Section 47 (2)" and "form 8" carry numbers, not ages."""
    return r.words[i].known is Known.NOTHING and bool(re.match(r"\s\d", r.rest(i)))


def is_date(r: Reading, i: int) -> bool:
    return bool(re.match(r"\s\d", r.rest(i)))


def owns(r: Reading, i: int) -> bool:
    return (
        r.words[i].owning
        and r.key(i + 1) in _POSSESSIONS
        and bool(re.fullmatch(r"['’]?s?['’]?\s+", r.rest(i)[: r.words[i + 1].start - r.words[i].end]))
    )


def speaks(r: Reading, i: int) -> bool:
    word = r.words[i]
    return r.key(i + 1) in _SPEECH and word.after == " " and r.key(i - 1) not in _NEVER_BEFORE_A_SPEAKER


def begins_a_speaker(r: Reading, i: int) -> bool:
    """ "Jordan Mills told the nurse": who is named in full and then speaks is nobody's town."""
    following = r.at(i + 1)
    if following is None or not following.capital or not following.joined or following.acronym:
        return False
    surname = following.known in {Known.SURNAME, Known.FIRST_NAME} or following.key in r.lexicon.surname_words
    return (
        surname and following.key not in _ENDS_A_PLACE and r.key(i + 2) in _SPEECH and following.after == " "
    )


def told_me(r: Reading, i: int) -> bool:
    """ "will told me": a verb of speech with its hearer leaves no other reading."""
    return r.key(i + 1) in _SPEECH and r.words[i].after == " " and r.key(i + 2) in _HEARERS


def acts(r: Reading, i: int) -> bool:
    return r.key(i + 1) in _DOINGS and r.words[i].after == " "


def acts_next(r: Reading, i: int) -> bool:
    return acts(r, i) or not re.match(r"\s", r.words[i].after) or i + 1 == len(r.words)


def is_greeted(r: Reading, i: int) -> bool:
    word = r.words[i]
    if word.key in {"all", "team", "everyone"} or not word.capital:
        return False
    if r.key(i - 1) in {"i'm", "im", "am"}:
        return word.known is Known.NOTHING or word.known is Known.NAME_OR_WORD
    return r.key(i - 1) in _GREETINGS and bool(re.fullmatch(r",?\s+", word.before))


def model_agrees(r: Reading, i: int) -> bool:
    word = r.words[i]
    return not word.acronym and any(start <= word.start and word.end <= end for start, end in r.people())
