"""Links to the publisher's own page, opened at the words."""

from __future__ import annotations

import pytest

from assistant.channels.official import official_link
from ingest.models import Representation
from tests.fakes import CONSENT, RECORD

ACT = "https://www.legislation.gov.uk/ukpga/2004/31"
LONG = "2.1 A practitioner may share information - promptly, and with care - when a child is at risk."


def link(url: str, words: str, fragment: str = "duty") -> str | None:
    return official_link(CONSENT.model_copy(update={"url": url, "fragment": fragment}), words)


@pytest.mark.parametrize(
    ("words", "directive"),
    [
        ("Consent is not needed.", "Consent%20is%20not%20needed."),
        ("multi-agency, as ever", "multi%2Dagency%2C%20as%20ever"),
        ("3. Consent", "Consent"),
        (LONG, "A%20practitioner%20may%20share%20information,a%20child%20is%20at%20risk."),
        ("- one\n- two words", "one,two%20words"),
    ],
)
def test_the_page_opens_at_the_quoted_words(words: str, directive: str) -> None:
    assert link("https://example.org/a", words) == f"https://example.org/a#duty:~:text={directive}"


@pytest.mark.parametrize(
    ("url", "fragment", "opened"),
    [
        (ACT, "section-16LA-2-a", f"{ACT}/section/16LA#section-16LA-2-a"),
        (f"{ACT}/contents", "schedule-1-paragraph-5", f"{ACT}/schedule/1#schedule-1-paragraph-5"),
        (f"{ACT}/section/11", "section-11-2", f"{ACT}/section/11#section-11-2"),
        ("https://example.org/1/2/3", "section-1", "https://example.org/1/2/3#section-1"),
        ("https://example.org/a#given", "duty", "https://example.org/a#given"),
    ],
)
def test_an_act_opens_at_the_page_of_its_provision(url: str, fragment: str, opened: str) -> None:
    assert link(url, "the duty", fragment) == f"{opened}:~:text=the%20duty"


def test_a_pdf_opens_at_its_page() -> None:
    assert official_link(RECORD, "Record the decision") == f"{RECORD.url}#page=1"


def test_a_digest_leads_to_its_page_and_does_not_pretend_that_its_words_stand_there() -> None:
    digest = CONSENT.model_copy(update={"representation": Representation.DIGEST})

    assert official_link(digest, CONSENT.quote) == CONSENT.url


def test_without_words_the_place_is_opened() -> None:
    assert official_link(CONSENT) == f"{CONSENT.url}#para-1-2"


def test_an_address_that_is_not_of_the_web_is_no_link() -> None:
    assert link("javascript:alert(1)", "words") is None
