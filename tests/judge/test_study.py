"""Everything a report says, in numbers that JSON can hold."""

from __future__ import annotations

import json

from diaphane.judge.study import Study


def test_json_says_more_than_the_evaluation(studied: Study) -> None:
    plain = json.loads(json.dumps(studied.to_plain(), allow_nan=False))
    of_the_evaluation = json.loads(json.dumps(studied.evaluation.to_plain()))
    assert {name: plain[name] for name in of_the_evaluation} == of_the_evaluation
    more = "reliability contrasts calibration selective gate subgroups mistakes card about"
    assert set(plain) - set(of_the_evaluation) == set(more.split())


def test_parts_of_the_json(studied: Study) -> None:
    plain = studied.to_plain()
    ill = plain["contrasts"][0]
    assert (ill["name"], ill["positive"]) == ("ill against normal", ["bacterial", "viral"])
    assert ill["roc"]["false_positive_rate"][0] == 0
    assert ill["roc"]["true_positive_rate"][-1] == 1
    assert ill["operating_points"][0]["rule"] == "likeliest class"
    assert set(ill["operating_points"][1]["sensitivity"]) == {"value", "low", "high"}
    assert len(ill["decision"]["model"]) == 99
    assert plain["calibration"]["temperature"] == 2
    assert plain["gate"]["n"] == 12
    assert [column["name"] for column in plain["subgroups"]] == ["site", "sex"]
    assert plain["card"]["name"] == "chests"
