"""`diaphane serve` as its keeper meets it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPSHandler, Request, build_opener

import pytest
from typer.testing import CliRunner, Result

from diaphane.cli.main import app
from diaphane.serve.lock import Lock
from run_serve import DIAPHANE, free_port, serving

PASSWORD = "three words of mine\n"

runner = CliRunner()


def serve(*words: str | Path, typed: str = "") -> Result:
    return runner.invoke(app, ["serve", *map(str, words)], input=typed)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workplace with an admin called root."""
    folder = tmp_path / "workplace"
    folder.mkdir()
    said = serve("user", "add", "root", "--role", "admin", "--folder", folder, typed=PASSWORD)
    assert said.exit_code == 0, said.output
    return folder


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--host", "0.0.0.0"], "expected TLS for 0.0.0.0"),
        (["--host", "::"], "expected TLS for ::"),
        (["--host", "192.168.0.7"], "--behind-proxy where a proxy does it"),
        (["--host", "0.0.0.0", "--behind-proxy"], "add one with `diaphane serve user add NAME"),
        (["--behind-proxy"], "expected users before other machines get in"),
        (["--tls-cert", "x.pem"], "got one of them; say both"),
        (["--tls-cert", "x.pem", "--tls-key", "y.pem"], "expected a certificate and its key"),
        (["--database", "mysql://x"], "expected a database like postgresql"),
        (["--datasets", "none"], "expected a folder for --datasets"),
        (["--host", "203.0.113.9", "--behind-proxy"], "expected users"),
        (["--port", "99999"], "choose another --port or --host"),
        (["--host", "localhost.example.org"], "expected TLS for localhost.example.org"),
        (["--host", ""], "expected TLS for"),
        (["--host", "127.1"], "expected TLS for 127.1"),
    ],
)
def test_what_is_not_safe_or_not_there_is_refused(
    tmp_path: Path, options: list[str], sentence: str
) -> None:
    said = serve("--folder", tmp_path / "new", *options)
    assert said.exit_code == 2, said.output
    assert sentence in said.stderr
    assert said.stderr.count("\n") == 1


def test_what_is_begun_in_an_open_folder_is_for_this_user_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    before = os.umask(0o022)
    try:
        said = serve("user", "add", "root", "--role", "admin", "--folder", tmp_path, typed=PASSWORD)
    finally:
        os.umask(before)
    assert said.exit_code == 0, said.output
    found = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.iterdir()}
    assert {"diaphane.db", "audit.key", "audit.anchor"} <= found.keys()
    assert set(found.values()) == {0}


def test_of_a_folder_where_all_is_gone_nobody_hears_that_its_record_is_sound(
    folder: Path, tmp_path: Path
) -> None:
    for path in folder.iterdir():
        path.unlink()
    for words in (["verify"], ["user", "list"], ["backup", str(tmp_path / "copy")], ["worker"]):
        said = serve(*words, "--folder", folder)
        assert said.exit_code == 2, said.output
        assert "expected the folder of a workplace" in said.stderr
    assert not list(folder.iterdir())


def test_an_address_that_is_not_ours(folder: Path) -> None:
    said = serve("--folder", folder, "--host", "203.0.113.9", "--behind-proxy")
    assert said.exit_code == 2
    assert "expected an address to listen at, got 203.0.113.9:8000" in said.stderr


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        said = serve("--folder", tmp_path / "new", "--port", port)
    assert said.exit_code == 2
    assert "address already in use" in said.stderr


def test_one_server_on_a_folder(tmp_path: Path) -> None:
    lock = Lock(tmp_path)
    said = serve("--folder", tmp_path, "--port", "0")
    lock.close()
    assert said.exit_code == 2
    assert f"got one of process {os.getpid()}; stop that one" in said.stderr


def test_users_come_change_and_go(folder: Path) -> None:
    def user(*words: str, typed: str = "") -> Result:
        return serve("user", *words, "--folder", folder, typed=typed)

    assert user("add", "anna", typed=PASSWORD).stderr.endswith("anna may come in as reader\n")
    assert "10 to 1000 letters" in user("add", "bert", typed="short\n").stderr
    assert "which there is or was" in user("add", "anna", typed=PASSWORD).stderr
    assert user("change", "anna", "--role", "trainer").exit_code == 0
    assert user("change", "anna", "--password", typed="other words of mine\n").exit_code == 0
    assert "expected a change" in user("change", "anna").stderr
    assert "did you mean 'anna'" in user("change", "ana", "--disable").stderr
    listed = json.loads(user("list", "--json").stdout)
    assert [(one["name"], one["role"]) for one in listed] == [
        ("anna", "trainer"),
        ("root", "admin"),
    ]
    assert "password" not in listed[0]
    assert "root  admin" in user("list").stdout
    word = serve("token", "add", "anna", "--label", "night", "--days", "3", "--folder", folder)
    assert word.stdout.startswith("diaphane_")
    assert word.stdout.count("\n") == 1
    assert user("remove", "anna").exit_code == 0
    assert "shut out" in user("list").stdout
    assert "an admin to be left" in user("remove", "root").stderr


def test_the_folder_may_be_said_before_the_word(folder: Path) -> None:
    assert "root  admin" in serve("--folder", folder, "user", "list").stdout
    said = serve("--folder", folder.parent / "none", "user", "list")
    assert said.exit_code == 2
    assert "expected the folder of a workplace" in said.stderr


