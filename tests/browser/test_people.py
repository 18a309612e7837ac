"""Who may what: the first admin, signing in and out, and pages that roles do not see."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.request import Request

import pytest

import sample_cases as cases
from browsing import Page, Visit, Visitors, expect
from run_serve import Server

SECRET = "three words of mine"
SEEN = {
    "viewer": ["Read", "Review", "Models"],
    "reader": ["Read", "Review", "Models"],
    "trainer": ["Read", "Review", "Models", "Train"],
    "admin": ["Read", "Review", "Models", "Train", "Audit", "People"],
}


def sign_in(visit: Visit, name: str, place: str = "") -> Page:
    page = knock(visit, name, SECRET, place)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    return page


def knock(visit: Visit, name: str, password: str, place: str = "") -> Page:
    """Try to come in."""
    page = visit.open(place)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    return page


@pytest.fixture(scope="module")
def people(server: Server) -> None:
    """One of each role; the first is an admin."""
    made = server.post("/api/users", {"name": "admin", "role": "admin", "password": SECRET})
    assert made["role"] == "admin"
    body = json.dumps({"name": "admin", "password": SECRET}).encode()
    headers = {"Origin": server.address, "Content-Type": "application/json"}
    with server.reach(Request(f"{server.address}/api/session", body, headers)) as answer:
        server.cookie = answer.headers["Set-Cookie"].partition(";")[0]
    for role in ("viewer", "reader", "trainer"):
        server.post("/api/users", {"name": role, "role": role, "password": SECRET})


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("role", SEEN)
def test_a_role_sees_its_own_pages(visit: Visit, role: str) -> None:
    visit.excuse("status of 401")
    page = sign_in(visit, role)
    links = page.locator("nav#ways a")
    expect(links).to_have_text(SEEN[role])
    if role == "viewer":
        expect(page.get_by_text("takes the role of a reader").first).to_be_visible()
        expect(page.get_by_test_id("file")).to_have_count(0)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()


@pytest.mark.usefixtures("people")
def test_a_page_that_a_role_may_not_see_says_so(visit: Visit) -> None:
    visit.excuse("status of 40[13]")
    page = sign_in(visit, "viewer", place="audit")
    expect(page.locator("main").or_(page.get_by_role("alert")).first).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(0)
    expect(page.locator("body")).to_contain_text("admin")


@pytest.mark.usefixtures("people")
def test_a_wrong_password_says_nothing_of_the_name(visit: Visit) -> None:
    visit.excuse("status of 401")
    for name in ("admin", "nobody-here"):
        page = knock(visit, name, "wrong")
        expect(page.get_by_role("alert").filter(has_text="do not fit together")).to_be_visible()


@pytest.mark.usefixtures("people")
def test_a_person_is_added_and_shut_out(visit: Visit, visitors: Visitors) -> None:
    visit.excuse("status of 401")
    page = sign_in(visit, "admin", place="people")
    form = page.locator("form").filter(has_text="A new user")
    form.get_by_label("Name").fill("bea")
    form.get_by_label("Password").fill(SECRET)
    form.get_by_role("button", name="Add").click()
    row = page.locator("tr").filter(has_text="bea")
    expect(row).to_contain_text("May sign in")
    with visitors("bea") as other:
        other.excuse("status of 401")
        theirs = sign_in(other, "bea")
        expect(theirs.locator("nav#ways a").first).to_be_visible()
        row.get_by_role("button", name="Shut out").click()
        expect(row).to_contain_text("Let in again")
        other.open("review")
        theirs.reload()
        expect(theirs.get_by_label("Password")).to_be_visible()


@pytest.mark.usefixtures("people")
def test_a_token_is_shown_once(visit: Visit) -> None:
    visit.excuse("status of 401")
    page = sign_in(visit, "admin", place="people")
    page.get_by_label("What for").fill("the night's batch")
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_text("This is the only time it is shown")).to_be_visible()
    page.reload()
    expect(page.get_by_text("the night's batch")).to_be_visible()
    expect(page.get_by_text("This is the only time it is shown")).to_have_count(0)


@pytest.mark.usefixtures("people")
def test_who_has_read_blind_is_told_what_another_decided(
    visit: Visit, server: Server, tmp_path: Path
) -> None:
    visit.excuse("status of 401")
    result = server.answer(server.image(cases.head(tmp_path)), "brain-tumor")
    server.post(f"/api/results/{result}/decisions", {"verdict": "reject"})
    server.post("/api/review/settings", {"blind": True}, "PUT")
    page = sign_in(visit, "reader", place=f"review/{result}")
    expect(page.get_by_text("Your reading first")).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("s")
    expect(page.get_by_text("admin decided meanwhile: Rejected")).to_be_visible()
    server.post("/api/review/settings", {"blind": False}, "PUT")
