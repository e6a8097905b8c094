"""The home network's certificates: they hold for this machine alone, renew themselves, and keep phones' trust."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from handsong.web.site import certificates, home
from handsong.web.site.home import Served

DAY = timedelta(days=1)
HERE = Served(("handsong.local", "nursery.local"), ("192.168.7.20",))


@pytest.fixture(scope="module")
def now() -> datetime:
    """This minute: what is made now is looked at by this machine's own TLS library."""
    return datetime.now(UTC).replace(microsecond=0)


def make(folder: Path, now: datetime, served: Served = HERE) -> home.Certificate:
    return certificates.keep_current(folder, served, now)


def shown(folder: Path, name: str) -> x509.Certificate:
    """Return the first certificate of a file."""
    return x509.load_pem_x509_certificates((folder / name).read_bytes())[0]


def permitted(certificate: x509.Certificate) -> set[object]:
    limits = certificate.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    return {general.value for general in limits.value.permitted_subtrees or []}


def is_believed(folder: Path, name: str, chain: Path | None = None) -> bool:
    """Whether whoever trusts the household's certificate alone believes the server under this name."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain or folder / home.SERVER)
    phone = ssl.create_default_context(cafile=folder / home.AUTHORITY)
    there, here = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [
        server.wrap_bio(there, here, server_side=True),
        phone.wrap_bio(here, there, server_hostname=name),
    ]
    is_done = [False, False]
    for _ in range(6):
        for at, side in enumerate(sides):
            try:
                side.do_handshake()
                is_done[at] = True
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError:
                return False
    return all(is_done)


def test_whoever_trusts_the_household_believes_it_under_all_its_names(tmp_path: Path, now: datetime) -> None:
    make(tmp_path, now)
    for name in (*HERE.names, *HERE.addresses, "localhost", "127.0.0.1"):
        assert is_believed(tmp_path, name), name
    assert not is_believed(tmp_path, "another.local")
    assert not is_believed(tmp_path, "192.168.7.21")


def test_another_households_certificate_is_not_believed(tmp_path: Path, now: datetime) -> None:
    for name in ("ours", "theirs"):
        (tmp_path / name).mkdir()
        make(tmp_path / name, now)
    assert not is_believed(tmp_path / "ours", "handsong.local", tmp_path / "theirs" / home.SERVER)


@pytest.mark.parametrize(
    ("name", "is_ours"),
    [
        ("bank.example", False),
        ("another.local", False),
        ("8.8.8.8", False),
        ("10.0.0.1", False),
        ("192.168.7.99", True),
        ("nursery.local", True),
    ],
)
def test_whoever_stole_the_key_could_not_pretend_to_be_anybody_outside(
    tmp_path: Path, now: datetime, name: str, *, is_ours: bool
) -> None:
    make(tmp_path, now)
    signer = certificates._kept(tmp_path / home.SIGNER)
    assert signer
    is_number = name.replace(".", "").isdigit()
    claimed = Served(() if is_number else (name,), (name,) if is_number else ())
    for_another = certificates.make_server(signer, claimed, now)
    chain = tmp_path / "stolen.pem"
    pem = certificates._pem
    chain.write_bytes(
        certificates._key(for_another.key) + pem(for_another.certificate) + pem(signer.certificate)
    )
    listed = for_another.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert name in {str(general.value) for general in listed}
    assert is_believed(tmp_path, name, chain) is is_ours


def test_both_that_vouch_say_what_they_vouch_for(tmp_path: Path, now: datetime) -> None:
    make(tmp_path, now)
    limits = {*HERE.names, "localhost", IPv4Network("192.168.0.0/16"), IPv4Network("127.0.0.1/32")}
    for name in (home.AUTHORITY, home.SIGNER):
        certificate = shown(tmp_path, name)
        assert permitted(certificate) == limits
        assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
        assert isinstance(certificate.public_key().curve, ec.SECP256R1)
        assert 3600 * DAY < certificate.not_valid_after_utc - now < 3660 * DAY


def test_the_key_of_what_phones_trust_is_kept_nowhere(tmp_path: Path, now: datetime) -> None:
    make(tmp_path, now)
    trusted = shown(tmp_path, home.AUTHORITY).public_key()
    keys = [
        serialization.load_pem_private_key(file.read_bytes(), password=None).public_key()
        for file in tmp_path.iterdir()
        if b"PRIVATE KEY" in file.read_bytes()
    ]
    assert len(keys) == 2
    assert trusted not in keys


def test_every_file_is_its_owners_alone(tmp_path: Path, now: datetime) -> None:
    tmp_path.chmod(0o755)
    make(tmp_path, now)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys((home.AUTHORITY, home.SIGNER, home.SERVER), 0o600)


def test_the_servers_certificate_is_one_that_phones_accept(tmp_path: Path, now: datetime) -> None:
    told = make(tmp_path, now)
    server = shown(tmp_path, home.SERVER)
    assert server.not_valid_after_utc - server.not_valid_before_utc <= 397 * DAY
    assert server.not_valid_before_utc <= now - DAY, "a phone whose clock is behind"
    assert datetime.fromisoformat(told.until) == server.not_valid_after_utc
    usage = server.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["handsong.local", "nursery.local", "localhost"]
    assert names.get_values_for_type(x509.IPAddress) == list(map(ip_address, ("192.168.7.20", "127.0.0.1")))


# Renewal


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_what_is_current_is_left_alone(tmp_path: Path, now: datetime) -> None:
    assert make(tmp_path, now).is_new
    before = contents(tmp_path)
    later = make(tmp_path, now + 300 * DAY)
    assert not later.is_new
    assert contents(tmp_path) == before


@pytest.mark.parametrize(("days", "is_renewed"), [(365, False), (367, True), (380, True), (900, True)])
def test_it_is_renewed_in_its_last_thirty_days_and_phones_notice_nothing(
    tmp_path: Path, now: datetime, days: int, *, is_renewed: bool
) -> None:
    make(tmp_path, now)
    before = contents(tmp_path)
    assert not make(tmp_path, now + days * DAY).is_new
    after = contents(tmp_path)
    assert (after[home.SERVER] != before[home.SERVER]) is is_renewed
    assert after[home.AUTHORITY] == before[home.AUTHORITY]
    assert after[home.SIGNER] == before[home.SIGNER]


def test_another_address_is_taken_in_without_asking_phones_again(tmp_path: Path, now: datetime) -> None:
    make(tmp_path, now)
    moved = replace(HERE, addresses=("192.168.1.44",))
    told = make(tmp_path, now, moved)
    assert not told.is_new
    assert told.addresses == ("192.168.1.44",)
    assert is_believed(tmp_path, "192.168.1.44")
    assert not is_believed(tmp_path, "192.168.7.20")


def test_what_may_not_be_vouched_for_is_left_out(tmp_path: Path, now: datetime) -> None:
    """A laptop that is taken to work, or was given another name: at home the phones still trust it."""
    make(tmp_path, now)
    told = make(tmp_path, now, Served(("handsong.local", "renamed.local"), ("10.1.2.3",)))
    assert not told.is_new
    assert told.names == ("handsong.local",)
    assert told.addresses == ()
    assert is_believed(tmp_path, "handsong.local")


def test_after_ten_years_everything_is_new_in_time(tmp_path: Path, now: datetime) -> None:
    make(tmp_path, now)
    assert not make(tmp_path, now + 3600 * DAY).is_new
    told = make(tmp_path, now + 3640 * DAY)
    assert told.is_new
    assert datetime.fromisoformat(told.until) > now + 4000 * DAY


@pytest.mark.parametrize("name", [home.AUTHORITY, home.SIGNER])
@pytest.mark.parametrize("how", ["lost", "damaged", "another's"])
def test_what_belongs_together_is_made_anew_together(
    tmp_path: Path, now: datetime, name: str, how: str
) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder in (ours, theirs):
        folder.mkdir()
        make(folder, now)
    (ours / name).unlink()
    if how != "lost":
        (ours / name).write_bytes(b"nonsense" if how == "damaged" else (theirs / name).read_bytes())
    assert make(ours, now).is_new
    assert is_believed(ours, "handsong.local")


@pytest.mark.parametrize("broken", [b"", b"nonsense"])
def test_a_damaged_server_certificate_is_made_anew(tmp_path: Path, now: datetime, broken: bytes) -> None:
    make(tmp_path, now)
    (tmp_path / home.SERVER).write_bytes(broken)
    assert not make(tmp_path, now).is_new
    assert is_believed(tmp_path, "handsong.local")


@pytest.mark.parametrize("at", range(3))
def test_whatever_moment_it_is_ended_at_the_next_start_is_whole(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    make(tmp_path, now)
    (tmp_path / home.SIGNER).write_bytes(b"")
    writes: list[str] = []
    write = certificates._write

    def ends(file: Path, text: bytes) -> None:
        if len(writes) == at:
            raise KeyboardInterrupt
        writes.append(file.name)
        write(file, text)

    monkeypatch.setattr(certificates, "_write", ends)
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path, now)
    monkeypatch.setattr(certificates, "_write", write)
    make(tmp_path, now)
    assert is_believed(tmp_path, "handsong.local")


def test_a_clock_that_was_far_ahead_leaves_nothing_behind(tmp_path: Path, now: datetime) -> None:
    make(tmp_path, now + 20 * 365 * DAY)
    assert make(tmp_path, now).is_new
    assert is_believed(tmp_path, "handsong.local")
