from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.sources.http import Web
from tests.ingest.sync.upstream import Upstream, serve


@pytest.fixture(scope="session")
def site() -> Iterator[Upstream]:
    made = Upstream()
    server = serve(made)
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def web(site: Upstream) -> Iterator[Web]:
    client = site.web()
    yield client
    client.close()


@pytest.fixture
def upstream(site: Upstream) -> Upstream:
    """The site with no page yet, and nobody having asked."""
    site.answers.clear()
    site.requests.clear()
    site.sent = 0
    return site
