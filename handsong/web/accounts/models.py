"""People, and the devices they use."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from handsong.web.accounts.ids import new_id


class PersonManager(BaseUserManager["Person"]):
    """How people are found and made."""

    def local(self) -> Person:
        """Return the one person of a household that needs no account, making it the first time."""
        person, _ = self.get_or_create(is_local=True)
        return person


class Person(AbstractBaseUser):
    """Somebody who uses Handsong: a parent or carer; in a household of one machine, the local person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80, blank=True)
    is_local = models.BooleanField(default=False)
    is_left_handed = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "id"

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["is_local"], condition=models.Q(is_local=True), name="one_local_person"
            )
        ]

    def __str__(self) -> str:
        return self.name or str(self.id)


class Device(models.Model):
    """A phone that was paired with this household; only a digest of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=80)
    secret_digest = models.CharField(max_length=64, unique=True)
    paired_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class PairingCode(models.Model):
    """A code that pairs one phone, once, for ten minutes; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"pairing code until {self.expires_at:%H:%M}"


class Epoch(models.Model):
    """The name of the data as they are: another one is made when they were put back or erased (accounts/epoch.py)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    def __str__(self) -> str:
        return str(self.id)
