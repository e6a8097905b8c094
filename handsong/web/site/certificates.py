"""The home network's certificates: what phones trust, what speaks for this machine, and what the server shows.

It runs in a process of its own and prints what it found or made, so that the server never imports
what makes certificates. Why there are three: docs/decisions/0012-home-network.md.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, ip_address
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from handsong.web.site import env, home
from handsong.web.site.home import Served

AUTHORITY_LASTS = timedelta(days=3652)
SERVER_LASTS = timedelta(days=397)
RENEWED_BEFORE = timedelta(days=30)
A_SLOW_CLOCK = timedelta(days=1)
"""By how much a phone's clock may be behind and still believe a certificate that was made this minute."""

AT_HOME = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
THIS_MACHINE = Served(("localhost",), ("127.0.0.1",))

Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Holder:
    """Somebody a certificate names, and their key."""

    name: x509.Name
    key: Key


@dataclass(frozen=True)
class Signed:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key

    def lasts(self, now: datetime) -> bool:
        """Whether it holds now and for a while yet."""
        shown = self.certificate
        return shown.not_valid_before_utc <= now < shown.not_valid_after_utc - RENEWED_BEFORE


def main(words: Sequence[str]) -> int:
    """Have certificates for these names and addresses in the data folder, and print what they are as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handsong.web.site.settings")
    from handsong.web.accounts import clock  # noqa: PLC0415 - the clock needs the settings

    names = tuple(word for word in words if word.endswith(".local"))
    served = Served(names, tuple(word for word in words if word not in names))
    found = keep_current(env.data_folder(), served, clock.now())
    sys.stdout.write(json.dumps(asdict(found)))
    return 0


def keep_current(folder: Path, served: Served, now: datetime) -> home.Certificate:
    """Return the certificate of this machine, once what is missing, old or for other names is made anew."""
    authority, signer = _trusted(folder / home.AUTHORITY), _kept(folder / home.SIGNER)
    is_new = not (authority and signer and signer.lasts(now) and _comes_from(signer.certificate, authority))
    if authority is None or signer is None or is_new:
        authority, signer = make_authority(served, now)
        _write(folder / home.SIGNER, _key(signer.key) + _pem(signer.certificate))
        _write(folder / home.AUTHORITY, _pem(authority))
    served = covered(signer.certificate, served)
    server = _kept(folder / home.SERVER)
    if not (server and server.lasts(now) and _is_for(server.certificate, signer.certificate, served)):
        server = make_server(signer, served, now)
        chain = _pem(server.certificate) + _pem(signer.certificate)
        _write(folder / home.SERVER, _key(server.key) + chain)
    until = server.certificate.not_valid_after_utc.isoformat()
    return home.Certificate(until, served.names, served.addresses, is_new=is_new)


def make_authority(served: Served, now: datetime) -> tuple[x509.Certificate, Signed]:
    """Return the certificate that phones trust, and the one that it lets speak for this machine alone.

    The key of the first is forgotten here: nobody can sign anything else with it. The second carries
    the limits too, for not every browser heeds the limits of what was trusted by hand.
    """
    trusted, machine = (_holder(f"Handsong {what} ({served.names[-1]})") for what in ("at home", "speaks"))
    limits = x509.NameConstraints([*_general(served), *_general(THIS_MACHINE)], excluded_subtrees=None)
    made = []
    for holder, length in ((trusted, 1), (machine, 0)):
        builder = (
            _begun(holder, trusted, now, AUTHORITY_LASTS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=length), critical=True)
            .add_extension(_usage(signs=True), critical=True)
            .add_extension(limits, critical=True)
        )
        made.append(builder.sign(trusted.key, hashes.SHA256()))
    return made[0], Signed(made[1], machine.key)


def make_server(signer: Signed, served: Served, now: datetime) -> Signed:
    """Return a fresh certificate for the server under these names and addresses."""
    server, by = _holder("Handsong"), Holder(signer.certificate.subject, signer.key)
    names = x509.SubjectAlternativeName(_listed(served))
    made = (
        _begun(server, by, now, SERVER_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(names, critical=False)
    )
    return Signed(made.sign(by.key, hashes.SHA256()), server.key)


def covered(certificate: x509.Certificate, served: Served) -> Served:
    """Return the names and addresses that this certificate may speak for; others are left out."""
    limits = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = {general.value for general in limits.permitted_subtrees or []}
    networks = [value for value in permitted if isinstance(value, IPv4Network)]
    return Served(
        tuple(name for name in served.names if name in permitted),
        tuple(one for one in served.addresses if any(IPv4Address(one) in network for network in networks)),
    )


def _begun(holder: Holder, by: Holder, now: datetime, lasts: timedelta) -> x509.CertificateBuilder:
    """Return a certificate to which its limits are still to be added; the whole span counts from a slow clock."""
    begins, key, issuer = now - A_SLOW_CLOCK, holder.key.public_key(), by.key.public_key()
    server = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    return (
        x509.CertificateBuilder(by.name, holder.name, key, x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + lasts)
        .add_extension(server, critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _holder(name: str) -> Holder:
    """Return somebody of this name with a fresh key."""
    attribute = x509.NameAttribute(NameOID.COMMON_NAME, name[:64])
    return Holder(x509.Name([attribute]), ec.generate_private_key(ec.SECP256R1()))


def _listed(served: Served) -> list[x509.GeneralName]:
    """Return the names and addresses as a certificate lists them, this machine's own for itself among them."""
    names = (*served.names, *THIS_MACHINE.names)
    addresses = (*served.addresses, *THIS_MACHINE.addresses)
    return [*map(x509.DNSName, names), *(x509.IPAddress(ip_address(one)) for one in addresses)]


def _general(served: Served) -> list[x509.GeneralName]:
    """Return the names, and the home networks like those of the addresses: a router gives out other addresses at will."""
    blocks = dict.fromkeys(_block(IPv4Address(one)) for one in served.addresses)
    return [*map(x509.DNSName, served.names), *map(x509.IPAddress, blocks)]


def _block(address: IPv4Address) -> IPv4Network:
    return next((block for block in AT_HOME if address in block), IPv4Network(address))


def _comes_from(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _is_for(certificate: x509.Certificate, signer: x509.Certificate, served: Served) -> bool:
    """Whether it was signed by this one, for these names and addresses and no others."""
    listed = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return _comes_from(certificate, signer) and set(listed) == set(_listed(served))


def _trusted(file: Path) -> x509.Certificate | None:
    """Return a certificate that is kept, or None when there is none that can be read."""
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError):
        return None


def _kept(file: Path) -> Signed | None:
    """Return a certificate that is kept with its key, or None when there are none that belong together."""
    certificate = _trusted(file)
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError):
        return None
    if certificate and isinstance(key, Key) and key.public_key() == certificate.public_key():
        return Signed(certificate, key)
    return None


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key(key: Key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(file: Path, text: bytes) -> None:
    """Write a file whole or not at all, for its owner alone."""
    beside = file.with_name(f"{file.name}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
