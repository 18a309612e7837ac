"""What a model says of one image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .card import TaskName
from .image import Floats, Image


@dataclass(frozen=True)
class Result:
    """An answer with its doubts. What does not apply to a task is empty or None."""

    task: TaskName
    label: str | None = None
    """The class named; None when the answer is 'I do not know', or there is nothing to name."""
    probabilities: Mapping[str, float] = field(default_factory=dict)
    """Calibrated, by class name, in the card's order; they add up to 1."""
    possible: tuple[str, ...] = ()
    """The conformal set: classes that cannot be ruled out, likeliest first. `set` in JSON.
    Empty for an image that the model could not know."""
    doubts: tuple[str, ...] = ()
    """Why the answer may be worth nothing, one sentence each, for a person."""
    notes: tuple[str, ...] = ()
    """What was done that a person should know: which slice, which window."""
    image: Image | None = None
    """A label map or a new picture, on the grid of the input (times the card's scale)."""
    heat: Floats | None = None
    """(Y, X) in 0..1 on the grid of the input: what spoke for `label` (or the likeliest class)."""
    maps: Mapping[str, Floats] = field(default_factory=dict)
    """Further maps, (*space) in 0..1. On the grid of the input, where they were asked for:
    `probability_NAME` of each class and `uncertainty`. Of an enhanced picture `residual`, on the
    grid of the input, and `added`, on that of the picture: see `tasks.invented`. Of a translated
    one `changed`, on both grids, which are one."""
    measures: Mapping[str, float] = field(default_factory=dict)
    """Numbers with their units in the name: lungs_volume_ml, novelty."""
    provenance: Mapping[str, Any] = field(default_factory=dict)
    """model, model_sha256, input_sha256, uids, runtime, precision, prepare, versions, time."""

    @property
    def out_of_reach(self) -> bool:
        """True where the image is none that the model could know: its probabilities are what the
        network says of anything, and no person should be shown them as an answer."""
        return self.label is None and not self.possible

    def but(self, **changes: Any) -> Result:
        """A changed copy."""
        return replace(self, **changes)

    def to_plain(self) -> dict[str, Any]:
        """As `predict --json` prints it, but for `input` and `files`; empty parts are absent."""
        plain: dict[str, Any] = {"task": self.task}
        if self.probabilities:
            plain["label"] = self.label
            plain["probabilities"] = dict(self.probabilities)
        if self.possible:
            plain["set"] = list(self.possible)
        plain["doubts"] = list(self.doubts)
        if self.notes:
            plain["notes"] = list(self.notes)
        if self.measures:
            plain["measures"] = dict(self.measures)
        plain["provenance"] = dict(self.provenance)
        return plain
