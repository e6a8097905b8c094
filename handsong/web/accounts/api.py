"""The API's frame, which every room's api.py stands on, and who asks: the person and the token.

Nothing but site/api.py imports the rooms' api.py, and that only when the API is first asked
(docs/decisions/0016-api.md): a household that never uses it does not carry it.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar, cast
from uuid import UUID

from django.core.cache import cache
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.security.http import HttpAuthBase
from ninja.throttling import BaseThrottle
from pydantic import AwareDatetime, BeforeValidator, ConfigDict

from handsong.web.accounts import clock, epoch
from handsong.web.accounts.models import Scope
from handsong.web.accounts.problems import Problem, Refused
from handsong.web.accounts.tokens import ApiRequest

Row = TypeVar("Row", bound=Model)

A_MINUTE = 60
OFTEN = 600
"""How often one token may ask in a minute: ten times a second. A family's whole day goes into one request."""

A_PAGE, MOST_A_PAGE = 20, 100


class Told(Schema):
    """What is sent: a name that is not known is refused, so that a slip of the pen is noticed."""

    model_config = ConfigDict(extra="forbid")


class ProblemOut(Schema):
    """One thing that is wrong."""

    field: str = Field(
        description="Where it is, such as “minutes”; empty when it is about the whole request."
    )
    fault: str = Field(description="What is wrong, as a sentence.")
    remedy: str = Field(description="What would be right, as a sentence.")


class ProblemsOut(Schema):
    """Why a request was refused (RFC 9457)."""

    type: Literal["about:blank"]
    title: str = Field(description="What the status means.")
    status: int = Field(description="The status once more.")
    detail: str = Field(description="All problems as one text for people.")
    problems: list[ProblemOut]


class Bearer(HttpAuthBase):
    """A token that may do one kind of thing; the middleware has found it already (tokens.py)."""

    openapi_scheme = "bearer"

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        """Return the token, or None when there is none; raises Refused when it may not do this."""
        token = getattr(request, "token", None)
        if token and self.scope and self.scope not in token.scopes:
            fault = f"This token may not {self.scope}; it may {' and '.join(token.scopes)}."
            raise Refused(403, Problem("Authorization", fault, f"Make one that may {self.scope}."))
        return token


class Seldom(BaseThrottle):
    """So many requests a minute for each token; counted in each process (decision 16).

    ninja's own keeps what it counts on the object that all threads share.
    """

    def __init__(self, most: int) -> None:
        self.most = most

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether the token has asked seldom enough in this minute."""
        minute = int(clock.now().timestamp()) // A_MINUTE
        key = f"api-{cast('ApiRequest', request).token.pk}-{minute}"
        cache.add(key, 0, timeout=2 * A_MINUTE)
        try:
            return cache.incr(key) <= self.most
        except ValueError:
            # Pushed out by others in between: it is refused, and counts anew when it is asked again.
            return False

    def wait(self) -> float:
        """Return how many seconds the minute still lasts."""
        return A_MINUTE - clock.now().timestamp() % A_MINUTE


LIMIT = Seldom(OFTEN)


def answers(of: Any, *also: int) -> dict[Any, Any]:
    """Return what an operation answers when it can, and each way in which it cannot."""
    return {200: of, **dict.fromkeys((401, 403, 422, 429, *also), ProblemsOut)}


def router(name: str) -> Router:
    """Return a router of one room, whose requests are limited."""
    return Router(tags=[name], throttle=LIMIT)


# What is said and told everywhere


def _is_text(given: object) -> object:
    if not isinstance(given, str):
        # A ValueError, for pydantic takes no other as a fault of what was sent.
        raise ValueError("It is no text. Give a time with its offset, such as 2026-11-24T09:30:00+11:00.")  # noqa: TRY004 - the same
    return given


At = Annotated[AwareDatetime, BeforeValidator(_is_text)]
"""A time that is sent: as text, for a bare number says neither its unit nor where."""


class Paging(Schema):
    """Which page of a list is asked for."""

    after: str = Field(
        "", max_length=200, pattern=r"^[A-Za-z0-9_=-]*$", description="The `next` of the page before."
    )
    limit: int = Field(A_PAGE, ge=1, le=MOST_A_PAGE, description="How many at most.")


def refuse_unknown(request: HttpRequest, asked: Schema) -> None:
    """Refuse a question with a name that is not known: a slip of the pen would show everything."""
    unknown = sorted(request.GET.keys() - type(asked).model_fields.keys())
    if unknown:
        known = ", ".join(type(asked).model_fields)
        raise Refused(
            422, *(Problem(name[:40], "It is not known here.", f"Give {known}.") for name in unknown)
        )


def local(at: datetime) -> datetime:
    """Return a time as the family's clocks show it, with its offset."""
    return at.astimezone(timezone.get_current_timezone())


