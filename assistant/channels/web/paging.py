"""Part of a list at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request

MOST = 200

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Part:
    """`limit` items from the one at `offset` on, counted from 0."""

    limit: int
    offset: int

    def of(self, items: Sequence[Item]) -> tuple[Item, ...]:
        return tuple(items[self.offset : self.offset + self.limit])

    def next_link(self, request: Request, total: int) -> str | None:
        """Where the list goes on, none at its end."""
        after = self.offset + self.limit
        if after >= total:
            return None
        address = request.url.include_query_params(limit=self.limit, offset=after)
        return f"{address.path}?{address.query}"


async def _part(
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many at most.")] = 100,
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="How many to leave out first.")] = 0,
) -> Part:
    return Part(limit, offset)


Paged = Annotated[Part, Depends(_part)]
