"""What a language model may look up while it composes: a few times, within the room its labels have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from xml.sax.saxutils import escape

from assistant.compose.base import Library
from assistant.compose.labels import Labels
from assistant.models import Layer, Passage

MOST_LOOKUPS = 6
SHARE_OF_THE_ROOM = 3
ENOUGH = "No look-ups are left. Answer now with the sentences you have."
NOTHING = "Nothing was found, or there is no room for more."


class Lookups:
    """The tools' functions, named and described for the model; it may call several at the same time."""

    def __init__(self, library: Library, labels: Labels) -> None:
        self._library = library
        self._labels = labels
        self._left = MOST_LOOKUPS
        self._lock = Lock()

    @property
    def tools(self) -> tuple[Callable[[str], str], ...]:
        return self.search_national, self.search_local, self.open_section, self.look_up_term

    def search_national(self, words: str) -> str:
        """Search the law and national guidance. Gives labelled sentences."""
        return self._look_up(lambda: self._shown(self._library.search(words, Layer.NATIONAL)))

    def search_local(self, words: str) -> str:
        """Search the protocols of the asker's local partnership. Gives labelled sentences."""
        return self._look_up(lambda: self._shown(self._library.search(words, Layer.LOCAL)))

    def open_section(self, label: str) -> str:
        """Read all of the section that the sentence with this label, such as S4, stands in."""
        return self._look_up(lambda: self._opened(label))

    def look_up_term(self, term: str) -> str:
        """What a term or an acronym of safeguarding means. It cannot be cited."""
        return self._look_up(lambda: escape(self._library.define(term) or NOTHING))

    def _look_up(self, find: Callable[[], str]) -> str:
        with self._lock:
            if self._left == 0:
                return ENOUGH
            self._left -= 1
            return find()

    def _opened(self, label: str) -> str:
        sentence = self._labels.find(label)
        if sentence is None:
            return "No sentence has that label."
        passage = self._library.open(sentence.passage.section.id)
        return self._shown([passage] if passage else [])

    def _shown(self, passages: Sequence[Passage]) -> str:
        room = self._labels.room_tokens // SHARE_OF_THE_ROOM
        return self._labels.show(passages, room) or NOTHING
