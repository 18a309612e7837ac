"""`diaphane compare`: a grid of trainings side by side, or finished models on one test set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import BadData, BadSetting
from .evaluate_classes import training_part
from .models import figure_text
from .needs import training
from .options import Json, Out
from .terminal import counter, show, show_json, table, tell
from .train import find_recipe
from .training import TrainingBar

if TYPE_CHECKING:
    from ..card import Card
    from ..data.folders import Sample
    from ..judge.compare import Comparison
    from ..learn.grid import Grid, Row

Things = Annotated[
    list[str],
    typer.Argument(
        metavar="RECIPE DATA | MODEL MODEL...",
        help="With --over a recipe and a folder of samples; else two models or more.",
        show_default=False,
    ),
]
Over = Annotated[
    list[str] | None,
    typer.Option(
        "--over",
        metavar="KEY=VALUE,VALUE...",
        help="Train with each of these values: freeze=head,all.",
        show_default=False,
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Change a setting in every cell.", show_default=False
    ),
]
Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DATA", help="What models are compared on.", show_default=False),
]
KeepAll = Annotated[
    bool, typer.Option("--keep-all", help="Train every cell to its end, hopeless or not.")
]

ADVICE = (
    "Choose by the validation column; the best of several figures on a test part flatters. "
    "Cells whose intervals overlap may be equally good."
)


def compare(
    things: Things,
    over: Over = None,
    settings: Settings = None,
    data: Data = None,
    out: Out = None,
    keep_all: KeepAll = False,
    json: Json = False,
) -> None:
    """Compare settings of a recipe, or finished models.

    With --over every combination of the values is trained in a folder below -o; the same call goes
    on where a killed one was. Accuracy is shown against training time and weights moved. With
    --data finished models are compared on the same images, and tests say whether they differ.
    """
    if over and data is None:
        compare_settings(things, over, settings or [], out, keep_all=keep_all, json=json)
    elif data is not None and not (over or settings or keep_all):
        compare_models(things, data, out, json=json)
    else:
        raise BadSetting(
            "expected RECIPE DATA and --over KEY=VALUE,VALUE to train with each, or MODEL MODEL "
            "and --data DATA to compare models, got neither or a mixture; choose one"
        )


def compare_settings(
    things: Sequence[str],
    over: Sequence[str],
    settings: Sequence[str],
    out: Path | None,
    *,
    keep_all: bool,
    json: bool,
) -> None:
    """Train the grid, tell its table, and where its files lie."""
    if len(things) != 2:
        raise BadSetting(f"expected RECIPE DATA beside --over, got {' '.join(things)!r}")
    from ..data.record_files import anything_at

    recipe, data = find_recipe(things[0]), Path(things[1])
    if not anything_at(data):
        raise BadData(f"expected a folder of samples or a table, found none at {str(data)!r}")
    with training("training"):
        from ..learn.grid import grid
    folder = out or Path("runs") / f"{recipe.name}-compare-{datetime.now():%Y%m%d-%H%M%S}"
    whole = grid(
        recipe,
        data,
        folder,
        over=over,
        settings=settings,
        stop_hopeless=not keep_all,
        watchers=[TrainingBar()],
        say=tell,
    )
    show_json(whole.to_plain()) if json else show(f"{in_words(whole)}\n\n{ADVICE}")
    tell(f"written: {folder / 'compare.json'}, compare.csv, compare.png and a run for each cell")
    if any(row.state == "failed" for row in whole.rows):
        raise typer.Exit(3)


def in_words(whole: Grid) -> str:
    """A line for each cell."""
    tested = next((r.judged_on for r in whole.rows if r.judged_on in ("test", "folds")), "")
    name = whole.figure
    figures = (f"{name} ({tested})", "validation") if tested else (f"{name} (validation)",)
    head = (*whole.over, *figures, "moved", "of", "epochs", "seconds", "state")
    return table(head, [line(row, tested) for row in whole.rows], figures=True)


def line(row: Row, tested: str) -> tuple[str, ...]:
    known = row.figure if row.judged_on == tested else None
    return (
        *(value or "none" for value in row.choices.values()),
        *([figure_text(known) if known else "-"] if tested else []),
        figure_text(row.validation) if row.validation else "-",
        f"{row.moved:,}",
        f"{row.parameters:,}",
        str(row.epochs),
        f"{row.seconds:.0f}",
        row.state,
    )


def compare_models(models: Sequence[str], data: Path, out: Path | None, *, json: bool) -> None:
    """Ask each model about the same images, and tell by how much they differ."""
    from ..infer.model import load
    from ..judge.compare import compare as side_by_side
    from ..judge.compare import refuse_other_classes
    from ..judge.predictions import collect

    loaded = {name: load(model) for name, model in named(models).items()}
    card = next(iter(loaded.values())).card
    tasks = {model.card.task for model in loaded.values()}
    if "translate" in tasks:
        raise BadSetting(
            "expected models that classify, segment or enhance, got one that translates; judge "
            "each with diaphane evaluate, which sets it beside the untouched pictures"
        )
    if "enhance" in tasks:
        from .compare_pictures import compare_enhancers

        compare_enhancers(loaded, data, out, json=json)
        return
    if "segment" in tasks:
        from .compare_pairs import compare_segmenters

        compare_segmenters(loaded, data, out, json=json)
        return
    refuse_other_classes({name: m.card.names for name, m in loaded.items()}, card.names)
    samples = test_part(data, card)
    said = {
        name: collect(model, samples, progress=counter(f"asking {name}"))
        for name, model in loaded.items()
    }
    comparison = side_by_side(said, card.names)
    if out is not None:
        write(comparison, out)
    show_json(comparison.to_plain()) if json else show(told(comparison))


def named(models: Sequence[str]) -> dict[str, str]:
    """A short name for each; raises `BadSetting` for fewer than two."""
    if len(set(models)) < max(2, len(models)):
        raise BadSetting(
            f"expected two models or more that differ, got {' '.join(models)!r}; name a shipped "
            "model, a .onnx file or a run's folder for each"
        )
    short = [Path(model).name.removesuffix(".onnx") for model in models]
    return dict(zip(short if len(set(short)) == len(short) else models, models, strict=True))


def test_part(data: Path, card: Card) -> tuple[Sample, ...]:
    """What models are compared on; raises `BadData` where the training part shares an image."""
    from ..data.audit import audit, refuse_leaks
    from ..data.folders import read_classes

    samples = read_classes(data, "test", classes=card.names, need=card.input)
    if training := training_part(data, card):
        parts = {"training": training, "test": samples}
        refuse_leaks(audit(parts, progress=counter("comparing with training")))
    return samples


def write(comparison: Comparison, out: Path) -> None:
    """compare.json and compare.png."""
    from ..io.write import write_bytes, write_json
    from ..judge.forest import forest_plot

    write_json(out / "compare.json", comparison.to_plain())
    write_bytes(out / "compare.png", forest_plot(comparison))
    tell(f"written: {out / 'compare.json'} and compare.png")


def told(comparison: Comparison) -> str:
    """Figures side by side, what was found, and what to mind."""
    names = dict.fromkeys(name for known in comparison.figures.values() for name in known)
    rows = [
        (
            name,
            *(
                figure_text(known[name]) if name in known else "-"
                for known in comparison.figures.values()
            ),
        )
        for name in names
    ]
    parts = [
        f"{comparison.n} images, with 95 % intervals",
        table(("metric", *comparison.models), rows, figures=True),
        "\n".join(comparison.words),
        "\n".join(f"! {warning}" for warning in comparison.warnings),
    ]
    return "\n\n".join(filter(None, parts))
