"""What a copy holds: the rows of each kind as plain data, for one child or for all that a person may see."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any
from uuid import UUID

from django.db import models

from handsong.web.accounts.ids import without_its_time
from handsong.web.accounts.models import Person
from handsong.web.diary import clocks
from handsong.web.diary.clocks import Clocks
from handsong.web.families import door as families
from handsong.web.families.models import Child
from handsong.web.player.models import Check
from handsong.web.site import holdings
from handsong.web.site.holdings import Kind

AT_ONCE = 500
"""How many rows are in memory at a time."""

NEVER = frozenset(holdings.SECRETS)
ELSEWHERE = frozenset({"family", "device", "sequence"})
"""What is not told of another home: its number, and which of its phones told."""

BESIDE = frozenset({"beside"})
"""What is told only with the row that it names: a young person's own goes beside others that are no secret."""

THEIR_CLOCKS = frozenset({"offset_minutes", "clock_behind", "device", "sequence"})
"""What is not told of a child whom somebody in another home knows: whose clock and phone it was."""


@dataclass(frozen=True)
class Whose:
    """Whose copy it is: the person who asks, of which children, and whether all that the person may see goes in."""

    person: Person
    children: tuple[Child, ...]
    zone: tzinfo
    is_whole: bool

    @property
    def ids(self) -> list[UUID]:
        """The ids of the children."""
        return [child.pk for child in self.children]

    @property
    def homes(self) -> list[UUID]:
        """The id of the home that the person lives in, if there is one."""
        home = families.family_of(self.person)
        return [home.pk] if home else []


def of_child(person: Person, child: Child, zone: tzinfo) -> Whose:
    """Return the copy of one child."""
    return Whose(person, (child,), zone, is_whole=False)


def of_household(person: Person, zone: tzinfo) -> Whose:
    """Return the copy of all that a person may see."""
    return Whose(person, tuple(families.children_of(person)), zone, is_whole=True)


def kinds(whose: Whose) -> list[Kind]:
    """Return the kinds of which a copy has a file, in the order they stand in its README."""
    return [kind for kind in holdings.KINDS if kind.child or whose.is_whole]


def rows(kind: Kind, whose: Whose, *only: str) -> Iterator[dict[str, Any]]:
    """Go through the rows of one kind as plain data, with all columns or with these.

    Read in short pages, none of which keeps anybody from writing; what is told meanwhile may be missing.
    """
    own, found, hushed = set(whose.homes), _found(kind, whose), _told_in_private(kind, whose)
    ours = clocks.of(whose.person, whose.zone)
    of_child = {"of_child": models.F(kind.child)} if kind.child else {}
    names = {field.name: field.attname for field in columns(kind.model) if not only or field.name in only}
    keys = list(found.values_list("pk", flat=True))
    seen = frozenset(keys)
    for start in range(0, len(keys), AT_ONCE):
        for row in kind.named(keys[start : start + AT_ONCE]).values(*names.values(), **of_child):
            told = _without_hushed(kind, {name: row[column] for name, column in names.items()})
            if str(told.get("id")) in hushed:
                told = _by_its_day(told, whose.zone)
            if told.get("beside") not in seen:
                told |= dict.fromkeys(told.keys() & BESIDE)
            yield _plain(_by_our_clocks(told, row.get("of_child"), ours), whose.zone, own)


def _found(kind: Kind, whose: Whose) -> models.QuerySet[Any]:
    if whose.is_whole and kind.seen and kind.family:
        return kind.seen(whose.person).order_by("pk")
    if kind.child:
        return kind.of_children(whose.person, whose.ids)
    if kind.family:
        return kind.of_families(whose.homes)
    return kind.of_person(whose.person)


