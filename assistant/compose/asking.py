"""The question and the documents as one message to a language model, each marked off as material to read."""

from __future__ import annotations

from xml.sax.saxutils import escape

from assistant.compose.base import Material
from assistant.compose.labels import Labels, token_count
from assistant.errors import ComposeFailed, Failure


def labels_for(material: Material, instructions: str, tokens: int) -> Labels:
    """Labels with the room that is left. Raises ComposeFailed where that is none."""
    room = tokens - token_count(instructions) - token_count(_asked(material))
    if room <= 0:
        raise ComposeFailed(
            Failure.BUDGET, f"{tokens} tokens leave no room for a document; raise ASSISTANT_MODEL_TOKENS"
        )
    return Labels(room)


def message_for(material: Material, labels: Labels, most_tokens: int | None = None) -> str:
    shown = labels.show(material.passages, most_tokens)
    return f"{_asked(material)}\n\n<documents>\n{shown}\n</documents>"


def _asked(material: Material) -> str:
    role = (material.role or "not said").replace("_", " ")
    return f"<asker>{escape(role)}</asker>\n<question>\n{escape(material.question)}\n</question>"
