"""Practitioners' language: what a term means, and which of the guidance's words to search for as well.

`glossary.yaml` explains terms and acronyms; `vocabulary.yaml` turns everyday wordings into the guidance's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError

from ingest.errors import RegisterError
from ingest.sources.phrases import Phrases, Words, key_of

GLOSSARY_FILE = "glossary.yaml"
VOCABULARY_FILE = "vocabulary.yaml"

M = TypeVar("M", bound=BaseModel)
Text = Annotated[str, Field(pattern=r"[^\W_]")]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(Frozen):
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


class Rewrite(Frozen):
    """Wordings of practitioners and the guidance's words for the same thing."""

    says: Annotated[tuple[Text, ...], Field(min_length=1)]
    guidance: Annotated[tuple[Text, ...], Field(min_length=1)]


class Glossary(Frozen):
    terms: tuple[Term, ...]
    _phrases: Phrases[Term] = PrivateAttr()

    def model_post_init(self, _context: object, /) -> None:
        known = {key_of(spelling): term for term in self.terms for spelling in term.spellings}
        self._phrases = Phrases.of(known, (written for term in self.terms for written in term.as_written))

    def define(self, phrase: str) -> Term | None:
        """The entry that has this term, expansion or variant, whatever its case."""
        return self._phrases.named(phrase)

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


def load_glossary(docs_dir: Path) -> Glossary:
    """Raises RegisterError listing every problem, one a line: file, entry, value, fix."""
    problems: list[str] = []
    entries = _entries(docs_dir / GLOSSARY_FILE, "terms", "term")
    terms = tuple(_validated(Term, entries, problems))
    problems += _repeated(GLOSSARY_FILE, ((term.term, term.spellings) for term in terms))
    problems += _unknown_cases(terms)
    _raise(problems)
    return Glossary(terms=terms)


def load_vocabulary(docs_dir: Path) -> Vocabulary:
    """Raises RegisterError listing every problem, one a line: file, entry, value, fix."""
    problems: list[str] = []
    entries = _entries(docs_dir / VOCABULARY_FILE, "rewrites", "says")
    rewrites = tuple(_validated(Rewrite, entries, problems))
    problems += _repeated(VOCABULARY_FILE, ((rewrite.says[0], rewrite.says) for rewrite in rewrites))
    _raise(problems)
    return Vocabulary(rewrites=rewrites)


def expand(text: str, glossary: Glossary, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The extra search terms both files give for a text, each once: the glossary's, then the vocabulary's."""
    return tuple(dict.fromkeys(glossary.expand(text) + vocabulary.expand(text)))


def _new_to(text: str, additions: Iterable[str]) -> tuple[str, ...]:
    held = f" {' '.join(key_of(text))} "
    return tuple(word for word in dict.fromkeys(additions) if f" {' '.join(key_of(word))} " not in held)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry as written: `place` names the file and the entry for whoever has to find it."""

    place: str
    fields: Mapping[str, Any]


def _entries(file: Path, section: str, naming: str) -> tuple[_Entry, ...]:
    content = _read(file)
    listed = content.get(section) if isinstance(content, dict) and set(content) == {section} else None
    if not isinstance(listed, list):
        raise RegisterError(f"{file.name}: top level: {_brief(content)}: make it one list, `{section}:`")
    return tuple(_entry(file.name, number, fields, naming) for number, fields in enumerate(listed, start=1))


def _entry(file: str, number: int, fields: object, naming: str) -> _Entry:
    if not isinstance(fields, dict):
        raise RegisterError(f"{file}: entry {number}: {fields!r}: write it as fields, starting `- {naming}:`")
    return _Entry(f"{file}: entry {number} ({_brief(fields.get(naming))})", fields)


def _read(file: Path) -> object:
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise RegisterError(f"{file}: {error.strerror}: create it or make it readable") from error
    except UnicodeDecodeError as error:
        raise RegisterError(f"{file}: not UTF-8 at byte {error.start}: save it as UTF-8") from error
    except yaml.YAMLError as error:
        raise RegisterError(f"{file}: not YAML: {error}: correct the line named") from error


def _validated(model: type[M], entries: Sequence[_Entry], problems: list[str]) -> Iterator[M]:
    for entry in entries:
        try:
            yield model.model_validate(dict(entry.fields))
        except ValidationError as error:
            problems += _field_problems(entry, error, model)


def _field_problems(entry: _Entry, error: ValidationError, model: type[BaseModel]) -> Iterator[str]:
    fixes = {
        "extra_forbidden": f"no such field: remove it or use one of {', '.join(model.model_fields)}",
        "missing": "add this field",
        "string_pattern_mismatch": "write words; a meaning is a sentence that ends with a full stop",
        "string_type": "put the value in quotes",
    }
    for found in error.errors(include_url=False):
        field = ".".join(map(str, found["loc"]))
        value = None if found["type"] == "missing" else found["input"]
        yield f"{entry.place}: {field}: {value!r}: {fixes.get(found['type'], found['msg'])}"


def _repeated(file: str, groups: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    owners: dict[Words, tuple[int, str]] = {}
    for number, (entry, spellings) in enumerate(groups):
        for spelling in spellings:
            owner, name = owners.setdefault(key_of(spelling), (number, entry))
            if owner != number:
                yield f"{file}: {entry!r}: {spelling!r}: also under {name!r}: keep it in one of them"


def _unknown_cases(terms: Iterable[Term]) -> Iterator[str]:
    for term in terms:
        for written in term.as_written:
            if written not in term.spellings:
                fix = "no such spelling: add it to `also` or correct it"
                yield f"{GLOSSARY_FILE}: {term.term!r}: as_written: {written!r}: {fix}"


def _brief(value: object) -> str:
    shown = sorted(map(str, value)) if isinstance(value, dict) else value
    return repr(shown)[:60]


def _raise(problems: Sequence[str]) -> None:
    if problems:
        raise RegisterError("\n".join(problems))
