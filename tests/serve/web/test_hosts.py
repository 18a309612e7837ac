"""Names of the server, and pages that may ask it to change something."""

from __future__ import annotations

import pytest

from asking import HOST, Asking
from diaphane.serve.web.door import last
from diaphane.serve.web.hosts import Hosts, is_loopback, without_port
from serve.web.conftest import Place

OURS = ["127.0.0.1:8000", "127.0.0.1", "localhost:1", "LOCALHOST:8000", "[::1]:8000", "[::1]"]
FOREIGN = [
    "",
    "evil.example",
    "127.0.0.1.evil.example",
    "127.0.0.1:8000.evil.example",
    "localhost.evil.example:8000",
    "evil.example:8000",
    "127.0.0.1@evil.example",
    "evil.example#127.0.0.1",
    "[::1].evil.example",
    "[::1]:8000:1",
    "0.0.0.0:8000",
    "127.0.0.2",
    "192.168.0.1:8000",
    "127.0.0.1:8000, evil.example",
    "127.0.0.1:x",
    "127.0.0.1:",
    "localhost/",
]
EVIL = ["null", "http://evil.example", "https://127.0.0.1:8000", "http://127.0.0.1:3000", "x"]


@pytest.mark.parametrize("host", OURS)
def test_our_own_names_are_answered(ask: Asking, host: str) -> None:
    assert ask("GET", "/health", host=host).status == 200


@pytest.mark.parametrize("host", FOREIGN)
def test_a_name_of_elsewhere_is_refused_whatever_is_asked(ask: Asking, host: str) -> None:
    for method, path in (("GET", "/health"), ("GET", "/api/session"), ("POST", "/api/uploads")):
        headers = {"origin": f"http://{host}", "sec-fetch-site": "same-origin"}
        answer = ask(method, path, host=host, headers=headers)
        assert answer.status == 421
        assert "--name" in answer.error


def test_two_hosts_are_one_too_many(ask: Asking) -> None:
    assert ask("GET", "/health", headers={"Host": "evil.example"}).status == 421


@pytest.mark.parametrize("origin", EVIL)
def test_another_page_changes_nothing(ask: Asking, origin: str) -> None:
    for headers in ({"origin": origin}, {"origin": origin, "sec-fetch-site": "same-origin"}):
        assert ask("DELETE", "/api/session", headers=headers).status == 403
        assert ask("GET", "/api/session", headers=headers).status == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"sec-fetch-site": "same-origin"}, 204),
        ({"origin": f"http://{HOST}"}, 204),
        ({"origin": f"http://{HOST}".upper()}, 403),
        ({"referer": f"http://{HOST}/"}, 403),
    ],
)
def test_what_changes_must_come_from_our_page(
    ask: Asking, headers: dict[str, str], status: int
) -> None:
    assert ask("DELETE", "/api/session", headers=headers, own=False).status == status


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_page_has_us_do_no_work(ask: Asking, site: str) -> None:
    headers = {"sec-fetch-site": site}
    assert ask("GET", "/api/review/export?task=classify", headers=headers).status == 403
    assert ask("GET", "/", headers=headers).status == 200  # a link leads here


def test_a_token_needs_no_page_and_a_wrong_one_opens_nothing(place: Place) -> None:
    admin = place("admin")
    good = {"authorization": f"Bearer {place.token('admin')}"}
    address = "/api/review/settings"
    asked = {"blind": True}
    assert place.ask()("PUT", address, headers=good, json=asked, own=False).status == 200
    bad = {"authorization": "Bearer no"}
    # The cookie that a browser adds by itself does not count beside a token that is none.
    assert admin("PUT", address, headers=bad, json=asked, own=False).status == 401


def test_all_addresses_take_any_number_but_no_strange_name() -> None:
    hosts = Hosts.of("0.0.0.0", ("Scan.Example",))
    assert hosts.ours("192.168.0.7:8000")
    assert hosts.ours("scan.example")
    assert hosts.ours("[fe80::1]:8000")
    assert not hosts.ours("evil.example")


def test_one_address_takes_no_other_number() -> None:
    hosts = Hosts.of("192.168.0.7")
    assert hosts.ours("192.168.0.7:8000")
    assert not hosts.ours("192.168.0.8:8000")
    assert Hosts.of("127.0.0.2").ours("127.0.0.2:8000")


def test_a_proxy_may_put_another_host_in_place_of_the_name() -> None:
    hosts = Hosts.of("127.0.0.1", ("scan.example",))
    page = {"origin": "https://scan.example", "site": "", "scheme": "https"}
    assert hosts.own_page(host="127.0.0.1:8000", **page)
    assert not hosts.own_page(host="127.0.0.1:8000", **{**page, "origin": "https://localhost"})


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("203.0.113.1, 192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:5123", "192.0.2.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("192.0.2.7, Mueller^Anna", "-"),
        ("unknown", "-"),
        ("", "-"),
        ("x" * 9999, "-"),
    ],
)
def test_what_a_proxy_forwards_is_an_address_or_nothing(said: str, address: str) -> None:
    assert last(said) == address


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        *((host, True) for host in ("127.0.0.1", "127.8.0.1", "::1", "localhost")),
        *((host, False) for host in ("0.0.0.0", "::", "10.0.0.1", "scan.example")),
    ],
)
def test_loopback_is_this_machine_alone(host: str, alone: bool) -> None:
    assert is_loopback(host) == alone


def test_a_port_is_taken_off() -> None:
    assert without_port("a:1") == "a"
    assert without_port("[::1]:1") == "::1"
    assert without_port("::1") is None
