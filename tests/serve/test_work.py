"""The parts of a workplace are opened together; torch is never among them."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from at_work import AtWork
from diaphane.errors import BadData
from diaphane.serve.audit import Log
from diaphane.serve.keep import Places
from diaphane.serve.store import Store, Unavailable
from diaphane.serve.work import Work, quiet
from diaphane.serve.workers import Workers
from tiny_models import bright_file


def test_jobs_are_done_by_workers(tmp_path: Path, desk: AtWork) -> None:
    work = Work.open(desk.store, desk.log, desk.places)
    work.begin()
    workers = Workers(desk.queue, work.kinds(), count=1)
    workers.start()
    upload = desk.bring(bright_file(tmp_path / "a.png", 0))
    job = desk.queue.of("anna")[0]
    while not job.over:
        job = desk.queue.wait(job.id, job, 10)
    assert job.state == "done"
    (row,) = work.images.of_upload(upload)
    assert job.result == {"images": [row.id]}
    workers.stop()
    work.end()


class Lease:
    """What failed says why."""

    said = ""

    def fail(self, sentence: str) -> None:
        self.said = sentence


def test_what_a_job_says_names_no_place(capsys: pytest.CaptureFixture[str]) -> None:
    lease: Any = Lease()

    def kind(lease: Any) -> None:
        warnings.warn("the patient is called Meier", stacklevel=1)
        raise BadData("expected more in '/srv/diaphane/uploads/0001', got less; mend it")

    quiet(kind)(lease)
    assert lease.said == "expected more in '0001', got less; mend it"
    assert "Meier" not in capsys.readouterr().err


def test_a_database_that_is_away_is_no_fault_of_the_job() -> None:
    def kind(lease: Any) -> None:
        raise Unavailable("away")

    with pytest.raises(Unavailable):
        quiet(kind)(Lease())  # type: ignore[arg-type]


def test_the_trainings_read_what_the_server_was_started_with(tmp_path: Path, store: Store) -> None:
    (tmp_path / "more" / "heads").mkdir(parents=True)
    (tmp_path / "datasets" / "chests").mkdir(parents=True)
    work = Work.open(store, Log(store, tmp_path), Places(tmp_path), datasets=[tmp_path / "more"])
    assert work.trainings.datasets.names() == ["chests", "heads"]


REAL = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from asking import Asking, form
from diaphane.serve.web.app import create
from diaphane.serve.web.workplace import Workplace
from diaphane.serve.workers import Workers

place = Workplace.open(Path(sys.argv[1]))
ask = Asking(create(place))
place.work.begin()
workers = Workers(place.queue, place.work.kinds(), count=1)
workers.start()

def get(path):
    return ask("GET", path).json()

sent = form([("a.png", Path(sys.argv[3]).read_bytes())])
job = ask("POST", "/api/uploads", **sent).json()["job"]
while get(f"/api/jobs/{job['id']}")["state"] in ("queued", "running"):
    time.sleep(0.05)
image = get("/api/images")["images"][0]["id"]
for model in ("brain-tumor", "em-membrane", "nearest-x4"):
    asked = {"kind": "predict", "image": image, "model": model}
    job = ask("POST", "/api/jobs", json=asked).json()
    while (found := get(f"/api/jobs/{job['id']}"))["state"] in ("queued", "running"):
        time.sleep(0.05)
    assert found["state"] == "done", found
    result = found["result"]["result"]
    for one in get(f"/api/results/{result}")["files"]:
        assert ask("GET", f"/api/results/{result}/files/{one['kind']}").status == 200, one
answer = ask("POST", "/api/predict?model=brain-tumor", body=Path(sys.argv[3]).read_bytes())
assert answer.status == 200, answer.body
for path in ("models", "models/sonar", "recipes", "folders", "trainings", "results", "audit"):
    assert ask("GET", f"/api/{path}").status == 200, path
workers.stop()
place.work.end()
place.close()
heavy = [name for name in ("torch", "timm", "tensorboard", "diaphane.learn") if name in sys.modules]
print("heavy:", *heavy)
"""


def test_the_server_never_loads_torch(tmp_path: Path) -> None:
    """After requests of every kind."""
    file, tests = bright_file(tmp_path / "a.png", 0), Path(__file__).parents[1]
    called = [sys.executable, "-c", REAL, str(tmp_path / "place"), str(tests), str(file)]
    done = subprocess.run(called, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.splitlines()[-1] == "heavy:"
