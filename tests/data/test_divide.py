"""Data divided anew: nothing crosses, all is kept, and the sentences when it cannot be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from diaphane.data.audit import audit
from diaphane.data.divide import divide
from diaphane.data.folders import parts_in, read_classes
from diaphane.errors import BadData, BadSetting

HALVES = {"train": 0.5, "test": 0.5}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten images of each of two classes, each with a mirrored copy, and a broken file."""
    root = tmp_path_factory.mktemp("data")
    for k, label in enumerate("ab"):
        (root / label).mkdir()
        for i in range(10):
            rough = np.random.default_rng((k, i)).integers(0, 255, (24, 24), np.uint8)
            picture = Pillow.fromarray(rough).resize((72, 72), Pillow.Resampling.BICUBIC)
            picture.save(root / label / f"{i}.png")
            picture.transpose(Pillow.Transpose.FLIP_LEFT_RIGHT).save(root / label / f"m{i}.png")
    (root / "a/broken.png").write_bytes(b"no image")
    return root


def test_copies_stay_together_and_nothing_is_lost(data: Path, tmp_path: Path) -> None:
    done = divide(data, tmp_path / "out", HALVES)
    assert parts_in(tmp_path / "out") == ("train", "test")
    train, test = (read_classes(tmp_path / "out", part) for part in ("train", "test"))
    assert audit({"train": train, "test": test}).leaks == ()
    assert len(train) == len(test) == 20
    assert done.together == 20
    assert {s.group for s in train}.isdisjoint({s.group for s in test})
    assert all(float(s.extra["max_train_corr"]) < 0.94 for s in test)
    assert done.farness["test"]["high"] < 0.94
    ((sample, _),) = done.unreadable
    assert sample.name == "a/broken.png"


def test_the_same_seed_divides_alike(data: Path, tmp_path: Path) -> None:
    one, same, other = (
        {s.name for s in divide(data, tmp_path / str(i), HALVES, seed=seed).parts["test"]}
        for i, seed in enumerate((0, 0, 1))
    )
    assert one == same != other


def test_shares_that_no_one_would_find(data: Path, tmp_path: Path) -> None:
    for shares, said in (
        ({"train": 0.5, "held": 0.5}, "expected parts among train, .* got 'held'"),
        ({"train": 1.0}, "expected a share for 'test', got train"),
        ({"train": 0.5, "test": 0.6}, "add up to 1"),
    ):
        with pytest.raises(BadSetting, match=said):
            divide(data, tmp_path / "out", shares)
    assert not (tmp_path / "out").exists()


def test_a_class_that_cannot_be_in_every_part(data: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for label in "ab":
        (tmp_path / "data" / label).symlink_to(data / label)
    rare = tmp_path / "data" / "rare"
    rare.mkdir()
    (rare / "1.png").write_bytes((data / "a/0.png").read_bytes())
    with pytest.raises(BadData, match=r"'rare' .* has none for"):
        divide(tmp_path / "data", tmp_path / "out", HALVES)
    assert not (tmp_path / "out").exists()


def test_groups_of_the_data_keep_their_name_where_they_stay_alone(
    data: Path, tmp_path: Path
) -> None:
    """0 and 1 are of one patient; 2 and its copy are of two."""
    (tmp_path / "data").mkdir()
    for label in "ab":
        (tmp_path / "data" / label).symlink_to(data / label)
    rows = {"a/0.png": "p", "a/m0.png": "p", "a/1.png": "p", "a/m1.png": "p"}
    rows |= {"a/2.png": "q", "a/m2.png": "r"}
    table = "path,patient\n" + "".join(f"{path},{patient}\n" for path, patient in rows.items())
    (tmp_path / "data/manifest.csv").write_text(table)
    divide(tmp_path / "data", tmp_path / "out", HALVES)
    groups = {
        s.name.partition("/")[2]: s.group for s in read_classes(tmp_path / "out") if "a/" in s.name
    }
    assert {groups[path] for path in rows if rows[path] == "p"} == {"p"}
    assert groups["a/2.png"] == groups["a/m2.png"]
    assert groups["a/2.png"].startswith("alike-")
