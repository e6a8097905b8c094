"""The home network: whether Handsong may listen there, asked once on the machine itself."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

import segno

from handsong.web.accounts import lan
from handsong.web.site import env, home

LISTENING = lan.LISTENING
CONSENT = "home-network"
QUESTION = (
    "Handsong can also listen on your home network, so that a phone can open it. Every phone is paired\n"
    "first, with a code from this screen; others see nothing. Allow it on this machine? (yes/no) "
)
STAYS_HERE = "Handsong stays on this machine."

ANOTHER_NETWORK = (
    "The certificate was made in another home network: phones will warn about {left_out}. To make one that\n"
    "holds here, delete home-authority.pem, home-signer.pem and home-server.pem in {folder}\n"
    "and start again. Every phone is then told once more to trust it."
)


@dataclass(frozen=True)
class Listening:
    """Where to listen: the address to bind, the address phones use, the hosts pages may be asked for under."""

    bind: str = "127.0.0.1"
    address: str = ""
    hosts: tuple[str, ...] = ()
    secure: lan.Secure | None = None

    def tell(self) -> None:
        """Tell this process where phones find it."""
        os.environ[LISTENING] = self.address
        lan.tell(self.secure)


def choose(folder: Path, port: int, *, wanted: bool, is_secure: bool = False) -> Listening:
    """Return where to listen: this machine alone, unless the home network is wanted, allowed and there.

    With a certificate pages are secure there; raises UnableToCertify when none can be made.
    """
    start = "make run HOME_NETWORK=1" if is_secure else "make run LAN=1"
    if not (wanted or is_secure) or not _is_allowed(folder, sys.stdin, sys.stdout, start):
        return _behind_a_proxy()
    own = lan.addresses()
    if not own:
        _say(f"No home network was found. {STAYS_HERE} Connect it to the network, then start it again.")
        return Listening()
    plain = Listening("0.0.0.0", f"http://{own[0]}:{port}", tuple(own))  # noqa: S104 - pages open to paired devices alone
    return _securely(plain, folder, port) if is_secure else plain


def _behind_a_proxy() -> Listening:
    """Return this machine alone, and where phones find it when a proxy passes them on."""
    address = env.web_address("HANDSONG_ADDRESS") if env.ip_address("HANDSONG_PROXY") else ""
    return Listening(address=address, hosts=(str(urlsplit(address).hostname),) if address else ())


def served() -> home.Served:
    """Return the names and addresses that this machine is asked under at home."""
    return home.Served(tuple(lan.names()), tuple(lan.addresses()))


def _securely(plain: Listening, folder: Path, port: int) -> Listening:
    """Return the same with a certificate; phones use a name that answers, which stays when addresses change."""
    asked = served()
    shown = home.certificate(asked)
    if shown.is_new:
        _say("A certificate was made for this machine. Each phone is told once to trust it.")
    left_out = [one for one in asked.addresses if one not in shown.addresses]
    if left_out:
        _say(ANOTHER_NETWORK.format(left_out=", ".join(left_out), folder=folder))
    name = lan.name_that_answers()
    usable = [*([name] if name in shown.names else []), *shown.addresses] or list(asked.addresses)
    addresses = [f"https://{one}:{port}" for one in usable]
    fingerprint = home.fingerprint(home.authority(folder))
    way = lan.Secure(f"{plain.address}/trust/", fingerprint, shown.until, addresses)
    return Listening(plain.bind, addresses[0], (*plain.hosts, *asked.names), way)


def _is_allowed(folder: Path, answers: TextIO, screen: TextIO, start: str) -> bool:
    """Whether somebody at this machine said yes, now or earlier; the yes is remembered."""
    remembered = folder / CONSENT
    if remembered.exists():
        return True
    if not (answers.isatty() and screen.isatty()):
        _say(
            f"The home network was asked for, but nobody can be asked whether it may be. {STAYS_HERE} "
            f"Start it once in a terminal with {start} and say yes; that is remembered."
        )
        return False
    screen.write(QUESTION)
    screen.flush()
    if answers.readline().strip().lower() not in {"y", "yes"}:
        _say(STAYS_HERE)
        return False
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    remembered.write_text("yes\n", encoding="ascii")
    return True


def show_code() -> None:
    """Print a fresh pairing code as a picture for a phone's camera."""
    from handsong.web.accounts import actions, clock  # noqa: PLC0415 - they need the settings, which come later

    link = lan.pairing_link(actions.make_code(now=clock.now()))
    _say("\nTo use a phone, point its camera at this within ten minutes, on the same home network:\n")
    segno.make(link, error="l").terminal(out=sys.stdout, compact=True)
    _say(f"\n{link}\n\nIt lets in one phone. For another: More, then Devices, then Add a phone.")
    way = lan.secure()
    if way:
        _say(
            f"\nThe page shows how the phone is told to trust this machine, and this fingerprint:\n"
            f"{way.fingerprint}\nAfter that, Handsong is at {lan.listening_at()}/ for phones."
        )


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - an entrance speaks to its person
