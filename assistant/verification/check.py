"""statement, quotes -> verdict: every check is asked, and one fault is enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.verification.actors import swapped_actors, swapped_owners, swapped_sides, swapped_ways
from assistant.verification.conditions import invented_conditions, lost_conditions, waived_conditions
from assistant.verification.credit import miscredited
from assistant.verification.entailment import Entails
from assistant.verification.freedom import changed_freedom
from assistant.verification.lexicon import lexicon
from assistant.verification.modality import changed_modality, lost_hedge
from assistant.verification.negation import changed_negation
from assistant.verification.numbers import changed_dates, changed_numbers, value_of
from assistant.verification.order import changed_choice, changed_order, changed_start
from assistant.verification.placing import misplaced_conditions, turned_conditions
from assistant.verification.reading import Reading, in_words_of, read
from assistant.verification.support import unsupported_words, widened
from ingest.sentences import sentence_spans

Check = Callable[[Reading, Reading], Iterator[str]]

CHECKS: tuple[Check, ...] = (
    unsupported_words,
    widened,
    changed_negation,
    changed_freedom,
    changed_modality,
    lost_hedge,
    changed_numbers,
    changed_dates,
    changed_order,
    changed_choice,
    changed_start,
    swapped_actors,
    swapped_sides,
    swapped_owners,
    swapped_ways,
    miscredited,
    lost_conditions,
    waived_conditions,
    invented_conditions,
    misplaced_conditions,
    turned_conditions,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the quotes bear a statement out; `reasons` say why not, for the log and for evaluation."""

    supported: bool
    reasons: tuple[str, ...] = ()


def told_of(quotes: Sequence[str], said: Reading) -> Reading:
    """The sentences that a statement tells: the one with most of its words, and those with what is left."""
    sentences = [span.of(quote) for quote in quotes for span in sentence_spans(quote)] or list(quotes)
    readings = [read(sentence) for sentence in sentences]
    left, told = _says(said) - lexicon().actors, set[int]()
    while left:
        shares = [len(left & _says(one)) for one in readings]
        best = shares.index(max(shares))
        if not shares[best]:
            break
        told.add(best)
        left -= _says(readings[best])
    return read(" . ".join(sentences[place] for place in sorted(told)))


def _says(reading: Reading) -> frozenset[str]:
    return reading.families | {value for word in reading.words if (value := value_of(word.text))}


def check(statement: str, quotes: Sequence[str], entails: Entails | None = None) -> Verdict:
    """A model can only veto: what the checks refuse stays refused, whatever it thinks."""
    said = in_words_of(read(" . ".join(quotes)), read(statement))
    cited = told_of(quotes, said)
    reasons = tuple(fault for find in CHECKS for fault in find(said, cited))
    if reasons or not said.families:
        return Verdict(False, reasons or ("it says nothing",))
    if entails and not entails.entails(" ".join(quotes), statement):
        return Verdict(False, ("the entailment model does not find it borne out",))
    return Verdict(True)
