"""The interface does as its description says, whatever is sent: schemathesis against a server."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from asking import Asking
from diaphane.serve.web.workplace import Workplace
from run_serve import serving
from serve.people import PASSWORD, quick

PROGRAM = Path(sys.executable).parent / "st"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "allow_header_conformance",
)
"""Not that whatever fits a schema is taken: that an image is there, no schema says."""


def test_every_error_is_json_and_every_stream_has_events(ask: Asking) -> None:
    paths = ask("GET", "/api/openapi.json").json()["paths"]
    follow = paths["/api/jobs/{id}/events"]["get"]["responses"]
    assert list(follow["404"]["content"]) == ["application/json"]
    assert "event" in follow["200"]["content"]["text/event-stream"]["schema"]["properties"]
    upload = paths["/api/uploads"]["post"]["requestBody"]["content"]
    assert list(upload) == ["multipart/form-data"]


@pytest.mark.slow
@pytest.mark.skipif(not PROGRAM.exists(), reason="needs schemathesis: pip install schemathesis")
def test_the_interface_keeps_to_its_description(tmp_path: Path) -> None:
    folder = tmp_path / "workplace"
    workplace = Workplace.open(folder, passwords=quick())
    admin = workplace.users.add("root", "admin", PASSWORD, by="test")
    token = workplace.tokens.add(admin.id, "", by="test")[1]
    workplace.close()
    with serving(folder) as server:
        words = [
            *(str(PROGRAM), "run", f"{server.address}/api/openapi.json"),
            *("-H", f"Authorization: Bearer {token}"),
            *("--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing"),
            *("--max-examples", "10", "--max-time", "60", "--seed", "1", "--no-shrink"),
            *("--generation-database", "none", "--workers", "1", "--no-color"),
        ]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout[-8000:] + done.stderr
        assert " bug " not in server.log
    shutil.rmtree(tmp_path / ".schemathesis", ignore_errors=True)
