"""`diaphane explain`: where in the image a model found what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from ..words import DISCLAIMER
from .answer import in_full
from .inputs import refuse_overwriting
from .options import Input, Model, Out
from .terminal import show

Method = Annotated[
    Literal["cam", "occlusion"],
    typer.Option(
        "--method",
        help="cam: the class activation map, at once. occlusion: cover each place and look again.",
    ),
]


def explain(model: Model, file: Input, out: Out = None, method: Method = "cam") -> None:
    """Draw where in an image a model found it.

    The picture NAME-METHOD.png goes to DIR, or to where you are. Of a volume the middle slice
    is taken.
    """
    from ..infer.explain import explain as find
    from ..infer.model import load
    from ..io import read
    from ..io.write import write_png
    from ..pixels.draw import answer_picture
    from ..pixels.planes import plane

    picture = (out or Path()) / f"{file.stem}-{method}.png"
    refuse_overwriting([file], [picture])
    loaded = load(model)
    image, _ = plane(read(file))
    result = find(loaded, image, method=method)
    drawn = answer_picture(image, result, loaded.card).transpose(1, 2, 0)
    write_png(picture, drawn, texts={"Comment": DISCLAIMER})
    show(in_full(str(file), result, loaded.card))
    show(f"  drawn: {picture}\n{DISCLAIMER}")
