"""The connectors by the names that sources.yaml gives them, and the client they share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from urllib.request import getproxies

from ingest.models import Connector
from ingest.settings import IngestSettings
from ingest.sources.addresses import Reach
from ingest.sources.base import Fetcher
from ingest.sources.folder import FolderConnector
from ingest.sources.govuk import GovUkConnector
from ingest.sources.http import Limits, Pace, Web
from ingest.sources.legislation import LegislationConnector
from ingest.sources.pdf import PdfConnector
from ingest.sources.robots import Robots
from ingest.sources.web_page import WebPageConnector

_PRODUCT = "safeguarding-guidance-sync/1.0"
_MEBIBYTE = 1024 * 1024


@contextmanager
def open_web(settings: IngestSettings) -> Iterator[Web]:
    """A client within the settings' limits, through the machine's proxy if it has one."""
    agent = f"{_PRODUCT} ({settings.fetch_contact})" if settings.fetch_contact else _PRODUCT
    web = Web(agent, limits_of(settings), Reach(proxy=getproxies().get("https")), Pace())
    try:
        yield web
    finally:
        web.close()


def limits_of(settings: IngestSettings) -> Limits:
    return Limits(
        max_bytes=settings.fetch_max_mb * _MEBIBYTE,
        timeout_seconds=settings.fetch_timeout_seconds,
        pause_seconds=settings.fetch_pause_seconds,
    )


def connectors(settings: IngestSettings, web: Web) -> Mapping[Connector, Fetcher]:
    robots = Robots(web)
    return MappingProxyType(
        {
            Connector.GOV_UK: GovUkConnector(web),
            Connector.LEGISLATION: LegislationConnector(robots),
            Connector.WEB_PAGE: WebPageConnector(robots),
            Connector.PDF: PdfConnector(robots),
            Connector.FOLDER: FolderConnector(settings.docs_dir, settings.fetch_max_mb * _MEBIBYTE),
        }
    )
