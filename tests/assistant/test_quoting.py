"""Which of a citation's words an answer shows."""

from __future__ import annotations

from assistant.channels.quoting import spans_shown, words_shown
from assistant.models import Answer, Citation, PointKind, Status
from ingest.models import Span
from tests.fakes import ANSWERS, CONSENT, CONSENT_QUOTE, SHARING, TEXTS, citation_of, quote_of

PARAGRAPH = f"{CONSENT_QUOTE} Tell the family where it is safe to."
WIDE = citation_of(1, SHARING, 1, PARAGRAPH)


def answer_of(*texts: str, kind: PointKind = PointKind.QUOTE, citation: Citation = WIDE) -> Answer:
    points = tuple(quote_of(citation).model_copy(update={"text": text, "kind": kind}) for text in texts)
    return ANSWERS[Status.ANSWERED].model_copy(update={"points": points, "citations": (citation,)})


def test_the_quoted_sentences_are_shown_and_not_all_that_is_cited() -> None:
    answer = answer_of("Tell the family where it is safe to.", CONSENT_QUOTE, CONSENT_QUOTE)
    text = TEXTS[SHARING.id][1].text

    assert [span.of(text) for span in spans_shown(answer, WIDE)] == [
        CONSENT_QUOTE,
        "Tell the family where it is safe to.",
    ]
    assert words_shown(answer, WIDE) == CONSENT_QUOTE


def test_a_statement_rests_on_all_that_it_cites() -> None:
    answer = answer_of("Consent is not always needed.", kind=PointKind.STATEMENT)

    assert spans_shown(answer, WIDE) == (Span(WIDE.start, WIDE.end),)
    assert words_shown(answer, WIDE) == PARAGRAPH


def test_a_citation_that_no_point_names_is_shown_whole() -> None:
    assert words_shown(answer_of(), CONSENT) == CONSENT_QUOTE
