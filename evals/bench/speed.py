"""Speed and memory as ratios of one run, so that they carry from one machine to another."""

from __future__ import annotations

import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.models import Question
from evals.bench.figures import Figures
from evals.bench.recording import RecordingEmbedder
from evals.bench.server import serve_once
from evals.bench.subject import Subject
from evals.bench.workspace import Place, build_index, open_subject
from evals.settings import EvalSettings
from evals.timing import timed

ROUNDS = 3
QUESTIONS = (
    "can I tell the school about a mum's mental health without asking her first?",
    "Do I need consent to make a referral to children's social care?",
    "dad wants to see everything we have recorded about his son, do we have to give it him",
    "what goes in the record when I decide not to share",
    "The GP surgery says GDPR stops them telling us anything. Is that right?",
    "who can call a strategy discussion and who has to be there",
    "a 15 year old has asked me not to tell her parents she is pregnant",
    "How long do we keep child protection files after a pupil leaves?",
    "We are about to discuss a high risk victim at MARAC, what may I bring with me?",
    "my manager disagrees with me about stepping a case down, what now",
)


@dataclass(frozen=True, slots=True)
class Target:
    """A figure and the most it may be, or the least where `at_least`."""

    value: float
    bound: float
    at_least: bool = False

    def as_text(self) -> str:
        met = self.value >= self.bound if self.at_least else self.value <= self.bound
        return f"{'>=' if self.at_least else '<='} {self.bound:g} {'met' if met else 'MISSED'}"


def measure(place: Place, quiet: bool) -> Figures:
    """Builds twice, encodes the same texts bare, asks in this process, then serves in another."""
    embedder = place.embedder()
    embedder.encode(QUESTIONS)
    recording = RecordingEmbedder(embedder)
    _, build_s = timed(build_index, place, recording, quiet)
    _, encode_s = timed(embedder.encode, recording.texts)
    _, unchanged_s = timed(build_index, place, embedder, quiet)
    ask_s, embed_s = _ask(open_subject(place, embedder), QUESTIONS)
    served = serve_once(place.environment, QUESTIONS)
    targets = {
        "ask_to_embed": Target(ask_s / embed_s, 8),
        "build_to_encoder_throughput": Target(encode_s / build_s, 0.85, at_least=True),
        "unchanged_to_full_build": Target(unchanged_s / build_s, 0.03),
        "resident_gib": Target(served.resident_mib / 1024, 1.2),
        "cold_start_s": Target(served.cold_start_s, 12),
    }
    return {
        "cores": os.cpu_count(),
        **{name: round(target.value, 3) for name, target in targets.items()},
        "texts_embedded": len(recording.texts),
        "build_s": round(build_s, 1),
        "ask_p50_ms": round(1000 * ask_s, 1),
        "embed_p50_ms": round(1000 * embed_s, 1),
        "targets": {name: target.as_text() for name, target in targets.items()},
    }


def _ask(subject: Subject, questions: Sequence[str]) -> tuple[float, float]:
    """Median seconds of an answer and of embedding its question alone, in a warm process."""
    subject.assistant.ask(Question(questions[0]))
    pairs = [
        (timed(subject.assistant.ask, Question(text))[1], timed(subject.encoder.encode, [text])[1])
        for _ in range(ROUNDS)
        for text in questions
    ]
    return statistics.median(ask for ask, _ in pairs), statistics.median(embed for _, embed in pairs)


def default_docs(settings: EvalSettings) -> Path:
    """Real documents where there are some, else the project's own."""
    return settings.docs_dir if settings.docs_dir.is_dir() else Path("guidance_docs")
