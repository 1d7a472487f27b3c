"""Dates of birth. Any other date may stay: when something happened is what the question is about."""

from __future__ import annotations

import re

from assistant.redaction.rules import Rule, RuleSet

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:(?:19|20)\d{2}|['’]?\d{2})"
_NUMERIC = r"\d{1,2}[./ -]\d{1,2}[./ -]\d{2,4}|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2}"
_SPELT = rf"{_DAY}(?: of)?[ -]{_MONTH}[ ,-]*{_YEAR}\b|{_MONTH} {_DAY},? {_YEAR}\b"
_DATE = rf"(?:{_NUMERIC}|{_SPELT})"
_PARTIAL = rf"(?:{_DAY}(?: of)?[ -]{_MONTH}|{_MONTH} {_DAY}\b|{_MONTH} (?:19|20)\d{{2}})"
_NO_NAME = (
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|On|In|By|Since|Date[ds]?|Act|Guidance|Version|"
    r"Policy|Review|Meeting|Conference|Report"
)
_DOB = r"(?:d\W?o\W?b|date of birth|birth ?date|birth ?day|born)\b\.?"


def dates_of_birth() -> RuleSet:
    link = r"\W{0,3}(?:(?:is|was|on|of|the|in|recorded|given|as|it'?s|her|his|their)\W{1,3}){0,4}"
    before = rf"\b{_DOB}{link}(?P<it>{_DATE}|{_PARTIAL}|\d{{6}}\b|\d{{8}}\b|(?<=dob )(?:19|20)\d{{2}}\b)"
    after = rf"\b(?P<it>{_DATE})\W{{1,3}}(?:is (?:his|her|their|the) )?{_DOB}"
    # A name and then a full date: the form in which details are passed on.
    listed = rf"\b(?!{_NO_NAME})[A-Z][a-z'’-]+(?:, | \(|,? - |,? b\. ?)(?P<it>(?i:{_DATE}))"
    labelled = [Rule(re.compile(p, re.IGNORECASE)) for p in (before, after)]
    return RuleSet("date of birth", [*labelled, Rule(re.compile(listed))])
