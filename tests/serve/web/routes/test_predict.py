"""An answer at once over HTTP: as `predict --json` has it; and a line that has an end."""

from __future__ import annotations

import asyncio
import time

import pytest

from asking import Asking, form
from diaphane.infer.model import load
from diaphane.io import decode
from serve.web.conftest import Place, picture

RAW = {"content-type": "application/octet-stream"}


def test_the_answer_is_that_of_the_library(place: Place, ask: Asking) -> None:
    answer = ask("POST", "/api/predict?model=brain-tumor", body=picture(), headers=RAW)
    assert answer.status == 200, answer.body
    said = answer.json()
    alone = load("brain-tumor").predict(decode(picture())).to_plain()
    assert said["probabilities"] == pytest.approx(alone["probabilities"], abs=1e-6)
    for name in ("task", "label", "doubts"):
        assert said[name] == alone[name]
    assert said["provenance"]["model_sha256"] == alone["provenance"]["model_sha256"]
    assert place.workplace.work.images.newest() == []


def test_a_form_is_taken_too(ask: Asking) -> None:
    sent = form([("a.png", picture())], field="file")
    assert ask("POST", "/api/predict?model=nearest-x4", **sent).status == 200
    other = form([("a.png", picture())], field="image")
    answer = ask("POST", "/api/predict?model=nearest-x4", **other)
    assert (answer.status, "in the part 'file'" in answer.error) == (422, True)


def test_each_leaves_an_entry(place: Place, ask: Asking) -> None:
    for _ in range(3):
        ask("POST", "/api/predict?model=brain-tumor", body=picture(), headers=RAW)
    end = time.monotonic() + 10
    while len(found := place.workplace.log.entries(action="predict")) < 3:
        assert time.monotonic() < end
        time.sleep(0.02)
    assert found[0]["details"]["model"] == "brain-tumor"


@pytest.mark.parametrize(
    ("query", "body", "status", "words"),
    [
        ("model=brain-tumr", picture(), 404, "did you mean 'brain-tumor'"),
        ("model=brain-tumor", b"words", 422, "expected a PNG, JPEG"),
        ("model=brain-tumor", b"", 422, "the file is empty"),
        ("model=brain-tumor&slice=2", picture(), 422, "from 1 to 1, got 2"),
        ("model=brain-tumor&slice=0", picture(), 422, ""),
        ("", picture(), 422, ""),
        ("model=sonar", picture(), 422, "expected a row of numbers"),
        ("model=hippocampus", picture(), 422, "expected a volume, got a single plane"),
    ],
)
def test_what_is_wrong_is_a_sentence(
    ask: Asking, query: str, body: bytes, status: int, words: str
) -> None:
    answer = ask("POST", f"/api/predict?{query}", body=body, headers=RAW)
    assert answer.status == status, answer.body
    assert words in answer.error


def test_a_row_of_numbers(ask: Asking) -> None:
    row = ",".join(["0.5"] * 60).encode()
    said = ask("POST", "/api/predict?model=sonar", body=row, headers=RAW).json()
    assert {*said["probabilities"]} == {"M", "R"}


def test_a_full_line_says_when_to_come_back(place: Place, ask: Asking) -> None:
    fast = place.workplace.work.fast
    fast.most_waiting = 0
    answer = ask("POST", "/api/predict?model=brain-tumor", body=picture(), headers=RAW)
    assert (answer.status, answer.header("retry-after")) == (429, "1")
    fast.most_waiting, fast.most_bytes = 8, 10
    answer = ask("POST", "/api/predict?model=brain-tumor", body=picture(), headers=RAW)
    assert answer.status == 429
    fast.most_bytes = 2**20
    answer = ask("POST", "/api/predict?model=brain-tumor", body=picture(), headers=RAW)
    assert answer.status == 200


def test_many_at_once_are_all_answered(ask: Asking) -> None:
    async def every() -> list[int]:
        headers = {"host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000", **RAW}
        asked = [
            ask.ask("POST", "/api/predict?model=brain-tumor", headers, picture(64 + k))
            for k in range(40)
        ]
        return [answer.status for answer in await asyncio.gather(*asked)]

    assert ask.loop.run_until_complete(every()) == [200] * 40
