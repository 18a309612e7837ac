"""Which names the server answers to, and which pages may ask it to change something.

A page of elsewhere can make its own name lead to 127.0.0.1 (DNS rebinding) and then speaks to the
server as if it were of its own; it cannot choose the `Host` that the browser sends. So a name that
is not ours is refused, on loopback, too. And what changes anything must come from our own page, as
the browser says by `Origin` or `Sec-Fetch-Site`, or bring a token that no browser adds by itself.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import ip_address

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""


@dataclass(frozen=True)
class Hosts:
    """The names of this server."""

    names: frozenset[str]
    any_address: bool = False
    """Any number is one of ours, since we listen on all; a rebound name is no number."""

    @classmethod
    def of(cls, bound: str, more: tuple[str, ...] = ()) -> Hosts:
        """Those of a server that listens at `bound` and is known by `more` names."""
        own = {*more, *LOOPBACK, bound}
        if not is_loopback(bound):
            own |= {socket.gethostname(), socket.getfqdn()}
        names = frozenset(name.lower().rstrip(".").strip("[]") for name in own if name)
        return cls(names - EVERYWHERE, any_address=bound in EVERYWHERE)

    def ours(self, host: str) -> bool:
        """Is a `Host` header one of our names, whatever port it says?"""
        name = without_port(host)
        return name is not None and (name in self.names or (self.any_address and is_address(name)))

    def own_page(self, *, host: str, origin: str, site: str, scheme: str) -> bool:
        """Does the browser say that our own page asks?"""
        if origin:
            begun, parted, place = origin.partition("://")
            return bool(parted) and begun == scheme and self.same_place(place, host)
        return site == "same-origin"

    def same_place(self, place: str, host: str) -> bool:
        """The address that the browser shows is the one it asks, or one that the server was told
        it is known by: a proxy may put another `Host` in its place."""
        return place.lower() == host.lower() or place.lower() in self.names - LOOPBACK


def is_loopback(host: str) -> bool:
    """Does an address lead to this machine alone?"""
    return host in LOOPBACK or (is_address(host) and ip_address(host).is_loopback)


def is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def without_port(host: str) -> str | None:
    """`[::1]:8000` is `::1`; nothing where it is no host at all."""
    host = host.lower()
    name, parted, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    if not parted:
        name = host
    elif not port.isascii() or not port.isdigit():
        return None
    if name.startswith("[") and name.endswith("]"):
        return name[1:-1]
    return name if name and not set(name) & set("[]:/@") else None
