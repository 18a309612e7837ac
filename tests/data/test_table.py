"""Tables are read as programs and people write them, and all that is wrong is told at once."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

from diaphane.card import Input, Scaling
from diaphane.data.alike import fingerprints
from diaphane.data.audit import audit
from diaphane.data.folders import read_classes, read_sample
from diaphane.data.split import clusters, split
from diaphane.data.table import read_table, row_image
from diaphane.errors import BadData, BadSetting
from diaphane.pixels.prepare import prepare

PLAIN = "0.1,2,a\n0.3,4,b\n0.5,6,a\n0.7,8,b\n"
TWO = Input(size=(2,))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rows.csv"


def refused(file: Path, text: str, need: Input | None = None) -> str:
    file.write_text(text)
    with pytest.raises(BadData) as told:
        read_classes(file, "train", need=need)
    return str(told.value)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "\ufeff" + PLAIN.replace("\n", "\r\n"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", ";").replace(".", ","),
        "x,y,kind\n" + PLAIN,
        "\n" + PLAIN.replace("\n", "\n\n"),
        PLAIN.replace("a", '"a"'),
    ],
    ids=("plain", "bom", "semicolon", "tab", "decimal comma", "header", "gaps", "quoted"),
)
def test_written_in_many_ways_a_table_is_the_same(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    table = read_table(file)
    assert [row.values for row in table.rows] == [(0.1, 2), (0.3, 4), (0.5, 6), (0.7, 8)]
    assert table.labels == ("a", "b", "a", "b")


def test_columns_that_are_only_counted_are_a_header(file: Path) -> None:
    file.write_text("0,1,2,3\n0.5,7,1,a\n0.6,8,1,b\n")
    assert read_table(file).rows[0].names == ("0", "1", "2")


def test_rows_are_samples_named_by_their_line(file: Path) -> None:
    file.write_text("x,y,kind\n" + PLAIN)
    samples = read_classes(file)
    assert [s.name for s in samples] == [f"rows.csv:{line}" for line in (2, 3, 4, 5)]
    assert str(samples[0].row) == f"{file}:2"
    np.testing.assert_allclose(read_sample(samples[1]).pixels, [[0.3, 4]], rtol=1e-6)
    assert read_classes(file.parent) == samples
    assert read_classes(file, classes=("b", "a")) == samples


def test_parts_lie_below_train_and_test(tmp_path: Path) -> None:
    for part in ("train", "test"):
        (tmp_path / part).mkdir()
        (tmp_path / part / "any.csv").write_text(PLAIN)
    assert next(s.name for s in read_classes(tmp_path, "test")) == "test/any.csv:1"
    assert len(read_classes(tmp_path)) == 8


def test_columns_are_found_by_name_and_labels_may_be_absent(file: Path) -> None:
    need = Input(size=(2,), columns=("x", "y"))
    file.write_text("kind,y,x\na,1,2\nb,3,4\n")
    table = read_table(file, need)
    assert table.labels == ("a", "b")
    assert table.rows[0].image(need.columns).pixels.tolist() == [[2, 1]]
    file.write_text("y,x\n1,2\n")
    assert read_table(file, need).labels == ()
    file.write_text("1,2\n3,4\n")
    assert read_table(file, TWO).rows[1].values == (3, 4)


@pytest.mark.parametrize(
    ("text", "need", "told"),
    [
        ("", None, "got none; fill the file"),
        ("x,y,kind\n", None, "below the header"),
        ("1,,a\n2,nan,b\n3,inf,a\n4,x1,b\n5,6\n", None, "'a blank' in line 1, column 2, 'nan'"),
        ("1,2,a\n3,4,\n", None, "no label in line 2"),
        ("1,1,a\n2,2,a\n", None, "only the label 'a'"),
        ("1,1,a\n2,2,b\n3,3,a\n", None, "only one row of 'b'"),
        ("x,x,kind\n" + PLAIN, None, "a name of its own for each column"),
        (",y,kind\n" + PLAIN, None, "leave out a column that only counts"),
        ("1,2,3,4,a\n5,6,7,8,b\n", TWO, "expected 2 numbers in each row"),
        ("1,a\n5,b\n", TWO, "got 1 and a label"),
        ("1,2\n3,4\n", TWO, "expected a label in the last column"),
        (PLAIN, Input(size=(8, 8)), "expected a folder of labelled images, got the file"),
        ("x,z,kind\n1,2,a\n", Input(size=(2,), columns=("x", "y")), "got also 'z', 'kind'"),
    ],
)
def test_what_is_wrong_is_told(file: Path, text: str, need: Input | None, told: str) -> None:
    assert told in refused(file, text, need)


def test_five_wrong_places_are_named_and_the_rest_counted(file: Path) -> None:
    told = refused(file, PLAIN + "x,y,a\n" * 4)
    assert "'x' in line 5, column 1, 'y' in line 5, column 2" in told
    assert "and 3 more" in told


def test_a_table_of_measurements_without_labels_is_seen_through(file: Path) -> None:
    told = refused(file, "".join(f"{i},{i + 1},{i / 7:.3f}\n" for i in range(20)))
    assert "20 labels in 20 rows" in told


def test_a_column_the_model_needs_is_missed_by_name(file: Path) -> None:
    need = Input(size=(2,), columns=("x", "y"))
    file.write_text("x,kind\n1,a\n")
    row = read_table(file, need).rows[0]
    with pytest.raises(BadData, match="found no 'y' among 'x'"):
        row.image(need.columns)


def test_two_tables_in_a_folder_are_one_too_many(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(PLAIN)
    with pytest.raises(BadData, match=r"expected one table in .* got 'a.csv', 'b.csv'"):
        read_classes(tmp_path)


def test_columns_that_say_nothing_and_rows_that_contradict_are_warned_about(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.write_text("x,y,kind\n1,5,a\n2,5,b\n1,5,b\n3,5,a\n")
    with caplog.at_level(logging.WARNING):
        read_classes(file, "train")
    assert "the same number in all rows" in caplog.text
    assert "column y" in caplog.text
    assert "an equal row has another label" in caplog.text
    assert "line 4" in caplog.text


def test_equal_rows_never_part(file: Path) -> None:
    rng = np.random.default_rng(0)
    rows = [",".join(f"{v:.3f}" for v in rng.random(3)) + f",{'ab'[i % 2]}" for i in range(20)]
    file.write_text("\n".join(rows + rows[:10]))
    samples = read_classes(file)
    known = fingerprints(samples)
    ids = clusters(known.thumbnails, hashes=known.files).tolist()
    assert len(set(ids)) == 20
    parts = split(samples, {"one": 0.5, "other": 0.5}, groups=[ids])
    assert not audit(parts).leaks
    assert len(audit({"one": samples[:20], "other": samples[20:]}).of("same file")) == 10


def test_labels_that_differ_by_a_sign_are_two(file: Path) -> None:
    file.write_text("0.1,-1\n0.2,1\n0.3,-1\n0.4,1\n")
    assert [s.label for s in read_classes(file, classes=("-1", "1"))] == ["-1", "1", "-1", "1"]


def test_rows_are_prepared_as_images_are() -> None:
    image = row_image([0.5, 30, -4])
    kept = prepare(image, Input(size=(3,), scaling=Scaling("none")))
    assert kept.pixels.tolist() == [[0.5, 30, -4]]
    assert kept.clipped == 0
    scaled = prepare(image, Input(size=(3,), scaling=Scaling("fixed", 0, 10)))
    np.testing.assert_allclose(scaled.pixels, [[0.05, 1, 0]])
    assert scaled.clipped == pytest.approx(2 / 3)
    assert kept.undo(np.ones((1, 3), np.float32)).shape == (1, 3)
    with pytest.raises(BadData, match="expected a row of 4 numbers, got 3"):
        prepare(image, Input(size=(4,)))
    with pytest.raises(BadSetting, match="an image of 2 axes, got 1"):
        prepare(image, Input(size=(4, 4)))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([1, float("nan")], "got nan as number 2"),
        ([[1, 2]], r"shape \(1, 2\)"),
        (["a"], "expected a row of numbers"),
        ([], "shape"),
    ],
)
def test_what_is_no_row_is_refused(values: list[float], told: str) -> None:
    with pytest.raises(BadData, match=told):
        row_image(values)
