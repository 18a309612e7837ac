"""The card: all that is needed to run a trained model and to judge it, kept inside its file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from math import isfinite
from types import UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from .errors import BadModel

TaskName = Literal["classify", "segment", "enhance", "translate"]


@dataclass(frozen=True)
class Scaling:
    """How stored values become 0..1 before the network."""

    kind: Literal["fixed", "percentile", "window", "depth", "none"] = "fixed"
    """fixed: `low` and `high` are stored values. percentile: they are percentiles of the image.
    window: the file's own window where it has one, else the percentiles. depth: all that the
    image's bits can hold, 0 to 255 of 8 bits, of 16 as many bits as its values need; of signed and
    real numbers the least and the largest. none: values stay as they are, as in tables whose
    columns have units of their own."""
    low: float = 0.0
    high: float = 255.0


@dataclass(frozen=True)
class Input:
    """How pixels must look before they enter the network."""

    channels: int = 1
    size: tuple[int, ...] | None = None
    """Resize to this (Y, X); None keeps the image's size and tiles it. (X,): a row of a table with
    so many numbers."""
    tile: tuple[int, ...] | None = None
    """Of networks that segment, enhance or translate: what they see at once, (Y, X) or (Z, Y, X),
    whose number of axes says whether they look at planes or at volumes. An axis shorter than its
    tile is seen whole. One that takes images of a single size only has it as `size` and as
    `tile`."""
    overlap: float = 0.25
    """Share of a tile that lies in its neighbour, too."""
    margin: int = 0
    """Samples that the network's answer is short of at each end of each axis, because its
    convolutions do not pad: the image is continued by so much ("valid"; Ronneberger et al. 2015,
    figure 2). Of networks that enhance, which pad: as many samples at a tile's ends, where these
    lie inside the image, are answered without their surroundings and left out. Of networks that
    translate: as many samples are left out at all ends, where the image is mirrored."""
    spacing: tuple[float, ...] | None = None
    """Resample to this many millimetres between neighbours, one an axis; None takes images as they
    come, and so are images whose spacing is not known."""
    columns: tuple[str, ...] = ()
    """Names of a row's numbers, where the training table had a header."""
    crop: Literal["none", "content"] = "none"
    """content: cut away dark margins first, so that a head fills the picture whatever the field
    of view was."""
    fit: Literal["stretch", "pad"] = "stretch"
    """stretch: each axis on its own. pad: keep the aspect, fill the rest with black."""
    multiple: int = 1
    """Pad each axis to a multiple of this, where `size` is None."""
    scaling: Scaling = field(default_factory=Scaling)
    mean: tuple[float, ...] = (0.0,)
    """Taken off the 0..1 values, one a channel."""
    std: tuple[float, ...] = (1.0,)
    """Then divided by, one a channel."""
    modalities: tuple[str, ...] = ()
    """DICOM modalities the model was made for; empty: any."""


@dataclass(frozen=True)
class Code:
    """A coded concept (DICOM PS3.16): SCT 393563007 'Glioma'."""

    scheme: str
    value: str
    meaning: str


@dataclass(frozen=True)
class Class:
    """One answer a model may give."""

    name: str
    """As in folders, JSON and the command line."""
    title: str = ""
    """As a person reads it; empty: the name."""
    code: Code | None = None
    colour: tuple[int, int, int] = (255, 160, 0)
    """RGB, for overlays and bars."""
    values: tuple[int, ...] = ()
    """What a mask holds where the class is. Empty: the class's number, counted from 1; of a single
    class 1, or 255 in masks of 0 and 255."""

    least: float = 0.0
    """Of what a network segments: connected parts smaller than this share of the largest one are
    left out; 0 keeps all."""


@dataclass(frozen=True)
class Calibration:
    """What makes a probability mean what it says; fitted on images the weights never saw."""

    temperature: float = 1.0
    """Logits are divided by this (Guo et al. 2017)."""
    thresholds: tuple[float, ...] = ()
    """One a class: the class is in the set when 1 - its probability is at most this
    (class-conditional split conformal; Vovk 2012). Empty: no sets."""
    coverage: float = 0.9
    """The share of images whose set holds the true class, asked for in each class."""
    n: int = 0
    """Images it was fitted on."""
    suspects: float = 0.0
    """Share of them whose labels looked wrong and which had no say in the temperature."""
    least: float = 0.0
    """Below this probability the answer is 'I do not know'."""


@dataclass(frozen=True)
class Novelty:
    """When an input is unlike the training images."""

    limit: float
    """Scores above this are called unlike; the score is the file's output `novelty`."""
    false_alarms: float
    """Share of calibration images above the limit, by construction."""
    n: int
    """Calibration images the limit was set on."""


