"""What is saved comes back; what is damaged is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from diaphane.errors import BadData, CannotWrite
from diaphane.learn import checkpoint
from full_disk import largest_file


def test_nested_state_comes_back(tmp_path: Path) -> None:
    net = torch.nn.Linear(3, 2)
    optimiser = torch.optim.Adam(net.parameters())
    net(torch.rand(4, 3)).sum().backward()
    optimiser.step()
    state = {"net": net.state_dict(), "optimisers": [optimiser.state_dict()], "n": 3, "x": None}
    checkpoint.save(tmp_path / "c.safetensors", state)
    back = checkpoint.load(tmp_path / "c.safetensors")
    assert back["n"] == 3
    assert back["x"] is None
    other = torch.optim.Adam(net.parameters())
    other.load_state_dict(back["optimisers"][0])
    mine, theirs = (o.state_dict()["state"][0]["exp_avg"] for o in (optimiser, other))
    assert torch.equal(mine, theirs)


def test_a_full_disk_leaves_the_checkpoint_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "last.safetensors"
    checkpoint.save(path, {"net": torch.nn.Linear(3, 2).state_dict(), "done": 1})
    with (
        largest_file(2**16),
        pytest.raises(CannotWrite, match=r"could not write .*last.safetensors.*: file too large"),
    ):
        checkpoint.save(path, {"net": torch.nn.Linear(300, 200).state_dict(), "done": 2})
    assert checkpoint.load(path)["done"] == 1
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", b"\x08\0\0\0\0\0\0\0{}      "])
def test_damaged_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "c.safetensors"
    path.write_bytes(content)
    with pytest.raises(BadData, match="expected a checkpoint"):
        checkpoint.load(path)
