"""`diaphane export`: a run's model file, put where it is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from ..errors import BadModel, BadSetting
from .needs import training
from .terminal import show

Run = Annotated[
    Path,
    typer.Argument(
        metavar="RUN",
        help="The folder of a training; or weights of ESRGAN or its kin, FILE.pth or "
        "FILE.safetensors; or those of timm for --features-of.",
        show_default=False,
    ),
]
File = Annotated[
    Path | None,
    typer.Option("-o", "--out", metavar="FILE", help="NAME.onnx if not said.", show_default=False),
]
Storage = Literal["fp32", "fp16", "int8", "int6", "quantised"]
WEIGHTS = (".pth", ".ckpt", ".safetensors")
Precision = Annotated[
    Storage | None,
    typer.Option("--precision", help="How weights are stored; as the recipe says if not said."),
]
Blend = Annotated[
    Path | None,
    typer.Option(
        "--blend",
        metavar="RUN",
        help="Average the weights with another run's, of networks that enhance.",
        show_default=False,
    ),
]
Share = Annotated[
    float, typer.Option("--share", help="How much of the first run a blend has, 0 to 1.")
]
Lpips = Annotated[
    Path | None,
    typer.Option(
        "--lpips",
        metavar="LINEAR",
        help="A file for evaluate --lpips: RUN are torchvision's weights of AlexNet, SqueezeNet or "
        "VGG-16, and LINEAR those of the package lpips.",
        show_default=False,
    ),
]
FeaturesOf = Annotated[
    str | None,
    typer.Option(
        "--features-of",
        metavar="NETWORK",
        help="A file for evaluate --features, of timm's weights of this network: inception_v3.",
        show_default=False,
    ),
]


def export(
    run: Run,
    out: File = None,
    precision: Precision = None,
    blend: Blend = None,
    share: Share = 0.5,
    lpips: Lpips = None,
    features_of: FeaturesOf = None,
) -> None:
    """Put a run's model file where it is wanted.

    The file is checked first: it must be whole and have its card.
    """
    if lpips:
        show(str(looking(run, lpips, out)))
        return
    if features_of is not None:
        if precision or blend:
            raise BadSetting("expected neither --precision nor --blend here; leave them out")
        show(str(seen_by(features_of, run, out)))
        return
    if run.is_file():
        show(str(adopted(run, out, precision)))
        return
    from ..infer.find import card_in, model_bytes
    from ..io.write import write_bytes
    from ..recipe import Recipe

    if not (run / "recipe.json").is_file():
        raise BadModel(f"expected the folder of a training at {str(run)!r}, found no recipe.json")
    recipe = Recipe.from_json((run / "recipe.json").read_text(encoding="utf-8"))
    target = out or Path(f"{recipe.name}.onnx")
    if blend:
        with training("blending two runs"):
            from ..learn.blend import export_blend
        export_blend(run, blend, target, share=share, storage=precision or recipe.export)
    elif precision not in (None, recipe.export):
        with training("exporting with another precision"):
            from ..learn.export import export_run
        export_run(run, target, storage=precision)
    else:
        file = run / "model.onnx"
        data = model_bytes(file)
        card_in(data, file)
        write_bytes(target, data)
    show(str(target))


def adopted(file: Path, out: Path | None, precision: Storage | None) -> Path:
    """A model made of weights that were trained elsewhere."""
    if file.suffix.lower() not in WEIGHTS:
        raise BadModel(
            f"expected the folder of a training or weights in {', '.join(WEIGHTS)}, got "
            f"{file.name!r}; name one of them"
        )
    with training("taking over weights"):
        from ..learn.adopt import adopt
    target = out or Path(f"{file.stem}.onnx")
    adopt(file, target, storage=precision or "fp16")
    return target


def looking(backbone: Path, linear: Path, out: Path | None) -> Path:
    """The network of LPIPS, made of weights that were trained elsewhere."""
    for file in (backbone, linear):
        if not file.is_file():
            raise BadSetting(f"expected files of weights for --lpips, found none at {str(file)!r}")
    with training("taking over weights"):
        from ..learn.lpips import export_lpips
    target = out or Path("lpips.onnx")
    export_lpips(backbone, linear, target)
    return target


def seen_by(network: str, weights: Path, out: Path | None) -> Path:
    """A file that gives the features of a network of timm."""
    with training("making a file of features"):
        from ..learn.features_file import features_file
    target = out or Path(f"{network}.onnx")
    features_file(network, weights, target)
    return target
