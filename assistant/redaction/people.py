"""Finds the names of people by what a word is known to be and by the slot it stands in.

A listed first name counts anywhere. A word that is also a name ("hope", "May") or that is in no list
("Zyrah") counts where the sentence puts a person: after "called", before "told me", with an age,
as somebody's brother.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.redaction.lexicon import Known, Lexicon, word_set
from assistant.redaction.surnames import (
    follows_a_first_name,
    follows_an_initial,
    is_a_service,
    leads_a_surname,
    may_follow_a_first_name,
    names_a_family,
    names_a_family_in_plural,
    with_initials,
)
from assistant.redaction.words import Span, Word, read_words

_NAMING = word_set("called named name nicknamed nickname alias aka")
_NICKNAMING = frozenset(
    {
        ("known", "as"),
        ("goes", "by"),
        ("going", "by"),
        ("answers", "to"),
        ("street", "name"),
        ("calls", "himself"),
        ("calls", "herself"),
    }
)
_TITLES = word_set(
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
_JOINERS = frozenset({"and", "&", "or", "nd"})
_GREETINGS = word_set(
    """
    hi hello dear hey hiya thanks regards cheers ta love from sincerely wishes morning afternoon
    """
)
_SELF = word_set("i'm im i’m am it's this")
_MONTHS = word_set("april may august jan jun")
_PRONOUNS = word_set("i you he she it we they the a an my our his her their this that these those there")
_PARTICLES = word_set(
    """
    al el bin bint ibn ap ab ni nic mac mc o van der de da dos del la le di von ter abu umm ul ur
    """
)
_NEVER_LOWER = word_set(
    """
    will may mark art miles rob sue bill pat drew rose chase chance grant trust justice charity van
    mo
    """
)
_PLACE_BEFORE = word_set("in from at to near of around outside via towards across the visit visiting")
_AGE = re.compile(
    r"\s*,?\s*\(?\s*(?:aged?|who(?:'?s| is)|is|now|just turned|turned)?\s*\(?\d{1,2}\s*"
    r"(?:\)|,|;|\Z|\.(?!\d)|y\b|yo\b|y/o|yrs?\b|years?[- ]old|-year|m\b|months?\b|weeks?[ -]old|\band\b)"
    r"|\s*,?\s*\(?\s*age[ds]?\W{0,2}\d{1,2}\b|\s*\(?,?\s*(?:in\s+)?(?:yr|year|y)\.?\s?\d{1,2}\b"
)
_LONE_INITIAL = re.compile(r"[B-HJ-Z]\Z")
_INITIALS = re.compile(r"(?<![\w.])(?P<it>(?:[A-Z]\.\s?){1,2}[A-Z]\.?)(?![\w.])(?!\s?\d)")
_NOT_INITIALS = word_set(
    """
    UK US NI DV SW HV GP AD PM AM QC KC OT IT EU UN PE TA HR BV CP IP DOB NHS ASAP PC PS EG IE NB
    PTO MP JP RE PA ID TV DIY SEN LAC CIN EH SG
    """
)
# First names in capitals that stand for a benefit, a role, a tool or a body.
_ALSO_ACRONYMS = word_set("ana ama ari asa aya cara ela elsa esa isa lea nia sara")
_HINTS = frozenset({Known.NOTHING, Known.NAME_OR_WORD, Known.NAME_OR_PLACE, Known.SURNAME})


AskModel = Callable[[str], Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text's words, the text itself and what the language model took for people."""

    text: str
    words: Sequence[Word]
    lexicon: Lexicon
    people: Callable[[], Sequence[Span]]

    def at(self, i: int) -> Word | None:
        return self.words[i] if 0 <= i < len(self.words) else None

    def key(self, i: int) -> str:
        word = self.at(i)
        return word.key if word else ""

    def rest(self, i: int) -> str:
        """What stands after a word, possessive left out."""
        return self.text[self.words[i].end : self.words[i].end + 40]


def find_people(text: str, lexicon: Lexicon, kept: Sequence[Span], ask_model: AskModel) -> list[Span]:
    """Spans of names, in order; `kept` spans are out of bounds.

    The language model takes most of the time, so it is asked only about words no list and no slot decides.
    """
    words = read_words(text, lexicon, kept)
    reading = Reading(text, words, lexicon, cache(lambda: ask_model(text)))
    sure = {i for i in range(len(reading.words)) if is_person(reading, i)}
    sure |= set(_namesakes(reading, sure))
    sure |= set(_companions(reading, sure))
    names = _joined(reading, _extended(reading, sure))
    return sorted({*((with_initials(text, start), end) for start, end in names), *_initials(text)})


