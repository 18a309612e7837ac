"""Models over HTTP: cards."""

from __future__ import annotations

from asking import Asking
from diaphane.infer.classic import CLASSIC
from diaphane.infer.find import shipped


def test_all_models(ask: Asking) -> None:
    found = ask("GET", "/api/models").json()["models"]
    assert [one["name"] for one in found] == [*shipped(), *CLASSIC]
    first = found[0]
    assert {"task", "summary", "classes", "figures", "limits", "licence"} <= {*first}
    assert len(first["sha256"]) == 64


def test_a_card(ask: Asking) -> None:
    card = ask("GET", "/api/models/brain-tumor").json()
    bars = card["reliability"]
    assert {*bars[0]} == {"low", "high", "predicted", "observed", "n"}
    right = sum(bar["n"] * bar["observed"] for bar in bars) / sum(bar["n"] for bar in bars)
    assert abs(right - card["figures"]["accuracy"]["value"]) < 1e-3


def test_no_such_model(ask: Asking) -> None:
    answer = ask("GET", "/api/models/brain-tumr")
    assert answer.status == 404
    assert "did you mean 'brain-tumor'" in answer.error
    for name in ("..%2f..%2fetc%2fpasswd", "%2e%2e", "training-x"):
        assert ask("GET", f"/api/models/{name}").status == 404, name
