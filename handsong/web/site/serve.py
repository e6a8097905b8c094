"""Serving one household: prepare what was written, see that nothing can be lost, listen."""

from __future__ import annotations

import argparse
import gc
import hashlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handsong.content import files, load
from handsong.web.site import database, env, home, network
from handsong.web.site.backup import make, restore

try:
    import fcntl
except ImportError:  # Windows has none
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from handsong.web.site.server import Server

PACKAGE = Path(__file__).resolve().parents[2]
SETTINGS = "handsong.web.site.settings"
LOOK_FOR_RUBBISH_AFTER = 20_000
"""How many more objects there are than before when Python looks for rings of them that nobody wants: some answers' worth."""

NEWER = (
    "This household was last used with a newer Handsong than this one. Nothing was changed. Start that one again, "
    "or put back the backup that was made before the update: handsong backup --list names it, handsong restore FILE "
    "puts it back."
)


class UnableToServe(RuntimeError):
    """Handsong cannot be served here and now; the message says why and what to do."""


def prepare() -> int:
    """Compile the content and gather the static files; quick when nothing changed. Return 0, or 1 with faults."""
    try:
        load.load()
    except files.ContentError as error:
        _say(str(error))
        return 1
    _gather()
    return 0


def main(words: Sequence[str] = ()) -> int:
    """Serve until somebody stops it; return the exit status."""
    about = "Serve one household on this machine. Settings come from the environment: docs/settings.md."
    parser = argparse.ArgumentParser(prog="handsong serve", description=about)
    parser.add_argument("--home", action="store_true", help="on the home network too, with a certificate")
    given = parser.parse_args(list(words))
    try:
        folder, port = env.data_folder(), env.port("PORT", 8000)
        _see_that_data_can_be_kept(folder)
        with alone_with(folder, _address(port)):
            restore.finish(folder)
            _serve(folder, port, is_secure=given.home or env.flag("HOME_NETWORK"))
    except (UnableToServe, home.UnableToCertify, make.UnableToBackUp, restore.UnableToRestore) as error:
        _say(str(error))
        return 1
    return 0


def _serve(folder: Path, port: int, *, is_secure: bool) -> None:
    """Serve until somebody stops it; raises UnableToServe when it cannot begin."""
    listening = network.choose(folder, port, wanted=env.flag("LAN"), is_secure=is_secure)
    server = _ready(listening, port)
    if listening.secure:
        server.speak_tls(home.context(folder))
        home.renew_daily(server, folder, network.served())
    _say_what_is_amiss()
    _end_when_asked(server)
    try:
        _say(f"Handsong is at {_address(port)} (end it with Ctrl-C)")
        if listening.address:
            network.show_code()
        with make.weekly_meanwhile(folder):
            server.serve()
        _say("Handsong has ended.")
    finally:
        server.stop()


def _address(port: int) -> str:
    return f"http://localhost:{port}/"


def _end_when_asked(server: Server) -> None:
    """End tidily after Ctrl-C, or when a service manager says so.

    A thread of its own stops the server: an exception in the middle of handing a connection over could
    leave a worker asleep for ever, and whoever waits for it.
    """

    def end(*_: object) -> None:
        threading.Thread(target=server.stop).start()

    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, end)


def _ready(listening: network.Listening, port: int) -> Server:
    """Return a server that has its port, with content, database and pages ready behind it."""
    if not _is_prepared():
        # In a process of its own: checking content needs libraries that serving never does.
        done = subprocess.run([sys.executable, "-m", "handsong.main", "prepare"], check=False)
        if done.returncode:
            raise UnableToServe("The content has faults, named above. Mend them, or install Handsong anew.")
    os.environ["HANDSONG_HOSTS"] = ",".join([*env.names("HANDSONG_HOSTS"), *listening.hosts])
    listening.tell()
    database.keep_to_its_owner(env.data_folder())
    from handsong.web.site.server import Server  # noqa: PLC0415 - preparing needs no server

    server = Server((listening.bind, port), _application())
    try:
        server.prepare()
    except OSError as error:
        raise UnableToServe(
            f"Port {port} is taken, perhaps by a Handsong that runs already: look at {_address(port)}. "
            f"Or choose another port: make run PORT={port + 1 if port < 65535 else port - 1}."
        ) from error
    return server


