"""Where the API hangs in the site, and the page that shows how it is used."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, URLResolver
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from handsong.web.accounts import problems
from handsong.web.accounts.problems import NOT_THERE, UNKNOWN, Problem
from handsong.web.accounts.request import Request
from handsong.web.site import api_examples


@csrf_exempt
def api(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Answer a program that shows a token. No cookie counts here, so nobody's page can make a browser ask."""
    if getattr(request, "token", None) is None:
        return problems.answer(HTTPStatus.UNAUTHORIZED, UNKNOWN)
    try:
        found = _operations().resolve(rest) if rest else None
    except Resolver404:
        found = None
    if found is None:
        return problems.answer(HTTPStatus.NOT_FOUND, NOT_THERE)
    answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        ways = answer["Allow"]
        wrong_way = Problem("", "This address is not asked in this way.", f"Ask it by {ways}.")
        answer = problems.answer(HTTPStatus.METHOD_NOT_ALLOWED, wrong_way)
        answer["Allow"] = ways
    return answer


@cache
def _operations() -> URLResolver:
    """Return the operations, read the first time that somebody asks: until then nobody carries them."""
    from handsong.web.site.api import operations  # noqa: PLC0415 - it brings ninja and pydantic along

    return operations()


@require_GET
def description(request: Request) -> JsonResponse:
    """Send the whole description as OpenAPI has it."""
    from handsong.web.site.api import description as described  # noqa: PLC0415 - the same

    return JsonResponse(described(), json_dumps_params={"ensure_ascii": False, "indent": 2})


@require_GET
def examples(request: Request) -> HttpResponse:
    """Show how the API is used, with examples to copy."""
    address = f"{request.scheme}://{request.get_host()}"
    page = {
        "room": "settings",
        "preamble": api_examples.PREAMBLE.replace(api_examples.USUAL, address),
        "python": api_examples.ASK,
        "address": address,
        "examples": api_examples.EXAMPLES,
    }
    return render(request, "site/api.html", page)
