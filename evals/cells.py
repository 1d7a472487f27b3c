"""What people type into a cell, as values: the types of a case's columns, lenient where spreadsheets vary.

A type raises ValueError with what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator

Choice = TypeVar("Choice", bound=StrEnum)

YES = {"yes", "y", "true", "1", "x", "✓"}
NO = {"no", "n", "false", "0"}
BULLET = re.compile(r"^[-*•–]\s+")
EXCEL_ERROR = re.compile(r"^#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)$")


def text_of_cell(value: object) -> str:
    """The cell as its reader sees it: white space folded at the ends, 7.0 is 7, a date is written ISO."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value).replace("\u00a0", " ").strip()


def is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str | list | tuple) and not _written(value))


def _written(value: str | list[Any] | tuple[Any, ...]) -> bool:
    return bool(text_of_cell(value)) if isinstance(value, str) else any(not is_blank(one) for one in value)


def text(value: object) -> str:
    if isinstance(value, list | tuple | dict):
        raise ValueError("write one text here, not a list")  # noqa: TRY004 - pydantic reports ValueError only
    written = text_of_cell(value)
    if EXCEL_ERROR.match(written):
        raise ValueError("the formula in this cell failed; write the text itself")
    return written


def lines(value: object) -> tuple[str, ...]:
    """One value a line; bullets and blank lines are left out."""
    listed = value if isinstance(value, list | tuple) else text(value).splitlines()
    return tuple(BULLET.sub("", text(one)) for one in listed if not is_blank(one))


def yes_or_no(value: object) -> bool:
    written = text(value).lower()
    if written not in YES | NO:
        raise ValueError("write yes or no")
    return written in YES


def choice_of(options: type[Choice]) -> Callable[[object], Choice]:
    """Takes the value in any case, with spaces for underscores, or the label people read."""
    known = {alias: option for option in options for alias in _aliases(option)}

    def chosen(value: object) -> Choice:
        written = text(value)
        if _folded(written) in known:
            return known[_folded(written)]
        near = get_close_matches(_folded(written), known, n=1)
        hint = f" (did you mean {known[near[0]].value}?)" if near else ""
        raise ValueError(f"write one of {', '.join(options)}{hint}")

    return chosen


def _aliases(option: StrEnum) -> set[str]:
    return {_folded(option.value), _folded(getattr(option, "label", option.value))}


def _folded(written: str) -> str:
    return re.sub(r"[\s_-]+", "_", written.lower())


def place(value: object) -> str:
    """A partnership's id, which is lower case and hyphenated, however it is typed."""
    return re.sub(r"[\s_]+", "-", text(value).lower())


Text = Annotated[str, BeforeValidator(text)]
Place = Annotated[str, BeforeValidator(place)]
Lines = Annotated[tuple[str, ...], BeforeValidator(lines)]
YesNo = Annotated[bool, BeforeValidator(yes_or_no)]
