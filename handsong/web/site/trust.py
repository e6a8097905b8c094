"""Where a phone learns to trust this machine: the only pages that the home network sees without encryption."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from handsong.web.accounts import door, lan, problems, tokens
from handsong.web.site import home

Answer = Callable[[HttpRequest], HttpResponse]

PROFILE, CERTIFICATE = "application/x-apple-aspen-config", "application/x-x509-ca-cert"
APPLE, ANDROID = "apple", "android"
KINDS = (("iPhone", APPLE), ("iPad", APPLE), ("Android", ANDROID))


def before_anything_private(answer: Answer) -> Answer:
    """Return the middleware that answers plain requests of the home network with the way to a secure page.

    Whoever listens on the network sees what this page holds: a certificate that may be known to all.
    """

    def asked(request: HttpRequest) -> HttpResponse:
        is_plain = lan.secure() and not request.is_secure() and not door.is_local(request)
        if not (is_plain and door.is_near(request)):
            return answer(request)
        if tokens.is_for_programs(request):
            return problems.answer(403, problems.NOT_ENCRYPTED)
        view = OPEN_TO_ALL.get(request.path_info.removeprefix(reverse("trust")))
        return view(request) if view else redirect("trust")

    return asked


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Walk a phone through trusting this machine, or say that there is nothing to trust."""
    agent = request.headers.get("User-Agent", "")
    kind = next((kind for sign, kind in KINDS if sign in agent), "")
    shown = {"way": lan.secure(), "kind": kind}
    return render(request, "site/trust.html", shown)


@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """Give the certificate as iPhones take it."""
    trusted = home.authority(settings.DATA)
    return HttpResponse(home.profile(trusted), PROFILE) if trusted else redirect("trust")


@require_GET
def certificate(request: HttpRequest) -> HttpResponse:
    """Give the certificate as Android takes it."""
    trusted = home.authority(settings.DATA)
    return HttpResponse(trusted, CERTIFICATE) if trusted else redirect("trust")


OPEN_TO_ALL: dict[str, Answer] = {"": page, "handsong.mobileconfig": profile, "handsong.crt": certificate}
"""What a phone may ask for without encryption, by what stands after the page's own address."""
