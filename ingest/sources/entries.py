"""Entries of the corpus's YAML files: read with their place, checked against a model.

A file that cannot be read raises RegisterError at once; what is wrong in its entries is collected first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ingest.errors import RegisterError

SHOWN_CHARS = 60

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Entry:
    """One mapping of a file as written: `name` says which, for whoever has to find it."""

    file: str
    name: str
    fields: Mapping[str, Any]

    def problem(self, field: str, value: object, fix: str) -> str:
        return f"{self.file}: {self.name}: {field}: {value!r}: {fix}"


@dataclass(frozen=True, slots=True)
class Listing:
    """A file that is one list under `heading`; problems call an entry by its field `naming`, as `shown`."""

    heading: str
    naming: str
    shown: Callable[[object], str] = str


def read_mapping(file: Path) -> dict[str, Any]:
    content = _read(file)
    if not isinstance(content, dict):
        raise RegisterError(f"{file}: {content!r}: write `field: value` lines")
    return content


def read_list(file: Path, listing: Listing) -> tuple[Entry, ...]:
    content = _read(file)
    is_one = isinstance(content, dict) and set(content) == {listing.heading}
    listed = content[listing.heading] if is_one else None
    if not isinstance(listed, list):
        fix = f"make it one list, `{listing.heading}:`, and write `field: value` lines in it"
        raise RegisterError(f"{file.name}: top level: {_outline(content)}: {fix}")
    return tuple(_entry(file.name, number, fields, listing) for number, fields in enumerate(listed, start=1))


def validated(
    model: type[M],
    entries: Sequence[Entry],
    problems: list[str],
    fixes: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[M]:
    """The entries the model accepts; what it refuses is added to `problems`.

    `fixes` says what to do about a kind of pydantic error whose own message does not.
    """
    for entry in entries:
        try:
            yield model.model_validate(dict(entry.fields))
        except ValidationError as error:
            problems += _field_problems(entry, error, {**_general_fixes(model), **fixes})


def refuse(problems: Sequence[str]) -> None:
    """Raises RegisterError with every problem, one a line, if there are any."""
    if problems:
        raise RegisterError("\n".join(problems))


def _read(file: Path) -> Any:
    try:
        # A register of 20,000 documents takes the loader in Python seventeen seconds, the one in C two.
        return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise RegisterError(f"{file}: {error.strerror}: create it or make it readable") from error
    except UnicodeDecodeError as error:
        raise RegisterError(f"{file}: not UTF-8 at byte {error.start}: save it as UTF-8") from error
    except yaml.YAMLError as error:
        raise RegisterError(f"{file}: not YAML: {error}: correct the line named") from error


def _outline(content: object) -> str:
    return repr(sorted(map(str, content)) if isinstance(content, dict) else content)[:SHOWN_CHARS]


def _entry(file: str, number: int, fields: object, listing: Listing) -> Entry:
    if not isinstance(fields, dict):
        fix = f"write it as fields, beginning with `- {listing.naming}:`"
        raise RegisterError(f"{file}: entry {number}: {fields!r}: {fix}")
    named = fields.get(listing.naming)
    shown = f" ({listing.shown(named)[:SHOWN_CHARS]})" if named else ""
    return Entry(file, f"entry {number}{shown}", fields)


def _general_fixes(model: type[BaseModel]) -> dict[str, str]:
    return {
        "extra_forbidden": f"no such field: remove it or use one of {', '.join(model.model_fields)}",
        "missing": "add this field",
        "string_type": "put the value in quotes",
    }


def _field_problems(entry: Entry, error: ValidationError, fixes: Mapping[str, str]) -> Iterator[str]:
    for found in error.errors(include_url=False):
        value = None if found["type"] == "missing" else found["input"]
        field = ".".join(map(str, found["loc"]))
        yield entry.problem(field, value, fixes.get(found["type"], found["msg"]))
