"""Questions put together once: they answer as their querysets do, for whichever ids are asked, and for no others."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, QuerySet, Value
from django.test.utils import CaptureQueriesContext

from handsong.web.accounts.models import Device, Person
from handsong.web.accounts.prepared import Prepared
from tests.people import NOW, alba

pytestmark = pytest.mark.django_db


def _phone(person: Person, name: str, since: Any = NOW) -> Device:
    return Device.objects.create(person=person, name=name, secret_digest=name, paired_at=since, seen_at=since)


def _of(person: uuid.UUID, *devices: uuid.UUID) -> QuerySet[Device]:
    rows = Device.objects.filter(person=person, pk__in=devices).order_by("name")
    return rows.annotate(since=F("person__made_at"), whose=F("person__name"), one=Value(1))


def test_it_answers_as_its_queryset_does_for_whichever_ids_are_asked() -> None:
    mine, theirs = alba(), Person.objects.create(name="Gita")
    one, other, far = _phone(mine, "a"), _phone(mine, "b", NOW - timedelta(days=1)), _phone(theirs, "c")
    ask = Prepared(_of, 3)
    for ids in ((mine.pk, one.pk, other.pk), (theirs.pk, one.pk, far.pk), (theirs.pk, one.pk, other.pk)):
        plain: list[Any] = list(_of(*ids))
        found: list[Any] = list(ask(*ids))
        assert found == plain
        # Times and ids are read as a queryset reads them, those that were joined too.
        assert [(row.paired_at, row.since, row.whose, row.one) for row in found] == [
            (row.paired_at, row.since, row.whose, row.one) for row in plain
        ]
    assert list(ask(theirs.pk, far.pk, far.pk)) == [far]


def test_it_is_one_query_each_time_and_no_row_is_remembered() -> None:
    ask = Prepared(lambda: Person.objects.filter(is_local=True))
    assert list(ask()) == []
    person = alba()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert list(ask()) == [person]
    assert len(asked) == 1
    Person.objects.filter(pk=person.pk).update(name="Alba")
    assert [row.name for row in ask()] == ["Alba"]


def test_a_question_that_does_not_ask_for_an_id_it_was_given_is_refused() -> None:
    with pytest.raises(ValueError, match="lost one of its ids"):
        list(Prepared(lambda _: Person.objects.all(), 1)(uuid.uuid4()))
