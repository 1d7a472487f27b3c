"""Errors as RFC 9457 problem details for programs, and as a page for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from assistant.channels.web.asking import urgent_in
from assistant.channels.web.headers import SECURITY_HEADERS
from assistant.channels.web.queueing import Busy
from assistant.channels.web.rendering import render, wants_html
from assistant.channels.web.state import wired
from assistant.errors import (
    AnswersUnavailable,
    KeyReused,
    NotAccepted,
    NotAllowed,
    NotFound,
    NotSignedIn,
    NotTaken,
    Occupied,
    QuestionRefused,
    SignInFailed,
    SignInUnavailable,
    StillWorking,
    TooMany,
    UnknownPartnership,
)
from assistant.models import Urgent
from ingest.errors import IndexMismatch, IndexMissing, StoreError

PROBLEM_JSON = "application/problem+json"
API = "/api/v1"


class FieldError(BaseModel):
    """What is wrong with one field, never its value."""

    field: str
    message: str


class Problem(BaseModel):
    """A problem detail (RFC 9457)."""

    model_config = ConfigDict(frozen=True)

    type: str = Field(description="Where this kind of problem is explained, or about:blank.")
    title: str = Field(description="The kind of problem, in words that do not vary.")
    status: int = Field(description="The HTTP status code.")
    detail: str | None = Field(None, description="What happened this time, and what to do.")
    instance: str | None = Field(None, description="The path that was asked for.")
    errors: tuple[FieldError, ...] | None = Field(None, description="The fields that are wrong, if any.")
    urgent: Urgent | None = Field(
        None, description="What to do first, where the question says that someone may be in danger now."
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem with a name of its own; `slug` is its anchor on the page of documentation."""

    slug: str
    status: int
    title: str
    meaning: str

    @property
    def type(self) -> str:
        return f"/docs#{self.slug}"


REFUSED = Kind(
    "question-refused",
    422,
    "The question cannot be taken as typed",
    "The question is empty or too long. Change it as the detail says.",
)
PARTNERSHIP = Kind(
    "unknown-partnership",
    422,
    "There is no such partnership",
    "Choose one of the partnerships that GET /api/v1/partnerships lists, or none.",
)
INVALID = Kind(
    "invalid-request",
    422,
    "The request is not valid",
    "A field is missing or wrong; the errors name each of them.",
)
KEY_REUSED = Kind(
    "key-reused",
    422,
    "The Idempotency-Key was used for another request",
    "A key stands for one request: send this one under a key of its own.",
)
STILL_WORKING = Kind(
    "still-working",
    409,
    "The same request is being worked on",
    "It came before under this Idempotency-Key: send it again in some seconds to read what it led to.",
)
WRONG_HOST = Kind(
    "wrong-host",
    421,
    "Misdirected request",
    "This host name is not one of ours.",
)
NO_LENGTH = Kind(
    "no-length",
    411,
    "Length required",
    "Send a Content-Length header.",
)
TOO_LARGE = Kind(
    "too-large",
    413,
    "Content too large",
    "The body is longer than any question.",
)
NO_JSON = Kind(
    "no-json",
    415,
    "The body is not JSON",
    "Send JSON, and say so: Content-Type: application/json.",
)
MISSING = Kind(
    "not-found",
    404,
    "Not found",
    "There is no such answer, conversation, source or page, or it is not open to whoever asks.",
)
NOT_SIGNED_IN = Kind(
    "not-signed-in",
    401,
    "You are not signed in",
    "Sign in, or send an API key that is valid still in the Authorization header, as Bearer.",
)
NOT_ALLOWED = Kind(
    "not-allowed",
    403,
    "You may not do this",
    "It needs a role or a scope that you do not have; the detail says which.",
)
TOO_MANY = Kind(
    "too-many",
    429,
    "You have asked too often",
    "Ask again after the number of seconds in the Retry-After header.",
)
SIGN_IN_FAILED = Kind(
    "sign-in-failed",
    400,
    "The sign-in did not work",
    "What came back from the identity provider proves nothing. Begin again.",
)
NO_SIGN_IN = Kind(
    "sign-in-unavailable",
    503,
    "Nobody can sign in now",
    "The identity provider cannot be used. The detail says what the operator has to check.",
)
NOT_READY = Kind(
    "not-ready",
    503,
    "The guidance cannot be searched yet",
    "The index is missing or cannot be read. The detail says what the operator has to run.",
)
NOT_KEPT = Kind(
    "answers-unavailable",
    503,
    "Earlier answers cannot be read now",
    "The database of answers cannot be used. The detail says what the operator has to check.",
)
OCCUPIED = Kind(
    "occupied",
    409,
    "Something else is being done",
    "Work of this kind goes on already, or could not be done. The detail says what to do.",
)
NOT_ACCEPTED = Kind(
    "not-accepted",
    422,
    "The document cannot be taken",
    "The detail says what is wrong with the file that was sent, and what to do.",
)
BUSY = Kind(
    "busy",
    503,
    "Too many questions at once",
    "Ask again after the number of seconds in the Retry-After header.",
)
BROKEN = Kind(
    "internal-error",
    500,
    "Something went wrong on our side",
    "This could not be done. Trying again may help; if it does not, tell whoever runs this service.",
)
KINDS = (
    REFUSED,
    PARTNERSHIP,
    INVALID,
    WRONG_HOST,
    NO_LENGTH,
    TOO_LARGE,
    NO_JSON,
    KEY_REUSED,
    STILL_WORKING,
    MISSING,
    NOT_SIGNED_IN,
    NOT_ALLOWED,
    TOO_MANY,
    SIGN_IN_FAILED,
    NO_SIGN_IN,
    NOT_READY,
    NOT_KEPT,
    OCCUPIED,
    NOT_ACCEPTED,
    BUSY,
    BROKEN,
)


