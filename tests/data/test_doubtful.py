"""Wrong labels among like neighbours are named; where neighbours know nothing, none is."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from diaphane.data.alike import Fingerprints, fingerprints
from diaphane.data.doubtful import doubts
from diaphane.data.folders import Sample
from diaphane.image import Image

WRONG = (3, 44)


def two_looks(tmp_path: Path, labels: list[str], *, noise: float) -> Fingerprints:
    """Images of one of two patterns, the first half and the second, in noise."""
    rng = np.random.default_rng(0)
    looks = rng.normal(size=(2, 64, 64)).repeat(2, 1).repeat(2, 2)
    pictures = {}
    for i in range(len(labels)):
        path = tmp_path / f"{i}"
        path.write_text(path.name)
        look = looks[int(i >= len(labels) // 2)]
        pictures[path] = look + noise * rng.normal(size=(16, 16)).repeat(8, 0).repeat(8, 1)
    samples = [Sample(p, label, name=p.name) for p, label in zip(pictures, labels, strict=True)]
    return fingerprints(samples, read=lambda path: Image(pictures[path][None]))


def labels() -> list[str]:
    right = ["a"] * 30 + ["b"] * 30
    return [("b" if x == "a" else "a") if i in WRONG else x for i, x in enumerate(right)]


def test_wrong_labels_are_named(tmp_path: Path) -> None:
    found = doubts(two_looks(tmp_path, labels(), noise=1), np.arange(60))
    assert found.know
    assert found.agreement is not None
    assert found.agreement > 0.9
    assert {d.sample.name for d in found.found} == {str(i) for i in WRONG}
    assert {d.sample.name: d.likelier for d in found.found} == {"3": "a", "44": "b"}
    assert len(found.found[0].neighbours) == 10
    assert found.to_plain()["candidates"][0]["neighbours"][0].keys() == {"file", "label"}


def test_where_neighbours_know_nothing_no_label_is_doubted(tmp_path: Path) -> None:
    mixed = ["a", "b"] * 30
    found = doubts(two_looks(tmp_path, mixed, noise=1), np.arange(60))
    assert not found.know
    assert found.found == ()


def test_copies_are_not_asked(tmp_path: Path) -> None:
    prints = two_looks(tmp_path, labels(), noise=1)
    found = doubts(prints, np.arange(60) // 30)
    names = {s.name for d in found.found for s in d.neighbours if d.sample.name == "3"}
    assert not any(int(name) < 30 for name in names)


def test_too_few_images(tmp_path: Path) -> None:
    found = doubts(two_looks(tmp_path, ["a", "b"] * 5, noise=1), np.arange(10))
    assert (found.found, found.agreement) == ((), None)
