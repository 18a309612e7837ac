"""Layouts of labelled images, and the sentences when they are wrong."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from diaphane.data.folders import counts, parts_in, read_classes, strangers
from diaphane.errors import BadData, Several


def fill(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"x")
    return root


def test_one_folder_a_class(tmp_path: Path) -> None:
    fill(tmp_path, "b/2.png", "b/deep/3.JPG", "a/1.2.840.7", "a/IM0001", "a/v.nii.gz", ".git/x.png")
    samples = read_classes(tmp_path)
    assert [s.name for s in samples] == [
        "a/1.2.840.7",
        "a/IM0001",
        "a/v.nii.gz",
        "b/2.png",
        "b/deep/3.JPG",
    ]
    assert counts(samples) == {"a": 3, "b": 2}


def test_other_files_are_counted_and_hidden_ones_are_not_seen(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fill(tmp_path, "a/1.png", "a/Thumbs.db", "b/1.png", "b/notes.txt", "b/.DS_Store")
    with caplog.at_level(logging.WARNING):
        assert len(read_classes(tmp_path)) == 2
    assert "2 files" in caplog.text
    assert ".db" in caplog.text


def test_part_chooses_where_both_exist(tmp_path: Path) -> None:
    fill(tmp_path, "train/a/1.png", "train/b/1.png", "test/a/2.png", "test/b/2.png")
    assert [s.name for s in read_classes(tmp_path, "test")] == ["test/a/2.png", "test/b/2.png"]
    assert len(read_classes(tmp_path)) == 4
    assert len(read_classes(tmp_path / "train", "test")) == 2


def test_all_parts_that_are_brought(tmp_path: Path) -> None:
    fill(tmp_path, *(f"{part}/{label}/1.png" for part in ("train", "validation") for label in "ab"))
    assert parts_in(tmp_path) == ()
    fill(tmp_path, "test/a/1.png", "test/b/1.png")
    assert parts_in(tmp_path) == ("train", "validation", "test")
    assert [s.name for s in read_classes(tmp_path, "validation")] == [
        "validation/a/1.png",
        "validation/b/1.png",
    ]
    assert len(read_classes(tmp_path)) == 6


def test_labels_table(tmp_path: Path) -> None:
    fill(tmp_path, "x/1.png", "2.png")
    table = "\ufefffile;label;group;Site\nx/1.png;ill;p1;Ulm\n2.png;well;;\n"
    (tmp_path / "labels.csv").write_text(table, encoding="utf-8")
    second, first = read_classes(tmp_path)
    assert (first.label, first.group, first.extra["site"]) == ("ill", "p1", "Ulm")
    assert (second.label, second.group) == ("well", "")


def test_manifest_enriches(tmp_path: Path) -> None:
    fill(tmp_path, "train/a/1.png", "train/b/1.png", "test/a/2.png", "test/b/2.png")
    (tmp_path / "manifest.csv").write_text(
        "path,label,group,neardup_group,max_train_corr\n"
        "test/a/2.png,a,,nd7,0.91\ntest/b/2.png,b,pat3,nd8,0.5\n"
    )
    for samples in (read_classes(tmp_path, "test"), read_classes(tmp_path / "test")):
        assert [s.group for s in samples] == ["nd7", "pat3"]
        assert samples[0].extra["max_train_corr"] == "0.91"


def test_folders_are_matched_to_the_classes_of_a_model(tmp_path: Path) -> None:
    fill(tmp_path, "No_Tumor/1.png", "glioma/2.png")
    assert [s.label for s in read_classes(tmp_path, classes=("glioma", "notumor"))] == [
        "notumor",
        "glioma",
    ]
    with pytest.raises(BadData, match=r"among cat, dog, got 'No_Tumor' \(No_Tumor/1.png\)"):
        read_classes(tmp_path, classes=("cat", "dog"))


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ((), "no images"),
        (("1.png", "2.png"), "2 images without a class"),
        (("a/1.png",), "at least two classes .* only 'a'"),
        (("a/1.png", "b/notes.txt"), "found none in .*b"),
    ],
)
def test_wrong_folders_are_said(tmp_path: Path, files: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(BadData, match=sentence):
        read_classes(fill(tmp_path, *files))


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("file,class\n1.png,a\n", "column 'label' .* got file, class"),
        ("file,label\n", "a row for each image .* got none"),
        ("file,label\n1.png,\n", "blank in row 2"),
        ("file,label\n1.png,a\n9.png,b\n", "1 of 2 do not exist: '9.png'"),
        ("file,label\n../1.png,a\n", "below"),
        ("file,label\n1.png,a\n1.png,b\n", "each file once .* again"),
    ],
)
def test_wrong_tables_are_said(tmp_path: Path, table: str, sentence: str) -> None:
    fill(tmp_path, "1.png", "2.png")
    (tmp_path / "labels.csv").write_text(table)
    with pytest.raises(BadData, match=sentence):
        read_classes(tmp_path)


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    fill(tmp_path, "1.png", "2.png")
    table = "file,label\n,b\n1.png,\n../1.png,a\n9.png,b\n8.png,b\n2.png,a\n2.png,b\n"
    (tmp_path / "labels.csv").write_text(table)
    with pytest.raises(Several) as said:
        read_classes(tmp_path)
    first, *lines = str(said.value).splitlines()
    assert first == "4 things are to be mended:"
    for line, words in zip(
        lines,
        ("a blank in row 2, 3;", "'../1.png' in row 4", "'2.png' again", "2 of 7 .* '9.png', '8.p"),
        strict=True,
    ):
        assert re.search(words, line)


def test_empty_classes_of_both_parts_are_said_at_once(tmp_path: Path) -> None:
    fill(tmp_path, *(f"{part}/{name}/notes.txt" for part in ("train", "test") for name in "abc"))
    fill(tmp_path, "train/a/1.png", "test/a/1.png", "test/b/1.png")
    with pytest.raises(Several, match=r"none in .*train/b', .*train/c'[^\n]*\n.*none in .*test/c'"):
        read_classes(tmp_path)


def test_table_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(BadData, match="CSV table in UTF-8"):
        read_classes(tmp_path)


def test_manifest_that_contradicts(tmp_path: Path) -> None:
    fill(tmp_path, "a/1.png", "b/1.png")
    (tmp_path / "manifest.csv").write_text("path,label\na/1.png,b\n")
    with pytest.raises(BadData, match="'a' by its place and 'b' by the table"):
        read_classes(tmp_path)


def test_other_classes_are_left_out_where_all_asked_ones_are_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fill(tmp_path, "covid/1.png", "viral/1.png", "normal/1.png", "normal/2.png")
    with caplog.at_level(logging.WARNING):
        samples = read_classes(tmp_path, classes=("covid", "Viral"))
    assert counts(samples) == {"Viral": 1, "covid": 1}
    assert "left out 2 samples of 'normal'" in caplog.text
    assert strangers(tmp_path, None, ("covid", "Viral")) == {"normal": 2}
    with pytest.raises(BadData, match=r"got 'normal' .* and none of bacterial"):
        read_classes(tmp_path, classes=("covid", "viral", "bacterial"))


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="found nothing at"):
        read_classes(tmp_path / "absent")


def test_brain_tumour_data(shared_data: Path) -> None:
    samples = read_classes(shared_data / "brain_tumor_mri", "test")
    assert counts(samples) == {"glioma": 254, "meningioma": 256, "notumor": 323, "pituitary": 255}
    assert all(s.group and s.extra["max_train_corr"] for s in samples)
