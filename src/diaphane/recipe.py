"""A recipe: one named, repeatable set-up, from data to network to schedule. Pure data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from functools import partial
from typing import Any, Literal, cast

from .card import Card, from_plain, strict_json
from .errors import BadSetting, DiaphaneError, UnknownName, attempt, refuse


@dataclass(frozen=True)
class Named:
    """A part chosen by name, with its settings; built only where torch is at hand."""

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        inside = ", ".join(f"{key}={value!r}" for key, value in self.settings.items())
        return f"{self.name}({inside})" if inside else self.name


def named(name: str, **settings: Any) -> Named:
    """`named("cosine", warmup=2)` reads better in a recipe than `Named("cosine", {...})`."""
    return Named(name, settings)


@dataclass(frozen=True)
class Split:
    """How samples are parted when the data brings no validation part of its own."""

    validation: float = 0.12
    """Share used to stop early and to choose; 0 where nothing is watched."""
    calibration: float = 0.08
    """Share used for the temperature, the conformal sets and the novelty limit only."""
    similarity: float = 0.94
    """Images whose 32 px thumbnails correlate above this are kept in one part."""
    allow_leaks: bool = False
    """Train although near-duplicates cross from one part to another."""
    drop_leaks: bool = False
    """Leave out of training what the test part holds, too: copies, and groups that cross."""
    folds: int = 0
    """For small data: train so many networks more, each without one of so many equal parts, and
    take figures and calibration from what they say of the part they never saw. The model itself
    then learns from all, and the calibration part is not needed. 0: none."""
    repeats: int = 1
    """How often, with the data parted anew."""


@dataclass(frozen=True)
class Stop:
    """Early stopping; the weights of the best epoch are the ones kept, always."""

    watch: Literal["accuracy", "dice", "psnr", "loss", "none"] = "loss"
    """The validation figure that must get better. none: train to the end and keep the last."""
    patience: int = 10
    """Epochs without a better one before training ends; 0 never ends it early."""


@dataclass(frozen=True)
class Trust:
    """What a model's answers promise, and when it gives none."""

    coverage: float = 0.98
    """Of the true class by the conformal sets, asked for in each class. Much below the network's
    accuracy sets would be empty; far above it they would rule nothing out."""
    least: float = 0.5
    """A likeliest class below this probability is no answer."""
    false_alarms: float = 0.02
    """Share of calibration images called unlike the training images."""
    suspects: Literal["keep", "leave out"] = "keep"
    """Calibration images whose labels look wrong by confident learning: left out of the fit of the
    temperature where the labels it will be judged by are known to be cleaner."""


@dataclass(frozen=True)
class Patch:
    """What a network that segments or enhances is shown in training."""

    size: tuple[int, ...] | None = None
    """(Y, X) or (Z, Y, X), of what goes in; None: the card's tile."""
    steps: int = 0
    """Batches an epoch; 0: as many as show each image once."""
    foreground: float = 0.5
    """Share of the patches whose middle lies on a class, each class as often as another; the
    others lie anywhere."""
    outside: float = 0.0
    """How much samples outside the field of view count, compared with those inside. At 0 a network
    may say there what it likes, and will; above it learns that the mask is right there, too."""


@dataclass(frozen=True)
class Guide:
    """How much a teacher is listened to (Hinton, Vinyals and Dean 2015)."""

    share: float = 0.7
    """Of the loss: the difference from the teacher; the rest is the difference from the truth."""
    temperature: float = 4.0
    """Both networks' logits are divided by this before they are compared."""


