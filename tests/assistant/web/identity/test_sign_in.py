"""The whole way through an identity provider that really listens, and every way of it that proves nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey

from assistant.channels.web.app import create_app
from assistant.channels.web.routes.sign_in import own_address
from assistant.settings import AssistantSettings
from tests.assistant.web.identity.arriving import by_session, gate_with, session_in, sign_in_settings
from tests.assistant.web.identity.provider import LocalProvider, provider_listening
from tests.assistant.web.page import page_of
from tests.fakes import NOW, FakeAssistant


@pytest.fixture
def provider() -> Iterator[LocalProvider]:
    with provider_listening() as listening:
        yield listening


def browser_at(provider: LocalProvider, settings: AssistantSettings, **changed: Any) -> TestClient:
    sign_in = sign_in_settings(issuer=provider.url, **changed)
    return by_session(create_app(FakeAssistant(), settings, gate=gate_with(sign_in)), None)


@pytest.fixture
def person(provider: LocalProvider, settings: AssistantSettings) -> TestClient:
    return browser_at(provider, settings)


def way_back(person: TestClient, provider: LocalProvider, next: str = "/") -> str:
    sent = person.get("/sign-in", params={"next": next})
    assert sent.status_code == 302
    return provider.sign_in_at(sent.headers["location"])


def test_a_person_signs_in_and_is_where_they_were_going(person: TestClient, provider: LocalProvider) -> None:
    turned = person.get("/answers/answered?thanks=1")
    assert (turned.status_code, turned.headers["location"]) == (
        303,
        "/sign-in?next=%2Fanswers%2Fanswered%3Fthanks%3D1",
    )

    back = person.get(way_back(person, provider, "/answers/answered?thanks=1"))

    assert (back.status_code, back.headers["location"]) == (303, "/answers/answered?thanks=1")
    assert "Signed in as Ana" in person.get("/").text
    assert provider.failures == []


def test_the_cookie_is_closed_to_scripts_and_to_other_sites(
    person: TestClient, provider: LocalProvider
) -> None:
    cookie = person.get(way_back(person, provider)).headers["set-cookie"].lower()

    assert cookie.startswith("session=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert f"max-age={8 * 3600}" in cookie


def test_over_https_the_cookie_is_bound_to_the_host(
    provider: LocalProvider, settings: AssistantSettings
) -> None:
    page = "https://guidance.example"
    person = browser_at(provider, settings, page_url=page)
    person.base_url = page

    cookie = person.get("/sign-in").headers["set-cookie"]

    assert cookie.startswith("__Host-session=")
    assert "secure" in cookie.lower()


@pytest.mark.parametrize(
    ("page", "told"), [("https://guidance.example", "max-age=31536000"), ("http://127.0.0.1", None)]
)
def test_a_browser_is_told_to_come_by_https_alone_where_the_page_is_reached_so(
    provider: LocalProvider, settings: AssistantSettings, page: str, told: str | None
) -> None:
    person = browser_at(provider, settings, page_url=page)
    person.base_url = page

    assert person.get("/signed-out").headers.get("strict-transport-security") == told


def test_the_session_is_another_after_signing_in(person: TestClient, provider: LocalProvider) -> None:
    back = way_back(person, provider)
    before = session_in(person.cookies["session"])

    person.get(back)

    after = session_in(person.cookies["session"])
    assert list(after) == ["person"]
    assert not set(after) & set(before)


def test_two_sign_ins_of_a_person_are_one_owner_and_two_sessions(
    provider: LocalProvider, settings: AssistantSettings
) -> None:
    sessions = []
    for person in (browser_at(provider, settings), browser_at(provider, settings)):
        person.get(way_back(person, provider))
        sessions.append(session_in(person.cookies["session"])["person"])

    assert sessions[0]["owner"] == sessions[1]["owner"]
    assert sessions[0]["genuine"] != sessions[1]["genuine"]
    assert "ana-1" not in str(sessions)


TIMES = {"iat", "nbf", "exp"}

# Times are seconds from now.
WRONG: list[dict[str, Any]] = [
    {"nonce": "another"},
    {"nonce": None},
    {"iss": "https://elsewhere.example"},
    {"iss": None},
    {"aud": "another-client"},
    {"aud": ["guidance", "another-client"], "azp": "another-client"},
    {"exp": -3600},
    {"exp": None},
    {"iat": 900, "nbf": 900, "exp": 1800},
    {"sub": None},
]


@pytest.mark.parametrize("changed", WRONG, ids=str)
def test_a_token_that_proves_nothing_lets_nobody_in(
    person: TestClient, provider: LocalProvider, changed: dict[str, Any]
) -> None:
    now = int(time.time())
    provider.changed = {
        name: now + value if name in TIMES and value is not None else value for name, value in changed.items()
    }

    refused = person.get(way_back(person, provider))

    assert refused.status_code == 400
    assert "The sign-in did not work" in refused.text
    assert "person" not in session_in(str(person.cookies.get("session", "e30=..")))
    assert person.get("/").status_code == 303


def test_a_token_signed_by_another_key_lets_nobody_in(person: TestClient, provider: LocalProvider) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})

    assert person.get(way_back(person, provider)).status_code == 400


@pytest.mark.parametrize("query", ["code=x&state=made-up", "code=x", "error=access_denied", ""])
def test_an_answer_that_was_not_asked_for_lets_nobody_in(person: TestClient, query: str) -> None:
    assert person.get(f"/sign-in/return?{query}").status_code == 400


def test_an_answer_to_another_browser_lets_nobody_in(
    person: TestClient, provider: LocalProvider, settings: AssistantSettings
) -> None:
    theirs = way_back(browser_at(provider, settings), provider)
    way_back(person, provider)

    assert person.get(theirs).status_code == 400


def test_an_answer_lets_somebody_in_once(person: TestClient, provider: LocalProvider) -> None:
    back = way_back(person, provider)

    assert person.get(back).status_code == 303
    assert person.get(back).status_code == 400


def test_an_address_at_which_another_issuer_answers_is_not_used(
    person: TestClient, provider: LocalProvider
) -> None:
    provider.issuer = "https://elsewhere.example"

    refused = person.get("/sign-in")

    assert refused.status_code == 503
    assert f"The identity provider at {provider.url} cannot be used" in refused.text


def test_a_provider_that_cannot_be_reached_is_said_to_be(settings: AssistantSettings) -> None:
    nobody = LocalProvider(url="http://127.0.0.1:9")

    refused = browser_at(nobody, settings).get("/sign-in")

    assert refused.status_code == 503
    assert "SIGN_IN_ISSUER" in refused.text


def test_an_account_without_a_role_is_not_let_in(person: TestClient, provider: LocalProvider) -> None:
    provider.claims["roles"] = ["cleaner"]

    refused = person.get(way_back(person, provider))

    assert refused.status_code == 403
    assert "Your account has no role in this service" in refused.text
    assert page_of(refused).values("a", "href") == ["#page-content", "/sign-in", "/docs"]
    assert person.get("/").status_code == 303


def test_roles_and_partnerships_come_from_the_claims(
    provider: LocalProvider, settings: AssistantSettings
) -> None:
    provider.claims = {"sub": "bo", "realm_access": {"roles": ["guidance-team"]}, "groups": ["/otherton"]}
    person = browser_at(
        provider,
        settings,
        role_claims="realm_access.roles",
        roles="guidance-team=policy",
        partnership_claims="groups",
        partnerships="/otherton=otherton,/everyone=*",
    )

    person.get(way_back(person, provider))

    held = session_in(person.cookies["session"])["person"]
    assert (held["roles"], held["partnerships"]) == (["policy", "practitioner"], ["otherton"])


def test_a_person_signs_out_and_is_nobody(person: TestClient, provider: LocalProvider) -> None:
    person.get(way_back(person, provider))
    word = session_in(person.cookies["session"])["person"]["genuine"]

    out = person.post("/sign-out", data={"genuine": word})

    assert (out.status_code, out.headers["location"]) == (303, "/signed-out")
    assert f'href="{provider.url}/end?client_id=guidance"' in person.get("/signed-out").text
    assert person.get("/").status_code == 303


def test_a_session_ends_after_its_hours(provider: LocalProvider, settings: AssistantSettings) -> None:
    person = browser_at(provider, settings, hours=0.5)
    person.get(way_back(person, provider))

    until = session_in(person.cookies["session"])["person"]["until"]

    assert until == NOW.replace(hour=10, minute=0).isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("address", "led_to"),
    [
        ("/answers/a?b=c", "/answers/a?b=c"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_nobody_is_led_elsewhere_after_signing_in(address: str, led_to: str) -> None:
    assert own_address(address) == led_to


def test_on_this_machine_there_is_no_sign_in(browser: TestClient) -> None:
    assert browser.get("/sign-in").status_code == 404
