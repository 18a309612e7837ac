"""Who may send."""

from __future__ import annotations

import pytest

from diaphane.errors import BadSetting
from diaphane.serve.pacs.peers import Peer, as_address, checked_title, may_connect, may_send

PEERS = (Peer("ANYWHERE"), Peer("HERE", "192.0.2.7"))


def test_a_peer_is_written_as_a_title_and_an_address() -> None:
    assert Peer.parse("ANYWHERE") == PEERS[0]
    assert Peer.parse("HERE@192.0.2.7") == PEERS[1]
    assert Peer.parse("SIX@2001:DB8:0::1") == Peer("SIX", "2001:db8::1")


def test_one_address_is_written_in_one_way() -> None:
    assert as_address("::ffff:192.0.2.7") == "192.0.2.7"
    with pytest.raises(BadSetting, match=r"expected an IP address, got 'pacs\.example'"):
        as_address("pacs.example")


@pytest.mark.parametrize("title", ["", " ", "A" * 17, "A\\B", "A\n", "Ä"])
def test_a_title_that_dicom_does_not_allow(title: str) -> None:
    with pytest.raises(BadSetting, match=r"expected a title of 1 to 16 ASCII letters .*; take"):
        checked_title(title)


def test_a_title_may_be_bound_to_an_address() -> None:
    assert may_send(PEERS, "ANYWHERE", "192.0.2.9")
    assert may_send(PEERS, "HERE", "192.0.2.7")
    assert not may_send(PEERS, "HERE", "192.0.2.9")
    assert not may_send(PEERS, "OTHER", "192.0.2.7")
    assert may_send((), "OTHER", "192.0.2.9")


def test_an_address_that_no_title_has_does_not_connect() -> None:
    assert may_connect(PEERS, "192.0.2.9")
    assert not may_connect(PEERS[1:], "192.0.2.9")
    assert may_connect(PEERS[1:], "192.0.2.7")
    assert may_connect((), "192.0.2.9")
