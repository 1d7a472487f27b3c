"""What an identity provider says, to roles and partnerships of ours."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.errors import NotAllowed
from assistant.identity.caller import CallerRole
from assistant.identity.claims import name_in, owner_in, reach_in, roles_in
from assistant.identity.settings import SignInSettings
from assistant.models import EVERYWHERE, NOWHERE, Reach

KNOWN = ("north", "south")


def settings(**changed: Any) -> SignInSettings:
    return SignInSettings(_env_file=None, **changed)


@pytest.mark.parametrize(
    ("claims", "changed", "roles"),
    [
        ({"roles": ["policy"]}, {}, {CallerRole.POLICY}),
        ({"roles": "practitioner"}, {}, {CallerRole.PRACTITIONER}),
        ({"realm_access": {"roles": ["admin"]}}, {"role_claims": "realm_access.roles"}, {CallerRole.ADMIN}),
        (
            {"https://x.example/r": ["admin"]},
            {"role_claims": "https://x.example/r"},
            {CallerRole.ADMIN},
        ),
        (
            {"hd": "council.example"},
            {"role_claims": "hd", "roles": "council.example=practitioner"},
            {"practitioner"},
        ),
        ({}, {"roles": "*=practitioner"}, {CallerRole.PRACTITIONER}),
        ({"groups": ["a=b"]}, {"role_claims": "groups", "roles": "a=b=policy"}, {CallerRole.POLICY}),
        (
            {"email": "bo@x.example", "email_verified": True, "hd": "x.example"},
            {"role_claims": "hd,email", "roles": "x.example=practitioner,bo@x.example=policy"},
            {CallerRole.PRACTITIONER, CallerRole.POLICY},
        ),
    ],
)
def test_roles_are_those_that_a_claims_values_give(
    claims: dict[str, Any], changed: dict[str, str], roles: set[CallerRole]
) -> None:
    assert roles_in(claims, settings(**changed)) == roles


@pytest.mark.parametrize(
    ("claims", "changed"),
    [
        ({}, {}),
        ({"roles": ["cleaner"]}, {}),
        ({"roles": ["*"]}, {}),
        ({"roles": {"policy": True}}, {}),
        ({"roles": [7, None]}, {}),
        ({"email": "bo@x.example"}, {"role_claims": "email", "roles": "bo@x.example=policy"}),
        (
            {"email": "bo@x.example", "email_verified": "true"},
            {"role_claims": "email", "roles": "bo@x.example=policy"},
        ),
    ],
)
def test_an_account_whose_claims_give_no_role_is_not_let_in(
    claims: dict[str, Any], changed: dict[str, str]
) -> None:
    with pytest.raises(NotAllowed, match="SIGN_IN_ROLES"):
        roles_in(claims, settings(**changed))


@pytest.mark.parametrize(
    ("claims", "changed", "reach"),
    [
        ({"partnership": "north"}, {}, Reach(frozenset({"north"}))),
        ({"partnership": ["north", "south", "west"]}, {}, Reach(frozenset({"north", "south"}))),
        ({}, {}, NOWHERE),
        ({"partnership": "*"}, {}, NOWHERE),
        ({"partnership": "n"}, {"partnerships": "n=north"}, Reach(frozenset({"north"}))),
        ({"partnership": "north"}, {"partnerships": "n=north"}, NOWHERE),
        ({"partnership": "all"}, {"partnerships": "all=*"}, EVERYWHERE),
        ({}, {"partnerships": "*=north"}, Reach(frozenset({"north"}))),
    ],
)
def test_local_text_is_open_as_the_claims_say_and_never_by_a_claim_that_says_all(
    claims: dict[str, Any], changed: dict[str, str], reach: Reach
) -> None:
    assert reach_in(claims, settings(**changed), KNOWN) == reach


def test_an_owner_is_the_issuers_name_for_the_person_and_tells_nothing_of_it() -> None:
    ana = {"iss": "https://a.example", "sub": "ana"}
    others = ({**ana, "sub": "bo"}, {**ana, "iss": "https://b.example"})

    assert owner_in(ana) == owner_in({**ana, "name": "Ana", "iat": 7})
    assert len({owner_in(one) for one in (ana, *others)}) == 3
    assert "ana" not in owner_in(ana)


@pytest.mark.parametrize(
    ("claims", "name"),
    [({"name": "Ana", "email": "a@x"}, "Ana"), ({"preferred_username": "ana"}, "ana"), ({"name": ""}, None)],
)
def test_a_person_is_named_as_the_provider_names_them(claims: dict[str, str], name: str | None) -> None:
    assert name_in(claims) == name
