"""Fits the classifier of messages (`assistant/classifier.py`) on written messages.

What a long message tells in one line is learnt from the pieces that hold the line, and from short messages
put among the words of long ones.

Figures are of messages held out: how many of a kind it finds, and how many of the others it takes for one; of
danger also with the rules of `assistant/triage.py`, and what those find alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, TypeAdapter, model_validator

from assistant.classifier import FILE, LAYERS, PIECE_WORDS, Classifier, Kind, classifier_of, pieces
from assistant.low_rank import Fitted, save_fitted
from assistant.triage import triage
from evals.bench.coverage import written_questions
from evals.bench.figures import Figures
from evals.bench.low_rank import Fitting
from evals.bench.written import development_cases, load_written
from evals.errors import DatasetError
from ingest.embed import TransformerEmbedder
from ingest.models import Frozen

if TYPE_CHECKING:
    from torch import Tensor

DANGER = "danger.yaml"
LONG = "long_messages.yaml"
MEANINGS = "meanings.yaml"
TRIAGE = ("triage_danger.jsonl", "triage_fresh.jsonl", "triage_told_and_asked.jsonl")
GLOSSARY = "glossary#"
EPOCHS = 3
SCALE = 10.0  # a vector has length 1
OF_THE_KIND_WEIGH = 1.5
TOLD = 0.75  # of the words that tell a danger, in a piece that is taken to tell it
LONGEST_AMONG_OTHERS = PIECE_WORDS // 2
SURE = {Kind.DANGER: 2.0, Kind.MEANING: -0.25}  # log odds from which a message is of the kind
KINDS = tuple(Kind)

Flags = NDArray[np.bool_]
Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[tuple[str, ...], Field(min_length=10)]


class Urgent(Frozen):
    urgent: Texts
    calm: Texts


class Live(Frozen):
    """`danger` are the words of the text that tell it, and stand there once."""

    danger: Text
    text: Text

    @model_validator(mode="after")
    def _tells(self) -> Self:
        if self.text.count(self.danger) != 1:
            raise ValueError(f"danger {self.danger!r} has to stand in the text once; copy it from there")
        return self


class LongDevelopment(Frozen):
    live: Annotated[tuple[Live, ...], Field(min_length=10)]
    calm: Texts


class Long(Frozen):
    development: LongDevelopment
    held_out: Urgent


class Meaning(Frozen):
    asks: Texts
    asks_else: Texts


class Danger(Frozen):
    development: Urgent
    held_out: Urgent


class Meanings(Frozen):
    development: Meaning
    held_out: Meaning


class Row(Frozen, extra="ignore"):
    urgent: bool
    text: str


@dataclass(frozen=True, slots=True)
class Message:
    """A text, and whether it is of the kind."""

    text: str
    kind: Kind
    of_it: bool


@dataclass(frozen=True, slots=True)
class Messages:
    development: tuple[Message, ...]
    held_out: tuple[Message, ...]
    held_out_long: tuple[Message, ...]


def gather() -> Messages:
    """The written messages, and the cases of development. Raises DatasetError."""
    cases = development_cases()
    danger = load_written(DANGER, TypeAdapter(Danger))
    long = load_written(LONG, TypeAdapter(Long))
    meanings = load_written(MEANINGS, TypeAdapter(Meanings))
    questions = written_questions()
    calm = (*questions.answered, *questions.not_covered)
    short = (
        *_labelled(Kind.DANGER, danger.development.urgent, (*danger.development.calm, *calm)),
        *(Message(row.text, Kind.DANGER, row.urgent) for row in _rows()),
        *(Message(one.question, Kind.DANGER, one.urgent) for one in cases if one.urgent is not None),
    )
    return Messages(
        development=(
            *short,
            *(piece for one in long.development.live for piece in _of_live(one)),
            *(piece for text in long.development.calm for piece in _of_calm(text)),
            *_among_others(short, long.development.calm),
            *_labelled(Kind.MEANING, meanings.development.asks, meanings.development.asks_else),
            *(Message(one.question, Kind.MEANING, _by_glossary(*one.expected_sections[:1])) for one in cases),
        ),
        held_out=(
            *_labelled(Kind.DANGER, danger.held_out.urgent, danger.held_out.calm),
            *_labelled(Kind.MEANING, meanings.held_out.asks, meanings.held_out.asks_else),
        ),
        held_out_long=tuple(_labelled(Kind.DANGER, long.held_out.urgent, long.held_out.calm)),
    )


def fit(messages: Messages, embedder: TransformerEmbedder) -> Fitted:
    """What is added to the embedder's weights, and the readings of its vector."""
    import torch

    fitting = Fitting(embedder, LAYERS)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        weights = torch.zeros(len(KINDS), embedder.encode([""]).shape[1], requires_grad=True)
        constants = torch.zeros(len(KINDS), requires_grad=True)

        def loss(few: Sequence[Message]) -> Tensor:
            vectors = fitting.read([one.text for one in few])["sentence_embedding"]
            return _loss(few, SCALE * vectors @ weights.T + constants)

        fitting.minimise(messages.development, loss, EPOCHS, beside=(weights, constants))
    readings = torch.cat([SCALE * weights, constants[:, None]], dim=1).detach().numpy()
    readings[:, -1] -= [SURE[kind] for kind in KINDS]
    return Fitted(fitting.added, dict(zip(KINDS, readings, strict=True)))


