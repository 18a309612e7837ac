"""Lines on a page: they fit, and break where their language breaks them."""

from __future__ import annotations

import sys

import pypdfium2
import pytest

from diaphane.deliver.sheet import Sheet, Style
from diaphane.errors import MissingPackage

STYLE = Style(10)


@pytest.mark.parametrize(
    "text",
    [
        "words of several lengths and more of them",
        "a" * 99,
        "影像為空白：神經網路只看到單一均勻灰階",
    ],
)
def test_lines_fit_and_nothing_is_lost(text: str) -> None:
    sheet = Sheet(title="x")
    lines = sheet.wrapped(text, STYLE, 80)
    assert len(lines) > 1
    assert all(sheet.width(line, STYLE) <= 90 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_no_line_begins_with_a_stop() -> None:
    sheet = Sheet(title="x")
    for room in range(30, 120, 7):
        lines = sheet.wrapped("模型，影像。切片，視窗。像素，機率。", STYLE, room)
        assert not any(line[0] in "，。" for line in lines)


def test_a_page_remembers_that_letters_were_lost() -> None:
    sheet = Sheet(title="x")
    sheet.wrapped("fine", STYLE)
    assert not sheet.lost
    assert sheet.wrapped("ก", STYLE) == ["<U+0E01>"]
    assert sheet.lost


def test_chinese_is_read_back() -> None:
    sheet = Sheet(title="x")
    sheet.lines(["陳大文 Nguyễn", "神经网络"], STYLE)
    document = pypdfium2.PdfDocument(sheet.done())
    said = document[0].get_textpage().get_text_bounded()
    assert said.split() == ["陳大文", "Nguyễn", "神经网络"]


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "reportlab.pdfgen.canvas", None)
    with pytest.raises(MissingPackage, match=r"a report as PDF needs .*diaphane\[serve\]"):
        Sheet(title="x")
