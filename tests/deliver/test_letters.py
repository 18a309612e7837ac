"""Which font prints what, and what becomes of letters that none prints."""

from __future__ import annotations

import pytest

from diaphane.deliver.letters import Run, lost, printable, runs

VIETNAMESE = "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"


@pytest.mark.parametrize(
    "text", [VIETNAMESE, VIETNAMESE.upper(), "陳大文", "陈大文", "mm² × 5 → …", "かな 한글", "Ω Ж"]
)
def test_these_are_printed_as_they_are(text: str) -> None:
    assert printable(text) == text
    assert not lost(text)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("ก", "<U+0E01>"),
        ("😀", "<U+1F600>"),
        ("سلام", "<U+0633><U+0644><U+0627><U+0645>"),
        ("a\u202eb", "a<U+202E>b"),
        ("\x07", "<U+0007>"),
        ("𠀀", "<U+20000>"),
    ],
)
def test_of_others_the_code_points_are_printed(text: str, printed: str) -> None:
    assert printable(text) == printed
    assert lost(text)


def test_letters_are_composed_and_blanks_are_blanks() -> None:
    assert printable("e\u0302\u0301\t\nx") == "ế  x"
    assert not lost("e\u0302\u0301\t\nx")


def test_signs_are_taken_from_one_font_where_it_has_them_all() -> None:
    assert list(runs("Nguyễn 陳大文")) == [
        Run("Nguyễn ", "DejaVuSans"),
        Run("陳大文", "MSung-Light"),
    ]
    assert [run.font for run in runs("陈说")] == ["STSong-Light"]
    assert [run.font for run in runs("中文", simplified=True)] == ["STSong-Light"]
    assert [run.font for run in runs("中文", bold=True)] == ["MSung-Light"]
    assert [run.font for run in runs("ok", bold=True)] == ["DejaVuSans-Bold"]
