"""What differs in what shaped two runs, in words: the library first, as policy teams change that most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

UNCOMMITTED = "+changes"
SHORT_HASH = 8
MOST_NAMED = 8
NO_TEXT = "no text, but what is known of the texts or how they are indexed"

Shaped = Mapping[str, Any]


def differences(first: Shaped, second: Shaped) -> Iterator[str]:
    """One line for each thing that is recorded of both and differs; the cases are told apart one by one."""
    yield from _library(first, second)
    yield from _models(first, second)
    yield from _code(first, second)
    yield from _settings(first, second)
    for name in ("repeats", "seed", "cores"):
        yield from _told(name, first.get(name), second.get(name))


def flat(values: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Values inside values by their dotted names."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        found |= flat(value, f"{before}{name}.") if isinstance(value, Mapping) else {f"{before}{name}": value}
    return found


def _library(first: Shaped, second: Shaped) -> Iterator[str]:
    before, after = (each.get("index_fingerprint", "")[:SHORT_HASH] for each in (first, second))
    if before == after:
        return
    old, new = (each.get("documents") for each in (first, second))
    if not (old and new):
        yield f"the library: index {before}, then {after}"
        return
    changes = {
        "changed": [one for one in new if one in old and new[one] != old[one]],
        "added": [one for one in new if one not in old],
        "removed": [one for one in old if one not in new],
    }
    named = [f"{listed(found)} {how}" for how, found in changes.items() if found]
    yield f"the library: {'; '.join(named) or NO_TEXT}"


def listed(names: Sequence[str]) -> str:
    """A few of many, so that the line stays one."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _models(first: Shaped, second: Shaped) -> Iterator[str]:
    before, after = (each.get("models", {}) for each in (first, second))
    for part in sorted({*before, *after}):
        yield from _told(f"the {part} model", before.get(part), after.get(part))


def _code(first: Shaped, second: Shaped) -> Iterator[str]:
    before, after = first.get("commit"), second.get("commit")
    yield from _told("the code", before, after)
    if before == after and before and before.endswith(UNCOMMITTED):
        yield "the code: perhaps, as both ran with changes that are in no commit"


def _settings(first: Shaped, second: Shaped) -> Iterator[str]:
    before, after = (flat(each.get("settings", {})) for each in (first, second))
    for name in dict.fromkeys([*before, *after]):
        yield from _told(f"setting {name}", before.get(name), after.get(name))


def _told(name: str, before: Any, after: Any) -> Iterator[str]:
    if before == after:
        return
    if isinstance(before, list) and isinstance(after, list):
        yield f"{name}: {', '.join(_signed(before, after)) or 'in another order'}"
        return
    yield f"{name}: {said(before)}, then {said(after)}"


def _signed(before: list[Any], after: list[Any]) -> Iterator[str]:
    """What came with a plus, what went with a minus."""
    yield from (f"+{one}" for one in after if one not in before)
    yield from (f"-{one}" for one in before if one not in after)


def said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "none" if value is None else str(value)
