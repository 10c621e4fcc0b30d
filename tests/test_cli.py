"""The commands, each in a process of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.command import ansinh_with

ROOT = Path(__file__).parent.parent


def ansinh(
    folder: Path, *arguments: str, said: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ANSINH_")}
    return ansinh_with(clean | settings, *arguments, folder=folder, said=said)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    made = ansinh(folder, "demo", "--data-only", "--json")
    assert made.returncode == 0, made.stderr
    codes = json.loads(made.stdout)["codes"]
    assert {"role", "name", "code", "birth_year"} == set(codes[0])
    assert {"beneficiary", "guardian", "authorised"} <= {one["role"] for one in codes}
    return folder


def test_a_second_start_keeps_the_data_and_what_was_said(demo: Path) -> None:
    talked = ansinh(demo, "chat", said="An Cư\n")
    assert talked.returncode == 0
    assert "> An Cư\n< Dạ em chào cô bác." in talked.stdout
    assert ansinh(demo, "demo", "--data-only").returncode == 0
    again = ansinh(demo, "chat", said="1\n")
    assert "chào" not in again.stdout, "the address is known, and its question still open"
    assert "Nơi lãnh:" in again.stdout


def test_the_key_of_a_demo_database_is_for_its_owner_alone(demo: Path) -> None:
    assert (demo / "data" / "ansinh.db.key").stat().st_mode & 0o777 == 0o600


def test_what_waits_is_printed_first(demo: Path) -> None:
    assert ansinh(demo, "chat", "--as", "you", said="/start\n").stdout.count("< ") == 1
    assert ansinh(demo, "chat", "--as", "you").stdout == ""


def test_a_wrong_command_is_status_2_and_a_refusal_status_1(tmp_path: Path, demo: Path) -> None:
    for wrong in (
        ["report"],
        [],
        ["chat", "--loud"],
        ["chat", "--at", "soon"],
        ["chat", "--as", ""],
        ["tick"],
        ["db"],
    ):
        assert ansinh(demo, *wrong).returncode == 2, wrong
    for refused, settings in (
        (["chat"], {}),
        (["db", "upgrade"], {}),
        (["chat"], {"ANSINH_DATABASE_URL": "mysql://x/y"}),
        (["chat"], {"ANSINH_KEY": "a:short", "ANSINH_INDEX_KEY": ""}),
        (["serve"], {"ANSINH_WEB_PORT": "many"}),
        (["chat"], {"ANSINH_TIMEZONE": "Mars/Phobos"}),
        (["serve"], {"ANSINH_PUBLIC_URL": "ansinh.example"}),
        (["serve"], {"ANSINH_PUBLIC_URL": "https://ansinh.example/page"}),
    ):
        done = ansinh(tmp_path, *refused, **settings)
        assert done.returncode == 1, refused
        assert done.stderr.startswith("ansinh: ")
        assert "Traceback" not in done.stderr
    assert list(tmp_path.glob("**/*.key")) == []


def test_a_store_with_keys_of_its_own_is_made_and_checked(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(ansinh(tmp_path, "key", "new").stdout, encoding="utf-8")
    assert ansinh(tmp_path, "db", "check").returncode == 1
    assert not list(tmp_path.glob("**/*.db"))
    assert ansinh(tmp_path, "db", "upgrade").returncode == 0
    assert ansinh(tmp_path, "db", "check").returncode == 0
    said = ansinh(tmp_path, "chat", said="An Cư\n").stdout
    assert "Chưa có lịch chính thức của tháng" in said
    assert "minh họa" not in said


def test_a_tick_does_what_is_due_once(demo: Path) -> None:
    first = ansinh(demo, "tick", "--at", "2030-01-01T00:00", "--json")
    assert {"seal_audit", "purge"} <= set(json.loads(first.stdout)["jobs"])
    tended = {"tend_cases", "tend_talks", "tend_lists"}
    noon = {"seal_audit", "plan", *tended, "count_the_day", "tell_the_day", "watch"}
    noon.add("morning_line")
    for later, jobs in (("00:01", set()), ("12:00", noon), ("12:03", set())):
        again = ansinh(demo, "tick", "--at", f"2030-01-01T{later}", "--json")
        assert set(json.loads(again.stdout)["jobs"]) == jobs


def test_sentences_that_wait_for_a_native_reader_are_listed(demo: Path) -> None:
    listed = ansinh(demo, "sentences", "--awaiting")
    assert listed.returncode == 0
    assert all(line.startswith(("km\t", "vi\t")) for line in listed.stdout.splitlines())


def fetched(address: str) -> bytes:
    """As soon as somebody answers there."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=5) as page:
                return bytes(page.read())
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError(f"nobody answers on {address}")


def serving(folder: Path, port: int, *command: str) -> subprocess.Popen[bytes]:
    settings = {"PYTHONPATH": str(ROOT), "ANSINH_WEB_PORT": str(port), "PATH": os.environ["PATH"]}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *command],
        cwd=folder,
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_the_service_answers_on_health_and_stops_when_told(demo: Path) -> None:
    with serving(demo, 18765, "serve") as process:
        answer = fetched("http://127.0.0.1:18765/health")
        process.terminate()
        assert process.wait(timeout=60) == 0
    assert json.loads(answer) == {"alive": True, "ready": True}


def test_the_demo_serves_the_page_and_says_where(demo: Path) -> None:
    with serving(demo, 18766, "demo", "--json") as process:
        assert "Ngày lãnh tiền" in fetched("http://127.0.0.1:18766/").decode()
        process.terminate()
        said, told = process.communicate(timeout=60)
        assert process.returncode == 0
    assert json.loads(said)["codes"]
    assert "http://127.0.0.1:18766" in told.decode()


def test_a_port_that_is_taken_is_a_refusal_with_a_reason(demo: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 18767))
        taken.listen()
        done = ansinh(demo, "serve", ANSINH_WEB_PORT="18767")
    assert done.returncode == 1
    assert "ANSINH_WEB_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_whoever_reads_along_may_stop_reading(demo: Path) -> None:
    command = [sys.executable, "-m", "bot", "demo", "--data-only"]
    with subprocess.Popen(
        command,
        cwd=demo,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as talking:
        assert talking.stdout is not None
        assert talking.stderr is not None
        talking.stdout.close()
        complaints = talking.stderr.read()
    assert (talking.returncode, complaints) == (0, "")
