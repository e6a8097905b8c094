"""The proof of the API: attacked by what its own description says and forbids, by every kind of token, on every operation.

Schemathesis makes the requests and holds each answer against the description, with all its checks on. Beside
them stands our own: whatever is asked, nothing of another family is in an answer, in a header or behind a
redirect. The attack is named by its seed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from unittest import mock
from uuid import UUID

import hypothesis
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils import timezone
from hypothesis import HealthCheck, Phase
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from handsong.core.child import Fact, Happening
from handsong.web.accounts import api as frame
from handsong.web.accounts import clock
from handsong.web.accounts.ids import new_id
from handsong.web.accounts.models import Person
from handsong.web.diary import actions as diary
from handsong.web.families import actions as families
from handsong.web.families import api as families_api
from handsong.web.families.models import Child
from handsong.web.site import api as site_api
from handsong.web.site import api_examples
from handsong.web.site.api import description
from tests import people
from tests.proof import sync
from tests.proof.tally import Tally

CANARY = "Zebulonia"
"""Stands in everything of the other family that holds words."""

OWN, OTHERS, ANY = "own", "others", "any"
"""Whose things an address names: the family's, another family's, or whatever comes to mind."""

PHONE = "192.168.1.23"
NOT_THERE = {OWN: (), OTHERS: (404,), ANY: (404,)}
"""What an address of whose things may be answered with before anybody asks by which token: it names nothing."""

NOBODY, ONE_CHILD = "nobody", "one child"
ASKERS: Mapping[str, tuple[str, ...]] = {
    "all": ("read", "tell", "write"),
    "read": ("read",),
    "tell": ("tell",),
    "write": ("write",),
    ONE_CHILD: ("read", "tell", "write"),
    NOBODY: (),
}
"""Who asks: by which token."""

SAYS_NO = 422, 409
"""What may answer something that the description allows: a routine of another age, an id that is taken."""


Met = Counter[tuple[str, str, int]]
"""How often an operation answered whom with which status."""


@dataclass
class Ground:
    """Two families, and what addresses may name of each; `headers` say who asks."""

    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    named: dict[str, dict[str, str]] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()


def laid() -> Ground:
    """Write two families who know nothing of each other, and return the ground between them."""
    alba = Person.objects.create(name="Alba")
    mia = people.mia(alba)
    noah = people.noah(alba)
    ground = Ground()
    session = people.held(mia, people.NOW - timedelta(days=1))
    ground.named[OWN] = {"child_id": str(mia.pk), "session_id": str(session.pk)} | {
        "technique_id": "closing-hold",
        "routine_id": "first-touch",
    }
    for name, scopes in ASKERS.items():
        if scopes:
            only = noah if name == ONE_CHILD else None
            _, secret = people.token_of(alba, *scopes, only_child=only, name=name)
            ground.headers[name] = {"Authorization": f"Bearer {secret}"}
    ground.headers[NOBODY] = {}
    ground.named[OTHERS] = _the_others()
    ground.named[ANY] = {}
    ground.secrets = (CANARY, *ground.named[OTHERS].values())
    return ground


def _the_others() -> dict[str, str]:
    """Write a family that must never be seen: its words all hold the canary."""
    carla = Person.objects.create(name=f"Carla {CANARY}")
    cleo = people.add(
        carla, CANARY, born=people.NOAH_BORN, conditions=("reflux",), something_else=f"{CANARY} rash"
    )
    families.record_yes(
        child=cleo, condition="reflux", who=f"Dr {CANARY}", said_date=people.TODAY, now=people.NOW
    )
    rash = Fact(Happening.RASH, people.NOW, "arm.left", is_open=True)
    families.remember_facts(child=cleo, facts=[rash], now=people.NOW)
    session = people.held(cleo, people.NOW - timedelta(hours=5))
    diary.note_afterwards(session=session, answers={"remember": f"{CANARY} smiled"}, now=people.NOW)
    told = diary.Told([{"id": "odd", "session": str(session.pk), "said": CANARY}])
    diary.take_events(person=carla, told=told, now=people.NOW)
    people.token_of(carla, name=f"{CANARY}’s button")
    people.phone_of(carla, f"{CANARY}’s phone")
    return {"child_id": str(cleo.pk), "session_id": str(session.pk)}


def run(ground: Ground, examples: int, seed: int, sabotage: str = "") -> tuple[Tally, Met]:
    """Attack every operation; return what is wrong, and how often each answered whom with which status.

    With a sabotage, the operation at which it shows is attacked alone.
    """
    found, met = Tally(), Met()
    harm = HARMS.get(sabotage)
    operations = [row.ok() for row in _schema(harm.shows_at if harm else None).get_all_operations()]
    often = mock.patch.object(frame.LIMIT, "most", 1_000_000_000)
    today = mock.patch.object(clock, "now", _today)
    with often, today, harm() if harm else nullcontext():
        for operation in operations:
            for whose in _whose(operation, ground):
                Attack(ground, operation, whose, found, met).go(examples, seed)
    return found, met


def _whose(operation: Any, ground: Ground) -> list[str]:
    """Return whose things an operation is asked for; what stands in the library is nobody's."""
    names = {row.name for row in operation.path_parameters}
    others = [OTHERS] if names & ground.named[OTHERS].keys() else []
    return [OWN, *others, ANY] if names else [ANY]


