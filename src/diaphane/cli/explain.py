"""`diaphane explain`: where in the image a model found what it says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ..errors import BadSetting
from ..words import DISCLAIMER
from .answer import in_full
from .inputs import refuse_overwriting
from .needs import training
from .options import Input, Json, Model, Out, Slice
from .terminal import show, show_json

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..infer.method import Method as Way
    from ..infer.model import Model as Loaded

MethodName = Literal["cam", "occlusion", "grad-cam-pp", "integrated-gradients", "features"]
Method = Annotated[
    MethodName,
    typer.Option(
        "--method",
        help="cam: the class activation map, at once. occlusion: cover each place and look again. "
        "grad-cam-pp, integrated-gradients: by gradients, for a run's folder. features: the "
        "feature maps, layer by layer.",
    ),
]
ClassName = Annotated[
    str | None,
    typer.Option(
        "--class", metavar="NAME", help="Explain this class, not the likeliest.", show_default=False
    ),
]
Layer = Annotated[
    str | None,
    typer.Option(
        "--layer", metavar="NAME", help="For grad-cam-pp and features.", show_default=False
    ),
]
NEEDS_RUN = ("grad-cam-pp", "integrated-gradients")


def explain(
    model: Model,
    file: Input,
    out: Out = None,
    method: Method = "cam",
    of_class: ClassName = None,
    layer: Layer = None,
    number: Slice = None,
    json: Json = False,
) -> None:
    """Draw where in an image a model found it.

    The picture NAME-METHOD.png goes to DIR, or to where you are. Beside the heat stand a sanity
    check (is the map another one when the weights are shuffled?) and a deletion score (does the
    probability fall as hot places are covered?). Research use only, not for diagnosis.
    """
    parts = [file.stem, method, *(one for one in (of_class, layer) if one)]
    picture = (out or Path()) / f"{'-'.join(parts)}.png"
    refuse_overwriting([file], [picture])
    if method == "features":
        if of_class is not None:
            raise BadSetting(
                f"expected no class for the method 'features', got {of_class!r}: maps belong to "
                "all classes; leave it out"
            )
        entry, words = draw_features(model, file, picture, layer=layer, number=number)
    else:
        entry, words = draw_heat(
            model, file, picture, method, name=of_class, layer=layer, number=number
        )
    if json:
        show_json({"input": str(file), **entry, "files": [str(picture)], "use": DISCLAIMER})
    else:
        show(f"{words}\n  drawn: {picture}\n{DISCLAIMER}")


def draw_heat(
    model: str,
    file: Path,
    picture: Path,
    method: MethodName,
    *,
    name: str | None,
    layer: str | None,
    number: int | None,
) -> tuple[dict[str, Any], str]:
    """Explain a class and draw it: what `--json` prints of it, and the same in words."""
    from ..infer.explain import explain as find
    from ..infer.explain import refuse_others
    from ..io import read
    from ..pixels.explained import explanation_picture
    from ..pixels.planes import plane

    loaded, way = loaded_with(model, method, layer)
    refuse_others(loaded.card)
    image = read(file)
    found = find(loaded, image, way, name=name, number=number)
    shown, _ = plane(image, number)
    write(picture, explanation_picture(shown, found, loaded.card))
    sentences = found.sentences(loaded.card.title(found.name))
    words = in_full(str(file), found.result, loaded.card)
    plain = {**found.result.to_plain(), "explanation": found.to_plain()}
    return plain, "\n".join([words, *(f"  {one}" for one in sentences)])


def draw_features(
    model: str, file: Path, picture: Path, *, layer: str | None, number: int | None
) -> tuple[dict[str, Any], str]:
    """Draw feature maps: what `--json` prints of them, and the same in words."""
    from ..infer.features import features
    from ..infer.find import card_in, find, model_bytes
    from ..infer.method import refuse_rows
    from ..io import read
    from ..pixels.feature_maps import feature_picture
    from ..pixels.planes import plane

    path = find(model)
    data = model_bytes(path)
    card = card_in(data, path)
    refuse_rows(card)
    shown, _ = plane(read(file), number)
    found = features(data, card, shown, layer=layer)
    write(picture, feature_picture(shown, found, card))
    words = "\n".join([str(file), *(f"  {one.sentence}" for one in found)])
    return {"model": card.name, "layers": [one.to_plain() for one in found]}, words


def write(path: Path, drawn: NDArray[np.uint8]) -> None:
    """Write (3, Y, X) as a picture with the disclaimer in it."""
    from ..io.write import write_png

    write_png(path, drawn.transpose(1, 2, 0), texts={"Comment": DISCLAIMER})


def loaded_with(model: str, method: MethodName, layer: str | None) -> tuple[Loaded, Way]:
    """The model, and the method of that name for it.

    Raises `BadSetting` for a method that takes a run's folder where there is none, and for a layer
    where none is taken.
    """
    from ..infer.explain import file_method
    from ..infer.find import find, model_bytes
    from ..infer.model import load

    run = Path(model)
    if method in NEEDS_RUN:
        if not run.is_dir():
            raise BadSetting(
                f"expected a run's folder for the method {method!r}, which needs the network in "
                f"torch, got {model!r}; name the folder that the model was trained in, or use cam "
                "or occlusion"
            )
        with training(f"the method {method!r}"):
            from ..learn.gradients import METHODS
            from ..learn.rebuilt import rebuilt
        again = rebuilt(run)
        answers = load(model) if (run / "model.onnx").is_file() else again.model
        return answers, METHODS[method](again, layer)
    if layer is not None:
        raise BadSetting(
            f"expected no layer for the method {method!r}, got {layer!r}; use grad-cam-pp or "
            "features"
        )
    loaded = load(model)
    return loaded, file_method(method, loaded, model_bytes(find(model)))
