"""Which addresses may be fetched from: public ones, so that no page can point us inside the network."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from ingest.errors import SyncError

Resolver = Callable[[str], tuple[str, ...]]


def resolved(host: str) -> tuple[str, ...]:
    """The addresses of a host name. Raises SyncError for a name that nobody knows."""
    try:
        return tuple({str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})
    except (OSError, UnicodeError) as error:
        raise SyncError(f"{host} cannot be found ({error}): check the address and the connection") from error


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a client may go.

    `allowed_private_hosts` (`host:port`) may be private all the same; through a `proxy` it is the proxy that
    finds the addresses, and that says which are allowed.
    """

    proxy: str | None = None
    allowed_private_hosts: frozenset[str] = frozenset()
    resolve: Resolver = resolved

    def refuse_private(self, url: str) -> None:
        """Raises SyncError unless the host's addresses are all public."""
        host = host_of(url)
        if self._is_checked(url):
            for address in self.resolve(host):
                _refuse_private(host, address)

    def refuse_private_peer(self, url: str, peer: str) -> None:
        """A name may lead elsewhere by the time that the connection is made."""
        if self._is_checked(url):
            _refuse_private(host_of(url), peer)

    def _is_checked(self, url: str) -> bool:
        return self.proxy is None and urlsplit(url).netloc not in self.allowed_private_hosts


def host_of(url: str) -> str:
    """Raises SyncError for what is no address of the web."""
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname:
            return parts.hostname
    except ValueError as error:
        raise SyncError(f"{url} is not a web address ({error}): correct it") from error
    raise SyncError(f"{url} is not a web address: give one that starts with https://")


def _refuse_private(host: str, address: str) -> None:
    if not ipaddress.ip_address(address.partition("%")[0]).is_global:
        raise SyncError(
            f"{host} leads to the private address {address}, which is never fetched from: "
            "correct the address in sources.yaml, or tell the site's owner"
        )