def only_child(request: HttpRequest) -> UUID | None:
    """Return the one child the token is limited to, or None when it is not."""
    return cast("ApiRequest", request).token.only_child


# Pages that begin after a row, so that nothing is missed or doubled while rows come


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of rows, the latest first.

    They and no others came from `since` on and before `until`; None is without an end. `next` is where
    the next page begins, None at the end.
    """

    rows: list[Row]
    since: datetime | None
    until: datetime | None
    next: str | None


def page_of(rows: QuerySet[Row], asked: Paging, *, by: str) -> Page[Row]:
    """Return the page that is asked for. What a cursor says can be read: give it rows that may be seen."""
    until = None
    if asked.after:
        until, pk = _read_cursor(asked.after)
        rows = rows.filter(Q(**{f"{by}__lt": until}) | Q(**{by: until, "pk__lt": pk}))
    found = list(rows.order_by(f"-{by}", "-pk")[: asked.limit + 1])
    if len(found) <= asked.limit:
        return Page(found, None, until, None)
    last = found[asked.limit - 1]
    since: datetime = getattr(last, by)
    return Page(found[: asked.limit], since, until, _cursor(since, last.pk))


def _cursor(at: datetime, pk: UUID) -> str:
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), str(pk)]).encode()).decode()


def _read_cursor(text: str) -> tuple[datetime, UUID]:
    try:
        at, pk = json.loads(base64.urlsafe_b64decode(text))
        return datetime.fromisoformat(at).astimezone(UTC), UUID(pk)
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError, binascii.Error):
        problem = Problem(
            "after", "It is not where a page ended.", "Give the “next” of the page before, as it came."
        )
        raise Refused(422, problem) from None


# Who asks

me = router("who asks")


class TokenOut(Schema):
    """The token that was shown."""

    name: str
    scopes: list[Scope] = Field(description="What it may do.")
    only_child: UUID | None = Field(description="The one child it may see; null: all that the person sees.")
    made_at: datetime
    ends_at: datetime = Field(description="From then on it opens nothing.")


class MeOut(Schema):
    """Who asks, and when it is."""

    name: str = Field(description="What others see of the person; empty when none was given.")
    token: TokenOut
    now: datetime = Field(description="What time it is here, in the family's zone.")
    epoch: UUID = Field(
        description="Another one after a backup was put back or a child was erased: tell once more what you keep."
    )


@me.get("/", response=answers(MeOut), auth=Bearer(), operation_id="who_asks", summary="Who asks")
def who_asks(request: HttpRequest) -> MeOut:
    """Whose token this is, what it may do and until when; for a token of any scope."""
    asking = cast("ApiRequest", request)
    token = asking.token
    return MeOut(
        name=asking.person.name,
        token=TokenOut(
            name=token.name,
            scopes=[*token.scopes],
            only_child=token.only_child,
            made_at=local(token.made_at),
            ends_at=local(token.ends_at),
        ),
        now=clock.now(),
        epoch=UUID(epoch.current()),
    )
