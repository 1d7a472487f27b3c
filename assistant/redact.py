"""Takes personal data out of a text before anything else sees it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.models import Redacted, Redaction, Removed
from assistant.redaction.contacts import contacts
from assistant.redaction.dates import dates_of_birth
from assistant.redaction.identifiers import identifiers
from assistant.redaction.lexicon import Lexicon, load_lexicon
from assistant.redaction.people import find_people
from assistant.redaction.phrases import Phrases, load_phrases
from assistant.redaction.places import places
from ingest.models import Span

NAME = "name"
Claim = tuple[str, int, int]
Spans = list[tuple[int, int]]

_PLACEHOLDER = re.compile(r"\[[A-Za-z -]+\]")
# Where two kinds claim the same characters, the earlier one here says what it is.
_PRECEDENCE = (
    "email",
    "web address",
    "social media account",
    "date of birth",
    "NHS number",
    "UPN",
    "National Insurance number",
    "bank details",
    "passport number",
    "driving licence number",
    "case reference",
    "phone",
    "IP address",
    "postcode",
    "vehicle registration",
    "address",
    "school",
    NAME,
)
_WORDED = frozenset({"address", "school", NAME})


@dataclass(frozen=True, slots=True)
class Redactor:
    """Replaces personal data by placeholders such as "[name]"; redacting its own output changes nothing."""

    analyse: Callable[[str], Sequence[Claim]]
    phrases: Phrases

    def redact(self, text: str) -> Redacted:
        kept = [*self.phrases.spans(text)]
        placeholders = [m.span() for m in _PLACEHOLDER.finditer(text)]
        claims = [claim for claim in self.analyse(text) if not _is_kept(claim, kept)]
        redactions = _settle([claim for claim in claims if not _touches(claim[1:], placeholders)])
        return Redacted(_replace(text, redactions), redactions)


def build_redactor(keep: Iterable[str] = ()) -> Redactor:
    """`keep`: terms never taken for personal data, such as places, organisations and titles in the corpus."""
    from assistant.redaction.engine import build_analyser, load_people_finder

    lexicon, phrases = load_lexicon(), load_phrases(keep)
    rules = [*identifiers(), *contacts(), *places(lexicon), dates_of_birth()]
    names = _name_finder(lexicon, phrases, load_people_finder())
    return Redactor(build_analyser([*((one.kind, one.spans) for one in rules), (NAME, names)]), phrases)


def _name_finder(
    lexicon: Lexicon, phrases: Phrases, by_model: Callable[[str], Spans]
) -> Callable[[str], Spans]:
    def people_by_model(text: str) -> Spans:
        # A placeholder misleads the model about its neighbours.
        return [] if _PLACEHOLDER.search(text) else by_model(text)

    return lambda text: list(find_people(text, lexicon, phrases.spans(text), people_by_model))


def searchable(text: str) -> str:
    """The redacted text as it is searched with: a placeholder's own words would find what they name."""
    return _PLACEHOLDER.sub(lambda found: "someone" if found[0] == f"[{NAME}]" else "", text)


def removed(redacted: Redacted) -> tuple[Removed, ...]:
    """What the asker is told was taken out: each kind once, in order of first appearance."""
    counts = Counter(r.kind for r in redacted.redactions)
    return tuple(Removed(kind=kind, count=count) for kind, count in counts.items())


def _is_kept(claim: Claim, kept: Spans) -> bool:
    kind, first, last = claim
    return kind in _WORDED and any(start <= first and last <= end for start, end in kept)


def _touches(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _settle(claims: Iterable[Claim]) -> tuple[Redaction, ...]:
    """The pieces to replace, in order; where two overlap, precedence and then length decides."""
    taken: list[Redaction] = []
    for kind, start, end in sorted(claims, key=lambda c: (_PRECEDENCE.index(c[0]), c[1] - c[2], c[1])):
        if not _touches((start, end), [redaction.span for redaction in taken]):
            taken.append(Redaction(Span(start, end), kind, f"[{kind}]"))
    return tuple(sorted(taken, key=lambda redaction: redaction.span))


def _replace(text: str, redactions: Sequence[Redaction]) -> str:
    for redaction in reversed(redactions):
        text = text[: redaction.span.start] + redaction.placeholder + text[redaction.span.end :]
    return text
