"""What is done about signing in: a password is set, tried and changed; recovery codes are made and used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password
from django.db import IntegrityError, transaction

from handsong.web.accounts import actions, door, passwords, tries, ways_in
from handsong.web.accounts.models import Device, How, Person, RecoveryCode

HOW_MANY_CODES = 10
GROUPS_OF_A_CODE = 4
"""Sixteen letters: 79 bits, so that a stolen file of digests gives nothing away."""

REMEMBERED_FOR = timedelta(days=365)
OTHERWISE_FOR = timedelta(hours=12)
"""When a device that signed in is asked again, whatever it does meanwhile."""

NOBODYS = "!"
"""A password that none equals; to compare with it takes as long as with another."""

WRONG = "Name and password do not belong together. Check both; capitals in the name do not matter."
WRONG_CODE = "This code opens nothing: it is mistyped, was used already, or newer ones took its place. Try the next one."
TAKEN = "This name is in use here. Add something to it, such as a second name."
NO_NAME = "Give a name to sign in with, such as your first name."


class UnableToSignIn(ValueError):
    """It is not known who this is; the message does not say whether the name is known."""


class UnableToSetUp(ValueError):
    """This name or password cannot be used; the message says why. `field` names where it was typed."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Browser:
    """Where somebody signs in: what to call it, whether to remember it, as whom it was known, from which address."""

    name: str
    address: str
    is_remembered: bool = False
    device: Device | None = None


def by_password(*, name: str, password: str, address: str, now: datetime) -> Person:
    """Return whose name and password these are; raises UnableToSignIn or TooManyTries.

    Somebody who is not there takes as long as a wrong password, and is answered in the same words.
    """
    known_as = passwords.plain(name)
    tries.take("password", of=known_as, address=address, now=now)
    person = Person.objects.filter(sign_in_name=known_as).first() if known_as else None
    if not _is_right(person, password[: passwords.LONGEST + 1]):
        raise UnableToSignIn(WRONG)
    tries.forgive("password", of=known_as)
    return _there(person)


def by_recovery(*, code: str, address: str, now: datetime) -> Person:
    """Return whose recovery code this is, and use it up; raises UnableToSignIn or TooManyTries.

    No name is asked: one that is forgotten too would keep somebody out, and nobody guesses 79 bits.
    """
    tries.take("recovery", address=address, now=now)
    written = "".join(code.lower().replace("-", "").split())
    row = RecoveryCode.objects.filter(code_digest=door.digest(written), used_at=None)
    found = row.select_related("person").first()
    if found is None or not row.update(used_at=now):
        raise UnableToSignIn(WRONG_CODE)
    return found.person


def sign_in(*, person: Person, how: How, browser: Browser, now: datetime) -> str:
    """Let a browser in as this person and return the secret for its cookie; it counts as just confirmed.

    Whoever needs a code on paper has lost a phone or forgotten the password: every other way in ends.
    """
    device = Device(
        person=person,
        name=browser.name,
        how=how,
        confirmed_at=now,
        ends_at=now + (REMEMBERED_FOR if browser.is_remembered else OTHERWISE_FOR),
    )
    with transaction.atomic():
        secret = actions.let_in(device=device, now=now, instead_of=browser.device)
        if how == How.RECOVERY:
            ways_in.end_others(person=person, kept=device)
    return secret


def confirm(*, person: Person, browser: Browser, now: datetime) -> str:
    """Note that the person has just shown to be there; return a secret when the browser was not known before."""
    if browser.device is None:
        return sign_in(person=person, how=How.PASSWORD, browser=browser, now=now)
    Device.objects.filter(pk=browser.device.pk).update(confirmed_at=now)
    return ""


def check(*, person: Person, password: str, address: str, now: datetime) -> None:
    """Make sure that this is the person's password; raises UnableToSignIn or TooManyTries."""
    tries.take("password", of=person.sign_in_name or str(person.pk), address=address, now=now)
    if not _is_right(person, password[: passwords.LONGEST + 1]):
        raise UnableToSignIn("This is not your password.")
    tries.forgive("password", of=person.sign_in_name or str(person.pk))


def set_up(*, person: Person, name: str, password: str, kept: Device | None = None) -> int:
    """Give a person a name to sign in with and a password; raises UnableToSetUp.

    Returns how many other devices of the person were sent away, and every other way in with them.
    """
    known_as = passwords.plain(name)
    if not known_as:
        raise UnableToSetUp(NO_NAME, "name")
    person.name, person.sign_in_name = person.name or " ".join(name.split())[:80], known_as
    for fault in passwords.faults(password, person)[:1]:
        raise UnableToSetUp(fault, "password")
    is_to_be_alone = ends_others(person)
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save(update_fields=["name", "sign_in_name", "password"])
            return ways_in.end_others(person=person, kept=kept) if is_to_be_alone else 0
    except IntegrityError as error:
        raise UnableToSetUp(TAKEN, "name") from error


def ends_others(person: Person) -> bool:
    """Whether a password given now ends every other way in: a changed one does.

    A first one too, since somebody else may have paired devices for the person; the local person's are the household's.
    """
    return bool(person.password) or not person.is_local


def make_recovery_codes(*, person: Person, now: datetime) -> list[str]:
    """Return ten fresh recovery codes, shown this once; the old ones count no more."""
    with transaction.atomic():
        RecoveryCode.objects.filter(person=person).delete()
        return [make_recovery_code(person=person, now=now) for _ in range(HOW_MANY_CODES)]


def make_recovery_code(*, person: Person, now: datetime) -> str:
    """Return one recovery code more, for somebody whom the machine lets in; only its digest is kept."""
    fresh = actions.code(GROUPS_OF_A_CODE)
    RecoveryCode.objects.create(person=person, code_digest=door.digest(fresh.replace("-", "")), made_at=now)
    return fresh


def _is_right(person: Person | None, password: str) -> bool:
    """Whether it is the person's password; it takes as long when there is no such person, or no password."""
    if person is None or not person.password:
        return check_password(password, NOBODYS)
    return person.check_password(password)


def _there(person: Person | None) -> Person:
    if person is None:
        raise UnableToSignIn(WRONG)
    return person
