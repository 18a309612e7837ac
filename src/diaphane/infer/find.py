"""From a model's name to the bytes and the card of its file."""

from __future__ import annotations

from pathlib import Path

from ..card import Card
from ..errors import BadModel, UnknownName, reason
from . import onnxfile
from .classic import CLASSIC

CARD_KEY = "diaphane.card"
"""Where the card lies in an ONNX file's metadata."""
BACK = "-back"
"""At the end of the name of a file, and of a model, that translates the other way."""
SHIPPED = Path(__file__).parents[1] / "models"


def read_card(name: str | Path) -> Card:
    """A model's card alone: nothing is started."""
    if str(name) in CLASSIC:
        return CLASSIC[str(name)].card
    path = find(name)
    return card_in(model_bytes(path), path)


def shipped() -> dict[str, Path]:
    """The models that come with the package, by name."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.onnx"))}


def find(name: str | Path) -> Path:
    """The file that a name stands for; raises `UnknownName` or `BadModel` where there is none."""
    if str(name) in CLASSIC:
        raise BadModel(
            f"expected a model in a file, got {str(name)!r}, a method without training that has "
            f"none; name a shipped model ({', '.join(shipped())}), a .onnx file or a run folder"
        )
    if str(name) in shipped():
        return shipped()[str(name)]
    path = Path(name)
    if path.is_dir():
        path = path / "model.onnx"
    if path.is_file():
        return path
    if len(Path(name).parts) == 1 and not path.suffix:
        raise UnknownName("model", str(name), [*shipped(), *CLASSIC])
    raise BadModel(
        f"expected a model's file, found none at {str(path)!r}; name a shipped model "
        f"({', '.join(shipped()) or 'none is installed'}), a .onnx file or a run folder"
    )


def other_way(file: Path) -> Path:
    """Where the file lies that translates the other way, if it is there."""
    stem = file.stem.removesuffix(BACK)
    return file.with_stem(stem if file.stem.endswith(BACK) else f"{stem}{BACK}")


def model_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadModel(
            f"expected a model's file, could not read {str(path)!r} ({reason(error)})"
        ) from error


def card_in(data: bytes, path: Path) -> Card:
    """The card in a file; refuses files that are broken, foreign or reach for other files."""
    if not data:
        raise BadModel(f"expected an ONNX model, {str(path)!r} is empty; fetch the file again")
    try:
        known = onnxfile.metadata(data)
        outside = onnxfile.points_outside(data)
    except BadModel as error:
        raise BadModel(f"{path.name}: {error}") from error
    if outside:
        raise BadModel(
            f"expected a model in one file, {path.name!r} keeps its weights in another; save it "
            "again with its weights inside"
        )
    if CARD_KEY not in known:
        raise BadModel(
            f"{path.name!r} has no Diaphane card, so nothing is known of its input and classes; "
            "export it with 'diaphane export RUN', or write a card into its metadata under "
            f"{CARD_KEY!r}"
        )
    return Card.from_json(known[CARD_KEY])
