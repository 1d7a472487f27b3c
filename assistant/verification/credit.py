"""Is what a statement credits to somebody said by them: one council's policy is not another's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.verification.lexicon import lexicon
from assistant.verification.reading import Reading, families_of, read

_NAME = re.compile(r"(?:\b[A-Z][\w-]+(?: (?=[A-Z]))?)+")
_SAYS = re.compile(
    r"(?:'s|’s)?(?: [\w-]+){0,4}? (?:polic(?:y|ies)|procedures?|guid(?:e|ance|elines)|pages?|toolkit|advice|code|protocol|factsheet)\b"
    r"|(?:'s|’s) [\"“']"
    r"|(?: [\w-]+){0,2} (?:says?|said|expects?|asks?|accepts?|describes?|recommends?)\b"
)


def miscredited(statement: Reading, cited: Reading) -> Iterator[str]:
    """A name that says or owns a document in what is cited, told with what a sentence under another name says better."""
    sentences = [one.strip() for one in cited.text.split(" . ")]
    credited = [frozenset(_credited(one)) for one in sentences]
    told = [families_of(read(one).words) for one in sentences]
    named = frozenset[str]().union(*credited)
    for part in re.split(r"[.;]\s", statement.text):
        said = families_of(read(part).words)
        names = {name for name in named if name in part}
        for name in names:
            own = read(name).families
            rest = said - own
            here = max(len(rest & words) for words, of in zip(told, credited, strict=True) if name in of)
            others = [len(rest & words) for words, of in zip(told, credited, strict=True) if of and name not in of and not of & names]
            if others and max(others) > here:
                yield f"what is told of {name!r} is said by another in what is cited"


def _credited(sentence: str) -> Iterator[str]:
    """The names that say something, or whose policy does."""
    for found in _NAME.finditer(sentence):
        if _SAYS.match(sentence, found.end()):
            yield found[0].removesuffix("'s").removeprefix("The ").strip()
