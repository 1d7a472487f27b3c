"""The report for a program: the verdict, the figures, and each case without its answer."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from evals.reporting.report import Report


def write_json(report: Report, path: Path) -> None:
    content = {
        "run": report.run.name,
        "met": report.judgement.met if report.judgement.decided else None,
        "stage": report.judgement.stage,
        "critical_failed": report.judgement.critical_failed,
        "rules": [
            {
                **one.rule.model_dump(exclude_none=True),
                "verdict": one.verdict,
                "value": one.value,
                "cases": one.measured,
            }
            for one in report.judgement.rules
        ],
        "figures": {one.metric: asdict(one) for one in report.figures},
        "shaped": report.outcomes.shaped,
        "cases": [one.model_dump(mode="json") for one in report.outcomes.cases],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
