"""Commands: ask a question, serve the web application, look again at answers that were kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer
from pydantic import ValidationError
from pydantic_settings import BaseSettings
from rich.console import Console

from assistant.channels.opening import open_assistant, warn_if_not_ready
from assistant.channels.roles import Role
from assistant.errors import AssistantError, NotTaken
from assistant.identity.commands import add_keys
from assistant.identity.settings import SignInSettings
from assistant.record.formats import Format, render
from assistant.settings import LOOPBACK_HOSTS, AssistantSettings
from ingest.errors import IngestError

if TYPE_CHECKING:
    from assistant.channels.mcp.serving import Admission

Settings = TypeVar("Settings", bound=BaseSettings)

LOOPBACK = LOOPBACK_HOSTS[0]
REFUSED_EXIT = 2
FAILED_EXIT = 1

# a command's context carries what opens the assistant
app = typer.Typer(
    help="Verbatim, cited safeguarding guidance.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="What you want to know, without names.")],
    partnership: Annotated[
        list[str] | None, typer.Option(help="Whose local protocols to look in; twice for two areas.")
    ] = None,
    role: Annotated[Role | None, typer.Option(help="Who is asking.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
) -> None:
    """Ask a question and read the answer here."""
    from assistant.channels.cli import terminal_answer, urgent_panel  # imported here, so that --help is fast
    from assistant.models import Question

    settings = _read(AssistantSettings)
    named = [*(partnership or ()), None, None]
    first, second = named[0] or settings.partnership, named[1]
    asked = Question(question, first, role, second)
    with _clear_errors():
        assistant = context.obj(settings)
        try:
            answer = assistant.ask(asked)
        except NotTaken as error:
            if error.urgent:
                Console(stderr=True).print(urgent_panel(error.urgent))
            _fail(str(error), REFUSED_EXIT)
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
    else:
        Console().print(terminal_answer(answer, assistant.partnerships()))


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes that answer; each holds the models.")
    ] = None,
) -> None:
    """Serve the page and the API."""
    from assistant.channels.web import serving  # imported here, so that --help is fast
    from assistant.channels.web.build import build_web
    from assistant.channels.web.workers import kept_apart

    settings, sign_in = _read(AssistantSettings), _read(SignInSettings)
    settings = settings.model_copy(update={"workers": workers or settings.workers})
    address = host or settings.host
    to_do = serving.exposure(address, settings.allowed_hosts, sign_in) or kept_apart(settings, sign_in)
    if to_do is not None:
        _fail(to_do, REFUSED_EXIT)
    make = partial(build_web, context.obj, settings, sign_in)
    with _clear_errors(), serving.listen(address, settings.port if port is None else port) as listening:
        if settings.workers == 1:
            serving.run(make(), listening, _announce, sign_in.proxies)
        else:
            serving.run_workers(make, settings.workers, listening, _announce, sign_in.proxies)


@app.command()
def slack(context: typer.Context) -> None:
    """Answer in Slack, until it is interrupted."""
    from assistant.channels.slack import settings as slack_settings  # imported here, so that --help is fast

    known = _read(slack_settings.SlackSettings)
    to_do = slack_settings.missing(known)
    if to_do is not None:
        _fail(to_do, REFUSED_EXIT)
    from assistant.channels.slack.build import build_slack
    from assistant.channels.slack.serving import run

    settings = _read(AssistantSettings)
    with _clear_errors():
        assistant = context.obj(settings)
        warn_if_not_ready(assistant)
        run(build_slack(settings, known, assistant), typer.echo)


@app.command()
def mcp(
    context: typer.Context,
    partnership: Annotated[
        str | None, typer.Option(help="Whose protocols the tools read besides national guidance.")
    ] = None,
    http: Annotated[bool, typer.Option("--http", help="Serve over HTTP, at /mcp.")] = False,
    host: Annotated[str, typer.Option(help="Address for --http; programs elsewhere need keys.")] = LOOPBACK,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port for --http; 0 takes a free one.")] = 8001,
) -> None:
    """Be the tools of another assistant: search, open a section, answer, over stdin and stdout."""
    from assistant.channels.mcp import serving  # imported here, so that --help is fast
    from assistant.channels.mcp.answering import Tools
    from assistant.channels.web.serving import listen
    from assistant.identity.keys import open_keys

    settings = _read(AssistantSettings)
    by_key = http and serving.is_reached_by_others(host, settings.allowed_hosts)
    with _clear_errors():
        admission = _mcp_admission(settings, host, partnership) if by_key else None
        assistant = context.obj(settings)
        warn_if_not_ready(assistant)
        tools = Tools(assistant, date.today)
        asker = serving.asker_for(assistant, partnership or settings.partnership)
        if not http:
            serving.run_stdio(tools, asker)
            return
        with listen(host, port) as listening:
            if admission:
                serving.run_http_by_key(tools, admission, listening, _complain)
            else:
                serving.run_http(tools, asker, open_keys(settings), listening, _complain)


@app.command()
def record(
    answer_id: Annotated[str, typer.Argument(help="The reference shown with the answer.")],
    form: Annotated[Format, typer.Option("--format", help="The kind of file.")] = Format.MARKDOWN,
    out: Annotated[Path | None, typer.Option(help="File to write; none writes to the terminal.")] = None,
) -> None:
    """Make a note for the case file of an answer that was kept."""
    from assistant.kept import kept_answers  # imported here, so that --help is fast
    from assistant.record.note import record_note
    from ingest.settings import IngestSettings
    from ingest.sources.register import load_register

    with _clear_errors():
        answer = kept_answers(_read(AssistantSettings)).get(answer_id)
        note = record_note(answer, load_register(IngestSettings().docs_dir).partnerships)
    _write(render(note, form), out)


@app.command()
def affected(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """List the answers that quoted text which has changed since."""
    from assistant import affected as affecting  # imported here, so that --help is fast
    from assistant.channels.cli import affected_answer
    from assistant.kept import kept_answers, serving_snapshot
    from ingest.settings import IngestSettings

    console, count = Console(), 0
    with _clear_errors():
        answers = kept_answers(_read(AssistantSettings)).every()
        for one in affecting.affected(answers, serving_snapshot(IngestSettings())):
            count += 1
            if as_json:
                typer.echo(json.dumps(asdict(one), default=str, ensure_ascii=False))
            else:
                console.print(affected_answer(one))
    if not as_json:
        typer.echo(f"{count} answers that were kept quoted text which has changed since.")


@app.command("draft-questions")
def draft_questions(
    partnership: Annotated[str, typer.Option(help="Whose documents to draft questions for.")],
) -> None:
    """Draft ways of asking for a partnership's own sections with the language model, for a person to read."""
    from assistant.build import open_drafter  # imported here, so that --help is fast
    from assistant.drafting import own_documents
    from ingest.settings import IngestSettings
    from ingest.sources.questions import questions_file, write_questions

    settings, ingest = _read(AssistantSettings), IngestSettings()
    if settings.model is None:
        _fail("Drafting questions needs a language model: set ASSISTANT_MODEL", REFUSED_EXIT)
    with _clear_errors():
        drafter, snapshot = open_drafter(settings, ingest)
        for source in own_documents(snapshot, partnership):
            document = ingest.docs_dir / (source.path or "")
            if questions_file(document).exists():
                typer.echo(f"{source.id}: has questions already; delete their file to draft again")
                continue
            drafted = drafter.draft(source, snapshot)
            kept = sum(map(len, drafted.lines.values()))
            where = f", in {write_questions(document, drafted.lines)}" if kept else ""
            failed = f"; no reply for {drafted.failed} sections" if drafted.failed else ""
            typer.echo(f"{source.id}: {kept} of {drafted.written} questions kept{where}{failed}")


