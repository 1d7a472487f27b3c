"""The run: cases -> assistant, watched -> metrics -> results on disk, several cases at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.models import Answer
from assistant.pipeline import Parts
from evals.case import Case
from evals.experiment import (
    CaseResult,
    Run,
    append_result,
    begin_run,
    load_run,
    read_results,
    write_results,
    write_shaped,
)
from evals.judge import Judge
from evals.metrics.base import Evidence, Metric
from evals.metrics.registry import METRICS, scored, unscored
from evals.metrics.stability import with_stability
from evals.product import Product, Stored, kept_in
from evals.progress import Tell, tell_nobody
from evals.shape import shape_of
from evals.stages import Stage, Stages, alone, answered
from evals.timing import timed


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run; `stage` runs the stages up to it and asks for no answer, `judge` adds its metric."""

    cases: tuple[Case, ...]
    folder: Path
    repeats: int = 1
    jobs: int = 2
    seed: int = 0
    stage: Stage | None = None
    metrics: tuple[Metric, ...] = METRICS
    judge: Judge | None = None

    @property
    def measures(self) -> tuple[Metric, ...]:
        return (*self.metrics, self.judge.metric) if self.judge else self.metrics

    def tasks(self) -> Iterator[tuple[Case, int]]:
        return ((case, repeat) for repeat in range(self.repeats) for case in self.cases)


def run(plan: Plan, product: Product, tell: Tell = tell_nobody) -> Run:
    """Asks what the folder does not hold yet. Raises RunError where another shape is in the folder."""
    shaped = begin_run(plan.folder, shape_of(product, plan.cases, _chosen(plan), plan.seed, plan.repeats))
    if plan.judge and shaped.judged is None:
        shaped = shaped.model_copy(update={"judged": plan.judge.tried(tell)})
        write_shaped(plan.folder, shaped)
    done = {result.key for result in read_results(plan.folder)}
    todo = [task for task in plan.tasks() if (task[0].id, task[1]) not in done]
    total = len(done) + len(todo)
    tell(len(done), total)
    for number, result in enumerate(_results(plan, product, todo), start=len(done) + 1):
        append_result(plan.folder, result)
        tell(number, total)
    if plan.repeats > 1:
        write_results(plan.folder, with_stability(read_results(plan.folder)))
    if todo or shaped.ended is None:
        write_shaped(plan.folder, shaped.model_copy(update={"ended": datetime.now(UTC)}))
    return load_run(plan.folder)


def _chosen(plan: Plan) -> dict[str, Any]:
    names = [name for one in plan.measures for name in one.names]
    return {"stage": plan.stage, "metrics": names, "judge": plan.judge and plan.judge.model}


def _results(plan: Plan, product: Product, todo: Sequence[tuple[Case, int]]) -> Iterator[CaseResult]:
    """As they come; a case that fails is a result that says why."""
    stored = Stored(product.snapshot)
    with ThreadPoolExecutor(max_workers=plan.jobs, thread_name_prefix="case") as pool:
        futures = {pool.submit(_result, plan, product, stored, *task): task for task in todo}
        try:
            for future in as_completed(futures):
                yield _settled(future, plan, *futures[future])
        finally:
            pool.shutdown(cancel_futures=True)


def _settled(future: Future[CaseResult], plan: Plan, case: Case, repeat: int) -> CaseResult:
    error = future.exception()
    if error is None:
        return future.result()
    reason = f"{type(error).__name__}: {error}"
    scores = unscored(reason, plan.measures)
    return CaseResult(case=case, repeat=repeat, answer=None, scores=scores, seconds=0, error=reason)


def _result(plan: Plan, product: Product, stored: Stored, case: Case, repeat: int) -> CaseResult:
    (answer, stages), seconds = timed(_made, plan, product.parts, case)
    evidence = Evidence(
        case=case,
        answer=answer,
        stages=stages,
        seconds=sum(answer.timings.values()) / 1000 if answer else seconds,
        held=stored,
        listener=product.listener,
        kept=lambda: kept_in(plan.folder),
    )
    return CaseResult(
        case=case,
        repeat=repeat,
        answer=answer,
        stages=stages.model_dump(mode="json"),
        scores=scored(evidence, plan.measures),
        seconds=round(evidence.seconds, 4),
    )


def _made(plan: Plan, parts: Parts, case: Case) -> tuple[Answer | None, Stages]:
    return (None, alone(parts, case, plan.stage)) if plan.stage else answered(parts, case)
