"""Draw the picture of a segmentation's report for docs/report.md: a made-up retina, its vessels as
a ridge filter finds them, and its errors. None of it comes from a patient.

python scripts/draw_segment_report.py docs/pictures
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from diaphane import load
from diaphane.data.phantom_pairs import vessels
from diaphane.judge.segment.pictures import case_picture


def main(folder: Path) -> None:
    """Write segment-worst.png into `folder`."""
    drawn = vessels(np.random.default_rng(3), 384)
    model = load("vessels-ridge")
    answer = model.predict(drawn.image).image
    assert answer is not None
    assert drawn.fov is not None
    truth = (drawn.mask > 0).astype(np.uint8)
    picture = case_picture(drawn.image, truth, answer.pixels[0], model.card, counted=drawn.fov > 0)
    Pillow.fromarray(picture).quantize(128).save(folder / "segment-worst.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
