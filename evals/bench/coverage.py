"""Fits the judges of `assistant/coverage.py` on written questions over the library that is indexed.

Figures are those of five folds, each judged by what was fitted on the other four; what is written into
`assistant` is fitted on all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, TypeAdapter

from assistant.coverage import FIELD_FILE, LIBRARY_FILE, ByJudges, Fitted, Judge, Topic, evidence
from assistant.coverage import FILE as FITTED_FILE
from assistant.finding import PASSAGES, speaks_to
from assistant.rerank import RERANKED
from assistant.retrieve import Retriever
from assistant.understanding.meanings import terms_asked
from assistant.understanding.places import places_in
from assistant.understanding.words import Words
from evals.bench.figures import Figures
from evals.bench.logistic import fit_logistic
from evals.bench.written import development_cases, load_written
from evals.case import ExpectedStatus
from ingest.models import NATIONAL, Frozen
from ingest.reader import Snapshot

WRITTEN = "coverage.yaml"
OVER_REFUSED = 0.06  # of what is judged: one that asks whether to share, or of an emergency, is not
OVER_REFUSED_BY_TEXT = 0.01  # other documents are not what the encoder of questions was fitted on
PUT_OUT = 0.02
FOLDS = 5
LINES_WEIGHT = 0.3
AXES = 192
REACH = 2.0
SLACK = 3.0
LENGTHS = (2.0, 2.3, 2.6, 2.9, 3.2)
SIGNS = ("nearness", "named", "asked", "length", "words", "lead", "topic")
WITHOUT_ASKING = ("nearness", "named", "length", "words", "lead", "topic")

Questions = Annotated[tuple[str, ...], Field(min_length=10)]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Written(Frozen):
    """The questions by how they should end."""

    answered: Questions
    not_covered: Questions
    out_of_scope: Questions


@dataclass(frozen=True, slots=True)
class Seen:
    """One row a question: its vector and its evidence but for the topic; `lines` are ways of asking."""

    vectors: Floats
    rows: Floats
    answered: Flags
    outside: Flags
    lines: Floats


def written_questions() -> Written:
    """Raises DatasetError."""
    return load_written(WRITTEN, TypeAdapter(Written))


def with_cases(written: Written) -> Written:
    """The same, and the development cases whose question stands alone. Raises DatasetError."""
    cases = [case for case in development_cases() if not case.conversation]

    def ending(status: ExpectedStatus) -> Questions:
        return tuple(case.question for case in cases if case.expected_status is status)

    return Written(
        answered=(*written.answered, *ending(ExpectedStatus.ANSWERED)),
        not_covered=(*written.not_covered, *ending(ExpectedStatus.NOT_COVERED)),
        out_of_scope=(*written.out_of_scope, *ending(ExpectedStatus.OUT_OF_SCOPE)),
    )


def gather(
    written: Written,
    retriever: Retriever,
    snapshot: Snapshot,
    words: Words,
    watched: Callable[[Sequence[str]], Iterable[str]] = iter,
) -> Seen:
    """Asks every question of the index, and of a partnership's protocols where it names the partnership."""
    groups = (written.answered, written.not_covered, written.out_of_scope)
    vectors, rows = [], []
    for question in watched([question for group in groups for question in group]):
        query = retriever.query(question)
        named = places_in(question, (), words.partnerships)
        scopes = [NATIONAL, *(one for one in (named.partnership, named.other) if one)]
        nearest = retriever.search(query, snapshot, scopes, RERANKED)
        terms = terms_asked(question, words.glossary)
        passages = [one for one in nearest if speaks_to(one, terms)][:PASSAGES]
        seen = evidence(question, 0.0, passages)
        vectors.append(query.whole.vector)
        rows.append([getattr(seen, sign) for sign in SIGNS[:-1]])
    scopes_held = filter(None, map(snapshot.scope, sorted(snapshot.generation.stores)))
    kinds = np.repeat(np.arange(3), [len(group) for group in groups])
    lines = np.vstack([scope.store.asked.vectors for scope in scopes_held])
    return Seen(np.array(vectors), np.array(rows), kinds == 0, kinds == 2, np.asarray(lines, np.float64))