def _application() -> Any:
    """Return the site, with its tables up to date and its durability seen to; raises UnableToServe."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - settings are read on import

    application = get_wsgi_application()
    from django.db import connection  # noqa: PLC0415 - the same

    from handsong.web.accounts import clock, epoch  # noqa: PLC0415 - the same
    from handsong.web.site import tables  # noqa: PLC0415 - the same

    if tables.unknown_steps():
        raise UnableToServe(NEWER)
    if not tables.are_up_to_date():
        make.before_update(env.data_folder(), now=clock.now())
        tables.bring_up_to_date()
    fault = database.durability_fault(connection)
    if fault:
        raise UnableToServe(fault)
    epoch.current()
    _take_up()
    connection.close()
    load.once()
    keep_what_is_loaded()
    return application


def keep_what_is_loaded() -> None:
    """Look no more whether what is loaded by now is still wanted, and seldom for what is not.

    The content stays as long as the process does. Python would look after every few hundred things that an answer
    makes, which is several times an answer.
    """
    gc.freeze()
    gc.set_threshold(LOOK_FOR_RUBBISH_AFTER)


def _take_up() -> None:
    """Put right what came while the clock was behind, and take what a newer phone told an older Handsong."""
    from handsong.web.accounts import clock  # noqa: PLC0415 - settings are read on import
    from handsong.web.diary import actions  # noqa: PLC0415 - the same
    from handsong.web.player import asked, own_pages  # noqa: PLC0415 - the same

    # The clock may have been set while nothing ran; what is taken again comes now, and would hide for how long.
    clock.WATCH.look(asked.put_right)
    asked.put_right(clock.Jump(clock.now()))
    actions.take_again(now=clock.now())
    asked.catch_up()
    if _can_be_alone():
        clock.WATCH.writes_alone(own_pages.latest())


def _say_what_is_amiss() -> None:
    """Print each fault that the check page would show; silence means that all is well."""
    from django.db import connection  # noqa: PLC0415 - settings are read on import

    from handsong.web.accounts import clock  # noqa: PLC0415 - the same
    from handsong.web.site import checks  # noqa: PLC0415 - the same

    for fault in checks.faults(clock.now()):
        _say(fault)
    connection.close()


def _see_that_data_can_be_kept(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        trial = folder / ".trial"
        trial.write_bytes(b"")
        trial.unlink()
    except OSError as error:
        raise UnableToServe(
            f"Nothing can be written to {folder} ({error.strerror}). Make it writable, or choose another "
            "folder with HANDSONG_DATA=/some/folder."
        ) from error


@contextmanager
def alone_with(folder: Path, address: str) -> Iterator[None]:
    """Be the one server of this folder, where the system can say so: two would write into one file.

    A service has its own database, which takes any number of servers. Raises UnableToServe, naming
    the server that is there already.
    """
    if not _can_be_alone():
        yield
        return
    with (folder / "serving").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise UnableToServe(
                f"Handsong serves {folder} already, at {file.read()}. Open that one, "
                "or choose another folder with HANDSONG_DATA=/some/folder."
            ) from None
        file.truncate(0)
        file.write(address)
        file.flush()
        yield


def _can_be_alone() -> bool:
    """Whether no other server writes what this one does."""
    return fcntl is not None and not env.text("DATABASE_URL")


def _is_prepared() -> bool:
    compiled = load.build_folder() / f"content-{load.digest()}.pickle"
    return compiled.exists() and _stamp().exists() and _stamp().read_text(encoding="ascii") == _fingerprint()


def _gather() -> None:
    """Gather static files under hashed names, unless nothing changed since the last time."""
    with _alone():
        if not (_stamp().exists() and _stamp().read_text(encoding="ascii") == _fingerprint()):
            _collect()


def _collect() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # noqa: PLC0415 - settings are read on import
    from django.core.management import call_command  # noqa: PLC0415 - the same

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    _stamp().write_text(_fingerprint(), encoding="ascii")


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time write static files, where the system can say so."""
    load.build_folder().mkdir(parents=True, exist_ok=True)
    with (load.build_folder() / "static.lock").open("w", encoding="ascii") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _stamp() -> Path:
    return load.build_folder() / "static" / ".fingerprint"


def _fingerprint() -> str:
    """Return a name for all static files as they are now, and for the way they are gathered."""
    summary = hashlib.sha256()
    for path in [*sorted(PACKAGE.glob("**/static/**/*")), PACKAGE / "web" / "site" / "storage.py"]:
        if path.is_file():
            summary.update(str(path.relative_to(PACKAGE)).encode())
            summary.update(path.read_bytes())
    return summary.hexdigest()


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - an entrance speaks to its person
