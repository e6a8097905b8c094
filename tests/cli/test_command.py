"""The command itself: its welcome, its help, its statuses, and what it never imports."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from handsong import main
from handsong.cli.command import COMMANDS
from tests.cli.running import ISSUE, NOAH, handsong


@pytest.mark.parametrize("typed", ["", "--help", "-h", "help"])
def test_alone_it_says_what_it_can_do(typed: str) -> None:
    ran = handsong(typed)
    assert (ran.status, ran.err) == (0, "")
    for command in (*COMMANDS, "serve", "prepare"):
        assert f"handsong {command}" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_of_80_columns(command: str) -> None:
    ran = python("-m", "handsong.main", command, "--help")
    assert ran.returncode == 0
    assert ran.stdout.startswith(f"usage: handsong {command}")
    assert max(map(len, ran.stdout.splitlines())) <= 80


def test_it_says_which_version_it_is() -> None:
    assert handsong("--version").out.startswith("Handsong 0.")


def test_it_speaks_utf_8_wherever_its_output_goes() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "handsong.main", *ISSUE.split(), "--name", "Zoë 美"],
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert ran.returncode == 0
    assert "Massage now, Zoë 美?" in ran.stdout.decode("utf-8")


def python(*words: str) -> subprocess.CompletedProcess[str]:
    """Return what a Python of its own makes of these words."""
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("words", [ISSUE.split(), ["explain", "rules"], ["draw", "toe-roll"], ["--help"]])
def test_a_reader_that_went_away_is_no_trouble(words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run(
        [sys.executable, "-m", "handsong.main", *words],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=60,
    )
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (main.BROKEN_PIPE, "")


def test_the_craft_never_imports_the_web_nor_anything_heavy() -> None:
    code = (
        "import sys; from handsong import main\n"
        f"main.main({ISSUE.split()!r})\n"
        "print([name for name in ('django', 'shapely', 'numpy', 'pydantic') if name in sys.modules])"
    )
    assert python("-c", code).stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(("word", "answer"), [("serve", 7), ("prepare", 8)])
def test_serving_goes_to_the_web(word: str, answer: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from handsong.web.site import serve

    monkeypatch.setattr(serve, "main", lambda words: 7 if words == ["--port", "1"] else 0)
    monkeypatch.setattr(serve, "prepare", lambda: 8)
    assert main.main([word, "--port", "1"]) == answer


def test_today_is_read_from_the_clock_when_no_day_is_given() -> None:
    plan = handsong("plan --json --born 2020-01-01").data
    assert any(sentence.startswith("The day is today, ") for sentence in plan["assumed"])
    assert any(sentence.startswith("The time is ") for sentence in plan["assumed"])


def test_statuses_are_those_that_are_documented() -> None:
    assert handsong(f"plan {NOAH}").status == 0
    assert handsong(f"plan {NOAH} --goal nothing").status == 2
    assert handsong(f"plan {NOAH} --answer state=asleep").status == 3
