"""Pictures that generators made a while ago, so that discriminators do not forget them."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Pool(nn.Module):
    """Keeps up to `size` pictures and gives old ones in the place of half of the new ones
    (Shrivastava et al. 2017, section 2.3; Zhu et al. 2017, section 4). What it keeps is part of
    its state, and so of checkpoints; its chances are torch's."""

    def __init__(self, size: int, channels: int, space: tuple[int, int]) -> None:
        """For pictures (N, C, Y, X) in 0..1 of `channels` and of `space` (Y, X). A size of 0 keeps
        none."""
        super().__init__()
        # Sixteen bits: an eighth of a step of 8 bits at worst.
        self.register_buffer("kept", torch.zeros(size, channels, *space, dtype=torch.float16))
        self.register_buffer("filled", torch.zeros((), dtype=torch.long))

    def forward(self, images: Tensor) -> Tensor:
        """As many pictures as came in."""
        return torch.stack([self.swapped(image) for image in images.detach()])

    def swapped(self, image: Tensor) -> Tensor:
        """The picture, or an old one which it replaces."""
        kept, filled = self.kept, self.filled
        assert isinstance(kept, Tensor)
        assert isinstance(filled, Tensor)
        if filled < len(kept):
            kept[filled] = image
            filled += 1
            return image
        if not len(kept) or torch.rand(()) < 0.5:
            return image
        place = int(torch.randint(len(kept), ()))
        old = kept[place].to(image.dtype)
        kept[place] = image
        return old
