"""Cases and runs in the dataset formats of other evaluation tools, and cases back from them.

    ragas      JSON lines of single-turn samples: user_input, response, retrieved_contexts, reference
    promptfoo  YAML: a list of tests with vars and assertions, for `tests: file://...` of a configuration
    phoenix    JSON lines: input, output and metadata objects
    langfuse   JSON lines: input, expectedOutput and metadata of dataset items

What a format has no field for travels in its metadata, so that a case comes back as it went.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from assistant.models import Answer
from evals.case import Case
from evals.errors import DatasetError
from evals.experiment import CaseResult

KEPT = "case"
EXPECTED = ("expectedOutput", "expected_output", "output")
ASSERTED = ("contains", "icontains", "not-contains", "not-icontains")

Row = Mapping[str, Any]


class Format(StrEnum):
    RAGAS = "ragas"
    PROMPTFOO = "promptfoo"
    PHOENIX = "phoenix"
    LANGFUSE = "langfuse"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a format writes a case with the answer it got, if any, and where it has a foreign question."""

    write: Callable[[Case, Answer | None], Row]
    kept: Callable[[Row], Any]
    foreign: Callable[[Row], Row]


def export(rows: Iterable[tuple[Case, Answer | None]], to: Format) -> str:
    """The file's text."""
    written = [SHAPES[to].write(case, answer) for case, answer in rows]
    if to is Format.PROMPTFOO:
        return yaml.safe_dump(written, allow_unicode=True, sort_keys=False)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in written)


def of_cases(cases: Sequence[Case]) -> Iterator[tuple[Case, Answer | None]]:
    return ((case, None) for case in cases)


def of_results(results: Sequence[CaseResult]) -> Iterator[tuple[Case, Answer | None]]:
    """The first asking of each case."""
    return ((one.case, one.answer) for one in results if one.repeat == 0)


def read_foreign(path: Path, of: Format) -> tuple[Case, ...]:
    """The cases of such a file. Raises DatasetError naming the row that is wrong."""
    return tuple(_case(row, SHAPES[of], f"{path}: row {n}") for n, row in enumerate(_rows(path, of), start=1))


def _rows(path: Path, of: Format) -> list[Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        if of is Format.PROMPTFOO:
            found = yaml.safe_load(text)
            return list(found["tests"] if isinstance(found, dict) else found)
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{path} is not a {of} dataset ({error}); export it as {of} again") from error


def _case(row: Row, shape: Shape, place: str) -> Case:
    try:
        kept = shape.kept(row)
        return Case.model_validate(kept if kept else {"id": place.rpartition(" ")[2], **shape.foreign(row)})
    except (ValidationError, KeyError, TypeError, AttributeError) as error:
        raise DatasetError(
            f"{place} is no case ({error}); give it a question and what is expected"
        ) from error


def _ragas(case: Case, answer: Answer | None) -> Row:
    expected = {
        "user_input": "\n".join([*case.conversation, case.question]),
        "reference": "\n".join(case.must_include) or None,
        "reference_context_ids": list(case.expected_sections) or None,
    }
    given = _ragas_answer(answer) if answer else {}
    return {**{name: value for name, value in expected.items() if value}, **given, "metadata": _kept(case)}


def _ragas_answer(answer: Answer) -> Row:
    return {
        "response": _said(answer),
        "retrieved_contexts": [one.quote for one in answer.citations],
        "retrieved_context_ids": [one.section_id for one in answer.citations],
    }


def _promptfoo(case: Case, answer: Answer | None) -> Row:
    wanted = [{"type": "llm-rubric", "value": f"The answer says: {one}"} for one in case.must_include]
    unwanted = [{"type": "not-icontains", "value": one} for one in case.must_not_say]
    asked = {
        "question": case.question,
        "conversation": "\n".join(case.conversation),
        "role": case.role.value if case.role else "",
        "partnership": case.partnership or "",
    }
    output = {"providerOutput": _said(answer)} if answer else {}
    described = {"description": case.id, "vars": asked, **output}
    return {**described, "assert": [*wanted, *unwanted], "metadata": _kept(case)}


def _phoenix(case: Case, answer: Answer | None) -> Row:
    return {"input": _input(case), "output": _expected(case), "metadata": _answered(case, answer)}


def _langfuse(case: Case, answer: Answer | None) -> Row:
    expected, metadata = _expected(case), _answered(case, answer)
    return {"id": case.id, "input": _input(case), "expectedOutput": expected, "metadata": metadata}


def _input(case: Case) -> Row:
    return {"question": case.question, "conversation": list(case.conversation)}


def _expected(case: Case) -> Row:
    status = case.expected_status.value if case.expected_status else None
    return {"must_include": list(case.must_include), "expected_status": status}


def _answered(case: Case, answer: Answer | None) -> Row:
    """What the assistant said stands apart from what is expected."""
    return {**_kept(case), "answer": _said(answer)} if answer else _kept(case)


def _kept(case: Case) -> Row:
    return {KEPT: case.model_dump(mode="json", exclude_defaults=True)}


def _said(answer: Answer) -> str:
    """What the asker read: the points, or why there are none."""
    return "\n".join(point.text for point in answer.points) or answer.message


def _kept_in_metadata(row: Row) -> Any:
    return (row.get("metadata") or {}).get(KEPT)


def _lines(given: Any) -> list[str]:
    """Foreign tools hold one text or a list."""
    return [one for one in ([given] if isinstance(given, str) else given or []) if one]


def _of_ragas(row: Row) -> Row:
    asked = row["user_input"]
    earlier, question = ([], asked) if isinstance(asked, str) else _turns(asked)
    return {
        "question": question,
        "conversation": earlier,
        "must_include": _lines(row.get("reference")),
        "expected_sections": _lines(row.get("reference_context_ids")),
    }


def _turns(messages: Sequence[Row]) -> tuple[list[str], str]:
    """What the person said before, and last."""
    *earlier, last = [one["content"] for one in messages if one.get("type", "human") == "human"]
    return earlier, last


def _of_promptfoo(row: Row) -> Row:
    checks = row.get("assert") or []
    texts = {kind: [one["value"] for one in checks if one["type"] == kind] for kind in ASSERTED}
    return {
        "question": _question(row["vars"]),
        "must_include": [*texts["contains"], *texts["icontains"]],
        "must_not_say": [*texts["not-contains"], *texts["not-icontains"]],
    }


def _of_input(row: Row) -> Row:
    expected: Any = next((row[name] for name in EXPECTED if row.get(name)), {})
    wanted = expected.get("must_include") or _texts(expected) if isinstance(expected, dict) else expected
    return {"question": _question(row["input"]), "must_include": _lines(wanted)}


def _question(asked: Any) -> str:
    """Foreign tools call it as they like; where there are several texts, ours has its name."""
    if isinstance(asked, str):
        return asked
    texts = _texts(asked)
    if "question" not in asked and len(texts) != 1:
        raise TypeError(f"which of {', '.join(asked) or 'no fields'} is the question? call it question")
    return str(asked.get("question") or texts[0])


def _texts(fields: Mapping[str, Any]) -> list[str]:
    return [one for one in fields.values() if isinstance(one, str) and one]


SHAPES: Mapping[Format, Shape] = {
    Format.RAGAS: Shape(_ragas, _kept_in_metadata, _of_ragas),
    Format.PROMPTFOO: Shape(_promptfoo, _kept_in_metadata, _of_promptfoo),
    Format.PHOENIX: Shape(_phoenix, _kept_in_metadata, _of_input),
    Format.LANGFUSE: Shape(_langfuse, _kept_in_metadata, _of_input),
}
