"""Tokens: what a program of a person uses the API with. Made, found by their secret, ended."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from handsong.web.accounts import door
from handsong.web.accounts.models import Person, Token
from handsong.web.accounts.request import Request

API = "/api/v1/"
"""Where a token opens something, and a cookie nothing."""

SCOPES = ("read", "tell", "write")
AT_MOST = timedelta(days=366)
USUALLY = timedelta(days=90)
SEEN_AT_MOST_EVERY = timedelta(hours=1)
BEGINS_WITH = "handsong_"
"""So that a token which lies somewhere by mistake is known for what it is."""

_SCHEME = "bearer "


class UnableToMakeToken(ValueError):
    """The token cannot be made; the message says why and what to do."""


class ApiRequest(Request):
    """A request of a program that showed a token which counts."""

    token: Token


@dataclass(frozen=True)
class Asked:
    """What somebody asks a token to be: its name, what it may do, of which child, until when."""

    name: str
    scopes: Collection[str]
    ends_at: datetime
    only_child: UUID | None = None


def make_token(*, person: Person, token_id: UUID, asked: Asked, now: datetime) -> str:
    """Make a token and return its secret, which is kept nowhere; raises UnableToMakeToken.

    A form that comes twice makes one: the second time its secret cannot be shown any more.
    """
    if not set(asked.scopes) & set(SCOPES):
        raise UnableToMakeToken("scopes: none is chosen. Choose at least one thing that it may do.")
    if not now < asked.ends_at <= now + AT_MOST:
        raise UnableToMakeToken("ends: give a day that is to come, within a year.")
    secret = BEGINS_WITH + secrets.token_urlsafe(32)
    with transaction.atomic():
        if Token.objects.filter(pk=token_id).exists():
            raise UnableToMakeToken("This token was made already, and is shown once. Make a fresh one.")
        Token.objects.create(
            pk=token_id,
            person=person,
            name=asked.name.strip()[:80] or "A program",
            secret_digest=door.digest(secret),
            **{f"may_{scope}": scope in asked.scopes for scope in SCOPES},
            only_child=asked.only_child,
            made_at=now,
            ends_at=asked.ends_at,
        )
    return secret


def end_token(*, token: Token) -> None:
    """End a token: it opens nothing any more."""
    token.delete()


def end_tokens_for(child_id: UUID) -> None:
    """End the tokens that are for one child alone, as when the child is erased."""
    Token.objects.filter(only_child=child_id).delete()


def tokens_of(person: Person) -> QuerySet[Token]:
    """Return the tokens of a person, the oldest first."""
    return Token.objects.filter(person=person).order_by("made_at", "pk")


def token_or_404(person: Person, token_id: Any) -> Token:
    """Return a token of this person, or raise 404."""
    token = tokens_of(person).filter(pk=token_id).first()
    if token is None:
        raise Http404
    return token


def is_for_programs(request: HttpRequest) -> bool:
    """Whether the request asks the API, where only a token counts."""
    return request.path_info.startswith(API)


def let_in(request: HttpRequest, now: datetime) -> bool:
    """Give the request its token and its person, if it shows a token that counts; return whether it did.

    Neither a cookie nor being the machine itself counts here: a page of somebody else, open in a
    browser on this machine, can send both, and can send no token.
    """
    asking = cast("ApiRequest", request)
    asking.is_local = False
    if not door.may_sign_in(request):
        return False
    said = request.headers.get("Authorization", "")
    if said[: len(_SCHEME)].lower() != _SCHEME:
        return False
    secret = said[len(_SCHEME) :].strip()
    known = Token.objects.select_related("person").filter(secret_digest=door.digest(secret))
    token = known.filter(ends_at__gt=now).first()
    if token is None:
        return False
    if token.used_at is None or now - token.used_at >= SEEN_AT_MOST_EVERY:
        Token.objects.filter(pk=token.pk).update(used_at=now)
    asking.token, asking.person = token, token.person
    return True
