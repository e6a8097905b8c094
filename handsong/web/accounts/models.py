"""People, the devices they use, and what they sign in with."""

from __future__ import annotations

from typing import ClassVar, Literal

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from handsong.web.accounts.ids import new_id
from handsong.web.accounts.prepared import Prepared


class PersonManager(BaseUserManager["Person"]):
    """How people are found and made."""

    def local(self) -> Person:
        """Return the one person of a household that needs no account, making it the first time."""
        return next(_local_person(), None) or self.get_or_create(is_local=True)[0]


class Person(AbstractBaseUser):
    """Somebody who uses Handsong: a parent or carer; in a household of one machine, the local person.

    `name` is what others see; `sign_in_name` is typed beside a password, and is kept as names are compared.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80, blank=True)
    sign_in_name = models.CharField(max_length=80, unique=True, null=True, blank=True)
    is_local = models.BooleanField(default=False)
    is_left_handed = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "id"

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["is_local"], condition=models.Q(is_local=True), name="one_local_person"
            ),
            models.CheckConstraint(condition=~models.Q(sign_in_name=""), name="no_empty_sign_in_name"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.id)

    def can_sign_in(self) -> bool:
        """Whether the person has a password or a passkey; with neither, the machine lets devices in."""
        return bool(self.password and self.has_usable_password()) or self.passkeys.exists()


_local_person: Prepared[Person] = Prepared(lambda: Person.objects.filter(is_local=True))


class How(models.TextChoices):
    """How a device came in."""

    PAIRED = "paired"
    PASSWORD = "password"  # noqa: S105 - the way in, not what opens it
    PASSKEY = "passkey"
    RECOVERY = "recovery"


class Device(models.Model):
    """A browser that one person is known by: paired at the machine, or signed in; only a digest of its secret is kept.

    `ends_at`: when it is out whatever happens; None is never. `confirmed_at`: when the password or the
    passkey was last given. `pin`: a slow hash, asked after a quiet time; `wrong_pins` of them in a row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=80)
    secret_digest = models.CharField(max_length=64, unique=True)
    how = models.CharField(max_length=8, choices=How.choices, default=How.PAIRED)
    paired_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    pin = models.CharField(max_length=128, blank=True)
    wrong_pins = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(how__in=How.values), name="device_came_in_somehow")
        ]

    def __str__(self) -> str:
        return self.name


class PairingCode(models.Model):
    """A code that pairs one phone, once, for ten minutes; only its digest is kept.

    `person`: whose phone it is; None is the local person's. `asks_pin`: the phone chooses a PIN.
    `device_ends_at`: when the phone is out again; None is never.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code_digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    asks_pin = models.BooleanField(default=False)
    device_ends_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"pairing code until {self.expires_at:%H:%M}"


class Passkey(models.Model):
    """A passkey of one person, for one host name: what its device gave us to check it by, which is no secret.

    `rp_id` is the host name, as WebAuthn calls it; `sign_count` is the last count that the passkey showed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=80)
    rp_id = models.CharField(max_length=253)
    credential_digest = models.CharField(max_length=64, unique=True)
    credential = models.BinaryField()
    sign_count = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """One of ten codes that let a person in once each; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    code_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return "recovery code"


class Challenge(models.Model):
    """What a browser is asked to sign with a passkey, once, within five minutes.

    `person`: who makes a passkey; None while somebody signs in, whom nobody knows yet.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    rp_id = models.CharField(max_length=253)
    state = models.JSONField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"challenge until {self.expires_at:%H:%M}"


class Try(models.Model):
    """One try at a secret, remembered for a day at most (tries.py); `of` is a digest of what was tried, or from where."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    of = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["of", "at"], name="tries_of_one")]

    def __str__(self) -> str:
        return f"try at {self.at:%H:%M}"


Scope = Literal["read", "tell", "write"]
"""What a token may do."""


class Token(models.Model):
    """What lets one program of one person use the API until a day; only a digest of its secret is kept.

    `only_child`: the one child it may see, and all of the person's children when it is empty. Children are
    of a room above this one; of a child who was erased it sees nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    secret_digest = models.CharField(max_length=64, unique=True)
    may_read = models.BooleanField(default=False)
    may_tell = models.BooleanField(default=False)
    may_write = models.BooleanField(default=False)
    only_child = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(may_read=True) | models.Q(may_tell=True) | models.Q(may_write=True),
                name="a_token_opens_something",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("made_at")), name="a_token_ends_after_it_was_made"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """What it may do, by the names of scopes."""
        may: dict[Scope, bool] = {"read": self.may_read, "tell": self.may_tell, "write": self.may_write}
        return tuple(scope for scope, is_given in may.items() if is_given)


class Epoch(models.Model):
    """The name of the data as they are: another one is made when they were put back or erased (accounts/epoch.py)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    def __str__(self) -> str:
        return str(self.id)