def _today() -> datetime:
    """Return the day of the cast, wherever the family is."""
    return timezone.localtime(people.NOW)


def _schema(only: str | None) -> Any:
    schema = schemathesis.openapi.from_dict(_described())
    if only:
        schema = schema.include(operation_id=only)
    schema.app = _at_home(get_wsgi_application())
    schema.config.checks.positive_data_acceptance.expected_statuses += map(str, SAYS_NO)
    return schema


@cache
def _described() -> dict[str, Any]:
    return description()


def _at_home(site: Callable[..., Any]) -> Callable[..., Any]:
    """Return the site as it is asked from the home network, unzipped."""

    def asked(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        environ |= {"REMOTE_ADDR": PHONE, "HTTP_ACCEPT_ENCODING": "identity"}
        return site(environ, start)

    return asked


@dataclass
class Attack:
    """One operation, asked for one family's things, and what became of it."""

    ground: Ground
    operation: Any
    whose: str
    found: Tally
    met: Met

    def go(self, examples: int, seed: int) -> None:
        """Ask with what is right, as everybody; with the example of the description; and with what is wrong."""
        named = self.ground.named[self.whose]
        fixed = {
            row.name: named[row.name] for row in self.operation.path_parameters if row.name in named
        } or None
        right = self.operation.as_strategy(path_parameters=fixed)
        _given(right, examples, seed, self.ask_as_everybody if self.whose != OTHERS else self.ask)
        shown = api_examples.of(self.name)
        if shown and shown.body is not None and self.whose != OTHERS:
            body = with_ids(shown.body, self.ground.named[OWN]["child_id"])
            _given(
                self.operation.as_strategy(path_parameters=fixed, body=body), 1, seed, self.ask_as_everybody
            )
        free = [row for row in self.operation.path_parameters if row.name not in (fixed or {})]
        if free or list(self.operation.query) or list(self.operation.body):
            wrong = self.operation.as_strategy(generation_mode=GenerationMode.NEGATIVE, path_parameters=fixed)
            _given(wrong, examples, seed, self.ask)

    def ask_as_everybody(self, case: Any) -> None:
        """Ask the same by every token, and by none."""
        for asker in ASKERS:
            self.ask(case, asker)

    def ask(self, case: Any, asker: str = "all") -> None:
        """Ask once, and note what is wrong with the answer."""
        faults = [f"{self.name}, {fault}" for fault in self._faults(case, asker)]
        self.found.take(faults, f"{asker}, {self.whose}, {case.method} {case.path}")

    @property
    def name(self) -> str:
        """The operation's id."""
        return str(self.operation.definition.raw["operationId"])

    @property
    def scopes(self) -> set[str]:
        """What a token must be allowed for this operation."""
        return set(self.operation.definition.raw["security"][0]["Bearer"])

    def _faults(self, case: Any, asker: str) -> Iterator[str]:
        """Go through what is wrong with one answer."""
        headers = self.ground.headers[asker]
        answer = case.call(headers=headers)
        self.met[self.name, self.whose if asker == "all" else asker, answer.status_code] += 1
        # Whether a token is needed at all is tried once for each request, and not for each who asks.
        without = [] if asker == "all" else [checks.ignored_auth]
        try:
            case.validate_response(answer, headers=headers, excluded_checks=without)
        except FailureGroup as group:
            for failure in group.exceptions:
                yield f"{type(failure).__name__}: {failure.message[:300]}"
        yield from self._of_ours(case, asker, answer)

    def _of_ours(self, case: Any, asker: str, answer: Any) -> Iterator[str]:
        """Go through what no description says: who may hear what."""
        said = answer.content.decode("utf-8", "replace") + str(dict(answer.headers.items()))
        sent = json.dumps([case.path_parameters, case.query, case.body], default=str)
        status, mia = answer.status_code, self.ground.named[OWN]["child_id"]
        if any(secret in said and secret not in sent for secret in self.ground.secrets):
            yield "tells of another family"
        if self.whose == OTHERS and status < 300:
            yield "opens what is another family's"
        if not self.scopes <= set(ASKERS[asker]) and status not in {401, 403, *NOT_THERE[self.whose]}:
            yield f"answers who may not with {status}"
        if asker == ONE_CHILD and mia in said and mia not in sent:
            yield "tells of a sibling whom the token is not for"
        if asker == ONE_CHILD and self.whose == OWN and "child_id" in case.path_parameters and status < 300:
            yield "opens a sibling whom the token is not for"


def with_ids(body: Any, child: str) -> Any:
    """Return the body of an example, with this child and fresh ids."""
    text = json.dumps(body).replace("$CHILD", child).replace("$NOW", people.NOW.isoformat())
    return json.loads(re.sub(r"\$[A-Z_]+", lambda _: str(new_id()), text))


def _given(strategy: Any, examples: int, seed: int, ask: Callable[[Any], None]) -> None:
    """Ask so many times; faults are counted, so nothing needs to be made smaller."""

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=strategy)
    def each(case: Any) -> None:
        ask(case)

    each()


