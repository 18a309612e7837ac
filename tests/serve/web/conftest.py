"""A workplace with users, and its app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from asking import Asking, form
from diaphane.serve.people import ROLES
from diaphane.serve.web.app import create
from diaphane.serve.web.workplace import Settings, Workplace
from serve.people import PASSWORD, quick

__all__ = ["PASSWORD", "Make", "Place"]


@dataclass
class Place:
    """A workplace and those who ask."""

    workplace: Workplace
    opened: list[Asking] = field(default_factory=list)

    def ask(self) -> Asking:
        """Somebody new."""
        asking = Asking(create(self.workplace))
        self.opened.append(asking)
        return asking

    def __call__(self, name: str) -> Asking:
        """A user who is logged in; made where there is none."""
        if not self.workplace.users.any():
            self.workplace.users.add("admin", "admin", PASSWORD, by="test")
        if not self.workplace.users.known(name):
            role = name if name in ROLES else "reader"
            self.workplace.users.add(name, role, PASSWORD, by="test")
        self.workplace.known.forget()
        asking = self.ask()
        assert asking.log_in(name, PASSWORD).status == 200
        return asking

    def token(self, name: str) -> str:
        user = self.workplace.users.named(name)
        return self.workplace.tokens.add(user.id, "", by="test")[1]

    def close(self) -> None:
        for asking in self.opened:
            asking.close()
        self.workplace.close()


Make = Callable[[Settings], Place]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Opens a workplace with these settings."""
    made: list[Place] = []

    def make(settings: Settings) -> Place:
        folder = tmp_path / f"workplace-{len(made)}"
        made.append(Place(Workplace.open(folder, settings=settings, passwords=quick())))
        return made[-1]

    yield make
    for place in made:
        place.close()


@pytest.fixture
def place(make: Make) -> Place:
    """One on this machine alone, without users until some are made."""
    return make(Settings())


@pytest.fixture
def ask(place: Place) -> Asking:
    """Somebody in it, before there are users."""
    return place.ask()


def picture(size: int = 96) -> bytes:
    """A PNG of some gray waves."""
    import numpy as np

    from diaphane.io.write import png_bytes

    y, x = np.mgrid[:size, :size]
    return png_bytes((127 + 100 * np.sin(x / 9) * np.cos(y / 7)).astype(np.uint8))


def do_jobs(place: Place) -> None:
    """As the workers would."""
    kinds = place.workplace.work.kinds()
    while lease := place.workplace.queue.claim("test"):
        kinds[lease.job.kind](lease)


def answered(place: Place, ask: Asking, model: str, data: bytes | None = None) -> tuple[str, str]:
    """Bring a picture and ask a model about it: the ids of the image and of the answer."""
    sent = form([("film.png", data or picture())])
    upload = ask("POST", "/api/uploads", **sent).json()["upload"]
    do_jobs(place)
    (image,) = ask("GET", f"/api/uploads/{upload}").json()["images"]
    asked = {"kind": "predict", "image": image["id"], "model": model}
    job = ask("POST", "/api/jobs", json=asked).json()["id"]
    do_jobs(place)
    told = ask("GET", f"/api/jobs/{job}").json()
    assert told["state"] == "done", told
    return image["id"], told["result"]["result"]
