"""Saving a few fields of a row that is saved with every message of a phone, without what Django prepares each time."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model


def save(row: Model, *names: str) -> None:
    """Write these fields of a row that is there, as `row.save(update_fields=names)` does; nobody listens for it."""
    database = connections[DEFAULT_DB_ALIAS]
    shape: Any = row._meta  # noqa: SLF001 - Django's own name for it, meant for everybody
    fields = [shape.get_field(name) for name in names]
    values = [field.get_db_prep_save(getattr(row, field.attname), database) for field in (*fields, shape.pk)]
    written = ", ".join(f"{field.column} = %s" for field in fields)
    with database.cursor() as cursor:
        cursor.execute(
            f"UPDATE {shape.db_table} SET {written} WHERE {shape.pk.column} = %s",  # noqa: S608 - our own names
            values,
        )
