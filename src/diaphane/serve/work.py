"""What the workplace does, besides keeping its record: the parts that routes and workers call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import DiaphaneError
from ..io.foreign import LISTENER
from . import images as reading
from . import predicting
from .answers import Answers
from .audit import Log
from .datasets import Datasets
from .fast import Fast
from .images import Images
from .jobs import Lease
from .keep import Places
from .predicting import Predicting
from .sentences import without_paths
from .shelf import Shelf
from .store import Store, Unavailable
from .trainings import Trainings
from .workers import Kind


@dataclass(frozen=True)
class Work:
    """The parts, opened once."""

    images: Images
    answers: Answers
    predicting: Predicting
    shelf: Shelf
    trainings: Trainings
    fast: Fast

    @classmethod
    def open(cls, store: Store, log: Log, places: Places, *, datasets: Sequence[Path] = ()) -> Work:
        """The work of a store and a folder.

        Args:
            datasets: Folders that trainings may read, beside that of the workplace.
        """
        readable = Datasets([places.datasets, *datasets])
        trainings = Trainings(store, log, places, readable)
        shelf = Shelf(trainings.models)
        return cls(
            images=Images(store, log, places),
            answers=Answers(store, log, places),
            predicting=Predicting(store, log, shelf, places),
            shelf=shelf,
            trainings=trainings,
            fast=Fast(shelf),
        )

    def begin(self) -> None:
        """To be called once, before the first job: what a kill left behind goes, and trainings that
        still run are found again."""
        self.images.sweep()
        self.trainings.begin()

    def end(self) -> None:
        """To be called last."""
        self.fast.close()
        self.trainings.end()

    def kinds(self) -> Mapping[str, Kind]:
        """What does a job, by its kind, for `Workers`."""
        return {
            reading.KIND: quiet(self.images.read),
            predicting.KIND: quiet(self.predicting.do),
        }


def quiet(kind: Kind) -> Kind:
    """The same, without warnings of libraries, which may quote a patient's data, and without places
    of files in what it says."""

    def do(lease: Lease) -> None:
        with LISTENER.listening():
            try:
                kind(lease)
            except Unavailable:
                raise
            except DiaphaneError as error:
                lease.fail(without_paths(str(error)))

    return do
