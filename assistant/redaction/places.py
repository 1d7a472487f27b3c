"""Where a person lives or learns: postcodes, addresses, named schools. A town alone may stay."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.redaction.lexicon import Known, Lexicon, word_set
from assistant.redaction.rules import Rule, RuleSet
from assistant.redaction.small_schools import small_schools

_CAPITAL = r"[A-Z][\w'’.-]*"
_ANY = r"[A-Za-z][\w'’.-]*"
_SURE_STREET = (
    r"(?:road|rd|street|st|avenue|ave|lane|ln|crescent|cresc?|terrace|terr|mews|gardens|gdns|grove|estate)"
)
# These end a street's name too, but are ordinary nouns: a house number or "lives in" must vouch for them.
_MAYBE_STREET = (
    r"(?:drive|dr|close|court|ct|place|pl|way|hill|square|sq|walk|row|park|green|view|rise|"
    r"parade|cl|villas?|house|mount|croft|"
    r"fields?|meadows?|wharf|quay|gate|vale|bank|heights|yard|path|end|broadway|buildings?|"
    r"towers?|lodge|cottages?|flats?|point|"
    r"mansions|circus|common|loan|wynd|brae|spinney|copse|paddock|drove|farm|manor|hostel|hotel|"
    r"b&b|caravan park|block)"
)
_STREET = rf"(?:{_SURE_STREET}|{_MAYBE_STREET})"
_UNIT = r"(?:(?:flat|apartment|apt|unit|room|house|no\.?|number)\s*(?:no\.?\s*)?\d{0,4}[A-Za-z]?,?\s+)"
_NOT_A_STREET_NAME = word_set(
    """
    a an and any as at by down every for from her high his home in main my near next of off on one
    or our over same side some that the their this to up was where which with back busy open public
    private across along cross main local our crown county family high magistrates youth supreme
    hyde foster care council housing industrial real whole cul-de-sac residential working long short
    different another new old is it its
    """
)
_SMALL_WORDS = word_set(
    """
    a an and any as at by down every for from her his in my near next of off on one or our over same
    some that the their this to up was where which with along across is it its another different
    """
)
_COUNTED_PLACES = word_set(
    """
    county crown family high magistrates youth supreme foster care council a an and in of on the to at
    for or with over same
    """
)
_COUNTED = word_set(
    """
    minute minutes mins min mile miles metre metres day week month year years old weeks days months
    times yr hours children kids people and of pupils
    """
)
_OPENS_NO_STREET = word_set("the high our downing when working a")
_GENERIC_SCHOOL = word_set(
    """
    a about all alternative an and another any are as at attend attended attending attends before
    after between big boarding by catholic church current different each every faith feeder first
    former for from free grammar has have her high his home if in independent infant infants is
    international into its join joined junior lead leading leave leaving left like local mainstream
    maintained many mixed mother muslim jewish multi my nearby nearest nearly new no non not nursery
    of off old on one online or other our over out own partner per pre prep preparatory previous
    primary private public rather residential royal same saturday school's schools secondary sen
    send senior several since sixth small special specialist start started starts state stage still
    sunday supplementary that the their then these they this those three through to two under
    unregistered upper lower middle us virtual was we were when where which while who whole why will
    with year your hospital studio village academies academy college school preschool playgroup
    community form care uk english independent single-sex girls boys day inner further higher secure
    medical training police staff universities university summer after-school pre-school children's
    childrens child's social health we're i'm im been moved moving move go goes going went attending
    local-authority authority does do did can could would should may might must need needs both
    within at-home during outside across skip skips miss misses
    tell ask ring call contact inform email phone telephone text let send give speak see visit notify warn
    involve share consult update approach chase get take bring leave find remind advise
    """
)
_MONTH_OR_NAME = word_set("april may june august")
_NOT_A_SCHOOL = re.compile(
    r"\b(?:Royal College|College of (?:Policing|Nursing|Paediatrics|Emergency)|Virtual School|"
    r"Teachers['’]? College)\b"
)
_SCHOOL_TYPE = (
    r"(?:(?:c ?of ?e|rc|catholic|church of england|church|community|primary|secondary|junior|"
    r"infants?|nursery|high|grammar|"
    r"comprehensive|comp|prep|preparatory|middle|upper|lower|special|sixth form|academy|college|"
    r"school|pre-?school|playgroup|"
    r"day|free|girls['’]?|boys['’]?|and|&)[ ,]+){0,4}"
    r"(?:primary|secondary|juniors?|infants?|nursery|high|grammar|comprehensive|comp|prep|"
    r"academy|college|school|sixth form|"
    r"pre-?school|playgroup|pru)\b"
)
_ATTENDS = (
    r"(?:at|attends|attending|attended|goes to|go to|went to|going to|enrolled at|pupil of|"
    r"student at|moved to|starting at|from|to|for)"
)


def places(lexicon: Lexicon) -> list[RuleSet]:
    return [_postcode(), _address(), _school(lexicon)]


def names_a_street(value: str) -> bool:
    """Some word before the street's type is a name: "the high street" and "next door" are not addresses."""
    words = [w.strip(".,'’").lower() for w in value.split()[:-1]]
    return any(w and not w[0].isdigit() and w not in _NOT_A_STREET_NAME for w in words[-1:])


