"""Is every word of a statement borne out by a word of what it cites."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.verification.numbers import value_of
from assistant.verification.reading import Reading

LINKS = frozenset({"under", "over"})
WIDE = frozenset({"all", "every"})


def unsupported_words(statement: Reading, cited: Reading) -> Iterator[str]:
    for index, word in enumerate(statement.words):
        if word.family and word.family not in cited.families and not _only_links(statement, index):
            yield f"{word.text!r} is not in what is cited"


def _only_links(statement: Reading, index: int) -> bool:
    """ "Under 18" limits an age; "under section 47" says no more than "in section 47"."""
    following = statement.words[index + 1].text if index + 1 < len(statement.words) else ""
    return statement.words[index].text in LINKS and value_of(following) is None


def widened(statement: Reading, cited: Reading) -> Iterator[str]:
    """What is said of all, where the source says it of some: "all other files" is not "all files"."""
    known = set(_quantified(cited))
    for family in _quantified(statement):
        if family not in known and value_of(family) is None:
            yield f"what is cited does not say it of every {family!r}"


def _quantified(reading: Reading) -> Iterator[str]:
    for index, word in enumerate(reading.words):
        if word.text in WIDE:
            yield next((later.family for later in reading.words[index + 1 :] if later.family), "")
