"""Paths below a folder: what may be asked for, and the forms in which paths have led elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from diaphane.errors import UnreadableImage
from diaphane.io.safe_path import leads_out, safe_path

GOOD = ("a.dcm", "DIR/000001", "Schädel 1/im_01.dcm", "a..b", "...a", ".hidden", "x" * 255)

BAD = (
    "",
    ".",
    "..",
    "/",
    "/etc/passwd",
    "//server/share",
    "../x",
    "a/../../x",
    "a/..",
    "a//b",
    "a/./b",
    "a/",
    "..\\x",
    "a\\b",
    "\\\\server\\share",
    "C:/x",
    "C:x",
    "file:stream",
    "file:///etc/passwd",
    "x\0.png",
    "x\n.png",
    "x\x1b[31m",
    "x\u202egnp.exe",
    "x\udcff",
    "x.",
    "x ",
    "..  /x",
    ".../x",
    "CON",
    "nul.png",
    "lpt1.txt",
    "x" * 256,
    "ä" * 128,
    "/".join("x" * 33),
)


@pytest.mark.parametrize("asked", GOOD)
def test_plain_names_lie_below(tmp_path: Path, asked: str) -> None:
    assert safe_path(tmp_path, asked) == tmp_path / asked


@pytest.mark.parametrize("asked", BAD)
def test_what_leads_elsewhere_is_refused(tmp_path: Path, asked: str) -> None:
    with pytest.raises(UnreadableImage, match=r"^expected .*; (rename it|move the file up)$") as e:
        safe_path(tmp_path, asked)
    assert str(e.value).isprintable()
    assert str(e.value).isascii()


def test_percent_signs_are_letters_like_others(tmp_path: Path) -> None:
    """Nobody decodes them below; a server that does decodes before it asks."""
    assert safe_path(tmp_path, "%2e%2e%2fx").parent == tmp_path


def test_a_link_may_lead_within_but_not_out(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "there").mkdir(parents=True)
    (root / "within").symlink_to(root / "there")
    (root / "out").symlink_to(tmp_path)
    assert safe_path(root, "within/x").parent == root / "within"
    with pytest.raises(UnreadableImage, match="a link leads out of it; put the file itself there"):
        safe_path(root, "out/x")


@pytest.mark.parametrize("asked", ["/x", "../x", "a/../x", "C:\\x", "C:x", "\\\\server\\share\\x"])
def test_a_table_must_not_lead_out(asked: str) -> None:
    assert leads_out(asked)


@pytest.mark.parametrize("asked", ["x", "a/b", "a..b", "12:30.png"])
def test_a_table_may_call_files_as_they_are_called(asked: str) -> None:
    assert not leads_out(asked)
