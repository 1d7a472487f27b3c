"""Personal data is taken out of a question; everything else stays as typed."""

from __future__ import annotations

import itertools
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from assistant.models import Redaction, Removed
from assistant.redact import Redactor, build_redactor, removed, searchable
from assistant.redaction.identifiers import luhn_holds, nhs_number_holds, upn_holds

DATA = Path(__file__).parent / "data"
MARK = re.compile(r"<(?P<kind>[^|<>]+)\|(?P<value>[^<>]+)>")

Half = Literal["development", "check"]


@dataclass(frozen=True)
class Sentence:
    text: str
    personal: tuple[tuple[int, int], ...]


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    return build_redactor(keep=["Exampleshire", "Rowanford Safeguarding Partnership", "Harriet House"])


def sentences(name: str, half: Half) -> Iterator[Sentence]:
    for line in (DATA / f"redaction_{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["half"] == half:
            yield unmark(row["marked"])


def unmark(marked: str) -> Sentence:
    """ "<name|Zyrah> told me" with its marks taken off and their places noted."""
    text, personal, at = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[at : mark.start()]
        personal.append((len(text), len(text) + len(mark["value"])))
        text += mark["value"]
        at = mark.end()
    return Sentence(text + marked[at:], tuple(personal))


def is_gone(text: str, span: tuple[int, int], redactions: tuple[Redaction, ...]) -> bool:
    """Whether no letter or digit of the span is left."""
    taken = {i for r in redactions for i in range(r.span.start, r.span.end)}
    return all(i in taken or not text[i].isalnum() for i in range(*span))


def is_wanted(redaction: Redaction, personal: tuple[tuple[int, int], ...]) -> bool:
    return any(start < redaction.span.end and redaction.span.start < end for start, end in personal)


@pytest.mark.parametrize("half", ["development", "check"])
def test_finds_19_of_20_pieces_of_personal_data_and_little_else(redactor: Redactor, half: Half) -> None:
    pairs = [(s, redactor.redact(s.text).redactions) for s in sentences("personal", half)]
    recall = [is_gone(s.text, span, found) for s, found in pairs for span in s.personal]
    precision = [is_wanted(r, s.personal) for s, found in pairs for r in found]
    assert len(recall) > 90
    assert sum(recall) / len(recall) >= 0.95
    assert sum(precision) / len(precision) >= 0.92


@pytest.mark.parametrize("half", ["development", "check"])
def test_leaves_19_of_20_sentences_without_personal_data_as_typed(redactor: Redactor, half: Half) -> None:
    clean = [redactor.redact(s.text).text == s.text for s in sentences("clean", half)]
    assert len(clean) > 50
    assert sum(clean) / len(clean) >= 0.95


@pytest.mark.parametrize("name", ["personal", "clean"])
def test_redacting_twice_changes_nothing_more(redactor: Redactor, name: str) -> None:
    once = [redactor.redact(s.text).text for half in ("development", "check") for s in sentences(name, half)]
    assert [redactor.redact(text).text for text in once] == once


def test_spans_are_in_order_and_never_overlap(redactor: Redactor) -> None:
    for sentence in sentences("personal", "development"):
        spans = [r.span for r in redactor.redact(sentence.text).redactions]
        assert all(a.end <= b.start for a, b in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Mrs Khan rang about ollie", "Mrs [name] rang about [name]"),
        ("a boy called may (8)", "a boy called [name] (8)"),
        ("my pupil hope told me", "my pupil [name] told me"),
        ("Zyrah told me her dad is back", "[name] told me her dad is back"),
        ("ollies mum rang", "[name] mum rang"),
        ("Ollie's mum rang", "[name]'s mum rang"),
        ("Fionnuala O'Brien and Yusuf Abdul-Rahman are here", "[name] and [name] are here"),
        ("one of my pupils, Zyrah, told me", "one of my pupils, [name], told me"),
        ("Jordan has disclosed, mum is from Jordan", "[name] has disclosed, mum is from Jordan"),
        ("told by Rhys ap Gruffydd", "told by [name]"),
        ("J.S. and Child B are siblings", "[name] and Child B are siblings"),
        ("she lives at 14 oak road LS6 2AB", "she lives at [address] [postcode]"),
        ("Flat 3, 22 High St", "[address]"),
        ("mum is at 3 Mill Cl", "mum is at [address]"),
        ("oakfield primary rang", "[school] rang"),
        ("KAI JONES", "[name]"),
        ("jayden smith and his brother kai", "[name] and his brother [name]"),
        ("the smith family, the Khan children", "the [name] family, the [name] children"),
        ("B. Jones rang", "[name] rang"),
        ("he goes to St Mary's Primary", "he goes to [school]"),
        ("born 12/03/2014, seen on 3 March", "born [date of birth], seen on 3 March"),
        ("dob 12.3.14", "dob [date of birth]"),
        ("nhs no 943 476 5919", "nhs no [NHS number]"),
        ("his number is 07700 900123", "his number is [phone]"),
        ("mail a.b@example.org", "mail [email]"),
        ("snapchat is kayd3n_x", "snapchat is [social media account]"),
        ("crime ref 42/123456/24", "crime ref [case reference]"),
        ("reg is AB12 CDE", "reg is [vehicle registration]"),
        ("sort code 20-45-67", "sort code [bank details]"),
        ("passport 533812904", "passport [passport number]"),
        ("from 81.174.22.9", "from [IP address]"),
    ],
)
def test_each_kind_gets_a_placeholder_that_reads_well(redactor: Redactor, typed: str, shown: str) -> None:
    assert redactor.redact(typed).text == shown


