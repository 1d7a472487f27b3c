"""The register as text: entries written into `sources.yaml` with everything else in it left as it is."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

_FIRST_ENTRY = re.compile(r"^( *)- ", re.MULTILINE)
_LONGEST_LINE = 10_000


def with_entry(text: str, fields: Mapping[str, Any]) -> str:
    """The register with one more entry at its end, indented as the others are."""
    first = _FIRST_ENTRY.search(text)
    return f"{text.rstrip()}\n{textwrap.indent(_yaml([dict(fields)]), first[1] if first else '  ')}"


def with_fields(text: str, source_id: str, fields: Mapping[str, Any]) -> str:
    """The register with these fields of one entry set; a field it did not have comes after its id."""
    entry = _entry(text, source_id)
    changed = entry[0]
    for field, value in fields.items():
        changed = _with_field(changed, f"{entry[1]}  {_yaml({field: value}).rstrip()}", field)
    return text[: entry.start()] + changed + text[entry.end() :]


def without_entry(text: str, source_id: str) -> str:
    """The register without that entry; comments that lead to the next one stay."""
    entry = _entry(text, source_id)
    lines = entry[0].split("\n")
    while lines[-1].lstrip()[:1] in ("", "#"):
        lines.pop()
    end = entry.start() + len("\n".join(lines))
    return text[: entry.start()] + text[end:].removeprefix("\n")


def replace_text(file: Path, text: str) -> None:
    """Writes a file in one step, so that nobody reads half of it."""
    new = file.with_name(f".{file.name}.new")
    new.write_text(text, encoding="utf-8")
    new.replace(file)


def _entry(text: str, source_id: str) -> re.Match[str]:
    entry = re.search(
        rf"^( *)- id: [\"']?{re.escape(source_id)}[\"']?(?: +#.*)? *$(?:\n(?!\1- ).*)*", text, re.MULTILINE
    )
    if entry is None:
        raise ValueError(f"{source_id} has no entry that begins with `- id:`")
    return entry


def _with_field(entry: str, line: str, field: str) -> str:
    held = re.search(rf"^ *{field}:.*$", entry, re.MULTILINE)
    if held:
        return entry[: held.start()] + line + entry[held.end() :]
    first, _, rest = entry.partition("\n")
    return f"{first}\n{line}\n{rest}"


def _yaml(value: object) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=_LONGEST_LINE)