@dataclass(frozen=True)
class Figure:
    """A measured figure with its 95 % interval."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Bar:
    """Images of like probability, and how often the class named was the true one: a bar of a
    reliability diagram (Niculescu-Mizil and Caruana 2005)."""

    low: float
    """The probabilities of the likeliest class lie above this."""
    high: float
    """And up to this."""
    predicted: float
    """Their mean."""
    observed: float
    """Share of the images that are of the likeliest class."""
    n: int
    """Images."""


@dataclass(frozen=True)
class Card:
    """What the model does, what it eats, what it emits, how good it was, what it is not for."""

    name: str
    task: TaskName
    input: Input
    classes: tuple[Class, ...] = ()
    scale: int = 1
    """Output pixels per input pixel along each axis."""
    domains: tuple[str, ...] = ()
    """Of networks that translate: what goes in and what comes out, as the folders of training are
    called."""
    calibration: Calibration | None = None
    novelty: Novelty | None = None
    summary: str = ""
    """One sentence for a list of models."""
    intended_use: str = "research and teaching; not for diagnosis"
    data: str = ""
    """What it was trained on, in words, with the doubts."""
    licence: str = ""
    """Of the weights."""
    limits: tuple[str, ...] = ()
    """What it is known to do badly, one sentence each."""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    """Measured on the test part, under the names of `evaluate --json`."""
    reliability: tuple[Bar, ...] = ()
    """Of a model that names classes, on the test part; bars of no image are left out. Empty where
    nobody measured it."""
    network: str = ""
    """The network's name and settings, in words."""
    trained: Mapping[str, str] = field(default_factory=dict)
    """Provenance of the training: date, recipe's hash, data's hash, versions."""
    schema: int = 1

    @property
    def names(self) -> tuple[str, ...]:
        """The classes' names, in the order of the network's outputs."""
        return tuple(c.name for c in self.classes)

    @property
    def outputs(self) -> int:
        """Channels of the network's answer. A segmenting network of one class answers by one
        logit (sigmoid); of several by one for the background, which comes first, and one for each
        class (softmax)."""
        several = self.task == "segment" and len(self.classes) > 1
        return len(self.classes) + several

    def title(self, name: str) -> str:
        """A class's title for a person."""
        return next(c.title or c.name for c in self.classes if c.name == name)

    def but(self, **changes: Any) -> Card:
        """A changed copy."""
        return replace(self, **changes)

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Card:
        """Read a card; raises `BadModel` for anything that is not one."""
        try:
            return cast(Card, from_plain(cls, strict_json(text)))
        except (ValueError, TypeError, KeyError) as error:
            raise BadModel(
                f"the model's card cannot be read ({error}); the file is damaged or was written "
                "by a newer version"
            ) from error


def strict_json(text: str) -> Any:
    """Plain values from JSON that says each thing once, in numbers that are numbers; `ValueError`
    for all else."""
    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=number, parse_float=number)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("it says something twice")
    return found


def number(text: str) -> float:
    found = float(text)
    if not isfinite(found):
        raise ValueError(f"{text} is no number")
    return found


def from_plain(kind: Any, value: Any) -> Any:
    """A typed value from plain JSON ones: dataclasses, tuples, mappings, unions with None."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        known = {f.name for f in fields(kind)}
        if not isinstance(value, dict):
            raise TypeError(f"expected the parts of a {kind.__name__}, got {value!r}")
        if unknown := sorted(set(value) - known):
            raise ValueError(f"{kind.__name__} has no {', '.join(map(repr, unknown))}")
        return kind(**{name: from_plain(hints[name], v) for name, v in value.items()})
    if kind is Any:
        return tuple(value) if isinstance(value, list) else value
    outer, inner = get_origin(kind), get_args(kind)
    if outer in (Union, UnionType):
        if value is None:
            return None
        return from_plain(next(k for k in inner if k is not type(None)), value)
    if outer is tuple:
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(from_plain(k, v) for k, v in zip(kinds, value, strict=True))
    if outer is not None and isinstance(outer, type) and issubclass(outer, Mapping):
        return {k: from_plain(inner[1], v) for k, v in value.items()}
    if outer is Literal and value not in inner:
        raise ValueError(f"{value!r} is none of {inner}")
    if kind is float and not isinstance(value, bool) and isinstance(value, int | float):
        return float(value)
    if isinstance(kind, type) and kind is not object and not isinstance(value, kind):
        raise TypeError(f"expected {kind.__name__}, got {value!r}")
    return value
