from pathlib import Path

import pytest

from evals.bench.corpus import corpus_of_folder, corpus_of_texts
from evals.bench.dataset import Text
from evals.errors import WorkspaceError
from ingest.models import NATIONAL
from ingest.sources.register import load_register


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    (folder / "deep").mkdir(parents=True)
    (folder / "My Guide_v2.md").write_text('---\ntitle: "The guide: 2026"\n---\nText.\n', encoding="utf-8")
    (folder / "my-guide-v2.html").write_text("<p>Text.</p>", encoding="utf-8")
    (folder / "deep" / "Plain.MD").write_text("# Plain\n\nText.\n", encoding="utf-8")
    (folder / "index.json").write_text("{}", encoding="utf-8")
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def test_every_supported_file_becomes_a_registered_national_document(docs: Path, corpus: Path) -> None:
    assert corpus_of_folder(docs, corpus) == 3

    sources = load_register(corpus).sources
    assert {source.title for source in sources} == {"The guide: 2026", "my guide v2", "Plain"}
    assert {source.scope for source in sources} == {NATIONAL}


def test_files_that_would_share_an_id_get_their_own(docs: Path, corpus: Path) -> None:
    corpus_of_folder(docs, corpus)

    ids = [source.id for source in load_register(corpus).sources]
    assert sorted(ids) == ["my-guide-v2", "my-guide-v2-2", "plain"]


def test_the_documents_are_copied_as_they_are(docs: Path, corpus: Path) -> None:
    corpus_of_folder(docs, corpus)

    assert (corpus / NATIONAL / "plain.md").read_text(encoding="utf-8") == "# Plain\n\nText.\n"


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_folder_without_documents_is_refused_by_name(tmp_path: Path, corpus: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(WorkspaceError, match=f"{name}.*; give a folder|{name}.*; give the folder"):
        corpus_of_folder(tmp_path / name, corpus)


def test_a_text_becomes_a_page_with_its_markup_escaped(corpus: Path) -> None:
    corpus_of_texts([Text(id="10", title="Is p < 0.05?", text="Yes & no <b>.")], corpus)

    (source,) = load_register(corpus).sources
    assert (source.id, source.title) == ("10", "Is p < 0.05?")
    assert "Yes &amp; no &lt;b&gt;." in (corpus / NATIONAL / "10.html").read_text(encoding="utf-8")
