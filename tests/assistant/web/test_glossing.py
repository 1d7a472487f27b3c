"""Terms that can be asked about where they are first named."""

from __future__ import annotations

from assistant.channels.web.glossing import glossed
from ingest.sources.glossary import Glossary, Term

MASH = Term(term="MASH", full="multi-agency safeguarding hub", meaning="A team of several agencies.")
LADO = Term(term="LADO", meaning="The officer for allegations.")
GLOSSARY = Glossary(terms=(MASH, LADO))


def named(*texts: str) -> list[list[tuple[str, str | None]]]:
    return [
        [(run.before + run.text + run.after, run.term.term if run.term else None) for run in runs]
        for runs in glossed(texts, GLOSSARY).values()
    ]


def test_a_term_is_marked_where_it_stands() -> None:
    assert named("Ring the MASH, not the LADO.") == [
        [("Ring the ", None), ("MASH,", "MASH"), (" not the ", None), ("LADO.", "LADO")]
    ]


def test_a_term_is_marked_once_whatever_it_is_called() -> None:
    assert named("MASH.", "The multi-agency safeguarding hub.") == [
        [("MASH.", "MASH")],
        [("The multi-agency safeguarding hub.", None)],
    ]


def test_nothing_of_a_text_is_lost() -> None:
    texts = ("No term.", "", "LADO MASH", "RING THE MASH'S LADO NOW", "Ask (“LADO”)/MASH: now", "(MASH")

    assert {
        text: "".join(part for part, _ in runs) for text, runs in zip(texts, named(*texts), strict=True)
    } == {text: text for text in texts}


def test_a_mark_beside_a_term_goes_to_the_next_line_with_it() -> None:
    (runs,) = glossed(["Ask (“LADO”), then."], GLOSSARY).values()
    assert [(run.before, run.text, run.after) for run in runs] == [
        ("", "Ask ", ""),
        ("(“", "LADO", "”),"),
        ("", " then.", ""),
    ]


def test_a_term_that_may_fill_a_line_holds_no_mark() -> None:
    (runs,) = glossed(["Ask the multi-agency safeguarding hub."], GLOSSARY).values()
    assert [run.text for run in runs] == ["Ask the ", "multi-agency safeguarding hub", "."]
