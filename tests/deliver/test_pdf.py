"""The report on one page: what stands in it, that it is one page whatever comes, and that it is the
same for the same answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from diaphane import load, read
from diaphane.card import Class
from diaphane.decision import Decision
from diaphane.deliver.answer import Answer, answer_of
from diaphane.deliver.decided import decided
from diaphane.deliver.kinds import KINDS, kinds_of
from diaphane.deliver.pdf import report
from diaphane.deliver.sentences import LANGUAGES, Language, say
from diaphane.image import Image
from diaphane.result import Result
from make_study import make_study
from tiny_enhancer import tiny_enhancer
from tiny_models import CARD, bright_picture, tiny_classifier
from tiny_segmenter import TWO, tiny_segmenter
from tiny_translator import tiny_translator

WHEN = datetime(2026, 11, 21, 18, 30, 5, tzinfo=UTC)
PICTURE = Image(bright_picture(0)[None])
TASKS = ("classify", "segment", "enhance", "translate")


def answer(folder: Path, task: str, image: Image = PICTURE) -> Answer:
    path = folder / f"{task}.onnx"
    if task == "segment":
        tiny_segmenter(path, TWO)
    elif task == "classify":
        tiny_classifier(path)
    else:
        {"enhance": tiny_enhancer, "translate": tiny_translator}[task](path)
    model = load(path)
    return answer_of(image, model.predict(image), model.card)


def text(data: bytes) -> str:
    """All letters of a file of one page."""
    document = pypdfium2.PdfDocument(data)
    assert len(document) == 1
    return str(document[0].get_textpage().get_text_bounded())


def joined(data: bytes) -> str:
    return re.sub(r"\s+", " ", text(data))


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_task_in_every_language(tmp_path: Path, task: str, language: Language) -> None:
    asked = answer(tmp_path, task)
    said = joined(report(asked, language)).replace(" ", "")
    for key in ("disclaimer", "report.title", "report.doubts", "report.provenance"):
        assert say(key, language).replace(" ", "") in said
    assert asked.card.name in said


def test_what_stands_in_it(tmp_path: Path) -> None:
    asked = answer(tmp_path, "classify")
    said = text(report(asked))
    lines = [line.strip() for line in said.splitlines()]
    assert lines[:2] == ["Report of a model's answer", "research use only, not for diagnosis"]
    assert lines.index("doubts") < lines.index("calibrated probabilities")
    for name, p in asked.result.probabilities.items():
        assert asked.card.title(name) in said
        assert f"{p:.1%}" in said
    assert "no person has reviewed this answer" in said
    assert f"hash of the model: {asked.result.provenance['model_sha256'][:12]};" in joined(
        report(asked)
    )


def test_measures_have_units(tmp_path: Path) -> None:
    said = joined(report(answer(tmp_path, "segment")))
    assert "area: " in said
    assert " pixels; share of the image: " in said


def test_the_decision_of_a_person(tmp_path: Path) -> None:
    made = Decision("correct", "陳大文", WHEN, "Bệnh viện Chợ Rẫy", "right", "左側為偽影 ก")
    said = joined(report(decided(answer(tmp_path, "classify"), made)))
    assert "answer corrected 陳大文, Bệnh viện Chợ Rẫy 2026-11-21 18:30:05+00:00" in said
    assert f"class named: {CARD.title('right')}" in said
    assert "左側為偽影 <U+0E01>" in said
    assert "letters this page has no glyph for are written by their code points" in said


def test_no_identifier_of_a_patient(tmp_path: Path) -> None:
    (source,) = make_study("MR", tmp_path / "Müller")
    asked = answer(tmp_path, "classify", read(source))
    said = joined(report(asked))
    uids = asked.result.provenance["uids"].values()
    for secret in ("Müller", "Jürgen", "made-up-1", "1950", "A12", *uids):
        assert secret not in said


def test_of_an_image_out_of_reach_no_number_is_shown(tmp_path: Path) -> None:
    asked = answer(tmp_path, "classify", Image(np.zeros((1, 64, 64), np.uint8)))
    assert asked.result.out_of_reach
    said = joined(report(asked))
    assert "I do not know" in said
    assert "not shown: the image is none that the model could know" in said
    assert "%" not in said


def test_numbers_that_are_not_calibrated_are_called_so(tmp_path: Path) -> None:
    asked = answer(tmp_path, "classify")
    said = joined(report(answer_of(PICTURE, asked.result, asked.card.but(calibration=None))))
    assert "probabilities, not calibrated" in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", ["N", "陈"])
def test_whatever_comes_is_one_page_and_says_what_was_cut(language: Language, letter: str) -> None:
    names = [f"c{k}" for k in range(60)]
    classes = tuple(Class(name, f"a class {letter * 40} {name}") for name in names)
    card = CARD.but(classes=classes, intended_use="use " * 400)
    result = Result(
        "classify",
        label="c0",
        probabilities=dict.fromkeys(names, 1 / 60),
        possible=tuple(names),
        doubts=tuple(f"{letter * 90} {k}" for k in range(50)),
        notes=tuple(f"{letter * 900} {k}" for k in range(50)),
        measures={f"m{k}": 1.5 * k for k in range(50)},
    )
    made = Decision("reject", letter * 900, WHEN, letter * 900, "c1", letter * 9000)
    data = report(decided(answer_of(PICTURE, result, card), made), language)
    said = joined(data).replace(" ", "")
    assert say("report.more", language, n=55).split("55")[0].replace(" ", "") in said
    assert say("report.provenance", language).replace(" ", "") in said
    lowest = lowest_ink(data)
    assert lowest < 0.97


def lowest_ink(data: bytes) -> float:
    """Where the last ink is, as a share of the page's height."""
    drawn = np.asarray(pypdfium2.PdfDocument(data)[0].render(scale=1).to_pil().convert("L"))
    return float(np.flatnonzero(drawn.min(axis=1) < 250).max() / len(drawn))


def test_a_note_longer_than_its_part_is_cut_and_it_is_said(tmp_path: Path) -> None:
    made = Decision("accept", "R", WHEN, note="note " * 2000)
    said = joined(report(decided(answer(tmp_path, "classify"), made)))
    assert "and 1 more, in the JSON record" in said


@pytest.mark.parametrize("task", TASKS)
def test_the_same_answer_is_the_same_file(tmp_path: Path, task: str) -> None:
    asked = answer(tmp_path, task)
    KINDS["pdf"].write(tmp_path / "a.pdf", asked)
    KINDS["pdf"].write(tmp_path / "b.pdf", asked)
    first, second = (Path(tmp_path, name).read_bytes() for name in ("a.pdf", "b.pdf"))
    assert first == second


def test_as_a_kind_in_a_language(tmp_path: Path) -> None:
    asked = answer(tmp_path, "classify")
    kinds_of(asked, language="vi")["pdf"].write(tmp_path / "a.pdf", asked)
    assert (tmp_path / "a.pdf").read_bytes() == report(asked, "vi")


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (3, 500)])
@pytest.mark.parametrize("task", TASKS)
def test_odd_shapes(tmp_path: Path, task: str, shape: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (1, *shape)).astype(np.uint8)
    assert "research use only" in text(report(answer(tmp_path, task, Image(pixels))))
