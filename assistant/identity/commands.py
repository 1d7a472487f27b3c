"""The commands about API keys: create, list and revoke."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from pydantic import ValidationError

from assistant.errors import AssistantError
from assistant.identity.caller import ALL, Scope
from assistant.settings import AssistantSettings
from ingest.errors import IngestError
from ingest.settings import IngestSettings

if TYPE_CHECKING:
    from assistant.identity.keys import Keys
    from assistant.store.keys import ApiKey

FAILED_EXIT = 1

Label = Annotated[str, typer.Argument(help="What the key is for, so that it is known again.")]
Scopes = Annotated[
    list[Scope], typer.Option("--scope", help="A part of the API that it opens; repeat for more.")
]
Places = Annotated[
    list[str] | None,
    typer.Option("--partnership", help="Whose local text it opens; repeat for more, * for all."),
]
Days = Annotated[int, typer.Option(min=1, max=3650, help="Days until it expires.")]
KeyId = Annotated[str, typer.Argument(help="The key's id, as the list shows it.")]


def add_keys(app: typer.Typer) -> None:
    keys = typer.Typer(help="API keys of services.", no_args_is_help=True)
    keys.command("create")(create)
    keys.command("list")(list_keys)
    keys.command("revoke")(revoke)
    app.add_typer(keys, name="keys")


def create(label: Label, scopes: Scopes, partnerships: Places = None, days: Days = 365) -> None:
    """Create a key. It is shown this once, and kept only as a digest."""
    named = partnerships or []
    with _kept() as keys:
        unknown = sorted({*named} - {ALL, *_partnerships()})
        if unknown:
            _fail(f"There is no partnership {unknown[0]!r}; use one of: {', '.join(_partnerships())}, or *")
        issued = keys.issue(label, scopes, named, timedelta(days=days))
    typer.echo(
        f"Key {issued.key.id}, until {issued.key.expires_at:%d %B %Y}. It is not shown again:", err=True
    )
    typer.echo(issued.token)


def list_keys() -> None:
    """List the keys, with what each opens and when it was last used."""
    with _kept() as keys:
        held, now = keys.store.every(), keys.now()
    typer.echo("\n".join(_said(key, now) for key in held) or "There is no key yet.")


def revoke(key_id: KeyId) -> None:
    """Revoke a key, at once and for good."""
    with _kept() as keys:
        key = keys.store.revoke(key_id, keys.now())
    typer.echo(f"Key {key.id} ({key.label}) opens nothing any more.")


def _said(key: ApiKey, now: datetime) -> str:
    state = "valid" if key.is_valid(now) else "revoked" if key.revoked_at else "expired"
    used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never"
    opens = f"{', '.join(key.scopes)}; local text of {', '.join(key.partnerships) or 'none'}"
    return (
        f"{key.id}  {state}  {key.label}\n    {opens}\n    until {key.expires_at:%Y-%m-%d}; last used {used}"
    )


@contextmanager
def _kept() -> Iterator[Keys]:
    from assistant.identity.keys import open_keys  # imported here, so that --help is fast

    try:
        yield open_keys(AssistantSettings())
    except ValidationError as error:
        _fail(f"The settings in the environment or .env are wrong: {error.errors()[0]['msg']}")
    except (AssistantError, IngestError) as error:
        _fail(str(error))


def _partnerships() -> list[str]:
    from ingest.sources.register import load_register

    return [one.id for one in load_register(IngestSettings().docs_dir).partnerships]


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(FAILED_EXIT)
