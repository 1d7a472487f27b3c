"""Numbers that stand for one person, case, vehicle or account."""

from __future__ import annotations

import re
from ipaddress import ip_address

from assistant.redaction.rules import Rule, RuleSet

_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
# A name and what links it to its value: "UPN:", "nhs no is", "passport number -".
_LINK = r"\W{0,3}(?:(?:numbers?|num|no|nr|ref(?:erence)?|id|code|is|was|of|the|card|plate)\b\W{0,3}){0,4}"


def nhs_number_holds(value: str) -> bool:
    """Modulus 11 over the first nine digits (NHS Data Dictionary)."""
    digits = [int(c) for c in value if c.isdigit()]
    check = 11 - sum(d * w for d, w in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return len(digits) == 10 and check % 11 == digits[9] and check != 10


def upn_holds(value: str) -> bool:
    """The first letter is the digits' weighted sum modulo 23 (DfE guide to unique pupil numbers)."""
    code = value.upper().replace(" ", "")
    if code[-1].isalpha():
        return code[0].isalpha() and code[1:-1].isdigit()
    return _UPN_LETTERS[sum(int(d) * w for d, w in zip(code[1:], range(2, 14), strict=True)) % 23] == code[0]


def luhn_holds(value: str) -> bool:
    digits = [int(c) for c in value if c.isdigit()]
    doubled = [d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def is_ip_address(value: str) -> bool:
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


def has_digits(value: str) -> bool:
    return sum(c.isdigit() for c in value) >= 3


def identifiers() -> list[RuleSet]:
    return [
        _nhs_number(),
        _national_insurance_number(),
        _upn(),
        _reference(),
        _vehicle(),
        _bank_details(),
        _passport(),
        _driving_licence(),
        _ip_address(),
    ]


def _rule(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> Rule:
    return Rule(re.compile(pattern, flags))


def _nhs_number() -> RuleSet:
    shape = r"\d{3}[ -]?\d{3}[ -]?\d{4}"
    checked = Rule(re.compile(rf"(?<![\d+/.-])(?P<it>{shape})(?![\d/-])"), nhs_number_holds)
    # A mistyped number next to its name is still somebody's.
    named = _rule(rf"\bnhs{_LINK}(?P<it>{shape})(?!\d)")
    return RuleSet("NHS number", [checked, named])


def _national_insurance_number() -> RuleSet:
    shape = r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]"
    named = (
        rf"\b(?:ni|nino|national insurance){_LINK}(?P<it>[A-Z]{{2}} ?\d{{2}} ?\d{{2}} ?\d{{2}}(?: ?[A-D]\b)?)"
    )
    return RuleSet("National Insurance number", [_rule(rf"\b(?P<it>{shape})\b"), _rule(named)])


def _upn() -> RuleSet:
    checked = Rule(re.compile(r"\b(?P<it>[A-Z]\d{11}[\dA-Z])\b", re.IGNORECASE), upn_holds)
    named = _rule(rf"\b(?:upn|uln|pupil){_LINK}(?P<it>[A-Z]?\d[\d ]{{7,13}}[\dA-Z])\b")
    return RuleSet("UPN", [checked, named])


def _reference() -> RuleSet:
    what = (
        r"case|crime|incident|police|court|log|cad|niche|urn|mosaic|liquid ?logic|lcs|eclipse|care ?first|"
        r"systm ?one|rio|emis|cpoms|my ?concern|hospital|patient|client|person|referral|tribunal|"
        r"custody|home office|"
        r"file|claim|marac|mash|camhs|social care|child|record|unit|report|arc|prison|collar|"
        r"warrant|complaint|occurrence"
    )
    shape = r"(?P<it>#?(?:[A-Z]{1,6}[-/]?)?\d[\w/-]*\w(?: of \d{1,2}[./]\d{1,2}[./]\d{2,4})?)"
    named_by = (
        rf"(?:(?:{what})\W{{0,2}}(?:(?:ref(?:erence)?|number|num|no|nr|id)\b\W{{0,2}}){{1,2}}|"
        rf"\bref(?:erence)?s?\b\W{{0,2}}(?:(?:number|num|no|nr|id)\b\W{{0,2}})?)"
    )
    named = Rule(re.compile(rf"\b{named_by}\W{{0,2}}(?:(?:is|was)\s+)?{shape}", re.IGNORECASE), has_digits)
    bare = Rule(
        re.compile(
            rf"\b(?:crime|cad|urn|niche|crn|mrn|pnc|prison no|log|mosaic|incident)\b\W{{0,3}}{shape}",
            re.IGNORECASE,
        ),
        has_digits,
    )
    court = _rule(r"\b(?P<it>[A-Z]{2}\d{2}[A-Z]\d{5})\b")
    police = _rule(r"\b(?P<it>\d{2}[A-Z]{0,2}/\d{4,7}/\d{2,4})\b")
    return RuleSet("case reference", [named, bare, court, police])


def _vehicle() -> RuleSet:
    current = _rule(r"\b(?P<it>[A-HJ-PR-Y][A-HJ-PR-Y]\d{2} ?[A-HJ-PR-Z]{3})\b", re.NOFLAG)
    lower = _rule(r"\b(?P<it>[a-hj-pr-y]{2}\d{2} (?!and\b|the\b|for\b)[a-hj-pr-z]{3})\b", re.NOFLAG)
    shape = r"(?:[A-Z]{2}\d{2} ?[A-Z]{3}|[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z]?|[A-Z]{1,3} ?\d{1,4})"
    nouns = r"(?:reg(?:istration)?|number ?plate|plate|vrm|licen[cs]e plate)"
    named = Rule(
        re.compile(rf"\b{nouns}{_LINK}(?P<it>{shape})\b", re.IGNORECASE), lambda v: any(map(str.isdigit, v))
    )
    return RuleSet("vehicle registration", [current, lower, named])


def _bank_details() -> RuleSet:
    sort_code = _rule(rf"\bsort ?code{_LINK}(?P<it>\d{{2}}[- ]?\d{{2}}[- ]?\d{{2}})\b")
    dashed = _rule(
        r"(?<![\d-])(?P<it>\d{2}-\d{2}-\d{2})(?=\W{0,3}(?:and\W+)?(?:acc\w*\W+(?:no\w*|num\w*)?\W*)?\d{8}\b)"
    )
    account = _rule(rf"\b(?:acc(?:ount|t)?|a/c){_LINK}(?P<it>\d{{4}} ?\d{{3,4}})\b")
    after_sort_code = _rule(r"\b\d{2}-\d{2}-\d{2}\W{0,3}(?P<it>\d{8})\b")
    iban = _rule(r"\b(?P<it>GB\d{2} ?[A-Z]{4}(?: ?\d{2,4}){4,6})\b")
    card = Rule(re.compile(r"(?<![\d-])(?P<it>(?:\d{4}[ -]?){3}\d{4})(?![\d-])"), luhn_holds)
    return RuleSet("bank details", [sort_code, dashed, account, after_sort_code, iban, card])


def _passport() -> RuleSet:
    return RuleSet("passport number", [_rule(rf"\bpassport{_LINK}(?P<it>(?:[A-Z]{{1,2}} ?)?\d{{6,9}})\b")])


def _driving_licence() -> RuleSet:
    shape = r"[A-Z9]{5}\d{6}[A-Z9]{2}\d[A-Z]{2}"
    return RuleSet("driving licence number", [_rule(rf"\b(?P<it>{shape})\b")])


def _ip_address() -> RuleSet:
    shape = r"(?<![\w.:])(?P<it>\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4})(?![\w:]|\.\d)"
    return RuleSet("IP address", [Rule(re.compile(shape, re.IGNORECASE), is_ip_address)])
