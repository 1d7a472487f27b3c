"""Logging that never holds what people typed."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import Any

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutQuery(logging.Filter):
    """Cuts query strings off uvicorn's access lines, in case somebody puts a question in an address."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple) and len(record.args) == 5:
            client, method, path, version, status = record.args
            record.args = (client, method, str(path).partition("?")[0], version, status)
        return True


class WithoutValues(logging.Formatter):
    """Shows an exception's type and where it was raised, not its text: that may repeat the question."""

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the name logging calls
        kind, _error, where = ei
        if kind is None:
            return ""
        return "".join([*traceback.format_tb(where), kind.__qualname__])


def logging_config() -> dict[str, Any]:
    """One line an event on stderr, for uvicorn and, from warnings up, for everything else."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"without_query": {"()": WithoutQuery}},
        "formatters": {"lines": {"()": WithoutValues, "format": "%(asctime)s %(levelname)s %(message)s"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "uvicorn": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "uvicorn.access": {
                "handlers": ["stderr"],
                "level": "INFO",
                "propagate": False,
                "filters": ["without_query"],
            },
        },
    }
