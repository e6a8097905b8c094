"""What the machine decides about devices: which it sees and ends, for whom it adds one, and who stands alone."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from handsong.web.accounts import clock, door
from handsong.web.accounts.models import Device, Person

THEIRS_TO_END = (
    "This person is known by this device alone, and no page could let them in again. They end it themselves: "
    "More, then How I sign in. If it is lost, type handsong recover at the machine, for them to sign in and end it."
)


def device_here_or_404(device_id: Any) -> Device:
    """Return a device that the machine sees, or raise 404."""
    device = _devices_here().filter(pk=device_id).first()
    if device is None:
        raise Http404
    return device


def device_to_end_or_404(device_id: Any) -> Device:
    """Return a device that the machine may end; raise 404, or PermissionDenied where it would lock somebody out."""
    device = device_here_or_404(device_id)
    if _is_elsewhere(device):
        raise Http404
    if not may_end(device):
        raise PermissionDenied(THEIRS_TO_END)
    return device


def every_device() -> list[Device]:
    """Return the devices that the machine sees, in the order they came."""
    return list(_devices_here().order_by("paired_at", "pk"))


def may_end(device: Device) -> bool:
    """Whether the machine may end a device that it sees: whoever it would send away can come in again."""
    person = device.person
    can_return = person.can_sign_in() or not _is_let_in_by_nobody(person) or _is_in_elsewhere(device)
    return can_return and not _is_elsewhere(device)


def _is_in_elsewhere(device: Device) -> bool:
    """Whether the person is in by another device too, so that one that is lost can be ended."""
    now = clock.now()
    return any(not door.is_over(other, now) for other in device.person.devices.exclude(pk=device.pk))


def _devices_here() -> QuerySet[Device]:
    """Return the devices of everybody but those who live in another home: neither home ends what is the other one's.

    Of theirs, one that wrong PINs have closed alone: nobody but the machine lets it in again.
    """
    rows = Device.objects.select_related("person")
    rows = rows.annotate(is_elsewhere=Exists(_elsewhere().filter(pk=OuterRef("person"))))
    return rows.filter(Q(is_elsewhere=False) | Q(wrong_pins__gte=door.MOST_WRONG_PINS))


def _is_elsewhere(device: Device) -> bool:
    """Whether a device that the machine sees is another home's."""
    return bool(getattr(device, "is_elsewhere", False))


def _elsewhere() -> QuerySet[Person]:
    return Person.objects.filter(families__isnull=False).exclude(families__people__is_local=True)


def let_in_here() -> list[Person]:
    """Return for whom the machine adds a phone, the local person first: for nobody who lets themselves in.

    That is whoever can sign in, lives in another home, or has, as a young person, what is theirs alone.
    """
    others = Person.objects.exclude(is_local=True).exclude(pk__in=_elsewhere()).exclude(roles__kind="self")
    unable = [person for person in others.order_by("made_at", "pk") if not person.can_sign_in()]
    return [door.local_person(), *unable]


def hangs_on_devices(person: Person) -> bool:
    """Whether somebody who loses every device is out for good, and stays an owner, or the young person, all the same.

    The machine adds no phone for them, nobody invites or removes them, and they have nothing to sign in with.
    """
    stays = person.is_local or person.can_sign_in() or not _is_let_in_by_nobody(person)
    return not stays and person.roles.filter(kind__in=["owner", "self"], ended_at=None).exists()


def _is_let_in_by_nobody(person: Person) -> bool:
    """Whether the machine adds no phone for this person: who lives in another home, or is a young person."""
    is_here = Person.objects.filter(pk=person.pk).exclude(pk__in=_elsewhere()).exclude(roles__kind="self")
    return not person.is_local and not is_here.exists()