KIND_OF: Mapping[type[Exception], Kind] = {
    QuestionRefused: REFUSED,
    UnknownPartnership: PARTNERSHIP,
    KeyReused: KEY_REUSED,
    StillWorking: STILL_WORKING,
    NotFound: MISSING,
    NotSignedIn: NOT_SIGNED_IN,
    NotAllowed: NOT_ALLOWED,
    TooMany: TOO_MANY,
    SignInFailed: SIGN_IN_FAILED,
    SignInUnavailable: NO_SIGN_IN,
    IndexMissing: NOT_READY,
    IndexMismatch: NOT_READY,
    StoreError: NOT_READY,
    AnswersUnavailable: NOT_KEPT,
    Occupied: OCCUPIED,
    NotAccepted: NOT_ACCEPTED,
}
FORESEEN: tuple[type[Exception], ...] = (*KIND_OF, Busy)


def problem_of(
    kind: Kind, request: Request, detail: str | None = None, urgent: Urgent | None = None
) -> Problem:
    return Problem(
        type=kind.type,
        title=kind.title,
        status=kind.status,
        detail=detail or kind.meaning,
        instance=request.url.path,
        urgent=urgent,
    )


def respond(request: Request, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The problem as a page where a person is reading and as problem+json everywhere else."""
    if wants_html(request):
        return render(request, "problem.html", {"problem": problem}, problem.status, headers)
    return as_json(problem, headers)


def as_json(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    body = problem.model_dump(mode="json", exclude_none=True)
    return JSONResponse(body, problem.status, headers, PROBLEM_JSON)


def install(app: FastAPI) -> None:
    """Let every error of the application end in `respond`."""
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(Exception, _on_fault)
    for error in FORESEEN:
        app.add_exception_handler(error, answer_to)


def problem_from(request: Request, error: Exception, urgent: Urgent | None = None) -> Problem:
    """`error` is of one of the types of KIND_OF, or Busy; `urgent` is what the request calls for anyway."""
    if isinstance(error, Busy):
        detail = f"Everyone is asking at once. Try again in {error.retry_after_seconds} seconds."
        return problem_of(BUSY, request, detail, error.urgent or urgent)
    kind = next(kind for known, kind in KIND_OF.items() if isinstance(error, known))
    said = error.urgent if isinstance(error, NotTaken | TooMany) else None
    return problem_of(kind, request, str(error), said or urgent)


def answer_to(request: Request, error: Exception, urgent: Urgent | None = None) -> Response:
    """`error` is of one of the types of FORESEEN."""
    return respond(request, problem_from(request, error, urgent), headers_of(error))


def headers_of(error: Exception) -> Mapping[str, str]:
    if isinstance(error, Busy | TooMany):
        return {"Retry-After": str(error.retry_after_seconds)}
    return {"WWW-Authenticate": "Bearer"} if isinstance(error, NotSignedIn) else {}


def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - narrows what Starlette types too widely
    if error.status_code == HTTPStatus.NOT_FOUND:
        return respond(request, problem_of(MISSING, request, _nothing_at(request.url.path)))
    if error.status_code == HTTPStatus.BAD_REQUEST and request.url.path.startswith(API):
        return respond(request, problem_of(INVALID, request, "The body is no JSON that can be read."))
    phrase = HTTPStatus(error.status_code).phrase
    detail = None if error.detail == phrase else error.detail
    problem = Problem(
        type="about:blank", title=phrase, status=error.status_code, detail=detail, instance=request.url.path
    )
    return respond(request, problem, error.headers)


def _nothing_at(path: str) -> str:
    if path.startswith("/api") and not path.startswith(API):
        return f"There is nothing at this address: the API is under {API}, as /docs describes it."
    return "There is nothing at this address."


def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    # pydantic's own report repeats the input, which may be the question: only place and message go out
    errors = tuple(
        FieldError(field=_field(each["type"], each["loc"]), message=each["msg"]) for each in error.errors()
    )
    urgent = urgent_in(wired(request), " ".join(_texts(error.body)))
    if any(each["loc"] == ("body",) for each in error.errors()) and not _says_json(request):
        return respond(request, problem_of(NO_JSON, request, urgent=urgent), {"Accept": "application/json"})
    return respond(request, problem_of(INVALID, request, urgent=urgent).model_copy(update={"errors": errors}))


def _field(kind: str, place: Sequence[str | int]) -> str:
    """Where JSON itself is broken its place is a character's, and no field's."""
    named = [] if kind == "json_invalid" else place[1:]
    return ".".join(map(str, named)) or "body"


def _says_json(request: Request) -> bool:
    """Whether the body is said to be JSON; outside the API nothing need be."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = media == "application/json" or (media.startswith("application/") and media.endswith("+json"))
    return is_json or not request.url.path.startswith(API)


def _texts(body: object) -> Iterator[str]:
    """Whatever was typed into a body, its shape being wrong."""
    if isinstance(body, bytes):
        yield body.decode(errors="replace")
    elif isinstance(body, str):
        yield body
    elif isinstance(body, Mapping):
        for each in body.values():
            yield from _texts(each)


def _on_fault(request: Request, _error: Exception) -> Response:
    # this one runs outside the middleware, so it brings the headers itself
    return respond(request, problem_of(BROKEN, request), SECURITY_HEADERS)
