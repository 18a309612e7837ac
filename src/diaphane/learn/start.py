"""Where weights come from before training: nowhere, ImageNet, a file, or another run."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import timm
from huggingface_hub import hf_hub_download, try_to_load_from_cache
from timm.models import adapt_input_conv
from torch import Tensor, nn

from ..errors import BadModel, BadSetting, first_line
from ..nets.backbone import Convolutions
from ..nets.classifier import Classifier
from ..recipe import Recipe
from . import checkpoint
from .effort import read_effort
from .run import Run
from .safe_weights import metadata_in, safe_load_weights

IMAGENET = "imagenet"
FILE = "model.safetensors"
"""What a file of weights is called on timm's pages."""
HEADS = ("pre_logits.", "head.", "fc.", "classifier.", "AuxLogits.", "conv_head.", "norm_head.")
"""What a timm network may have behind its last maps; our own head takes its place."""

Weights = Mapping[str, Tensor]
Fetch = Callable[[str, str], str]
"""Name on the hub and file to where it lies now; raises `OSError`."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Origin:
    """Where weights came from, as the card says it."""

    source: str
    sha256: str
    """Of the file."""
    replaced: str = ""
    """Which of them were left behind, and why."""

    def to_plain(self) -> dict[str, str]:
        plain = {
            "weights": self.source,
            "weights_sha256": self.sha256,
            "weights_replaced": self.replaced,
        }
        return {name: value for name, value in plain.items() if value}


def from_hub(hub: str, file: str) -> str:
    """Where the file lies: downloaded now, unless it was before."""
    known = try_to_load_from_cache(hub, file)
    return known if isinstance(known, str) else hf_hub_download(hub, file)


def start(
    net: nn.Module, recipe: Recipe, classes: Sequence[str], *, fetch: Fetch = from_hub
) -> dict[str, str]:
    """Put the weights that the recipe names into `net`, and say where they came from, as the card
    keeps it; nothing where it names none.

    `classes` are those of the new answers: a last layer made for others is not taken over. Raises
    `BadSetting` where weights cannot be had or do not fit; a fresh network is never trained in
    the place of one that was asked for.
    """
    if not recipe.weights:
        return {}
    if not isinstance(net, Classifier):
        raise BadSetting(
            f"expected weights='' for a {type(net).__name__}, got {recipe.weights!r}; only "
            "networks with convolutions take weights from elsewhere"
        )
    if recipe.weights == IMAGENET:
        origin = from_imagenet(net, recipe.net.name, fetch)
    elif Path(recipe.weights).is_dir():
        origin = from_run(net, Path(recipe.weights), classes)
    else:
        origin = from_file(net, Path(recipe.weights))
    return origin.to_plain()


def start_whole(net: nn.Module, recipe: Recipe) -> dict[str, str]:
    """The same for a network that segments: weights of the very same network, from a run's folder
    or a file."""
    if not recipe.weights:
        return {}
    place = Path(recipe.weights)
    path = place / "best.safetensors" if place.is_dir() else place
    if path.suffix != ".safetensors" or not path.is_file():
        raise BadSetting(
            f"expected weights=FILE.safetensors or the folder of a run, got {recipe.weights!r}; "
            "correct the setting"
        )
    weights = weights_in(path)
    refuse_unfit(net.state_dict(), weights, place.name)
    net.load_state_dict(weights)
    source = f"run {place.resolve().name}" if place.is_dir() else place.name
    return Origin(source, hash_of(path)).to_plain()


def origin_of(run: Run, begin: Callable[[], dict[str, str]]) -> Mapping[str, str]:
    """Where a run's weights came from: `begin` puts them into its network and says so. A run that
    goes on says it of itself, for what it began with may be gone by now."""
    if run.last.exists() and run.training.exists():
        return read_effort(run.training).weights
    origin = begin()
    tell_origin(origin)
    return origin


def tell_origin(origin: Mapping[str, str]) -> None:
    """Say once, in the log, what training starts from."""
    if origin:
        replaced = origin.get("weights_replaced", "")
        log.warning(
            "starting from the weights of %s%s", origin["weights"], replaced and f"; {replaced}"
        )


def from_imagenet(net: Classifier, name: str, fetch: Fetch) -> Origin:
    """timm's own weights, fetched once; timm fits them to the number of channels."""
    if not isinstance(net.convolutions, Convolutions):
        raise BadSetting(
            f"expected a backbone of timm for weights=imagenet, got net={name}, which has none; "
            "choose net=resnet18d or another, or weights=FILE.safetensors"
        )
    hub = timm.get_pretrained_cfg(name).hf_hub_id
    if not hub:
        raise BadSetting(
            f"expected a network that timm has ImageNet weights for, got {name!r}; choose another "
            "net, or weights=FILE.safetensors"
        )
    path = Path(fetched(hub, name, fetch))
    try:
        theirs = timm.create_model(
            name,
            pretrained=True,
            pretrained_cfg_overlay={"file": str(path)},
            in_chans=net.convolutions.inputs,
            **net.convolutions.settings,
        ).state_dict()
    except RuntimeError as error:
        raise BadSetting(
            f"expected a {name} as timm trained it, but its weights do not fit these settings "
            f"({first_line(error)}); leave settings of net away that change its shape"
        ) from error
    replaced = into_backbone(net.convolutions.net, theirs, hub)
    return Origin(f"{IMAGENET}: {hub}", hash_of(path), replaced)


