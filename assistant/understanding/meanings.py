"""The terms whose meaning a question asks: "what is a MASH", "it is signed by the IRO, who is that"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from assistant.understanding.wording import APOSTROPHES, fold, one_of, read_wording
from ingest.sources.glossary import Glossary, Term
from ingest.sources.phrases import WORD

LONGEST_TERM_WORDS = 6


@dataclass(frozen=True, slots=True)
class _Wordings:
    before: re.Pattern[str]
    after: re.Pattern[str]
    back: re.Pattern[str]
    name: re.Pattern[str]


def asks_for_the_word(text: str) -> bool:
    """Whether it describes something and asks what that is called."""
    return bool(_wordings().name.search(fold(text)))


def terms_asked(text: str, glossary: Glossary) -> tuple[Term, ...]:
    """Each once; a term that is asked for by its name before one that a pronoun stands for."""
    bare = APOSTROPHES.sub("", text)
    return tuple(dict.fromkeys((*_by_name(bare, glossary), *_by_pronoun(bare, glossary))))


def _by_name(text: str, glossary: Glossary) -> Iterator[Term]:
    """The case of the letters tells nothing here: "what is a lac"."""
    wordings, folded = _wordings(), text.lower()
    for asked in wordings.before.finditer(folded):
        words = islice(WORD.finditer(text, asked.end()), LONGEST_TERM_WORDS)
        for end in reversed([word.end() for word in words]):
            term = glossary.define(text[asked.end() : end])
            if term and wordings.after.match(folded, end):
                yield term
                break


def _by_pronoun(text: str, glossary: Glossary) -> Iterator[Term]:
    """What was named last before it."""
    for asked in _wordings().back.finditer(text.lower()):
        named = [term for _, term in glossary.places(text[: asked.start()])]
        yield from named[-1:]


@cache
def _wordings() -> _Wordings:
    entries = read_wording("meanings.yaml")
    ends = f"(?:{'|'.join(entries['ends'])})"
    after, means = (one_of(tuple(entries[name])).pattern for name in ("after", "means"))
    return _Wordings(
        before=one_of(tuple(entries["before"])),
        after=re.compile(rf"\s*(?:{means}|(?:{after}\s*)?{ends})"),
        name=one_of(tuple(entries["name"])),
        back=re.compile(rf"(?:^|(?<=[\s.,;:?!\"(])){one_of(tuple(entries['back'])).pattern}\s*{ends}"),
    )
