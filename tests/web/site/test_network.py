"""The home network: asked once on the machine, paired phones only, found without sending anything."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from handsong.web.accounts import lan
from handsong.web.accounts.models import PairingCode
from handsong.web.site import network


class Terminal(io.StringIO):
    """A terminal that a person sits at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lan, "addresses", lambda: ["192.168.1.5", "10.0.0.7"])


def ask(monkeypatch: pytest.MonkeyPatch, answer: str) -> Terminal:
    screen = Terminal()
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    monkeypatch.setattr("sys.stdout", screen)
    return screen


def test_without_the_wish_it_listens_to_this_machine_alone(tmp_path: Path) -> None:
    assert network.choose(tmp_path, 8000, wanted=False) == network.Listening("127.0.0.1")


def test_it_asks_once_and_remembers_the_yes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = ask(monkeypatch, "yes\n")
    chosen = network.choose(tmp_path, 8123, wanted=True)
    assert chosen == network.Listening("0.0.0.0", "http://192.168.1.5:8123", ("192.168.1.5", "10.0.0.7"))  # noqa: S104 - what is tested
    assert "Allow it on this machine?" in screen.getvalue()
    screen = ask(monkeypatch, "")
    assert network.choose(tmp_path, 8123, wanted=True) == chosen
    assert "Allow it" not in screen.getvalue()


@pytest.mark.parametrize("answer", ["no\n", "\n", "", "maybe\n"])
def test_anything_but_yes_is_no(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    ask(monkeypatch, answer)
    assert network.choose(tmp_path, 8000, wanted=True) == network.Listening()
    assert not list(tmp_path.iterdir())


def test_without_a_terminal_it_stays_and_says_how(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    assert network.choose(tmp_path, 8000, wanted=True) == network.Listening()
    assert "make run LAN=1" in capsys.readouterr().out


def test_without_a_network_it_stays_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = ask(monkeypatch, "yes\n")
    monkeypatch.setattr(lan, "addresses", list)
    assert network.choose(tmp_path, 8000, wanted=True) == network.Listening()
    assert "No home network was found" in screen.getvalue()


@pytest.mark.django_db
def test_the_code_is_shown_as_a_picture_and_as_an_address(capsys: pytest.CaptureFixture[str]) -> None:
    network.show_code("http://192.168.1.5:8000")
    said = capsys.readouterr().out
    assert "http://192.168.1.5:8000/pair/" in said
    assert "█" in said or "▄" in said
    assert PairingCode.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "is_home"),
    [
        ("192.168.1.5", True),
        ("10.1.2.3", True),
        ("172.16.0.9", True),
        ("127.0.0.1", False),
        ("169.254.3.4", False),
        ("0.0.0.0", False),  # noqa: S104 - an address to refuse
        ("8.8.8.8", False),
        ("", False),
        ("fritz.box", False),
    ],
)
def test_only_addresses_of_a_home_network_count(address: str, is_home: bool) -> None:  # noqa: FBT001 - a table of cases
    assert lan._is_at_home(address) is is_home
