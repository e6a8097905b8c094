"""The pages of backups, on the machine itself alone: see, make, take along, the key, put back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handsong.web.accounts import clock
from handsong.web.accounts.request import Request
from handsong.web.site import env
from handsong.web.site.backup import checking, forms, kept, keys, make, restore


@require_GET
def backup(request: Request) -> HttpResponse:
    """Show when the last backup was made, where they lie, and what can be done."""
    return _page(request)


@require_POST
def make_one(request: Request) -> HttpResponse:
    """Make a backup now."""
    data = _data(request)
    if env.text("DATABASE_URL"):
        return _page(request, fault=make.SERVICE)
    try:
        make.by_hand(data, now=clock.now())
    except make.UnableToBackUp as error:
        return _page(request, fault=str(error))
    return redirect("backup")


@require_GET
def download(request: Request, backup: str) -> FileResponse:
    """Give a backup to take along; it is closed, and stays so."""
    found = kept.backup_or_404(_data(request), backup)
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, content_type="application/octet-stream"
    )
    response.holds_secret = True  # type: ignore[attr-defined]
    return response


@require_http_methods(["GET", "POST"])
def key(request: Request) -> HttpResponse:
    """Show the recovery key to be written down; once somebody has, it goes."""
    data = _data(request)
    form = forms.WrittenDownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keys.forget(data, form.cleaned_data["last"])
        except keys.UnableToUseKey as error:
            form.add_error("last", str(error))
        else:
            return redirect("backup")
    waiting = keys.waiting(data)
    if not waiting:
        return redirect("backup")
    picture = segno.make(waiting, error="m").svg_inline(border=2, omitsize=True, dark="#17120F")
    page = {"room": "settings", "groups": keys.grouped(waiting), "picture": picture, "form": form}
    response = render(request, "site/backup_key.html", page, status=422 if form.errors else 200)
    response.holds_secret = True  # type: ignore[attr-defined]
    return response


@require_POST
def new_key(request: Request) -> HttpResponse:
    """Make another key for a family that has lost its paper."""
    keys.renew(_data(request))
    return redirect("backup-key")


@require_POST
def check(request: Request) -> HttpResponse:
    """Say what a backup holds, and ask whether it is to be put in place."""
    data = _data(request)
    form = forms.CheckForm(request.POST, request.FILES)
    if env.text("DATABASE_URL"):
        return _page(request, fault=make.SERVICE)
    if not form.is_valid():
        return _page(request, form=form)
    is_whole, said = checking.check(data, form.cleaned_data["file"], key=form.cleaned_data["key"])
    page = {"room": "settings", "is_whole": is_whole, "said": said}
    return render(request, "site/backup_check.html", page, status=200 if is_whole else 422)


@require_POST
def accept(request: Request) -> HttpResponse:
    """Put what was checked in place when Handsong starts again."""
    restore.accept(_data(request))
    return redirect("backup")


@require_POST
def leave(request: Request) -> HttpResponse:
    """Leave everything as it is."""
    restore.discard(_data(request))
    return redirect("backup")


def _data(request: Request) -> Path:
    """Return the data folder, at the machine alone: a backup holds every family that uses Handsong here."""
    if not request.is_local:
        raise PermissionDenied
    return Path(settings.DATA)


def _page(request: Request, *, form: forms.CheckForm | None = None, fault: str = "") -> HttpResponse:
    data, now = _data(request), clock.now()
    page: dict[str, Any] = {
        "room": "settings",
        "now": now,
        "backups": kept.backups(data),
        "is_overdue": kept.is_overdue(data, now),
        "elsewhere": env.text("HANDSONG_BACKUPS"),
        "folder": data / kept.FOLDER,
        "has_key": keys.is_made(data),
        "key_waits": bool(keys.waiting(data)),
        "is_decided": restore.is_decided(data),
        "given_up": restore.given_up(data),
        "form": form or forms.CheckForm(),
        "fault": fault,
        "service": make.SERVICE if env.text("DATABASE_URL") else "",
        "counts": kept.in_words(),
        "longest": kept.LONGEST.days,
    }
    return render(request, "site/backup.html", page, status=409 if fault else 422 if form else 200)