def fetched(hub: str, name: str, fetch: Fetch) -> str:
    """Where the file lies now; raises `BadSetting` where it cannot be had."""
    try:
        with quiet("huggingface_hub"):
            return fetch(hub, FILE)
    except OSError as error:
        raise BadSetting(
            f"expected to download ImageNet weights for {name!r}, but could not "
            f"({first_line(error)}); fetch {FILE!r} of {hub!r} from the Hugging Face hub on a "
            f"machine that is online, bring it here as {name}.safetensors, and set "
            f"weights={name}.safetensors"
        ) from error


@contextmanager
def quiet(name: str) -> Any:
    """Retries are not worth a line each: what comes of them is said once."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def from_run(net: Classifier, run: Path, classes: Sequence[str]) -> Origin:
    """The best weights of another run."""
    path = run / "best.safetensors"
    if not path.is_file():
        raise BadSetting(
            f"expected a run's folder with best.safetensors for weights={str(run)!r}, found none; "
            "name the folder of a training, or a .safetensors file"
        )
    replaced = into_classifier(net, weights_in(path), path.parent.name, classes, classes_of(run))
    return Origin(f"run {run.resolve().name}", hash_of(path), replaced)


def from_file(net: Classifier, path: Path) -> Origin:
    """A file of ours, or timm's for the backbone alone."""
    if path.suffix != ".safetensors" or not path.is_file():
        got = "another file" if path.is_file() else "nothing"
        raise BadSetting(
            f"expected weights={IMAGENET}, a .safetensors file or the folder of a run, found {got} "
            f"at {str(path)!r}; correct the setting"
        )
    weights = weights_in(path)
    if any(name.startswith("convolutions.") for name in weights):
        replaced = into_classifier(net, weights, path.name)
    elif isinstance(net.convolutions, Convolutions):
        replaced = into_backbone(net.convolutions.net, weights, path.name)
    else:
        raise BadSetting(
            f"expected weights of one of our own networks in {path.name!r}, got others, such as "
            f"{next(iter(weights), 'none')!r}; choose the net they were made for"
        )
    return Origin(path.name, hash_of(path), replaced)


def weights_in(path: Path) -> dict[str, Tensor]:
    """A plain file's tensors, or the network in a checkpoint; raises `BadSetting`."""
    try:
        if "skeleton" not in metadata_in(path):
            return safe_load_weights(path)
    except BadModel as error:
        raise BadSetting(str(error)) from error
    state = checkpoint.load(path)
    if "net" not in state:
        raise BadSetting(
            f"expected the best weights of a run, got {path.name!r}, which is kept for --resume; "
            "name the run's folder"
        )
    return dict(state["net"])


def classes_of(run: Path) -> tuple[str, ...]:
    """The classes that a run was trained to tell apart."""
    data = run / "data.json"
    return tuple(json.loads(data.read_text())["counts"]["train"]) if data.is_file() else ()


def into_classifier(
    net: Classifier,
    weights: Weights,
    source: str,
    classes: Sequence[str] = (),
    theirs: Sequence[str] = (),
) -> str:
    """Take over all of a classifier but a last layer that answers something else; says so."""
    mine, taken = net.state_dict(), dict(weights)
    last = taken.get("answer.weight")
    others = bool(theirs) and sorted(theirs) != sorted(classes)
    if last is not None and (others or len(last) != len(mine["answer.weight"])):
        taken |= {name: mine[name] for name in ("answer.weight", "answer.bias")}
    refuse_unfit(mine, taken, source)
    net.load_state_dict(taken)
    if last is None or taken["answer.weight"] is last:
        return ""
    there = ", ".join(theirs) or f"{len(last)} classes"
    return f"its last layer was made for {there} and is replaced by a fresh one"


def into_backbone(backbone: nn.Module, weights: Weights, source: str) -> str:
    """Take over all that lies before timm's own head; says so."""
    mine = backbone.state_dict()
    taken = {
        name: weight
        for name, weight in weights.items()
        if name in mine or not name.startswith(HEADS)
    }
    first = getattr(backbone, "pretrained_cfg", {}).get("first_conv") or ()
    for layer in (first,) if isinstance(first, str) else first:
        name = f"{layer}.weight"
        if name in taken and name in mine and taken[name].shape[1] == 3:
            taken[name] = adapt_input_conv(mine[name].shape[1], taken[name])
    for name in mine:  # older files do not have them, and they are only counts
        if name.endswith("num_batches_tracked"):
            taken.setdefault(name, mine[name])
    refuse_unfit(mine, taken, source)
    backbone.load_state_dict(taken)
    return "its own head is replaced by a fresh one" if len(taken) < len(weights) else ""


def refuse_unfit(mine: Weights, theirs: Weights, source: str) -> None:
    """Raise `BadSetting` that names the first weights that are too few, too many or misshapen."""
    if missing := [name for name in mine if name not in theirs]:
        fault = f"has none for {missing[0]!r} ({len(missing)} of {len(mine)} are missing)"
    elif extra := [name for name in theirs if name not in mine]:
        fault = f"has {extra[0]!r}, which the network has not ({len(extra)} of {len(theirs)})"
    elif unlike := [name for name in mine if mine[name].shape != theirs[name].shape]:
        shapes = [tuple(weights[unlike[0]].shape) for weights in (mine, theirs)]
        fault = f"has {unlike[0]!r} of shape {shapes[1]} where the network's is {shapes[0]}"
    else:
        return
    raise BadSetting(
        f"expected weights that fit the network, but {source!r} {fault}; set net, its settings and "
        "card.input.channels as they were when these weights were trained"
    )


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
