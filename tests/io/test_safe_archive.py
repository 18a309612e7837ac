"""Archives come out whole and inside, or not at all."""

from __future__ import annotations

import tarfile
import warnings
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from diaphane.errors import UnreadableImage
from diaphane.io.safe_archive import Limits, is_archive, safe_extract


def zipped(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as box, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that come twice
        for name, data in members:
            box.writestr(name, data)
    return path


def tarred(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, "w") as box:
        for info, data in members:
            info.size = len(data)
            box.addfile(info, BytesIO(data))
    return path


def info(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, link
    return made


def refused(archive: Path, words: str, limits: Limits | None = None) -> None:
    """The sentence, and that nothing was written anywhere."""
    before = set(archive.parent.rglob("*"))
    target = archive.parent / "out"
    with pytest.raises(UnreadableImage, match=words):
        safe_extract(archive, target, limits=limits or Limits())
    assert set(archive.parent.rglob("*")) - before <= {target}
    assert not target.exists() or not list(target.iterdir())


def test_a_zip_and_a_tar_come_out_as_they_went_in(tmp_path: Path) -> None:
    members = [("a.dcm", b"1"), ("series/b.dcm", b"22"), ("series/c.nii.gz", b"\x1f\x8b3")]
    one = zipped(tmp_path / "a.zip", ("series/", b""), *members)
    other = tarred(tmp_path / "a.tar", *[(info(f"./{name}"), data) for name, data in members])
    for archive in (one, other):
        assert is_archive(archive.read_bytes()[:512])
        out = tmp_path / archive.suffix[1:]
        files = safe_extract(archive, out)
        assert files == tuple(out / name for name, _ in members)
        assert [file.read_bytes() for file in files] == [data for _, data in members]
        assert sorted(path.name for path in out.iterdir()) == ["a.dcm", "series"]


def test_what_was_there_stays(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").write_text("mine")
    archive = zipped(tmp_path / "a.zip", ("b", b"1"), ("a", b"1"))
    with pytest.raises(UnreadableImage, match="without 'a', which the archive holds too; unpack"):
        safe_extract(archive, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a"]


def link_in_zip() -> zipfile.ZipInfo:
    made = zipfile.ZipInfo("lnk")
    made.external_attr = 0o120777 << 16
    return made


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ("../x", "which climbs; rename it"),
        ("/tmp/x", "which begins at the root"),
        ("..\\x", "a path of its own on some systems"),
        ("con", "another name on Windows"),
        (link_in_zip(), "files and folders alone"),
    ],
)
def test_a_member_that_would_leave_is_refused(
    tmp_path: Path, member: str | zipfile.ZipInfo, words: str
) -> None:
    refused(zipped(tmp_path / "a.zip", ("ok", b"1"), (member, b"/tmp")), words)


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_of_a_tar_are_refused(tmp_path: Path, kind: bytes) -> None:
    refused(tarred(tmp_path / "a.tar", (info("x", kind, "/tmp"), b"")), "files and folders alone")


def test_names_that_are_one_on_some_systems_are_refused(tmp_path: Path) -> None:
    refused(zipped(tmp_path / "a.zip", ("a", b"1"), ("A", b"2")), "each name once .* 2 times")
    refused(zipped(tmp_path / "b.zip", ("a", b"1"), ("a/b", b"2")), "damaged|cannot be unpacked")


def test_an_archive_inside_is_refused(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", ("x", b"1")).read_bytes()
    refused(zipped(tmp_path / "a.zip", ("x.dcm", inner)), "no archive in the archive, got 'x.dcm'")


def test_too_much_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    blank = zipped(tmp_path / "a.zip", ("a", bytes(300_000)), ("b", b"1"))
    refused(blank, "at most 1 members in the archive, got 2", Limits(members=1))
    refused(blank, "at most 9 bytes in a file", Limits(each=9))
    refused(blank, "at most 9 bytes unpacked", Limits(total=9))
    refused(blank, "at most 100 bytes for each that is packed", Limits(small=0))
    assert len(safe_extract(blank, tmp_path / "small")) == 2
    many = tarred(tmp_path / "a.tar", *[(info(str(n)), b"") for n in range(4)])
    refused(many, "at most 2 members", Limits(members=2))


def test_a_size_that_lies_is_found_out(tmp_path: Path) -> None:
    data = zipped(tmp_path / "a.zip", ("a", bytes(3000))).read_bytes()
    lying = tmp_path / "lying.zip"
    lying.write_bytes(data.replace((3000).to_bytes(4, "little"), (2000).to_bytes(4, "little")))
    refused(lying, "the archive is cut short, damaged")
    lying.write_bytes(data.replace((3000).to_bytes(4, "little"), (4000).to_bytes(4, "little")))
    refused(lying, "the archive is cut short")


def test_cut_damaged_and_missing_archives_are_refused(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "a.zip", ("a", bytes(range(256)) * 9)).read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole[:-30])
    refused(cut, "cut short, damaged, locked or packed in a way")
    cut.write_bytes(whole[:60] + b"\xff" * 8 + whole[68:])
    refused(cut, "cut short, damaged, locked or packed in a way")
    short = tmp_path / "cut.tar"
    whole = tarred(tmp_path / "a.tar", (info("a"), bytes(3000))).read_bytes()
    short.write_bytes(whole[:2000])
    refused(short, "cut short")
    refused(tmp_path / "none.zip", r"cannot be unpacked \(No such file")


def test_a_list_of_members_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    lying = tmp_path / "a.tar"
    huge = info("././@LongLink", tarfile.GNUTYPE_LONGNAME)
    huge.size = 2**30
    lying.write_bytes(huge.tobuf(tarfile.GNU_FORMAT) + bytes(2048))
    refused(lying, "cut short, damaged, locked or packed in a way")
