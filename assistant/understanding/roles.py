"""Who is asking, from what they say of themselves; another person's role is never taken for theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assistant.understanding.wording import fold, one_of, phrases, read_wording

# "I'm working with a health visitor" and "I'm not a social worker" say what the asker is not.
_BETWEEN = (
    r"(?:(?!(?:with|for|to|from|by|of|not|never|no|about|worried|married|told|asked|seeing|but|and|who|that|"
    r"because|if|sure|afraid|being|\w+ing)\b)[\w-]+\s+){0,3}?"
)
_SELF = (
    r"\b(?:im|i am|were|we are|ive been|(?:i|we) work(?:ing)? (?:as|in|for|at)"
    r"|(?:i|we) volunteer (?:as|with|for))"
    rf"\s+{_BETWEEN}"
)
_AS = r"(?:^|[.!?,;]\s*|\bspeaking |\bhere )as (?:an?|the )?\s*(?:\w+ ){0,2}?"
_STARTS = r"^(?:hi|hello|hiya|hey)?[\s,]*(?:an?|the)?\s*"
_ENDS_START = r"(?:\s+here\b|\s*[.,:;(-]|\s+(?:in|at|with|from|for) )"


@dataclass(frozen=True, slots=True)
class _Wordings:
    titles: dict[str, str]
    self_said: re.Pattern[str]
    starts: re.Pattern[str]
    workplaces: tuple[tuple[str, re.Pattern[str]], ...]
    any_title: re.Pattern[str]


def role_of(text: str) -> str | None:
    """The role that the asker says is theirs, or that their workplace gives them."""
    wordings, folded = _wordings(), fold(text)
    said = wordings.self_said.search(folded) or wordings.starts.search(folded)
    if said:
        return wordings.titles[_key(said["title"])]
    return next((role for role, pattern in wordings.workplaces if pattern.search(folded)), None)


def professions_in(text: str) -> frozenset[str]:
    """Every role whose title the text names, whoever has it."""
    wordings = _wordings()
    return frozenset(wordings.titles[_key(found[0])] for found in wordings.any_title.finditer(fold(text)))


def _key(title: str) -> str:
    words = " ".join(re.split(r"[\s-]+", title))
    return words if words in _wordings().titles else words.removesuffix("s")


@cache
def _wordings() -> _Wordings:
    entries = read_wording("roles.yaml")
    titles = {title: role for role, entry in entries.items() for title in entry["titles"]}
    title = rf"(?P<title>{one_of(phrases(titles)).pattern})"
    places = ((role, entry["workplaces"]) for role, entry in entries.items() if entry["workplaces"])
    return _Wordings(
        titles=titles,
        self_said=re.compile(rf"(?:{_SELF}|{_AS}){title}"),
        starts=re.compile(rf"{_STARTS}{title}{_ENDS_START}"),
        workplaces=tuple((role, one_of(phrases(said))) for role, said in places),
        any_title=one_of(phrases(titles)),
    )
