"""Groups never cross, classes are alike in all parts, and the same seed gives the same parts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from diaphane.data.copies import Copies
from diaphane.data.folders import Sample, counts
from diaphane.data.split import clusters, farness, joined, split
from diaphane.errors import BadData, BadSetting
from diaphane.image import Floats

HALVES = {"train": 0.5, "test": 0.5}


def samples(*labels: str, groups: tuple[str, ...] = ()) -> tuple[Sample, ...]:
    named = groups or ("",) * len(labels)
    return tuple(
        Sample(Path(f"{i}.png"), label, group)
        for i, (label, group) in enumerate(zip(labels, named, strict=True))
    )


def unit(rows: NDArray[np.float64]) -> Floats:
    rows = rows - rows.mean(axis=1, keepdims=True)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_shares_and_classes() -> None:
    parts = split(samples(*"a" * 100, *"b" * 60))
    assert {k: counts(v) for k, v in parts.items()} == {
        "train": {"a": 70, "b": 42},
        "validation": {"a": 15, "b": 9},
        "calibration": {"a": 15, "b": 9},
    }


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 30)), min_size=40, max_size=120),
    st.integers(0, 3),
)
@settings(max_examples=30, deadline=None)
def test_no_group_crosses_and_no_sample_is_lost(rows: list[tuple[str, int]], seed: int) -> None:
    given_samples = samples(*(r[0] for r in rows), groups=tuple(f"p{r[1]}" for r in rows))
    try:
        parts = split(given_samples, HALVES, seed=seed)
    except BadData:
        return
    groups = [{s.group for s in part} for part in parts.values()]
    assert not groups[0] & groups[1]
    assert Counter(s.path for part in parts.values() for s in part) == Counter(
        s.path for s in given_samples
    )
    assert parts == split(given_samples, HALVES, seed=seed)


def test_seeds_differ() -> None:
    given_samples = samples(*"ab" * 30)
    assert split(given_samples, seed=0) != split(given_samples, seed=1)


def test_patients_and_clusters_hold_together() -> None:
    """Images 0 and 1 share a patient, 1 and 2 a cluster: all three stay together."""
    given_samples = samples(*"aab" * 10, groups=("p", "p", *("",) * 28))
    cluster = [0, 1, 1, *range(3, 30)]
    for seed in range(5):
        parts = split(given_samples, HALVES, groups=[cluster], seed=seed)
        assert sum(given_samples[0] in part for part in parts.values()) == 1
        assert any(set(given_samples[:3]) <= set(part) for part in parts.values())


def test_giant_cluster_goes_to_training() -> None:
    labels = "a" * 100 + "b" * 100
    cluster = [0] * 40 + list(range(1, 161))
    for seed in range(5):
        parts = split(samples(*labels), groups=[cluster], seed=seed)
        assert sum(int(s.path.stem) < 40 for s in parts["train"]) == 40


def test_class_with_too_few_groups_is_said() -> None:
    with pytest.raises(BadData, match=r"'b' \(20 in all\) has none for validation and calibration"):
        split(samples(*"a" * 20, *"b" * 20, groups=("",) * 20 + ("p",) * 20))


def test_shares_that_do_not_add_up() -> None:
    with pytest.raises(BadSetting, match="add up to 1"):
        split(samples(*"ab" * 9), {"train": 0.9, "test": 0.2})


def test_wrong_number_of_group_ids() -> None:
    with pytest.raises(BadSetting, match="each of 4 samples, got 3"):
        split(samples(*"abab"), HALVES, groups=[[1, 2, 3]])


def test_joined_is_transitive() -> None:
    assert joined([[0, 0, 1, 1, 2], [5, 6, 6, 7, 8]], n=5).tolist() == [0, 0, 0, 0, 1]


def test_clusters_are_chains() -> None:
    rng = np.random.default_rng(0)
    base, other = rng.normal(size=(2, 64))
    chain = [base, base + 0.3 * rng.normal(size=64), other]
    chain.append(chain[1] + 0.3 * rng.normal(size=64))
    rows = unit(np.array(chain))
    ids = clusters(rows, 0.85)
    assert rows[0] @ rows[3] < 0.95
    assert ids[0] == ids[1] == ids[3] != ids[2]


def test_equal_hashes_are_one_cluster() -> None:
    blank = np.zeros((3, 64), np.float32)
    assert clusters(blank, hashes=["x", "y", "x"]).tolist() == [0, 1, 0]


def test_copies_are_one_cluster() -> None:
    """Rows 0 and 2, and a row that is not among these three."""
    copied = Copies(
        i=np.array([0, 1]),
        j=np.array([2, 3]),
        turns=("mirrored left to right", ""),
        correlation=np.ones(2, np.float32),
    )
    assert clusters(np.zeros((3, 64), np.float32), copied=copied).tolist() == [0, 1, 0]


def test_clusters_agree_with_scipy() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    rows = unit(np.random.default_rng(1).normal(size=(700, 8)))
    _, expected = sparse.csgraph.connected_components(sparse.csr_matrix(rows @ rows.T > 0.97))
    ours = clusters(rows, 0.97)
    assert len(set(zip(ours.tolist(), expected.tolist(), strict=True))) == len(set(ours.tolist()))
    assert len(set(ours.tolist())) == len(set(expected.tolist()))


def test_many_alike_images_take_no_time() -> None:
    """All of 1,500 alike: two million pairs, but only 1,499 joins."""
    rows = unit(np.ones((1500, 16)) * np.arange(16) + 1e-3 * np.arange(1500)[:, None] % 7)
    assert clusters(rows, 0.9).max() == 0


def test_farness() -> None:
    rows = unit(np.random.default_rng(0).normal(size=(40, 64)))
    assert farness(rows[:5], rows)["median"] == pytest.approx(1, abs=1e-5)
    far = farness(rows[:5], rows[5:])
    assert far["low"] <= far["median"] <= far["high"] < 0.7
