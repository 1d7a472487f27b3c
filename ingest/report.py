"""What a build did, as data and as text."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ingest.problems import Problem, in_words


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read; `kept` says that its last good text still serves."""

    source_id: str
    path: str
    problem: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Flagged:
    """A source that was read but has to be looked at: and what is wrong with it."""

    source_id: str
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        return {"source_id": self.source_id, "problems": [in_words(one) for one in self.problems]}


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: `added`, `changed` and `removed` are source ids; the rest counts."""

    generation: int
    written: bool
    documents: int
    failed: tuple[Failure, ...]
    seconds: float = 0.0
    sections: int = 0
    chunks: int = 0
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    embedded: int = 0
    reused: int = 0
    flagged: tuple[Flagged, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.failed

    def as_text(self) -> str:
        """The report a person reads: counts, then a line for each document that failed or is flagged."""
        return "\n".join([self._counts(), *map(_failed, self.failed), *map(_flagged, self.flagged)])

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"flagged": [one.as_json() for one in self.flagged]}

    def _counts(self) -> str:
        if not self.written:
            return f"Nothing changed: {self.documents} documents, {self.seconds:.1f} s."
        return (
            f"{self.documents} documents, {self.sections} sections, {self.chunks} chunks: "
            f"{len(self.added)} added, {len(self.changed)} changed, {len(self.removed)} removed, "
            f"{len(self.failed)} failed; {self.embedded} chunks embedded, {self.reused} carried over; "
            f"{self.seconds:.1f} s."
        )


def _failed(failure: Failure) -> str:
    consequence = "its last good text still serves" if failure.kept else "it is not in the index"
    return f"FAILED {failure.path}: {failure.problem} ({consequence})"


def _flagged(flagged: Flagged) -> str:
    return f"CHECK {flagged.source_id}: {'; '.join(map(in_words, flagged.problems))}"
