"""A chat model that answers from a queue and keeps what it was asked, and the material it is given."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from pydantic import Field

from assistant.compose.base import Material
from assistant.models import Layer, Passage
from ingest.chunks import chunks_of
from ingest.models import Authority, Source
from ingest.parse.markdown import parse_markdown
from ingest.sections import sections_of

NUMBERS = count(1)
Script = AIMessage | Exception | Callable[[], AIMessage]


def calls(name: str, **arguments: Any) -> AIMessage:
    """The model's call of a tool."""
    return AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": f"call-{next(NUMBERS)}"}])


def says(*statements: tuple[str, str], part: str = "guidance") -> AIMessage:
    """A reply: pairs of labels, separated by spaces, and text."""
    return calls(
        "Reply",
        statements=[{"labels": labels.split(), "text": text, "part": part} for labels, text in statements],
    )


class ScriptedModel(BaseChatModel):
    """Gives the next of its script, or raises it.

    `asked` are the messages of each call, `watchers` what was told of them.
    """

    script: list[Any] = Field(default_factory=list)
    asked: list[list[BaseMessage]] = Field(default_factory=list)
    watchers: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],  # noqa: ARG002
        *,
        tool_choice: str | None = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> Runnable[LanguageModelInput, AIMessage]:
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ARG002
    ) -> ChatResult:
        self.asked.append(messages)
        self.watchers += [type(one).__name__ for one in run_manager.handlers] if run_manager else []
        step: Script = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        message = step if isinstance(step, AIMessage) else step()
        return ChatResult(generations=[ChatGeneration(message=message)])

    def seen(self, call: int = -1) -> str:
        """Everything the model read in one call."""
        return "\n".join(str(message.content) for message in self.asked[call])


def scripted(*script: Script) -> ScriptedModel:
    return ScriptedModel(script=list(script))


def passage(
    text: str, *, title: str = "Sharing guidance", partnership: str | None = None, rule: str = "Rule"
) -> Passage:
    source_id = "-".join(re.findall(r"[a-z0-9]+", title.lower()))
    [section] = sections_of(parse_markdown(f"# {title}\n\n## {rule}\n\n{text}\n".encode()), source_id)
    source = Source(
        id=source_id,
        title=title,
        publisher="Exampleshire" if partnership else "Department for Education",
        url="https://example.org/",
        authority=Authority.LOCAL_PROTOCOL if partnership else Authority.STATUTORY_GUIDANCE,
        licence="MIT",
        version="1",
        partnership=partnership,
    )
    return Passage(chunks_of([section], 400)[0], section, source, 1.0)


NATIONAL = passage("Consent is not needed where a child is at risk. Record the decision and the reasons.")
LOCAL = passage("Ring the hub on the day.", title="Hub protocol", partnership="exampleshire")


@dataclass
class FakeLibrary:
    """Finds the passages of a layer whatever is searched for; `searched` are the words."""

    held: tuple[Passage, ...] = ()
    searched: list[tuple[str, Layer]] = field(default_factory=list)

    def search(self, text: str, layer: Layer) -> tuple[Passage, ...]:
        self.searched.append((text, layer))
        return tuple(one for one in self.held if one.layer is layer)

    def open(self, section_id: str) -> Passage | None:
        return next((one for one in self.held if one.section.id == section_id), None)

    def define(self, term: str) -> str | None:
        return {"MASH": "Multi-agency safeguarding hub."}.get(term)


def material(
    *passages: Passage, question: str = "Do I need consent?", library: FakeLibrary | None = None
) -> Material:
    return Material(question, "health_visitor", passages or (NATIONAL, LOCAL), library or FakeLibrary())
