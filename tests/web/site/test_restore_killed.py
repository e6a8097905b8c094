"""A restore is interrupted: at any step it is one household or the other, and what was there is somewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from handsong.web.site.backup import archive, keys, restore
from tests.web.site import households
from tests.web.site.households import Killed, names
from tests.web.site.serving import ROOT, environment, free_port, serving

pytestmark = [pytest.mark.household, pytest.mark.usefixtures("_household_alone")]


def restored(home: Path, backed_up: Path) -> None:
    """Open, decide and exchange, as the command does after its question."""
    restore.finish(home)
    staged = restore.stage(home, backed_up, identities=keys.here(home), typed=None)
    restore.hold(home, staged)
    restore.accept(home)
    restore.finish(home)


def everything_is_somewhere(home: Path) -> str:
    """Return whose household it is now; both are whole, and the later one is in place or set aside."""
    assert archive.integrity_fault(home / "handsong.sqlite3") == ""
    asides = list((home / "set-aside").iterdir()) if (home / "set-aside").exists() else []
    here, key = set(names(home)), (home / "key").read_bytes()
    if here == {"Later"}:
        assert key == b"later"
        return "later"
    assert here == {"Mia", "Noah"}
    assert key != b"later"
    assert [set(names(aside)) for aside in asides] == [{"Later"}]
    assert [(aside / "key").read_bytes() for aside in asides] == [b"later"]
    return "restored"


STEPS: tuple[tuple[object, str], ...] = (
    (os, "fsync"),
    (Path, "replace"),
    (shutil, "rmtree"),
    (keys, "sync"),
    (keys, "write"),
    (archive, "unpack"),
    (restore, "_move"),
)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step[1])
def test_killed_at_any_step_it_is_one_household_or_the_other(
    home: Path, backed_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: tuple[object, str]
) -> None:
    owner, name = step
    (home / "key").write_bytes(b"later")
    real: Callable[..., object] = getattr(owner, name)
    calls, seen = 0, []
    for number in range(60):
        trial = Path(shutil.copytree(home, tmp_path / f"trial-{number}"))
        calls, reached = 0, number

        def dying(*words: object, **more: object) -> object:
            nonlocal calls
            calls += 1
            if calls > reached:  # noqa: B023 - called within this very round
                raise Killed
            return real(*words, **more)

        with monkeypatch.context() as patched:
            patched.setattr(owner, name, dying)
            try:
                restored(trial, backed_up)
            except Killed:
                pass
            else:
                seen.append(everything_is_somewhere(trial))
                break
        restore.finish(trial)
        seen.append(everything_is_somewhere(trial))
        left = {path.name for path in trial.iterdir()}
        assert not any(one.startswith((".restore", "restore-")) for one in left), left
    assert len(seen) > 1, f"{name} is no step"
    assert seen == sorted(seen), "once decided, it is decided"
    assert seen[-1] == "restored"


KILLED_REALLY = """
import os, signal, sys
from pathlib import Path
from handsong import main
real, calls = Path.replace, 0
def dying(self, target):
    global calls
    calls += 1
    if calls == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(self, target)
Path.replace = dying
sys.exit(main.main(["restore", sys.argv[2], "--yes"]))
"""


@pytest.mark.parametrize("step", [1, 2, 4, 5, 6, 7])
def test_the_command_is_really_killed_and_the_next_start_goes_on(
    home: Path, backed_up: Path, step: int
) -> None:
    (home / "key").write_bytes(b"later")
    done = subprocess.run(
        [sys.executable, "-c", KILLED_REALLY, str(step), str(backed_up)],
        cwd=ROOT,
        env=environment(home),
        check=False,
    )
    assert done.returncode == -9
    with serving(home, PORT=free_port()) as running:
        page = running.get("/")[1]
    assert (b"Mia" in page) is (everything_is_somewhere(home) == "restored")


def test_what_cannot_be_exchanged_stops_the_start_with_a_sentence(
    home: Path, backed_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = restore.stage(home, backed_up, identities=keys.here(home), typed=None)
    restore.hold(home, staged)
    restore.accept(home)

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(restore, "_move", refused)
        with pytest.raises(restore.UnableToRestore, match="it goes on where it stopped"):
            restore.finish(home)
    assert restore.finish(home)
    assert set(names(home)) == {"Mia", "Noah"}


def test_all_of_it_is_on_the_disk_before_it_is_decided(
    home: Path, backed_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = restore.stage(home, backed_up, identities=keys.here(home), typed=None)
    with households.sent_to_the_disk(monkeypatch) as sent:
        restore.hold(home, staged)
        restore.accept(home)
    decided = {path.stat().st_ino for path in (home / restore.DECIDED).iterdir()}
    assert len(decided) == 4
    assert decided <= sent.before_each_name[restore.DECIDED]
    assert sent.last == home.stat().st_ino


def test_two_restores_within_a_second_keep_both_former_households(home: Path, backed_up: Path) -> None:
    for name in ("Later", "Latest"):
        households.rename(home, name)
        restore.hold(home, restore.stage(home, backed_up, identities=keys.here(home), typed=None))
        restore.accept(home)
        os.utime(home / restore.DECIDED, (1_800_000_000, 1_800_000_000))
        restore.finish(home)
    found = [set(names(aside)) for aside in sorted((home / "set-aside").iterdir())]
    assert found == [{"Later"}, {"Latest"}]


def test_a_journal_never_lies_beside_another_database(home: Path, backed_up: Path) -> None:
    """A server that lost power left a journal; played into the restored file, it would destroy it."""
    (home / "handsong.sqlite3-journal").write_bytes(b"half a page")
    (home / "handsong.sqlite3-wal").write_bytes(b"half a frame")
    restored(home, backed_up)
    assert not (home / "handsong.sqlite3-journal").exists()
    assert not (home / "handsong.sqlite3-wal").exists()
    (aside,) = (home / "set-aside").iterdir()
    assert (aside / "handsong.sqlite3-journal").read_bytes() == b"half a page"


def test_a_backup_that_was_checked_and_not_decided_goes_at_the_next_start(
    home: Path, backed_up: Path
) -> None:
    staged = restore.stage(home, backed_up, identities=keys.here(home), typed=None)
    restore.hold(home, staged)
    assert restore.finish(home) is None
    assert set(names(home)) == {"Later"}
    assert not (home / restore.CHECKED).exists()
