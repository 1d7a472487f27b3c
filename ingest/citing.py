"""Local protocols that cite superseded national guidance, marked with what they cite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.catalogue import Catalogue, Generation, Held
from ingest.editions import Edition, cited, editions_of


def with_citings(held: Sequence[Held], catalogue: Catalogue, before: Generation | None) -> tuple[Held, ...]:
    """The same, each local protocol in force with the superseded editions its text cites.

    A text that the last generation held is not read again, unless other editions are superseded now.
    """
    editions = editions_of(one.source for one in held)
    known = dict(before.sources) if before and _editions_of(before) == editions else {}
    return tuple(_marked(one, catalogue, editions, known.get(one.source.id)) for one in held)


def _editions_of(generation: Generation) -> tuple[Edition, ...]:
    return editions_of(one.source for one in generation.sources.values())


def _marked(one: Held, catalogue: Catalogue, editions: Sequence[Edition], known: Held | None) -> Held:
    if one.document is None or one.source.partnership is None or not one.source.in_force:
        return one
    if known and known.document == one.document:
        found = known.source.cites_superseded
    else:
        found = cited(catalogue.sections(one.document), editions)
    return replace(one, source=one.source.model_copy(update={"cites_superseded": found}))
