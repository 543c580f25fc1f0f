"""The guard: which network addresses may be connected to, and connecting to exactly those that were checked.

Belongs here: resolving, checking, connecting. Does not belong here: which page is asked for, robots.txt, redirects.

A name is resolved once for a connection, every address it has is checked, and the connection goes to one of the checked
addresses. So a name that changes between check and connection (DNS rebinding) gains nothing, and neither do redirects
or addresses in odd spellings (``http://2130706433/``): every connection passes here.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import httpcore
import httpx

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Addresses of a host name, in the order in which they are tried."""
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _networks(*texts: str) -> tuple[_Network, ...]:
    return tuple(ipaddress.ip_network(text) for text in texts)


NEVER = _networks(
    "169.254.169.254/32",  # metadata services of most clouds
    "169.254.170.0/23",  # container credentials of AWS
    "168.63.129.16/32",  # Azure's wire server, a public address that only guests reach
    "100.100.100.200/32",  # metadata service of Alibaba Cloud
    "192.0.0.192/32",  # metadata service of Oracle Cloud
    "fd00:ec2::/32",  # metadata services of AWS over IPv6
    "fd20:ce::254/128",  # metadata service of Google Cloud over IPv6
    "0.0.0.0/8",  # this host; Linux connects it to itself
    "255.255.255.255/32",
    "224.0.0.0/4",  # multicast
    "240.0.0.0/4",  # reserved
    "::/128",
    "ff00::/8",  # multicast
    "2001::/32",  # Teredo: the address inside is obfuscated
)
"""Refused whatever the configuration allows."""
PRIVATE = _networks(
    "10.0.0.0/8",
    "100.64.0.0/10",  # carriers' NAT
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "::1/128",
    "64:ff9b:1::/48",  # NAT64 of a local network
    "100::/64",
    "2001:db8::/32",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
)
"""Refused unless the source allows private addresses."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


class AddressRefusedError(Exception):
    """The host leads, or may lead, to an address that is not connected to; ``reason`` is a ``rejection_reason``."""

    def __init__(self, detail: str, reason: str = "private_address") -> None:
        super().__init__(detail)
        self.reason = reason


def why_refused(address: str, *, allow_private: bool = False) -> str | None:
    """Why this address is not connected to, or nothing.

    >>> why_refused("::ffff:127.0.0.1"), why_refused("64:ff9b::a00:1"), why_refused("93.184.216.34")
    ('127.0.0.1 is in 127.0.0.0/8', '10.0.0.1 is in 10.0.0.0/8', None)
    >>> why_refused("127.0.0.1", allow_private=True), why_refused("169.254.169.254", allow_private=True)
    (None, '169.254.169.254 is in 169.254.169.254/32')
    """
    try:
        found = _innermost(ipaddress.ip_address(address))
    except ValueError:
        return f"{address!r} is not an address"
    networks: Iterable[_Network] = NEVER if allow_private else NEVER + PRIVATE
    for network in networks:
        if found.version == network.version and found in network:
            return f"{found} is in {network}"
    if not allow_private and not found.is_global:
        return f"{found} is not a public address"
    return None


def _innermost(address: _Address) -> _Address:
    """The IPv4 address that an IPv6 address carries, where it carries one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour
    if inner is not None:
        return inner
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 0xFFFF):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


async def system_resolve(host: str, port: int) -> list[str]:
    """Addresses of a host as the system resolves it; raises ``OSError``."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects only to addresses that were checked."""

    def __init__(self, resolve: Resolve, ports: Iterable[int], *, allow_private: bool) -> None:
        self._resolve, self._allow_private = resolve, allow_private
        self._ports = frozenset(ports)
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first checked address of the host that answers.

        Raises :class:`AddressRefusedError`, or ``httpcore.ConnectError`` where no address is known or answers.
        """
        if port not in self._ports:
            raise AddressRefusedError(f"port {port} of {host} is not among {sorted(self._ports)}", "fetch_failed")
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:  # TimeoutError is an OSError
            raise httpcore.ConnectError(f"{host} cannot be resolved: {error}") from error
        for address in addresses:
            reason = why_refused(address, allow_private=self._allow_private)
            if reason is not None:
                raise AddressRefusedError(f"{host}: {reason}")
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return await self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(self, *_arguments: Any, **_options: Any) -> httpcore.AsyncNetworkStream:
        """Refused: no page is behind a socket of this machine."""
        raise AddressRefusedError("sockets of this machine are not connected to")

    async def sleep(self, seconds: float) -> None:
        """Wait; httpcore asks for it between its own attempts."""
        await asyncio.sleep(seconds)


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx over the guard: no proxy, no environment, TLS names checked against the host as it was asked for."""

    def __init__(self, resolve: Resolve, ports: Iterable[int], *, allow_private: bool) -> None:
        context = httpx.create_ssl_context(trust_env=False)
        super().__init__(verify=context, trust_env=False)
        # httpx has no argument for the backend of its pool; a test proves that every connection passes the guard
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=64,
            max_keepalive_connections=16,
            keepalive_expiry=10.0,
            network_backend=GuardedBackend(resolve, ports, allow_private=allow_private),
        )
