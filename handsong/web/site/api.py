"""The API put together: every room's operations, what is said when one refuses, and the description of it all.

Imported when the API is first asked, or described, and by nothing before (decision 16).
"""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLResolver
from django.urls.resolvers import RegexPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from handsong.web.accounts import api as accounts
from handsong.web.accounts import problems, tokens
from handsong.web.accounts.problems import Problem, Refused
from handsong.web.diary import api as diary
from handsong.web.families import api as families
from handsong.web.library import api as library
from handsong.web.player import api as player
from handsong.web.player import event_api
from handsong.web.site import api_examples

WHAT_IT_IS = """\
What the pages of Handsong show and do, for programs of the family: the same doors, the same deeds.

Each request carries a token: `Authorization: Bearer handsong_…`. A token is of one person and one program; it may
*read*, *tell* what happened in a massage, or *write*, perhaps of one child alone, until a day. What a person may not
see is not there for their tokens either: 404, as if it were not.

Times carry their offset. Lists that grow come in pages: give `next` as `after`. What is sent with an id of your own
counts once, however often it is sent. Whatever is refused says which field, what is wrong and what would be right, as
`application/problem+json`."""

OK = "200"
SAID = {
    OK: "As asked.",
    "400": "What came is no JSON.",
    "401": "No token that counts came with it.",
    "403": "The token, or the person, may not do this.",
    "404": "It is not there, or not for this token.",
    "409": "It would change what stands.",
    "413": "Too much came at once.",
    "422": "Something in it cannot be: each fault is named.",
    "429": "The token asked too often; Retry-After says how many seconds to wait.",
}


class Careful(Parser):
    """JSON as its standard has it: no NaN, and no nesting that leads nowhere."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what a request says; whatever is raised here is a 400."""
        return json.loads(request.body, parse_constant=_refuse)


def _refuse(name: str) -> None:
    raise ValueError(name)


api = NinjaAPI(
    title="Handsong",
    version="1",
    description=WHAT_IT_IS,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
    parser=Careful(),
)
api.add_router("/me", accounts.me)
api.add_router("/children", families.children)
api.add_router("/children", diary.of_children)
api.add_router("/children", player.plans)
api.add_router("/sessions", diary.sessions)
api.add_router("", event_api.events)
api.add_router("/library", library.library)


def operations() -> URLResolver:
    """Return what finds an operation by its address after /api/v1/."""
    return URLResolver(RegexPattern(r"^"), api.urls[0])


# What is said when a request is refused


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return problems.answer(error.status, *error.problems)


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.answer(422, *problems.of_faults(error.errors))


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return problems.answer(404, problems.NOT_THERE)


@api.exception_handler(PermissionDenied)
def _not_allowed(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problems.answer(403, problems.of_sentence(str(error)))


@api.exception_handler(RequestDataTooBig)
def _too_much(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problems.answer(413, problems.TOO_MUCH)


@api.exception_handler(HttpError)
def _by_the_frame(request: HttpRequest, error: HttpError) -> HttpResponse:
    known = {400: problems.NO_JSON, 401: problems.UNKNOWN, 429: problems.TOO_OFTEN}
    return problems.answer(error.status_code, known.get(error.status_code, Problem("", str(error), "")))


# The description


def description() -> dict[str, Any]:
    """Return the OpenAPI document: every operation, with the examples that tests run."""
    found: dict[str, Any] = json.loads(
        json.dumps(api.get_openapi_schema(path_prefix=tokens.API), default=str)
    )
    found["servers"] = [{"url": "/", "description": "The Handsong that answers."}]
    found["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    found["components"]["responses"] = {
        f"Problem{status}": _refusal(status) for status in SAID if status != OK
    }
    found["components"]["securitySchemes"]["Bearer"]["description"] = (
        "A token of one program: More, Programs."
    )
    for by_method in found["paths"].values():
        for operation in by_method.values():
            _fill(operation)
    return found


def _refusal(status: str) -> dict[str, Any]:
    """Return how a request is refused, with an example."""
    headers = {"401": ("WWW-Authenticate", "string"), "429": ("Retry-After", "integer")}
    of_schema = {
        "schema": {"$ref": "#/components/schemas/ProblemsOut"},
        "example": api_examples.answers()[status],
    }
    refused: dict[str, Any] = {"description": SAID[status], "content": {problems.MEDIA_TYPE: of_schema}}
    if status in headers:
        name, kind = headers[status]
        refused["headers"] = {name: {"schema": {"type": kind}, "required": True}}
    return refused


def _fill(operation: dict[str, Any]) -> None:
    """Say whose token may, what each answer means, and show an example of what is sent and comes back."""
    shown = api_examples.of(operation["operationId"])
    if shown and shown.scope:
        operation["security"] = [{"Bearer": [shown.scope]}]
        operation["description"] += f"\n\nFor tokens that may {shown.scope}."
    if shown and shown.body is not None:
        operation["requestBody"]["content"]["application/json"]["example"] = _with_ids(shown.body)
    good = operation["responses"][OK]
    good["description"] = SAID[OK]
    good["content"]["application/json"]["example"] = api_examples.answers().get(operation["operationId"])
    refusals = sorted(operation["responses"].keys() - {OK})
    operation["responses"] = {OK: good} | {
        status: {"$ref": f"#/components/responses/Problem{status}"} for status in refusals
    }


def _with_ids(body: Any) -> Any:
    """Return a body with an id for each name, always the same, and a time."""
    text = json.dumps(body).replace("$NOW", "2026-11-24T20:30:00+11:00")
    return json.loads(
        re.sub(r"\$([A-Z_]+)", lambda found: str(uuid.uuid5(uuid.NAMESPACE_URL, found[1])), text)
    )