@pytest.mark.parametrize(
    "typed",
    [
        "Clare's Law and Sarah's Law",
        "is she Gillick competent, see the Fraser guidelines",
        "ask the Caldicott Guardian at Leeds MASH",
        "Barnardo's in Chelsea",
        "mum may refuse, will they mark it, i hope so",
        "Does Prevent need consent in May or April?",
        "hes told me shes ok, im not sure",
        "Section 47 of the Children Act 1989 and Working Together",
        "ring 0800 1111 or 0300 123 4567",
        "The Hope Project asked, Will we get help from the Charity Commission?",
        "3 weeks in a row, 10 minute walk, 2 doors down the road",
        "the high street, the primary school, Crown Court",
        "the whole family, the black family, 2 high court cases",
        "our primary school and a local nursery rang the primary carer",
        "WORKING TOGETHER AND KCSIE, MARAC AND MAPPA",
        "her mum mustnt know, his dad neednt be told, nan mightnt agree, the carer oughtnt to",
        "dad wudnt sign, mum wnt sign, his gran cnt read it, my colleague shoudve asked",
    ],
)
def test_look_alikes_stay(redactor: Redactor, typed: str) -> None:
    assert redactor.redact(typed).text == typed


def test_terms_to_keep_are_left_alone_and_nothing_else_is(redactor: Redactor) -> None:
    typed = "Harriet told the Rowanford Safeguarding Partnership about Harriet House"
    assert (
        redactor.redact(typed).text
        == "[name] told the Rowanford Safeguarding Partnership about Harriet House"
    )


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Jordan Mills told the nurse", "[name] told the nurse"),
        ("Chelsea Brown said she is scared", "[name] said she is scared"),
        ("Sydney Parker asked for the file", "[name] asked for the file"),
        ("Yesterday Florence Banks texted me", "Yesterday [name] texted me"),
        ("London Bridge was closed", "London Bridge was closed"),
        ("Kent Police said no", "Kent Police said no"),
        ("Chelsea House told us it was full", "Chelsea House told us it was full"),
    ],
)
def test_a_name_that_is_also_a_place_is_taken_out_where_it_speaks_in_full(
    redactor: Redactor, typed: str, shown: str
) -> None:
    assert redactor.redact(typed).text == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Zyrah Quillfeather, born 4 March 2014, told me", "[name], born [date of birth], told me"),
        ("Zyrah Quillfeather (DOB 4/3/2014) rang", "[name] (DOB [date of birth]) rang"),
        ("Zyrah Quillfeather NHS no 943 476 5919", "[name] NHS no [NHS number]"),
        ("The unborn child, born at 32 weeks, is known", "The unborn child, born at 32 weeks, is known"),
        ("Children born before 2010 are covered", "Children born before 2010 are covered"),
    ],
)
def test_who_has_a_date_of_birth_or_an_nhs_number_is_somebody(
    redactor: Redactor, typed: str, shown: str
) -> None:
    assert redactor.redact(typed).text == shown


def test_a_name_shown_once_is_taken_out_wherever_it_comes_again(redactor: Redactor) -> None:
    assert (
        redactor.redact("a girl called zyrie. now zyrie hides").text
        == "a girl called [name]. now [name] hides"
    )


def test_what_was_removed_is_counted_by_kind(redactor: Redactor) -> None:
    redacted = redactor.redact("Aisha and Kwame live at 14 Oak Road")
    assert removed(redacted) == (Removed(kind="name", count=2), Removed(kind="address", count=1))


def test_nothing_of_the_text_is_logged(redactor: Redactor, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        redactor.redact("Zyrah Khan lives at 14 Oak Road, a.b@example.org")
    assert "Zyrah" not in caplog.text
    assert "example.org" not in caplog.text


@pytest.mark.parametrize(
    ("value", "holds"), [("943 476 5919", True), ("943 476 5918", False), ("1234567890", False)]
)
def test_an_nhs_number_needs_its_check_digit(value: str, holds: bool) -> None:
    assert nhs_number_holds(value) is holds


@pytest.mark.parametrize(("value", "holds"), [("A801200001001", False), ("H801200001001", True)])
def test_a_upn_needs_its_check_letter(value: str, holds: bool) -> None:
    assert upn_holds(value) is holds


@pytest.mark.parametrize(("value", "holds"), [("4111 1111 1111 1111", True), ("4111 1111 1111 1112", False)])
def test_a_card_number_needs_its_check_digit(value: str, holds: bool) -> None:
    assert luhn_holds(value) is holds


@pytest.mark.parametrize(
    ("redacted", "searched"),
    [
        ("can I share what [name] said", "can I share what someone said"),
        ("born [date of birth], at [school]", "born , at "),
        ("nothing was removed", "nothing was removed"),
    ],
)
def test_a_search_is_not_made_with_a_placeholders_words(redacted: str, searched: str) -> None:
    assert searchable(redacted) == searched
