"""Rules for regions of burnt-in text, from a file and from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from diaphane.errors import BadSetting
from diaphane.io.deidentify.regions import Facts, Region, Rule, covered, read_rules, region_of


def test_rules_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text('[[rule]]\nmodality = "US"\nrows = 600\nregions = [[0, 0, 9, 2]]\n')
    (rule,) = read_rules(file)
    assert rule == Rule((Region(0, 0, 9, 2),), modality="US", rows=600)
    assert rule.fits(Facts("US", "ACME", "M", 600, 800))
    assert not rule.fits(Facts("US", "ACME", "M", 601, 800))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rule = 3",
        "[[rule]]\nmodality = 'US'",
        "[[rule]]\nregions = [[1, 2, 3]]",
        "[[rule]]\nregions = [[1, 2, 3, -4]]",
        "[[rule]]\nregions = [[1, 2, 3, 4]]\nmaker = 'x'",
        "[[rule]]\nregions = [[1, 2, 3, 4]]\nrows = 'many'",
    ],
)
def test_rules_that_are_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(text)
    with pytest.raises(BadSetting, match=r"^expected rules as TOML tables \[\[rule\]\] with"):
        read_rules(tmp_path / "rules.toml")


def test_regions_from_the_command_line() -> None:
    assert region_of("1,2,3,4") == Region(1, 2, 3, 4)
    assert covered([Region(1, 0, 99, 1)], 2, 3).tolist() == [[False, True, True], [False] * 3]
    for text in ("", "1,2,3", "a,b,c,d", "-1,0,1,1"):
        with pytest.raises(BadSetting, match=r"^expected a region as LEFT,TOP,WIDTH,HEIGHT"):
            region_of(text)
