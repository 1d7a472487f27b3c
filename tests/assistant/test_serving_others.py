"""Whether the server may be reached by other machines, and the commands about keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant import __main__ as cli
from assistant.channels.mcp import serving as mcp_serving
from assistant.channels.web import serving
from tests.fakes import FakeAssistant

SIGN_IN = {
    "SIGN_IN_ISSUER": "https://login.example",
    "SIGN_IN_CLIENT_ID": "guidance",
    "SIGN_IN_CLIENT_SECRET": "hush",
    "SIGN_IN_PAGE_URL": "https://guidance.example",
    "SIGN_IN_SECRET": "s" * 40,
}
PARTNERSHIP = """
id: north
name: North
area: North
front_door: {name: North hub, phone: "01632 960001"}
out_of_hours: {name: North duty team, phone: "01632 960002"}
"""


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def library(tmp_path: Path) -> None:
    home = tmp_path / "guidance_docs" / "local" / "north"
    home.mkdir(parents=True)
    (home / "partnership.yaml").write_text(PARTNERSHIP)
    (tmp_path / "guidance_docs" / "sources.yaml").write_text("sources: []\n")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, arguments, obj=lambda _settings: FakeAssistant())


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Stands in for the server's loop: what it was given to believe proxies by."""
    proxies: list[object] = []
    monkeypatch.setattr(serving, "run", lambda _app, _listening, _announce, given: proxies.append(given))
    return proxies


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "guidance.example"])  # noqa: S104
def test_without_sign_in_no_other_machine_is_let_in(ran: list[object], host: str) -> None:
    refused = run("serve", "--host", host, "--port", "0")

    assert refused.exit_code == 2
    assert f"{host} can be reached from other machines, and nobody signs in" in refused.stderr
    assert "--host 127.0.0.1, or set SIGN_IN_ISSUER" in refused.stderr
    assert ran == []


def test_without_sign_in_no_proxy_is_let_in(ran: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_ALLOWED_HOSTS", "127.0.0.1,guidance.example")

    refused = run("serve", "--port", "0")

    assert refused.exit_code == 2
    assert "ASSISTANT_ALLOWED_HOSTS lets in whoever comes by guidance.example" in refused.stderr
    assert ran == []


def test_with_sign_in_other_machines_are_let_in(ran: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (SIGN_IN | {"SIGN_IN_PROXIES": "127.0.0.1"}).items():
        monkeypatch.setenv(name, value)

    served = run("serve", "--host", "0.0.0.0", "--port", "0")  # noqa: S104

    assert served.exit_code == 0, served.stderr
    assert ran == [("127.0.0.1",)]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [(("--host", "0.0.0.0"), ""), ((), "guidance.example")],  # noqa: S104 - the address refused
    ids=str,
)
def test_the_tools_of_other_assistants_are_not_served_to_others_without_a_key(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], allowed: str
) -> None:
    ran: list[object] = []
    monkeypatch.setattr(mcp_serving, "run_http_by_key", lambda *given: ran.append(given[1]))
    monkeypatch.setenv("ASSISTANT_ALLOWED_HOSTS", allowed)

    refused = run("mcp", "--http", "--port", "0", *arguments)
    assert refused.exit_code == 2
    assert (
        "can be reached from other machines, and there is no valid API key. Make one with" in refused.stderr
    )
    assert ran == []

    assert run("keys", "create", "Tools", "--scope", "search").exit_code == 0
    served = run("mcp", "--http", "--port", "0", *arguments)
    assert served.exit_code == 0, served.stderr
    assert len(ran) == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"SIGN_IN_SECRET": ""}, "sign-in needs SIGN_IN_SECRET too"),
        ({"SIGN_IN_SECRET": "short"}, "SIGN_IN_SECRET: "),
        ({"SIGN_IN_ISSUER": "http://login.example"}, "would be read on the way: begin it with https://"),
        ({"SIGN_IN_PAGE_URL": "http://guidance.example"}, "would be read on the way"),
        ({"SIGN_IN_ROLES": "team=warden"}, "'warden' is no role: use one of practitioner, policy, admin"),
        ({"SIGN_IN_PARTNERSHIPS": "north"}, "'north' is no pair"),
    ],
    ids=str,
)
def test_settings_that_would_let_the_wrong_people_in_are_refused(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], told: str
) -> None:
    for name, value in (SIGN_IN | changed).items():
        monkeypatch.setenv(name, value)

    refused = run("serve", "--port", "0")

    assert refused.exit_code == 1
    assert told in refused.stderr


@pytest.mark.usefixtures("library")
def test_a_key_is_shown_once_listed_and_revoked() -> None:
    made = run(
        "keys", "create", "Reports", "--scope", "answers", "--scope", "search", "--partnership", "north"
    )
    token = made.stdout.strip()
    assert re.fullmatch(r"sgk_[0-9a-f]{12}_[A-Za-z0-9_-]{43}", token), made.stderr

    shown = run("keys", "list").stdout
    assert f"{token.split('_')[1]}  valid  Reports" in shown
    assert "answers, search; local text of north" in shown
    assert token.split("_", 2)[2] not in shown
    assert token.split("_", 2)[2].encode() not in Path("data/answers.db").read_bytes()

    assert "opens nothing any more" in run("keys", "revoke", token.split("_")[1]).stdout
    assert "revoked" in run("keys", "list").stdout


@pytest.mark.usefixtures("library")
def test_a_key_for_a_partnership_that_is_not_there_is_refused() -> None:
    refused = run("keys", "create", "Reports", "--scope", "answers", "--partnership", "nowhere")

    assert refused.exit_code == 1
    assert "There is no partnership 'nowhere'; use one of: north, or *" in refused.stderr


def test_a_key_that_is_not_there_cannot_be_revoked() -> None:
    refused = run("keys", "revoke", "abc")

    assert refused.exit_code == 1
    assert "There is no key 'abc'" in refused.stderr
