"""Every command in docs/ is run, or stands below with the reason why not here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.kept import DOCUMENTS, results, with_tables
from domain.alert import AlertKind
from domain.notice import Outcome
from tests.disk import IN_A_PROCESS
from tests.house import INDEX_KEY, KEY

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))

NO_DOCKER = "needs Docker; Docker Compose itself reads the file in `make lint`"
OF_THE_MACHINE = "alters the machine"
SERVER = "needs a PostgreSQL server to itself; tests/test_backup.py does it with one"
NOT_ENDING = "serves until it is told to stop; tests/test_processes.py starts and stops it"
INTO_A_CHECKOUT = "alters the program; tests/test_not_understood.py writes such a file elsewhere"

_DB = "docker compose exec -T db"
_RENAMES = f"{_DB} psql --username=ansinh --dbname=postgres --command='ALTER DATABASE"
_PUTS_BACK = f"{_DB} pg_restore --username=ansinh --exit-on-error --dbname=put_back"
_DUMPS = f"{_DB} pg_dump --username=ansinh --format=custom ansinh"

NOT_HERE = {
    "apt-get install --yes make python3 python3-venv caddy": OF_THE_MACHINE,
    "useradd --system --create-home --home-dir /srv/ansinh ansinh": OF_THE_MACHINE,
    "install --directory --owner=ansinh --group=ansinh --mode=0700 /backups": OF_THE_MACHINE,
    "install --directory --owner=root --group=root --mode=0700 /backups": OF_THE_MACHINE,
    "systemctl enable --now ansinh": OF_THE_MACHINE,
    "systemctl reload caddy": OF_THE_MACHINE,
    "systemctl restart ansinh": OF_THE_MACHINE,
    "make runtime": "asks a registry for packages; .ci/run does it from a fresh clone",
    "git pull --ff-only": "would change what is tested",
    "ansinh understand --added vi --to locales/vi/examples/added.txt": INTO_A_CHECKOUT,
    "ansinh understand --added km --to locales/km/examples/added.txt": INTO_A_CHECKOUT,
    "make train": INTO_A_CHECKOUT,
    "caddy validate --config /etc/caddy/Caddyfile": "needs Caddy",
    "curl --fail https://ansinh.example/health": "needs a public name",
    "createuser ansinh": SERVER,
    "createdb --owner ansinh ansinh": SERVER,
    "pg_dump --format=custom --file=an.dump ansinh": SERVER,
    "createdb put_back": SERVER,
    "pg_restore --exit-on-error --dbname=put_back an.dump": SERVER,
    "ANSINH_WEB_PORT=8081 ansinh serve": NOT_ENDING,
    "docker compose build": NO_DOCKER,
    "docker compose run --rm --no-deps bot ansinh key new": NO_DOCKER,
    "docker compose run --rm migrate": NO_DOCKER,
    "docker compose --profile proxy up --detach": NO_DOCKER,
    "docker compose --profile proxy up --detach --scale bot=3": NO_DOCKER,
    "docker compose exec bot ansinh check": NO_DOCKER,
    f"{_DUMPS} > /backups/an-first.dump": NO_DOCKER,
    "docker compose stop bot": NO_DOCKER,
    f"{_DB} createdb --username=ansinh put_back": NO_DOCKER,
    f"{_PUTS_BACK} < /backups/an-2026-11-25.dump": NO_DOCKER,
    f"{_RENAMES} ansinh RENAME TO before'": NO_DOCKER,
    f"{_RENAMES} put_back RENAME TO ansinh'": NO_DOCKER,
    "docker compose start bot": NO_DOCKER,
}

NOBODY_OUTSIDE = {"ANSINH_PUBLIC_URL": ""}
"""`ansinh check` would ask for its certificate."""

BEGUN_BEFORE = {"install.md": False}
"""Whether a page begins with a store that is there already; install.md makes its own."""


_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[str]:
    """The lines of its ``sh`` blocks, in order."""
    blocks = _BLOCK.findall(page.read_text(encoding="utf-8"))
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.fixture
def place(tmp_path: Path, sqlite_template: Path) -> Path:
    """A machine's disk in small: where one works, where copies lie, and the command itself."""
    for folder in ("app", "backups", "bin"):
        (tmp_path / folder).mkdir()
    command = tmp_path / "bin" / "ansinh"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return tmp_path


def runs(place: Path, line: str, keys: dict[str, str]) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ANSINH_")}
    path = f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["/bin/sh", "-c", line.replace("/backups", str(place / "backups"))],
        cwd=place / "app",
        env=clean | {"PATH": path, **IN_A_PROCESS} | NOBODY_OUTSIDE | keys,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _a_store(place: Path, template: Path) -> dict[str, str]:
    store = place / "app" / "own.db"
    shutil.copy(template, store)
    return {
        "ANSINH_DATABASE_URL": f"sqlite+aiosqlite:///{store}",
        "ANSINH_KEY": KEY,
        "ANSINH_INDEX_KEY": INDEX_KEY,
    }


