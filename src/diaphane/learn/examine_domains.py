"""Both finished files on the test part of two domains: a report for the run, figures for the
cards."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from ..data.domains import Domains, Member
from ..data.pictures import Sharp
from ..infer.model import Model
from ..judge.translate.evaluate import TranslateEvaluation, evaluate_domains
from ..judge.translate.eye import DEFAULT, open_eye
from ..judge.translate.report import write_report
from .domains import GatheredDomains
from .examine_cases import examine_cases
from .export import put_card
from .run import Run


def examine_domains(forth: Path, back: Path, found: GatheredDomains, run: Run) -> None:
    """Put the figures of the test part on both cards; the report of the way there goes to the
    run's `test`."""
    a, b = (tuple(map(as_member, pictures)) for pictures in found.of("test"))
    eye, there, here = open_eye(DEFAULT), Model.load(forth), Model.load(back)
    turned = Domains((found.names[1], found.names[0]), b, a)
    put_card(back, here.card.but(figures=evaluate_domains(here, turned, eye, back=there).metrics))
    domains = Domains(found.names, a, b)

    def evaluate(model: Model, warnings: Sequence[str]) -> TranslateEvaluation:
        return evaluate_domains(model, domains, eye, back=here, warnings=warnings)

    examine_cases(forth, run, evaluate, partial(write_report, back=here, domains=domains))


def as_member(sharp: Sharp) -> Member:
    """A picture as those see it who judge: the reverse of `domains.as_sharp`."""
    assert sharp.path is not None, "pictures of a folder have files"
    return Member(sharp.name, sharp.path, sharp.truth, sharp.kin)
