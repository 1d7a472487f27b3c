"""Makes a question safe to read: visible characters only, one spelling of each, within the length bound."""

from __future__ import annotations

import re
import unicodedata

from assistant.errors import QuestionRefused

_LINE_BREAK = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028]")
_WHITE_SPACE = re.compile(r"\s+")
# Letters and marks that draw nothing, though Unicode does not class them as format characters:
# fillers, the combining grapheme joiner, variation selectors other than the emoji one, non-characters.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\uffa0"
    "\ufe00-\ufe0e\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs"})
_ZERO_WIDTH_JOINER = "\u200d"
_EMOJI_CATEGORIES = frozenset({"So", "Sk"})
_EMOJI_SELECTOR = "\ufe0f"


def guard(text: str, max_chars: int = 4000) -> str:
    """The question as every later stage reads it; raises QuestionRefused when it cannot be taken."""
    clean = _fold_spaces(unicodedata.normalize("NFC", _visible(text)))
    if not any(character.isalnum() for character in clean):
        raise QuestionRefused("The question has no words in it: type what you would like to know.")
    if len(clean) > max_chars:
        raise QuestionRefused(
            f"The question has {len(clean):,} characters and the limit is {max_chars:,}: "
            "leave out what is not needed to answer it, or ask it in parts."
        )
    return clean


def _visible(text: str) -> str:
    lines = _LINE_BREAK.sub("\n", text.replace("\u2029", "\n\n"))
    drawn = _BLANK.sub("", lines)
    return "".join(letter for at, letter in enumerate(drawn) if _is_seen(letter) or _joins_emoji(drawn, at))


def _is_seen(letter: str) -> bool:
    return letter in "\n\t" or unicodedata.category(letter) not in _UNSEEN_CATEGORIES


def _joins_emoji(text: str, at: int) -> bool:
    """A family or a profession is several emoji joined; the same joiner inside a word hides something."""
    if text[at] != _ZERO_WIDTH_JOINER or not 0 < at < len(text) - 1:
        return False
    return _is_emoji(text[at - 1]) and _is_emoji(text[at + 1])


def _is_emoji(letter: str) -> bool:
    return letter == _EMOJI_SELECTOR or unicodedata.category(letter) in _EMOJI_CATEGORIES


def _fold_spaces(text: str) -> str:
    """White space becomes one space, or one blank line where it held a paragraph break."""
    return _WHITE_SPACE.sub(lambda run: "\n\n" if run[0].count("\n") > 1 else " ", text).strip()
