"""`diaphane export`: a run's model file, put where it is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from ..errors import BadModel
from .needs import training
from .terminal import show

Run = Annotated[
    Path, typer.Argument(metavar="RUN", help="The folder of a training.", show_default=False)
]
File = Annotated[
    Path | None,
    typer.Option("-o", "--out", metavar="FILE", help="NAME.onnx if not said.", show_default=False),
]
Precision = Annotated[
    Literal["fp32", "fp16", "int8", "int6", "quantised"] | None,
    typer.Option("--precision", help="How weights are stored; as the recipe says if not said."),
]


def export(run: Run, out: File = None, precision: Precision = None) -> None:
    """Put a run's model file where it is wanted.

    The file is checked first: it must be whole and have its card.
    """
    from ..infer.find import card_in, model_bytes
    from ..io.write import write_bytes
    from ..recipe import Recipe

    if not (run / "recipe.json").is_file():
        raise BadModel(f"expected the folder of a training at {str(run)!r}, found no recipe.json")
    recipe = Recipe.from_json((run / "recipe.json").read_text(encoding="utf-8"))
    target = out or Path(f"{recipe.name}.onnx")
    if precision not in (None, recipe.export):
        with training("exporting with another precision"):
            from ..learn.export import export_run
        export_run(run, target, storage=precision)
    else:
        file = run / "model.onnx"
        data = model_bytes(file)
        card_in(data, file)
        write_bytes(target, data)
    show(str(target))
