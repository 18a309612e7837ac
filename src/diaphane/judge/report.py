"""An evaluation as files: one page that holds everything, its plots, figures and predictions."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from ..card import Card, Figure
from ..io.write import write_bytes, write_json, write_text
from ..words import DISCLAIMER
from .evaluate import Evaluation
from .plots import PLOTS
from .predictions import Prediction, write_predictions

MEANING: Mapping[str, str] = {
    "accuracy": "share of images whose likeliest class is the true one",
    "balanced_accuracy": "the same, each class weighing alike",
    "auroc": "chance that an image of a class is ranked above one of another; mean over classes",
    "ece": "how far probabilities are off on average; 0 is best",
    "brier": "squared error of the probabilities; 0 is best, 2 is worst",
    "coverage": "share of the given sets of possible classes that hold the true class",
    "set_size": "mean number of classes in the set",
    "abstained": "share of images answered 'I do not know'",
}

CAPTIONS: Mapping[str, str] = {
    "confusion": "Images by true and likeliest class; shares are of the true class.",
    "reliability": "Above, bars that meet the dashed line are probabilities that mean what they "
    "say. Below, how many images got such a probability.",
    "risk_coverage": "How many answers are wrong when only the surest are given and the rest is "
    "left to a person.",
}

WORST = 20
"""Mistakes listed in the page; the table of predictions holds all."""

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1b2a38; max-width: 60rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { font-size: 1.2rem; margin-top: 2rem; }
.caution { color: #6b7a85; margin-top: 0; }
.warning { border-left: 4px solid #b3261e; background: #fdecea; color: #8c1d18; margin: .4rem 0;
  padding: .4rem .8rem; }
table { border-collapse: collapse; margin: .6rem 0; }
th, td { text-align: left; padding: .25rem .9rem .25rem 0; border-bottom: 1px solid #dde5e9;
  vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.file { overflow-wrap: anywhere; }
figure { display: inline-block; margin: 1rem 1rem 0 0; max-width: 28rem; vertical-align: top; }
figure img { max-width: 100%; } figcaption, td.words { color: #4c5c68; font-size: .9rem; }
"""


def write_report(
    evaluation: Evaluation, folder: Path, *, card: Card | None = None
) -> tuple[Path, ...]:
    """Write report.html, evaluation.json, predictions.csv and the plots; raises `CannotWrite`.

    With a card the page also says what the model is for, its data and its limits.
    """
    plots = {name: draw(evaluation) for name, draw in PLOTS.items()}
    return (
        write_text(folder / "report.html", page(evaluation, plots, card=card)),
        write_json(folder / "evaluation.json", evaluation.to_plain()),
        write_predictions(folder / "predictions.csv", evaluation.predictions, evaluation.names),
        *(write_bytes(folder / f"{name}.png", png) for name, png in plots.items()),
    )


def page(
    evaluation: Evaluation, plots: Mapping[str, bytes] | None = None, *, card: Card | None = None
) -> str:
    """The page, with nothing to load from elsewhere; all text from outside is escaped."""
    title = f"{evaluation.model} on {evaluation.n} images"
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="caution">{DISCLAIMER}</p>',
        *(f'<p class="warning">{escape(w)}</p>' for w in evaluation.warnings),
        "<h2>Figures</h2>",
        _figures(evaluation.metrics),
        *_strict(evaluation),
        "<h2>Classes</h2>",
        _classes(evaluation),
        *(_plot(name, png) for name, png in (plots or {}).items()),
        *_mistakes(evaluation.predictions),
        *_unreadable(evaluation.unreadable),
        *_about(card),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _figures(metrics: Mapping[str, Figure]) -> str:
    rows = [
        (name.replace("_", " "), f"{f.value:.3f}", _interval(f), MEANING.get(name, ""))
        for name, f in metrics.items()
    ]
    return _table(("", "value", "95 % interval", ""), rows, kinds=("", "number", "number", "words"))


def _strict(evaluation: Evaluation) -> list[str]:
    if evaluation.strict is None:
        return []
    strict = evaluation.strict
    return [
        "<h2>Figures far from the training images</h2>",
        f"<p>Only the {strict.n} images whose nearest training image correlates less than "
        f"{strict.threshold}.</p>",
        _figures(strict.metrics),
    ]


def _classes(evaluation: Evaluation) -> str:
    names = tuple(dict.fromkeys(m for c in evaluation.classes for m in c.metrics))
    rows = [
        (c.name, str(c.n), *(_cell(c.metrics.get(m)) for m in names)) for c in evaluation.classes
    ]
    return _table(("class", "images", *names), rows, kinds=("", *["number"] * (1 + len(names))))


def _plot(name: str, png: bytes) -> str:
    caption = escape(CAPTIONS.get(name, name))
    source = f"data:image/png;base64,{b64encode(png).decode()}"
    return (
        f'<figure><img alt="{caption}" src="{source}"><figcaption>{caption}</figcaption></figure>'
    )


def worst(predictions: Sequence[Prediction]) -> tuple[Prediction, ...]:
    """The wrong answers, the surest first."""
    wrong = [p for p in predictions if not p.error and p.likeliest != p.truth]
    return tuple(sorted(wrong, key=lambda p: (-p.probabilities[p.likeliest], p.name)))


def _mistakes(predictions: Sequence[Prediction]) -> list[str]:
    wrong = worst(predictions)
    if not wrong:
        return ["<h2>Mistakes</h2>", "<p>None.</p>"]
    rows = [
        (
            p.name,
            p.truth,
            p.likeliest + ("" if p.label else " (not named)"),
            f"{p.probabilities[p.likeliest]:.3f}",
            f"{p.probabilities[p.truth]:.3f}",
            "; ".join(p.doubts),
        )
        for p in wrong[:WORST]
    ]
    shown = f"the {WORST} surest of {len(wrong)}" if len(wrong) > WORST else f"all {len(wrong)}"
    header = ("file", "true class", "said", "probability", "of the true class", "doubts")
    kinds = ("file", "", "", "number", "number", "words")
    return [f"<h2>Mistakes: {shown}</h2>", _table(header, rows, kinds=kinds)]


def _unreadable(unreadable: Mapping[str, str]) -> list[str]:
    if not unreadable:
        return []
    table = _table(("file", "why"), list(unreadable.items()), kinds=("file", "words"))
    return ["<h2>Files that could not be read</h2>", table]


def _about(card: Card | None) -> list[str]:
    if card is None:
        return []
    rows = [("for", card.intended_use), ("network", card.network), ("data", card.data)]
    rows += [("limit", limit) for limit in card.limits]
    said = [row for row in (("what", card.summary), *rows) if row[1]]
    return ["<h2>The model</h2>", _table(("", ""), said, kinds=("", "words"))]


def _table(header: Sequence[str], rows: Iterable[Sequence[str]], *, kinds: Sequence[str]) -> str:
    head = "".join(f"<th>{escape(h)}</th>" for h in header)
    body = "\n".join(
        "<tr>"
        + "".join(
            f'<td class="{kind}">{escape(cell)}</td>' if kind else f"<td>{escape(cell)}</td>"
            for kind, cell in zip(kinds, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return f"<table><tr>{head}</tr>\n{body}</table>"


def _cell(figure: Figure | None) -> str:
    return "" if figure is None else f"{figure.value:.3f} ({_interval(figure)})"


def _interval(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return f"{figure.low:.3f} to {figure.high:.3f}"
