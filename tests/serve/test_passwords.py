"""What is kept of passwords."""

from __future__ import annotations

import pytest

from diaphane.errors import BadSetting
from diaphane.serve.passwords import Passwords
from serve.people import PASSWORD, quick


def test_the_settings_are_those_of_the_standard() -> None:
    passwords = Passwords()
    assert passwords.nobodys.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    kept = passwords.keep(PASSWORD)
    assert kept != passwords.keep(PASSWORD)  # each has its salt
    assert passwords.fit(kept, PASSWORD)


@pytest.mark.parametrize("other", ["", PASSWORD + " ", PASSWORD.upper(), "x" * 5000, "\ud800"])
def test_another_one_does_not_fit(other: str) -> None:
    passwords = quick()
    assert not passwords.fit(passwords.keep(PASSWORD), other)


def test_nothing_fits_where_nothing_is_kept() -> None:
    passwords = quick()
    assert not passwords.fit(None, "a password of nobody")
    assert not passwords.fit("", PASSWORD)
    assert not passwords.fit("no hash", PASSWORD)


def test_a_keyboard_may_compose_letters_as_it_likes() -> None:
    passwords = quick()
    assert passwords.fit(passwords.keep("m\u00fcllers Garten"), "mu\u0308llers Garten")


@pytest.mark.parametrize("short", ["", "123456789", "x" * 1001])
def test_too_short_and_too_long_ones_are_refused(short: str) -> None:
    with pytest.raises(BadSetting, match="10 to 1000 letters"):
        quick().keep(short)
