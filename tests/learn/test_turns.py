"""All come in turn, in another order each time; processes share an epoch without overlap."""

from __future__ import annotations

from collections import Counter

import torch

from diaphane.learn.turns import turns


def shown(
    epoch: int, *, steps: int, process: int = 0, processes: int = 1, seed: int = 0
) -> list[int]:
    every = turns(
        5, epoch=epoch, steps=steps, batch=2, seed=seed, process=process, processes=processes
    )
    return [number for numbers, _ in every for number in numbers]


def test_all_come_equally_often_and_in_another_order() -> None:
    assert Counter(shown(0, steps=5)) == dict.fromkeys(range(5), 2)
    assert shown(0, steps=5) == shown(0, steps=5)
    assert len({tuple(shown(k, steps=5)) for k in range(3)}) == 3
    assert shown(0, steps=5) != shown(0, steps=5, seed=1)


def test_processes_share_an_epoch() -> None:
    whole = [shown(0, steps=5, process=p, processes=2) for p in (0, 1)]
    assert Counter(whole[0] + whole[1]) == dict.fromkeys(range(5), 4)


def test_what_is_drawn_differs_by_process_and_step() -> None:
    drawn = [
        float(torch.rand((), generator=chance))
        for process in (0, 1)
        for _, chance in turns(5, epoch=0, steps=2, batch=2, seed=0, process=process, processes=2)
    ]
    assert len(set(drawn)) == 4
