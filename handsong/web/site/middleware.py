"""What every answer carries: headers that keep a page to itself, and compression."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
        "display-capture=(), browsing-topics=(), screen-wake-lock=(self), autoplay=(self)"
    ),
    "Cache-Control": "private, no-store",
}
"""Each is set unless the answer brings its own: static files and public words may be kept."""


def headers(answer: Answer) -> Answer:
    """Return the middleware that puts the headers on every answer, errors and files included."""

    def with_headers(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return with_headers


class Zip(GZipMiddleware):
    """Compression for everything but answers that hold a secret, which a length could give away."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Return the answer, compressed unless it says that it holds a secret."""
        if getattr(response, "holds_secret", False):
            return response
        if isinstance(response, HttpResponse) or response.streaming:
            return super().process_response(request, response)
        return response