def people(whose: Whose) -> Iterator[dict[str, Any]]:
    """Go through those whom the rows name, by the name that this person sees; of others a copy holds no more."""
    roles = holdings.roles_seen(whose.person).filter(child__in=whose.ids)
    named = models.Q(pk__in=roles.values("person")) | models.Q(pk=whose.person.pk)
    if whose.is_whole:
        named |= models.Q(families__in=whose.homes)
    for row in Person.objects.filter(named).distinct().order_by("pk"):
        yield {"id": str(row.pk), "name": row.name}


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return what a copy holds of a row: every column that is no secret."""
    told = model._meta  # noqa: SLF001 - Django's own way to ask a model for its columns
    return [field for field in told.concrete_fields if f"{told.label}.{field.name}" not in NEVER]


def _without_hushed(kind: Kind, row: dict[str, Any]) -> dict[str, Any]:
    hushed = {name: holdings.HUSHED.get(f"{kind.label}.{name}") for name in row}
    return {
        name: {key: told for key, told in value.items() if key != hushed[name]} if hushed[name] else value
        for name, value in row.items()
    }


def _told_in_private(kind: Kind, whose: Whose) -> set[str]:
    """Return the ids of what happened as a young person told it in a check that this person does not see."""
    if kind.label != "families.Happened":
        return set()
    seen = holdings.kind("player.Check").of_children(whose.person, whose.ids)
    checks = Check.objects.filter(child__in=whose.ids).exclude(pk__in=seen.values("pk"))
    return {
        name for told in checks.values_list("told", flat=True) for names in told.values() for name in names
    }


def _by_its_day(row: dict[str, Any], zone: tzinfo) -> dict[str, Any]:
    """Return a row with the days of its times and an id that tells none: when a massage was is the young person's."""
    days = {
        name: value.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        for name, value in row.items()
        if isinstance(value, datetime)
    }
    return row | days | {"id": without_its_time(row["id"])}


def _by_our_clocks(row: dict[str, Any], child: UUID | None, ours: Clocks) -> dict[str, Any]:
    """Return a row with nothing of another home's clocks and phones in it, also not within what it keeps whole."""
    if isinstance(row.get("row"), str):
        row |= {"row": ours.raw(row["row"], told_by=row["told_by"], child=child)}
    if ours.are_told(child):
        return row
    row = {
        name: ours.plain(value) if isinstance(value, dict | list) else value for name, value in row.items()
    }
    return row | dict.fromkeys(row.keys() & THEIR_CLOCKS)


def _plain(row: dict[str, Any], zone: tzinfo, own: set[UUID]) -> dict[str, Any]:
    """Return a row as plain data, with the offset of every time; a moment's own time has its phone's offset.

    Which home a child lives in, and which phone was used there, is told of one's own homes alone.
    """
    offset = row.get("offset_minutes")
    there = zone if offset is None else clocks.of_phone(offset)
    told = {name: _told(value, there if name == "at" else zone) for name, value in row.items()}
    if row.get("family") not in {None, *own}:
        told |= dict.fromkeys(told.keys() & ELSEWHERE)
    return told


def _told(value: Any, zone: tzinfo) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if isinstance(value, date | time | UUID):
        return str(value)
    return base64.b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def schema(whose: Whose) -> Mapping[str, Any]:
    """Return what each file of a copy is, as JSON Schema; a copy carries it along."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {kind.file: _schema(kind) for kind in kinds(whose)} | {PEOPLE: _file(_PERSON)},
    }


PEOPLE = "people"
_PERSON = {
    "type": "object",
    "description": "Somebody whom a row names.",
    "properties": {"id": {"type": "string", "format": "uuid"}, "name": {"type": "string"}},
    "required": ["id", "name"],
    "additionalProperties": False,
}

TYPES = {
    "UUIDField": {"type": "string", "format": "uuid"},
    "DateTimeField": {"type": "string", "format": "date-time"},
    "DateField": {"type": "string", "format": "date"},
    "BooleanField": {"type": "boolean"},
    "FloatField": {"type": "number"},
    "JSONField": {},
}


def _schema(kind: Kind) -> dict[str, Any]:
    told = {field.name: _type(field) for field in columns(kind.model)}
    row = {
        "type": "object",
        "description": " ".join((kind.model.__doc__ or "").split()),
        "properties": told,
        "required": list(told),
        "additionalProperties": False,
    }
    return _file(row)


def _file(row: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {"rows": {"type": "array", "items": row}}, "required": ["rows"]}


def _type(field: models.Field[Any, Any]) -> dict[str, Any]:
    """Return what a column may be; of a reference that is the id it names."""
    inner = field.target_field if isinstance(field, models.ForeignKey) else field
    name = inner.get_internal_type()
    found: dict[str, Any] = TYPES.get(name, {"type": "integer" if "Integer" in name else "string"})
    is_silent = field.null or field.name in ELSEWHERE | THEIR_CLOCKS
    return found | {"type": [found["type"], "null"]} if is_silent and "type" in found else found
