"""`diaphane evaluate`: how good a model is on labelled images."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from ..errors import BadSetting, MissingPackage
from .evaluate_classes import again, classified
from .evaluate_domains import translated
from .evaluate_pairs import segmented
from .evaluate_pictures import enhanced
from .judged import Judged
from .options import Device, Json, Out, Runtime

if TYPE_CHECKING:
    from ..card import Card, TaskName
    from ..infer.model import Model

Asked = Annotated[
    str | None,
    typer.Argument(
        metavar="MODEL",
        help="A shipped model's name, a .onnx file or a run's folder.",
        show_default=False,
    ),
]
Data = Annotated[
    Path | None,
    typer.Argument(
        metavar="DATA",
        help="Labelled images: one folder a class, or labels.csv; images/ and masks/; pictures, or "
        "HR/ and LRx4/; a folder a domain.",
        show_default=False,
    ),
]
Towards = Annotated[
    Path | None,
    typer.Argument(
        metavar="TOWARDS",
        help="Of a model that translates: the folder of what is translated into, where DATA is "
        "that of what is translated.",
        show_default=False,
    ),
]
Features = Annotated[
    str | None,
    typer.Option(
        "--features",
        metavar="MODEL",
        help="Of a model that translates: compare by the features of this one; cats-dogs if not "
        "said.",
        show_default=False,
    ),
]
Lpips = Annotated[
    Path | None,
    typer.Option(
        "--lpips",
        metavar="FILE",
        help="Of a model that enhances: measure LPIPS, too, by the network in this file, which "
        "export --lpips makes.",
        show_default=False,
    ),
]
Stored = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="DIR",
        help="In place of MODEL and DATA: a report's folder, to have its figures again.",
        show_default=False,
    ),
]
NoPictures = Annotated[
    bool, typer.Option("--no-pictures", help="Leave images of the data out of the report.")
]
AllowLeaks = Annotated[
    bool, typer.Option("--allow-leaks", help="Go on where test images are in the training part.")
]
Probing = Annotated[
    bool | None,
    typer.Option(
        "--probes/--no-probes",
        help="Look for shortcuts: can the classes be told by what should not be enough? Takes up "
        "to a minute; done with -o, unless told.",
        show_default=False,
    ),
]


class Judge(Protocol):
    """Asks a model about the test part, and measures."""

    def __call__(self, name: str, model: Model, data: Path, *, allow_leaks: bool) -> Judged: ...


def judge_of(
    card: Card,
    *,
    towards: Path | None,
    features: str | None,
    lpips: Path | None,
    probes: bool | None,
    reported: bool,
    load: Callable[[Path], Model],
) -> Judge:
    """The task's own, with its own options; raises `BadSetting` for those of another task."""
    refuse_beside(card, "--probes", bool(probes), of="classify")
    refuse_beside(card, f"a second folder, {str(towards)!r}", towards is not None, of="translate")
    refuse_beside(card, "--features", features is not None, of="translate")
    refuse_beside(card, "--lpips", lpips is not None, of="enhance")
    judges: Mapping[TaskName, Judge] = {
        "classify": partial(classified, probes=reported if probes is None else probes),
        "segment": segmented,
        "enhance": partial(enhanced, lpips=lpips),
        "translate": partial(translated, towards=towards, features=features, load=load),
    }
    return judges[card.task]


def refuse_beside(card: Card, option: str, given: bool, *, of: TaskName) -> None:
    """Raise `BadSetting` for an option of another task than the model's."""
    if given and card.task != of:
        verb = "classifies" if of == "classify" else f"{of}s"
        raise BadSetting(
            f"expected a model that {verb} beside {option}, got {card.name!r}, made to "
            f"{card.task}; leave it out"
        )


def evaluate(
    model: Asked = None,
    data: Data = None,
    towards: Towards = None,
    out: Out = None,
    json: Json = False,
    stored: Stored = None,
    device: Device = "cpu",
    runtime: Runtime = "onnxruntime",
    allow_leaks: AllowLeaks = False,
    no_pictures: NoPictures = False,
    probes: Probing = None,
    features: Features = None,
    lpips: Lpips = None,
) -> None:
    """Measure a model on labelled images, or on two domains.

    Each figure comes with its 95 % interval. Where DATA has a test part, that is what is used.
    With -o a report is written: one page with all figures and plots, the same as JSON, and all
    predictions, from which --from makes the report again.
    """
    if out is not None and find_spec("matplotlib") is None:
        raise MissingPackage("plotting", "judge")
    if stored is not None:
        if model is not None:
            raise BadSetting("expected either MODEL and DATA or --from, got both; leave one out")
        done = again(stored)
    elif model is None or data is None:
        raise BadSetting("expected MODEL and DATA, or --from and a report's folder; name them")
    else:
        from ..infer.model import load

        loaded = load(model, runtime=runtime, device=device)
        judge = judge_of(
            loaded.card,
            towards=towards,
            features=features,
            lpips=lpips,
            probes=probes,
            reported=out is not None,
            load=partial(load, runtime=runtime, device=device),
        )
        done = judge(model, loaded, data, allow_leaks=allow_leaks)
    done.tell(out, json=json, with_pictures=not no_pictures)