def is_person(r: Reading, i: int) -> bool:
    word = r.words[i]
    if word.closed or len(word.key) < 2:
        return False
    if _has_a_surnames_place(r, i):
        return True
    if word.acronym and len(word.key) <= 5:
        titled = _is_titled(r, i) and word.known in {Known.FIRST_NAME, Known.SURNAME}
        return titled or _is_shouted_name(r, i)
    if _is_titled(r, i) or _is_named(r, i):
        return True
    return _JUDGES[word.known](r, i)


def _has_a_surnames_place(r: Reading, i: int) -> bool:
    word, before = r.words[i], r.key(i - 1)
    return (
        (names_a_family(before, word, r.key(i + 1), r.lexicon) and not is_a_service(r.key(i + 2)))
        or names_a_family_in_plural(before, word, r.lexicon)
        or follows_an_initial(r.text, word, r.key(i - 2), r.lexicon)
    )


def _is_shouted_name(r: Reading, i: int) -> bool:
    """ "KAI JONES": a first name in capitals; "SMITH, Kai": a surname before one."""
    word, following = r.words[i], r.at(i + 1)
    if word.known is Known.FIRST_NAME and word.key not in _ALSO_ACRONYMS:
        return True
    if following is None or not (following.capital and _is_shouted_surname(r, word)):
        return False
    listed_surname_first = following.before == ", " and following.known is Known.FIRST_NAME
    joined = following.joined and word.known is Known.FIRST_NAME and _is_shouted_surname(r, following)
    return listed_surname_first or joined


def _is_shouted_surname(r: Reading, word: Word) -> bool:
    listed = {Known.SURNAME, Known.FIRST_NAME, Known.NAME_OR_PLACE}
    return word.acronym and (word.known in listed or word.key in r.lexicon.surname_words)


def _first_name(_r: Reading, _i: int) -> bool:
    return True


def _surname(r: Reading, i: int) -> bool:
    return r.words[i].capital or _is_aged(r, i) or _owns(r, i) or _speaks(r, i)


def _name_or_word(r: Reading, i: int) -> bool:
    word = r.words[i]
    if _is_aged(r, i) or _owns(r, i):
        return True
    if not word.capital:
        return (
            word.key not in _NEVER_LOWER and (_speaks(r, i) or (_is_related(r, i) and _acts_next(r, i)))
        ) or _told_me(r, i)
    if _heads_a_title(r, i) or (word.key == "will" and r.key(i + 1) in _PRONOUNS):
        return False
    return not word.opening or _acts(r, i) or _is_greeted(r, i)


def _heads_a_title(r: Reading, i: int) -> bool:
    """ "the Hope Project": between "the" and another capital word it is no person's name."""
    following = r.at(i + 1)
    if following is None or not (following.capital and following.joined and following.known is Known.WORD):
        return False
    return r.key(i - 1) == "the" or following.key not in r.lexicon.surname_words


def _name_or_place(r: Reading, i: int) -> bool:
    word = r.words[i]
    if not word.capital:
        return _owns(r, i) or _told_me(r, i)
    if r.key(i - 1) in _PLACE_BEFORE and word.joined:
        return False
    return (
        _owns(r, i)
        or _speaks(r, i)
        or _is_related(r, i)
        or (_is_aged(r, i) and not _is_date(r, i))
        or _is_greeted(r, i)
        or (_acts(r, i) and r.key(i) not in {"may", "april"})
    )


def _unknown(r: Reading, i: int) -> bool:
    word = r.words[i]
    if not word.capital:
        return (
            (_owns(r, i) or _is_aged(r, i) or _speaks(r, i) or _is_related(r, i))
            and len(word.key) > 2
            and not r.lexicon.is_slip(word.key)
        )
    slot = _owns(r, i) or _is_aged(r, i) or _speaks(r, i) or _is_related(r, i) or _is_greeted(r, i)
    return slot or _model_agrees(r, i)


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


def _is_named(r: Reading, i: int) -> bool:
    """After "called", "her name is", "known as": even an ordinary word with a capital may be a nickname."""
    word, i = r.words[i], i - 1
    if i < 0 or not re.fullmatch(r"\W{1,3}", word.before) or re.search(r"[.;!?)]", word.before):
        return False
    nicknamed = (r.key(i - 1), r.key(i)) in _NICKNAMING or r.key(i) in {
        "nicknamed",
        "nickname",
        "alias",
        "aka",
    }
    if r.key(i) in {"is", "was"} and r.key(i - 1) in {"name", "nickname"}:
        nicknamed = True
    if nicknamed:
        return word.known in _HINTS or word.known is Known.FIRST_NAME or (word.capital and not word.acronym)
    if r.key(i) not in _NAMING:
        return False
    return word.known in {Known.NAME_OR_WORD, Known.NAME_OR_PLACE, Known.FIRST_NAME, Known.SURNAME} or (
        word.known is Known.NOTHING and (word.capital or not r.lexicon.is_slip(word.key))
    )


