"""`diaphane explain`: where in the image a model found what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from ..words import DISCLAIMER
from .answer import in_full
from .inputs import image_files, refuse_overwriting
from .options import Input, Model, Out
from .terminal import show

Method = Annotated[
    Literal["cam", "occlusion"],
    typer.Option(
        "--method",
        help="cam: the class activation map, at once. occlusion: cover each place and look again.",
    ),
]


def explain(model: Model, image: Input, out: Out = None, method: Method = "cam") -> None:
    """Draw where in an image a model found it.

    The picture goes to DIR, or beside where you are: NAME-METHOD.png.
    """
    from ..infer.explain import explain as find
    from ..infer.model import load
    from ..io import read
    from ..io.write import write_png
    from ..pixels.draw import answer_picture

    (name,) = image_files([image]).values()
    file = (out or Path()) / f"{name}-{method}.png"
    refuse_overwriting([image], [file])
    loaded = load(model)
    result = find(loaded, read(image), method=method)
    write_png(file, answer_picture(result, loaded.card), texts={"Comment": DISCLAIMER})
    show(in_full(str(image), result, loaded.card))
    show(f"  drawn: {file}")
    show(DISCLAIMER)
