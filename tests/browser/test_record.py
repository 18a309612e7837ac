"""The page Audit lists what was done, and checks that nobody changed it."""

from __future__ import annotations

from pathlib import Path

import sample_cases as cases
from browsing import Visit, expect
from run_serve import Server


def test_all_that_was_done_is_listed_and_sound(
    visit: Visit, server: Server, tmp_path: Path
) -> None:
    image = server.image(cases.head(tmp_path))
    result = server.answer(image, "brain-tumor")
    server.post(f"/api/results/{result}/decisions", {"verdict": "accept"})
    page = visit.open("audit")
    for action in ("Server started", "Uploaded", "Files read", "Model asked", "Decided"):
        expect(page.locator("tbody").get_by_text(action).first).to_be_visible()
    expect(page.locator("tbody")).not_to_contain_text("head-glioma")
    page.get_by_role("button", name="Verify the record").click()
    expect(page.get_by_text("The record is sound.")).to_be_visible()
    page.get_by_role("combobox", name="What").select_option(label="Decided")
    expect(page.locator("tbody").get_by_text("Uploaded")).to_have_count(0)
    expect(page.locator("tbody").get_by_text("Decided").first).to_be_visible()


def test_what_was_done_leads_to_what_it_was_done_to(
    visit: Visit, server: Server, tmp_path: Path
) -> None:
    result = server.answer(server.image(cases.head(tmp_path)), "brain-tumor")
    server.post(f"/api/results/{result}/decisions", {"verdict": "reject"})
    page = visit.open("audit?action=decide")
    page.get_by_role("link", name=result).click()
    expect(page.locator(".history")).to_contain_text("Rejected")
