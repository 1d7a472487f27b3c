"""The fit of the classifier: what is learnt of messages is found in others, and what is written is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.classifier import PIECE_WORDS, Kind, load_classifier
from evals.bench import classifier
from evals.bench.classifier import Live, Message, Messages, fit, gather, measure
from evals.errors import DatasetError
from ingest.embed import TransformerEmbedder, load_embedder

WHO = (
    "mum",
    "dad",
    "a lad in year 9",
    "the neighbour",
    "her sister",
    "a girl here",
    "an uncle",
    "he",
)
NOW = ("has a knife out in the hall", "is hitting her in the kitchen", "has just taken all the tablets")
CALM = ("wants a copy of the file", "was at the review last week", "asks how long we keep notes")


@pytest.fixture(scope="module")
def encoder() -> TransformerEmbedder:
    return load_embedder()


def messages(who: tuple[str, ...]) -> tuple[Message, ...]:
    danger = [Message(f"{one} {told}", Kind.DANGER, told in NOW) for one in who for told in (*NOW, *CALM)]
    asks = [
        Message(f"{one} says MASH, {asked}", Kind.MEANING, asked == "what is it")
        for one in who
        for asked in ("what is it", "do I ring them")
    ]
    return (*danger, *asks)


@pytest.fixture(scope="module")
def written() -> Messages:
    calm = " ".join(["the plan for the older ones was agreed"] * 20)
    long = [Message(f"{calm} {told} {calm}", Kind.DANGER, told in NOW) for told in (*NOW, *CALM)]
    return Messages(messages(WHO[:6]), messages(WHO[6:]), tuple(long))


def test_what_is_learnt_of_some_messages_is_found_in_others(
    written: Messages, encoder: TransformerEmbedder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(classifier, "EPOCHS", 40)
    monkeypatch.setattr(classifier, "SURE", dict.fromkeys(Kind, 0.0))

    fitted = fit(written, encoder)
    report = measure(written, fitted, encoder)

    assert report["fitted_on"] == len(written.development)
    assert report["danger"] == {"messages": 12, "recall": 1.0, "precision": 1.0, "falsely": 0.0}
    assert report["meaning"] == {"messages": 4, "recall": 1.0, "precision": 1.0, "falsely": 0.0}
    for how in ("", "_by_rules", "_by_both"):
        figures = report[f"danger_in_long{how}"]
        assert isinstance(figures, dict)
        assert figures["messages"] == 6

    monkeypatch.setattr("importlib.resources.files", lambda _package: tmp_path)
    classifier.write(fitted, encoder.model_id)
    assert load_classifier(encoder).kinds("dad has a knife out in the hall") == {Kind.DANGER}


def test_no_message_that_is_held_out_is_fitted_on() -> None:
    gathered = gather()
    held_out = (*gathered.held_out, *gathered.held_out_long)

    assert {one.text for one in gathered.development}.isdisjoint(one.text for one in held_out)
    assert {one.kind for one in gathered.held_out} == set(Kind)
    assert {one.of_it for one in gathered.held_out_long} == {True, False}


def test_of_a_live_message_the_pieces_that_hold_the_danger_tell_it() -> None:
    before, after = (" ".join(f"{name}{number}" for number in range(100)) for name in ("was", "is"))
    told = "he has a knife out in the hall"
    pieces = list(classifier._of_live(Live(danger=told, text=f"{before} {told} {after}")))

    assert {piece.of_it for piece in pieces} == {True, False}
    for piece in pieces:
        assert piece.of_it == (told in piece.text)
        assert piece.of_it or "knife" not in piece.text


def test_a_short_message_stands_among_the_words_of_a_calm_one() -> None:
    calm = " ".join(f"word{number}" for number in range(200))
    short = messages(WHO[:2])
    danger = [one for one in short if one.kind is Kind.DANGER]

    among = list(classifier._among_others(danger, [calm]))

    assert sum(one.of_it for one in among) == sum(not one.of_it for one in among) == 6
    for one in among:
        assert len(one.text.split()) == PIECE_WORDS
        assert any(inner.text in one.text and inner.of_it == one.of_it for inner in danger)


def test_a_danger_that_does_not_stand_in_its_text_is_refused() -> None:
    with pytest.raises(ValueError, match="'he has a knife' has to stand in the text once"):
        Live(danger="he has a knife", text="he has gone out")


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / classifier.TRIAGE[0]).write_text('{"text": "no label"}\n', encoding="utf-8")
    monkeypatch.setattr("importlib.resources.files", lambda _package: tmp_path)

    with pytest.raises(DatasetError, match=r"triage_danger\.jsonl cannot be used"):
        list(classifier._rows())
