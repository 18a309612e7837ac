"""A folder with faults of every kind, and one without."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from diaphane.data.check import check, write_check
from diaphane.data.check_page import check_page
from diaphane.errors import BadData

pytest.importorskip("sklearn")


def picture(seed: int, side: int = 60) -> Pillow.Image:
    rough = np.random.default_rng(seed).integers(0, 255, (24, 24), np.uint8)
    return Pillow.fromarray(rough).resize((side, side), Pillow.Resampling.BICUBIC)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifteen images of each of two classes in train, four in test, and the faults."""
    root = tmp_path_factory.mktemp("faulty")
    for k, label in enumerate("ab"):
        for part, n in (("train", 15), ("test", 4)):
            (root / part / label).mkdir(parents=True)
            for i in range(n):
                seed = 1000 * k + 100 * (part == "test") + i
                picture(seed, 60 + 4 * k).save(root / part / label / f"{i}.png")
    (root / "train/a/twin.png").write_bytes((root / "train/a/0.png").read_bytes())
    picture(1, 80).save(root / "train/b/other-label.png")
    picture(2).transpose(Pillow.Transpose.FLIP_LEFT_RIGHT).save(root / "test/a/leak.jpg")
    (root / "test/b/<i>broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return root


def test_each_fault_is_found(faulty: Path) -> None:
    found = check(faulty)
    assert found.n == 41
    assert found.parts == {"train": {"a": 16, "b": 16}, "test": {"a": 5, "b": 4}}
    files = {pair.kind: [s.name for s in pair.samples] for pair in found.audit.duplicates}
    assert files["same file"] == ["train/a/0.png", "train/a/twin.png"]
    assert files["near copy"] == ["train/a/1.png", "train/b/other-label.png"]
    (leak,) = found.audit.leaks
    assert [s.name for s in leak.samples] == ["train/a/2.png", "test/a/leak.jpg"]
    assert leak.turn == "mirrored left to right"
    (wrong,) = found.audit.contradictions
    assert wrong.samples[1].name == "train/b/other-label.png"
    ((sample, why),) = found.audit.unreadable
    assert sample.name == "test/b/<i>broken.png"
    assert "broken.png: " in why
    assert found.sizes["60 x 60"] == 21
    warnings = "; ".join(found.warnings)
    for said in (
        "1 files cannot be read",
        "1 pairs cross between parts; images: 1 of test, 1 of train",
        "1 pairs of copies have different labels",
        "enough to tell a, b from the rest: size",
        "2 of 41 images are copies of others in their part",
        "few images of a class: a 21, b 20",
    ):
        assert said in warnings


def test_data_json_and_the_page(faulty: Path, tmp_path: Path) -> None:
    found = check(faulty)
    plain = json.loads(write_check(found, tmp_path).read_text())
    assert plain["n"] == 41
    assert plain["leaks"][0]["turn"] == "mirrored left to right"
    assert plain["giveaways"][0]["balanced_accuracy"] > 0.9
    page = check_page(found)
    assert "<h2>Pairs that cross between parts: all 1</h2>" in page
    assert "near copy, mirrored left to right" in page
    assert "&lt;i&gt;broken.png" in page
    assert "<i>broken" not in page
    assert page.count("data:image/jpeg;base64,") >= 6
    assert "http" not in page


def test_one_table_of_rows(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("".join(f"{i % 7},{i % 5},{'RM'[i % 2]}\n" for i in range(40)))
    found = check(tmp_path / "t.csv")
    assert found.n == 40
    assert found.giveaways == ()
    assert found.audit.contradictions
    assert "Copies with different labels" in check_page(found)


def test_nothing_that_can_be_read(tmp_path: Path) -> None:
    for label in "ab":
        (tmp_path / label).mkdir()
        (tmp_path / label / "1.png").write_bytes(b"text")
    with pytest.raises(BadData, match=r"expected images that can be read in .* got none: "):
        check(tmp_path)
