"""How many faces in photographs are found, photo by photo, and how many that are none.

    python benchmarks/faces.py DATA/faces

DATA/faces holds images/ and boxes.json: by file its `boxes` (top, left, width, height), or only
`n_faces` where no boxes were drawn. A box is found by a face whose overlap (IoU) is at least 0.3.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from PIL import Image

from diaphane.pixels.faces import Face, find_faces

OVERLAP = 0.3


def overlap(face: Face, box: dict[str, int]) -> float:
    """Intersection over union."""
    across = min(face.left + face.side, box["left"] + box["width"]) - max(face.left, box["left"])
    down = min(face.top + face.side, box["top"] + box["height"]) - max(face.top, box["top"])
    shared = max(0, across) * max(0, down)
    return shared / (face.side**2 + box["width"] * box["height"] - shared)


def judged(faces: list[Face], truth: dict[str, Any]) -> tuple[int, int]:
    """(found, false): by boxes where there are some, else by their count."""
    boxes = truth.get("boxes", [])
    if not boxes:
        found = min(len(faces), truth["n_faces"])
        return found, len(faces) - found
    found = sum(any(overlap(face, box) >= OVERLAP for face in faces) for box in boxes)
    false = sum(all(overlap(face, box) < OVERLAP for box in boxes) for face in faces)
    return found, false


def main(folder: Path) -> None:
    boxed = found_of_boxed = false_ones = 0
    print("| photo | pixels | faces | found | false | s |\n|---|---|---|---|---|---|")
    for name, truth in json.loads((folder / "boxes.json").read_text()).items():
        with Image.open(folder / "images" / name) as picture:
            pixels = np.asarray(picture.convert("RGB"))
        start = perf_counter()
        found, false = judged(find_faces(pixels), truth)
        seconds = perf_counter() - start
        size = f"{pixels.shape[1]} x {pixels.shape[0]}"
        print(f"| {name} | {size} | {truth['n_faces']} | {found} | {false} | {seconds:.1f} |")
        false_ones += false
        if truth.get("boxes"):
            boxed, found_of_boxed = boxed + truth["n_faces"], found_of_boxed + found
    share = found_of_boxed / boxed
    print(f"\n{found_of_boxed} of {boxed} boxed faces found ({share:.1%}), {false_ones} false")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
