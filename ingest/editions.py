"""Superseded editions that a text cites: by title or short name with the year, or by address.

"Working Together (2018)", "KCSIE, September 2023", "the 2018 information sharing advice". A sentence that
itself says what replaced the edition does not rely on it, and is not counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.models import Section, Source

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_SMALL = re.compile(r"a|an|the|of|for|to|in|on|and|by|from|with|if|is|your", re.IGNORECASE)
_MONTH = re.compile(
    r"january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec",
    re.IGNORECASE,
)
# What stands between a document's name and its year, or says that a name is a document's.
_KIND = re.compile(
    r"advice|guidance|guide|code|edition|version|document|statutory|non|act|dfe|hm|government|department"
    r"|published|issued|dated|practitioners",
    re.IGNORECASE,
)
_LEAST_ACRONYM = 4
_BETWEEN = r"[\s,;:()\[\]\"'“”‘’/–—-]"
_IS_HISTORY = re.compile(
    r"\b(?:is|was|were|been|now|since) (?:superseded|replaced|withdrawn)"
    r"|\bno longer (?:in force|current|appl)",
    re.IGNORECASE,
)
_REPLACES = re.compile(r"\b(?:replac|supersed|withdr[ae]w|updat)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Edition:
    """A superseded edition: how texts cite it, its short name's words, and the years of those after it."""

    id: str
    cited_as: re.Pattern[str]
    short_name: tuple[str, ...]
    later_years: frozenset[str]


def editions_of(sources: Iterable[Source]) -> tuple[Edition, ...]:
    """The superseded national editions among the sources, as texts cite them."""
    known = {source.id: source for source in sources if not source.summary_of}
    return tuple(
        _edition(source, known)
        for source in known.values()
        if source.superseded_by and source.partnership is None
    )


def newest(source_id: str, known: Mapping[str, Source]) -> str:
    """The edition in force that took this one's place; its own id if none did."""
    successor = known[source_id].superseded_by if source_id in known else None
    return newest(successor, known) if successor else source_id


def cited(sections: Iterable[Section], editions: Sequence[Edition]) -> tuple[str, ...]:
    """The ids of the editions that the sections' headings or sentences cite, in the editions' order."""
    if not editions:
        return ()
    passages = [passage for section in sections for passage in _passages(section)]
    return tuple(one.id for one in editions if any(_relies(text, one) for text in passages))


def _passages(section: Section) -> Iterator[str]:
    """The headings, and the sentences; two that a reference's "(2018)." cut apart are read as one."""
    yield from section.heading_path
    starts = [span.start for span in section.sentences]
    kept = [start for start in starts[1:] if not section.text[:start].rstrip().endswith(").")]
    bounds = [*starts[:1], *kept, len(section.text)]
    yield from (section.text[start:end] for start, end in pairwise(bounds))


def _relies(text: str, edition: Edition) -> bool:
    names = any(_is_a_name(match[0], edition) for match in edition.cited_as.finditer(text))
    return names and not _is_history(text, edition)


def _is_a_name(words: str, edition: Edition) -> bool:
    """Whether more than everyday words beside a year: capitals, a kind of document, more of the title."""
    found = _WORD.findall(words)
    short = [word for word in found if word.lower() in edition.short_name]
    more = [word for word in found if word not in short and not _is(word, _SMALL, _MONTH)]
    return bool(more) or all(word[0].isupper() for word in short)


def _is(word: str, *sets: re.Pattern[str]) -> bool:
    return any(each.fullmatch(word) for each in sets)


def _is_history(text: str, edition: Edition) -> bool:
    if _IS_HISTORY.search(text):
        return True
    return bool(_REPLACES.search(text)) and not edition.later_years.isdisjoint(_YEAR.findall(text))


def _edition(source: Source, known: Mapping[str, Source]) -> Edition:
    words = _WORD.findall(_YEAR.sub(" ", source.title))
    short = _short_name(words)
    years = _years(source)
    ways = [_named(words, short, years)] if short and years else []
    if _is_only_theirs(source, known):
        ways.append(_address(source.url))
    return Edition(
        source.id,
        re.compile("|".join(ways) or r"(?!)", re.IGNORECASE),
        tuple(word.lower() for word in short),
        frozenset(year for later in _later(source, known) for year in _years(later)) - {*years},
    )


def _years(source: Source) -> list[str]:
    """The edition's year: the title's, else the version's."""
    return (_YEAR.findall(source.title) or _YEAR.findall(source.version))[-1:]


def _short_name(words: Sequence[str]) -> list[str]:
    """The title up to its second word of weight: "Working Together", "Information sharing"."""
    weighty = [i for i, word in enumerate(words) if not _is(word, _SMALL, _KIND)][:2]
    return list(words[weighty[0] : weighty[-1] + 1]) if weighty else []


def _named(words: Sequence[str], short: Sequence[str], years: Sequence[str]) -> str:
    """The name before its year, or after it: never after the year of an Act, nor across a comma."""
    spelt = r"\s+".join(map(re.escape, short))
    names = "|".join([rf"\b{spelt}\b", *_acronyms(words)])
    kinds = "|".join([*map(re.escape, words), _SMALL.pattern, _MONTH.pattern, _KIND.pattern])
    year = "|".join(years)
    before = rf"(?:{names})(?:{_BETWEEN}+(?:{kinds})\b){{0,12}}{_BETWEEN}*(?:{year})\b"
    not_an_act = r"(?<!Act )(?<!Acts )(?<!Regulations )(?<!Order )(?<!Rules )"
    kind = rf"(?:\s+(?:{kinds})\b){{0,6}}"
    after = rf"{not_an_act}\b(?:{year})(?:\)[.,:]?)?{kind}\s+[\"“'‘]?(?:{names}){kind}"
    return f"{before}|{after}"


def _acronyms(words: Sequence[str]) -> list[str]:
    """The initials with the small words and without: KCSIE, WTSC."""
    weighty = [word for word in words if not _is(word, _SMALL)]
    found = {"".join(word[0] for word in each).upper() for each in (words, weighty)}
    return [rf"\b{each}" for each in sorted(found) if len(each) >= _LEAST_ACRONYM]


def _later(source: Source, known: Mapping[str, Source]) -> Iterator[Source]:
    while source.superseded_by and source.superseded_by in known:
        source = known[source.superseded_by]
        yield source


def _is_only_theirs(source: Source, known: Mapping[str, Source]) -> bool:
    """Whether the address shows this edition, and not a newer one on the same page or below it."""
    page = f"{source.url.rstrip('/')}/"
    return not any(f"{later.url}/".startswith(page) for later in _later(source, known))


def _address(url: str) -> str:
    return re.escape(re.sub(r"^https?://(?:www\.)?|/$", "", url)) + r"(?![\w-])"
