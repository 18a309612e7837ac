"""What one writes without Diaphane: torch, timm and Pillow, float32, batches of 16.

Run by `predict.py`, in a process of its own:

    python benchmarks/peer.py one NETWORK SETTINGS SIZE CHANNELS CLASSES FILE
    python benchmarks/peer.py many NETWORK SETTINGS SIZE CHANNELS CLASSES FOLDER COUNT

SETTINGS is JSON, SIZE is `Y,X`. `many` prints {"images_per_s": ...}. The weights are random:
they do not change the time.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import timm
import torch
from PIL import Image

BATCH, WARM = 16, 32

job, network, settings, size, channels, classes, place, *count = sys.argv[1:]
height, width = map(int, size.split(","))
model = timm.create_model(
    network, in_chans=int(channels), num_classes=int(classes), **json.loads(settings)
)
model.eval()


def load(path: Path) -> torch.Tensor:
    """(C, Y, X)"""
    image = Image.open(path).convert("L" if channels == "1" else "RGB")
    pixels = np.asarray(image.resize((width, height), Image.Resampling.BILINEAR), np.float32)
    planes = torch.from_numpy(pixels / 255)
    planes = planes[None] if planes.ndim == 2 else planes.permute(2, 0, 1)
    return (planes - 0.5) / 0.25


def predict(paths: list[Path]) -> torch.Tensor:
    """(N, classes)"""
    with torch.no_grad():
        logits: torch.Tensor = model(torch.stack([load(path) for path in paths]))
        return logits.softmax(1)


if job == "one":
    print(predict([Path(place)]))
else:
    files = sorted(p for p in Path(place).rglob("*") if p.is_file())[: int(count[0])]
    predict(files[:WARM])
    began = time.perf_counter()
    for start in range(0, len(files), BATCH):
        predict(files[start : start + BATCH])
    print(json.dumps({"images_per_s": len(files) / (time.perf_counter() - began)}))
