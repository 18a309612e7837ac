"""Every address against every role, and against nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from asking import Asking
from diaphane.serve.people import ROLES
from diaphane.serve.store import new_id
from diaphane.serve.web.access import May
from diaphane.serve.web.routes import ROUTERS
from diaphane.serve.web.workplace import Settings
from serve.web.conftest import PASSWORD, Make, Place

OPEN = {
    ("GET", "/health"),
    ("GET", "/api/session"),
    ("POST", "/api/session"),
    ("DELETE", "/api/session"),
}
"""What a stranger may ask: whether there is a server, who one is, and to be let in or out."""

NEEDED = {
    "viewer": """
        GET /api/openapi.json
        GET /api/tokens
        POST /api/tokens
        DELETE /api/tokens/{id}
        GET /api/images
        GET /api/images/{id}
        GET /api/images/{id}/planes/{axis}/{number}
        GET /api/images/{id}/thumbnail
        GET /api/jobs
        GET /api/jobs/{id}
        GET /api/jobs/{id}/events
        GET /api/results
        GET /api/results/{id}
        GET /api/results/{id}/layers/{layer}/{axis}/{number}
        GET /api/results/{id}/picture.png
        GET /api/results/{id}/files/{kind}
        GET /api/review/settings
        GET /api/models
        GET /api/models/{name}
        GET /api/recipes
        GET /api/trainings
        GET /api/trainings/compare
        GET /api/trainings/{id}
        GET /api/trainings/{id}/events
        GET /api/trainings/{id}/pictures/{name}
    """,
    "reader": """
        POST /api/predict
        POST /api/uploads
        GET /api/uploads/{id}
        DELETE /api/images/{id}
        POST /api/jobs
        POST /api/jobs/{id}/cancel
        PUT /api/results/{id}/masks
        POST /api/results/{id}/decisions
        GET /api/review/export
    """,
    "trainer": """
        GET /api/folders
        POST /api/trainings
        POST /api/trainings/{id}/stop
        POST /api/trainings/{id}/resume
    """,
    "admin": """
        GET /api/users
        POST /api/users
        PATCH /api/users/{id}
        PUT /api/review/settings
        GET /api/audit
        POST /api/audit/verify
    """,
}
"""Which role an address is for: who adds one, thinks about it here."""

IN_PERSON = {
    ("POST", "/api/users"),
    ("PATCH", "/api/users/{id}"),
    ("GET", "/api/tokens"),
    ("POST", "/api/tokens"),
    ("DELETE", "/api/tokens/{id}"),
}
"""Not for programs with a token."""


def routes() -> Iterator[tuple[str, APIRoute]]:
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            for method in route.methods or ():
                yield method, route


DECLARED = {
    (method, path): role
    for role, text in NEEDED.items()
    for method, path in (line.split() for line in text.split("\n") if line.strip())
}
CASES = [(method, path, role) for (method, path), role in sorted(DECLARED.items())]


def guards(route: APIRoute) -> list[May]:
    return [d.call for d in route.dependant.dependencies if isinstance(d.call, May)]


def test_every_address_has_one_guard_and_it_is_the_declared_one() -> None:
    found = {}
    for method, route in routes():
        if (method, route.path) in OPEN:
            continue
        (guard,) = guards(route)
        found[method, route.path] = guard.role
        assert guard.in_person == ((method, route.path) in IN_PERSON)
    assert found == DECLARED


def filled(path: str) -> str:
    """The address of something that is not there."""
    for hole, value in (("{axis}", "0"), ("{number}", "0"), ("{name}", "none"), ("{kind}", "png")):
        path = path.replace(hole, value)
    return path.replace("{id}", new_id()).replace("{layer}", "heat")


@pytest.fixture(scope="module")
def persons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Asking]]:
    """One of each role, and nobody."""
    from diaphane.serve.web.workplace import Workplace
    from serve.people import quick

    workplace = Workplace.open(tmp_path_factory.mktemp("roles"), passwords=quick())
    place = Place(workplace)
    yield {"nobody": place.ask(), **{role: place(role) for role in ROLES}}
    place.close()


@pytest.mark.parametrize(("method", "path", "role"), CASES)
def test_roles(persons: dict[str, Asking], method: str, path: str, role: str) -> None:
    for name, ask in persons.items():
        answer = ask(method, filled(path), json=None if method == "GET" else {})
        if name == "nobody":
            assert answer.status == 401, answer.body
            assert answer.header("www-authenticate") == "Bearer"
        elif ROLES.index(name) < ROLES.index(role):
            assert answer.status == 403, answer.body
            assert role in answer.error
        else:
            assert answer.status not in (401, 403), answer.body
            assert answer.status < 500


def test_a_model_by_its_name_is_guarded_like_all_else(persons: dict[str, Asking]) -> None:
    """The short way of `POST /api/predict`."""
    found = {name: ask("POST", "/api/predict?model=none") for name, ask in persons.items()}
    assert {name: answer.status for name, answer in found.items()} == {
        "nobody": 401,
        "viewer": 403,
        "reader": 404,
        "trainer": 404,
        "admin": 404,
    }
    assert "reader" in found["viewer"].error


def test_programs_do_not_manage_what_lets_them_in(place: Place) -> None:
    place("admin")
    headers = {"authorization": f"Bearer {place.token('admin')}"}
    for method, path in sorted(IN_PERSON):
        answer = place.ask()(method, filled(path), headers=headers, json={}, own=False)
        assert answer.status == 403
        assert "token" in answer.error


def test_who_was_refused_stands_in_the_record(place: Place) -> None:
    place("viewer")("GET", "/api/audit")
    place.workplace.log.close()
    (entry,) = place.workplace.log.entries(action="refused")
    assert entry["actor"] == "viewer"
    assert entry["details"] == {"method": "GET", "address": "/api/audit"}


def test_without_users_everybody_on_this_machine_is_an_admin(ask: Asking) -> None:
    session = ask("GET", "/api/session").json()
    assert session["person"] == {"name": "local", "role": "admin"}
    assert session["users"] is False
    assert ask("GET", "/api/users").json() == {"users": []}


def test_without_users_nobody_gets_in_from_elsewhere(make: Make) -> None:
    ask = make(Settings(local=False)).ask()
    assert ask("GET", "/api/session").json()["person"] is None
    assert ask("GET", "/api/users").status == 401


def test_the_first_user_ends_the_open_house(place: Place, ask: Asking) -> None:
    json = {"name": "anna", "role": "admin", "password": PASSWORD}
    assert ask("POST", "/api/users", json={**json, "role": "reader"}).status == 422
    assert ask("POST", "/api/users", json=json).status == 201
    assert ask("GET", "/api/users").status == 401
    assert ask.log_in("anna", PASSWORD).status == 200
    assert ask("GET", "/api/users").status == 200


def test_a_stranger_learns_no_version(place: Place) -> None:
    place("admin")
    session = place.ask()("GET", "/api/session").json()
    assert session["version"] == ""
    assert session["person"] is None
    assert place.ask()("GET", "/health").json() == {"status": "ok"}


def test_things_of_others_are_not_there(place: Place) -> None:
    from asking import form

    anna, bert, admin = place("anna"), place("bert"), place("admin")
    upload = anna("POST", "/api/uploads", **form([("a.png", b"x")])).json()
    assert anna("GET", f"/api/uploads/{upload['upload']}").status == 200
    for path in (f"/api/uploads/{upload['upload']}", f"/api/jobs/{upload['job']['id']}"):
        assert bert("GET", path).status == 404
        assert bert("GET", path).error == bert("GET", path[:-1] + "0").error
        assert admin("GET", path).status == 200
    assert bert("POST", f"/api/jobs/{upload['job']['id']}/cancel").status == 404
    token = anna("POST", "/api/tokens", json={"label": "mine"}).json()
    assert bert("DELETE", f"/api/tokens/{token['id']}").status == 404
    assert anna("DELETE", f"/api/tokens/{token['id']}").status == 204
