"""Fits low-rank changes of an embedding model's weights to a loss."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any, TypeVar

from ingest.embed import Alteration, LowRank, TransformerEmbedder

if TYPE_CHECKING:
    from torch import Tensor

RANK = 8
IN_LAYERS = ".layer."
ALTERED = ("query.weight", "value.weight", "dense.weight")
BATCH = 64
RATE = 1e-3
RATE_BESIDE = 1e-2
STEPS_TO_FULL_RATE = 20

Item = TypeVar("Item")


class Fitting:
    """A model whose weights are what the embedder's are and, once it is fitted, what was added to them."""

    def __init__(self, embedder: TransformerEmbedder, layers: int | None = None) -> None:
        self._model = embedder.altered(Alteration(layers=layers)).model
        self._full = {id(weight): name for name, weight in self._model.named_parameters()}
        self._pairs: dict[str, tuple[Tensor, Tensor]] = {}

    def read(self, texts: Sequence[str]) -> Mapping[str, Tensor]:
        """`sentence_embedding` (n, d), `token_embeddings` (n, t, d) and `attention_mask` (n, t)."""
        from torch.func import functional_call

        sums = {
            self._full[id(weight)]: weight.detach() + self._pairs[name][0] @ self._pairs[name][1]
            for name, weight in self._weights()
            if self._pairs
        }
        read: Mapping[str, Tensor] = functional_call(
            self._model, sums, (self._model.preprocess(list(texts)),)
        )
        return read

    def minimise(
        self,
        items: Sequence[Item],
        loss: Callable[[Sequence[Item]], Tensor],
        epochs: int,
        beside: Sequence[Tensor] = (),
    ) -> None:
        """Fits what is added, and the weights `beside` it, to the mean loss of the items; takes minutes."""
        import torch

        self._pairs = {name: _nothing(weight) for name, weight in self._weights()}
        narrow = [one for pair in self._pairs.values() for one in pair]
        steps = ceil(len(items) / BATCH) * epochs
        groups: list[dict[str, Any]] = [{"params": narrow}, {"params": list(beside), "lr": RATE_BESIDE}]
        optimiser = torch.optim.AdamW(groups, RATE, weight_decay=0.0)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _share_of_rate(step, steps))
        self._model.train()
        for _ in range(epochs):
            drawn = [items[place] for place in torch.randperm(len(items)).tolist()]
            for start in range(0, len(drawn), BATCH):
                optimiser.zero_grad()
                loss(drawn[start : start + BATCH]).backward()  # type: ignore[no-untyped-call]
                optimiser.step()
                schedule.step()
        self._model.eval()

    @property
    def added(self) -> Mapping[str, LowRank]:
        return {name: LowRank(*(one.detach().numpy() for one in pair)) for name, pair in self._pairs.items()}

    def _weights(self) -> Iterator[tuple[str, Tensor]]:
        """Those that are added to, by their names."""
        inner: Any = self._model.transformers_model
        for name, weight in inner.named_parameters():
            if IN_LAYERS in name and name.endswith(ALTERED):
                yield name, weight


def _nothing(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Two narrow matrices whose product is at first nought."""
    import torch

    rows, columns = weight.shape
    up, down = torch.zeros(rows, RANK), torch.randn(RANK, columns) / sqrt(columns)
    return up.requires_grad_(), down.requires_grad_()


def _share_of_rate(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / STEPS_TO_FULL_RATE) * (1 - step / steps)