def names_a_school(value: str) -> bool:
    words = re.findall(r"[\w'’-]+", value.lower())
    return not _NOT_A_SCHOOL.search(value) and words[0] not in _GENERIC_SCHOOL and not words[0].isdigit()


def _postcode() -> RuleSet:
    shape = r"\b(?P<it>(?:GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?\d[\dA-HJKPS-UW]?\s?\d[ABD-HJLNP-UW-Z]{2}))\b"
    return RuleSet("postcode", [Rule(re.compile(shape, re.IGNORECASE))])


def _address() -> RuleSet:
    number = r"\d{1,4}\s?[A-Za-z]?(?:\s?[-/]\s?\d{1,4})?"
    numbered = (
        rf"(?<!year )(?<!section )(?<!chapter )\b"
        rf"(?P<it>{_UNIT}{{0,2}}{number},?\s+(?:{_ANY}\s+){{1,3}}?{_STREET}\b\.?)"
    )
    unit_only = (
        rf"\b(?P<it>(?:flat|apartment|apt)\s*\d{{1,4}}[A-Za-z]?,\s+(?:{_CAPITAL}\s+){{1,3}}(?i:{_STREET})\b)"
    )
    named = rf"\b(?P<it>(?:{_CAPITAL}\s+){{1,3}}(?i:{_SURE_STREET})\b)"
    living = (
        r"\b(?:live|lives|living|lived|stay|stays|staying|stayed|reside|resides|residing|moved|resident|"
        r"placed|address(?: is)?|home is|house)"
    )
    lived_in = (
        rf"{living}\s+(?:(?:with \w+ )?(?:at|on|in|to|near|off|down|up|round|"
        rf"over)\s+)?(?P<it>(?:{_ANY}\s+){{1,3}}?{_SURE_STREET})\b"
    )
    lived_in_house = (
        rf"{living}\s+(?:at|on|in|to|near|"
        rf"off)\s+(?P<it>(?:the\s+)?(?:(?!The\b){_CAPITAL}\s+){{1,3}}(?i:{_STREET})\b)"
    )
    on_street = (
        rf"\b(?:on|off|down|in|near|round|at|of)\s+(?P<it>(?:{_ANY}\s+){{1,2}}?(?:road|rd|street|avenue|"
        rf"ave|lane|crescent|terrace|gardens|estate))\b"
    )
    return RuleSet(
        "address",
        [
            Rule(re.compile(numbered, re.IGNORECASE), _is_numbered_street),
            Rule(re.compile(unit_only, re.IGNORECASE)),
            Rule(re.compile(named), _is_named_street),
            Rule(re.compile(lived_in, re.IGNORECASE), names_a_street),
            Rule(re.compile(lived_in_house, re.NOFLAG), names_a_street),
            Rule(re.compile(on_street, re.IGNORECASE), _every_word_names),
        ],
    )


def _is_numbered_street(value: str) -> bool:
    words = [w.lower() for w in re.findall(r"[A-Za-z'’-]{2,}", value)]
    listed = "," in value and value.islower() and re.search(rf"{_MAYBE_STREET}\Z", value)
    return _number_vouches(value) and not listed and _COUNTED.isdisjoint(words)


