"""Figures of translated pictures: what they are of, what is said of them, what is refused."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from diaphane.data.domains import Domains, Member
from diaphane.errors import BadData, BadSetting, UnreadableImage
from diaphane.image import Image
from diaphane.infer.model import Model, load
from diaphane.judge.translate.evaluate import TranslateEvaluation, evaluate_domains
from diaphane.judge.translate.eye import Eye, open_eye
from tiny_models import CARD as EYE_CARD
from tiny_models import tiny_classifier
from tiny_translator import CARD, tiny_translator


@pytest.fixture
def eye(tmp_path: Path) -> Eye:
    return open_eye(tiny_classifier(tmp_path / "eye.onnx"))


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return load(tiny_translator(tmp_path / "negative.onnx"))


def photo(seed: int) -> Image:
    """Bright on the left, dark on the right."""
    rng = np.random.default_rng(seed)
    slope = np.linspace(220, 20, 64) + rng.normal(0, 12, (3, 64, 1))
    return Image((slope + rng.normal(0, 8, (3, 64, 64))).clip(0, 255).astype(np.uint8))


def negative(seed: int) -> Image:
    image = photo(seed)
    return image.but(pixels=255 - image.pixels)


def members(domain: str, n: int, first: int = 0) -> tuple[Member, ...]:
    make = photo if domain == "photo" else negative
    names = [f"{domain}/{k}.png" for k in range(n)]
    return tuple(Member(name, Path(name), partial(make, first + k)) for k, name in enumerate(names))


def domains(n: int = 12) -> Domains:
    return Domains(("photo", "negative"), members("photo", n), members("negative", n, 100))


def evaluated(
    model: Model, eye: Eye, of: Domains, back: Model | None = None
) -> TranslateEvaluation:
    return evaluate_domains(model, of, eye, back=back, resamples=100)


def test_a_translation_that_is_right_comes_near(model: Model, eye: Eye) -> None:
    done = evaluated(model, eye, domains(), back=model)
    metrics = {name: figure.value for name, figure in done.metrics.items()}
    assert metrics["kid_untouched"] > 1
    assert metrics["kid_ratio"] < 0.05
    assert metrics["fid"] < 0.1 * metrics["fid_untouched"]
    assert metrics["content"] > 0.99  # edges of a negative are where they were
    assert metrics["ssim"] < 0.5
    assert metrics["cycle"] == pytest.approx(0, abs=1 / 255)
    assert metrics["changed_mean_percent"] > 20
    assert done.counts == (12, 12)
    assert all(case.nearest.startswith("negative/") for case in done.cases)
    kept = [case.figures["content"] for case in done.cases]
    assert kept == sorted(kept)


def test_without_a_way_back_there_is_no_cycle(model: Model, eye: Eye) -> None:
    assert "cycle" not in evaluated(model, eye, domains(3)).metrics


def test_json_says_by_which_features(model: Model, eye: Eye) -> None:
    plain = evaluated(model, eye, domains(4)).to_plain()
    assert plain["features"] == {
        "name": "tiny",
        "sha256": eye.sha256,
        "number": 3,
        "of_one_length": True,
    }
    assert plain["domains"] == {"photo": 4, "negative": 4}
    assert plain["metrics"]["kid"].keys() == {"value", "low", "high"}
    assert plain["cases"][0].keys() >= {"name", "nearest", "content", "ssim", "shape"}
    assert plain["notes"][0].startswith("features: 3 numbers of 'tiny'")
    assert "unreadable" not in plain


def test_what_a_careful_reader_would_hold_against_it(model: Model, eye: Eye) -> None:
    said = " ".join(evaluated(model, eye, domains(3)).warnings)
    assert "few pictures (3 of 'photo' and 3 of 'negative')" in said
    assert "fewer pictures (3 and 3) than features and one (4): the FIDs are too large" in said
    same = Domains(("photo", "negative"), members("photo", 60), members("photo", 60, 100))
    warnings = evaluated(model, eye, same).warnings
    assert warnings[0].startswith("by these features 'photo' and 'negative' cannot be told apart")


def test_blank_pictures_count_for_all_but_content(model: Model, eye: Eye) -> None:
    blank = Member("blank.png", Path("b"), lambda: Image(np.full((3, 20, 20), 9, np.uint8)))
    of = Domains(("photo", "negative"), (*members("photo", 3), blank), members("negative", 3))
    done = evaluated(model, eye, of)
    assert done.cases[-1].name == "photo/blank.png"
    assert done.to_plain()["cases"][-1]["content"] is None
    assert np.isfinite(done.metrics["content"].value)


def broken() -> Image:
    raise UnreadableImage("bad.png: cut short")


def test_what_cannot_be_read_is_named_and_the_others_are_judged(model: Model, eye: Eye) -> None:
    bad = Member("bad.png", Path("bad.png"), broken)
    of = domains(3)
    done = evaluated(model, eye, Domains(of.names, (*of.a, bad), (*of.b, bad)))
    assert done.counts == (3, 3)
    assert set(done.unreadable) == {"photo/bad.png", "negative/bad.png"}
    assert "2 pictures could not be judged" in done.warnings[-1]
    with pytest.raises(BadData, match=r"2 pictures of 'negative' .* got 1 \(bad\.png: cut"):
        evaluated(model, eye, Domains(of.names, of.a, (of.b[0], bad)))
    with pytest.raises(BadData, match="at least 2 pictures of 'photo' that can be judged, got 1;"):
        evaluated(model, eye, Domains(of.names, of.a[:1], of.b))


def test_progress_goes_through_both_domains(model: Model, eye: Eye) -> None:
    seen: list[tuple[int, int]] = []
    evaluate_domains(model, domains(2), eye, resamples=10, progress=lambda *step: seen.append(step))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_another_task_is_refused(eye: Eye) -> None:
    with pytest.raises(BadSetting, match="expected a model that translates, got 'tiny'"):
        evaluate_domains(Model(lambda batch: {}, EYE_CARD), domains(2), eye)
    assert CARD.task == "translate"
