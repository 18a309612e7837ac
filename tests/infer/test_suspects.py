"""Confident learning finds labels that were swapped, and leaves clean ones alone."""

from __future__ import annotations

import numpy as np

from diaphane.infer.suspects import suspects


def test_by_hand() -> None:
    p = np.array([[0.9, 0.1], [0.7, 0.3], [0.2, 0.8], [0.1, 0.9], [0.4, 0.6], [0.55, 0.45]])
    labels = [0, 0, 1, 1, 0, 1]
    # Usual of class 0: (0.9 + 0.7 + 0.4) / 3 = 0.67; of class 1: (0.8 + 0.9 + 0.45) / 3 = 0.72.
    # 0.6 for class 1 and 0.55 for class 0 are below them: both labels stand.
    assert suspects(p, labels).tolist() == [False] * 6
    labels[3] = 0  # now class 0: (0.9 + 0.7 + 0.4 + 0.1) / 4 = 0.525; class 1: 0.625
    assert suspects(p, labels).tolist() == [False, False, False, True, False, True]


def test_swapped_labels_are_found() -> None:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 3, 600)
    p = rng.dirichlet((0.5, 0.5, 0.5), 600) + 4 * np.eye(3)[truth]
    p /= p.sum(axis=1, keepdims=True)
    swapped = np.arange(600) < 60
    labels = np.where(swapped, (truth + 1) % 3, truth)
    found = suspects(p, labels)
    assert found[swapped].mean() > 0.98
    assert found[~swapped].mean() < 0.02


def test_a_class_without_images_is_believed_of_none() -> None:
    assert not suspects(np.array([[0.1, 0.1, 0.8], [0.8, 0.1, 0.1]]), [1, 0]).any()
