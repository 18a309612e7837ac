"""From samples to figures, with a model that reads its answer from the file's name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from diaphane.card import Calibration, Card, Class, Input
from diaphane.data.folders import Sample
from diaphane.data.table import Row
from diaphane.errors import BadData, BadSetting, DiaphaneError, UnreadableImage
from diaphane.image import Image
from diaphane.judge.evaluate import evaluate, judge
from diaphane.judge.predictions import read_predictions, write_predictions
from diaphane.judge.probes import Probes
from diaphane.result import Result

CARD = Card("pets", "classify", Input(), (Class("cat"), Class("dog"), Class("newt")))


@dataclass(frozen=True)
class NameReader:
    """A file called 'cat-0.9-12.png' is a cat with probability 0.9; 'bad...' cannot be read."""

    card: Card = CARD

    def predict_many(
        self, asked: Sequence[Path | Row], /
    ) -> Iterator[tuple[Path | Row, Result | DiaphaneError]]:
        for path in reversed(asked):
            assert isinstance(path, Path)
            yield path, self.said(path)

    def said(self, path: Path) -> Result | DiaphaneError:
        if path.name.startswith("bad"):
            return UnreadableImage("expected an image, got nothing")
        name, told, _ = path.stem.split("-")
        p = {c: (1 - float(told)) / 2 for c in self.card.names} | {name: float(told)}
        sure = float(told) >= 0.5
        possible = (name,) if sure else tuple(sorted(p, key=p.__getitem__, reverse=True))[:2]
        return Result("classify", name if sure else None, p, possible, () if sure else ("unsure",))


def sample(truth: str, said: str, p: float, number: int, **more: str) -> Sample:
    name = f"{truth}/{said}-{p}-{number}.png"
    group = more.pop("group", "")
    return Sample(Path("data") / name, truth, group, extra=more, name=name)


def samples() -> list[Sample]:
    """180 images: of each class 50 right at 0.9, 8 wrong at 0.6, 2 right but unsure at 0.4."""
    made = []
    for k, truth in enumerate(CARD.names):
        other = CARD.names[(k + 1) % 3]
        made += [sample(truth, truth, 0.9, i, max_train_corr="0.97") for i in range(50)]
        made += [sample(truth, other, 0.6, i, max_train_corr="0.5") for i in range(8)]
        made += [sample(truth, truth, 0.4, i, max_train_corr="") for i in range(2)]
    return made


def test_figures() -> None:
    done = evaluate(NameReader(), samples(), resamples=200)
    metrics = done.metrics
    assert done.n == 180
    assert metrics["accuracy"].value == pytest.approx(52 / 60)
    assert metrics["abstained"].value == pytest.approx(2 / 60)
    assert metrics["coverage"].value == pytest.approx(52 / 60)
    assert metrics["set_size"].value == pytest.approx((58 + 4) / 60)
    assert metrics["ece"].value == pytest.approx((50 * 0.1 + 8 * 0.6 + 2 * 0.6) / 60)
    for name, figure in metrics.items():
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low <= figure.value <= figure.high, name
    assert done.confusion == ((52, 8, 0), (0, 52, 8), (8, 0, 52))
    assert done.classes[0].metrics["recall"].value == pytest.approx(52 / 60)
    assert [bar.n for bar in done.bars] == [bar.n for bar in done.reliability]
    assert sum(bar.n * bar.observed for bar in done.bars) == pytest.approx(52 * 3)
    assert done.strict is not None
    assert (done.strict.n, done.strict.metrics["accuracy"].value) == (24, 0.0)


def test_plain_form_is_json_with_the_names_of_the_design() -> None:
    plain = json.loads(json.dumps(evaluate(NameReader(), samples(), resamples=50).to_plain()))
    assert list(plain)[:5] == ["model", "task", "n", "metrics", "warnings"]
    assert " ".join(plain["metrics"]) == (
        "accuracy balanced_accuracy auroc average_precision ece brier coverage set_size abstained"
    )
    assert set(plain["metrics"]["auroc"]) == {"value", "low", "high"}
    assert plain["confusion"]["classes"] == ["cat", "dog", "newt"]
    assert plain["strict"]["threshold"] == 0.95
    assert plain["bootstrap"] == {"level": 0.95, "resamples": 50, "seed": 0, "groups": 180}
    of_a_class = "name n recall precision auroc average_precision coverage set_size"
    assert " ".join(plain["classes"][0]) == of_a_class
    assert plain["classes"][1]["n"] == 60


def test_shortcut_is_the_first_of_the_warnings() -> None:
    done = replace(evaluate(NameReader(), samples(), resamples=50), probes=Probes((), "shortcut"))
    assert done.said == ("shortcut", *done.warnings)
    assert done.to_plain()["warnings"] == list(done.said)
    assert done.to_plain()["probes"] == {"shortcut": "shortcut", "probes": []}


def test_unreadable_files_are_named_and_not_fatal() -> None:
    bad = Sample(Path("data/cat/bad.png"), "cat", name="cat/bad.png")
    done = evaluate(NameReader(), [*samples(), bad], resamples=20)
    assert done.n == 180
    assert done.unreadable == {"cat/bad.png": "expected an image, got nothing"}
    assert "1 files could not be read" in done.warnings[-1]
    assert done.predictions[-1].error
    with pytest.raises(BadData, match="none of 1 files could be read"):
        evaluate(NameReader(), [bad])


def test_model_without_sets_has_no_coverage() -> None:
    made = [Sample(Path(f"{c}-0.8-{i}.png"), c) for c in CARD.names for i in range(5)]

    @dataclass(frozen=True)
    class Plain(NameReader):
        def said(self, path: Path) -> Result | DiaphaneError:
            answer = super().said(path)
            return answer.but(possible=()) if isinstance(answer, Result) else answer

    assert not {"coverage", "set_size"} & set(evaluate(Plain(), made, resamples=20).metrics)


def test_few_perfect_answers_are_not_certain() -> None:
    made = [sample(c, c, 0.9, i) for c in CARD.names for i in range(5)]
    done = evaluate(NameReader(), made, resamples=50)
    for name in ("accuracy", "balanced_accuracy", "auroc"):
        low = done.metrics[name].low
        assert low is not None
        assert 0.7 < low < 0.85, name
    assert any("few images" in w for w in done.warnings)
    assert any("no patients" in w for w in done.warnings)


def test_groups_widen_the_intervals() -> None:
    alone = evaluate(NameReader(), samples(), resamples=300).metrics["accuracy"]
    grouped = [
        Sample(s.path, s.label, f"{s.path.name.split('-')[0]}{i // 10}", name=s.name)
        for i, s in enumerate(samples())
    ]
    wide = evaluate(NameReader(), grouped, resamples=300).metrics["accuracy"]
    assert (wide.high or 0) - (wide.low or 0) > 1.5 * ((alone.high or 0) - (alone.low or 0))


def test_broken_promises_are_said() -> None:
    promised = NameReader(CARD.but(calibration=Calibration(coverage=0.99)))
    said = evaluate(promised, samples(), resamples=100).warnings
    assert any("in 86.7% of the images, 86.7% of cat images" in w for w in said)
    assert any("99% were promised" in w for w in said)
    sure_and_wrong = [sample("cat", "dog", 0.9, i) for i in range(40)]
    sure_and_wrong += [sample("dog", "dog", 0.9, i) for i in range(40)]
    said = evaluate(NameReader(), sure_and_wrong, resamples=100).warnings
    assert any("do not mean what they say" in w for w in said)
    assert any("no images of newt" in w for w in said)


def test_classes_that_the_model_does_not_know() -> None:
    with pytest.raises(BadData, match=r"classes of 'pets' \(cat, dog, newt\), got 'cow'"):
        evaluate(NameReader(), [sample("cow", "cat", 0.9, 1)])


def test_other_tasks_are_refused() -> None:
    with pytest.raises(BadSetting, match="made to segment"):
        evaluate(NameReader(CARD.but(task="segment")), samples())


def test_column_that_is_no_number() -> None:
    with pytest.raises(BadData, match="'max_train_corr', got 'near'"):
        evaluate(NameReader(), [sample("cat", "cat", 0.9, 1, max_train_corr="near")])


def test_leak_is_refused_unless_allowed(tmp_path: Path) -> None:
    made = []
    for name in ("cat-0.9-1.png", "dog-0.9-2.png"):
        (tmp_path / name).write_text(name)
        made.append(Sample(tmp_path / name, name[:3], name=name))

    def read(path: Path) -> Image:
        return Image(np.random.default_rng(list(path.name.encode())).random((1, 40, 40)))

    with pytest.raises(BadData, match=r"2 pairs cross: training cat-0\.9-1\.png"):
        evaluate(NameReader(), made, training=made, read=read)
    done = evaluate(NameReader(), made, training=made, allow_leaks=True, read=read, resamples=20)
    assert "so the figures flatter" in done.warnings[0]


def test_figures_from_stored_predictions(tmp_path: Path) -> None:
    bad = Sample(Path("data/cat/bad.png"), "cat", name='cat/bad ",\n.png')
    done = evaluate(NameReader(), [*samples(), bad], resamples=30)
    path = write_predictions(tmp_path / "predictions.csv", done.predictions, done.names)
    predictions, classes = read_predictions(path)
    assert classes == done.names
    assert judge(predictions, card=CARD, resamples=30) == done


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    evaluate(NameReader(), samples(), resamples=5, progress=lambda *at: told.append(at))
    assert told[-1] == (180, 180)


def test_column_that_gives_the_class_away_is_said() -> None:
    made = [sample(c, c, 0.9, i, site=f"{c} clinic") for c in CARD.names for i in range(30)]
    said = evaluate(NameReader(), made, resamples=20).warnings
    assert any("'site' alone tells the class of 100% of the images" in w for w in said)


def test_what_came_with_the_data_is_told_apart() -> None:
    predictions = evaluate(NameReader(), samples(), resamples=5).predictions
    done = judge(predictions, card=CARD, warnings=["one image leaks"], resamples=5)
    assert done.warnings[0] == "one image leaks"
    assert done.noted == ("one image leaks",)
