"""Ways of asking for a document's sections, in a file beside it: used once a person has read them.

protocol.docx  protocol.docx.questions.yaml
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import yaml
from pydantic import ValidationError

from ingest.errors import DocumentError
from ingest.models import Frozen, Section

ENDING = ".questions.yaml"
NOTE = """\
# Ways of asking for what each section of this document says, drafted by a language model. Strike out what is
# wrong or add your own, then put your name after reviewed_by: only then does the next build search with them.
# They are never shown or quoted.
"""


class Questions(Frozen):
    """By the fragment of a section, such as "consent-to-share"."""

    reviewed_by: str | None = None
    sections: Mapping[str, tuple[str, ...]]


def questions_file(document: Path) -> Path:
    return document.with_name(document.name + ENDING)


def write_questions(document: Path, lines: Mapping[str, Sequence[str]]) -> Path:
    """Raises DocumentError if the file cannot be written."""
    file = questions_file(document)
    data = {"reviewed_by": None, "sections": {fragment: list(asked) for fragment, asked in lines.items()}}
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)
    try:
        file.write_text(NOTE + text, encoding="utf-8")
    except OSError as error:
        raise DocumentError(f"{file} cannot be written ({error.strerror}); check the folder") from error
    return file


def read_questions(document: Path) -> Questions | None:
    """What stands beside the document; none if there is no such file. Raises DocumentError."""
    file = questions_file(document)
    if not file.exists():
        return None
    try:
        return Questions.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise DocumentError(f"{file.name} cannot be used ({error}); mend it or delete it") from error


def with_questions(sections: Sequence[Section], questions: Questions | None) -> tuple[Section, ...]:
    """The sections with the lines that somebody has put a name to."""
    if questions is None or not questions.reviewed_by:
        return tuple(sections)
    lines = questions.sections
    return tuple(
        replace(section, asked_as=section.asked_as + tuple(lines.get(section.anchors[0].fragment, ())))
        for section in sections
    )
