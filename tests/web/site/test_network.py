"""The home network: asked once on the machine, paired phones only, found without sending anything."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from handsong.web.accounts import lan
from handsong.web.accounts.models import PairingCode
from handsong.web.site import home, network


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


def test_behind_a_proxy_it_listens_to_this_machine_and_phones_get_the_proxys_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDSONG_ADDRESS", "https://handsong.example/")
    assert network.choose(tmp_path, 8000, wanted=False) == network.Listening()
    monkeypatch.setenv("HANDSONG_PROXY", "127.0.0.1")
    behind = network.Listening("127.0.0.1", "https://handsong.example", ("handsong.example",))
    assert network.choose(tmp_path, 8000, wanted=False) == behind


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


@pytest.fixture
def certified(monkeypatch: pytest.MonkeyPatch) -> list[home.Served]:
    """Certificates that are for everything that is asked, and were made before."""
    asked: list[home.Served] = []

    def certificate(served: home.Served) -> home.Certificate:
        asked.append(served)
        return home.Certificate("2027-12-01T09:00:00+00:00", served.names, served.addresses, is_new=False)

    monkeypatch.setattr(home, "certificate", certificate)
    monkeypatch.setattr(lan, "names", lambda: ["handsong.local", "nursery.local"])
    monkeypatch.setattr(lan, "name_that_answers", str)
    return asked


@pytest.mark.usefixtures("certified")
def test_with_a_certificate_it_asks_once_too_and_phones_get_a_secure_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = ask(monkeypatch, "yes\n")
    chosen = network.choose(tmp_path, 8123, wanted=False, is_secure=True)
    assert "Allow it on this machine?" in screen.getvalue()
    assert chosen.address == "https://192.168.1.5:8123"
    assert chosen.hosts == ("192.168.1.5", "10.0.0.7", "handsong.local", "nursery.local")
    assert chosen.secure
    assert chosen.secure.trust_at == "http://192.168.1.5:8123/trust/"
    assert chosen.secure.addresses == ["https://192.168.1.5:8123", "https://10.0.0.7:8123"]
    screen = ask(monkeypatch, "")
    assert network.choose(tmp_path, 8123, wanted=False, is_secure=True) == chosen
    assert "Allow it" not in screen.getvalue()


def test_with_a_certificate_anything_but_yes_is_no_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, certified: list[home.Served]
) -> None:
    ask(monkeypatch, "no\n")
    assert network.choose(tmp_path, 8000, wanted=False, is_secure=True) == network.Listening()
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    assert network.choose(tmp_path, 8000, wanted=False, is_secure=True) == network.Listening()
    assert certified == []
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("certified")
def test_a_name_that_answers_comes_before_an_address_that_may_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(monkeypatch, "yes\n")
    monkeypatch.setattr(lan, "name_that_answers", lambda: "nursery.local")
    chosen = network.choose(tmp_path, 8123, wanted=False, is_secure=True)
    assert chosen.address == "https://nursery.local:8123"
    assert chosen.secure
    assert chosen.secure.trust_at.startswith("http://192.168.1.5"), "an address opens on every phone"
    monkeypatch.setattr(lan, "name_that_answers", lambda: "renamed.local")
    assert network.choose(tmp_path, 8123, wanted=False, is_secure=True).address.startswith("https://192.")


def test_in_another_network_than_the_certificates_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = home.Certificate("2027-12-01T09:00:00+00:00", ("handsong.local",), ("192.168.1.5",), is_new=False)
    monkeypatch.setattr(home, "certificate", lambda _: made)
    monkeypatch.setattr(lan, "name_that_answers", str)
    screen = ask(monkeypatch, "yes\n")
    chosen = network.choose(tmp_path, 8000, wanted=False, is_secure=True)
    assert chosen.secure
    assert chosen.secure.addresses == ["https://192.168.1.5:8000"]
    assert "phones will warn about 10.0.0.7." in screen.getvalue()
    assert f"home-signer.pem and home-server.pem in {tmp_path}" in screen.getvalue()


@pytest.mark.parametrize(
    ("host", "names"),
    [
        ("Nursery", ["handsong.local", "nursery.local"]),
        ("nursery.fritz.box", ["handsong.local", "nursery.local"]),
        ("handsong", ["handsong.local"]),
        ("localhost", ["handsong.local"]),
        ("Alba’s MacBook", ["handsong.local", "albasmacbook.local"]),
        ("", ["handsong.local"]),
    ],
)
def test_the_machine_is_asked_under_our_name_and_its_own(
    monkeypatch: pytest.MonkeyPatch, host: str, names: list[str]
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: host)
    assert lan.names() == names


def test_a_code_that_passes_a_plain_page_stands_where_browsers_keep_it_to_themselves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(lan.LISTENING, "http://192.168.1.5:8000")
    monkeypatch.setenv(lan.SECURE, "")
    assert lan.pairing_link("abcd") == "http://192.168.1.5:8000/pair/abcd/"
    way = lan.Secure("http://192.168.1.5:8000/trust/", "AA", "", ["https://192.168.1.5:8000"])
    network.Listening("", way.addresses[0], (), way).tell()
    assert lan.secure() == way
    assert lan.pairing_link("abcd") == "http://192.168.1.5:8000/trust/#abcd"


def test_without_a_network_it_stays_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = ask(monkeypatch, "yes\n")
    monkeypatch.setattr(lan, "addresses", list)
    assert network.choose(tmp_path, 8000, wanted=True) == network.Listening()
    assert "No home network was found" in screen.getvalue()


@pytest.mark.django_db
def test_the_code_is_shown_as_a_picture_and_as_an_address(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(lan.LISTENING, "http://192.168.1.5:8000")
    network.show_code()
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
