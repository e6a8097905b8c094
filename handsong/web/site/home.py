"""At home with a certificate: have it made, show it to phones, and speak TLS with it."""

from __future__ import annotations

import hashlib
import json
import plistlib
import ssl
import subprocess
import sys
import threading
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from handsong.web.accounts import lan

if TYPE_CHECKING:
    from handsong.web.site.server import Server

AUTHORITY = "home-authority.pem"
SIGNER = "home-signer.pem"
SERVER = "home-server.pem"
"""In the data folder: what phones trust; what speaks for this machine, with its key; what is shown, with its key."""

A_DAY = 24 * 60 * 60


class UnableToCertify(RuntimeError):
    """No certificate could be made for the home network; the message says why and what to do."""


@dataclass(frozen=True)
class Served:
    """The names and the addresses that this machine is asked under."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Certificate:
    """What the server shows: until when, and for which names and addresses; new when phones do not know it yet."""

    until: str
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    is_new: bool


def certificate(served: Served) -> Certificate:
    """Return a certificate that is current, in the data folder; raises UnableToCertify.

    In a process of its own: making one needs libraries that serving never does.
    """
    done = subprocess.run(
        [sys.executable, "-m", "handsong.web.site.certificates", *served.names, *served.addresses],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = done.stderr.strip().rpartition("\n")[2] or "nothing was said"
        raise UnableToCertify(
            f"No certificate could be made for the home network ({reason}). Look whether the data folder "
            "can be written, or start without --home: Handsong then stays on this machine."
        )
    told = json.loads(done.stdout)
    return Certificate(told["until"], tuple(told["names"]), tuple(told["addresses"]), is_new=told["is_new"])


def authority(folder: Path) -> bytes:
    """Return the certificate that phones trust, as they take it; empty when none was made."""
    try:
        return ssl.PEM_cert_to_DER_cert((folder / AUTHORITY).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return b""


def fingerprint(trusted: bytes) -> str:
    """Return the SHA-256 fingerprint of a certificate as phones show it, in four lines."""
    pairs = hashlib.sha256(trusted).digest().hex(" ").upper()
    return "\n".join(pairs[at : at + 23] for at in range(0, len(pairs), 24))


def profile(trusted: bytes) -> bytes:
    """Return the certificate as a profile that an iPhone installs; the same certificate is the same profile."""
    name = "Handsong at home"
    about = "Lets this phone open Handsong on the computer in your home. It holds for that computer alone."
    own = uuid.uuid5(uuid.NAMESPACE_OID, trusted.hex())
    inside = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"handsong.home.{own}.certificate",
        "PayloadUUID": str(uuid.uuid5(own, "certificate")).upper(),
        "PayloadDisplayName": name,
        "PayloadDescription": about,
        "PayloadCertificateFileName": "handsong.crt",
        "PayloadContent": trusted,
    }
    whole = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"handsong.home.{own}",
        "PayloadUUID": str(own).upper(),
        "PayloadDisplayName": name,
        "PayloadDescription": about,
        "PayloadOrganization": "Your own household",
        "PayloadContent": [inside],
    }
    return plistlib.dumps(whole)


def context(folder: Path) -> ssl.SSLContext:
    """Return what the server speaks TLS with."""
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(folder / SERVER)
    return made


def renew_daily(server: Server, folder: Path, served: Served) -> threading.Event:
    """Look once a day whether the certificate is still current; return what ends that.

    A machine that is never started anew would show an old one after a year.
    """
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(A_DAY):
            renew(server, folder, served)

    threading.Thread(target=look, name="certificate", daemon=True).start()
    return ended


def renew(server: Server, folder: Path, served: Served) -> None:
    """Show a current certificate from now on; the old one goes on when none can be made."""
    try:
        shown = certificate(served)
    except UnableToCertify:
        return
    way = lan.secure()
    if server.context and way:
        server.context.load_cert_chain(folder / SERVER)
        lan.tell(replace(way, until=shown.until, fingerprint=fingerprint(authority(folder))))
