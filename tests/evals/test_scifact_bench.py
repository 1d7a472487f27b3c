from evals.bench.dataset import Text
from evals.bench.scifact import measure
from ingest.models import NATIONAL
from tests.evals.fakes import ScriptedRetriever, passage


def test_a_document_stands_where_its_best_passage_stands() -> None:
    retriever = ScriptedRetriever({"q": (passage("a", "10"), passage("bb", "10"), passage("c", "20"))})
    queries = [Text(id="1", text="q")]

    report = measure(queries, {"1": {"20": 1}}, retriever)

    assert report["ndcg@10"] == 0.6309
    assert report["queries"] == 1
    assert retriever.asked == [(NATIONAL,)]
