"""A browser that tells everything that goes wrong in a page: Debian's Chromium, by playwright.

A module that imports this is skipped where either is missing.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

REASON = "needs Chromium and playwright: apt-get install chromium; pip install playwright"
PROGRAM = shutil.which("chromium")
if PROGRAM is None:
    pytest.skip(REASON, allow_module_level=True)
pytest.importorskip("playwright", reason=REASON)

from playwright.sync_api import (  # noqa: E402
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

__all__ = [
    "Locator",
    "Page",
    "Visit",
    "Visitors",
    "browser",
    "drop",
    "expect",
    "visiting",
]

ARGUMENTS = [
    "--no-sandbox",  # the tests may run as root
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}
"""A telephone."""
SETTINGS: dict[str, Any] = {
    "viewport": WIDE,
    "locale": "en-GB",
    "color_scheme": "light",
    "reduced_motion": "reduce",  # colours in between have no contrast to be held to
}
PATIENCE = 15_000
"""Milliseconds that anything in a page may take."""
CSP = """document.addEventListener('securitypolicyviolation', (event) =>
  console.error('CSP', event.violatedDirective));"""

expect.set_options(timeout=PATIENCE)


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=PROGRAM, args=ARGUMENTS)
        yield started
        started.close()


@dataclass
class Visit:
    """A page at one server, and what went wrong in it."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)
    """Patterns of what a test brings about on purpose."""

    def open(self, place: str = "") -> Page:
        """Go to `#/PLACE`."""
        self.page.goto(f"{self.address}/#/{place}" if place else f"{self.address}/")
        return self.page

    def excuse(self, pattern: str) -> None:
        self.excused.append(pattern)

    def unexcused(self) -> list[str]:
        return [f for f in self.faults if not any(re.search(p, f) for p in self.excused)]

    def listen(self) -> None:
        page = self.page
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("request", self.asked)
        page.on("requestfailed", self.failed)

    def heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text} {message.location.get('url', '')}")

    def asked(self, request: Request) -> None:
        """Nothing is fetched from anywhere else."""
        if not request.url.startswith((f"{self.address}/", "blob:", "data:")):
            self.faults.append(f"asked elsewhere: {request.url}")

    def failed(self, request: Request) -> None:
        """A page that is left takes back what it asked for: that is no fault."""
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed: {request.url} {request.failure}")


@contextmanager
def visiting(browser: Browser, address: str, shot: Path, **given: Any) -> Iterator[Visit]:
    """A page in a context of its own; how it looked at the end is kept, and it had no fault."""
    settings: dict[str, Any] = {
        "viewport": WIDE,
        "locale": "en-GB",
        "color_scheme": "light",
        "reduced_motion": "reduce",
    }
    settings |= given
    context: BrowserContext = browser.new_context(**settings)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(CSP)
    visit = Visit(context.new_page(), address)
    visit.listen()
    try:
        yield visit
        faults = visit.unexcused()
        assert not faults, "\n".join(faults)
    finally:
        shot.parent.mkdir(exist_ok=True)
        visit.page.screenshot(path=shot, full_page=True)
        context.close()


def drop(page: Page, target: Locator, *paths: Path) -> None:
    """Drop files and folders as a person does: the page gets what the system would give it."""
    box = target.bounding_box()
    assert box
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **at, "data": data})
    session.detach()


Visitors = Callable[..., AbstractContextManager[Visit]]
"""Opens a further page: `with visitors("name", locale="vi") as visit`."""


HERE = Path(__file__).parent / "browser"
NAMED = {
    "button", "link", "textbox", "searchbox", "combobox", "listbox", "slider", "spinbutton",
    "checkbox", "radio", "switch", "tab", "img", "image", "progressbar", "meter", "dialog",
}  # fmt: skip
"""Roles that say nothing without a name."""


def looks(page: Page) -> list[str]:
    """What is hard to see: contrast, what is cut off, what is not filled in."""
    return list(page.evaluate((HERE / "looks.js").read_text()))


def nameless(page: Page) -> list[str]:
    """Controls and pictures without a name, as the browser tells a screen reader."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    shown = [node for node in nodes if not node["ignored"]]
    roles = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in shown]
    return [f"a {role} has no name" for role, name in roles if role in NAMED and not name.strip()]


def unreached(page: Page) -> list[str]:
    """Controls that Tab does not reach, from the top of the page to its end."""
    count = page.evaluate((HERE / "stops.js").read_text())
    reached: set[str] = set()
    page.evaluate("() => { document.activeElement?.blur(); getSelection()?.removeAllRanges(); }")
    for _ in range(count + 5):
        page.keyboard.press("Tab")
        stop = page.evaluate("() => document.activeElement?.dataset.stop ?? ''")
        if stop in reached and len(reached) == count:
            break
        reached.add(stop)
    missing = [n for n in map(str, range(count)) if n not in reached]
    name = "n => document.querySelector(`[data-stop='${n}']`).outerHTML.slice(0, 120)"
    return [f"Tab does not reach {page.evaluate(name, n)}" for n in missing]


def keys_shown(page: Page) -> list[str]:
    """Names of words that stand there in the place of the words."""
    keys = page.evaluate("async () => Object.keys((await import('/words/en.js')).default)")
    shown = re.findall(r"(?<![\w./-])[a-z][\w-]*(?:\.[\w-]+)+(?![\w/-])", page.inner_text("body"))
    return [f"a key, no word: {text}" for text in shown if text in set(keys)]
