"""How often each caller may ask: counted in memory, or in a store that several processes share."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Mapping
from enum import StrEnum

from limits import RateLimitItemPerMinute
from limits.errors import ConfigurationError as NoSuchStorage
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from assistant.errors import ConfigurationError, TooMany
from assistant.identity.settings import SignInSettings

LOG = logging.getLogger(__name__)


class Budget(StrEnum):
    """What is counted apart from the rest."""

    ASKS = "asks"
    REQUESTS = "requests"
    STRANGERS = "strangers"


class Limits:
    """So much a minute of each budget for each caller, over a window that slides."""

    def __init__(self, settings: SignInSettings) -> None:
        self._limiter = _open(settings.limits_url.get_secret_value())
        self._items: Mapping[Budget, RateLimitItemPerMinute] = {
            Budget.ASKS: RateLimitItemPerMinute(settings.asks_a_minute),
            Budget.REQUESTS: RateLimitItemPerMinute(settings.requests_a_minute),
            Budget.STRANGERS: RateLimitItemPerMinute(settings.strangers_a_minute),
        }

    def spend(self, budget: Budget, who: str) -> None:
        """Raises TooMany. Where the counts cannot be reached nobody is turned away."""
        item = self._items[budget]
        try:
            if self._limiter.hit(item, budget, who):
                return
            until = self._limiter.get_window_stats(item, budget, who).reset_time
        except StorageError as error:
            LOG.warning("requests are not counted (%s); check SIGN_IN_LIMITS_URL", type(error).__name__)
            return
        raise TooMany(max(1, math.ceil(until - time.time())))


def _open(url: str) -> SlidingWindowCounterRateLimiter:
    # the address itself is never in the message, because it may hold a password
    try:
        storage = storage_from_string(url, wrap_exceptions=True)
        return SlidingWindowCounterRateLimiter(storage)
    except (NoSuchStorage, NotImplementedError) as error:
        raise ConfigurationError(
            "SIGN_IN_LIMITS_URL names nothing that can count; use memory://, or redis://host:6379"
            " with redis installed"
        ) from error
