"""From a trained network to one ONNX file, checked against torch on real samples."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import helper
from torch import Tensor, nn

from ..card import Card
from ..errors import BadModel
from ..image import Floats
from ..infer.find import CARD_KEY, read_card
from ..infer.runtime import start
from ..infer.trust import softmax
from ..io.write import write_bytes
from ..nets.classifier import Classifier
from ..nets.enhancer import Enhancer
from ..nets.segmenter import Segmenter
from .novelty import Novelty
from .quantise import quantised
from .safe_weights import safe_load_weights
from .storage import Storage, shorten

OUTPUTS = ("logits", "features", "cam", "novelty")
EXACT_FILE = "exact.onnx"
"""In a run folder: the model with float32 weights, from which others are stored."""
SAMPLES = "samples.safetensors"
"""In a run folder: the prepared pictures that exports are checked on."""
EXACT = 1e-3
"""Largest difference of a logit, or of a picture's value, between torch and the file with float32
weights, as a share of the largest: above it the export is refused."""
CLOSE = 0.02
"""The same for the mean difference of a probability, or of a picture's value in 0..1, with weights
stored in fewer bits."""

log = logging.getLogger(__name__)


class Shipped(nn.Module):
    """A classifier with all that a file of ours gives: (logits, features, cam, novelty)."""

    def __init__(self, net: Classifier, novelty: Novelty) -> None:
        super().__init__()
        self.net, self.novelty = net, novelty

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        said = self.net.explained(image)
        score = self.novelty(image, said["features"])
        heat = said["cam"] if image.ndim > 3 else said["cam"].flatten(2)  # of a row: one axis
        return said["logits"], said["features"], heat, score


class Dense(nn.Module):
    """A network that segments, with its output in a tuple as all of ours have them."""

    def __init__(self, net: Segmenter) -> None:
        super().__init__()
        self.net = net

    def forward(self, image: Tensor) -> tuple[Tensor]:
        return (self.net.logits(image),)  # `forward` may be in sixteen bits since the training


class Larger(nn.Module):
    """A network that enhances, with its output in a tuple as all of ours have them."""

    def __init__(self, net: Enhancer) -> None:
        super().__init__()
        self.net = net

    def forward(self, image: Tensor) -> tuple[Tensor]:
        return (self.net.picture(image),)  # `forward` may be in sixteen bits since the training


def export(net: Classifier, novelty: Novelty, samples: Tensor, path: Path) -> None:
    """Write the file with float32 weights and without a card.

    `samples` (N, C, Y, X) are prepared images to check it with. Raises `BadModel` where the file
    does not say what torch says.
    """
    shipped = Shipped(net, novelty).cpu().float().eval()
    checked(traced(shipped, samples[:2], OUTPUTS), shipped, samples, path)


def export_dense(net: Segmenter, samples: Tensor, path: Path) -> None:
    """The same for a network that answers for each pixel or voxel: the file has `logits` alone,
    and is free in the size of the image as well.

    `samples` (N, C, *space) are of one size.
    """
    dense = Dense(net).cpu().float().eval()
    checked(traced(dense, samples[:2], ("logits",), sizes=net.free()), dense, samples, path)


def export_picture(net: Enhancer, samples: Tensor, path: Path) -> None:
    """The same for a network that enhances: the file has `picture` alone, and is free in size."""
    larger = Larger(net).cpu().float().eval()
    checked(traced(larger, samples[:2], ("picture",), sizes=net.free()), larger, samples, path)


def checked(graph: Any, net: nn.Module, samples: Tensor, path: Path) -> None:
    """Write the graph where it says what the network says; else raise `BadModel`."""
    onnx.checker.check_model(graph)
    with torch.no_grad():
        expected = net(samples.float())[0].numpy()
    said = answers(graph, samples)[graph.graph.output[0].name]
    apart = float(np.abs(said - expected).max() / (1e-6 + np.abs(expected).max()))
    refuse(apart, EXACT, "torch")
    write(graph, path)


def store(exact: Path, samples: Tensor, path: Path, *, storage: Storage) -> None:
    """Write a copy of the file `exact` whose convolutions have fewer bits.

    Raises `BadModel` where the copy's probabilities, or its pictures, differ on `samples`.
    """
    graph = onnx.load(exact)
    expected = compared(answers(graph, samples))
    if storage == "quantised":
        graph = quantised(exact, samples)
    elif storage != "fp32":
        for weight in list(graph.graph.initializer):  # storing adds some
            # Of convolutions in planes and in volumes; numbers of places have many axes, too.
            if len(weight.dims) in (4, 5) and weight.data_type == onnx.TensorProto.FLOAT:
                shorten(graph.graph, weight, storage)
    said = compared(answers(graph, samples))
    refuse(float(np.abs(said - expected).mean()), CLOSE, "the file with float32 weights")
    write(graph, path)


def written(
    exact: Path,
    samples: Tensor,
    card: Card,
    *,
    storage: Storage,
    export: Callable[[Tensor, Path], None],
) -> Path:
    """The file `exact`, which `export` writes, and beside it the one that ships, card included and
    not yet in its place."""
    path = exact.with_stem(f"unfinished-{exact.stem}")
    export(samples, exact)
    store(exact, samples, path, storage=storage)
    put_card(path, card)
    return path


def export_run(run: Path, path: Path, *, storage: Storage) -> None:
    """The model of a finished run once more, with weights stored as asked, card included."""
    for name in (EXACT_FILE, SAMPLES):
        if not (run / name).is_file():
            raise BadModel(f"expected a finished run with {name}, found none in {str(run)!r}")
    samples = safe_load_weights(run / SAMPLES)["samples"].float()
    store(run / EXACT_FILE, samples, path, storage=storage)
    put_card(path, read_card(run))


def traced(
    shipped: nn.Module,
    samples: Tensor,
    outputs: Sequence[str],
    *,
    sizes: Mapping[int, Any] | None = None,
) -> Any:
    """The ONNX graph, free along the axes that `sizes` says; else in the number of images."""
    quiet = logging.getLogger("torch.onnx")
    level = quiet.level
    quiet.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the exporter warns of its own parts
            program = torch.onnx.export(
                shipped,
                (samples,),
                input_names=["image"],
                output_names=list(outputs),
                dynamic_shapes=(dict(sizes or {0: torch.export.Dim("n")}),),
                dynamo=True,
                verbose=False,
            )
    finally:
        quiet.setLevel(level)
    assert program is not None
    graph = program.model_proto
    del graph.metadata_props[:]
    for node in graph.graph.node:  # they hold paths of the machine it was made on
        del node.metadata_props[:]
        node.doc_string = ""
    return graph


def answers(graph: Any, samples: Tensor) -> Mapping[str, Floats]:
    """What the runtime that ships says of `samples`."""
    network = start(graph.SerializeToString(), runtime="onnxruntime", device="cpu")
    return network(samples.float().numpy())


def compared(said: Mapping[str, Floats]) -> NDArray[np.floating[Any]]:
    """What two files must agree in: probabilities, or pictures in 0..1."""
    return said["picture"].clip(0, 1) if "picture" in said else chances(said["logits"])


def chances(logits: Floats) -> NDArray[np.float64]:
    """Probabilities along the axis of the classes, the second; of a single logit the sigmoid."""
    if logits.shape[1] == 1:
        logits = np.concatenate([np.zeros_like(logits), logits], axis=1)
    return softmax(np.moveaxis(logits, 1, -1))


def refuse(apart: float, limit: float, other: str) -> None:
    """Raise `BadModel` where two answers are further apart than `limit`, or no numbers."""
    log.info("the file and %s differ by %.2g (limit %.2g)", other, apart, limit)
    if not apart <= limit:
        raise BadModel(
            f"expected the exported file to say what {other} says, but they differ by {apart:.2g} "
            f"(limit {limit:.2g}); export with --precision fp32"
        )


def put_card(path: Path, card: Card) -> None:
    """Write the card into the file, in the place of one that may be there."""
    graph = onnx.load(path)
    helper.set_model_props(graph, {CARD_KEY: card.to_json()})
    write(graph, path)


def write(graph: Any, path: Path) -> None:
    """Whole or not at all; raises `CannotWrite`."""
    write_bytes(path, graph.SerializeToString())