def measure(messages: Messages, fitted: Fitted, embedder: TransformerEmbedder) -> Figures:
    classifier = classifier_of(fitted, embedder)
    danger = [one for one in messages.held_out if one.kind is Kind.DANGER]
    meaning = [one for one in messages.held_out if one.kind is Kind.MEANING]
    return {
        "fitted_on": len(messages.development),
        **_of_danger("danger", danger, classifier),
        **_of_danger("danger_in_long", messages.held_out_long, classifier),
        "meaning": _figures(meaning, _read(meaning, classifier)),
    }


def write(fitted: Fitted, model: str) -> Path:
    return save_fitted(FILE, model, fitted)


def _labelled(kind: Kind, of_it: Sequence[str], others: Sequence[str]) -> Iterator[Message]:
    yield from (Message(text, kind, True) for text in of_it)
    yield from (Message(text, kind, False) for text in others)


def _of_live(one: Live) -> Iterator[Message]:
    """Its pieces, but for those that hold a part of what tells the danger."""
    before = len(one.text[: one.text.index(one.danger)].split())
    inside = range(before, before + len(one.danger.split()))
    for piece in pieces(list(enumerate(one.text.split()))):
        told = sum(place in inside for place, _ in piece) / len(inside)
        if told == 0 or told >= TOLD:
            yield Message(" ".join(word for _, word in piece), Kind.DANGER, told > 0)


def _of_calm(text: str) -> Iterator[Message]:
    yield from (Message(" ".join(piece), Kind.DANGER, False) for piece in pieces(text.split()))


def _among_others(short: Sequence[Message], calm: Sequence[str]) -> Iterator[Message]:
    """The urgent messages that leave room, and as many others, each somewhere in a piece of a calm text."""
    drawn = Random(0)  # noqa: S311 - nothing is kept secret by it
    room = [one for one in short if len(one.text.split()) <= LONGEST_AMONG_OTHERS]
    urgent = [one for one in room if one.of_it]
    others = [one for one in room if not one.of_it]
    for one in (*urgent, *drawn.sample(others, min(len(urgent), len(others)))):
        told, around = one.text.split(), drawn.choice(calm).split()
        left = PIECE_WORDS - len(told)
        start = drawn.randrange(max(1, len(around) - left))
        around = around[start : start + left]
        place = drawn.randrange(len(around) + 1)
        yield Message(" ".join([*around[:place], *told, *around[place:]]), one.kind, one.of_it)


def _by_glossary(*sections: str) -> bool:
    return any(section.startswith(GLOSSARY) for section in sections)


def _rows() -> Iterator[Row]:
    for name in TRIAGE:
        file = resources.files("evals").joinpath("data", name)
        try:
            yield from map(Row.model_validate_json, file.read_text("utf-8").splitlines())
        except (OSError, ValueError) as error:
            raise DatasetError(f"{file} cannot be used ({error}); each line is a text and urgent") from error


def _loss(messages: Sequence[Message], odds: Tensor) -> Tensor:
    """The log loss of each message in the kind it is labelled for."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits

    own = odds[range(len(messages)), [KINDS.index(one.kind) for one in messages]]
    of_it = torch.tensor([float(one.of_it) for one in messages])
    return binary_cross_entropy_with_logits(own, of_it, pos_weight=torch.tensor(OF_THE_KIND_WEIGH))


def _of_danger(name: str, messages: Sequence[Message], classifier: Classifier) -> Figures:
    """What the model finds, what the rules find alone, and both together."""
    read = _read(messages, classifier)
    ruled = np.array([bool(triage(one.text).urgent) for one in messages])
    return {
        name: _figures(messages, read),
        f"{name}_by_rules": _figures(messages, ruled),
        f"{name}_by_both": _figures(messages, read | ruled),
    }


def _read(messages: Sequence[Message], classifier: Classifier) -> Flags:
    return np.array([one.kind in classifier.kinds(one.text) for one in messages])


def _figures(messages: Sequence[Message], found: Flags) -> Figures:
    of_it = np.array([one.of_it for one in messages])
    return {
        "messages": len(messages),
        "recall": round(float(found[of_it].mean()), 3),
        "precision": round(float(of_it[found].mean()), 3),
        "falsely": round(float(found[~of_it].mean()), 3),
    }
