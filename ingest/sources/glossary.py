"""Practitioners' language: what a term means, and which of the guidance's words to search for as well.

`glossary.yaml` explains terms and acronyms; `vocabulary.yaml` turns everyday wordings into the guidance's;
`matters.yaml` lists what has rules of its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field, PrivateAttr

from ingest.models import Frozen, Span
from ingest.sources.entries import Listing, read_list, refuse, validated
from ingest.sources.phrases import Phrases, Words, key_of

GLOSSARY_FILE = "glossary.yaml"
VOCABULARY_FILE = "vocabulary.yaml"
MATTERS_FILE = "matters.yaml"
FIXES = {"string_pattern_mismatch": "write words; a meaning is a sentence that ends with a full stop"}

Text = Annotated[str, Field(pattern=r"[^\W_]")]


class Spelt(Frozen, ABC):
    """An entry of a list; the first of its spellings is what it is called."""

    @property
    @abstractmethod
    def spellings(self) -> tuple[str, ...]: ...


E = TypeVar("E", bound=Spelt)


class Term(Spelt):
    """One entry of the glossary.

    `also` is what people type for it; the spellings in `as_written` are found in a text only in that case.
    """

    term: Text
    full: Text | None = None
    meaning: Annotated[str, Field(pattern=r"[^\W_].*\.$")]
    also: tuple[Text, ...] = ()
    as_written: tuple[Text, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.term, self.full) if self.full else (self.term,)

    @property
    def spellings(self) -> tuple[str, ...]:
        return self.names + self.also


class Rewrite(Spelt):
    """Wordings of practitioners and the guidance's words for the same thing."""

    says: Annotated[tuple[Text, ...], Field(min_length=1)]
    guidance: Annotated[tuple[Text, ...], Field(min_length=1)]

    @property
    def spellings(self) -> tuple[str, ...]:
        return self.says


class Matter(Spelt):
    """A nation, body, order or procedure with rules of its own, by all its names."""

    names: Annotated[tuple[Text, ...], Field(min_length=1)]

    @property
    def spellings(self) -> tuple[str, ...]:
        return self.names


class Glossary(Frozen):
    terms: tuple[Term, ...]
    _phrases: Phrases[Term] = PrivateAttr()

    def model_post_init(self, _context: object, /) -> None:
        known = {key_of(spelling): term for term in self.terms for spelling in term.spellings}
        self._phrases = Phrases.of(known, (written for term in self.terms for written in term.as_written))

    def define(self, phrase: str) -> Term | None:
        """The entry that has this term, expansion or variant, whatever its case."""
        return self._phrases.named(phrase)

    def named_in(self, text: str) -> tuple[Term, ...]:
        """The entries that a text names, each once, in the order of the text."""
        return tuple(dict.fromkeys(self._phrases.find(text)))

    def places(self, text: str) -> Iterator[tuple[Span, Term]]:
        """Where a text names entries, in order, none overlapping."""
        return self._phrases.places(text)

    def expand(self, text: str) -> tuple[str, ...]:
        """The terms and expansions of what a text names, without those it already holds."""
        return _new_to(text, (name for term in self._phrases.find(text) for name in term.names))


class Vocabulary(Frozen):
    rewrites: tuple[Rewrite, ...]
    _phrases: Phrases[Rewrite] = PrivateAttr()

    def model_post_init(self, _context: object, /) -> None:
        known = {key_of(wording): rewrite for rewrite in self.rewrites for wording in rewrite.says}
        self._phrases = Phrases.of(known)

    def expand(self, text: str) -> tuple[str, ...]:
        """The guidance's words for a text's everyday wordings, without those it already holds."""
        return _new_to(text, (word for rewrite in self._phrases.find(text) for word in rewrite.guidance))


class Matters(Frozen):
    matters: tuple[Matter, ...] = ()
    _phrases: Phrases[Matter] = PrivateAttr()

    def model_post_init(self, _context: object, /) -> None:
        self._phrases = Phrases.of({key_of(name): one for one in self.matters for name in one.names})

    def unspoken(self, question: str, texts: Iterable[str]) -> bool:
        """Whether the question names a matter that none of the texts names."""
        asked = set(self._phrases.find(question))
        return bool(asked) and not asked <= {one for text in texts for one in self._phrases.find(text)}


def load_glossary(docs_dir: Path) -> Glossary:
    """Empty without a file. Raises RegisterError listing every problem: file, entry, value, fix."""
    listing = Listing("terms", naming="term", shown=repr)
    return Glossary(terms=_load(docs_dir / GLOSSARY_FILE, Term, listing, _unknown_cases))


def load_vocabulary(docs_dir: Path) -> Vocabulary:
    """Empty without a file. Raises RegisterError listing every problem: file, entry, value, fix."""
    listing = Listing("rewrites", naming="says", shown=repr)
    return Vocabulary(rewrites=_load(docs_dir / VOCABULARY_FILE, Rewrite, listing))


def load_matters(docs_dir: Path) -> Matters:
    """Empty without a file. Raises RegisterError listing every problem: file, entry, value, fix."""
    listing = Listing("matters", naming="names", shown=repr)
    return Matters(matters=_load(docs_dir / MATTERS_FILE, Matter, listing))


def _load(
    file: Path,
    model: type[E],
    listing: Listing,
    faults: Callable[[Sequence[E]], Iterable[str]] = lambda _entries: (),
) -> tuple[E, ...]:
    """The file's entries, each spelling in one of them only; `faults` are what else is wrong with them."""
    if not file.exists():
        return ()
    problems: list[str] = []
    entries = tuple(validated(model, read_list(file, listing), problems, FIXES))
    problems += [*_repeated(file.name, entries), *faults(entries)]
    refuse(problems)
    return entries


def expand(text: str, glossary: Glossary, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The extra search terms both files give for a text, each once: the glossary's, then the vocabulary's."""
    return tuple(dict.fromkeys(glossary.expand(text) + vocabulary.expand(text)))


def _new_to(text: str, additions: Iterable[str]) -> tuple[str, ...]:
    held = f" {' '.join(key_of(text))} "
    return tuple(word for word in dict.fromkeys(additions) if f" {' '.join(key_of(word))} " not in held)


def _repeated(file: str, entries: Iterable[Spelt]) -> Iterator[str]:
    owners: dict[Words, tuple[int, str]] = {}
    for number, entry in enumerate(entries):
        first = entry.spellings[0]
        for spelling in entry.spellings:
            owner, name = owners.setdefault(key_of(spelling), (number, first))
            if owner != number:
                yield f"{file}: {first!r}: {spelling!r}: also under {name!r}: keep it in one of them"


def _unknown_cases(terms: Iterable[Term]) -> Iterator[str]:
    for term in terms:
        for written in term.as_written:
            if written not in term.spellings:
                fix = "no such spelling: add it to `also` or correct it"
                yield f"{GLOSSARY_FILE}: {term.term!r}: as_written: {written!r}: {fix}"
