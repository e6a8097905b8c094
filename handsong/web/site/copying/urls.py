"""Addresses about copies."""

from __future__ import annotations

from django.urls import path

from handsong.web.site.copying import views

urlpatterns = [
    path("children/<uuid:child_id>/copy/", views.child, name="child-copy"),
    path("copy/", views.household, name="household-copy"),
]
