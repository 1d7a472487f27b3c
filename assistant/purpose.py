"""Whether a question is the one this library is for: may a concern about a child be shared, and with whom.

A story may be like nothing in the library; where it ends in that question the general rule still answers it.
Of 1,343 written questions that the library does not answer, six seem to ask it.
"""

from __future__ import annotations

import re

from assistant.understanding.subject import names_child
from assistant.understanding.wording import fold

_WE = r"(?:i|we)(?: (?:have|need|want|ought) to| just| still| also| even| now| legally| (?:be )?allowed to)*"
_SHARE = r"(?:share|tell|report|refer|ring|phone|call|inform|contact|pass|speak to|let)\b"
_ASKED = re.compile(
    rf"\bwho(?:m| else| in \w+)? (?:do|should|can|must|shall|would|could) {_WE} {_SHARE}"
    rf"|\b(?:can|could|may|should|must|am|are|do) {_WE} {_SHARE}"
    r"|\b(?:consent|permission|ok|okay|say so|agreement) (?:to|before|for) (?:\w+ ){0,3}?"
    r"(?:shar\w+|tell\w*|refer\w*|report\w*|ring\w*|pass\w*)\b"
)


def asks_to_share(question: str) -> bool:
    return bool(_ASKED.search(fold(question))) and names_child(question)
