"""Draw the pictures of docs/read.md and docs/review.md: the page with a made-up head, with a flower
that comes with scikit-learn, enlarged, and with drawn cells whose labels are put right. None of it
comes from a patient.

python scripts/draw_page.py docs/pictures
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from urllib.request import urlopen

import numpy as np
from PIL import Image as Pillow
from playwright.sync_api import Page, ViewportSize, sync_playwright
from sklearn.datasets import load_sample_image

from diaphane.data.phantom import SAID, brain
from diaphane.data.phantom_pairs import membranes
from diaphane.io.write import write_png
from diaphane.pixels.interpolate import shrink

Theme = Literal["light", "dark"]

SIZE: ViewportSize = {"width": 1280, "height": 800}
COLOURS = 256
"""A quarter of the file that all colours would take."""
SEED = 1
"""A head that the model is in two minds about."""
PATIENCE = 60.0
"""Seconds for the server to start."""


def main(folder: Path) -> None:
    """Write page-read.png, page-picture.png and page-review.png into `folder`."""
    with TemporaryDirectory() as made, serving(Path(made) / "workplace") as address:
        shots: tuple[tuple[Path, str, Theme, str], ...] = (
            (draw_head(Path(made)), "brain-tumor", "light", "page-read.png"),
            (draw_flower(Path(made)), "sr-x4", "dark", "page-picture.png"),
        )
        with sync_playwright() as play:
            browser = play.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            for image, model, theme, name in shots:
                page = browser.new_page(viewport=SIZE, locale="en-GB", color_scheme=theme)
                page.goto(address)
                ask(page, image, model)
                keep(page.screenshot(), folder / name)
            page = browser.new_page(viewport=SIZE, locale="en-GB", color_scheme="light")
            page.goto(address)
            ask(page, draw_cells(Path(made)), "em-membrane")
            put_right(page)
            keep(page.screenshot(), folder / "page-review.png")
            browser.close()


def ask(page: Page, image: Path, model: str) -> None:
    """Upload an image as a person does, and wait for the model's answer."""
    page.get_by_test_id("file").first.set_input_files(image)
    page.locator(f'[data-model="{model}"]').click()
    page.locator(".answer").wait_for()
    page.locator("#status .toast").wait_for(state="detached")
    page.wait_for_timeout(500)  # layers are drawn in the frame after they came


def put_right(page: Page) -> None:
    """Go to the review of the answer, and draw a membrane that the model missed."""
    page.locator('a[href^="#/review/"]').click()
    page.locator(".decide").wait_for()
    page.keyboard.press("c")
    page.locator(".editor").wait_for()
    page.wait_for_timeout(500)
    page.get_by_label("Size of the brush").fill("2")
    page.mouse.move(650, 446)
    page.mouse.down()
    for x, y in ((672, 470), (692, 486), (710, 497), (730, 503)):
        page.mouse.move(x, y, steps=8)
    page.mouse.up()
    page.wait_for_timeout(500)


def keep(screenshot: bytes, path: Path) -> None:
    picture = Pillow.open(BytesIO(screenshot)).convert("RGB")
    picture.quantize(COLOURS, kmeans=1).save(path, optimize=True)


def draw_head(folder: Path) -> Path:
    pixels = brain(np.random.default_rng(SEED), "meningioma").pixels[0]
    return write_png(folder / "phantom-meningioma.png", pixels, texts={"Comment": SAID})


def draw_cells(folder: Path) -> Path:
    pixels = membranes(np.random.default_rng(SEED)).image.pixels[0]
    return write_png(folder / "phantom-cells.png", pixels, texts={"Comment": SAID})


def draw_flower(folder: Path) -> Path:
    photo = np.moveaxis(load_sample_image("flower.jpg"), -1, 0)[:, :424]
    small = np.rint(shrink(photo.astype(np.float32), 4)).clip(0, 255).astype(np.uint8)
    return write_png(folder / "flower.png", np.moveaxis(small, 0, -1))


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A workplace on a free port, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = "from diaphane.cli.main import main; main()"
    words = ["serve", "--port", str(port), "--folder", str(folder)]
    server = subprocess.Popen([sys.executable, "-c", program, *words], stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/health")
        yield address
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            urlopen(address).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
