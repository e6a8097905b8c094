"""Questions to the database that every request asks: put together once, and asked with other values each time.

Django puts a query together anew each time it is asked, which takes longer than SQLite takes to answer.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import BaseExpression
from django.db.models.query import RawQuerySet

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
        put = self._put
        kept = [_as_kept(ids[value]) if isinstance(value, _Place) else value for value in put.values]
        rows: Iterable[Any] = RawQuerySet(put.sql, model=put.model, params=tuple(kept))
        for row in rows:
            for name, (said, converters) in put.joined.items():
                value = getattr(row, name)
                for convert in converters:
                    value = convert(value, said, connection)
                setattr(row, name, value)
            yield row

    @cached_property
    def _put(self) -> _Put:
        """Put it together with ids that are nobody's, and see where each of them went."""
        stand_ins = [uuid.uuid4() for _ in range(self._places)]
        rows = self._ask(*stand_ins)
        sql, values = rows.query.sql_with_params()
        places = {_as_kept(name): _Place(place) for place, name in enumerate(stand_ins)}
        found = [
            places.get(value, value) if isinstance(value, str | uuid.UUID) else value for value in values
        ]
        if {value for value in found if isinstance(value, _Place)} != set(places.values()):
            raise ValueError("A prepared question lost one of its ids.")
        return _Put(rows.model, sql, found, _joined(rows))


class _Place(int):
    """The how-manieth id stands here."""


class _Put(NamedTuple):
    """A question as the database takes it, and how that what it joins is read."""

    model: type[Model]
    sql: str
    values: Sequence[Any]
    joined: Mapping[str, tuple[BaseExpression, Sequence[Callable[..., Any]]]]


def _joined(rows: QuerySet[Any]) -> dict[str, tuple[BaseExpression, Sequence[Callable[..., Any]]]]:
    """Return what reads each annotation: a raw query leaves them as the database keeps them."""
    said = rows.query.annotation_select
    how = {
        name: [*connection.ops.get_db_converters(row), *row.get_db_converters(connection)]
        for name, row in said.items()
    }
    return {name: (said[name], converters) for name, converters in how.items() if converters}


def _as_kept(name: uuid.UUID) -> Any:
    return name if connection.features.has_native_uuid_field else name.hex
