"""`diaphane pacs` as one runs it: started, sent to, asked, stopped, killed."""

from __future__ import annotations

import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import FileDataset
from pydicom.uid import ImplicitVRLittleEndian, generate_uid
from typer.testing import CliRunner

from diaphane import read
from diaphane.cli.main import app
from make_dicom import make_dicom, save
from pdus import ABORT, request
from peer import associated, echoes
from run_orthanc import needs_orthanc, orthanc, session

CODE = "from diaphane.cli.main import main; main()"


@contextmanager
def started(
    folder: Path, *more: str, before: Callable[[], None] | None = None
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The command as a process, and its port."""
    words = ["pacs", "listen", "--folder", str(folder), "--port", "0", *more]
    process = subprocess.Popen(
        [sys.executable, "-c", CODE, *words], stderr=subprocess.PIPE, text=True, preexec_fn=before
    )
    assert process.stderr
    try:
        said = process.stderr.readline()
        found = re.search(r"port (\d+)", said)
        assert found, said
        yield process, int(found[1])
    finally:
        process.kill()
        process.stderr.close()
        process.wait()


def made(side: int = 8) -> FileDataset:
    dataset = make_dicom(np.zeros((side, side), np.int16), syntax=ImplicitVRLittleEndian)
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    return dataset


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.dcm"))


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_takes_what_is_sent_until_it_is_stopped(tmp_path: Path, stop: signal.Signals) -> None:
    with started(tmp_path / "in", "--ae-title", "HERE") as (process, port):
        with associated(port, called="HERE") as association:
            assert association.send_c_store(made()).Status == 0
            begin = time.monotonic()
            process.send_signal(stop)
            _, said = process.communicate(timeout=10)
        assert time.monotonic() - begin < 3
        assert process.returncode == 0
    assert "diaphane: 127.0.0.1, 'TESTS' to 'HERE': association\n" in said
    assert said.endswith("diaphane: stopped; 1 object stored\n")
    assert [read(path).shape for path in kept(tmp_path / "in")] == [(8, 8)]


def test_those_who_break_off_are_a_line_each(tmp_path: Path) -> None:
    with started(tmp_path) as (process, port):
        for _ in range(60):
            with socket.create_connection(("127.0.0.1", port)) as one:
                one.sendall(request() + ABORT)
        assert echoes(port)
        process.terminate()
        said = process.communicate(timeout=10)[1].splitlines()
    assert all(line.startswith("diaphane: ") for line in said)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--host", "0.0.0.0"], "other machines reach 0.0.0.0; name them with --allow TITLE@ADD"),
        (["--host", "::"], "other machines reach ::; name them"),
        (["--host", "here"], "expected an IP address, got 'here'"),
        (["--allow", "A", "--allow-anyone"], "got both; leave one out"),
        (["--allow", "A@B"], "expected an IP address, got 'B'"),
        (["--ae-title", "MUCH TOO LONG A TITLE"], "expected a title of 1 to 16 ASCII letters"),
    ],
)
def test_what_is_asked_for_in_vain_is_a_sentence(
    tmp_path: Path, words: list[str], sentence: str
) -> None:
    said = CliRunner().invoke(app, ["pacs", "listen", "--folder", str(tmp_path), *words])
    assert said.exit_code == 2
    assert sentence in said.output
    assert said.output.count("\n") == 1


def test_others_reach_it_where_they_are_named(tmp_path: Path) -> None:
    with started(tmp_path, "--host", "0.0.0.0", "--allow", "TESTS@127.0.0.1") as (_, port):
        assert echoes(port)
        assert not echoes(port, title="OTHER")


def test_a_disk_that_is_full_is_answered(tmp_path: Path) -> None:
    """A limit on files stands for the disk: writing fails in the same way."""

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    with started(tmp_path, before=little) as (_, port), associated(port) as association:
        assert association.send_c_store(made(300)).Status == 0xA700
        assert association.send_c_store(made(100)).Status == 0
    assert len(kept(tmp_path)) == 1


@pytest.mark.slow
def test_what_was_answered_is_there_after_a_kill(tmp_path: Path) -> None:
    """Killed in the middle of sending, again and again."""
    answered = 0
    for number in range(12):
        with started(tmp_path / "in") as (process, port):
            assert not list((tmp_path / "in").glob(".incoming*"))
            with associated(port) as association:
                Timer(0.1 + 0.007 * number, process.kill).start()
                while (status := association.send_c_store(made(140))) and status.Status == 0:
                    answered += 1
        assert len(kept(tmp_path / "in")) >= answered
    assert answered > 20
    assert all(read(path).shape == (140, 140) for path in kept(tmp_path / "in"))


def test_another_one_is_asked_whether_it_hears(tmp_path: Path) -> None:
    with started(tmp_path) as (_, port):
        here = ["pacs", "echo", "127.0.0.1", str(port)]
        said = CliRunner().invoke(app, [*here, "--called", "DIAPHANE"])
        assert (said.exit_code, said.output[:26]) == (0, "DIAPHANE on 127.0.0.1, por")
        said = CliRunner().invoke(app, here)
        assert said.exit_code == 2
        assert "turned us away; see whether it is called 'ANY-SCP' and lets" in said.output
    said = CliRunner().invoke(app, here)
    assert said.exit_code == 2
    assert "does not answer as a DICOM application; see whether it runs there" in said.output


@needs_orthanc
def test_an_archive_sends_to_it(tmp_path: Path) -> None:
    (tmp_path / "orthanc").mkdir()
    with started(tmp_path / "in") as (_, port), orthanc(tmp_path / "orthanc") as archive:
        asker = session()
        ids = []
        for number in range(3):
            data = save(made(20 + number), tmp_path / "one.dcm").read_bytes()
            ids.append(asker.post(f"{archive.url}/instances", data=data).json()["ID"])
        there: dict[str, Any] = {"AET": "DIAPHANE", "Host": "127.0.0.1", "Port": port}
        assert asker.put(f"{archive.url}/modalities/ours", json=there).ok
        assert asker.post(f"{archive.url}/modalities/ours/echo", json={}).ok
        sent = asker.post(f"{archive.url}/modalities/ours/store", json=ids).json()
        assert (sent["InstancesCount"], sent["FailedInstancesCount"]) == (3, 0)
    assert sorted(read(path).shape[0] for path in kept(tmp_path / "in")) == [20, 21, 22]
