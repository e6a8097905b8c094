"""`handsong serve --home`: a secure page for paired phones, a plain one to learn trust, nothing else."""

from __future__ import annotations

import hashlib
import os
import plistlib
import re
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client

from handsong.web.accounts import lan
from handsong.web.site import certificates, home, server
from tests.web.site.at_home import A_PHONE, MACHINE, NAMES, Answer, Phone
from tests.web.site.serving import ROOT, Household, environment, free_port, serving

pytestmark = pytest.mark.household

PROGRAM = "tests.web.site.at_home"
PAGES = [
    "/",
    "/library/",
    "/settings/",
    "/settings/check/",
    "/devices/",
    "/diary/",
    "/care/",
    "/nothing/",
    "/trust/",
]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
A_STATIC_FILE = re.compile(r'href="(/static/site/site\.[0-9a-f]{12}\.css)"')


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def household(folder: Path) -> Iterator[Household]:
    with serving(folder, program=PROGRAM, PORT=free_port()) as running:
        yield running


@pytest.fixture
def port(household: Household) -> int:
    return urlsplit(household.address).port or 0


@pytest.fixture
def trusting(port: int, folder: Path) -> Phone:
    """A phone that was told to trust the household."""
    return Phone(port, folder / home.AUTHORITY)


@pytest.fixture
def plain(port: int) -> Phone:
    """A phone that asks without encryption, as one does that knows nothing yet."""
    return Phone(port, is_plain=True)


def at_the_machine(port: int) -> Callable[..., Answer]:
    machine = Phone(port, is_plain=True)
    return lambda page, **how: machine.get(page, name="localhost", **how)


def code(port: int) -> str:
    """Return a fresh pairing code, asked for on the machine itself."""
    machine = Phone(port, is_plain=True)
    page = machine.get("/devices/", name="localhost")
    found = TOKEN.search(page.words)
    assert found
    cookie = page.cookies["handsong_csrf"].partition(";")[0]
    said = machine.post(
        "/devices/add/", {"csrfmiddlewaretoken": found[1]}, name="localhost", Cookie=cookie
    ).words
    made = re.search(rf"http://{MACHINE}:{port}/trust/#([a-z2-9-]+)", said)
    assert made, said
    return made[1]


def paired(trusting: Phone, port: int) -> dict[str, str]:
    """Pair a phone over TLS and return the cookies it was given, as they were set."""
    where = f"/pair/{code(port)}/"
    page = trusting.get(where)
    found = TOKEN.search(page.words)
    assert found
    sent = {"csrfmiddlewaretoken": found[1], "name": "Alba’s phone"}
    cookie = page.cookies["handsong_csrf"].partition(";")[0]
    origin = f"https://{MACHINE}:{port}"
    answer = trusting.post(where, sent, Cookie=cookie, Origin=origin)
    assert answer.status == 302, answer.words
    return page.cookies | answer.cookies


def sent_back(cookies: dict[str, str]) -> str:
    return "; ".join(line.partition(";")[0] for line in cookies.values())


# The secure page


@pytest.mark.parametrize("name", [*NAMES, MACHINE, "localhost", "127.0.0.1"])
def test_a_phone_that_trusts_the_household_believes_it(trusting: Phone, name: str) -> None:
    trusting.connect(name).close()


def test_a_phone_that_does_not_trust_it_refuses_it(port: int, trusting: Phone, tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer"):
        Phone(port).connect()
    served = home.Served(("handsong.local",), (MACHINE,))
    certificates.keep_current(tmp_path, served, datetime.now(UTC))
    with pytest.raises(ssl.SSLCertVerificationError):
        Phone(port, tmp_path / home.AUTHORITY).connect()
    with pytest.raises(ssl.SSLCertVerificationError, match="not valid for"):
        trusting.connect("another.local")


@pytest.mark.parametrize("page", PAGES)
def test_an_unpaired_phone_sees_how_to_pair_and_nothing_else(trusting: Phone, page: str) -> None:
    answer = trusting.get(page)
    assert answer.status == 403
    assert "not paired yet" in answer.words
    assert "/library/" not in answer.words


def test_a_phone_is_paired_and_its_cookies_never_travel_in_the_open(trusting: Phone, port: int) -> None:
    cookies = paired(trusting, port)
    assert cookies.keys() == {"handsong_csrf", "handsong_device"}
    for line in cookies.values():
        assert "; Secure" in line
        assert "HttpOnly" in line
    assert trusting.get("/settings/", Cookie=sent_back(cookies)).status == 200


def test_a_form_of_another_page_is_refused_over_tls_too(trusting: Phone, port: int) -> None:
    cookies = paired(trusting, port)
    page = trusting.get("/settings/", Cookie=sent_back(cookies))
    found = TOKEN.search(page.words)
    assert found
    form = {"csrfmiddlewaretoken": found[1], "theme": "night"}
    ours = f"https://{MACHINE}:{port}"
    for origin in (f"http://{MACHINE}:{port}", f"https://{MACHINE}", "https://bank.example", "null"):
        refused = trusting.post("/settings/theme/", form, Cookie=sent_back(cookies), Origin=origin)
        assert refused.status == 403, origin
    for referer in ("https://bank.example/", f"http://{MACHINE}:{port}/settings/"):
        refused = trusting.post("/settings/theme/", form, Cookie=sent_back(cookies), Referer=referer)
        assert refused.status == 403, referer
    taken = trusting.post("/settings/theme/", form, Cookie=sent_back(cookies), Origin=ours)
    assert taken.status == 302
    assert "; Secure" in taken.cookies["handsong_theme"]


def test_another_name_is_refused(trusting: Phone, plain: Phone) -> None:
    for asked in (trusting, plain):
        assert asked.get("/trust/", Host="evil.example").status == 400


def test_files_come_over_tls_and_are_kept_for_good(trusting: Phone) -> None:
    found = A_STATIC_FILE.search(trusting.get("/").words)
    assert found
    answer = trusting.get(found[1])
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]


