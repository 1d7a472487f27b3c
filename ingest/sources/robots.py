"""What a site's robots.txt lets us fetch, and how fast."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from protego import Protego

from ingest.errors import SyncError
from ingest.sources.http import NOTHING_KNOWN, OK, Reply, Validators, Web

# A site without the file, or that keeps it to itself, has closed nothing (RFC 9309, 2.3.1.3).
_NO_RULES = frozenset({400, 401, 403, 404, 410})


class Robots:
    """GETs pages that robots.txt allows; each site's file is read once."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._rules: dict[str, Protego] = {}

    def get(self, url: str, known: Validators = NOTHING_KNOWN) -> Reply:
        """Raises SyncError if the site does not want the page fetched."""
        agent, rules = self._web.user_agent, self._rules_for(url)
        if not rules.can_fetch(url, agent):
            raise SyncError(
                f"{url} is closed to automatic readers by the site's robots.txt: "
                "download it by hand, or ask the site's owner"
            )
        return self._web.get(url, known, pause_seconds=rules.crawl_delay(agent) or 0.0)

    def _rules_for(self, url: str) -> Protego:
        parts = urlsplit(url)
        site = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        if site not in self._rules:
            self._rules[site] = Protego.parse(self._text(site))
        return self._rules[site]

    def _text(self, site: str) -> str:
        reply = self._web.get(site, accepted=_NO_RULES | {OK})
        return reply.body.decode("utf-8", "replace") if reply.status == OK else ""
