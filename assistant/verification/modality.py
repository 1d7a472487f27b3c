"""Does a statement bind more or less strongly than its source: must, should, may."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from assistant.verification.deeds import Deed, Force, deeds_of, nearest
from assistant.verification.lexicon import lexicon
from assistant.verification.reading import FREE_NOT, NEGATORS, Reading, Word, families_of

HAVING = frozenset({"has", "have"})
HEARD_OF = frozenset({"to", "not", "that"})

# What may be said of what each binds as: who must do a thing is told to do it.
SAYABLE = {
    Force.TOLD: {Force.TOLD, Force.SHOULD},
    Force.MUST: {Force.MUST, Force.TOLD},
    Force.SHOULD: {Force.SHOULD, Force.TOLD},
    Force.MAY: {Force.MAY},
    Force.FREE: {Force.FREE, Force.MAY},
}


def changed_modality(statement: Reading, cited: Reading) -> Iterator[str]:
    sourced = tuple(deeds_of(cited))
    if not sourced:
        return
    anywhere = _binding_in(cited) | {one.force for one in sourced}
    narrowed = "only" in statement.texts & cited.texts  # "used only here" is "can be used only here"
    for deed in deeds_of(statement):
        alike = nearest(deed, sourced)
        told = alike[0].verb == deed.verb and alike[0].force is Force.TOLD
        if narrowed and told and deed.force is Force.MAY:
            continue
        if _is_compared(deed, alike) and not any(_is_sayable(deed, one, anywhere) for one in alike):
            yield f"{deed.text!r} {deed.force} in the statement, {alike[0].force} in what is cited"


def _is_compared(deed: Deed, alike: Sequence[Deed]) -> bool:
    """ "Where they can understand" permits nothing."""
    if deed.force is Force.TOLD:
        return not deed.act.aside and alike[0].verb == deed.verb
    return deed.force is not Force.FREE and not (deed.act.conditional and deed.force is Force.MAY)


def _is_sayable(deed: Deed, sourced: Deed, anywhere: Set[Force]) -> bool:
    """ "Shared without consent" is "may be shared without it"; "does not" is "cannot", not the reverse."""
    told, may = sourced.force is Force.TOLD, deed.force is Force.MAY
    if deed.force in SAYABLE[sourced.force] or (told and sourced.act.aside and deed.force in anywhere):
        return True
    having = sourced.act.verb.lower() in HAVING  # "has access" is "can see"
    without = deed.without and (sourced.without or Force.FREE in anywhere)
    barred = told or (may and sourced.force is Force.MUST and "can" in deed.act.helpers.lower())
    return (told and may and (having or without)) or (
        barred and deed.denied and (sourced.denied or sourced.limited)
    )


def _binding_in(cited: Reading) -> frozenset[Force]:
    """The forces of words that bind as modal verbs do: "a duty", "does not depend on", "does not prevent"."""
    binding = {FREE_NOT: Force.FREE, **lexicon().binding}
    found = {Force(binding[text]) for text in cited.texts if text in binding}
    opened = not cited.texts.isdisjoint(NEGATORS) and lexicon().family("prevent") in cited.families
    return frozenset(found | ({Force.MAY} if opened else set()))


def words_binding_as(cited: Reading) -> frozenset[str]:
    """The words that say no more than a force that is in what is cited: "required" where that says "must"."""
    forces = {one.force for one in deeds_of(cited)} | _binding_in(cited)
    return frozenset(text for text, force in lexicon().binding.items() if Force(force) in forces)


def is_denied(reading: Reading, index: int) -> bool:
    return any(word.text in NEGATORS for word in reading.words[max(0, index - 2) : index])


def lost_hedge(statement: Reading, cited: Reading) -> Iterator[str]:
    """A rule that holds normally, or is understood to, told as one that always holds."""
    if any(True for _ in _hedges(statement.words)) or statement.families & _hearsay():
        return
    for clause in cited.clauses:
        hedged = list(_hedges(clause))
        families = families_of([word for word in clause if word not in hedged])
        if hedged and len(families & statement.families) * 2 >= len(families):
            yield f"what is cited says {hedged[0].text!r}"


def _hedges(words: Sequence[Word]) -> Iterator[Word]:
    """ "Normally", "is understood to"; "a death is reported" is no hearsay."""
    known = lexicon()
    for word, following in pairwise((*words, Word("", ""))):
        if word.text in known.hedges or (word.text in known.hearsay and following.text in HEARD_OF):
            yield word


def _hearsay() -> frozenset[str]:
    return frozenset(map(lexicon().family, lexicon().hearsay)) - {lexicon().family("report")}
