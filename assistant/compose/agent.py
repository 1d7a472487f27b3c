"""A question to points by a language model that may search further, where one search does not do."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic
from typing import Any

from langchain.agents import AgentState, create_agent
from langchain.agents.middleware import AgentMiddleware, ModelCallLimitMiddleware, ModelRetryMiddleware
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.runtime import Runtime

from assistant.chat import Chat, bounded, check_finish
from assistant.compose.asking import labels_for, message_for
from assistant.compose.base import Material
from assistant.compose.lookups import MOST_LOOKUPS, Lookups
from assistant.compose.statements import Reply, drafts_of
from assistant.errors import ComposeFailed, Failure
from assistant.models import Draft
from assistant.prompts import read_prompt

MOST_CALLS = MOST_LOOKUPS + 2


class Agent:
    """Calls the model until it answers, at most eight times within the chat's time."""

    name = "agent"

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._instructions = f"{read_prompt('rules')}\n\n{read_prompt('agent')}"

    def compose(self, material: Material) -> tuple[Draft, ...]:
        seconds = self._chat.limits.seconds
        labels = labels_for(material, self._instructions, self._chat.limits.tokens_in)
        running = create_agent(
            self._chat.model,
            Lookups(material.library, labels).tools,
            system_prompt=self._instructions,
            middleware=[
                InTime(monotonic() + seconds),
                ModelCallLimitMiddleware(run_limit=MOST_CALLS, exit_behavior="error"),
                ModelRetryMiddleware(max_retries=1, on_failure="error", initial_delay=0.2),
            ],
            response_format=Reply,
        )
        message = message_for(material, labels, labels.room_tokens // 2)
        state = bounded(lambda: running.invoke({"messages": [HumanMessage(message)]}), seconds)
        return drafts_of(_reply(state), labels)


class InTime(AgentMiddleware[Any, Any]):
    """Stops a run that is past its time, which nobody waits for any longer."""

    def __init__(self, end: float) -> None:
        super().__init__()
        self._end = end

    def before_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> None:  # noqa: ARG002
        if monotonic() > self._end:
            raise ComposeFailed(Failure.TIME, "the language model took too long")


def _reply(state: Mapping[str, Any]) -> Reply:
    for message in state["messages"]:
        if isinstance(message, AIMessage):
            check_finish(message)
    reply = state.get("structured_response")
    if not isinstance(reply, Reply):
        raise ComposeFailed(Failure.STRUCTURE, "the language model ended without a reply of the given shape")
    return reply