def test_the_record_is_verified(folder: Path) -> None:
    assert serve("verify", "--folder", folder).stdout.startswith("the record is sound: 1 entries")
    assert json.loads(serve("verify", "--json", "--folder", folder).stdout)["sound"] is True
    with sqlite3.connect(folder / "diaphane.db") as database:
        database.execute("DROP TRIGGER audit_no_update")
        database.execute("UPDATE audit SET actor = 'nobody'")
    said = serve("verify", "--folder", folder)
    assert said.exit_code == 2
    assert "1" in said.stderr


def test_a_back_up_is_a_workplace(folder: Path, tmp_path: Path) -> None:
    (folder / "masks").mkdir()
    (folder / "masks" / "x.npy").write_bytes(b"drawn")
    copy = tmp_path / "copy"
    with serving(folder):
        assert serve("backup", copy, "--folder", folder).exit_code == 0
    assert (copy / "masks" / "x.npy").read_bytes() == b"drawn"
    assert serve("verify", "--folder", copy).exit_code == 0
    assert serve("verify", "--folder", folder).stdout.startswith("the record is sound: 4 entries")
    assert "root  admin" in serve("user", "list", "--folder", copy).stdout
    said = serve("backup", copy, "--folder", folder)
    assert said.exit_code == 2
    assert "a new or an empty folder" in said.stderr


def test_it_ends_within_seconds_and_leaves_all_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "workplace"
    with serving(folder) as server:
        line = socket.create_connection(("127.0.0.1", server.port))
        line.sendall(b"POST /api/uploads HTTP/1.1\r\nHost: localhost\r\n")  # and no more
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(20) == 0
        assert time.monotonic() - begun < 10
        line.close()
        assert f"the workplace is open at {server.address}" in server.log
    assert "the record is sound: 2 entries" in serve("verify", "--folder", folder).stdout
    assert [path for path in folder.iterdir() if path.stat().st_mode & 0o077] == []


def test_only_this_machine_is_listened_to(tmp_path: Path) -> None:
    with serving(tmp_path / "workplace") as server:
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
            address, port = line.split()[1].split(":")
            if int(port, 16) == server.port and line.split()[3] == "0A":
                assert address == "0100007F"
        assert server.get("/api/session")["person"]["name"] == "local"


def test_tls(folder: Path, tmp_path: Path) -> None:
    if not (openssl := shutil.which("openssl")):
        pytest.skip("needs openssl")
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout key -out cert"
    subprocess.run([openssl, *words.split()], cwd=tmp_path, check=True, capture_output=True)
    port = free_port()
    options = ["--host", "0.0.0.0", "--tls-cert", tmp_path / "cert", "--tls-key", tmp_path / "key"]
    words_ = [*DIAPHANE, "serve", "--folder", str(folder), "--port", str(port), *map(str, options)]
    server = subprocess.Popen(words_, stderr=subprocess.DEVNULL)
    trusting = ssl.create_default_context(cafile=tmp_path / "cert")
    opener = build_opener(HTTPSHandler(context=trusting))
    address = f"https://localhost:{port}"
    try:
        for _ in range(300):
            try:
                opener.open(f"{address}/health").read()
                break
            except OSError:
                time.sleep(0.1)
        with pytest.raises(HTTPError) as caught:
            opener.open(f"{address}/api/images")
        assert caught.value.code == 401
        caught.value.close()
        body = json.dumps({"name": "root", "password": PASSWORD.strip()}).encode()
        headers = {"Origin": address, "Content-Type": "application/json"}
        with opener.open(Request(f"{address}/api/session", body, headers)) as answer:
            assert answer.headers["Set-Cookie"].startswith("__Host-diaphane=")
            assert answer.headers["Strict-Transport-Security"]
    finally:
        server.terminate()
        server.wait(20)


def test_a_further_process_does_the_jobs(tmp_path: Path) -> None:
    from asking import form

    folder = tmp_path / "workplace"
    with serving(folder, "--workers", "0") as server:
        sent = form([("a.txt", b"words")])
        headers = {"Origin": server.address, "Content-Type": sent["headers"]["content-type"]}
        upload = server.ask(Request(f"{server.address}/api/uploads", sent["body"], headers))
        words = [*DIAPHANE, "serve", "worker", "--folder", str(folder), "--workers", "1"]
        worker = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
        for _ in range(300):
            job = server.get(f"/api/jobs/{upload['job']['id']}")
            if job["state"] not in ("queued", "running"):
                break
            time.sleep(0.1)
        worker.terminate()
        assert worker.stderr
        said = worker.stderr.read()
        worker.stderr.close()
        assert worker.wait(20) == 0
        assert "diaphane: 1 at once, waiting" in said
        assert job["state"] in ("done", "failed")


@pytest.mark.slow
def test_a_large_upload_takes_no_memory(tmp_path: Path) -> None:
    """The benchmark sends 2 GB; here it is 300 MB."""
    with serving(tmp_path / "workplace") as server:
        head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
        piece, count, tail = b"x" * 2**20, 300, b"\r\n--b--\r\n"
        before = resident(server.process.pid)
        with socket.create_connection(("127.0.0.1", server.port)) as line:
            size = len(head) + len(piece) * count + len(tail)
            line.sendall(
                b"POST /api/uploads HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
                b"Content-Type: multipart/form-data; boundary=b\r\nConnection: close\r\n"
                b"Content-Length: %d\r\n\r\n" % size + head
            )
            most = before
            for _ in range(count):
                line.sendall(piece)
                most = max(most, resident(server.process.pid))
            line.sendall(tail)
            assert line.recv(100).startswith(b"HTTP/1.1 202 ")
        assert max(most, resident(server.process.pid)) - before < 64 * 2**20


def resident(process: int) -> int:
    """Bytes of memory that a process has."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024
