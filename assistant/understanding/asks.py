"""The questions in a message, each with what it needs of the story to be understood alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.understanding.wording import one_of, read_wording
from ingest.lexical import terms_of
from ingest.sentences import sentence_spans

MOST_ASKS = 3
LONGEST_STORY_WORDS = 60
NEW_TERMS = 2
SHORTEST_ASK_WORDS = 3

_MAY = r"(?:do|does|did|can|could|should|must|will|would|may)(?:nt|n't)?"
_IS = r"(?:is|are|am|has|have|was|were)(?:nt|n't)?"
_ANYONE = r"(?:i|we|they|he|she|it|you|there|that|this|anyone)\b"
_SOMEONE = rf"(?:{_ANYONE}|(?:the|my|our|a|an|mum|dad|schools?|parents?|her|his)\b)"
_ASKS = (
    r"(?:who|whos|whom|whose|what|whats|when|whens|where|wheres|how|hows|which|why)\b|"
    rf"(?:{_MAY}|{_IS})\s+{_SOMEONE}"
)
_LEAD_IN = r"(?:(?:and|also|plus|but|so|then|ok|okay|thanks|please|secondly|finally|or|oh)[\s,]+)*"
_NUMBER = re.compile(r"^\(?\d{1,2}[.)]\s+|^[-*•]\s+")
_STARTS_ASKING = re.compile(rf"{_LEAD_IN}(?:{_ASKS})", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[?!])\s+(?=[a-z])|(?<=[a-z]{3}\.)\s+(?=[a-z])|(?<=[?!.])\s+(?=\d[.)]\s)")
_NEXT_ASK = re.compile(rf"(?:\s*[,;]\s*|\s+)(?:and|also|plus|&)\s+(?:also\s+)?(?={_ASKS})", re.IGNORECASE)
# a question that follows what is told: "it came on Thursday, when is it due", not "her aunt, who is ill,"
_SPLICED = re.compile(
    rf"(?<=\w)\s*[,;:]\s+(?={_LEAD_IN}(?:"
    rf"(?:who|which)\s+{_MAY}\s+{_SOMEONE}|(?:what|when|where|how|why)['’]?s\s+{_SOMEONE}|"
    rf"(?:what|when|where|how|why)\s+(?:\w+\s+)?(?:{_MAY}|{_IS})\s+{_SOMEONE}|(?:{_MAY}|{_IS})\s+{_ANYONE}))",
    re.IGNORECASE,
)
_SUPPOSES = re.compile(r"\b(?:if|when|once|after|before|unless|whether|because)\b[^,;:]*$", re.IGNORECASE)
_CONDITION = re.compile(
    rf"(?P<when>(?:so |and |but )?(?:if|when|where|once|after|before|unless)\b[^,?]*,)\s*(?={_ASKS})",
    re.IGNORECASE,
)
_BESIDES = re.compile(r"(?:and )?(?:also|plus|secondly|another thing)\b", re.IGNORECASE)
_OPENING = re.compile(rf"^(?:{_LEAD_IN})", re.IGNORECASE)
_ELLIPTIC = re.compile(r"(?:and |but |so |also )*(?:what|how) about\b", re.IGNORECASE)
_KINDS = (
    ("who", re.compile(r"who(?:m|se|s)?\b")),
    ("when", re.compile(r"when|how (?:long|soon|quick|quickly|fast|many|often)")),
    ("where", re.compile(r"where")),
    ("how", re.compile(r"how|which")),
    ("what", re.compile(r"what")),
    ("why", re.compile(r"why")),
)
_SAME_MATTER = re.compile(r"\w+(?:nt|n't)?\s+(?:it|that|this)\b", re.IGNORECASE)
_SAME_PERSON = re.compile(r"\w+(?:nt|n't)?\s+(?:he|she|they)\b", re.IGNORECASE)
_LEANS = re.compile(
    r"\b(?:it|its|that|this|they|them|their|theyre|he|she|him|her|his|hers|those|these)\b", re.I
)


@dataclass(frozen=True, slots=True)
class _Told:
    """A message taken apart: what it tells, and what it asks, in order."""

    story: tuple[str, ...]
    asks: tuple[str, ...]


def find_asks(text: str) -> tuple[str, ...]:
    """One to three questions, each standing alone; the text itself where it asks one thing."""
    told = _taken_apart(text)
    if len(told.asks) < 2:
        return (text,)
    story = " ".join(_shortened(told.story))
    return tuple(_alone(told.asks, index, story) for index in range(len(told.asks)))


def question_first(text: str) -> str:
    """A long message with its question in front, where an embedding model that reads no further sees it."""
    told = _taken_apart(text)
    rest = [one for one in _sentences(text) if one not in told.asks]
    return " ".join([*told.asks, *rest]) if told.asks else text


def asks_something(text: str) -> bool:
    return "?" in text or any(_STARTS_ASKING.match(one) for one in _sentences(text))


def _taken_apart(text: str) -> _Told:
    story: list[str] = []
    asks: list[str] = []
    for sentence in _sentences(text):
        if not _is_question(sentence):
            story.append(sentence)
            continue
        if story and not asks and _BESIDES.match(sentence):
            # "Dad wants it wiped. Also how long do we keep it": what was told was a question too
            asks.append(" ".join(story))
            story.clear()
        for piece in _pieces(sentence):
            _add(piece, asks)
    return _Told(tuple(story), tuple(asks))


def _add(piece: str, asks: list[str]) -> None:
    """A piece that asks nothing new belongs to the question before it, as do those above the most."""
    if asks and (len(asks) == MOST_ASKS or not _is_new(piece, asks)):
        asks[-1] = f"{asks[-1]} {piece}"
    else:
        asks.append(piece)


def _is_new(piece: str, asks: Sequence[str]) -> bool:
    bare = _bare(piece)
    if len(bare.split()) < SHORTEST_ASK_WORDS and not _ELLIPTIC.match(piece):
        return False
    if _is_empty(bare) or _is_empty(asks[-1]) or piece.lower().startswith("or "):
        return False
    fresh = set(terms_of(bare)) - set(terms_of(" ".join(asks)))
    if _ELLIPTIC.match(piece):
        return bool(fresh)
    kind = _kind(bare)
    if kind != "whether" and kind not in map(_kind, asks):
        return True
    if not _STARTS_ASKING.match(bare) or (kind == "whether" and _SAME_MATTER.match(bare)):
        return False
    return len(fresh) >= NEW_TERMS or (bool(fresh) and not _SAME_PERSON.match(bare))


def _is_empty(question: str) -> bool:
    return _empty().fullmatch(question.lower().rstrip(".!?) ")) is not None


@cache
def _empty() -> re.Pattern[str]:
    return one_of(tuple(read_wording("asks.yaml")["empty"]))


def _kind(question: str) -> str:
    folded = _bare(question).lower()
    return next((kind for kind, pattern in _KINDS if pattern.match(folded)), "whether")


def _bare(question: str) -> str:
    """Without what leads in to it and the condition it is asked on."""
    return _OPENING.sub("", _CONDITION.sub("", question))


def _alone(asks: Sequence[str], index: int, story: str) -> str:
    ask = _sentence_case(_OPENING.sub("", asks[index]))
    ask = ask if ask[-1] in "?!." else f"{ask}?"
    if story:
        return f"{_sentence_case(story)} {ask}"
    return f"{_sentence_case(asks[0])} {ask}" if index and _leans(ask) else ask


def _leans(ask: str) -> bool:
    """Whether the question takes its topic from one before it."""
    if _CONDITION.match(ask):
        return False
    return not terms_of(ask) or bool(_LEANS.search(ask) or _ELLIPTIC.match(ask))


def _sentences(text: str) -> list[str]:
    lines = (line for line in text.splitlines() if line.strip())
    found = (span.of(line) for line in lines for span in sentence_spans(line))
    parts = (part.strip() for sentence in found for part in _SENTENCE_END.split(sentence))
    parts = (part for sentence in parts for part in _unspliced(sentence))
    return [bare for part in parts if (bare := _NUMBER.sub("", part)) and not bare.rstrip(".)").isdigit()]


def _unspliced(sentence: str) -> list[str]:
    """What a sentence tells and, apart from it, what it goes on to ask."""
    splice = None if _STARTS_ASKING.match(sentence) else _SPLICED.search(sentence)
    if splice is None or _SUPPOSES.search(sentence[: splice.start()]):
        return [sentence]
    return [f"{sentence[: splice.start()]}.", sentence[splice.end() :]]


def _is_question(sentence: str) -> bool:
    if sentence.rstrip(")\"' ").endswith("?"):
        return True
    return bool(_STARTS_ASKING.match(sentence) or _CONDITION.match(sentence))


def _pieces(sentence: str) -> list[str]:
    """The questions of one sentence, each with the condition that stands before the first."""
    condition = _CONDITION.match(sentence)
    when, asked = (f"{condition['when']} ", sentence[condition.end() :]) if condition else ("", sentence)
    pieces = _NEXT_ASK.split(asked) if _STARTS_ASKING.match(asked) else [asked]
    if len(pieces) == 1 or any(len(piece.split()) < SHORTEST_ASK_WORDS for piece in pieces):
        return [sentence]
    return [f"{when}{piece.rstrip('.,;:?! ')}?" for piece in pieces]


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shortened(story: Sequence[str]) -> list[str]:
    """The story's opening and what was told last, within bounds: the middle says least of the question."""
    if sum(len(one.split()) for one in story) <= LONGEST_STORY_WORDS:
        return list(story)
    kept: list[str] = []
    for one in reversed(story[1:]):
        if sum(len(each.split()) for each in (story[0], one, *kept)) > LONGEST_STORY_WORDS:
            break
        kept.insert(0, one)
    return [story[0], *kept]
