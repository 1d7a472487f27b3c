"""A language model behind one call: within its time, never traced, its provider's errors made ours."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain.agents.structured_output import StructuredOutputError
from langchain.chat_models import init_chat_model
from langchain_core.exceptions import ContextOverflowError, ModelTimeoutError, OutputParserException
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_openai.chat_models.base import OpenAIRefusalError
from langsmith import tracing_context
from openai import ContentFilterFinishReasonError, LengthFinishReasonError, OpenAIError
from pydantic import BaseModel, ValidationError

from assistant.errors import ComposeFailed, ConfigurationError, Failure
from assistant.settings import AssistantSettings

Result = TypeVar("Result")
Shape = TypeVar("Shape", bound=BaseModel)

MOST_TOKENS_OUT = 1200
WORTH_ANOTHER_TRY = (Failure.STRUCTURE, Failure.FAULT)
FINISHES = ("finish_reason", "stop_reason", "done_reason")
CUT_OFF = frozenset({"length", "max_tokens", "MAX_TOKENS"})
REFUSALS = frozenset({"content_filter", "refusal", "SAFETY", "PROHIBITED_CONTENT"})


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for one question, tries included; tokens for one call, of which a quarter may be written."""

    seconds: float
    tokens: int

    @property
    def tokens_out(self) -> int:
        return min(MOST_TOKENS_OUT, self.tokens // 4)

    @property
    def tokens_in(self) -> int:
        return self.tokens - self.tokens_out


class Chat:
    """Asks for replies of a given shape."""

    def __init__(self, model: BaseChatModel, limits: Limits) -> None:
        self.model = model
        self.limits = limits

    def reply(self, instructions: str, message: str, shape: type[Shape]) -> Shape:
        """Raises ComposeFailed; a second try is made of what may go better, in the time that is left."""
        end = monotonic() + self.limits.seconds
        asked = [("system", instructions), ("human", message)]
        shaped = self.model.with_structured_output(shape, include_raw=True)

        def attempt() -> Shape:
            return _shaped(bounded(lambda: shaped.invoke(asked), end - monotonic()), shape)

        try:
            return attempt()
        except ComposeFailed as failed:
            if failed.reason not in WORTH_ANOTHER_TRY:
                raise
        return attempt()


def open_chat(settings: AssistantSettings) -> Chat:
    """The configured model; no connection is made yet. Raises ConfigurationError."""
    limits = Limits(settings.model_seconds, settings.model_tokens)
    key = settings.model_api_key
    given: dict[str, Any] = {
        "base_url": settings.model_base_url,
        "api_key": key.get_secret_value() if key else None,
    }
    try:
        model = init_chat_model(
            settings.model or "",
            temperature=0,
            timeout=limits.seconds,
            max_tokens=limits.tokens_out,
            max_retries=0,
            **{name: value for name, value in given.items() if value},
        )
    except (ImportError, ValueError, OpenAIError) as error:
        raise ConfigurationError(
            f"the language model {settings.model!r} cannot be used; "
            "check ASSISTANT_MODEL, ASSISTANT_MODEL_API_KEY and that the provider's package is installed"
        ) from error
    return Chat(model, limits)


def bounded(call: Callable[[], Result], seconds: float) -> Result:
    """The call's result. Raises ComposeFailed where it takes longer or fails, whatever its provider raises.

    A call past its time is left to end by itself: its own time limit is the same.
    """
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="language-model")
    future = pool.submit(_untraced, call)
    pool.shutdown(wait=False)
    try:
        error = future.exception(max(seconds, 0))
    except TimeoutError as late:
        raise ComposeFailed(Failure.TIME, "the language model took too long") from late
    if error:
        raise _as_ours(error) from error
    return future.result()


def check_finish(message: AIMessage) -> None:
    """Raises ComposeFailed if the model was cut off or refused."""
    finishes = {message.response_metadata.get(name) for name in FINISHES}
    if finishes & CUT_OFF:
        raise ComposeFailed(Failure.BUDGET, "the language model was cut off; raise ASSISTANT_MODEL_TOKENS")
    if finishes & REFUSALS or message.additional_kwargs.get("refusal"):
        raise ComposeFailed(Failure.REFUSED, "the language model refused")


def _untraced(call: Callable[[], Result]) -> Result:
    """No tracer sees a question, even where the environment asks for one."""
    with tracing_context(enabled=False):
        return call()


def _shaped(given: Any, shape: type[Shape]) -> Shape:
    check_finish(given["raw"])
    parsed, problem = given["parsed"], given["parsing_error"]
    if isinstance(problem, OpenAIRefusalError):
        raise ComposeFailed(Failure.REFUSED, "the language model refused") from problem
    if not isinstance(parsed, shape):
        raise ComposeFailed(
            Failure.STRUCTURE, f"the language model's reply is no {shape.__name__}"
        ) from problem
    return parsed


def _as_ours(error: BaseException) -> ComposeFailed:
    if isinstance(error, ComposeFailed):
        return error
    kind = type(error).__name__
    reasons: dict[Failure, tuple[type[BaseException], ...]] = {
        Failure.TIME: (ModelTimeoutError, TimeoutError),
        Failure.BUDGET: (ContextOverflowError, LengthFinishReasonError, ModelCallLimitExceededError),
        Failure.REFUSED: (ContentFilterFinishReasonError, OpenAIRefusalError),
        Failure.STRUCTURE: (OutputParserException, StructuredOutputError, ValidationError),
    }
    reason = next((one for one, kinds in reasons.items() if isinstance(error, kinds)), Failure.FAULT)
    return ComposeFailed(reason, f"the language model failed: {kind}; check ASSISTANT_MODEL_*")
