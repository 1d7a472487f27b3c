"""Where the sentences of a block begin and end, by rules that know how British guidance abbreviates."""

from __future__ import annotations

import re
from collections.abc import Callable

from ingest.models import Span

Splitter = Callable[[str], tuple[Span, ...]]

_END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+(?=\S)")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_LAST_WORD = re.compile(r"[^\s(\[“‘\"'/]*$")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]|[A-Z]")
_MARKER = re.compile(r"[(\[]?(?:\d+(?:\.\d+)*|[A-Za-z]|[ivxl]+)[)\]]?\.?[)\]]?", re.IGNORECASE)
_BEFORE_A_NUMBER = frozenset(
    """
    s ss sec secs para paras art arts no nos reg regs sch r rr cl cls p pp ch chs pt fig figs vol app
    approx ext tel c ca cap annex rec recs ref min max jan feb mar apr jun jul aug sep sept oct nov dec
    """.split()
)
_BEFORE_A_NAME = frozenset(
    """
    dr mr mrs ms mx prof rev sgt st fr hon cllr supt insp det gov capt col lt v vs cf al viz incl inc
    dept
    """.split()
)
_NEVER_LAST = frozenset({"e.g", "i.e", "eg", "ie", "cf", "viz"})
_MAYBE_LAST = frozenset({"a.m", "p.m"})


def sentence_spans(text: str) -> tuple[Span, ...]:
    """The sentences of one block, in order, without the white space between them."""
    spans, start = [], len(text) - len(text.lstrip())
    for end in _END.finditer(text):
        if _breaks(text, start, end):
            spans.append(Span(start, start + len(text[start : end.end()].rstrip())))
            start = end.end()
    if text[start:].strip():
        spans.append(Span(start, len(text.rstrip())))
    return tuple(spans)


def _breaks(text: str, start: int, end: re.Match[str]) -> bool:
    following = text[end.end()]
    if following.islower() or following == "|" or not _LETTER_OR_DIGIT.search(text, end.end()):
        return False
    if not end[0].startswith(".") or end[0].startswith(".."):
        return True
    if _MARKER.fullmatch(text[start : end.start() + 1].strip()):
        return False
    found = _LAST_WORD.search(text[start : end.start()])
    return not (end[0].strip() == "." and found and _abbreviates(found[0], following))


def _abbreviates(word: str, following: str) -> bool:
    folded = word.casefold()
    if folded in _NEVER_LAST:
        return True
    if folded in _BEFORE_A_NUMBER and (following.isdigit() or following in "(["):
        return True
    if folded in _BEFORE_A_NAME:
        return following.isalpha()
    return folded not in _MAYBE_LAST and _INITIALS.fullmatch(word) is not None
