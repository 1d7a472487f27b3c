"""Ways to reach a person: telephone, e-mail, social media, personal web pages."""

from __future__ import annotations

import re

from assistant.redaction.rules import Rule, RuleSet

# Helplines and switchboards: freephone, charity and local-rate numbers reach an organisation, never a person.
_PUBLIC_PREFIXES = ("0800", "0808", "0300", "0303", "0330", "0333", "0345", "0344", "0370", "0845", "116")
_PLATFORM = (
    r"(?:snap ?chat|snap|sc|insta(?:gram)?|ig|tik ?tok|twitter|discord|telegram|kik|roblox|xbox|"
    r"psn|playstation|"
    r"fortnite|facebook|fb|whats ?app|youtube|bereal|threads|twitch|steam|yubo|gamer ?tag|reddit|onlyfans)"
)
_HANDLE = r"(?P<it>@?[A-Za-z][\w.-]*[\w])"
_ORGANISATION_HOSTS = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*(?:gov\.uk|nhs\.uk|police\.uk|parliament\.uk|"
    r"legislation\.gov\.uk|ac\.uk)(?:/|\Z)",
    re.IGNORECASE,
)
_SOCIAL_HOSTS = (
    r"(?:facebook|fb|instagram|tiktok|twitter|x|snapchat|linkedin|youtube|discord|t\.me|threads|"
    r"onlyfans|twitch|roblox)"
)


_AFTER_A_HANDLE = frozenset("is was and on for or of to in the he she but that they".split())
_AFTER_AN_ACCOUNT = frozenset("not fake in a the still being public private now on".split())


def contacts() -> list[RuleSet]:
    return [_email(), _phone(), _social(), _web_page()]


def reaches_a_person(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    return not digits.startswith(_PUBLIC_PREFIXES) and 10 <= len(digits) <= 15


def looks_like_a_handle(value: str) -> bool:
    """A user name shows by a digit, an underscore, an inner dot or a leading @."""
    return bool(re.search(r"[\d_@]|\w\.\w", value))


def _email() -> RuleSet:
    shape = r"(?P<it>[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+)"
    spelt = (
        r"\b(?P<it>(?:[\w-]+ dot )*[\w.-]+ (?:\(at\)|\[at\]|at) [\w-]+ ?(?:\(dot\)|\[dot\]|dot|\.) ?"
        r"(?:com|co\.uk|net|"
        r"org|co dot uk))\b"
    )
    return RuleSet("email", [Rule(re.compile(shape)), Rule(re.compile(spelt, re.IGNORECASE))])


def _phone() -> RuleSet:
    separator = r"[ .\-–]?"
    british = (
        rf"(?<![\w/.-])(?P<it>(?:(?:\+|00)44{separator}(?:\(0\))?{separator}|"
        rf"\(?0)\d(?:{separator}\)?{separator}\d){{8,9}})(?![\d/]|-\d)"
    )
    foreign = rf"(?<![\w/.-])(?P<it>(?:\+|00)[1-9]\d{{0,2}}(?:{separator}\d){{7,12}})(?!\d)"
    local = (
        r"\b(?:phone|tel|telephone|mobile|mob|landline|call(?:ed)?|ring|text(?:ed)?|"
        r"number(?: is)?)\W{1,3}(?P<it>\d{5,6}[ -]?\d{3,6})(?!\d)"
    )
    return RuleSet(
        "phone",
        [
            Rule(re.compile(british), reaches_a_person),
            Rule(re.compile(foreign), reaches_a_person),
            Rule(re.compile(local, re.IGNORECASE), reaches_a_person),
        ],
    )


def _social() -> RuleSet:
    handle = Rule(re.compile(r"(?<![\w@.])(?P<it>@[A-Za-z_][\w.]*\w)"))
    return RuleSet("social media account", [handle, *_beside_a_platform(), *_said_to_be_a_handle()])


def _beside_a_platform() -> list[Rule]:
    link = (
        r"\W{0,3}(?:(?:account|acct|acc|user ?name|user|handle|name|profile|page|tag|id|is|was|as|called|"
        r"under|at)\W{1,3}){0,4}[\"'“‘]?"
    )
    after = re.compile(rf"\b{_PLATFORM}{link}{_HANDLE}", re.IGNORECASE)
    before = rf"(?<![\w@])(?P<it>[A-Za-z][\w.]*[\d_][\w.]*)(?=\W{{1,3}}on {_PLATFORM}\b)"
    return [
        Rule(after, looks_like_a_handle),
        Rule(re.compile(before, re.IGNORECASE), looks_like_a_handle),
    ]


def _said_to_be_a_handle() -> list[Rule]:
    named = (
        rf"\b(?:user ?name|handle|screen ?name|gamer ?tag|user ?id)(?: ?[:=-] ?| (?:is|"
        rf"was)\W+)[\"'“‘]?{_HANDLE}"
    )
    plain = (
        rf"\b{_PLATFORM}\W{{0,3}}(?:(?:account|user ?name|handle|name|tag|id)\W{{1,3}})(?:(?:is|was|"
        rf"called)\W{{1,3}})[\"'“‘]?{_HANDLE}"
    )
    return [
        Rule(re.compile(named, re.IGNORECASE), lambda value: value.lower() not in _AFTER_A_HANDLE),
        Rule(re.compile(plain, re.IGNORECASE), lambda value: value.lower() not in _AFTER_AN_ACCOUNT),
    ]


def _web_page() -> RuleSet:
    profile = rf"(?P<it>(?:https?://)?(?:www\.|m\.)?{_SOCIAL_HOSTS}(?:\.com|\.tv|\.gg)?/[^\s,;)]*[^\s,;).])"
    page = r"(?P<it>https?://[^\s/]+/[^\s,;)]*[^\s,;).])"
    return RuleSet(
        "web address",
        [
            Rule(re.compile(rf"(?<![\w./]){profile}", re.IGNORECASE)),
            Rule(re.compile(page, re.IGNORECASE), lambda v: not _ORGANISATION_HOSTS.match(v)),
        ],
    )
