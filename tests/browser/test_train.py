"""A training is started, watched, stopped, gone on with, and its model asked, on one page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sample_cases as cases
from browsing import Page, Visit, expect
from desk import ask, bring, drawn
from diaphane.data.phantom import write_classes
from run_serve import Server

EPOCHS = 150
LATE = 240_000
"""Milliseconds that a training on a busy machine may take to begin, or to end."""
SMALL = {
    "net": "small-cnn",
    "net.width": "4",
    "net.depth": "2",
    "card.input.size": "[32,32]",
}
"""Settings that make epochs short."""


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    folder = tmp_path_factory.mktemp("datasets")
    write_classes(folder / "heads", 12)
    return ("--datasets", str(folder))


def begun(visit: Visit, epochs: int) -> Page:
    """A training, as a person starts it."""
    page = visit.open("train")
    page.get_by_label("Recipe").select_option("brain-tumor")
    expect(page.get_by_label("Folder on the server")).to_have_value("heads")
    page.get_by_label("Epochs").fill(str(epochs))
    page.get_by_label("Batch size").fill("8")
    for number, (key, value) in enumerate(SMALL.items()):
        page.get_by_role("button", name="Another setting").click()
        row = page.locator(".setting.row").nth(number)
        row.get_by_label("Setting", exact=True).fill(key)
        row.get_by_label("Value").fill(value)
    page.get_by_role("button", name="Start training").click()
    return page


def epochs_done(page: Page) -> int:
    found = re.search(r"(\d+) of \d+ epochs", page.inner_text("main"))
    return int(found[1]) if found else 0


def epochs_reach(page: Page, count: int) -> None:
    page.wait_for_function(
        """least => {
          const found = /(\\d+) of \\d+ epochs/.exec(document.querySelector('main').innerText);
          return found && Number(found[1]) >= least;
        }""",
        arg=count,
        timeout=LATE,
    )


@pytest.mark.train
@pytest.mark.slow
def test_a_training_from_its_start_to_its_model(
    visit: Visit, server: Server, tmp_path: Path
) -> None:
    page = begun(visit, EPOCHS)
    expect(page.locator("h1")).to_have_text("brain-tumor")
    epochs_reach(page, 2)
    expect(page.locator(".graphs svg").first).to_be_visible()
    epochs_reach(page, epochs_done(page) + 2)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Resume")).to_be_visible(timeout=LATE)
    stopped = epochs_done(page)
    assert 4 <= stopped < EPOCHS
    page.reload()
    expect(page.locator(".tag").filter(has_text="Stopped")).to_be_visible()
    assert epochs_done(page) >= stopped
    page.get_by_role("button", name="Resume").click()
    epochs_reach(page, stopped + 2)

    expect(page.get_by_role("link", name="Read with this model")).to_be_visible(timeout=LATE)
    assert epochs_done(page) == EPOCHS
    page.get_by_role("link", name="Card of the model").click()
    expect(page.get_by_role("heading", name="Figures")).to_be_visible()
    [trained] = server.get("/api/trainings")["trainings"]
    visit.open(f"read?model=training-{trained['id']}")
    bring(page, cases.head(tmp_path))
    drawn(page)
    ask(page, f"training-{trained['id']}")


@pytest.mark.train
@pytest.mark.slow
def test_two_are_compared_while_they_run(visit: Visit, server: Server) -> None:
    first, second = (
        server.post(
            "/api/trainings",
            {
                "recipe": "brain-tumor",
                "folder": "heads",
                "settings": {**SMALL, "epochs": 6, "batch": 8, "optimiser.lr": rate},
            },
        )["id"]
        for rate in ("0.01", "0.0005")
    )
    page = visit.open("train")
    row = page.locator("tbody tr")
    rows = [row.filter(has=page.locator(f"a[href$='{one}']")) for one in (first, second)]
    for one in rows:
        one.get_by_role("checkbox").check()
    expect(rows[1].locator(".tag")).not_to_have_text("Starting", timeout=LATE)
    expect(rows[1].get_by_role("checkbox")).to_be_focused()

    page.get_by_role("link", name="Compare trainings").click()
    expect(page.locator("h1")).to_have_text("Compare trainings")
    expect(page.locator(".tag").filter(has_text="Done")).to_have_count(2, timeout=LATE)
    given = page.get_by_role("row", name="optimiser.lr").get_by_role("cell")
    expect(given).to_have_text(["0.01", "0.0005"])
    reached = page.get_by_role("row", name="Accuracy, validation").get_by_role("cell")
    expect(reached).to_have_text([re.compile(r"\d%$"), re.compile(r"\d%$")])
    for run in (0, 1):
        expect(page.locator(f".graphs figure .run-{run} path").first).to_be_visible()


def test_what_cannot_be_trained_is_said(visit: Visit) -> None:
    visit.excuse("status of 422")
    page = visit.open("train")
    page.get_by_label("Recipe").select_option("brain-tumor")
    page.get_by_label("Epochs").fill("many")
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_role("alert").filter(has_text="epochs")).to_be_visible()