def test_no_browser_is_told_to_come_encrypted_for_ever(trusting: Phone, plain: Phone) -> None:
    """In another home the same name or address is another machine, and trust is learnt on a plain page."""
    for answer in (trusting.get("/"), plain.get("/trust/")):
        assert "Strict-Transport-Security" not in answer.headers


def test_a_slow_phone_keeps_nobody_waiting(trusting: Phone, port: int) -> None:
    slow = [Phone(port, is_plain=True).connect() for _ in range(3)]
    for connected in slow:
        connected.sendall(server.HANDSHAKE)
    assert trusting.get("/").status == 403
    for connected in slow:
        connected.setblocking(False)
        with pytest.raises(BlockingIOError):
            connected.recv(1)
        connected.close()


# The plain page


@pytest.mark.parametrize("page", [*PAGES[:-1], "/pair/any/", "/trust/nothing"])
def test_without_encryption_every_page_leads_to_the_one_that_teaches_trust(
    plain: Phone, trusting: Phone, port: int, page: str
) -> None:
    cookie = sent_back(paired(trusting, port))
    for answer in (plain.get(page), plain.get(page, Cookie=cookie), plain.post(page, {}, Cookie=cookie)):
        assert (answer.status, answer.headers["Location"]) == (302, "/trust/")
        assert answer.cookies == {}


def test_the_page_shows_the_fingerprint_and_leads_to_the_secure_one(
    plain: Phone, folder: Path, port: int
) -> None:
    answer = plain.get("/trust/")
    trusted = ssl.PEM_cert_to_DER_cert((folder / home.AUTHORITY).read_text(encoding="ascii"))
    pairs = hashlib.sha256(trusted).digest().hex(" ").upper()
    assert answer.status == 200
    assert answer.cookies == {}
    assert pairs in re.sub(r"<br>", " ", answer.words)
    assert f'href="https://{MACHINE}:{port}/" data-home' in answer.words
    assert pairs in re.sub(r"<br>", " ", at_the_machine(port)("/settings/check/").words)


@pytest.mark.parametrize(
    ("agent", "opened"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", ["iPhone or iPad"]),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 8) Chrome/130.0 Mobile", ["Android phone or tablet"]),
        ("Mozilla/5.0 (X11; Linux x86_64)", []),
    ],
)
def test_the_steps_for_this_kind_of_phone_stand_open(plain: Phone, agent: str, opened: list[str]) -> None:
    said = plain.get("/trust/", **{"User-Agent": agent}).words
    assert re.findall(r"<details open><summary>([^<]+)", said) == opened
    assert said.count("<details") == 2


def test_android_is_given_the_certificate(plain: Phone, folder: Path) -> None:
    answer = plain.get("/trust/handsong.crt")
    assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert answer.body == home.authority(folder)
    assert ssl.DER_cert_to_PEM_cert(answer.body)
    assert answer.cookies == {}


def test_an_iphone_is_given_a_profile(plain: Phone, folder: Path) -> None:
    answer = plain.get("/trust/handsong.mobileconfig")
    assert answer.headers["Content-Type"] == "application/x-apple-aspen-config"
    whole = plistlib.loads(answer.body)
    assert whole["PayloadType"] == "Configuration"
    (inside,) = whole["PayloadContent"]
    assert inside["PayloadType"] == "com.apple.security.root"
    assert inside["PayloadContent"] == home.authority(folder)
    assert whole["PayloadUUID"] != inside["PayloadUUID"]
    assert plistlib.loads(plain.get("/trust/handsong.mobileconfig").body) == whole
    assert answer.cookies == {}