def _number_vouches(value: str) -> bool:
    """A house number makes a name of "High" or "Main"; "17 Crown Court" and "2 in a row" count things."""
    if names_a_street(value):
        return True
    words: list[str] = re.findall(r"[A-Za-z'’-]+", value)
    name, kind = words[-2:]
    if name.lower() == "the":
        return kind[0].isupper()
    if re.fullmatch(rf"(?i){_SURE_STREET}", kind):
        return name.lower() not in _SMALL_WORDS
    return name[0].isupper() and kind[0].isupper() and name.lower() not in _COUNTED_PLACES


def _is_named_street(value: str) -> bool:
    return names_a_street(value) and value.split(maxsplit=1)[0].lower() not in _OPENS_NO_STREET


def _every_word_names(value: str) -> bool:
    return all(w.lower() not in _NOT_A_STREET_NAME for w in value.split()[:-1])


def _school(lexicon: Lexicon) -> RuleSet:
    saint = r"(?:St\.?|Saint|SS|Our Lady(?: of)?|Holy|Sacred)"
    name = (
        rf"(?:{saint}\s+{_CAPITAL}(?:\s+(?:and|"
        rf"&)\s+(?:St\.?\s+)?{_CAPITAL})?(?:\s+{_CAPITAL})?|{_CAPITAL}(?:\s+(?:(?:of|the|on|in|and|upon|"
        rf"le)\s+){{0,2}}{_CAPITAL}){{0,3}})"
    )
    capitals = rf"\b(?P<it>{name}\s+(?i:{_SCHOOL_TYPE}))"
    saints_lower = rf"\b(?P<it>(?:st|saint)\.?\s+[a-z]+['’]?s?(?:\s+{_SCHOOL_TYPE})?)"
    attends = (
        rf"\b(?:{_ATTENDS})\s+(?P<it>(?:(?!(?:the|a|an|my|our|his|her|their|school|"
        rf"year)\b)[A-Za-z][\w'’-]*\s+){{1,2}}?{_SCHOOL_TYPE})"
    )
    bare_saint = (
        r"\b(?P<it>St\.?\s+[A-Z][a-z]+['’]?s['’]?)(?!\s+(?:Hospital|Hospice|Church|House|Centre|Ward|"
        r"Trust|Council|Street|Road))"
    )
    of_school = r"\b(?P<it>(?:School|College|Academy) of (?:St\.? )?[A-Z]\w+(?: [A-Z]\w+)*)"
    return RuleSet(
        "school",
        [
            small_schools(lexicon),
            Rule(re.compile(capitals), _names_one_school(lexicon)),
            Rule(re.compile(saints_lower, re.IGNORECASE), _is_saintly_school),
            Rule(re.compile(attends, re.IGNORECASE), _every_word_is_a_school_name),
            Rule(re.compile(bare_saint)),
            Rule(re.compile(of_school), names_a_school),
        ],
    )


def _names_one_school(lexicon: Lexicon) -> Callable[[str], bool]:
    """Not where one sentence ends with an ordinary word, and the next begins: "in March. School rang"."""

    def names_one_school(value: str) -> bool:
        ended = re.search(r"(\w{3,})\.\s", value)
        return names_a_school(value) and not (ended and is_ordinary(ended[1].lower()))

    def is_ordinary(word: str) -> bool:
        return word in _MONTH_OR_NAME or lexicon.look_up(word) is Known.WORD

    return names_one_school


def _is_saintly_school(value: str) -> bool:
    return bool(re.search(r"(?i)s['’]?s?\s|'s\b|s\Z", value)) or bool(
        re.search(rf"(?i){_SCHOOL_TYPE}\Z", value)
    )


def _every_word_is_a_school_name(value: str) -> bool:
    head = re.split(rf"\s+(?={_SCHOOL_TYPE}\Z)", value, maxsplit=1, flags=re.IGNORECASE)[0]
    return all(w not in _GENERIC_SCHOOL for w in re.findall(r"[\w'’-]+", head.lower()))
