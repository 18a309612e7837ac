"""Names that climb, files that do harm, and names of patients: nothing gets out, nothing breaks."""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import numpy as np
import pytest
from PIL import Image as Pillow

from asking import Answer, Asking, form
from diaphane.serve.store import new_id
from diaphane.serve.web.access_log import AccessLog
from diaphane.serve.web.workplace import Workplace
from make_dicom import as_bytes, make_dicom
from serve.people import PASSWORD, quick
from serve.web.conftest import Make, Place, do_jobs
from serve.web.test_access import routes

SECRET = "the canary that nobody may see"

UP = "../" * 8
FORMS = [
    f"{UP}canary.txt",
    f"{UP}etc/passwd",
    "/canary.txt",
    "//canary.txt",
    "./../canary.txt",
    "..",
    ".",
    "...",
    "....//....//canary.txt",
    "..;/canary.txt",
    "%2e%2e%2fcanary.txt",
    "%2e%2e/canary.txt",
    "..%2fcanary.txt",
    "%252e%252e%252fcanary.txt",
    "..%c0%afcanary.txt",
    "%c0%ae%c0%ae/canary.txt",
    "..%ef%bc%8fcanary.txt",
    "..\\canary.txt",
    "..\\..\\canary.txt",
    "..%5ccanary.txt",
    "C:\\canary.txt",
    "C:canary.txt",
    "\\\\host\\share\\canary.txt",
    "file:///etc/passwd",
    "/proc/self/environ",
    "/dev/zero",
    "canary.txt\x00.png",
    "%00",
    "canary.txt%00.png",
    "\u2024\u2024/canary.txt",
    "\uff0e\uff0e/canary.txt",
    "\u202etxt.yranac",
    "CON",
    "NUL.png",
    "a" * 300,
    "a/" * 50 + "b",
    " ",
    "~/canary.txt",
    "$HOME/canary.txt",
    "|id",
    ".\n./canary.txt",
    "{HERE}/canary.txt",
    "{HERE}/workplace-0/../canary.txt",
    "index.html/../../../canary.txt",
]


