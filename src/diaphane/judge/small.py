"""Small classifiers of a few numbers an image, the strongest chosen without a look at the test.

Axes: `N` images, `F` features.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import MissingPackage
from ..image import Floats

Labels = NDArray[np.int64]

Maker = Callable[[], Any]
"""Makes an untrained scikit-learn classifier."""

FOLDS = 3
"""Of the inner cross-validation; no group lies in two of them."""

TREES = 100
KEPT = 0.99
"""Share of the variance that the linear classifier keeps; the rest would only slow it down."""


def small_classifiers(seed: int) -> Mapping[str, Maker]:
    """Each by a name of its own: linear, with a kernel, and trees, with their settings."""
    try:
        from sklearn.decomposition import PCA
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
        from sklearn.svm import SVC
    except ImportError as error:
        raise MissingPackage("looking for shortcuts", "judge") from error

    def linear(c: float) -> Maker:
        return lambda: make_pipeline(
            StandardScaler(),
            PCA(KEPT, svd_solver="full", whiten=True),
            LogisticRegression(C=c, class_weight="balanced", max_iter=2000),
        )

    def kernel(c: float) -> Maker:
        return lambda: make_pipeline(StandardScaler(), SVC(C=c, class_weight="balanced"))

    def trees() -> Any:
        return Forest(TREES, seed)

    return {
        **{f"logistic regression, C={c}": linear(c) for c in (0.01, 0.1, 1.0)},
        **{f"support vectors, C={c}": kernel(c) for c in (1.0, 10.0)},
        "trees": trees,
    }


class Forest:
    """Extremely randomised trees (Geurts et al. 2006), the same as scikit-learn's
    `ExtraTreesClassifier(count, class_weight="balanced", random_state=seed)`, but for the help of
    joblib. That sets the warnings of the whole process anew for each tree, which several threads
    must not do at once."""

    def __init__(self, count: int, seed: int) -> None:
        self.count, self.seed = count, seed
        self.trees: list[Any] = []

    def fit(self, features: Floats, truth: Labels) -> Forest:
        from sklearn.tree import ExtraTreeClassifier

        draw = np.random.RandomState(self.seed)  # as scikit-learn draws the trees' own seeds
        seeds = [draw.randint(np.iinfo(np.int32).max) for _ in range(self.count)]
        self.trees = [
            ExtraTreeClassifier(class_weight="balanced", random_state=s).fit(features, truth)
            for s in seeds
        ]
        return self

    def predict(self, features: Floats) -> Labels:
        """The class of the highest mean share over the trees."""
        shares = sum(tree.predict_proba(features) for tree in self.trees)
        return np.asarray(self.trees[0].classes_[np.argmax(shares, axis=1)])


def strongest(features: Floats, truth: Labels, groups: Sequence[str], *, seed: int) -> Any:
    """A classifier fitted to all of the training images, of the kind that did best on held-out
    groups of them. Raises `MissingPackage` where scikit-learn is not there."""
    makers = small_classifiers(seed)
    scores = {name: _held_out(make, features, truth, groups, seed) for name, make in makers.items()}
    best = max(scores, key=scores.__getitem__)
    return makers[best]().fit(features, truth)


def _held_out(
    make: Maker, features: Floats, truth: Labels, groups: Sequence[str], seed: int
) -> float:
    """Mean balanced accuracy over the folds."""
    from sklearn.metrics import recall_score
    from sklearn.model_selection import StratifiedGroupKFold

    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    scores = []
    for fit, held in folds.split(features, truth, groups):
        said = make().fit(features[fit], truth[fit]).predict(features[held])
        scores.append(recall_score(truth[held], said, average="macro", zero_division=0.0))
    return float(np.mean(scores))
