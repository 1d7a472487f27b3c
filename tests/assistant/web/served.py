"""The application on a real socket."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from fastapi import FastAPI
from starlette.applications import Starlette

from assistant.channels.web import serving


@contextmanager
def serving_at(app: FastAPI | Callable[[str], Starlette]) -> Iterator[str]:
    """Its address, on a free port; afterwards the root logger, which a server sets up, is as it was.

    What has to know its own address is made with it.
    """
    started = Event()
    with kept_root_log(), serving.listen("127.0.0.1", 0) as listening:
        made = app if isinstance(app, FastAPI) else app(serving.address_of(listening))
        server = serving.server_of(made, started.set)
        thread = Thread(target=lambda: server.run(sockets=[listening]))
        thread.start()
        assert started.wait(30)
        yield serving.address_of(listening)
        server.should_exit = True
        thread.join(10)


@contextmanager
def kept_root_log() -> Iterator[logging.Logger]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield root
    root.setLevel(level)
    root.handlers[:] = handlers
