"""The server is killed at work and started again: the page goes on by itself."""

from __future__ import annotations

from pathlib import Path

import sample_cases as cases
from browsing import Visit, expect
from desk import bring
from run_serve import Server, serving


def test_an_answer_outlives_the_server(visit: Visit, server: Server, tmp_path: Path) -> None:
    visit.excuse("ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING")
    page = visit.open()
    bring(page, cases.retina(tmp_path, 384))
    page.locator("button[data-model='retina-vessels']").click()
    expect(page.locator(".waiting")).to_contain_text("Looking at the image")
    server.process.kill()
    server.process.wait()
    with serving(server.folder, port=server.port) as again:
        answer = page.locator("article.answer")
        expect(answer).to_contain_text("Found: retinal vessel", timeout=40_000)
        job = again.get("/api/jobs?limit=1")["jobs"][0]
        assert (job["state"], job["attempts"]) == ("done", 2)
        assert page.url.endswith(job["result"]["result"])
