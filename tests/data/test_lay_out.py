"""Parts are written whole, with what was known of the images, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from diaphane.data.folders import Sample, read_classes
from diaphane.data.lay_out import lay_out, refuse_occupied
from diaphane.errors import BadSetting, CannotWrite


def samples(tmp_path: Path) -> list[Sample]:
    """Two files of one name in different folders, and one more of another class."""
    made = []
    for place, label in (("x", "a"), ("y", "a"), ("z", "b")):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "1.png").write_text(place)
        made.append(Sample(tmp_path / place / "1.png", label, extra={"site": place, "split": "?"}))
    return made


@pytest.mark.parametrize("link", [False, True])
def test_what_is_written_is_read_again(tmp_path: Path, link: bool) -> None:
    x, y, z = samples(tmp_path / "from")
    parts = {"train": (x, y, z), "test": (Sample(z.path, "a"), Sample(x.path, "b"))}
    groups = {s: "" for own in parts.values() for s in own} | {x: "p", y: "p"}
    lay_out(parts, tmp_path / "out", groups=groups, nearest={parts["test"][0]: 0.87654}, link=link)
    again = {s.name: s for s in read_classes(tmp_path / "out")}
    assert sorted(again) == [
        "test/a/1.png",
        "test/b/1.png",
        "train/a/1.png",
        "train/a/2-1.png",
        "train/b/1.png",
    ]
    assert again["train/a/2-1.png"].path.read_text() == "y"
    assert again["train/a/2-1.png"].group == "p"
    assert again["train/a/1.png"].extra["site"] == "x"
    assert again["train/a/1.png"].extra["split"] == "train"
    assert again["test/a/1.png"].extra["max_train_corr"] == "0.8765"
    assert again["train/a/1.png"].path.is_symlink() == link
    assert not list(tmp_path.glob(".diaphane-*"))


def test_an_occupied_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    refuse_occupied(tmp_path / "out")
    (tmp_path / "out/mine").write_text("precious")
    with pytest.raises(BadSetting, match="expected a new or empty folder, got"):
        lay_out({"train": ()}, tmp_path / "out", groups={}, nearest={})
    with pytest.raises(BadSetting, match="expected a folder outside the data, got"):
        refuse_occupied(tmp_path / "parts", tmp_path)


def test_half_of_it_is_taken_away_again(tmp_path: Path) -> None:
    x, y, _ = samples(tmp_path / "from")
    y.path.unlink()
    with pytest.raises(CannotWrite, match=r"out': no such file .*; make room"):
        lay_out({"train": (x, y)}, tmp_path / "out", groups={x: "", y: ""}, nearest={})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["from"]
