"""Addresses that erase."""

from __future__ import annotations

from django.urls import path

from handsong.web.site.erasing import views

urlpatterns = [
    path("children/<uuid:child_id>/erase/", views.child, name="child-erase"),
    path("told/aside/<uuid:row_id>/erase/", views.aside, name="aside-erase"),
    path("erase/me/", views.person, name="person-erase"),
    path("erase/household/", views.household, name="household-erase"),
]
