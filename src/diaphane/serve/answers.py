"""The answers of the workplace: listed, told, shown layer by layer, and handed on as files.

Files are made when they are asked for, of what was kept, with the decision that stands: a person's
labels take the place of the model's there, and the model's own stay kept beside them.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from math import prod
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, Select, bindparam, exists, func, select

from ..card import Card, TaskName
from ..decision import Decision
from ..deliver.answer import Answer, answer_of
from ..deliver.decided import decided
from ..deliver.kinds import Kind, kinds_of
from ..deliver.sentences import Language
from ..errors import BadSetting
from ..image import Image, Pixels, Window
from ..io.foreign import LISTENER
from ..pixels.planes import plane
from ..result import Result
from . import decisions as made
from .audit import Log
from .facts import Facts, as_it_came, kept_turn, number_as_it_came
from .images import Images, Plane
from .images import plain as plain_image
from .images import row_of as image_row
from .keep import Places, keep_array, load, make
from .layers import as_shown, plane_in, plane_of_layer, values_of
from .missing import Missing
from .store import Store, iso
from .tables import decisions, images, results

TYPES = {".dcm": "application/dicom", ".gz": "application/gzip", ".pdf": "application/pdf"}
"""Media types that Python does not know everywhere."""

SECRET = ("label", "probabilities", "set", "measures", "doubts", "notes", "layers", "files")
"""What is left out of an answer that is hidden from a reader."""

DRAWN = "decided"
"""The layer of the labels that a person drew, where the decision that stands has some."""

OF_ID = select(results).where(results.c.id == bindparam("its_id"))


@dataclass(frozen=True)
class Wanted:
    """Which answers a list is to hold."""

    task: str | None = None
    model: str | None = None
    label: str | None = None
    decided: bool | None = None
    doubtful: bool = False
    mine: bool = False
    """Only those on which the one who asks has decided, or which that one has read."""
    image: str | None = None
    before: str | None = None
    limit: int = 50


@dataclass(frozen=True)
class Delivered:
    """A file that was made for somebody, in a folder of its own."""

    path: Path
    name: str
    type: str

    def forget(self) -> None:
        rmtree(self.path.parent, ignore_errors=True)


@dataclass(frozen=True)
class Noted:
    """What the database has of an answer, all read at one moment."""

    row: Any
    image: Any
    decisions: Sequence[Row[Any]]

    @property
    def stands(self) -> dict[str, Any] | None:
        """The decision that stands, if somebody has decided."""
        return made.latest(self.decisions)

    @property
    def drawn(self) -> str | None:
        """The mask of the decision that stands, where it has one."""
        return self.stands["mask"] if self.stands else None


@dataclass(frozen=True)
class Answers:
    """The answers of one workplace."""

    store: Store
    log: Log
    places: Places

    @property
    def images(self) -> Images:
        return Images(self.store, self.log, self.places)

    def row(self, name: str) -> Any:
        """Raises `Missing`."""
        with self.store.read() as connection:
            return row_of(connection, name)

    def noted(self, name: str) -> Noted:
        """Raises `Missing`."""
        with self.store.snapshot() as connection:
            row = row_of(connection, name)
            return Noted(row, image_row(connection, row.image), made.rows_of(connection, name))

    def listed(self, wanted: Wanted, *, actor: str, blind: bool) -> list[dict[str, Any]]:
        """The newest first, as lists show them to this person."""
        with self.store.read() as connection:
            rows = list(connection.execute(self.chosen(wanted, actor=actor, blind=blind)))
            names = [row.id for row in rows]
            stand = made.standing(connection, names)
            secret = made.hidden(connection, names, actor=actor, blind=blind)
        return [summary(row, stand.get(row.id), hidden=row.id in secret) for row in rows]

    def counted(self, wanted: Wanted, *, actor: str, blind: bool) -> dict[str, int]:
        """How many such answers there are, and on how many of them somebody has decided."""
        every = replace(wanted, decided=None, before=None)
        found = self.chosen(every, actor=actor, blind=blind).order_by(None).limit(None).subquery()
        stands = exists().where(decisions.c.result == found.c.id, decisions.c.verdict != "read")
        with self.store.read() as connection:
            return {
                "all": connection.execute(select(func.count()).select_from(found)).scalar_one(),
                "decided": connection.execute(
                    select(func.count()).select_from(found).where(stands)
                ).scalar_one(),
            }

    def chosen(self, wanted: Wanted, *, actor: str, blind: bool) -> Select[Any]:
        rows = select(results, images.c.title, images.c.removed).join(images)
        for column, value in (
            (results.c.task, wanted.task),
            (results.c.model, wanted.model),
            (results.c.label, wanted.label),
            (results.c.image, wanted.image),
        ):
            if value is not None:
                rows = rows.where(column == value)
        by = select(decisions.c.id).where(decisions.c.result == results.c.id)
        if wanted.decided is not None:
            stands = exists(by.where(decisions.c.verdict != "read"))
            rows = rows.where(stands if wanted.decided else ~stands)
        if wanted.mine:
            rows = rows.where(exists(by.where(decisions.c.actor == actor)))
        if wanted.doubtful:
            rows = rows.where(func.json_array_length(results.c.answer["doubts"]) > 0)
        if blind and (wanted.label is not None or wanted.doubtful):  # these would tell
            rows = rows.where(exists(by.where(decisions.c.actor == actor)))
        if wanted.before is not None:
            last = self.row(wanted.before)
            same = (results.c.created == last.created) & (results.c.id < last.id)
            rows = rows.where((results.c.created < last.created) | same)
        return rows.order_by(results.c.created.desc(), results.c.id.desc()).limit(wanted.limit)

    def told(self, name: str, *, actor: str, blind: bool) -> dict[str, Any]:
        """All of an answer, as far as this person may see it. Raises `Missing`."""
        noted = self.noted(name)
        row, image, own = noted.row, noted.image, own_of(noted.row)
        hidden = made.unread(noted.decisions, actor=actor, blind=blind)
        plain = {
            "id": row.id,
            "image": plain_image(image, []),
            "task": row.task,
            "model": row.model,
            "model_sha256": row.model_sha256,
            "label": row.label,
            "probabilities": row.answer.get("probabilities", {}),
            "set": row.answer.get("set", []),
            "doubts": row.answer["doubts"],
            "notes": row.answer.get("notes", []),
            "measures": row.answer.get("measures", {}),
            "classes": own["classes"],
            "options": own["options"],
            "layers": {},
            "files": [],
            "provenance": row.answer["provenance"],
            "created": iso(row.created),
            "hidden": hidden,
            "decisions": [made.plain(one) for one in noted.decisions],
        }
        if hidden:
            kept = {key: value for key, value in plain.items() if key not in SECRET}
            own_reads = [one for one in plain["decisions"] if one["actor"] == actor]
            return {**kept, "decisions": own_reads}
        if image.removed is None:
            plain["layers"] = shown_layers(row.layers)
            if noted.drawn:
                plain["layers"][DRAWN] = plain["layers"]["labels"]
            plain["files"] = self.files(noted)
        return plain

    def is_hidden(self, name: str, *, actor: str, blind: bool) -> bool:
        with self.store.read() as connection:
            return name in made.hidden(connection, [name], actor=actor, blind=blind)

    def layer(self, name: str, layer: str, axis: int, number: int) -> Plane:
        """A plane of a layer. Raises `Missing`."""
        if layer == DRAWN:
            return self.plane_drawn(self.noted(name), axis, number)
        row = self.row(name)
        if layer not in row.layers:
            raise Missing("layer")
        return plane_in(self.places, name, row.layers[layer], axis, number)

    def plane_drawn(self, noted: Noted, axis: int, number: int) -> Plane:
        """Of the labels of the decision that stands, on the grid of the model's. Raises
        `Missing`."""
        if not noted.drawn or noted.image.removed is not None:
            raise Missing("layer")
        labels = load(self.places.mask(noted.drawn))
        return plane_of_layer(labels, noted.row.layers["labels"], axis, number)

    def picture(self, name: str) -> bytes:
        """The picture that a network drew, as a PNG of 8 bits that any browser shows."""
        from ..io.write import png_bytes
        from ..pixels.window import shown

        row = self.row(name)
        if "picture" not in row.layers:
            raise Missing("picture")
        image = self.images.image(self.images.present(row.image))
        pixels = values_of(self.places, name, row.layers["picture"])
        drawn = image.but(pixels=np.asarray(pixels), axes="yx")
        if pixels.dtype != np.uint8:
            values = np.rint(shown(drawn) * 255).astype(np.uint8)
        else:
            values = 255 - drawn.pixels if image.inverted else drawn.pixels
        flat = np.moveaxis(values, 0, -1)
        return png_bytes(flat[..., 0] if flat.shape[-1] == 1 else flat)

    def keep_mask(self, name: str, data: bytes) -> str:
        """Keep the labels that a person drew over an answer, on the grid of its label map; their
        SHA-256. Raises `Missing`, and `BadSetting` where they do not fit."""
        row = self.row(name)
        if "labels" not in row.layers:
            raise BadSetting("expected an answer with a label map, got another; correct its class")
        shape, classes = row.layers["labels"]["shape"], len(own_of(row)["classes"])
        if len(data) != prod(shape):
            raise BadSetting(
                f"expected {prod(shape)} labels of a byte each for a map of "
                f"{' x '.join(map(str, shape))}, got {len(data)} bytes"
            )
        labels = np.frombuffer(data, np.uint8).reshape(shape)
        if int(labels.max()) > classes:
            raise BadSetting(f"expected labels from 0 to {classes}, got {labels.max()}")
        digest = sha256(data).hexdigest()
        keep_array(self.places.mask(digest), labels)
        return digest

    def files(self, noted: Noted) -> list[dict[str, str]]:
        """What may be made of an answer."""
        answer = self.answer(noted, values=False)
        return [
            {"kind": kind, "name": file_name(noted.row, one), "type": type_of(one.ending)}
            for kind, one in kinds_of(answer).items()
        ]

    def file(self, name: str, kind: str, language: Language = "en") -> Delivered:
        """Make a file. Raises `Missing`; and `BadData`, of DICOM, where the images that came in
        lack what it must tell."""
        noted = self.noted(name)
        answer = self.answer(noted, values=True)
        one = kinds_of(answer, language=language).get(kind)
        if one is None:
            raise Missing("file")
        folder = Path(mkdtemp(prefix="diaphane-", dir=make(self.places.root / "tmp")))
        delivered = Delivered(
            folder / f"file{one.ending}", file_name(noted.row, one), type_of(one.ending)
        )
        try:
            with LISTENER.listening():  # warnings of libraries may quote a patient's data
                one.write(delivered.path, answer)
        except BaseException:
            delivered.forget()
            raise
        return delivered

    def answer(self, noted: Noted, *, values: bool) -> Answer:
        """What files are made of: all in the order of the files that came in. Without `values` it
        is good for seeing which files there may be. Raises `Missing`."""
        row = noted.row
        if noted.image.removed is not None:
            raise Missing("image")
        facts, kept = noted.image.facts, self.images.image(noted.image)
        card = card_of(self.places.card(row.id).read_text())
        options = own_of(row)["options"]
        number = options.get("slice")
        result = self.result(row, kept, facts, number, values=values)
        answer = answer_of(
            as_it_came(kept, facts),
            result,
            card,
            number=number_as_it_came(kept, facts, number),
            ways={name: options[name] for name in ("flips", "tiles") if name in options},
        )
        if noted.stands is None:
            return answer
        labels = self.mask(noted, kept, facts, number)
        return decided(answer, decision_of(noted.stands), labels)

    def result(
        self, row: Any, kept: Image, facts: Facts, number: int | None, *, values: bool
    ) -> Result:
        """The result that was kept, from its row and its layers."""

        def raw(layer: Mapping[str, Any]) -> Pixels:
            pixels = values_of(self.places, row.id, layer)
            return on_files(pixels, kept, facts, number) if layer["on"] == "image" else pixels

        def real(layer: Mapping[str, Any]) -> Any:
            return raw(layer) * np.float32(layer["full"] / 255) if values else raw(layer)

        said, layers = row.answer, dict(row.layers)
        labels, picture = layers.pop("labels", None), layers.pop("picture", None)
        heat = layers.pop("heat", None)
        seen = as_it_came(kept, facts)
        if number is not None:
            seen = plane(seen, number_as_it_came(kept, facts, number))[0]
        image = None
        if labels is not None:
            image = seen.but(pixels=raw(labels)[None], units="", window=None, inverted=False)
        elif picture is not None:
            image = drawn_on(seen, raw(picture), own_of(row)["picture"])
        return Result(
            task=cast(TaskName, row.task),
            label=row.label,
            probabilities=said.get("probabilities", {}),
            possible=tuple(said.get("set", ())),
            doubts=tuple(said["doubts"]),
            notes=tuple(said.get("notes", ())),
            image=image,
            heat=None if heat is None else real(heat),
            maps={name: real(layer) for name, layer in layers.items()},
            measures=said.get("measures", {}),
            provenance=said["provenance"],
        )

    def mask(
        self, noted: Noted, kept: Image, facts: Facts, number: int | None
    ) -> NDArray[np.uint8] | None:
        """The labels of the decision that stands, in the order of the files that came in."""
        if not noted.drawn:
            return None
        labels = on_files(load(self.places.mask(noted.drawn)), kept, facts, number)
        return np.asarray(labels, np.uint8)


def row_of(connection: Connection, name: str) -> Any:
    """Raises `Missing`."""
    row = connection.execute(OF_ID, {"its_id": name}).first()
    if row is None:
        raise Missing("result")
    return row


@lru_cache(maxsize=32)
def card_of(text: str) -> Card:
    """The card that lies beside an answer; all answers of a model have the same."""
    return Card.from_json(text)


def summary(row: Any, decision: dict[str, Any] | None, *, hidden: bool) -> dict[str, Any]:
    """An answer as a line of a list."""
    plain = {
        "id": row.id,
        "image": row.image,
        "title": row.title,
        "task": row.task,
        "model": row.model,
        "created": iso(row.created),
        "removed": row.removed is not None,
        "hidden": hidden,
    }
    if hidden:
        return {
            **plain,
            "label": None,
            "label_title": None,
            "probability": None,
            "doubts": 0,
            "decision": None,
        }
    titles = {one["name"]: one["title"] for one in own_of(row)["classes"]}
    chances = row.answer.get("probabilities", {})
    return {
        **plain,
        "label": row.label,
        "label_title": titles.get(row.label),
        "probability": chances.get(row.label),
        "doubts": len(row.answer["doubts"]),
        "decision": decision and {**decision, "label_title": titles.get(decision["label"])},
    }


def own_of(row: Any) -> dict[str, Any]:
    """What the workplace noted beside an answer."""
    return dict(row.answer["workplace"])


def shown_layers(layers: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """As the interface tells them."""
    return {
        name: {key: value for key, value in layer.items() if key != "file"}
        for name, layer in layers.items()
    }


def on_files(pixels: Pixels, kept: Image, facts: Facts, number: int | None) -> Pixels:
    """A layer of the image in the order of the files that came in; of one slice, as it is shown."""
    return kept_turn(facts).undo(pixels) if number is None else as_shown(pixels, kept)


def drawn_on(seen: Image, pixels: Pixels, lies: Mapping[str, Any]) -> Image:
    """The picture that was drawn of what was seen."""
    window = lies["window"] and Window(**lies["window"])
    return seen.but(
        pixels=pixels,
        spacing=lies["spacing"] and tuple(lies["spacing"]),
        origin=lies["origin"] and tuple(lies["origin"]),
        window=window,
        source=replace(seen.source, path=None, format="synthetic", files=()),
    )


def decision_of(stands: Mapping[str, Any]) -> Decision:
    """A decision as files tell it."""
    return Decision(
        verdict=stands["verdict"],
        person=stands["actor"],
        when=datetime.fromisoformat(stands["created"]),
        label=stands["label"],
        note=stands["note"],
    )


def file_name(row: Any, kind: Kind) -> str:
    """What a file is called where it is saved: without the name of the image, which may be that of
    a patient."""
    return f"{row.model}-{row.id[:8]}{kind.ending}"


def type_of(ending: str) -> str:
    suffix = Path(ending).suffix or ending
    known = TYPES.get(suffix) or mimetypes.guess_type(f"file{suffix}")[0]
    return known or "application/octet-stream"