add_keys(app)


def _mcp_admission(settings: AssistantSettings, host: str, partnership: str | None) -> Admission:
    """Ends the command where there is no key to come with."""
    from assistant.channels.mcp import serving
    from assistant.identity.keys import open_keys
    from assistant.identity.limiting import Limits

    keys, sign_in = open_keys(settings), _read(SignInSettings)
    to_do = serving.closed(host, settings.allowed_hosts, keys)
    if to_do is not None:
        _fail(to_do, REFUSED_EXIT)
    hosts, home = {*settings.allowed_hosts, host}, partnership or settings.partnership
    return serving.Admission(keys, Limits(sign_in), hosts, home, sign_in.proxies)


@contextmanager
def _clear_errors() -> Iterator[None]:
    try:
        yield
    except (AssistantError, IngestError) as error:
        _fail(str(error), FAILED_EXIT)


def _read(kind: type[Settings]) -> Settings:
    """From the environment or .env; ends the command where they are wrong."""
    prefix = kind.model_config.get("env_prefix", "")
    try:
        return kind()
    except ValidationError as error:
        faults = ((".".join(map(str, one["loc"])).upper(), one["msg"]) for one in error.errors())
        wrong = "; ".join(f"{prefix}{name}: {message}" for name, message in faults)
        _fail(f"The settings in the environment or .env are wrong. {wrong}", FAILED_EXIT)


def _write(content: bytes, out: Path | None) -> None:
    if out is None:
        typer.echo(content, nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        _fail(f"{out} cannot be written ({error.strerror}); name another file with --out", FAILED_EXIT)


def _complain(words: str) -> None:
    """To stderr, as stdout may be another program's."""
    typer.echo(words, err=True)


def _announce(address: str) -> None:
    typer.echo(f"Guidance assistant: {address}")


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


if __name__ == "__main__":
    app(obj=open_assistant)