QUERIES = (
    "/api/images?before",
    "/api/results?model",
    "/api/results?label",
    "/api/results?image",
    "/api/trainings/compare?ids",
    "/api/audit?actor",
    "/api/review/export?task",
)


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A file beside the workplace, and what lies there is all that may."""
    (tmp_path / "canary.txt").write_text(SECRET)
    return tmp_path


def forms(here: Path) -> Iterator[str]:
    assert len(FORMS) >= 40
    return (form.replace("{HERE}", str(here)) for form in FORMS)


def beside(here: Path) -> set[Path]:
    """All that lies outside the workplace."""
    return {path for path in here.rglob("*") if "workplace-0" not in path.parts}


def asked(ask: Asking, method: str, path: str, **more: Any) -> Answer:
    """The answer, which must be neither a bug nor a secret."""
    answer = ask(method, path, **more)
    assert answer.status < 500, (method, path, answer.body)
    assert SECRET.encode() not in answer.body
    assert b"root:x" not in answer.body
    return answer


def decoded(path: str) -> str:
    """As a server hands on what a client wrote."""
    return unquote_to_bytes(path).decode("utf-8", "replace")


def test_addresses_of_files_lead_to_no_other(ask: Asking, canary: Path) -> None:
    for name in forms(canary):
        for whole in (name, quote(name), f"words/{name}"):
            answer = asked(ask, "GET", decoded(f"/{whole}"))
            assert answer.status in (200, 404)
            assert answer.status == 404 or decoded(f"/{whole}") == "/"


def test_names_in_addresses_lead_nowhere(ask: Asking, canary: Path) -> None:
    holes = ("{id}", "{name}", "{layer}", "{kind}", "{axis}", "{number}")
    places = [(method, route.path) for method, route in routes() if "{" in route.path]
    assert len(places) > 15
    for method, path in places:
        for hole in (hole for hole in holes if hole in path):
            others = path
            for other in holes:
                if other != hole:
                    others = others.replace(other, "0" * 20 if other == "{id}" else "0")
            for name in forms(canary):
                asked(ask, method, decoded(others.replace(hole, name)), body=b"{}")
    assert beside(canary) == {canary / "canary.txt"}


def test_names_in_bodies_lead_nowhere(ask: Asking, canary: Path) -> None:
    for name in forms(canary):
        bodies: list[tuple[str, dict[str, Any]]] = [
            ("/api/jobs", {"kind": "predict", "image": name, "model": "brain-tumor"}),
            ("/api/jobs", {"kind": "predict", "image": "0" * 20, "model": name}),
            ("/api/jobs", {"kind": name, "image": "0" * 20, "model": "brain-tumor"}),
            ("/api/trainings", {"recipe": name, "folder": "none", "settings": {}}),
            ("/api/trainings", {"recipe": "sonar", "folder": name, "settings": {}}),
            ("/api/trainings", {"recipe": "sonar", "folder": "x", "settings": {"weights": name}}),
            ("/api/users", {"name": name, "role": "admin", "password": ""}),
            ("/api/users", {"name": "anna", "role": name, "password": "x" * 12}),
            ("/api/tokens", {"label": name[:80]}),
            ("/api/session", {"name": name, "password": name}),
        ]
        for path, json in bodies:
            answer = asked(ask, "POST", path, json=json)
            assert answer.status >= 400
        for path in QUERIES:
            asked(ask, "GET", f"{path}={quote(name)}")
        asked(ask, "POST", f"/api/predict?model={quote(name)}", body=b"x")
    assert beside(canary) == {canary / "canary.txt"}


def test_names_of_files_and_of_members_lead_nowhere(
    place: Place, ask: Asking, canary: Path
) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in forms(canary):
            archive.writestr(zipfile.ZipInfo(name[:60_000] or "x"), b"harm")
    names = [name for name in forms(canary) if "\r" not in name and "\n" not in name]
    files = [(name, b"harm") for name in names] + [("study.zip", packed.getvalue())]
    for few in ([file] for file in files):
        answer = asked(ask, "POST", "/api/uploads", **form(few))
        if answer.status == 202:
            do_jobs(place)
            told = asked(ask, "GET", f"/api/uploads/{answer.json()['upload']}").json()
            assert told["job"]["state"] in ("done", "failed")
            assert told["images"] == []
    assert beside(canary) == {canary / "canary.txt"}


@pytest.mark.slow
def test_the_zoo_comes_by_the_door(make: Make, zoo: Path, tmp_path: Path) -> None:
    """Every file that strangers may bring, one upload each, with the job that reads it."""
    from diaphane.serve.web.workplace import Settings

    place = make(Settings())
    ask = place.ask()
    before = beside(tmp_path)
    for path in sorted(path for path in zoo.rglob("*") if path.is_file()):
        answer = asked(ask, "POST", "/api/uploads", **form([(path.name, path.read_bytes())]))
        assert answer.status == 202, path
        do_jobs(place)
        told = asked(ask, "GET", f"/api/uploads/{answer.json()['upload']}").json()
        assert told["job"]["state"] in ("done", "failed"), path
        assert not any(
            str(tmp_path) in said for said in [*told["errors"], told["job"]["error"] or ""]
        )
        for image in told["images"]:
            for plane in image["planes"][:1]:
                address = f"/api/images/{image['id']}/planes/{plane['axis']}/0"
                assert asked(ask, "GET", address).status == 200
            assert asked(ask, "GET", f"/api/images/{image['id']}/thumbnail").status == 200
    assert asked(ask, "GET", "/health").status == 200
    assert beside(tmp_path) == before


PLANTED = ("Mueller", "Anna^Mueller", "PID-774411", "19521107", "ACC-99881", "StMary", "DRHOUSE")


def planted() -> bytes:
    """A film of somebody."""
    pixels = np.arange(64 * 64, dtype=np.uint16).reshape(64, 64)
    return as_bytes(
        make_dicom(
            pixels,
            PatientName="Anna^Mueller",
            PatientID="PID-774411",
            PatientBirthDate="19521107",
            AccessionNumber="ACC-99881",
            InstitutionName="StMary",
            ReferringPhysicianName="DRHOUSE",
            SeriesDescription="Mueller knee",
            Modality="DX",
        )
    )


def test_no_name_of_a_patient_is_logged_or_said(
    place: Place, ask: Asking, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    good, answers = planted(), []
    png = BytesIO()
    Pillow.new("L", (8, 8)).save(png, "png")
    files = [
        ("Mueller^Anna.dcm", good),
        ("PID-774411.dcm", good[:-900]),
        ("Mueller.png", png.getvalue()[:30]),
        ("Anna^Mueller 19521107.txt", b"words about Mueller"),
    ]
    for file in files:
        answers.append(ask("POST", "/api/uploads", **form([file])))
        do_jobs(place)
        upload = ask("GET", f"/api/uploads/{answers[-1].json()['upload']}").json()
        assert not found(str([upload["errors"], upload["job"]]))
        for image in upload["images"]:
            assert not found(image["id"])
    for name in PLANTED:
        answers += [
            ask("GET", f"/{name}.dcm"),
            ask("GET", f"/api/images/{name}"),
            ask("GET", f"/api/images?before={name}"),
            ask("GET", f"/api/results?label={name}", headers={"referer": f"http://x/{name}"}),
            ask("POST", "/api/predict?model=x", body=good, headers={"user-agent": name}),
            ask("POST", "/api/jobs", json={"kind": name, "image": name}),
            ask("POST", "/api/session", json={"name": name, "password": name, name: name}),
            ask("POST", "/api/session", body=f'{{"name": {name}'.encode()),
            ask("POST", "/api/uploads", **form([(f"{name}.dcm", b"x")], field=name)),
            ask("PATCH", f"/api/users/{name}", json={"role": name}),
        ]
    for answer in answers:
        assert answer.status < 500
        assert not found(str(answer.headers)), answer
        if answer.status >= 400:
            assert not found(answer.error), answer.error
    place.workplace.log.close()
    assert not found(caplog.text)
    assert "GET /api/images/{id} 4" in caplog.text
    assert not found(str(place.workplace.log.entries(limit=1000)))


def found(text: str) -> list[str]:
    """Names that stand in a text."""
    return [name for name in PLANTED if name in text]


def test_letters_that_a_database_does_not_take(database: str | None, tmp_path: Path) -> None:
    """PostgreSQL has no text with a NUL character in it; half a letter is none anywhere."""
    workplace = Workplace.open(tmp_path / "workplace", database, passwords=quick())
    place = Place(workplace)
    admin = place("admin")
    for bad in ("\0", "a\0b", "\ud800"):
        place_bad = f"/{bad}" if bad != "\ud800" else "/\ufffd"
        for method, path in (
            ("GET", "/api/uploads"), ("GET", "/api/images"), ("GET", "/api/jobs"),
            ("GET", "/api/results"), ("GET", "/api/models"), ("GET", "/api/trainings"),
            ("PATCH", "/api/users"), ("DELETE", "/api/tokens"), ("DELETE", "/api/images"),
        ):  # fmt: skip
            asked = {"role": "reader"} if method == "PATCH" else None
            assert admin(method, f"{path}{place_bad}", json=asked).status in (404, 422), path
        person = {"name": bad, "password": PASSWORD}
        assert place.ask().log_in(bad, PASSWORD).status in (401, 422)
        for path, sent in (
            ("/api/users", {**person, "role": "reader"}),
            ("/api/tokens", {"label": bad}),
            ("/api/jobs", {"kind": "predict", "image": new_id(), "model": bad}),
            ("/api/trainings", {"recipe": bad, "folder": bad}),
            ("/api/trainings", {"recipe": "brain-tumor", "folder": "x", "settings": {bad: bad}}),
            (f"/api/results/{new_id()}/decisions", {"verdict": "accept", "note": bad}),
        ):
            assert admin("POST", path, json=sent).status in (404, 422), path
    assert admin("POST", "/api/uploads", **form([("a\0b", b"x"), ("\udcff", b"y")])).status == 202
    place.close()


def test_a_bug_is_logged_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    async def bug(scope: Any, receive: Any, send: Any) -> None:
        raise KeyError(PLANTED[1])

    with closing(Asking(AccessLog(bug))) as ask:
        answer = ask("GET", "/api/images?of=Mueller")
    assert answer.status == 500
    number = answer.error.rpartition(" ")[2]
    assert number in caplog.text
    assert "KeyError" in caplog.text
    assert "test_hostile.py" in caplog.text
    assert not found(caplog.text + answer.error)
