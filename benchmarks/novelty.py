"""How often a model says "unlike the training images": to its own kind and to everything else.

    python benchmarks/novelty.py DATA [--model brain-tumor] [--most 300]

DATA holds folders of images: brain_tumor_mri/test is the model's own kind, all others are not.
Noise, blank, inverted and text images are made here. An image is caught when no class is named
and a doubt says why.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

import diaphane
from diaphane.data import phantom
from diaphane.errors import DiaphaneError
from diaphane.image import Image
from diaphane.infer.bench import machine
from diaphane.infer.model import Model
from diaphane.result import Result

OWN = "brain_tumor_mri/test"
OTHERS = {
    "chest films, adults": "cxr_covid/test",
    "chest films, children": "cxr_pneumonia/test",
    "photographs": "style/test/photo",
    "photographs, BSDS": "sr/train",
    "cats and dogs": "cats_dogs/test",
    "paintings": "style/test/vangogh",
    "retinas": "retina_drive",
    "electron microscopy": "em_isbi2012",
    "chest CT slices": "lung_ct_dicom",
}
SUFFIXES = (".jpg", ".jpeg", ".png", ".tif", ".dcm")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", default="brain-tumor")
    parser.add_argument("--most", type=int, default=300, help="images of each folder, by chance")
    asked = parser.parse_args()
    model = diaphane.load(asked.model)
    where = ", ".join(f"{key} {value}" for key, value in machine().items())
    print(f"{datetime.now(UTC):%Y-%m-%d}, {where}\n")
    print("| images | n | called unlike |\n|---|---|---|")
    own = files(asked.data / OWN, 10**6)
    print(row("its own test part (false alarms)", answers(model, own)), flush=True)
    for title, folder in OTHERS.items():
        if (asked.data / folder).is_dir():
            print(row(title, answers(model, files(asked.data / folder, asked.most))), flush=True)
    for title, images in made(own).items():
        print(row(title, [model.predict(image) for image in images]), flush=True)


def files(folder: Path, most: int) -> list[Path]:
    found = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES)
    return random.Random(0).sample(found, min(most, len(found)))


def answers(model: Model, paths: Iterable[Path]) -> list[Result]:
    said = [answer for _, answer in model.predict_many(paths)]
    assert not any(isinstance(answer, DiaphaneError) for answer in said)
    return [answer for answer in said if isinstance(answer, Result)]


def row(title: str, said: list[Result]) -> str:
    return f"| {title} | {len(said)} | {sum(map(unlike, said)) / len(said):.1%} |"


def unlike(result: Result) -> bool:
    return result.label is None and any(
        doubt.startswith(("unlike", "the image is blank")) for doubt in result.doubts
    )


def made(own: list[Path]) -> dict[str, Iterator[Image]]:
    rng = np.random.default_rng(0)
    heads = [diaphane.read(path) for path in random.Random(1).sample(own, 100)]
    return {
        "noise": (phantom.noise(rng) for _ in range(50)),
        "blank": (phantom.blank() for _ in range(1)),
        "pages of text": (phantom.text_page(rng) for _ in range(50)),
        "its own, inverted": (head.but(pixels=255 - head.pixels) for head in heads),
        "its own, upside down": (head.but(pixels=head.pixels[:, ::-1].copy()) for head in heads),
    }


if __name__ == "__main__":
    main()
