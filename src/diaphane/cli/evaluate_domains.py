"""`diaphane evaluate` for models that translate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from .judged import Judged, curves_of
from .terminal import counter, table, tell

if TYPE_CHECKING:
    from ..card import Card
    from ..data.domains import Domains
    from ..data.folders import Part, Sample
    from ..infer.model import Model
    from ..judge.translate.evaluate import Case, TranslateEvaluation

SHOWN = 8
"""Of the cases of which least was kept, as many as a terminal has room for."""


def translated(
    name: str,
    model: Model,
    data: Path,
    *,
    allow_leaks: bool,
    towards: Path | None,
    features: str | None,
    load: Callable[[Path], Model],
) -> Judged:
    """Translate each picture of the test part, once it is known not to leak, and measure.

    `towards` is the folder of what is translated into, where `data` is that of what is translated;
    `features` names the model by whose features sets of pictures are compared; `load`
    loads the model of the way back.
    """
    from ..judge.translate.evaluate import evaluate_domains
    from ..judge.translate.eye import DEFAULT, open_eye
    from ..judge.translate.report import write_report

    eye = open_eye(features or DEFAULT)
    domains, told = domains_to_judge(data, towards, model.card, allow_leaks=allow_leaks)
    beside = way_back(name)
    back = load(beside) if beside else None
    evaluation = evaluate_domains(
        model, domains, eye, back=back, warnings=told, progress=counter("translating")
    )

    def report(out: Path, with_pictures: bool) -> tuple[Path, ...]:
        return write_report(
            evaluation,
            out,
            card=model.card,
            origin=model.origin,
            model=model,
            back=back,
            domains=domains if with_pictures else None,
            training=curves_of(Path(name)),
        )

    return Judged(evaluation, in_words(evaluation), report)


def domains_to_judge(
    data: Path, towards: Path | None, card: Card, *, allow_leaks: bool
) -> tuple[Domains, tuple[str, ...]]:
    """The pictures to judge on, and what to mind; raises `BadData` where they were trained on."""
    from ..data.audit import audit, refuse_leaks
    from ..data.domains import domain_parts, read_domains

    def part(which: Part) -> Domains:
        return read_domains(data, which, names=card.domains, towards=towards)

    test = part("test")
    others = [which for which in domain_parts(data, towards) if which != "test"]
    if not others:
        return test, ()
    parts: dict[str, list[Sample]] = {which: samples(part(which)) for which in others}
    n, of = len(test.a) + len(test.b), sum(map(len, parts.values()))
    tell(f"looking for copies of {n} test pictures in {of} for training")
    found = audit({**parts, "test": samples(test)})
    return test, refuse_leaks(found, allow_leaks=allow_leaks)


def samples(domains: Domains) -> list[Sample]:
    """The pictures as those see them who look for copies."""
    from ..data.folders import Sample
    from ..judge.translate.evaluate import named

    return [
        Sample(one.path, domain, group=one.kin, name=one.name)
        for domain, members in zip(domains.names, named(domains), strict=True)
        for one in members
    ]


def way_back(name: str) -> Path | None:
    """The file beside a model's that translates the other way, where it is at hand."""
    from ..infer.find import find, other_way

    other = other_way(find(name))
    return other if other.is_file() else None


def in_words(evaluation: TranslateEvaluation) -> str:
    """Figures beside those of the untouched, what was kept, the worst cases, and what to mind."""
    (first, second), (n, of) = evaluation.domains, evaluation.counts
    parts = [
        f"{evaluation.model} on {n} of {first} towards {of} of {second}, with 95 % intervals",
        "\n".join(f"! {warning}" for warning in evaluation.warnings),
        "\n".join(evaluation.notes),
        apart(evaluation),
        kept(evaluation),
        least(evaluation),
    ]
    return "\n\n".join(filter(None, parts))


def apart(evaluation: TranslateEvaluation) -> str:
    """How far from the wanted pictures, and their ratio."""
    from ..judge.translate.figures import UNTOUCHED

    rows = [
        (name, _told(evaluation, name), _told(evaluation, name + UNTOUCHED))
        for name in ("kid", "fid")
    ]
    rows.append(("kid_ratio", _told(evaluation, "kid_ratio"), ""))
    return table((f"to {evaluation.domains[1]}", "translated", "untouched"), rows)


def kept(evaluation: TranslateEvaluation) -> str:
    """Means over pictures."""
    names = [name for name in evaluation.cases[0].figures if name in evaluation.metrics]
    return table(("what was kept", "mean"), [(name, _told(evaluation, name)) for name in names])


def least(evaluation: TranslateEvaluation) -> str:
    """The pictures of which least was kept, by name."""
    from ..judge.translate.evaluate import KEPT

    def line(case: Case) -> Sequence[str]:
        kept = (case.figures[name] for name in KEPT)
        return case.name, *("-" if isnan(value) else f"{value:.3f}" for value in kept)

    rows = [line(case) for case in evaluation.cases[:SHOWN]]
    return table(("least kept", *KEPT), rows, figures=True)


def _told(evaluation: TranslateEvaluation, name: str) -> str:
    from ..judge.translate.figures import digits

    figure = evaluation.metrics.get(name)
    if figure is None:
        return ""
    decimals = digits(figure)
    value = f"{figure.value:.{decimals}f}"
    if figure.low is None or figure.high is None:
        return value
    return f"{value} ({figure.low:.{decimals}f} to {figure.high:.{decimals}f})"
