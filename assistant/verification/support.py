"""Is every word of a statement borne out by a word of what it cites."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.verification.lexicon import lexicon
from assistant.verification.modality import is_denied, words_binding_as
from assistant.verification.numbers import value_of
from assistant.verification.reading import FREE_NOT, Reading, Word, restricts

LINKS = frozenset({"under", "over"})
WIDE = frozenset({"all", "every"})
WHAT_IS_SHARED = "info"
SOMEONE = frozenset({"someone", "anyone", "nobody", "whoever", "those", "others"})
LIGHT = frozenset({"get", "gets", "getting", "obtain", "take", "takes", "taking", "receive"})
ARTICLES = frozenset({"a", "an"})
ALONE = frozenset({"alone", "at_most"})
PRONOUNS = frozenset({"you", "they", "it", "we", "he", "she"})
EARLIER = frozenset({"before", "prior", "ahead"})
AS_WIDE = WIDE | {"each", "any"}


def unsupported_words(statement: Reading, cited: Reading) -> Iterator[str]:
    unknown = list(_unknown(statement, cited))
    if len(unknown) > 1 or any(not _is_slight(word) for word in unknown):
        yield from (f"{word.text!r} is not in what is cited" for word in unknown)


def _is_slight(word: Word) -> bool:
    return lexicon().stem(word.text) in lexicon().light


def _unknown(statement: Reading, cited: Reading) -> Iterator[Word]:
    binds = words_binding_as(cited)
    for index, word in enumerate(statement.words):
        known = word.family in cited.families or word.text in WIDE or word.text in binds
        known = known and not _comes_earlier(statement, index, cited)
        if word.family and not known and not _says_no_more(statement, index, cited):
            yield word


def _says_no_more(statement: Reading, index: int, cited: Reading) -> bool:
    """What is shared is information; "not a duty" is "need not"."""
    text = statement.words[index].text
    no_more = {
        WHAT_IS_SHARED: lexicon().family("share") in cited.families,
        "only": restricts(cited) or not cited.texts.isdisjoint(ALONE),
        "before": _requires_first(statement, index, cited),
    }
    if no_more.get(text) or (text in LIGHT and _is_light(statement, index)):
        return True
    if text in lexicon().binding and is_denied(statement, index):
        return FREE_NOT in cited.texts
    if statement.words[index].family == "person" or text == "others":
        return not cited.texts.isdisjoint(SOMEONE)
    return _only_links(statement, index) or _is_short(text, statement, cited)


def _is_short(text: str, statement: Reading, cited: Reading) -> bool:
    """ "The nurse", once "the school nurse" has been told of."""
    told = lexicon().actors & statement.texts & cited.texts
    return text in lexicon().actors and any(one.endswith(f"_{text}") for one in told)


def _requires_first(statement: Reading, index: int, cited: Reading) -> bool:
    """ "You need consent before you share" for "sharing needs consent"; "before the meeting" is a time."""
    following = statement.words[index + 1].text if index + 1 < len(statement.words) else ""
    return following in PRONOUNS and not cited.texts.isdisjoint(
        {*lexicon().binding, "must", "should", "first"}
    )


def _comes_earlier(statement: Reading, index: int, cited: Reading) -> bool:
    """ "Before a month has passed" is "within a month"; "before the meeting" is no "within a month of it"."""
    said_before = statement.words[index].text in EARLIER and FREE_NOT not in statement.texts
    if not said_before or cited.texts & EARLIER:
        return False
    near = {word.text.removesuffix("s") for word in statement.words[max(0, index - 2) : index + 6]}
    return near.isdisjoint(lexicon().units)


def _is_light(statement: Reading, index: int) -> bool:
    """ "Get permission", "take a decision": the noun says it all."""
    following = statement.words[index + 1 : index + 3]
    return any(word.family == "consent" for word in following) or (
        len(following) == 2
        and following[0].text in ARTICLES | {"no"}
        and following[1].text not in lexicon().actors
    )


def _only_links(statement: Reading, index: int) -> bool:
    """ "Under 18" limits an age; "under section 47" says no more than "in section 47"."""
    following = statement.words[index + 1].text if index + 1 < len(statement.words) else ""
    return statement.words[index].text in LINKS and value_of(following) is None


def widened(statement: Reading, cited: Reading) -> Iterator[str]:
    """What is said of all, where the source says it of some: "all other files" is not "all files"."""
    known = set(_quantified(cited, AS_WIDE))
    for family in _quantified(statement, WIDE):
        if family not in known and value_of(family) is None:
            yield f"what is cited does not say it of every {family!r}"
    certain = set(_quantified(cited, frozenset({"the"})))
    for family in _quantified(statement, frozenset({"any"})):
        if family in certain and family not in known:
            yield f"what is cited says it of the {family!r}, not of any"


def _quantified(reading: Reading, wide: frozenset[str]) -> Iterator[str]:
    for index, word in enumerate(reading.words):
        if word.text in wide:
            yield next((later.family for later in reading.words[index + 1 :] if later.family), "")