def _is_titled(r: Reading, i: int) -> bool:
    word = r.words[i]
    title = r.at(i - 1)
    if title is None or title.key not in _TITLES or word.before not in {" ", ". ", "."}:
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
        word.known in _HINTS
        or word.known is Known.FIRST_NAME
        or (word.key in r.lexicon.surname_words and title.capital)
    )


def _is_related(r: Reading, i: int) -> bool:
    word, before = r.words[i], r.key(i - 1)
    if word.capital and word.before == ", " and before.removesuffix("s") in _RELATIONS:
        return True
    linked = word.before in {" ", ", ", " - ", " (", ","}
    return linked and before in _RELATIONS and not r.words[i - 1].owning


def _is_aged(r: Reading, i: int) -> bool:
    return bool(_AGE.match(r.rest(i).lower())) and not _is_counted(r, i)


def _is_counted(r: Reading, i: int) -> bool:
    """ "Chapter 3", "Section 47 (2)" and "form 8" carry numbers, not ages."""
    return r.words[i].known is Known.NOTHING and bool(re.match(r"\s\d", r.rest(i)))


def _is_date(r: Reading, i: int) -> bool:
    return bool(re.match(r"\s\d", r.rest(i)))


def _owns(r: Reading, i: int) -> bool:
    return (
        r.words[i].owning
        and r.key(i + 1) in _POSSESSIONS
        and bool(re.fullmatch(r"['’]?s?['’]?\s+", r.rest(i)[: r.words[i + 1].start - r.words[i].end]))
    )


def _speaks(r: Reading, i: int) -> bool:
    word = r.words[i]
    return (
        r.key(i + 1) in _SPEECH
        and word.after == " "
        and r.key(i - 1)
        not in {
            "the",
            "a",
            "an",
            "our",
            "my",
            "their",
            "his",
            "her",
            "this",
            "that",
            "was",
            "is",
            "be",
            "been",
            "has",
            "have",
            "had",
            "were",
            "are",
        }
    )


def _told_me(r: Reading, i: int) -> bool:
    """ "will told me": a verb of speech with its hearer leaves no other reading."""
    return (
        r.key(i + 1) in _SPEECH
        and r.words[i].after == " "
        and r.key(i + 2)
        in {"me", "us", "her", "his", "him", "staff", "that", "mum", "she", "he", "the", "my", "a"}
    )


def _acts(r: Reading, i: int) -> bool:
    return r.key(i + 1) in _DOINGS and r.words[i].after == " "


def _acts_next(r: Reading, i: int) -> bool:
    return _acts(r, i) or not re.match(r"\s", r.words[i].after) or i + 1 == len(r.words)


def _is_greeted(r: Reading, i: int) -> bool:
    word = r.words[i]
    if word.key in {"all", "team", "everyone"} or not word.capital:
        return False
    if r.key(i - 1) in {"i'm", "im", "am"}:
        return word.known is Known.NOTHING or word.known is Known.NAME_OR_WORD
    return r.key(i - 1) in _GREETINGS and bool(re.fullmatch(r",?\s+", word.before))


def _model_agrees(r: Reading, i: int) -> bool:
    word = r.words[i]
    return not word.acronym and any(start <= word.start and word.end <= end for start, end in r.people())


def _namesakes(r: Reading, sure: set[int]) -> Iterator[int]:
    """Once a sentence has shown that a word is a name, it is one wherever it comes again."""
    unknown = {r.words[i].key for i in sure if r.words[i].known in {Known.NOTHING, Known.SURNAME}}
    places = {r.words[i].key for i in sure if r.words[i].known is Known.NAME_OR_PLACE} - _MONTHS
    capital = {r.words[i].key for i in sure if r.words[i].capital}
    for i, word in enumerate(r.words):
        if word.closed or (word.known is Known.NAME_OR_PLACE and r.key(i - 1) in _PLACE_BEFORE):
            continue
        if word.key in unknown | places or (word.capital and word.key in capital):
            yield i


