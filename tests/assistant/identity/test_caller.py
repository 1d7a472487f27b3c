"""What a caller may do and read."""

from __future__ import annotations

import pytest

from assistant.identity.caller import ASKING, CallerRole, Scope, local_caller, person
from assistant.models import EVERYWHERE, NOWHERE, Reach


def test_the_user_of_this_machine_may_do_and_read_everything() -> None:
    caller = local_caller(None)

    assert caller.roles == set(CallerRole)
    assert caller.scopes == set(Scope)
    assert caller.reach.covers("exampleshire")
    assert caller.owns_all


@pytest.mark.parametrize(
    ("role", "roles", "scopes"),
    [
        (CallerRole.PRACTITIONER, {CallerRole.PRACTITIONER}, ASKING),
        (CallerRole.POLICY, {CallerRole.PRACTITIONER, CallerRole.POLICY}, set(Scope)),
        (CallerRole.ADMIN, set(CallerRole), set(Scope)),
    ],
)
def test_a_role_brings_the_lesser_ones_and_their_scopes(
    role: CallerRole, roles: set[CallerRole], scopes: set[Scope]
) -> None:
    caller = person("owner", [role], NOWHERE)

    assert caller.roles == roles
    assert caller.scopes == scopes


def test_a_person_without_a_role_may_do_nothing_and_owns_only_their_own() -> None:
    caller = person("owner", [], NOWHERE)

    assert not caller.roles | caller.scopes
    assert not caller.owns_all


@pytest.mark.parametrize(
    ("reach", "covered", "home"),
    [
        (NOWHERE, set(), None),
        (Reach(frozenset({"north"})), {"north"}, "north"),
        (Reach(frozenset({"north", "south"})), {"north", "south"}, None),
        (EVERYWHERE, {"north", "south", "west"}, None),
    ],
)
def test_a_reach_covers_the_partnerships_it_names(reach: Reach, covered: set[str], home: str | None) -> None:
    assert {one for one in ("north", "south", "west") if reach.covers(one)} == covered
    assert not reach.covers(None) or reach.everywhere
    assert person("owner", [], reach).home == home
