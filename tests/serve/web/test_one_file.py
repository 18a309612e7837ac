"""The file in a form that is in memory already."""

from __future__ import annotations

import pytest

from asking import form
from diaphane.serve.web.one_file import one_file
from diaphane.serve.web.refused import Refused

KIND = "multipart/form-data; boundary=b"
ANY = bytes(range(256)) * 300 + b"\r\n--b\r\n no end of a part\r\n-"


def body(*files: tuple[str, bytes], field: str = "file") -> bytes:
    made: bytes = form(files, field=field)["body"]
    return made


@pytest.mark.parametrize("data", [b"", b"\r\n", b"--", ANY.replace(b"\r\n--b\r\n", b"\r\n--c\r\n")])
def test_it_comes_out_as_it_was(data: bytes) -> None:
    assert one_file(body(("a.png", data)), KIND) == data


def test_of_several_the_first_counts() -> None:
    assert one_file(body(("a", b"one"), ("b", b"two")), KIND) == b"one"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (body(("a", b"x"), field="other"), KIND),
        (body(("a", b"x")), "multipart/form-data"),
        (body(("a", b"x")), "multipart/form-data; boundary=other"),
        (b"no form", KIND),
        (b"", KIND),
        (body(("a", b"x"))[:40], KIND),
    ],
)
def test_what_is_no_form_with_a_file_is_refused(data: bytes, kind: str) -> None:
    with pytest.raises(Refused, match="expected a form with one file in the part 'file'"):
        one_file(data, kind)
