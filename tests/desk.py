"""What a person does on the page Read, and what they see on a canvas."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from browsing import HERE, Locator, Page, expect

PICTURE = (HERE / "picture.js").read_text()


@dataclass(frozen=True)
class Picture:
    """A canvas in numbers."""

    hash: int
    low: float
    high: float
    mean: float
    across: int
    down: int
    """Pixels of the screen that the image fills."""


def bring(page: Page, *paths: Path) -> None:
    """Choose files, and wait until the last of them is looked at."""
    page.get_by_test_id("file").first.set_input_files([str(path) for path in paths])
    expect(page.locator(".viewer")).to_be_visible()


def ask(page: Page, model: str) -> Locator:
    """Ask a model that is offered; its answer."""
    page.locator(f"button[data-model='{model}']").click()
    answer = page.locator("article.answer")
    expect(answer).to_be_visible(timeout=40_000)
    return answer


def canvas(page: Page, number: int = 0) -> Locator:
    return page.locator(".pane canvas").nth(number)


def drawn(page: Page, number: int = 0) -> Picture:
    """What is seen, once there is something to see."""
    return awaited(page, number, "found.high - found.low > 20")


def changed(page: Page, before: Picture, number: int = 0) -> Picture:
    """What is seen, once it is not the same any more."""
    return awaited(page, number, f"found.hash !== {before.hash}")


def same(page: Page, before: Picture, number: int = 0) -> Picture:
    """What is seen, once it is the same again."""
    return awaited(page, number, f"found.hash === {before.hash}")


def proportioned(page: Page, ratio: float, number: int = 0) -> Picture:
    """What is seen, once the image is so many times as high as wide."""
    return awaited(page, number, f"Math.abs(found.down / found.across - {ratio}) < 0.02 * {ratio}")


def awaited(page: Page, number: int, condition: str) -> Picture:
    handle = page.wait_for_function(
        f"""(number) => {{
          const canvas = document.querySelectorAll('.pane canvas')[number];
          if (!canvas) return null;
          const found = ({PICTURE})(canvas);
          return {condition} ? found : null;
        }}""",
        arg=number,
    )
    found: dict[str, Any] = handle.json_value()
    return Picture(**found)


def drag(page: Page, on: Locator, across: float, down: float) -> None:
    """With the left button, from the middle."""
    box = on.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across / 2, y + down / 2)
    page.mouse.move(x + across, y + down)
    page.mouse.up()


def shares(page: Page) -> list[float]:
    """The percentages that stand beside the bars; `< 0.1%` is 0.05."""
    texts = page.locator(".chances .number").all_inner_texts()
    return [0.05 if "<" in text else float(text.strip("> %")) for text in texts]