def unmet(met: Met) -> list[str]:
    """Return what the attack never came to: an operation that never answered well, or never refused a stranger's."""
    names = [row["operationId"] for ways in _described()["paths"].values() for row in ways.values()]
    well = {name for name, _, status in met if status == 200}
    of_others = {name for name, whose, _ in met if whose == OTHERS}
    refused = {name for name, whose, status in met if whose == OTHERS and status == 404}
    none = {name for name, whose, status in met if whose == NOBODY and status == 401}
    return [
        *(f"{name} never answered well" for name in names if name not in well),
        *(f"{name} never said that another family's thing is not there" for name in of_others - refused),
        *(f"{name} was never asked by nobody" for name in names if name not in none),
    ]


# Harms, each of which must be noticed


def _any_child(request: Any, child_id: UUID, *_: Any) -> Child:
    """Return a child for whoever asks, as if nobody had looked whose it is."""
    child = Child.objects.filter(pk=child_id).first()
    if child is None:
        raise Http404
    child.role = "owner"
    return child


def _falls_over(text: str) -> Any:
    raise RuntimeError(text)


def _odd(*_: Any, **__: Any) -> HttpResponse:
    return HttpResponse('{"odd": 1}', "application/json")


def _any_token(_: Any, request: Any) -> Any:
    return request.token


@dataclass(frozen=True)
class Harm:
    """One harm: what is put in the place of what, and an operation at which it shows."""

    target: Any
    name: str
    instead: Any
    shows_at: str

    def __call__(self) -> AbstractContextManager[Any]:
        """Return the harm, for as long as a block lasts."""
        return mock.patch.object(self.target, self.name, self.instead)


HARMS: Mapping[str, Harm] = {
    "a door that opens to all": Harm(families_api, "child_or_404", _any_child, "growth_of_a_child"),
    "an operation that falls over": Harm(frame, "_read_cursor", _falls_over, "set_aside"),
    "an answer of another shape": Harm(site_api.api, "create_response", _odd, "who_asks"),
    "a scope that nobody looks at": Harm(frame.Bearer, "__call__", _any_token, "list_children"),
    "a child that nobody looks at": Harm(families_api, "only_child", lambda _: None, "list_children"),
}
"""Harms that the attack must notice, by what they do."""


def attacked(examples: int, seed: int, sabotage: str = "") -> tuple[Tally, Met]:
    """Attack in a database in memory, and leave nothing in it."""
    sync.in_memory()
    with transaction.atomic():
        found = run(laid(), examples, seed, sabotage)
        transaction.set_rollback(True)
    return found
