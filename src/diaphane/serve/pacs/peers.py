"""Who may send: titles of other applications, each from one address or from any."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

from ...errors import BadSetting

Address = str
"""An IP address as Python writes it."""


@dataclass(frozen=True)
class Peer:
    """Another application."""

    title: str
    address: Address | None = None
    """None: any."""

    @classmethod
    def parse(cls, text: str) -> Peer:
        """`TITLE` or `TITLE@ADDRESS`. Raises `BadSetting`."""
        title, _, address = text.partition("@")
        return cls(checked_title(title), as_address(address) if address else None)


def checked_title(text: str) -> str:
    """A title that DICOM allows (PS3.5, 6.2: AE). Raises `BadSetting`."""
    title = text.strip(" ")
    letters = title.isascii() and title.isprintable() and "\\" not in title
    if not letters or not 1 <= len(title) <= 16:
        raise BadSetting(
            f"expected a title of 1 to 16 ASCII letters without backslash, got {text!r}; take the "
            "AE title that the other side is set to"
        )
    return title


def as_address(text: str) -> Address:
    """An IP address. Raises `BadSetting`."""
    try:
        found = ip_address(text)
    except ValueError:
        raise BadSetting(
            f"expected an IP address, got {text!r}; write it in numbers, such as 192.0.2.7"
        ) from None
    return str(getattr(found, "ipv4_mapped", None) or found)


def may_connect(peers: tuple[Peer, ...], address: Address) -> bool:
    """May anybody at this address send? No peers: everybody may."""
    return not peers or any(peer.address in (None, address) for peer in peers)


def may_send(peers: tuple[Peer, ...], title: str, address: Address) -> bool:
    """May this title at this address?"""
    return not peers or any(
        peer.title == title and peer.address in (None, address) for peer in peers
    )
