"""Cases are decided: by keys alone, by a brush, blind, by two at once; and leave as a folder."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import sample_cases as cases
from browsing import Page, Visit, Visitors, expect
from desk import canvas, changed, drag, drawn
from diaphane.data.folders import read_classes
from diaphane.data.pairs import read_pairs
from run_serve import Server


def heads(server: Server, folder: Path, count: int) -> list[str]:
    """So many answers about heads."""
    files = [cases.head(folder, seed=20 + k) for k in range(count)]
    return [server.answer(server.image(file), "brain-tumor") for file in files]


def verdicts(server: Server, result: str) -> list[str]:
    told = server.get(f"/api/results/{result}")
    return [decision["verdict"] for decision in told["decisions"]]


def test_by_keys_alone_from_the_first_to_the_last(
    visit: Visit, server: Server, tmp_path: Path
) -> None:
    results = heads(server, tmp_path, 3)
    page = visit.open("review?decided=no")
    expect(page.locator("tbody tr")).to_have_count(3)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    for keys in ("as", "c2s", "rs"):
        expect(page.locator("article.answer")).to_be_visible()
        drawn(page)
        here = page.url
        for key in keys:
            page.keyboard.press(key)
        expect(page).not_to_have_url(here)
    expect(page.get_by_text("Nothing waits for a decision")).to_be_visible()
    made = {verdict for result in results for verdict in verdicts(server, result)}
    assert made == {"accept", "correct", "reject"}


def test_a_note_is_typed_without_deciding(visit: Visit, server: Server, tmp_path: Path) -> None:
    [result] = heads(server, tmp_path, 1)
    page = visit.open(f"review/{result}")
    expect(page.locator("article.answer")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.press("n")
    page.keyboard.type("a scar, as in 2019")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".history")).to_contain_text("a scar, as in 2019")
    assert verdicts(server, result) == ["reject"]


def test_the_keys_that_are_told_are_those_that_work(
    visit: Visit, server: Server, tmp_path: Path
) -> None:
    painted = server.answer(server.image(cases.photo(tmp_path)), "van-gogh")
    page = visit.open(f"review/{painted}")
    expect(page.locator("article.answer")).to_be_visible()
    page.keyboard.press("?")
    told = page.get_by_role("dialog", name="Keys").locator("dd")
    expect(told.get_by_text("Reject", exact=True)).to_be_visible()
    expect(told.get_by_text("Correct", exact=True)).to_have_count(0)
    expect(told.get_by_text("Choose a class")).to_have_count(0)


def test_what_is_missing_is_said(visit: Visit, server: Server, tmp_path: Path) -> None:
    [result] = heads(server, tmp_path, 1)
    page = visit.open(f"review/{result}")
    expect(page.locator("article.answer")).to_be_visible()
    page.keyboard.press("s")
    expect(page.get_by_role("alert").filter(has_text="Choose first")).to_be_visible()
    page.keyboard.press("c")
    page.keyboard.press("s")
    expect(page.get_by_role("alert").filter(has_text="right class")).to_be_visible()
    assert verdicts(server, result) == []


def test_labels_are_drawn_by_hand(visit: Visit, server: Server, tmp_path: Path) -> None:
    result = server.answer(server.image(cases.cells(tmp_path)), "em-membrane")
    page = visit.open(f"review/{result}")
    expect(page.locator("article.answer")).to_be_visible()
    seen = drawn(page)
    page.keyboard.press("c")
    expect(page.get_by_role("group", name="Brush and eraser")).to_be_visible()
    page.get_by_label("Size of the brush").fill("12")
    drag(page, canvas(page), 90, 60)
    painted = changed(page, seen)
    page.keyboard.press("z")
    changed(page, painted)
    page.keyboard.press("y")
    page.keyboard.press("e")
    drag(page, canvas(page), -90, 40)
    expect(page.get_by_text("Strokes: 2")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".history")).to_contain_text("labels drawn by hand")
    expect(page.get_by_label("Labels of a person")).to_be_checked()
    told = server.get(f"/api/results/{result}")
    assert told["decisions"][0]["mask"]
    assert "decided" in told["layers"]


def test_two_at_once_are_told(
    visit: Visit, visitors: Visitors, server: Server, tmp_path: Path
) -> None:
    [result] = heads(server, tmp_path, 1)
    page = visit.open(f"review/{result}")
    expect(page.locator("article.answer")).to_be_visible()
    with visitors("the-other") as other:
        theirs = other.open(f"review/{result}")
        expect(theirs.locator("article.answer")).to_be_visible()
        theirs.keyboard.press("r")
        theirs.get_by_role("button", name="Save", exact=True).click()
        expect(theirs.locator(".history")).to_contain_text("Rejected")
    visit.excuse("status of 409")
    page.keyboard.press("a")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("decided meanwhile")).to_be_visible()
    expect(page.locator(".history")).to_contain_text("Rejected")
    page.keyboard.press("a")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".history li")).to_have_count(2)
    assert verdicts(server, result) == ["reject", "accept"]


def test_filters_of_the_list(visit: Visit, server: Server, tmp_path: Path) -> None:
    heads(server, tmp_path, 1)
    server.answer(server.image(cases.chest(tmp_path)), "pneumonia-xray")
    page = visit.open("review?decided=no")
    expect(page.locator("tbody tr").first).to_be_visible()
    page.get_by_label("Model").select_option(label="pneumonia-xray")
    expect(page.locator("tbody td").filter(has_text="pneumonia-xray").first).to_be_visible()
    expect(page.locator("tbody td").filter(has_text="brain-tumor")).to_have_count(0)
    page.reload()
    expect(page.locator("tbody td").filter(has_text="pneumonia-xray").first).to_be_visible()
    expect(page.locator("tbody td").filter(has_text="brain-tumor")).to_have_count(0)


def test_decided_cases_leave_as_folders(visit: Visit, server: Server, tmp_path: Path) -> None:
    first, second = heads(server, tmp_path, 2)
    server.post(f"/api/results/{first}/decisions", {"verdict": "correct", "label": "pituitary"})
    server.post(f"/api/results/{second}/decisions", {"verdict": "correct", "label": "glioma"})
    page = visit.open("review?all=")
    expect(page.get_by_role("row").filter(has_text="Corrected").first).to_contain_text("glioma")
    samples = read_classes(exported(page, "Classes", tmp_path / "classes"))
    assert {"pituitary", "glioma"} <= {sample.label for sample in samples}
    drawn_on = server.answer(server.image(cases.cells(tmp_path)), "em-membrane")
    server.post(f"/api/results/{drawn_on}/decisions", {"verdict": "accept"})
    pairs = read_pairs(exported(page, "Images and masks", tmp_path / "pairs"))
    assert len(pairs) >= 1


def exported(page: Page, kind: str, folder: Path) -> Path:
    page.get_by_text("Export", exact=True).click()
    with page.expect_download() as coming:
        page.get_by_role("button", name=kind).click()
    with zipfile.ZipFile(coming.value.path()) as box:
        box.extractall(folder)
    return folder


class Overheard:
    """What the server tells a page."""

    def __init__(self, page: Page) -> None:
        self.said: list[Any] = []
        page.on("response", self.hear)

    def hear(self, response: Any) -> None:
        if "json" in response.headers.get("content-type", "") and "/api/results" in response.url:
            self.said.append(response)

    def labels(self) -> list[Any]:
        told = [response.json() for response in self.said]
        lines = [line for one in told for line in one.get("results", [one])]
        return [line.get("label") or line.get("probabilities") for line in lines]


def test_blind_reading_hides_the_answer(visit: Visit, server: Server, tmp_path: Path) -> None:
    [result] = heads(server, tmp_path, 1)
    page = visit.open("review?decided=no")
    page.get_by_label("Blind reading").check()
    expect(page.get_by_text("Blind reading is on")).to_be_visible()
    overheard = Overheard(page)
    visit.open("review?decided=no&model=brain-tumor")
    expect(page.get_by_text("hidden until you read").first).to_be_visible()
    visit.open(f"review/{result}")
    expect(page.get_by_text("Your reading first")).to_be_visible()
    visit.open(f"read/{server.get(f'/api/results/{result}')['image']['id']}")
    expect(page.get_by_text("Its answer is hidden")).to_be_visible()
    assert not any(overheard.labels())
    visit.open(f"review/{result}")
    expect(page.get_by_text("Your reading first")).to_be_visible()
    page.keyboard.press("2")
    page.keyboard.press("s")
    expect(page.locator("article.answer")).to_be_visible()
    expect(page.get_by_text("Your own reading")).to_be_visible()
    page.keyboard.press("a")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".history li")).to_have_count(2)
    server.post("/api/review/settings", {"blind": False}, "PUT")
    assert verdicts(server, result) == ["read", "accept"]
