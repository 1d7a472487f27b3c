"""A second opinion on statements from an entailment model: the only file that knows its engine."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from assistant.errors import ConfigurationError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

ENTAILMENT = "entailment"


class Entails(Protocol):
    """Does one text follow from another; tests pass a small one of their own."""

    def entails(self, premise: str, statement: str) -> bool: ...


class EntailmentModel:
    """A sentence-transformers CrossEncoder that tells entailment, neutral and contradiction apart.

    Loaded at first use. Raises ConfigurationError if it cannot be, or if its labels name no entailment.
    """

    def __init__(self, location: str) -> None:
        self._location = location

    def entails(self, premise: str, statement: str) -> bool:
        model, label = self._loaded
        return int(model.predict([(premise, statement)], show_progress_bar=False)[0].argmax()) == label

    @cached_property
    def _loaded(self) -> tuple[CrossEncoder, int]:
        from sentence_transformers import CrossEncoder

        try:
            model = CrossEncoder(self._location, device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            raise ConfigurationError(
                f"entailment model {self._location!r} could not be loaded ({error}); set "
                "ASSISTANT_ENTAILMENT_MODEL to a CrossEncoder's name or folder, or unset it"
            ) from error
        return model, self._entailment(model.config.id2label)

    def _entailment(self, labels: dict[int, str]) -> int:
        found = [number for number, label in labels.items() if label.casefold() == ENTAILMENT]
        if not found:
            names = ", ".join(labels.values())
            raise ConfigurationError(
                f"ASSISTANT_ENTAILMENT_MODEL {self._location!r} has the labels {names}; "
                f"use a model that has {ENTAILMENT!r} among them"
            )
        return int(found[0])
