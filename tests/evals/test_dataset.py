import gzip
import json
from pathlib import Path

import pytest

from evals.bench.dataset import Kind, load_collection, load_questions
from evals.errors import DatasetError

ANSWERABLE = {
    "id": "q1",
    "question": "do we need consent?",
    "role": "teacher",
    "kind": "answerable",
    "gold": [{"doc": "guide.md", "quote": "Consent is not always needed."}],
    "key_facts": ["consent is one basis among several"],
}


def write_lines(path: Path, *records: object) -> Path:
    path.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records), encoding="utf-8")
    return path


def test_a_question_keeps_its_gold_quotes_and_facts(tmp_path: Path) -> None:
    (case,) = load_questions(write_lines(tmp_path / "cases.jsonl", ANSWERABLE))

    assert case.kind is Kind.ANSWERABLE
    assert case.quotes == ("Consent is not always needed.",)
    assert case.gold[0].doc == "guide.md"


def test_blank_lines_and_unusual_line_separators_inside_text_are_no_new_line(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "cases.jsonl", {**ANSWERABLE, "question": "one\u2028two"})
    path.write_text(path.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")

    assert [case.question for case in load_questions(path)] == ["one\u2028two"]


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({**ANSWERABLE, "kind": "maybe"}, "kind: Input should be 'answerable', 'unanswerable'"),
        ({**ANSWERABLE, "golds": []}, "golds: Extra inputs are not permitted"),
        ({**ANSWERABLE, "gold": []}, "add `gold` or change `kind`"),
        ({**ANSWERABLE, "gold": [{"doc": "a.md", "quote": "..."}]}, "quote the document's words"),
        ({"id": "q2"}, "question: Field required"),
        ("a text", "the line: Input should be an object"),
    ],
)
def test_a_wrong_line_is_named_with_what_to_write(tmp_path: Path, record: object, says: str) -> None:
    path = write_lines(tmp_path / "cases.jsonl", {**ANSWERABLE, "id": "q0"}, record)

    with pytest.raises(DatasetError) as error:
        load_questions(path)

    assert f"{path} line 2: " in str(error.value)
    assert says in str(error.value)


def test_a_line_that_is_not_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"id": ', encoding="utf-8")

    with pytest.raises(DatasetError, match="line 1: the line: Invalid JSON"):
        load_questions(path)


def test_an_id_used_twice_is_named(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "cases.jsonl", ANSWERABLE, ANSWERABLE)

    with pytest.raises(DatasetError, match="the id 'q1' is used twice"):
        load_questions(path)


@pytest.mark.parametrize(("content", "says"), [(b"", "no question in it"), (b"\xff\xfe", "cannot be read")])
def test_a_file_without_readable_questions_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(content)

    with pytest.raises(DatasetError, match=says):
        load_questions(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"none\.jsonl does not exist"):
        load_questions(tmp_path / "none.jsonl")


def write_collection(folder: Path, judgements: str) -> Path:
    document = {"_id": "10", "title": "Cells", "text": "Cells divide.", "metadata": {}}
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(json.dumps(document).encode()))
    write_lines(folder / "queries.jsonl", {"_id": "1", "text": "do cells divide"}, {"_id": "2", "text": "x"})
    (folder / "qrels.tsv").write_text(judgements, encoding="utf-8")
    return folder


def test_a_collection_holds_its_documents_and_the_judged_queries_only(tmp_path: Path) -> None:
    collection = load_collection(write_collection(tmp_path, "query-id\tcorpus-id\tscore\n1\t10\t2\n"))

    assert [(text.id, text.title) for text in collection.documents] == [("10", "Cells")]
    assert [query.id for query in collection.queries] == ["1"]
    assert collection.relevant == {"1": {"10": 2}}


@pytest.mark.parametrize(
    ("judgements", "says"),
    [
        ("query-id\tcorpus-id\tscore\n1\t10\tyes\n", r"qrels\.tsv line 2: .* is not a judgement"),
        ("query-id\tcorpus-id\tscore\n1\t10\n", r"qrels\.tsv line 2: .* is not a judgement"),
        ("1\t10\t1\n1\t11\t1\n", r"qrels\.tsv line 2: .* under that header"),
        ("query-id\tcorpus-id\tscore\n9\t10\t1\n", r"judges no query"),
    ],
)
def test_wrong_judgements_are_named(tmp_path: Path, judgements: str, says: str) -> None:
    with pytest.raises(DatasetError, match=says):
        load_collection(write_collection(tmp_path, judgements))


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    folder = write_collection(tmp_path, "query-id\tcorpus-id\tscore\n1\t10\t1\n")
    (folder / "corpus.jsonl.gz").write_bytes(b"not gzip")

    with pytest.raises(DatasetError, match=r"corpus\.jsonl\.gz cannot be read"):
        load_collection(folder)
