"""Addresses about backups."""

from __future__ import annotations

from django.urls import path

from handsong.web.site.backup import views

urlpatterns = [
    path("", views.backup, name="backup"),
    path("make/", views.make_one, name="backup-make"),
    path("files/<str:backup>/", views.download, name="backup-download"),
    path("key/", views.key, name="backup-key"),
    path("new-key/", views.new_key, name="backup-new-key"),
    path("check/", views.check, name="backup-check"),
    path("accept/", views.accept, name="backup-accept"),
    path("leave/", views.leave, name="backup-leave"),
]
