"""Which PDUs are let through, and what is said of the others."""

from __future__ import annotations

import pytest

from diaphane.serve.pacs.pdu import (
    MOST_COMMAND,
    BadPDU,
    Reason,
    Sizes,
    check_data,
    check_request,
    length_of,
)
from pdus import item, part, request

SIZES = Sizes(request=1000, data=100)


@pytest.mark.parametrize(
    ("head", "first", "length"),
    [
        (b"\1\0\0\0\3\xe8", True, 1000),
        (b"\4\0\0\0\0\x64", False, 100),
        (b"\5\0\0\0\0\4", False, 4),
        (b"\7\0\0\0\0\4", False, 4),
    ],
)
def test_a_head_says_how_much_follows(head: bytes, first: bool, length: int) -> None:
    assert length_of(head, first=first, sizes=SIZES) == length


@pytest.mark.parametrize(
    ("head", "first", "reason"),
    [
        (b"GET / ", True, Reason.UNRECOGNISED),
        (b"\0\0\0\0\0\0", True, Reason.UNRECOGNISED),
        (b"\1\0\0\0\3\xe9", True, Reason.INVALID),
        (b"\1\0\xff\xff\xff\xff", True, Reason.INVALID),
        (b"\4\0\0\0\0\x65", False, Reason.INVALID),
        (b"\7\0\0\0\0\5", False, Reason.INVALID),
        (b"\4\0\0\0\0\x64", True, Reason.UNEXPECTED),
        (b"\1\0\0\0\0\x64", False, Reason.UNEXPECTED),
        (b"\2\0\0\0\0\x64", False, Reason.UNEXPECTED),
        (b"\3\0\0\0\0\4", True, Reason.UNEXPECTED),
    ],
)
def test_a_head_that_may_not_be(head: bytes, first: bool, reason: Reason) -> None:
    with pytest.raises(BadPDU) as caught:
        length_of(head, first=first, sizes=SIZES)
    assert caught.value.reason == reason


def test_a_request_that_is_well_formed() -> None:
    check_request(request()[6:])
    check_request(request(kinds=("1.2.3",) * 128)[6:])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (request()[6:70], "at least 68 bytes, this one 64"),
        (request(version=2)[6:], "version 1 of the protocol is spoken here, not 2"),
        (request(called="")[6:], "a title of a request"),
        (request(calling="\x1b[2J")[6:], "a title of a request"),
        (request(calling="A\\B")[6:], "a title of a request"),
        (request(kinds=("1.2.3",) * 129)[6:], "at most 128 contexts, this one 129"),
        (request()[6:-1], "an item of a request is longer"),
        (request(more=b"\x20\0")[6:], "an item of a request is cut short"),
        (request(more=b"\x20\0\xff\xff")[6:], "an item of a request is longer"),
        (request(more=item(0x20, b"\1\0\0\0\x30\0\0\5"))[6:], "an item of a request is longer"),
        (request(more=item(0x50, b""))[6:], "one application and one user"),
    ],
)
def test_a_request_that_contradicts_itself(body: bytes, words: str) -> None:
    with pytest.raises(BadPDU, match=words):
        check_request(body)


def test_data_whose_parts_fill_it() -> None:
    assert check_data(part(b"command") + part(b"data", command=False), 0) == 0


@pytest.mark.parametrize("body", [b"\0\0\0", part(b"data") + b"\0", part(b"data")[:-1], bytes(6)])
def test_data_whose_parts_do_not_fill_it(body: bytes) -> None:
    with pytest.raises(BadPDU, match="a part of a message"):
        check_data(body, 0)


def test_a_command_ends_some_time() -> None:
    piece = part(bytes(MOST_COMMAND // 2), last=False)
    begun = check_data(piece, 0)
    with pytest.raises(BadPDU, match="a command has more than"):
        check_data(piece, begun)
    with pytest.raises(BadPDU, match="a command has more than"):
        check_data(part(bytes(MOST_COMMAND)), 0)
    assert check_data(part(bytes(2 * MOST_COMMAND), command=False), 0) == 0
