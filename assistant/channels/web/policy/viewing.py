"""Who looks at the policy team's pages, at whose figures, and of when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import Depends, Query

from assistant.channels.web.identity.calling import Calling, requires_role
from assistant.channels.web.schemas import OptionalSlug
from assistant.channels.web.state import Web, Wired
from assistant.desk import Desk
from assistant.errors import NotFound
from assistant.identity.caller import CallerRole
from assistant.insights.figures import Viewed
from assistant.models import Reach
from assistant.store.counting import Period, Selection
from ingest.errors import IngestError
from ingest.models import NATIONAL, Source

SHOWN_WEEKS = 8
NOBODY = "local"

for_policy_teams = requires_role(CallerRole.POLICY)


@dataclass(frozen=True, slots=True)
class Viewer:
    """`name` is an opaque key under which their verdicts are kept."""

    desk: Desk
    viewed: Viewed
    reach: Reach
    name: str
    is_admin: bool

    @property
    def scopes(self) -> tuple[str, ...]:
        return self.viewed.scopes


def _viewer(web: Wired, caller: Calling) -> Viewer:
    assert web.desk is not None  # noqa: S101 - without one these routes are not there
    scopes = tuple(one.id for one in web.assistant.partnerships() if caller.reach.covers(one.id))
    viewed = Viewed((*scopes, NATIONAL), web.assistant.partnerships(), tuple(_sources(web, scopes)))
    return Viewer(web.desk, viewed, caller.reach, caller.owner or NOBODY, CallerRole.ADMIN in caller.roles)


Viewing = Annotated[Viewer, Depends(_viewer)]


def _selection(
    web: Wired,
    viewer: Viewing,
    scope: Annotated[
        OptionalSlug, Query(description="A partnership's id, or national: questions that named none.")
    ] = None,
    since: Annotated[
        date | None, Query(description="A day of the first week; none: eight weeks ago.")
    ] = None,
    until: Annotated[date | None, Query(description="A day of the last week; none: today.")] = None,
) -> Selection:
    """Raises NotFound for a partnership whose figures the viewer may not see, or that is not there."""
    chosen = scope or viewer.scopes[0]
    if chosen not in viewer.scopes:
        raise NotFound(f"There are no figures of {chosen!r} among those you may see")
    last = until or web.today()
    return Selection(chosen, Period.around(since or last - timedelta(weeks=SHOWN_WEEKS - 1), last))


Selected = Annotated[Selection, Depends(_selection)]


def _sources(web: Web, partnerships: tuple[str, ...]) -> Iterator[Source]:
    """What may be seen of the library; nothing while there is no index."""
    try:
        held = {one.id: one for place in (None, *partnerships) for one in web.assistant.sources(place)}
    except IngestError:
        return
    yield from held.values()
