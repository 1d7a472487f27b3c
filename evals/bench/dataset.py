"""What benchmarks ask: practitioners' questions with gold quotes, and a ranking collection (SciFact)."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from evals.errors import DatasetError
from ingest.models import Frozen

Model = TypeVar("Model", bound=BaseModel)
Judgements = Mapping[str, Mapping[str, int]]


class Kind(StrEnum):
    """What a good answer to the question looks like."""

    ANSWERABLE = "answerable"
    UNANSWERABLE = "unanswerable"
    OUT_OF_SCOPE = "out_of_scope"
    URGENT = "urgent"
    CALM = "calm"
    FOLLOWUP = "followup"
    INJECTION = "injection"


def _has_words(quote: str) -> str:
    if not any(character.isalnum() for character in quote):
        raise ValueError("holds no letter or digit, so every text would match it; quote the document's words")
    return quote


class Gold(Frozen):
    """Words of a document that answer the question, and the name of its file."""

    doc: str
    quote: Annotated[str, AfterValidator(_has_words)]


class GoldQuestion(Frozen):
    """One question as a practitioner types it; `turns` are what was said before it."""

    id: Annotated[str, Field(min_length=1)]
    question: Annotated[str, Field(min_length=1)]
    kind: Kind
    role: str | None = None
    turns: tuple[str, ...] = ()
    gold: tuple[Gold, ...] = ()
    key_facts: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _answerable_has_gold(self) -> Self:
        if self.kind is Kind.ANSWERABLE and not self.gold:
            raise ValueError("an answerable question needs a gold quote; add `gold` or change `kind`")
        return self

    @property
    def quotes(self) -> tuple[str, ...]:
        return tuple(gold.quote for gold in self.gold)


class Text(BaseModel):
    """A document or a query of a ranking collection; fields we do not read are let through."""

    model_config = ConfigDict(frozen=True, validate_by_name=True)

    id: Annotated[str, Field(alias="_id", min_length=1)]
    title: str = ""
    text: Annotated[str, Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Collection:
    """A ranking benchmark: `relevant` gives each query's documents with their grade."""

    documents: tuple[Text, ...]
    queries: tuple[Text, ...]
    relevant: Judgements


def load_questions(path: Path) -> tuple[GoldQuestion, ...]:
    """The questions of a JSONL file, in order; raises DatasetError naming the line that is wrong."""
    questions = tuple(_records(path, GoldQuestion))
    seen: set[str] = set()
    for one in questions:
        if one.id in seen:
            raise DatasetError(f"{path}: the id {one.id!r} is used twice; give each question its own id")
        seen.add(one.id)
    if not questions:
        raise DatasetError(f"{path}: no question in it; write one JSON object a line")
    return questions


def load_collection(folder: Path) -> Collection:
    """corpus.jsonl.gz, queries.jsonl and qrels.tsv as BEIR lays them out; unjudged queries are dropped."""
    relevant = _judgements(folder / "qrels.tsv")
    queries = tuple(query for query in _records(folder / "queries.jsonl", Text) if query.id in relevant)
    if not queries:
        raise DatasetError(f"{folder}: qrels.tsv judges no query of queries.jsonl; use a matching pair")
    return Collection(tuple(_records(folder / "corpus.jsonl.gz", Text)), queries, relevant)


def _records(path: Path, model: type[Model]) -> Iterator[Model]:
    for number, line in enumerate(_lines(path), start=1):
        if line.strip():
            yield _record(path, number, line, model)


def _record(path: Path, number: int, line: str, model: type[Model]) -> Model:
    try:
        return model.model_validate_json(line)
    except ValidationError as error:
        raise DatasetError(f"{path} line {number}: {_faults(error)}") from error


def _faults(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(part) for part in fault['loc']) or 'the line'}: {fault['msg']}"
        for fault in error.errors(include_url=False)
    )


def _judgements(path: Path) -> Judgements:
    relevant: dict[str, dict[str, int]] = {}
    rows = csv.DictReader(_lines(path), delimiter="\t")
    for number, row in enumerate(rows, start=2):
        try:
            relevant.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
        except (KeyError, TypeError, ValueError) as error:
            raise DatasetError(
                f"{path} line {number}: {row!r} is not a judgement; "
                "write query-id, corpus-id and a whole-number score, separated by tabs, under that header"
            ) from error
    return relevant


def _lines(path: Path) -> Iterable[str]:
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        return raw.decode().split("\n")
    except FileNotFoundError as error:
        raise DatasetError(f"{path} does not exist; give the path of the file to read") from error
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise DatasetError(
            f"{path} cannot be read ({error}); write UTF-8 text, gzipped if the name ends in .gz"
        ) from error