def _copied(place: Path, copy: str, keys: dict[str, str]) -> None:
    """The copy that is put back: the page names one of some night."""
    if not Path(copy.replace("/backups", str(place / "backups"))).exists():
        done = runs(place, f"ansinh backup {copy}", keys)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_what_a_page_tells_to_run_runs_in_its_order(
    page: Path, place: Path, sqlite_template: Path
) -> None:
    keys = _a_store(place, sqlite_template) if BEGUN_BEFORE.get(page.name, True) else {}
    for line in commands(page):
        if line in NOT_HERE:
            continue
        for copy in re.findall(r"restore (\S+)", line):
            _copied(place, copy, keys)
        done = runs(place, line, keys)
        assert "Traceback" not in done.stderr, line
        assert done.returncode == 0, f"{line}: {done.stdout}{done.stderr}"


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_what_replaces_a_store_stands_alone_after_a_warning(page: Path) -> None:
    """A block is pasted whole."""
    text = page.read_text(encoding="utf-8")
    for block in _BLOCK.finditer(text):
        if "--replace" in block.group(1):
            assert len(block.group(1).splitlines()) == 1
            before = text[: block.start()].rstrip().rpartition("\n\n")[2]
            assert "**" in before, "a warning"


def test_a_folder_of_copies_is_made_before_anything_lies_in_it() -> None:
    lines = commands(ROOT / "docs" / "install.md")
    made = [number for number, line in enumerate(lines) if line.startswith("install ")]
    used = [number for number, line in enumerate(lines) if "/backups/" in line]
    assert made[0] < used[0]
    assert all("--owner=" in lines[one] and "--mode=0700" in lines[one] for one in made)


def test_the_folder_the_service_writes_to_is_made_before_it_starts() -> None:
    page = ROOT / "docs" / "install.md"
    written = re.findall(
        r"^ReadWritePaths=/srv/ansinh/app/(\S+)$", page.read_text("utf-8"), re.MULTILINE
    )
    lines = commands(page)
    assert written
    for folder in written:
        made = lines.index(f"mkdir --parents --mode=0700 {folder}")
        assert made < lines.index("systemctl enable --now ansinh")


def test_what_is_not_run_here_stands_in_a_page_and_has_a_reason() -> None:
    written = {line for page in DOCS for line in commands(page)}
    assert set(NOT_HERE) - written == set()
    assert all(NOT_HERE.values())


README = ROOT / "README.md"
MADE_ON = "2026-11-24"
_FENCED = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def samples() -> list[str]:
    """What the README shows of conversations, in order."""
    fenced = _FENCED.findall(README.read_text(encoding="utf-8"))
    return [said for said in fenced if said.startswith(("> ", "< "))]


def _talked(place: Path, script: str, keys: dict[str, str]) -> str:
    done = runs(place, script, keys)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_conversation_in_the_readme_is_what_the_terminal_shows(
    place: Path, sqlite_template: Path
) -> None:
    """Behind the greeting, which is its first reply."""
    said, _ = samples()
    heard = "".join(f"{line[2:]}\n" for line in said.splitlines() if line.startswith("> "))
    keys = _a_store(place, sqlite_template)
    (place / "app" / "said").write_text(heard, encoding="utf-8")
    shown = _talked(place, f"ansinh chat --at {MADE_ON}T09:00 < said", keys)
    first, greeting, answer = shown.split("\n< ", 2)
    assert greeting.startswith("Dạ em chào")
    assert f"{first}\n< {answer}" == said


def test_the_notice_in_the_readme_comes_of_the_commands_beside_it(
    place: Path, sqlite_template: Path
) -> None:
    _, notice = samples()
    text = README.read_text(encoding="utf-8")
    [commands] = re.findall(r"^```\nD=.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    script = f"D={MADE_ON}\n{commands}".replace(".venv/bin/ansinh", "ansinh")
    shown = _talked(place, script, _a_store(place, sqlite_template))
    assert shown.endswith(f"queued: payday_eve (console)\n{notice}")


def _links(page: Path) -> Iterator[tuple[Path, str]]:
    for there in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in there:
            file, _, heading = there.partition("#")
            yield (page.parent / file if file else page).resolve(), heading


@pytest.mark.parametrize("page", [*DOCS, ROOT / "README.md"], ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for file, heading in _links(page):
        assert file.exists(), file
        if heading and file.suffix == ".md":
            titles = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in {re.sub("[^a-z0-9 -]", "", one.lower()).replace(" ", "-")
                               for one in titles}, heading  # fmt: skip


def test_every_outcome_of_a_notice_is_explained() -> None:
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    table = text[text.index("| outcome |") : text.index("Nothing of it names anybody")]
    assert {*re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)} == set(Outcome)


def test_every_alert_is_explained() -> None:
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    table = text[text.index("| alert |") : text.index("What could not be looked at")]
    assert len(table.strip().splitlines()) - 2 == len(AlertKind)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_what_was_measured_stands_in_the_documents_as_it_is_kept(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "<!-- measured: " in text
    assert with_tables(text, results()) == text
