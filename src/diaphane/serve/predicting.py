"""Ask a model about an image of the workplace: the job, and what may be asked.

Progress is told before each call of the network, where a job that was cancelled ends, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from ..card import Card
from ..errors import BadSetting
from ..image import Image
from ..infer.calls import calls, counting
from ..infer.every import Ways
from ..infer.model import Model
from ..pixels.planes import check_index, middle_of, plane, slice_axis
from ..result import Result
from ..tasks import TASKS
from .audit import Log
from .facts import Facts, as_it_came
from .images import Images
from .jobs import Job, Lease, Queue
from .keep import Places, keep, remove
from .layers import Layers, keep_layers
from .missing import Missing
from .shelf import Shelf
from .store import Store, new_id
from .tables import images, results

KIND = "predict"
"""Of the jobs."""

OF_TASK = {"maps": "segment", "flips": "segment", "tiles": "translate"}
"""Options that are of use to the models of one task alone."""

LAST = 0.97
"""Share of the work after which the answer is kept."""


@dataclass(frozen=True)
class Options:
    """How a model is asked."""

    slice: int | None = None
    """From 1, along the axis that the slices were taken along; of a model of planes that draws or
    names classes the middle one if none is said."""
    maps: bool = False
    flips: bool = False
    tiles: bool = False

    def to_plain(self) -> dict[str, Any]:
        """Those that are set."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True)
class Predicting:
    """What a workplace needs for it."""

    store: Store
    log: Log
    shelf: Shelf
    places: Places

    @property
    def images(self) -> Images:
        return Images(self.store, self.log, self.places)

    def ask(
        self,
        queue: Queue,
        *,
        image: str,
        model: str,
        options: Options,
        owner: str,
        key: str | None = None,
    ) -> Job:
        """Put a job. Raises `Missing`, `UnknownName`, `BadSetting` for what cannot be asked, and
        `QueueFull`."""
        row = self.images.present(image)
        card = self.shelf.entry(model).card
        settle(self.images.image(row), card, options)
        args = {"image": image, "model": model, "options": options.to_plain()}
        return queue.put(KIND, args, owner=owner, key=key)

    def do(self, lease: Lease) -> None:
        """Do a job: keep an answer, and note it in the transaction that ends the job."""
        args = lease.job.args
        row = self.images.present(args["image"])
        lease.tell(0.0, "loading the model")
        model = self.shelf.model(args["model"])
        image = self.images.image(row)
        options = settle(image, model.card, Options(**args["options"]))
        result = answered(model, in_order(image, row.facts, options), options, lease)
        lease.tell(LAST, "keeping the answer")
        name = new_id()
        try:
            layers = keep_layers(self.places, name, result, image, row.facts, options.slice)
            keep(self.places.card(name), (model.card.to_json().encode(),))
            row = self.noted(lease.job, name, result, model.card, layers, options)
            kept = lease.finish(
                {"result": name}, also=lambda connection: self.note(connection, row)
            )
        except BaseException:
            remove(self.places.result(name))
            raise
        if not kept:
            remove(self.places.result(name))

    def noted(
        self,
        job: Job,
        name: str,
        result: Result,
        card: Card,
        layers: Layers,
        options: Options,
    ) -> dict[str, Any]:
        """The row of an answer."""
        own = {"options": options.to_plain(), "classes": classes_of(card), "picture": lies(result)}
        return {
            "id": name,
            "job": job.id,
            "image": job.args["image"],
            "owner": job.owner,
            "task": result.task,
            "model": job.args["model"],
            "model_sha256": str(result.provenance.get("model_sha256", "")),
            "label": result.label,
            "answer": {**result.to_plain(), "workplace": own},
            "layers": layers,
        }

    def note(self, connection: Connection, row: dict[str, Any]) -> None:
        """The row, and who asked. Raises `Missing` where the image was removed meanwhile: nothing
        is kept of it then."""
        there = select(images.c.id).where(images.c.id == row["image"], images.c.removed.is_(None))
        if connection.execute(there).first() is None:
            raise Missing("image")
        created = self.store.now(connection)
        connection.execute(insert(results).values(**row, created=created))
        self.log.write(
            connection,
            actor=row["owner"],
            action="predict",
            subject=row["id"],
            details={name: row[name] for name in ("image", "model", "model_sha256")},
        )


def classes_of(card: Card) -> list[dict[str, Any]]:
    """The classes as the interface tells them."""
    return [
        {"name": one.name, "title": one.title or one.name, "colour": list(one.colour)}
        for one in card.classes
    ]


def lies(result: Result) -> dict[str, Any] | None:
    """Where a picture that was drawn lies, and how it is shown."""
    if result.image is None or result.task == "segment":
        return None
    window, image = result.image.window, result.image
    return {
        "spacing": image.spacing and list(image.spacing),
        "origin": image.origin and list(image.origin),
        "window": window and {"low": window.low, "high": window.high},
    }


def settle(image: Image, card: Card, options: Options) -> Options:
    """The options with the slice that is looked at. Raises `BadSetting` for what does not fit."""
    for name in (name for name in OF_TASK if getattr(options, name)):
        if card.task != OF_TASK[name]:
            raise BadSetting(
                f"expected a model that {OF_TASK[name]}s for {name!r}, got one for {card.task}; "
                "leave the option out"
            )
    if image.axes == "yx":
        check_index(options.slice, 1, "slice")
        return Options(**{**asdict(options), "slice": None})
    count = image.shape[0 if image.axes == "tyx" else slice_axis(image)]
    check_index(options.slice, count, "frame" if image.axes == "tyx" else "slice")
    if options.slice is None and looks_at_one(card, image):
        return Options(**{**asdict(options), "slice": middle_of(count)})
    return options


def looks_at_one(card: Card, image: Image) -> bool:
    """Does a model look at one plane of such an image?"""
    task = TASKS[card.task]
    return task.planar or (not task.tiled and len(card.input.size or ()) < len(image.axes))


def in_order(image: Image, facts: Facts, options: Options) -> Image:
    """A whole volume in the order of its files, so that the answer is to the last digit what it is
    elsewhere; slices are numbered as they are shown."""
    return as_it_came(image, facts) if options.slice is None else image


def answered(model: Model, image: Image, options: Options, lease: Lease) -> Result:
    """What the model says, told step by step. Raises `Stopped` and `Lost` between the steps."""
    ways = Ways(maps=options.maps, flips=options.flips, tiles=options.tiles)
    seen = image if options.slice is None else plane(image, options.slice)[0]
    total = calls(seen, model.card, ways)

    def told(done: int) -> None:
        lease.tell(LAST * min(done, total) / total, "predicting")

    watched = Model(counting(model.network, told), model.card, origin=model.origin)
    asked: Mapping[str, Any] = asdict(ways)
    return watched.predict(image, slice=options.slice, **asked)
