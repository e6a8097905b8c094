"""Questions to the database that every request asks: put together once, and asked with other values each time.

Django puts a query together anew each time it is asked, which takes longer than SQLite takes to answer. So would
its `connection`, which looks up this thread's own each time that something of it is named.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


class Prepared(Generic[Row]):
    """A question with a place for each of some ids, which answers with rows as its queryset does.

    What it joins comes with `annotate`; `select_related` would be lost.
    """

    def __init__(self, ask: Callable[..., QuerySet[Row]], places: int = 0) -> None:
        """Keep how the question is put together from this many ids; that is done when it is first asked."""
        self._ask, self._places = ask, places

    def __call__(self, *ids: uuid.UUID) -> Iterator[Row]:
        """Return the rows that answer for these ids."""
        put, database = self._put, connections[DEFAULT_DB_ALIAS]
        with database.cursor() as cursor:
            cursor.execute(
                put.sql,
                [
                    _as_kept(ids[value], database) if isinstance(value, _Place) else value
                    for value in put.values
                ],
            )
            found = cursor.fetchall()
        for kept in found:
            values = list(kept)
            for column, said, converters in put.read:
                for convert in converters:
                    values[column] = convert(values[column], said, database)
            row: Any = put.model.from_db(database.alias, put.fields, values[put.own])
            for name, column in put.joined.items():
                setattr(row, name, values[column])
            yield row

    @cached_property
    def _put(self) -> _Put:
        """Put it together with ids that are nobody's, and see where each of them went."""
        stand_ins = [uuid.uuid4() for _ in range(self._places)]
        rows, database = self._ask(*stand_ins), connections[DEFAULT_DB_ALIAS]
        compiler = rows.query.get_compiler(connection=database)
        sql, values = compiler.as_sql()
        places = {_as_kept(name, database): _Place(place) for place, name in enumerate(stand_ins)}
        found = [
            places.get(value, value) if isinstance(value, str | uuid.UUID) else value for value in values
        ]
        if {value for value in found if isinstance(value, _Place)} != set(places.values()):
            raise ValueError("A prepared question lost one of its ids.")
        own = slice(min(columns := compiler.klass_info["select_fields"]), max(columns) + 1)
        said = [row for row, *_ in compiler.select]
        return _Put(
            rows.model,
            sql,
            found,
            [row.target.attname for row in said[own]],
            own,
            compiler.annotation_col_map,
            [(column, row, how) for column, (how, row) in compiler.get_converters(said).items()],
        )


class _Place(int):
    """The how-manieth id stands here."""


class _Put(NamedTuple):
    """A question as the database takes it, and how rows are read from what it answers.

    `own`: the columns that are the row's own fields; `joined`: those of its annotations; `read`: how what the
    database keeps becomes a value, column by column.
    """

    model: type[Model]
    sql: str
    values: Sequence[Any]
    fields: Sequence[str]
    own: slice
    joined: Mapping[str, int]
    read: Sequence[tuple[int, Any, Sequence[Callable[..., Any]]]]


def _as_kept(name: uuid.UUID, database: BaseDatabaseWrapper) -> Any:
    return name if database.features.has_native_uuid_field else name.hex
