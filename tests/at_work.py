"""A workplace without a server: files come in, models are asked, files go out. For the tests."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from diaphane.serve.answers import Answers
from diaphane.serve.audit import Log
from diaphane.serve.images import Images
from diaphane.serve.jobs import Job, Lease, Queue
from diaphane.serve.keep import Places, make
from diaphane.serve.predicting import Options, Predicting
from diaphane.serve.shelf import Shelf
from diaphane.serve.store import Store, new_id
from diaphane.serve.tables import uploads
from diaphane.serve.work import quiet
from tiny_enhancer import tiny_enhancer
from tiny_models import tiny_classifier
from tiny_segmenter import VOLUMES, tiny_segmenter
from tiny_translator import tiny_translator

WHO = "anna"


@dataclass(frozen=True)
class AtWork:
    """The parts of a workplace."""

    store: Store
    log: Log
    places: Places
    shelf: Shelf
    queue: Queue

    @property
    def images(self) -> Images:
        return Images(self.store, self.log, self.places)

    @property
    def answers(self) -> Answers:
        return Answers(self.store, self.log, self.places)

    @property
    def predicting(self) -> Predicting:
        return Predicting(self.store, self.log, self.shelf, self.places)

    def bring(self, *files: Path) -> str:
        """Copy files as an upload does, and put its job."""
        name, listed = new_id(), []
        folder = make(self.places.upload(name))
        for number, file in enumerate(files, 1):
            shutil.copy(file, folder / f"{number:04}")
            entry = {"file": f"{number:04}", "name": file.name, "bytes": file.stat().st_size}
            listed.append(entry)
        row = {"id": name, "owner": WHO, "created": 0.0, "files": listed, "errors": []}
        with self.store.begin() as connection:
            connection.execute(insert(uploads).values(row))
            self.queue.put("read", {"upload": name}, owner=WHO, connection=connection)
        return name

    def read(self, *files: Path) -> tuple[list[Any], list[str]]:
        """The rows of the images in these files, and what was wrong."""
        name = self.bring(*files)
        self.do()
        return self.images.of_upload(name), self.errors(name)

    def errors(self, upload: str) -> list[str]:
        with self.store.read() as connection:
            asked = select(uploads.c.errors).where(uploads.c.id == upload)
            return list(connection.execute(asked).scalar_one())

    def one(self, *files: Path) -> Any:
        """The row of the only image in these files."""
        rows, errors = self.read(*files)
        assert errors == []
        assert len(rows) == 1
        return rows[0]

    def ask(self, image: str, model: str, **options: Any) -> str:
        """The id of a model's answer."""
        self.predicting.ask(
            self.queue, image=image, model=model, options=Options(**options), owner=WHO
        )
        job = self.do()
        assert job.state == "done", job.error
        assert job.result
        return str(job.result["result"])

    def told(self, result: str, *, actor: str = WHO, blind: bool = False) -> dict[str, Any]:
        return self.answers.told(result, actor=actor, blind=blind)

    def do(self) -> Job:
        """Do the job that waits longest."""
        lease = self.claim()
        kinds = {"read": self.images.read, "predict": self.predicting.do}
        quiet(kinds[lease.job.kind])(lease)
        job = self.queue.get(lease.job.id)
        assert job
        return job

    def claim(self) -> Lease:
        lease = self.queue.claim("test")
        assert lease
        return lease


def at_work(store: Store, folder: Path, models: Path) -> AtWork:
    """One whose shelf has `tiny`, `tiny-segment`, `tiny-volumes`, `tiny-x4`, `tiny-negative`."""
    models.mkdir(exist_ok=True)
    files = {
        "tiny": tiny_classifier(models / "tiny.onnx"),
        "tiny-segment": tiny_segmenter(models / "segment.onnx"),
        "tiny-volumes": tiny_segmenter(models / "volumes.onnx", VOLUMES),
        "tiny-x4": tiny_enhancer(models / "x4.onnx"),
        "tiny-negative": tiny_translator(models / "negative.onnx"),
    }
    return AtWork(store, Log(store, folder), Places(folder), Shelf(lambda: files), Queue(store))


def names(offers: Sequence[dict[str, Any]]) -> list[str]:
    return [offer["name"] for offer in offers]
