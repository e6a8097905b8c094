"""`handsong serve`: one command, one process, nothing heavy, nothing lost."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError

import pytest

from handsong.web.site import env, serve
from tests.web.site.households import contents, opened, type_in
from tests.web.site.serving import ROOT, Household, environment, free_port, serving

pytestmark = pytest.mark.household

MOST_FIRST_VISIT = 80 * 1024
MOST_MEMORY = 110 * 1024
HEAVY = ("numpy", "shapely", "pydantic", "pydantic_core", "cryptography", "fido2", "ninja")


@pytest.fixture(scope="module")
def household(tmp_path_factory: pytest.TempPathFactory) -> object:
    folder = tmp_path_factory.mktemp("household")
    with serving(folder, PORT=free_port()) as running:
        yield running


def run(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Try to serve where it cannot go on, and return what was said."""
    return subprocess.run(
        [sys.executable, "-m", "handsong.main", "serve"],
        cwd=ROOT,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_serves_the_first_page_with_everything_it_needs(household: Household) -> None:
    status, body, headers = household.get("/")
    page = body.decode()
    assert status == 200
    assert "First name or nickname" in page
    assert headers["Server"] == "handsong"
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        assert re.search(r"\.[0-9a-f]{12}\.", address), f"{address} is not named by its content"
        status, _, of_file = household.get(address)
        assert status == 200
        assert "immutable" in of_file["Cache-Control"]
        assert of_file["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("page", ["/children/new/", "/"])
def test_a_first_visit_is_light(household: Household, page: str) -> None:
    """Page, style, font, script and whatever they ask for in turn, as they come over the wire."""
    weights, waiting = {}, [page]
    while waiting:
        address = waiting.pop()
        if address in weights:
            continue
        _, body, headers = household.get(address, **{"Accept-Encoding": "gzip"})
        weights[address] = len(body)
        text = __import__("gzip").decompress(body) if headers.get("Content-Encoding") == "gzip" else body
        if address.endswith((".woff2", ".png")):
            continue
        folder = address.rsplit("/", 1)[0]
        said = text.decode()
        waiting += re.findall(r'(?:href|src)="(/static/[^"]+)"', said)
        for near in re.findall(r"""(?:url\("?|from ["'])([^")']+)""", said):
            path = Path(near if near.startswith("/") else f"{folder}/{near}")
            waiting.append(str(Path("/", *path.resolve().parts[1:])))
    assert any(address.endswith(".woff2") for address in weights)
    assert any(address.endswith(".css") for address in weights)
    assert sum(weights.values()) <= MOST_FIRST_VISIT, weights


def test_imports_between_modules_are_named_by_content_too(household: Household) -> None:
    _, body, _ = household.get("/settings/")
    script = re.search(r'src="(/static/site/settings\.[0-9a-f]{12}\.js)"', body.decode())
    assert script
    imported = re.findall(r'from "([^"]+)"', household.get(script[1])[1].decode())
    assert imported
    for address in imported:
        assert re.search(r"\.[0-9a-f]{12}\.js$", address), address


def test_the_household_is_one_light_process_without_heavy_libraries(tmp_path: Path) -> None:
    with serving(tmp_path, PORT=free_port()) as running:
        for _ in range(5):
            for page in ("/", "/library/?stage=", "/library/techniques/toe-roll/", "/library/rules/"):
                running.get(page)
                running.get("/care/")
        own = Path(f"/proc/{running.process.pid}")
        maps = (own / "maps").read_text(encoding="ascii")
        children = (own / f"task/{running.process.pid}/children").read_text(encoding="ascii")
        pss = re.search(r"^Pss:\s+(\d+) kB", (own / "smaps_rollup").read_text(encoding="ascii"), re.MULTILINE)
    assert children.strip() == ""
    for library in HEAVY:
        assert f"/{library}/" not in maps, library
    assert pss
    assert int(pss[1]) <= MOST_MEMORY


def test_no_page_imports_a_heavy_library(tmp_path: Path) -> None:
    script = f"""
import sys
from handsong.web.site import serve
serve._application()
from django.test import Client
browser = Client(SERVER_NAME='localhost')
for page in ("/", "/children/new/", "/library/?stage=", "/library/techniques/toe-roll/", "/library/rules/",
             "/library/goals/", "/library/sources/", "/care/", "/moment/", "/settings/", "/about/", "/devices/",
             "/settings/check/", "/trust/"):
    assert browser.get(page).status_code in (200, 302), page
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_a_taken_port_gets_a_sentence_with_the_remedy(tmp_path: Path) -> None:
    with socket.socket() as neighbour:
        neighbour.bind(("127.0.0.1", 0))
        neighbour.listen()
        port = neighbour.getsockname()[1]
        done = run(tmp_path, PORT=str(port))
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stdout
    assert "make run PORT=" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"PORT": "seven"}, "PORT is “seven”. Give a port from 1 to 65535"),
        ({"PORT": "70000"}, "PORT is “70000”"),
        ({"LAN": "maybe"}, "LAN is “maybe”. Give 1 for on or 0 for off"),
        ({"HOME_NETWORK": "maybe"}, "HOME_NETWORK is “maybe”. Give 1 for on or 0 for off"),
        ({"HANDSONG_PROXY": "nginx"}, "HANDSONG_PROXY is “nginx”. Give an address such as 127.0.0.1"),
        (
            {"HANDSONG_PROXY": "127.0.0.1", "HANDSONG_ADDRESS": "handsong"},
            "HANDSONG_ADDRESS is “handsong”. Give an address such as https://handsong.example",
        ),
        ({"DATABASE_URL": "mysql://here"}, "DATABASE_URL is “mysql://here”"),
    ],
)
def test_a_wrong_setting_gets_a_sentence(tmp_path: Path, given: dict[str, str], sentence: str) -> None:
    done = run(tmp_path, **given)
    assert done.returncode in {1, 2}
    assert sentence in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_gets_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "a-file"
    file.write_text("not a folder", encoding="ascii")
    done = run(file / "inside", PORT=free_port())
    assert done.returncode == 1
    assert "Nothing can be written to" in done.stdout
    assert "HANDSONG_DATA=" in done.stdout


def test_the_file_is_kept_to_its_owner_and_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with serving(folder, PORT=free_port()) as running:
        running.get("/")
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "key").stat().st_mode & 0o077 == 0
    with sqlite3.connect(folder / "handsong.sqlite3") as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("is_new", [True, False])
def test_in_a_folder_that_others_may_enter_the_file_is_its_owners_alone(
    tmp_path: Path, *, is_new: bool
) -> None:
    tmp_path.chmod(0o755)
    if not is_new:
        (tmp_path / "handsong.sqlite3").touch(0o644)
    (tmp_path / "a-letter.txt").touch(0o644)
    with serving(tmp_path, PORT=free_port()) as running:
        running.get("/")
        files = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir() if path.is_file()}
    assert files.pop("a-letter.txt") == 0o644, "other people's files are none of ours"
    assert {"handsong.sqlite3", "key", "serving"} <= files.keys()
    assert set(files.values()) == {0o600}, files


def test_a_made_up_host_is_answered_without_a_word_on_the_terminal(tmp_path: Path) -> None:
    """Where no handler listens, Python itself would print the name that somebody made up."""
    with serving(tmp_path, PORT=free_port()) as running:
        with pytest.raises(HTTPError, match="400"):
            running.get("/", Host="evil.example")
        running.process.terminate()
        assert running.process.stdout
        said = running.process.stdout.read()
    assert said == "Handsong has ended.\n"


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "a service manager"])
def test_it_ends_tidily_when_asked_even_while_pages_are_sent(tmp_path: Path, asked: signal.Signals) -> None:
    with serving(tmp_path, PORT=free_port()) as running:
        done = threading.Event()

        def look() -> None:
            while not done.is_set():
                with suppress(OSError, HTTPException):
                    running.get("/about/")

        looking = [threading.Thread(target=look) for _ in range(4)]
        for thread in looking:
            thread.start()
        running.process.send_signal(asked)
        assert running.process.wait(timeout=60) == 0
        done.set()
        for thread in looking:
            thread.join()


def test_a_second_server_on_the_same_folder_says_where_the_first_one_is(tmp_path: Path) -> None:
    with serving(tmp_path, PORT=free_port()) as first:
        second = run(tmp_path, PORT=free_port())
        assert second.returncode == 1
        assert f"Handsong serves {tmp_path} already, at {first.address}." in second.stdout
        assert "HANDSONG_DATA=" in second.stdout
        assert "Traceback" not in second.stdout + second.stderr
        assert first.get("/")[0] == 200
    with serving(tmp_path, PORT=free_port()) as third:
        assert third.get("/")[0] == 200


def test_a_household_that_a_newer_version_has_used_is_left_alone(home: Path, tmp_path: Path) -> None:
    """Whoever started the older one by mistake is told, and what it is told to do helps."""
    kept = tmp_path / "before-the-update.age"
    assert type_in(home, "backup", "-o", str(kept)).returncode == 0
    with opened(home) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('diary', '9999_songs', '2027-01-01')"
        )
    before = contents(home)
    done = run(home, PORT=free_port())
    assert done.returncode == 1
    assert (
        "This household was last used with a newer Handsong than this one. Nothing was changed."
        in done.stdout
    )
    assert "Handsong is at" not in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    for words in (["erase"], ["copy", str(tmp_path / "copy.zip")], ["recover"]):
        said = type_in(home, *words)
        assert (said.returncode, "a newer Handsong" in said.stdout, said.stderr) == (1, True, ""), words
    assert contents(home) == before
    assert type_in(home, "restore", str(kept), "--yes").returncode == 0
    with serving(home, PORT=free_port()) as running:
        assert b"Mia" in running.get("/")[1]


def test_preparing_twice_does_the_work_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert serve.prepare() == 0
    monkeypatch.setattr("django.core.management.call_command", lambda *_, **__: pytest.fail("gathered again"))
    assert serve.prepare() == 0


def test_the_page_of_settings_is_current() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for setting in env.SETTINGS:
        assert f"| `{setting.name}` | {setting.default} | {setting.what} |" in page