@dataclass(frozen=True)
class Recipe:
    """What to train, on what, how."""

    card: Card
    net: Named
    """A network of `diaphane.nets`, or any timm backbone."""
    objective: Named = field(default_factory=lambda: named("cross-entropy"))
    augment: Named = field(default_factory=lambda: named("none"))
    optimiser: Named = field(default_factory=lambda: named("adamw", lr=1e-3))
    schedule: Named = field(default_factory=lambda: named("plateau"))
    split: Split = field(default_factory=Split)
    stop: Stop = field(default_factory=Stop)
    trust: Trust = field(default_factory=Trust)
    epochs: int = 20
    batch: int = 32
    patch: Patch = field(default_factory=Patch)
    sampling: Literal["shuffled", "balanced"] = "shuffled"
    """Of an epoch: each training image once, or each class equally often."""
    accumulate: int = 1
    """Batches whose gradients are added up before a step."""
    average: float = 0.0
    """Decay of the moving average of the weights a step; 0 keeps none."""
    clip: float = 0.0
    """Largest norm of the gradients; 0 does not clip."""
    precision: Literal["bf16", "fp32"] = "bf16"
    """Of the training's arithmetic."""
    weights: str = ""
    """What to start from: `imagenet`, a safetensors file, or the folder of another run; empty: a
    fresh network."""
    freeze: str = "all"
    """Which weights move: `head`, `partial:N` (head and last N blocks), `stage:K` (from stage K
    on) or `all`; the others stay as `weights` brought them."""
    thaw: int = 0
    """Epochs after which one more block joins, from the head backwards, until all that `freeze`
    lets move do (gradual unfreezing: Howard and Ruder 2018, section 3.3); 0: all at once."""
    layer_decay: float = 1.0
    """Each block learns at this factor of the next one's rate, the head at the full rate
    (discriminative rates: Howard and Ruder 2018, section 3.2)."""
    teacher: str = ""
    """The folder of a run whose network guides this one (distillation); empty: none does."""
    guide: Guide = field(default_factory=Guide)
    layerwise: int = 0
    """Epochs in which each block learns alone, the first first, before all learn together (greedy
    layer-wise pretraining: Bengio et al. 2007); 0: none."""
    export: Literal["fp32", "fp16", "int8", "int6", "quantised"] = "fp32"
    """How weights are stored in the model file; arithmetic is float32 all the same."""
    seed: int = 0
    deterministic: bool = False
    """Use only operations that give the same bits each time, which on a graphics card takes longer.
    On a CPU equal seeds give equal weights anyway, with as many threads."""
    test: str = ""
    """Where the test part lies, when the data are the training part alone."""
    towards: str = ""
    """Where the pictures to translate into lie, when the data are those to translate from alone."""
    wants: str = ""
    """The data it is made for and how they must lie, in a sentence for who has none yet."""

    @property
    def name(self) -> str:
        return self.card.name

    def but(self, **changes: Any) -> Recipe:
        """A changed copy."""
        return replace(self, **changes)

    def with_settings(self, settings: Sequence[str]) -> Recipe:
        """A copy with `key=value` changes, as `train --set` takes them.

        `epochs=3`, `net=vgg16`, `optimiser.lr=1e-4`, `stop.patience=3`. A part is named before its
        own settings are set, in whatever order they come. Raises `UnknownName` for a setting that
        is not there, `BadSetting` for a value it does not take, and `Several`.
        """
        recipe, wrong = self, list[DiaphaneError]()
        for setting in sorted(settings, key=lambda text: text.partition("=")[0].count(".")):
            recipe = attempt(partial(recipe.with_setting, setting), wrong) or recipe
        refuse(wrong)
        return recipe

    def with_setting(self, setting: str) -> Recipe:
        """A copy with one `key=value` change."""
        key, equals, text = setting.partition("=")
        if not equals:
            raise BadSetting(f"expected a setting as key=value, got {setting!r}")
        return cast(Recipe, changed(self, key.split("."), text, key))

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """Read a recipe; raises `BadSetting` for anything that is not one."""
        try:
            return cast(Recipe, from_plain(cls, strict_json(text)))
        except (ValueError, TypeError, KeyError) as error:
            raise BadSetting(
                f"expected a recipe in JSON, got one that cannot be read: {error}"
            ) from error


def changed(part: Any, keys: list[str], text: str, whole: str) -> Any:
    """`part` with the setting at the end of the path `keys` read from `text`."""
    key, rest = keys[0], keys[1:]
    if isinstance(part, Named):
        settings = {**part.settings, ".".join(keys): plain(text)}
        return replace(part, settings=settings)
    known = [f.name for f in fields(part)]
    if key not in known:
        raise UnknownName("setting", whole, known)
    now = getattr(part, key)
    if rest:
        if not is_dataclass(now):
            raise BadSetting(f"{key!r} has no parts; expected {key}=value, got {whole}={text}")
        return replace(part, **{key: changed(now, rest, text, whole)})
    if isinstance(now, Named):
        return replace(part, **{key: Named(text)})
    raw = {**asdict(part), key: plain(text)}
    try:
        return from_plain(type(part), raw)
    except (ValueError, TypeError) as error:
        raise BadSetting(f"setting {whole!r} does not take {text!r}: {error}") from error


def plain(text: str) -> Any:
    """A number, true, false, null or a list where the text is one in JSON; else the text."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return tuple(value) if isinstance(value, list) else value
