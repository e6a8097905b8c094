"""One row of every table, each letter of which can be found again wherever it goes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import time
from typing import Any

from django.apps import apps
from django.db import connection, models

from tests import people

Row = models.Model

GIVEN = {"may_read": True}
"""What a constraint wants and no default gives."""


def tables() -> list[type[Row]]:
    """Return every table of ours."""
    return [model for model in apps.get_models() if model.__module__.startswith("handsong.")]


class Canaries:
    """Rows about one child, one person and one home, with words in every column that holds words.

    `words` names the column, as in families.Child.name, and what is written there.
    """

    def __init__(self, sign: str, *known: Row) -> None:
        """Begin with rows that are there; `sign` begins every word."""
        self.sign = sign
        self.rows: dict[type[Row], Row] = {type(row): row for row in known}
        self.words: dict[str, str] = {}

    def sing(self) -> None:
        """Write a row of every table, and words into those that were there."""
        for model in tables():
            self.row(model)
            self._fill(self.rows[model])

    def row(self, model: type[Row]) -> Row:
        """Return the row of a table, made when there is none."""
        if model not in self.rows and (there := model._default_manager.first()):
            self.rows[model] = there
        if model not in self.rows:
            columns = model._meta.concrete_fields
            given = {field.name: self._value(field) for field in columns if self._asks(field)}
            given |= {field.name: GIVEN[field.name] for field in columns if field.name in GIVEN}
            self.rows[model] = model._default_manager.create(**given)
        return self.rows[model]

    def in_columns(self, *labels: str) -> dict[str, str]:
        """Return the words in the columns of these tables."""
        return {name: word for name, word in self.words.items() if name.rpartition(".")[0] in labels}

    def _fill(self, row: Row) -> None:
        """Write a word into every column that holds words, past whatever a form would say."""
        told = dict(self._told(row))
        type(row)._default_manager.filter(pk=row.pk).update(**told)

    def _told(self, row: Row) -> Iterator[tuple[str, Any]]:
        for field in row._meta.concrete_fields:
            name = f"{row._meta.label}.{field.name}"
            word = f"{self.sign}{len(self.words):03d}x"
            length = field.max_length or 100
            if field.choices or field.primary_key or length < len(word):
                continue
            if isinstance(field, models.CharField | models.TextField):
                self.words[name] = word
                yield field.name, f'"{word}"' if name == "diary.SetAside.row" else word
            elif isinstance(field, models.JSONField):
                self.words[name] = word
                yield field.name, [word] if field.default is list else {word: word}

    def _asks(self, field: models.Field[Any, Any]) -> bool:
        is_known = isinstance(field, models.ForeignKey) and field.related_model in self.rows
        return is_known or not (field.null or field.has_default() or getattr(field, "auto_now_add", False))

    def _value(self, field: models.Field[Any, Any]) -> Any:
        if isinstance(field, models.ForeignKey):
            related: Any = field.related_model
            return self.row(related)
        if field.choices:
            return next(iter(field.flatchoices))[0]
        kind = field.get_internal_type()
        if kind == "DateTimeField":
            return people.NOW.replace(year=2030) if field.name in {"ends_at", "expires_at"} else people.NOW
        made = {
            "DateField": people.TODAY,
            "UUIDField": uuid.uuid4(),
            "BooleanField": False,
            "BinaryField": b"x",
            "TimeField": time(10),
        }
        if kind in made:
            return made[kind]
        if kind == "JSONField":
            return {}
        return self.sign + uuid.uuid4().hex[:12] if kind in {"CharField", "TextField"} else 1


def everything_kept() -> bytes:
    """Return all that can be read of the database.

    Of a file that is every page, the freed ones too: whoever takes the file can read those. Of
    PostgreSQL it is every row of every table; what it freed is out of anybody's reach.
    """
    if connection.vendor == "sqlite":
        return bytes(connection.connection.serialize())
    with connection.cursor() as cursor:
        rows: list[str] = []
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT kept::text FROM {name} AS kept")  # noqa: S608 - a table of our own
            rows += [row for (row,) in cursor]
    return "\n".join(rows).encode()
