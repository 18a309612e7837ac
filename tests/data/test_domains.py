"""Pictures of two domains are found however their folders lie."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diaphane.data.domains import domain_parts, read_domains
from diaphane.errors import BadData, Several
from diaphane.io.write import write_png


def put(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_png(path, np.zeros((4, 4, 3), np.uint8))


def test_the_only_two_folders_are_the_domains(tmp_path: Path) -> None:
    put(tmp_path / "photo" / "deep" / "b.png", tmp_path / "photo" / "a.png")
    put(tmp_path / "vangogh" / "c.png", tmp_path / ".hidden" / "d.png")
    found = read_domains(tmp_path)
    assert found.names == ("photo", "vangogh")
    assert [one.name for one in found.a] == ["photo/a.png", "photo/deep/b.png"]
    assert found.b[0].read().shape == (4, 4)
    turned = read_domains(tmp_path, names=("vangogh", "photo"))
    assert (turned.a, turned.b) == (found.b, found.a)


def test_domains_below_parts(tmp_path: Path) -> None:
    for part in ("train", "test"):
        put(tmp_path / part / "a" / "1.png", tmp_path / part / "b" / "2.png")
    assert domain_parts(tmp_path) == ("train", "test")
    assert [one.name for one in read_domains(tmp_path, "test").a] == ["test/a/1.png"]
    assert len(read_domains(tmp_path).b) == 2


def test_two_folders_told_apart(tmp_path: Path) -> None:
    put(tmp_path / "mr" / "train" / "1.png", tmp_path / "mr" / "test" / "2.png")
    put(tmp_path / "ct" / "train" / "3.png", tmp_path / "ct" / "test" / "4.png")
    a, b = tmp_path / "mr", tmp_path / "ct"
    assert domain_parts(a, b) == ("train", "test")
    found = read_domains(a, "test", towards=b)
    assert found.names == ("mr", "ct")
    assert [one.name for one in (*found.a, *found.b)] == ["test/2.png", "test/4.png"]


def test_kin_comes_from_the_manifest(tmp_path: Path) -> None:
    put(tmp_path / "a" / "1.png", tmp_path / "b" / "2.png")
    (tmp_path / "manifest.csv").write_text("path,patient\na/1.png,p7\n")
    found = read_domains(tmp_path)
    assert (found.a[0].kin, found.b[0].kin) == ("p7", "")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("a", "b", "c"), "expected two folders of pictures in .*, found 'a', 'b', 'c'; name"),
        ((), "found none; name the two"),
        (("a",), "found 'a'; name the two"),
    ],
)
def test_other_numbers_of_folders_are_refused(
    tmp_path: Path, names: tuple[str, ...], expected: str
) -> None:
    for name in names:
        put(tmp_path / name / "1.png")
    with pytest.raises(BadData, match=expected):
        read_domains(tmp_path)


def test_what_is_missing_is_told_together(tmp_path: Path) -> None:
    put(tmp_path / "a" / "1.png")
    (tmp_path / "b").mkdir()
    with pytest.raises(BadData, match=r"expected pictures in .*b', found none"):
        read_domains(tmp_path)
    with pytest.raises(Several):
        read_domains(tmp_path, names=("x", "y"))
    with pytest.raises(BadData, match="twice"):
        read_domains(tmp_path / "a", towards=tmp_path / "a")
    with pytest.raises(BadData, match="found nothing at"):
        read_domains(tmp_path / "a", towards=tmp_path / "none")
