"""The page of a classifier's report: which sections it has, and the figures at its top."""

from __future__ import annotations

from collections.abc import Callable

from .figures import shown_digits
from .frame import drawn_from, figure_tile, framed, tile
from .html import Html
from .sections.data import mistakes, probes, subgroups
from .sections.origin import model, origin, training
from .sections.quality import classes, overall, ranking
from .sections.section import Pictures, Section, titled
from .sections.thresholds import decision, operating
from .sections.trust import probabilities, sets, surest, unlike
from .study import Study

SECTIONS: tuple[Callable[[Study, Pictures], Section], ...] = (
    *(overall, classes, probes, ranking, operating, decision),
    *(probabilities, sets, surest, unlike),
    *(subgroups, mistakes, training, model, origin),
)

TILES = ("accuracy", "balanced_accuracy", "auroc", "ece", "coverage", "abstained")
"""The figures at the top."""


def page(study: Study, pictures: Pictures | None = None) -> str:
    """The page, with nothing to load from elsewhere and nothing to run."""
    done, shown = study.evaluation, pictures or Pictures()
    return framed(
        f"{study.card.name} on {done.n} images",
        [make(study, shown) for make in SECTIONS],
        how=drawn_from(study.about, done.resamples, done.seed),
        tiles=_tiles(study),
        warnings=done.warnings,
        above=done.probes.shortcut if done.probes else "",
    )


def _tiles(study: Study) -> list[Html]:
    done = study.evaluation
    figures = {titled(name): done.metrics[name] for name in TILES if name in done.metrics}
    if len(study.card.names) > 2 and study.rankings and study.rankings[0].contrast.decides:
        first = study.rankings[0]
        figures[f"AUROC, {first.contrast.name}"] = first.auroc
    return [
        tile("images", str(done.n), f"in {done.groups} independent groups"),
        *(figure_tile(name, f, digits=shown_digits(f)) for name, f in figures.items()),
    ]
