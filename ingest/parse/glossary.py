"""The glossary (`glossary.yaml`) to a document: one heading a term, so that a meaning can be cited."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from pydantic import ValidationError

from ingest.errors import DocumentError
from ingest.models import Block, BlockKind, Document
from ingest.parse.characters import cleaned, decoded
from ingest.sources.glossary import Glossary, Term
from ingest.sources.phrases import key_of

TITLE = "Glossary of safeguarding terms"
OPENING = "What terms and acronyms of safeguarding in England mean, in plain words of our own."


def parse_glossary(data: bytes) -> Document:
    blocks = (block for term in _glossary(data).terms for block in _blocks(term))
    return Document(TITLE, (Block(BlockKind.PARAGRAPH, OPENING), *blocks))


def heading_of(term: Term) -> str:
    """The heading of the section that explains it."""
    return ": ".join(term.names)


def _glossary(data: bytes) -> Glossary:
    try:
        return Glossary.model_validate(yaml.safe_load(decoded(data)))
    except yaml.YAMLError as error:
        raise DocumentError(f"is not YAML: correct the line named ({error})") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "top level"
        raise DocumentError(
            f"is not a glossary ({place}: {first['msg']}): make it a list, `terms:`"
        ) from error


def _blocks(term: Term) -> Iterator[Block]:
    named = f"{term.term} ({term.full})" if term.full else term.term
    yield Block(BlockKind.HEADING, heading_of(term), 2)
    yield Block(BlockKind.PARAGRAPH, cleaned(f"{named[:1].upper()}{named[1:]}: {term.meaning}"))
    # The variants are what people type, some of them loosely: they must not read as other names of the term.
    spellings = dict(zip(map(key_of, reversed(term.spellings)), reversed(term.spellings), strict=True))
    typed = sorted(spellings.values(), key=term.spellings.index)
    yield from (Block(BlockKind.ASKED_AS, cleaned(f"what is {name}")) for name in typed)
