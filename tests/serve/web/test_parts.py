"""Forms with files, piece by piece."""

from __future__ import annotations

from pathlib import Path

import pytest

from asking import form
from diaphane.serve.web import parts as parts_
from diaphane.serve.web.parts import Parts
from diaphane.serve.web.refused import Refused

BODY: bytes = form([("a.png", b"one\r\n--"), ("sub/b c.dcm", b"\r\n--a-\r\n"), ("", b"")])["body"]


def taken(folder: Path, body: bytes, step: int = 10**6) -> Parts:
    form = Parts(folder, b"b", most_bytes=100, most_files=3)
    try:
        for start in range(0, len(body), step):
            form.take(body[start : start + step])
        form.done()
    finally:
        form.close()
    return form


@pytest.mark.parametrize("step", [1, 2, 3, 7, 50, 10**6])
def test_files_arrive_whole_however_the_form_is_cut(tmp_path: Path, step: int) -> None:
    form = taken(tmp_path, BODY, step)
    assert form.came == [
        {"file": "0001", "name": "a.png", "bytes": 7},
        {"file": "0002", "name": "sub/b c.dcm", "bytes": 8},
    ]
    assert (tmp_path / "0001").read_bytes() == b"one\r\n--"
    assert (tmp_path / "0002").read_bytes() == b"\r\n--a-\r\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0001", "0002"]


@pytest.mark.parametrize("end", [0, 1, 10, 60, 130, len(BODY) - 30])
def test_a_form_that_breaks_off_is_none(tmp_path: Path, end: int) -> None:
    with pytest.raises(Refused, match="broken or cut short"):
        taken(tmp_path, BODY[:end])


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"--b--\r\n", 422, "expected parts called 'files'"),
        (form([("", b"")])["body"], 422, "expected parts called 'files'"),
        (form([("a", b"")], field="other")["body"], 422, "got another"),
        (b"--b\r\nContent-Disposition: form-data; name=files\r\n\r\nx\r\n--b--", 422, "another"),
        (b"--b\r\n\r\nx\r\n--b--\r\n", 422, "got another"),
        (form([("a", b"x" * 101)])["body"], 413, "at most"),
        (form([("a", b"x" * 60), ("b", b"x" * 60)])["body"], 413, "at most"),
        (form([(f"{n}", b"") for n in range(4)])["body"], 413, "at most 3 files"),
        (form([("x" * 1025, b"")])["body"], 422, "longer one"),
        (form([("x" * 5000, b"")])["body"], 422, "longer one"),
        (form([("x" * 2**15, b"")])["body"], 422, "broken"),
        (b"--b\r\n" + b"X-Y: z\r\n" * 9, 422, "broken"),
        (b"--b\r\nContent-Disposition" + b"x" * 10**5, 422, "broken"),
        (b"GIF89a", 422, "broken"),
    ],
)
def test_what_is_refused(tmp_path: Path, body: bytes, status: int, said: str) -> None:
    with pytest.raises(Refused, match=said) as caught:
        taken(tmp_path, body)
    assert caught.value.status == status


def test_a_boundary_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="expected a form"):
        Parts(tmp_path, b"b" * 1000, most_bytes=1, most_files=1)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"a\\b.png", "a/b.png"),
        (b"say %22hi%22.png", 'say "hi".png'),
        ("M\u00fcller.dcm".encode(), "M\u00fcller.dcm"),
        (b"\xff.png", "\ufffd.png"),
        (b"a\x00\x1b[2Jb", "a[2Jb"),
        (b"\x01", "_"),
        (b"", ""),
    ],
)
def test_names_are_for_people_alone(name: bytes, shown: str) -> None:
    assert parts_.shown(name) == shown
