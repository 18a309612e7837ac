"""A network as a model calls one."""

from __future__ import annotations

import torch
from torch import nn

from ..image import Floats
from ..infer.runtime import Network

CPU = torch.device("cpu")


def answering(net: nn.Module, device: torch.device = CPU, output: str = "logits") -> Network:
    """(N, C, *space) to its only output by name, as float32."""

    def network(batch: Floats) -> dict[str, Floats]:
        with torch.no_grad():
            return {output: net(torch.from_numpy(batch).to(device)).float().cpu().numpy()}

    return network