def _companions(r: Reading, sure: set[int]) -> Iterator[int]:
    """ "Zyrah and Kofi": what is joined to a name by "and" or a comma is a name too, unless it is a word."""
    for i, word in enumerate(r.words):
        if i in sure or word.closed or word.acronym or len(word.key) < 3 or word.known not in _HINTS:
            continue
        if (word.capital and (_leads_to(r, i, sure) or _follows(r, i, sure))) or (
            not word.capital
            and word.known is Known.NAME_OR_WORD
            and word.key not in _NEVER_LOWER
            and _and_name(r, i, sure)
        ):
            yield i


def _leads_to(r: Reading, i: int, sure: set[int]) -> bool:
    return (i + 2 in sure and r.key(i + 1) in _JOINERS) or (
        i + 1 in sure and r.words[i].after.strip() in {",", "&", "/"}
    )


def _follows(r: Reading, i: int, sure: set[int]) -> bool:
    listed = (
        i - 1 in sure and r.words[i].before == ", " and (r.key(i + 1) in _JOINERS or r.words[i].after == ", ")
    )
    return (
        listed
        or (i - 2 in sure and r.key(i - 1) in _JOINERS)
        or (i - 1 in sure and r.words[i].before.strip() in {"&", "/"})
    )


def _and_name(r: Reading, i: int, sure: set[int]) -> bool:
    return (i - 2 in sure and r.key(i - 1) == "and") or (i + 2 in sure and r.key(i + 1) == "and")


def _extended(r: Reading, sure: set[int]) -> set[int]:
    """Adds surnames, initials and particles that belong to a name."""
    whole = set(sure)
    for i in range(len(r.words)):
        if (
            i not in whole
            and i - 1 in whole
            and r.words[i].joined
            and not r.words[i - 1].owning
            and _continues(r, i)
        ):
            whole.add(i)
    for i in reversed(range(len(r.words) - 1)):
        if i not in whole and i + 1 in whole and r.words[i + 1].joined and _precedes(r, i):
            whole.add(i)
    return whole


def _continues(r: Reading, i: int) -> bool:
    word = r.words[i]
    if word.closed:
        return False
    if word.key in _PARTICLES and _leads_a_surname(r, i):
        return True
    if word.capital:
        return _continues_capital(r, i)
    if r.words[i - 1].known is Known.FIRST_NAME and follows_a_first_name(word, r.lexicon):
        return True
    if word.known in {Known.SURNAME, Known.FIRST_NAME}:
        return True
    ends_here = _acts_next(r, i) or word.owning or r.key(i + 1) in _JOINERS
    return ends_here and word.key not in _NEVER_LOWER and may_follow_a_first_name(word, r.lexicon)


def _leads_a_surname(r: Reading, i: int) -> bool:
    """ "ap Gruffydd", "ní Bhriain", "van der Berg"."""
    following = r.at(i + 1)
    if following is None or not following.joined:
        return False
    if following.key in _PARTICLES:
        return _leads_a_surname(r, i + 1)
    return following.known in {Known.FIRST_NAME, Known.SURNAME, Known.NOTHING}


def _continues_capital(r: Reading, i: int) -> bool:
    word = r.words[i]
    if _LONE_INITIAL.match(r.text[word.start : word.end]) or r.text[word.start : word.end + 1] == "A.":
        return True
    if word.acronym and len(word.key) <= 5:
        return _is_shouted_surname(r, word) and (
            r.words[i - 1].acronym or word.known is not Known.NAME_OR_PLACE
        )
    return word.known is not Known.WORD or word.key in r.lexicon.surname_words or _model_agrees(r, i)


def _precedes(r: Reading, i: int) -> bool:
    word = r.words[i]
    if word.closed or word.acronym or word.owning or word.key in _TITLES:
        return False
    if not word.capital:
        return leads_a_surname(word, r.words[i + 1], r.lexicon)
    return word.known in _HINTS and r.words[i + 1].capital


def _joined(r: Reading, whole: set[int]) -> Iterator[Span]:
    """Neighbouring words of one name as one span."""
    start = end = -1
    for i in sorted(whole):
        word = r.words[i]
        if start >= 0 and word.before in {" ", "-"} and i - 1 in whole and not r.words[i - 1].owning:
            end = word.end
            continue
        if start >= 0:
            yield start, end
        start, end = word.start, word.end
    if start >= 0:
        yield start, end


def _initials(text: str) -> Iterator[Span]:
    for match in _INITIALS.finditer(text):
        if re.sub(r"[\s.]", "", match["it"]) not in _NOT_INITIALS:
            yield match.span("it")
