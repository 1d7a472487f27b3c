"""The glossary and the vocabulary: what they refuse, what they define and what they add to a search."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from ingest.errors import RegisterError
from ingest.sources.glossary import (
    Glossary,
    Rewrite,
    Term,
    Vocabulary,
    expand,
    load_glossary,
    load_matters,
    load_vocabulary,
)

DOCS = Path(__file__).parents[2] / "guidance_docs"

GLOSSARY = Glossary(
    terms=(
        Term(
            term="LADO",
            full="local authority designated officer",
            meaning="The officer who oversees allegations.",
            also=("allegations manager",),
        ),
        Term(
            term="SEND",
            full="special educational needs and disabilities",
            meaning="A need for extra help.",
            as_written=("SEND",),
        ),
        Term(
            term="SAR",
            full="subject access request",
            meaning="A request for one's own data.",
            also=("sar request", "put in a sar"),
            as_written=("SAR",),
        ),
        Term(term="CP", full="child protection", meaning="Protecting children.", as_written=("CP",)),
        Term(term="CPP", full="child protection plan", meaning="A plan.", also=("on a plan",)),
    )
)
VOCABULARY = Vocabulary(
    rewrites=(
        Rewrite(says=("grass up", "dob in"), guidance=("allegation", "whistleblowing")),
        Rewrite(says=("mum's boyfriend", "new bloke"), guidance=("partner", "adult in the household")),
        Rewrite(says=("the social",), guidance=("children's social care",)),
    )
)


def write(folder: Path, name: str, content: object) -> Path:
    (folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder


def term(**fields: object) -> dict[str, object]:
    return {"term": "DSL", "meaning": "The safeguarding lead.", **fields}


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        pytest.param([{"term": "DSL"}], "entry 1 ('DSL'): meaning: None: add this field", id="no meaning"),
        pytest.param(
            [term(meaning="no full stop")],
            "meaning: 'no full stop': write words; a meaning is a sentence that ends with a full stop",
            id="no sentence",
        ),
        pytest.param([term(alias=["lead"])], "alias: ['lead']: no such field", id="unknown field"),
        pytest.param([term(term=101)], "entry 1 (101): term: 101: put the value in quotes", id="number"),
        pytest.param([term(), "DDSL"], "entry 2: 'DDSL': write it as fields", id="not fields"),
        pytest.param(
            [term(also=["lead"]), term(term="IG", also=["Lead"])],
            "'IG': 'Lead': also under 'DSL': keep it in one of them",
            id="one variant in two entries",
        ),
        pytest.param(
            [term(), term(full="deputy lead")],
            "'DSL': 'DSL': also under 'DSL': keep it in one of them",
            id="one term in two entries",
        ),
        pytest.param([term(term="_")], "entry 1 ('_'): term: '_': write words", id="no word"),
        pytest.param(
            [term(as_written=["dsl"])],
            "'DSL': as_written: 'dsl': no such spelling: add it to `also` or correct it",
            id="case rule for nothing",
        ),
    ],
)
def test_a_wrong_glossary_entry_is_named_with_its_value_and_the_fix(
    tmp_path: Path, terms: list[object], says: str
) -> None:
    write(tmp_path, "glossary.yaml", {"terms": terms})

    with pytest.raises(RegisterError) as caught:
        load_glossary(tmp_path)

    assert says in str(caught.value)
    assert str(caught.value).startswith("glossary.yaml: ")


def test_every_problem_of_the_glossary_is_reported_at_once(tmp_path: Path) -> None:
    write(tmp_path, "glossary.yaml", {"terms": [{"term": "A"}, {"meaning": "Nothing."}, term(full=3)]})

    with pytest.raises(RegisterError) as caught:
        load_glossary(tmp_path)

    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize(
    ("rewrites", "says"),
    [
        pytest.param([{"says": ["nan"]}], "guidance: None: add this field", id="nothing to search for"),
        pytest.param([{"says": [], "guidance": ["relative"]}], "says: []: ", id="no wording"),
        pytest.param(
            [{"says": ["nan"], "guidance": ["relative"]}, {"says": ["gran", "Nan"], "guidance": ["kin"]}],
            "'gran': 'Nan': also under 'nan': keep it in one of them",
            id="one wording in two entries",
        ),
    ],
)
def test_a_wrong_vocabulary_entry_is_named_with_its_value_and_the_fix(
    tmp_path: Path, rewrites: list[object], says: str
) -> None:
    write(tmp_path, "vocabulary.yaml", {"rewrites": rewrites})

    with pytest.raises(RegisterError) as caught:
        load_vocabulary(tmp_path)

    assert says in str(caught.value)


def test_a_matter_under_two_entries_is_named_with_the_fix(tmp_path: Path) -> None:
    write(tmp_path, "matters.yaml", {"matters": [{"names": ["DoLS"]}, {"names": ["liberty", "dols"]}]})

    with pytest.raises(RegisterError, match="'liberty': 'dols': also under 'DoLS': keep it in one of them"):
        load_matters(tmp_path)


def test_the_matters_that_ship_are_read() -> None:
    matters = load_matters(DOCS)

    assert matters.unspoken("which form for DoLS", ["Forms are signed."])
    assert not matters.unspoken("which form for DoLS", ["Deprivation of liberty needs authority."])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"terms: [", "not YAML", id="broken"),
        pytest.param(b"terms: \xff", "not UTF-8 at byte 7: save it as UTF-8", id="other encoding"),
        pytest.param(b"- term: DSL", "make it one list, `terms:`", id="bare list"),
        pytest.param(b"terms: []\nwords: []", "make it one list, `terms:`", id="another section"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "glossary.yaml").write_bytes(content)

    with pytest.raises(RegisterError, match=r"glossary\.yaml") as caught:
        load_glossary(tmp_path)

    assert says in str(caught.value)


def test_a_library_without_the_lists_has_no_terms_and_no_rewrites(tmp_path: Path) -> None:
    assert load_glossary(tmp_path).terms == ()
    assert load_vocabulary(tmp_path).rewrites == ()
    assert load_matters(tmp_path).matters == ()


def test_a_loaded_glossary_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        GLOSSARY.terms = ()  # type: ignore[misc]


@pytest.mark.parametrize(
    "phrase", ["LADO", "lado", "LADOs", "Local Authority Designated Officer", "allegations managers"]
)
def test_a_term_is_defined_by_its_name_its_expansion_or_what_people_type(phrase: str) -> None:
    found = GLOSSARY.define(phrase)

    assert found is not None
    assert found.term == "LADO"


@pytest.mark.parametrize("phrase", ["", "  ", "?", "officer", "the LADO please"])
def test_nothing_is_defined_for_a_phrase_that_is_no_entry(phrase: str) -> None:
    assert GLOSSARY.define(phrase) is None


def test_a_definition_is_found_in_any_case_even_where_a_question_needs_capitals() -> None:
    found = GLOSSARY.define("send")

    assert found is not None
    assert found.term == "SEND"


@pytest.mark.parametrize(
    ("question", "added"),
    [
        ("do i ring the lado", ("local authority designated officer",)),
        (
            "two LADOs disagree",
            (
                "LADO",
                "local authority designated officer",
            ),
        ),
        (
            "the LADO's view",
            (
                "LADO",
                "local authority designated officer",
            ),
        ),
        ("who is the allegations manager?", ("LADO", "local authority designated officer")),
        ("can I send it", ()),
        ("our SEND pupils", ("special educational needs and disabilities",)),
        ("sar training on the boat", ()),
        ("he put in a sar last week", ("subject access request",)),
        (
            "two SARs came in",
            (
                "SAR",
                "subject access request",
            ),
        ),
        ("CAN I SEND THIS TO THE LADO", ("local authority designated officer",)),
        ("is she on a plan", ("CPP", "child protection plan")),
        ("a child protection plan", ("CPP",)),
        ("SAR", ("subject access request",)),
        ("the avocado", ()),
        ("", ()),
    ],
)
def test_a_question_gains_the_terms_it_names_in_other_words(question: str, added: tuple[str, ...]) -> None:
    assert GLOSSARY.expand(question) == added


@pytest.mark.parametrize(
    ("question", "added"),
    [
        ("should i Grass Up my manager", ("allegation", "whistleblowing")),
        ("mums boyfriend has moved in", ("partner", "adult in the household")),
        ("mum’s boyfriend has moved in", ("partner", "adult in the household")),
        ("her partner is the new bloke", ("adult in the household",)),
        ("the social worker said", ("children's social care",)),
        ("grass on the upper field", ()),
    ],
)
def test_a_question_gains_the_guidances_words_for_everyday_wordings(
    question: str, added: tuple[str, ...]
) -> None:
    assert VOCABULARY.expand(question) == added


def test_each_added_term_comes_once_the_glossarys_first() -> None:
    vocabulary = Vocabulary(rewrites=(Rewrite(says=("boss",), guidance=("LADO", "manager")),))

    added = expand("the boss rang the allegations manager", GLOSSARY, vocabulary)

    assert added == ("LADO", "local authority designated officer")


def test_the_projects_own_files_load_and_are_of_a_useful_size() -> None:
    assert len(load_glossary(DOCS).terms) >= 120
    assert len(load_vocabulary(DOCS).rewrites) >= 100


@pytest.mark.parametrize(
    ("question", "gains"),
    [
        ("dad wants to see the file, is that a SAR?", "subject access request"),
        ("can i dob in a teacher", "allegation"),
        ("CAF was never closed", "early help assessment"),
        ("cin plan ended last week", "child in need"),
        ("does dad have PR", "parental responsibility"),
        ("how quick is a strat meeting", "strategy discussion"),
        ("mum's boyfriend has moved in", "adult in the household"),
    ],
)
def test_everyday_questions_gain_the_guidances_words(question: str, gains: str) -> None:
    assert gains in expand(question, load_glossary(DOCS), load_vocabulary(DOCS))


@pytest.mark.parametrize(
    "question",
    [
        "please send the form to the office",
        "the cafe is a public place",
        "we want to prevent a repeat",
        "change the channel",
        "he made a dash for it",
    ],
)
def test_ordinary_words_are_not_taken_for_acronyms(question: str) -> None:
    assert load_glossary(DOCS).expand(question) == ()