def fit(seen: Seen, model: str) -> tuple[ByJudges, Figures]:
    """The judges fitted on all questions, and how they do on questions they were not fitted on."""
    inside = ~seen.outside
    library, field = _out_of_fold(seen, seen.answered), _out_of_fold(seen, inside)
    by_asking, asking = _judge(np.column_stack([seen.rows, library]), seen, SIGNS, OVER_REFUSED)
    by_text, text = _judge(np.column_stack([seen.rows, field]), seen, WITHOUT_ASKING, OVER_REFUSED_BY_TEXT)
    in_field = float(np.quantile(field[inside], PUT_OUT))
    fitted = Fitted(
        model=model,
        questions=len(inside),
        in_field=round(in_field, 4),
        by_asking=Judge(**by_asking),
        by_text=Judge(**by_text),
    )
    judges = ByJudges(
        fitted,
        library=_topic(seen.vectors, seen.answered, seen.lines),
        field=_topic(seen.vectors, inside, seen.lines),
    )
    return judges, {
        "questions": len(inside),
        "by_asking": asking,
        "by_text": text,
        "out_of_scope_told": _share(field[seen.outside] < in_field),
        "put_out_of_scope": _share(field[inside] < in_field),
    }


def write(judges: ByJudges) -> Path:
    """Into the package itself, from where the assistant reads it."""
    folder = Path(str(resources.files("assistant")))
    (folder / FITTED_FILE).write_text(judges.fitted.model_dump_json() + "\n", encoding="utf-8")
    for name, topic in ((LIBRARY_FILE, judges.library), (FIELD_FILE, judges.field)):
        np.savez_compressed(
            folder / name,
            centre=topic.centre.astype(np.float16),
            axes=topic.axes.astype(np.float16),
            support=topic.support.astype(np.float16),
            weights=topic.weights.astype(np.float32),
            reach=np.float64(topic.reach),
            constant=np.float64(topic.constant),
        )
    return folder / FITTED_FILE


def _judge(
    rows: Floats, seen: Seen, signs: Sequence[str], over_refused: float
) -> tuple[dict[str, float], Mapping[str, float]]:
    columns = rows[:, [SIGNS.index(sign) for sign in signs]]
    shares = _shares(seen)
    held_out = _crossed(columns, seen.answered, shares)
    covered = float(np.quantile(held_out[seen.answered], over_refused))
    inside = ~seen.answered & ~seen.outside
    weights, constant = fit_logistic(columns, seen.answered, shares)
    figures = dict.fromkeys(SIGNS, 0.0) | dict(zip(signs, map(float, weights), strict=True))
    named = {"constant": constant, **figures, "covered": covered}
    rounded = {name: round(value, 4) for name, value in named.items()}
    return rounded, {
        "over_refused": over_refused,
        "not_covered_refused": _share(held_out[inside] < covered),
        "out_of_scope_refused": _share(held_out[seen.outside] < covered),
    }


def _folds(count: int) -> Iterable[Flags]:
    return (np.arange(count) % FOLDS == fold for fold in range(FOLDS))


def _shares(seen: Seen) -> Floats:
    """How much each question counts: of those about as long, the answered count as much as the others.

    The written ones that are not answered happen to be shorter, which says nothing of short questions.
    """
    lengths = np.digitize(seen.rows[:, SIGNS.index("length")], LENGTHS)
    alike = (lengths[:, None] == lengths) & (seen.answered[:, None] == seen.answered)
    return np.asarray((lengths[:, None] == lengths).sum(axis=1) / alike.sum(axis=1))


def _crossed(columns: Floats, answered: Flags, shares: Floats) -> Floats:
    found = np.zeros(len(columns))
    for fold in _folds(len(columns)):
        weights, constant = fit_logistic(columns[~fold], answered[~fold], shares[~fold])
        found[fold] = 1 / (1 + np.exp(-(columns[fold] @ weights + constant)))
    return found


def _out_of_fold(seen: Seen, on_topic: Flags) -> Floats:
    """Each question's topic, read by what was fitted without it."""
    found = np.zeros(len(seen.vectors))
    for fold in _folds(len(found)):
        topic = _topic(seen.vectors[~fold], on_topic[~fold], seen.lines)
        found[fold] = [topic.reading(vector) for vector in seen.vectors[fold]]
    return found


def _topic(vectors: Floats, on_topic: Flags, lines: Floats) -> Topic:
    """The library's own ways of asking are on every topic, each counting less than a question."""
    from sklearn.decomposition import PCA
    from sklearn.svm import SVC

    every = np.vstack([vectors, lines])
    axes = PCA(AXES, random_state=0).fit(every)
    model = SVC(C=SLACK, gamma=REACH, class_weight="balanced").fit(
        axes.transform(every),
        np.concatenate([on_topic, np.ones(len(lines), bool)]),
        sample_weight=np.concatenate([np.ones(len(vectors)), np.full(len(lines), LINES_WEIGHT)]),
    )
    return Topic(
        centre=axes.mean_,
        axes=axes.components_,
        support=model.support_vectors_,
        weights=model.dual_coef_[0],
        reach=REACH,
        constant=float(model.intercept_[0]),
    )


def _share(found: Flags) -> float:
    return round(float(np.mean(found)), 3)
