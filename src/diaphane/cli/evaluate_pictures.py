"""`diaphane evaluate` for models that enhance."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .judged import Judged, curves_of
from .terminal import counter, table, tell

if TYPE_CHECKING:
    from ..card import Card, Figure
    from ..data.folders import Sample
    from ..data.pictures import Sharp
    from ..infer.model import Model
    from ..judge.enhance.evaluate import Case, EnhanceEvaluation

SHOWN = 8
"""Of the worst cases, as many as a terminal has room for."""


def enhanced(
    name: str, model: Model, data: Path, *, allow_leaks: bool, lpips: Path | None = None
) -> Judged:
    """Enlarge each small picture of the test part, once it is known not to leak, and measure;
    LPIPS, too, by the network in the file `lpips`."""
    from ..judge.enhance.evaluate import evaluate_pictures
    from ..judge.enhance.lpips import read_lpips
    from ..judge.enhance.report import write_report

    looks = read_lpips(lpips) if lpips else None
    sharps, told = pictures_to_judge(data, model.card, allow_leaks=allow_leaks)
    evaluation = evaluate_pictures(
        model,
        sharps,
        model.card,
        lpips=looks,
        warnings=told,
        progress=counter("enlarging"),
    )

    def report(out: Path, with_pictures: bool) -> tuple[Path, ...]:
        return write_report(
            evaluation,
            out,
            card=model.card,
            origin=model.origin,
            model=model,
            sharps=sharps if with_pictures else (),
            training=curves_of(Path(name)),
        )

    return Judged(evaluation, in_words(evaluation), report)


def pictures_to_judge(
    data: Path, card: Card, *, allow_leaks: bool
) -> tuple[tuple[Sharp, ...], tuple[str, ...]]:
    """The pictures to judge on, and what to mind; raises `BadData` where they were trained on."""
    from ..data.audit import audit, refuse_leaks
    from ..data.folders import parts_in
    from ..data.pictures import read_sharp

    sharps = read_sharp(data, "test", card.scale)
    others = [part for part in parts_in(data) if part != "test"]
    if not others:
        return sharps, ()
    training: dict[str, tuple[Sharp, ...]] = {
        part: read_sharp(data, part, card.scale) for part in others
    }
    n = sum(map(len, training.values()))
    tell(f"looking for copies of {len(sharps)} test pictures in {n} for training")
    parts = {**training, "test": sharps}
    found = audit({part: [sample_of(one) for one in every] for part, every in parts.items()})
    return sharps, refuse_leaks(found, allow_leaks=allow_leaks)


def sample_of(sharp: Sharp) -> Sample:
    """A picture as those see it who look for copies. A test set is no group: pictures of the same
    folder's name in two parts are no leak."""
    from ..data.folders import Sample

    assert sharp.path is not None, "pictures of a folder have files"
    own_set = sharp.group in Path(sharp.name).parts
    return Sample(sharp.path, "", group="" if own_set else sharp.group, name=sharp.name)


def in_words(evaluation: EnhanceEvaluation) -> str:
    """Figures beside interpolation, by test set and together, the worst cases, and what to
    mind."""
    pictures = "pictures" if evaluation.n != 1 else "picture"
    parts = [
        f"{evaluation.model} on {evaluation.n} {pictures}, with 95 % intervals",
        "\n".join(f"! {warning}" for warning in evaluation.warnings),
        "\n".join(evaluation.notes),
        *(beside(f"{one.name}, {one.n}", evaluation.model, one.metrics) for one in evaluation.sets),
        beside(f"all {evaluation.n}", evaluation.model, evaluation.metrics),
        worst(evaluation),
    ]
    return "\n\n".join(filter(None, parts))


def beside(head: str, model: str, metrics: Mapping[str, Figure]) -> str:
    """A line for each interpolation, for the model, and for what it gains over bicubic."""
    from ..judge.enhance.evaluate import GAIN, METHODS, shown

    names = shown(metrics)
    ends: dict[str, str] = {kind: f"_{kind}" for kind in METHODS}
    ends |= {model: "", "gain over bicubic": GAIN}
    rows = [
        (words, *(_told(name, metrics.get(name + end)) for name in names))
        for words, end in ends.items()
    ]
    return table((head, *names), rows)


def worst(evaluation: EnhanceEvaluation) -> str:
    """The pictures that gain least, by name."""
    from ..judge.enhance.evaluate import GAIN

    def line(case: Case) -> tuple[str, str, str]:
        return case.name, f"{case.figures['psnr_y' + GAIN]:+.2f}", f"{case.figures['psnr_y']:.2f}"

    rows = [line(case) for case in evaluation.cases[:SHOWN]]
    return table(("worst cases", "gain, dB", "psnr_y"), rows, figures=True)


def _told(name: str, figure: Figure | None) -> str:
    from ..judge.enhance.page import digits

    if figure is None:
        return ""
    value = f"{figure.value:.{digits(name)}f}"
    if figure.low is None or figure.high is None:
        return value
    return f"{value} ({figure.low:.{digits(name)}f} to {figure.high:.{digits(name)}f})"
