"""The page on building blocks has its pictures and says true numbers."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

from diaphane import nets
from diaphane.learn.losses import LOSSES
from diaphane.learn.optimisers import OPTIMISERS
from diaphane.nets.activations import ACTIVATIONS
from diaphane.nets.classifier import Classifier
from diaphane.nets.cnn import NORMS
from diaphane.nets.heads import HEADS
from diaphane.nets.pooling import POOLINGS
from diaphane.recipe import named

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "blocks.md").read_text(encoding="utf-8")
PICTURES = ROOT / "docs" / "pictures"


def test_the_script_draws_the_pictures_of_the_page(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "draw_blocks.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True)
    drawn = {path.name for path in tmp_path.iterdir()}
    assert drawn == set(re.findall(r"\]\(pictures/([\w.]+)\)", PAGE))
    assert drawn <= {path.name for path in PICTURES.iterdir()}
    assert sum((PICTURES / name).stat().st_size for name in drawn) < 400_000


def test_every_block_is_on_the_page() -> None:
    tables = (ACTIVATIONS, POOLINGS, NORMS, HEADS, LOSSES, OPTIMISERS)
    assert not [name for table in tables for name in table if f"`{name}`" not in PAGE]


@pytest.mark.parametrize("head", ["pool", "flatten"])
def test_the_weights_of_heads_are_counted(head: str) -> None:
    with torch.device("meta"):  # shapes without numbers: no time, no memory
        part = named("vgg16", head=head, dense=(512,))
        net = nets.build(part, inputs=3, outputs=2, size=(224, 224))
    assert isinstance(net, Classifier)
    assert f"{count(net):,}" in PAGE
    assert f"{count(net) - count(net.convolutions):,}" in PAGE


def count(net: nn.Module) -> int:
    return sum(weight.numel() for weight in net.parameters())