def test_no_key_leaves_the_machine(plain: Phone, trusting: Phone) -> None:
    for page in ("/trust/", "/trust/handsong.crt", "/trust/handsong.mobileconfig"):
        assert b"PRIVATE" not in plain.get(page).body
    for name in (home.SIGNER, home.SERVER, home.AUTHORITY):
        assert trusting.get(f"/{name}").status == 403


def test_the_machine_itself_goes_on_as_before(port: int) -> None:
    look = at_the_machine(port)
    assert look("/library/").status == 200
    page = look("/settings/")
    assert page.status == 200
    assert "; Secure" not in page.cookies["handsong_csrf"]


# The server


def test_it_makes_no_certificates_itself_and_leaves_no_process_behind(
    household: Household, plain: Phone
) -> None:
    plain.get("/trust/")
    own = Path(f"/proc/{household.process.pid}")
    assert "/cryptography/" not in (own / "maps").read_text(encoding="ascii")
    children = own / f"task/{household.process.pid}/children"
    assert children.read_text(encoding="ascii").strip() == ""


def test_a_phone_that_does_not_trust_it_yet_is_no_news_on_the_terminal(tmp_path: Path) -> None:
    with serving(tmp_path, program=PROGRAM, PORT=free_port()) as running:
        where = urlsplit(running.address).port or 0
        for _ in range(2):
            with pytest.raises(ssl.SSLCertVerificationError):
                Phone(where).connect()
        broken = Phone(where, is_plain=True).connect()
        broken.sendall(server.HANDSHAKE + b"nonsense" * 40)
        broken.close()
        garbled = Phone(where, tmp_path / home.AUTHORITY).connect()
        os.write(garbled.fileno(), b"nonsense" * 40)
        garbled.close()
        assert Phone(where, tmp_path / home.AUTHORITY).get("/").status == 403
        running.process.terminate()
        assert running.process.stdout
        said = running.process.stdout.read()
    assert f"http://{MACHINE}:{where}/trust/#" in said
    assert f"Handsong is at https://{MACHINE}:{where}/ for phones" in said
    assert home.fingerprint(home.authority(tmp_path)) in said
    assert said.endswith("Handsong has ended.\n")
    assert "Traceback" not in said
    assert "handsong.server" not in said


def test_a_renewed_certificate_is_shown_without_a_new_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served, now = home.Served(("handsong.local",), (MACHINE,)), datetime.now(UTC)
    certificates.keep_current(tmp_path, served, now)
    running = server.Server(("127.0.0.1", 0), lambda *_: [])
    running.speak_tls(home.context(tmp_path))
    monkeypatch.setenv(lan.SECURE, "")
    lan.tell(lan.Secure("http://192.168.7.20/trust/", "AA", now.isoformat(), ["https://192.168.7.20"]))
    running.prepare()
    try:
        before = shown_by(running)

        def later(asked: home.Served) -> home.Certificate:
            return certificates.keep_current(tmp_path, asked, now + timedelta(days=370))

        monkeypatch.setattr(home, "certificate", later)
        home.renew(running, tmp_path, served)
        assert shown_by(running) != before
        way = lan.secure()
        assert way
        assert datetime.fromisoformat(way.until) > now + timedelta(days=700)
        assert way.fingerprint == home.fingerprint(home.authority(tmp_path))
    finally:
        running.stop()


def shown_by(running: server.Server) -> bytes:
    """Return the certificate that a server's TLS shows just now."""
    looking, there, here = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), ssl.MemoryBIO(), ssl.MemoryBIO()
    looking.check_hostname = False
    looking.verify_mode = ssl.CERT_NONE
    assert running.context
    running.context.sslsocket_class = ssl.SSLSocket
    ours = running.context.wrap_bio(there, here, server_side=True)
    theirs = looking.wrap_bio(here, there)
    for side in (theirs, ours, theirs):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return theirs.getpeercert(binary_form=True) or b""


def test_when_no_certificate_can_be_made_it_says_why_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / f"{home.SIGNER}.new").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", PROGRAM],
        cwd=ROOT,
        env=environment(tmp_path, PORT=free_port()),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "No certificate could be made" in done.stdout
    assert "start without --home" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


# What the pages say


def test_the_hint_about_a_dark_screen_is_gone_on_a_secure_page(bruno: Client) -> None:
    assert "screen may go dark" in bruno.get("/").content.decode()
    assert "screen may go dark" not in bruno.get("/", secure=True).content.decode()


def test_without_a_certificate_there_is_nothing_to_trust(at_home: Client) -> None:
    assert "Nothing to trust" in at_home.get("/trust/").content.decode()
    assert Client(REMOTE_ADDR=A_PHONE).get("/trust/").status_code == 403
