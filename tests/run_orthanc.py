"""A real archive for the tests: Orthanc on free ports of this machine, in a folder of its own,
stopped by its process afterwards."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

PROGRAM = shutil.which("Orthanc") or ""
PLUGIN = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
USER, SECRET = "tests", "only-for-tests"
PATIENCE = 30.0
"""Seconds that it may take to start or to stop."""

needs_orthanc = pytest.mark.skipif(
    not (PROGRAM and PLUGIN.exists()),
    reason="needs Orthanc with DICOMweb: apt-get install orthanc orthanc-dicomweb",
)


@dataclass(frozen=True)
class Archive:
    """Where it answers."""

    http: int
    dicom: int
    title: str = "ORTHANC"
    caller: str = "DIAPHANE"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http}"

    @property
    def dicomweb(self) -> str:
        return f"{self.url}/dicom-web"


@contextmanager
def orthanc(folder: Path) -> Iterator[Archive]:
    """Start it with an empty store in a folder, and stop it."""
    archive = Archive(http=free_port(), dicom=free_port())
    settings = folder / "orthanc.json"
    settings.write_text(json.dumps(configuration(archive, folder)))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([PROGRAM, str(settings)], stdout=log, stderr=log, cwd=folder)
        try:
            wait(archive, process, folder / "log")
            yield archive
        finally:
            process.terminate()
            process.wait(PATIENCE)


def configuration(archive: Archive, folder: Path) -> dict[str, Any]:
    """It cannot be bound to one address, so strangers are refused in every way it knows."""
    caller = {"AET": archive.caller, "Host": "127.0.0.1", "Port": 1, "AllowStore": True}
    return {
        "StorageDirectory": str(folder / "store"),
        "IndexDirectory": str(folder / "index"),
        "Plugins": [str(PLUGIN)],
        "HttpPort": archive.http,
        "RemoteAccessAllowed": False,
        "AuthenticationEnabled": True,
        "RegisteredUsers": {USER: SECRET},
        "DicomAet": archive.title,
        "DicomPort": archive.dicom,
        "DicomCheckCalledAet": True,
        "DicomCheckModalityHost": True,
        "DicomAlwaysAllowStore": False,
        "DicomModalities": {"tests": caller},
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
    }


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait(archive: Archive, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            if session().get(f"{archive.url}/system", timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise RuntimeError(f"Orthanc does not answer: {log.read_text()[-2000:]}")


def session() -> requests.Session:
    """One that may ask."""
    made = requests.Session()
    made.auth = (USER, SECRET)
    made.trust_env = False  # no proxy between two programs of one machine
    return made
