"""Run a trained model: load, predict, predict_many. Read downwards for the whole story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..card import Card
from ..data.table import Row, row_image
from ..errors import BadData, BadSetting, DiaphaneError, MissingPackage
from ..image import Floats, Image
from ..result import Result
from ..tasks import TASKS
from .ahead import ahead
from .classic import CLASSIC
from .every import EVERY, Ways
from .find import card_in, find, model_bytes, read_card, shipped
from .provenance import Origin, record
from .question import Question, question
from .runtime import Network, check, start, threads

Given = TypeVar("Given", bound=Path | str | Row)

__all__ = ["Model", "find", "load", "read_card", "shipped"]

BATCH = 16
"""Images that go through the network together."""


class Model:
    """A network and the card that explains it."""

    def __init__(self, network: Network, card: Card, *, origin: Origin | None = None) -> None:
        """`network` is any callable from (N, C, *space) to outputs by name."""
        self.network = network
        self.card = card
        self.origin = origin or Origin()

    @classmethod
    def load(
        cls,
        path: Path,
        *,
        runtime: str = "onnxruntime",
        device: str = "cpu",
        cores: int | None = None,
    ) -> Model:
        """Read a model's file; raises `BadModel` where it is broken, foreign or not as its card
        says, and `MissingPackage` or `BadSetting` where it cannot run as asked.

        Args:
            cores: That one call of the network may use; all there are, if not given.
        """
        data = model_bytes(path)
        card = card_in(data, path)
        engine = start(data, runtime=runtime, device=device, cores=cores)
        card = check(engine, card)
        origin = Origin(
            sha256=sha256(data).hexdigest(),
            runtime=engine.runtime,
            precision=engine.precision,
            versions={runtime: engine.version},
        )
        return cls(engine, card, origin=origin)

    def predict(
        self,
        asked: Asked,
        *,
        slice: int | None = None,  # noqa: A002
        flips: bool = False,
        maps: bool = False,
        tiles: bool = False,
    ) -> Result:
        """The answer for one image, file or row of numbers.

        Args:
            slice: Of a volume or frames, a model of planes that names classes, enhances or
                translates sees this plane, counted from 1, or the middle one, and a note says
                which. A model that segments sees every plane, or this one alone.
            flips: Of a model that segments: the mean answer to the image and its mirrored copies.
            maps: Of a model that segments: fill `Result.maps`, too.
            tiles: Of a model that translates: tile by tile at the image's own size, with finer
                strokes than those of the whole image at the size of training.
        """
        if TASKS[self.card.task].tiled:
            return self._every(self._image(asked), slice, Ways(flips=flips, maps=maps, tiles=tiles))
        question = self.question(asked, slice=slice)
        outputs = self.network(question.prepared.pixels[None])
        return self._answer(question, _at(outputs, 0))

    def question(self, asked: Asked, *, slice: int | None = None) -> Question:  # noqa: A002
        """Read, choose a plane and prepare, for a model that names classes: what `answers` takes.
        Raises `DiaphaneError` of many kinds."""
        return question(self._image(asked), self.card.input, slice=slice)

    def answers(
        self, questions: Sequence[Question], *, heat: bool = True
    ) -> list[Result | DiaphaneError]:
        """What the model says, or what is wrong, of as many as go through the network together;
        without `heat` that map is not drawn."""
        return self.meaning(questions, self.outputs(questions), heat=heat)

    def outputs(self, questions: Sequence[Question]) -> Mapping[str, Floats] | DiaphaneError:
        """What the network says of all, (N, ...) by name, or what is wrong: the first half of
        `answers`, in which no Python runs."""
        try:
            return self.network(np.stack([q.prepared.pixels for q in questions]))
        except DiaphaneError as error:
            return error

    def meaning(
        self,
        questions: Sequence[Question],
        outputs: Mapping[str, Floats] | DiaphaneError,
        *,
        heat: bool = True,
    ) -> list[Result | DiaphaneError]:
        """What such outputs mean: the second half."""
        if isinstance(outputs, DiaphaneError):
            return [outputs] * len(questions)
        if not heat:
            outputs = {name: values for name, values in outputs.items() if name != "cam"}
        return [self._try_answer(q, _at(outputs, row)) for row, q in enumerate(questions)]

    def predict_many(
        self,
        asked: Iterable[Given],
        *,
        batch: int = BATCH,
        flips: bool = False,
        maps: bool = False,
        tiles: bool = False,
    ) -> Iterator[tuple[Given, Result | DiaphaneError]]:
        """An answer, or what is wrong, for each file or row of a table, in order. Files are read
        ahead in threads while the network runs; only a few batches are held at any time."""
        if TASKS[self.card.task].tiled:
            yield from self._every_many(asked, Ways(flips=flips, maps=maps, tiles=tiles))
            return
        size = batch if self.card.input.size else 1
        read = ahead(self._try, asked, workers=threads(), depth=2 * size + threads())
        while group := list(islice(read, size)):
            yield from self._answers(group)

    def _every_many(
        self, asked: Iterable[Given], ways: Ways
    ) -> Iterator[tuple[Given, Result | DiaphaneError]]:
        """One after the other, each of which may be a large volume; the next is read meanwhile."""
        for path, image in ahead(self._try_image, asked, workers=1, depth=1):
            yield path, self._try_every(image, ways)

    def _try_image(self, asked: Path | str | Row) -> Image | DiaphaneError:
        try:
            return self._image(asked)
        except DiaphaneError as error:
            return error

    def _try_every(self, image: Image | DiaphaneError, ways: Ways) -> Result | DiaphaneError:
        if isinstance(image, DiaphaneError):
            return image
        try:
            return self._every(image, None, ways)
        except DiaphaneError as error:
            return error

    def _every(self, image: Image, index: int | None, ways: Ways) -> Result:
        """The answer to every sample of an image."""
        task, note = TASKS[self.card.task], ""
        if index is not None or task.planar:
            from ..pixels.planes import plane

            image, note = plane(image, index)
        outputs, seen = EVERY[task.name](self.network, image, self.card, ways)
        return self._signed(task.decode(outputs, image, seen, self.card), image, note)

    def _image(self, asked: Asked) -> Image:
        if isinstance(asked, Image):
            return asked
        if isinstance(asked, Row):
            return asked.image(self.card.input.columns)
        if not isinstance(asked, Path | str):
            return row_image(asked)
        if len(self.card.input.size or ()) == 1:
            raise BadData(
                f"expected a row of numbers, got the file {str(asked)!r}; read its rows with "
                "diaphane.data.table.read_table"
            )
        from ..io import read

        return read(asked)

    def _try(self, asked: Path | str | Row) -> Question | DiaphaneError:
        try:
            return self.question(asked)
        except DiaphaneError as error:
            return error

    def _answers(
        self, group: Sequence[tuple[Given, Question | DiaphaneError]]
    ) -> Iterator[tuple[Given, Result | DiaphaneError]]:
        """A batch through the network, in the order it came."""
        questions = [q for _, q in group if isinstance(q, Question)]
        answers = iter(self.answers(questions) if questions else ())
        for path, one in group:
            yield path, (next(answers) if isinstance(one, Question) else one)

    def _try_answer(
        self, question: Question, outputs: Mapping[str, Floats]
    ) -> Result | DiaphaneError:
        try:
            return self._answer(question, outputs)
        except DiaphaneError as error:
            return error

    def _answer(self, question: Question, outputs: Mapping[str, Floats]) -> Result:
        """What the outputs mean, and where the answer came from."""
        image, prepared, note = question.image, question.prepared, question.note
        result = TASKS[self.card.task].decode(outputs, image, prepared, self.card)
        return self._signed(result, image, note)

    def _signed(self, result: Result, image: Image, note: str) -> Result:
        return result.but(
            notes=((note,) if note else ()) + result.notes,
            provenance=record(image, self.card, self.origin),
        )


Asked = Image | Path | str | Row | Sequence[float] | NDArray[np.floating]
"""What a model may be asked about; numbers are a row, in the order of the training table."""


def load(name: str | Path, *, runtime: str = "onnxruntime", device: str = "cpu") -> Model:
    """A model by its shipped name, its .onnx file or the folder of its training run; or a method
    without training by its name."""
    if str(name) in CLASSIC:
        return untrained(str(name), runtime=runtime, device=device)
    return Model.load(find(name), runtime=runtime, device=device)


def untrained(name: str, *, runtime: str, device: str) -> Model:
    """A method that needs no training; it is plain numpy, whatever runtime others take."""
    if (runtime, device) != ("onnxruntime", "cpu"):
        raise BadSetting(
            f"expected no runtime or device for {name!r}, which is plain numpy, got {runtime!r} "
            f"on {device!r}; leave the options out"
        )
    method = CLASSIC[name]
    try:
        versions = {method.package: version(method.package)}
    except PackageNotFoundError as error:
        raise MissingPackage(f"the model {name!r}", "judge") from error
    return Model(method.network, method.card, origin=Origin(runtime="numpy", versions=versions))


def _at(outputs: Mapping[str, Floats], row: int) -> dict[str, Floats]:
    return {name: values[row] for name, values in outputs.items()}
