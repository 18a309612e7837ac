"""`make demo`: predict on images that are at hand anywhere, and lay the answers out on a page.

    python scripts/demo.py FOLDER [MODEL...]

The images are DICOM and NIfTI files that come with pydicom and nibabel, and phantoms drawn here.
Few of them are what the model was made for: of the others it should say so, and name no class.
Models that segment are asked about a phantom of their own kind.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from html import escape
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

import numpy as np

import diaphane
from diaphane.cli.answer import in_full
from diaphane.data import phantom
from diaphane.data.phantom_pairs import PAIRS, PairKind
from diaphane.deliver.answer import answer_of
from diaphane.deliver.shown import picture_of
from diaphane.image import Image
from diaphane.infer.find import shipped
from diaphane.io.nifti_out import write_nifti
from diaphane.io.write import write_json, write_png, write_text
from diaphane.words import DISCLAIMER

FILES = (
    ("pydicom", "data/test_files/MR_small.dcm"),
    ("pydicom", "data/test_files/CT_small.dcm"),
    ("nibabel", "tests/data/anatomical.nii"),
)
"""Real images: the package each comes with, and where in it."""

OWN: dict[str, PairKind] = {
    "retina-vessels": "vessels",
    "em-membrane": "membranes",
    "lungs-ct": "lungs",
    "hippocampus": "hippocampus",
}
"""What phantom a model that segments is asked about."""

DRAWN = "phantom-"
CAVEAT = "drawn, not scanned: the answer shows how the program works, and nothing else"

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; }
section { display: flex; flex-wrap: wrap; gap: 1.5rem; border-top: 1px solid; padding: 1rem 0; }
img { width: 24rem; max-width: 100%; align-self: start; }
pre { white-space: pre-wrap; margin: 0; flex: 1 1 30rem; }
"""


def main(folder: Path, names: Sequence[str]) -> None:
    """Predict each image with each model; write pictures, records and a page."""
    files = [*real_files(), *draw_phantoms(folder / "phantoms")]
    sections = []
    for name in names:
        model = diaphane.load(name)
        asked = [*draw_own(model, folder / "phantoms")] if segments(model) else files
        print(f"{model.card.name} on {len(asked)} {'image' if len(asked) == 1 else 'images'}\n")
        sections += [ask(model, file, folder / model.card.name) for file in asked]
    write_text(folder / "index.html", page(sections))
    print(f"{DISCLAIMER}\nwritten: {folder / 'index.html'}")


def real_files() -> Iterator[Path]:
    for package, inside in FILES:
        found = find_spec(package)
        assert found is not None
        assert found.origin is not None
        file = Path(found.origin).parent / inside
        if file.exists():
            yield file
        else:
            print(f"{package} came without {inside}: left out")


def draw_phantoms(folder: Path) -> Iterator[Path]:
    """Brains of each kind, and things that are no brain."""
    rng = np.random.default_rng(1)
    drawn: dict[str, Image] = {kind: phantom.brain(rng, kind) for kind in phantom.KINDS}
    drawn |= {
        "chest": phantom.chest(rng),
        "landscape": phantom.photo(rng),
        "blank": phantom.blank(),
    }
    for name, image in drawn.items():
        picture = np.squeeze(np.moveaxis(image.pixels, 0, -1))
        yield write_png(folder / f"{DRAWN}{name}.png", picture, texts={"Comment": phantom.SAID})


def segments(model: diaphane.Model) -> bool:
    return model.card.task == "segment"


def draw_own(model: diaphane.Model, folder: Path) -> Iterator[Path]:
    """A phantom of the kind that a model segments."""
    kind = OWN[model.card.name]
    drawn = PAIRS[kind](np.random.default_rng(1)).image
    if drawn.axes == "zyx":
        yield write_nifti(folder / f"{DRAWN}{kind}.nii.gz", drawn)
    else:
        picture = np.squeeze(np.moveaxis(drawn.pixels, 0, -1))
        yield write_png(folder / f"{DRAWN}{kind}.png", picture, texts={"Comment": phantom.SAID})


def ask(model: diaphane.Model, file: Path, folder: Path) -> str:
    """Predict one image, print the answer, write picture and record; give a part of the page."""
    began = perf_counter()
    result = model.predict(file)
    took = 1000 * (perf_counter() - began)
    words = in_full(file.name, result, model.card)
    if file.stem.startswith(DRAWN):
        words += f"\n  {CAVEAT}"
    print(f"{words}\n  {took:.0f} ms\n")
    picture = folder / f"{file.name.partition('.')[0]}.png"
    drawn = picture_of(answer_of(diaphane.read(file), result, model.card))
    write_png(picture, drawn, texts={"Comment": DISCLAIMER})
    write_json(picture.with_suffix(".json"), result.to_plain())
    link = f"{escape(folder.name)}/{escape(picture.name)}"
    return f'<section><img src="{link}" alt=""><pre>{escape(words)}</pre></section>'


def page(sections: list[str]) -> str:
    """The answers under each other."""
    head = f"<title>Diaphane</title><style>{STYLE}</style>"
    body = "\n".join([f"<h1>Diaphane</h1><p><b>{DISCLAIMER}</b></p>", *sections])
    return f'<!doctype html><html lang="en"><meta charset="utf-8">{head}{body}</html>\n'


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or ["brain-tumor", *(n for n in shipped() if n in OWN)])
