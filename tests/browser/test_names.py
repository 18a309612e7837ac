"""File names that want to be more than text are shown as text, wherever they are shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sample_cases as cases
from browsing import NARROW, Page, Visit, expect, looks
from run_serve import Server

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload

NAMES = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(2)<script>",
    "<svg onload=alert(3)>",
    '"><img src=x onerror=alert(4)>',
    "' onmouseover='alert(5)",
    "`${alert(6)}`",
    "{{constructor.constructor('alert(7)')()}}",
    "javascript:alert(8)",
    "data:text;html,<b>bold",
    "&lt;b&gt;&#60;i&#62;",
    "%3Cimg src=x onerror=alert(11)%3E",
    "{n} of {count} {name}",
    "right-to-left \u202egnp.daeh\u202c end",
    "no\u0000thing\u0007 rings",
    "line one\r\nSet-Cookie: evil=1",
    "=HYPERLINK(A1)'; DROP TABLE images; --",
    "x" * 500,
)
"""Seventeen ways."""
WATCH = "window.alert = (what) => console.error('an injected script ran', what)"


def test_names_stay_text(visit: Visit, server: Server, tmp_path: Path) -> None:
    picture = cases.head(tmp_path).read_bytes()
    page = visit.page
    page.add_init_script(WATCH)
    visit.open()
    files = [named(f"{name}.png", picture) for name in NAMES]
    page.get_by_test_id("file").first.set_input_files(files)
    expect(page.locator(".strip .images img")).to_have_count(len(NAMES))
    only_text(page)
    images = server.get("/api/images")["images"]
    assert len(images) == len(NAMES)
    for image in images:
        server.answer(image["id"], "brain-tumor")
    visit.open("review?decided=no")
    expect(page.locator("tbody tr")).to_have_count(len(NAMES))
    only_text(page)
    for image in images:
        visit.open(f"read/{image['id']}")
        expect(page.locator("article.answer")).to_be_visible()
        only_text(page)
    page.set_viewport_size(NARROW)
    assert unseemly(page) == []


def test_a_name_without_end_is_refused_in_words(visit: Visit, tmp_path: Path) -> None:
    visit.excuse("status of 422")
    page = visit.open()
    picture = cases.head(tmp_path).read_bytes()
    page.get_by_test_id("file").first.set_input_files(named(4096 * "x" + ".png", picture))
    expect(page.locator(".sending")).to_contain_text("rename the file")
    assert unseemly(page) == []


def unseemly(page: Page) -> list[str]:
    """All but the holes that a name has."""
    return [fault for fault in looks(page) if "hole" not in fault]


def only_text(page: Page) -> None:
    """No element came of a name."""
    assert page.locator("main :is(script, svg[onload], b, [onerror], [onmouseover])").count() == 0
    assert page.locator("img[src='x']").count() == 0


def named(name: str, data: bytes) -> FilePayload:
    """A picture to be chosen under this name."""
    return {"name": name, "mimeType": "image/png", "buffer": data}
