"""Runs of whole sentences that can be read alone: with what they lean on, their list, and their limits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.models import CELLS_APART, Section, Span

LONGEST_RUN_WORDS = 90
LONGEST_LIST_WORDS = 180
SHORT_SECTION_WORDS = 110

LEANS_BACK = re.compile(
    r"(however|but|and|or|also|so|then|otherwise|therefore|instead|this|that|these|those|such|it|its|they|"
    r"their|he|she|both|neither|either|if so|in (?:this|that|these|those|such)|for example|as such|"
    r"where this)\b",
    re.IGNORECASE,
)
REFERS_BACK = re.compile(
    r"^the same\b|\b(?:as|in|of|to|under) the same (?!(?:way|day|time|person|child|household)\b)\w+|"
    r"\ba (?:further|second|third|fourth|fifth) (?:ground|condition|case|test|reason|point|exception)\b",
    re.IGNORECASE,
)
LIMITS = re.compile(
    r"(however|but|unless|except|only|otherwise|(?:this|that|it|the \w+) (?:does not|do not|is not|cannot|"
    r"must not|should not)|there (?:is|are) (?:an? )?(?:exception|limit)s?|where (?:this|that)|"
    r"if (?:this|that))\b",
    re.IGNORECASE,
)
SETS_A_LIMIT = re.compile(
    r"\b(?:unless|except(?:ions?)?|(?:do|does) not apply|only (?:if|where|when|for|applies)|however|"
    r"other than|but (?:not|only)|must not|may not|(?:is|are) not (?:required|needed|allowed|enough)|"
    r"overrid\w+|still applies|no (?:duty|power) to)\b",
    re.IGNORECASE,
)
BEGINS_WELL = re.compile(r"[\"“‘(]?[A-Z0-9]")
ENDS_WELL = re.compile(r"[.!?][\"”’)]*$")
LIST_ITEM = "- "


def run_at(section: Section, index: int) -> Span | None:
    """The run that makes sentence `index` readable alone; none if it is a fragment or too long."""
    first, last = _start(section, index), _end(section, index)
    span = Span(section.sentences[first].start, section.sentences[last].end)
    text = span.of(section.text)
    itemised = _is_item(section, last)
    readable = BEGINS_WELL.match(text) and (ENDS_WELL.search(text) or itemised)
    longest = LONGEST_LIST_WORDS if itemised else LONGEST_RUN_WORDS
    return span if readable and len(text.split()) <= longest else None


def is_short(section: Section, words: int = SHORT_SECTION_WORDS) -> bool:
    """Whether the section is quoted whole, so that neither its rule nor its exception is left out."""
    return len(section.text.split()) <= words


def whole(section: Section) -> Span:
    return Span(section.sentences[0].start, section.sentences[-1].end)


def without_tables(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if CELLS_APART not in line)


def to_list_end(section: Section, span: Span) -> Span:
    """On to the end of the list or table that the span breaks off in or leads in: half reads like all."""
    last = max(i for i, one in enumerate(section.sentences) if one.start < span.end)
    end = last
    while end + 1 < len(section.sentences) and _is_item(section, end + 1):
        end += 1
    longer = Span(span.start, section.sentences[end].end)
    return longer if end > last and len(longer.of(section.text).split()) <= LONGEST_LIST_WORDS else span


def limiting_sentences(section: Section, near: Span, reach: int) -> Iterator[int]:
    """Sentences that set an exception or a condition, at most `reach` sentences away from the span."""
    touched = [i for i, one in enumerate(section.sentences) if one.end > near.start and one.start < near.end]
    if not touched:
        return
    for index in range(max(0, touched[0] - reach), min(len(section.sentences), touched[-1] + reach + 1)):
        if SETS_A_LIMIT.search(section.sentences[index].of(section.text)):
            yield index


def _start(section: Section, index: int) -> int:
    """Back to the sentence that `index` leans on: what it refers to, or the lead-in of its list or table."""
    while index > 0 and (_leans_back(section, index) or _is_item(section, index)):
        index -= 1
    return index


def _leans_back(section: Section, index: int) -> bool:
    text = section.sentences[index].of(section.text)
    return bool(LEANS_BACK.match(text) or REFERS_BACK.search(text)) or not BEGINS_WELL.match(text)


def _end(section: Section, index: int) -> int:
    """On to the end of the list a lead-in opens, and to the sentences that limit what was said."""
    last = len(section.sentences) - 1
    opens = section.sentences[index].of(section.text).endswith(":")
    while index < last and (_limits(section, index + 1) or (opens and _is_item(section, index + 1))):
        index += 1
    return index


def _limits(section: Section, index: int) -> bool:
    return bool(LIMITS.match(section.sentences[index].of(section.text)))


def _is_item(section: Section, index: int) -> bool:
    """Whether the sentence stands in a list, or is a row of a table."""
    sentence = section.sentences[index]
    begins = section.text[max(0, sentence.start - len(LIST_ITEM)) : sentence.start]
    return begins == LIST_ITEM or CELLS_APART in sentence.of(section.text)
