"""The home network: whether Handsong may listen there, asked once on the machine itself."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import segno

from handsong.web.accounts import lan

LISTENING = lan.LISTENING
CONSENT = "home-network"
QUESTION = (
    "Handsong can also listen on your home network, so that a phone can open it. Every phone is paired\n"
    "first, with a code from this screen; others see nothing. Allow it on this machine? (yes/no) "
)
STAYS_HERE = "Handsong stays on this machine."


@dataclass(frozen=True)
class Listening:
    """Where to listen: the address to bind, the address phones use, the hosts pages may be asked for under."""

    bind: str = "127.0.0.1"
    address: str = ""
    hosts: tuple[str, ...] = ()


def choose(folder: Path, port: int, *, wanted: bool) -> Listening:
    """Return where to listen: this machine alone, unless the home network is wanted, allowed and there."""
    if not wanted or not _is_allowed(folder, sys.stdin, sys.stdout):
        return Listening()
    own = lan.addresses()
    if not own:
        _say(f"No home network was found. {STAYS_HERE} Connect it to the network, then start it again.")
        return Listening()
    return Listening("0.0.0.0", f"http://{own[0]}:{port}", tuple(own))  # noqa: S104 - pages open to paired devices alone


def _is_allowed(folder: Path, answers: TextIO, screen: TextIO) -> bool:
    """Whether somebody at this machine said yes, now or earlier; the yes is remembered."""
    remembered = folder / CONSENT
    if remembered.exists():
        return True
    if not (answers.isatty() and screen.isatty()):
        _say(
            f"The home network was asked for, but nobody can be asked whether it may be. {STAYS_HERE} "
            "Start it once in a terminal with make run LAN=1 and say yes; that is remembered."
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


def show_code(address: str) -> None:
    """Print a fresh pairing code as a picture for a phone's camera."""
    from handsong.web.accounts import actions, clock  # noqa: PLC0415 - they need the settings, which come later

    link = f"{address}/pair/{actions.make_code(now=clock.now())}/"
    _say("\nTo use a phone, point its camera at this within ten minutes, on the same home network:\n")
    segno.make(link, error="l").terminal(out=sys.stdout, compact=True)
    _say(f"\n{link}\n\nIt lets in one phone. For another: More, then Devices, then Add a phone.")


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - an entrance speaks to its person
