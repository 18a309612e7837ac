"""Answers over HTTP: lists, layers, pictures, files, masks; nothing before the own reading."""

from __future__ import annotations

import json
from io import BytesIO

import numpy as np
import pypdfium2
import pytest
from PIL import Image as Pillow

from asking import Asking
from serve.web.conftest import Place, answered


def test_an_answer_and_its_parts(place: Place, ask: Asking) -> None:
    image, result = answered(place, ask, "vessels-ridge")
    told = ask("GET", f"/api/results/{result}").json()
    assert told["image"]["id"] == image
    assert (told["task"], told["model"], told["hidden"]) == ("segment", "vessels-ridge", False)
    assert told["classes"][0]["name"] == "vessels"
    assert told["layers"]["labels"]["shape"] == [96, 96]
    labels = ask("GET", f"/api/results/{result}/layers/labels/0/0")
    assert (labels.header("x-type"), len(labels.body)) == ("uint8", 96 * 96)
    for kind in told["files"]:
        file = ask("GET", f"/api/results/{result}/files/{kind['kind']}")
        assert file.status == 200, kind
        assert file.header("content-type").startswith(kind["type"])
        name = kind["name"]
        assert file.header("content-disposition") == f'attachment; filename="{name}"'
    record = json.loads(ask("GET", f"/api/results/{result}/files/json").body)
    assert record["measures"] == told["measures"]
    exports = place.workplace.log.entries(action="export")
    assert exports[0]["details"]["kind"] == "json"


def test_the_report_speaks_the_language_of_the_page(place: Place, ask: Asking) -> None:
    _, result = answered(place, ask, "vessels-ridge")
    report = f"/api/results/{result}/files/pdf"
    said = {}
    for how in ("", "?language=zh-Hant"):
        page = pypdfium2.PdfDocument(ask("GET", f"{report}{how}").body)[0]
        said[how] = page.get_textpage().get_text_range()
    assert "research use only" in said[""]
    assert "僅供研究" in said["?language=zh-Hant"]
    assert ask("GET", f"{report}?language=fr").status == 422


def test_a_drawn_picture(place: Place, ask: Asking) -> None:
    _, result = answered(place, ask, "bicubic-x4")
    drawn = ask("GET", f"/api/results/{result}/picture.png")
    assert Pillow.open(BytesIO(drawn.body)).size == (384, 384)
    told = ask("GET", f"/api/results/{result}").json()
    assert told["layers"]["added"]["on"] == "picture"


@pytest.mark.parametrize(
    "path",
    ["layers/none/0/0", "layers/labels/0/1", "layers/..%2Fx/0/0", "picture.png", "files/none"],
)
def test_parts_that_are_not_there(place: Place, ask: Asking, path: str) -> None:
    _, result = answered(place, ask, "vessels-ridge")
    answer = ask("GET", f"/api/results/{result}/{path}")
    assert answer.status == 404, answer.body


def test_lists(place: Place, ask: Asking) -> None:
    _, first = answered(place, ask, "brain-tumor")
    _, second = answered(place, ask, "vessels-ridge")

    def ids(query: str = "") -> list[str]:
        answer = ask("GET", f"/api/results?{query}")
        assert answer.status == 200, answer.body
        return [one["id"] for one in answer.json()["results"]]

    assert ids() == [second, first]
    assert ids("task=segment") == [second]
    assert ids("model=brain-tumor") == [first]
    assert ids("decided=yes") == []
    assert ids("decided=no") == [second, first]
    assert ids(f"before={second}") == [first]
    assert ids("label=x'%20or%201=1") == []
    for query in ("task=x", "decided=maybe", "before=x", "limit=0", "label=%00"):
        assert ask("GET", f"/api/results?{query}").status == 422, query


def test_masks(place: Place, ask: Asking) -> None:
    _, result = answered(place, ask, "vessels-ridge")
    kind = {"content-type": "application/octet-stream"}
    address = f"/api/results/{result}/masks"
    labels = np.zeros(96 * 96, np.uint8)
    sent = ask("PUT", address, body=labels.tobytes(), headers=kind)
    assert sent.status == 201
    assert len(sent.json()["mask"]) == 64
    short = ask("PUT", address, body=b"12", headers=kind)
    assert (short.status, "9216 labels of a byte each" in short.error) == (422, True)
    assert ask("PUT", f"/api/results/{'0' * 20}/masks", body=b"1", headers=kind).status == 404


def test_nothing_is_told_before_the_own_reading(place: Place) -> None:
    reader, admin = place("reader"), place("admin")
    image, result = answered(place, reader, "brain-tumor")
    assert admin("PUT", "/api/review/settings", json={"blind": True}).status == 200
    told = reader("GET", f"/api/results/{result}").json()
    assert told["hidden"]
    assert not {"label", "probabilities", "set", "doubts", "measures", "layers", "files"} & {*told}
    for path in ("layers/heat/0/0", "picture.png", "files/json", "files/png"):
        assert reader("GET", f"/api/results/{result}/{path}").status == 403, path
    line = reader("GET", "/api/results").json()["results"][0]
    assert (line["hidden"], line["label"], line["probability"]) == (True, None, None)
    read = {"verdict": "read", "label": "glioma"}
    assert reader("POST", f"/api/results/{result}/decisions", json=read).status == 201
    told = reader("GET", f"/api/results/{result}").json()
    assert told["probabilities"]
    assert not told["hidden"]
    assert reader("GET", f"/api/images/{image}/planes/0/0").status == 200
    assert reader("GET", f"/api/results/{result}").status == 200  # the same look
    place.workplace.log.close()
    looks = place.workplace.log.entries(action="view")
    assert [(look["actor"], look["subject"]) for look in reversed(looks)] == [
        ("reader", result),
        ("reader", image),
    ]
