"""Addresses of the library."""

from __future__ import annotations

from django.urls import path, re_path

from handsong.web.library import views

urlpatterns = [
    path("library/", views.library, name="library"),
    path("library/techniques/<slug:technique_id>/", views.technique, name="technique"),
    re_path(
        r"^library/pictures/(?P<edition>[0-9a-f]{10})/(?P<name>[a-z0-9.-]{1,80})/(?P<theme>day|night)\.svg$",
        views.picture,
        name="picture",
    ),
    path("library/routines/", views.routines, name="routines"),
    path("library/routines/<slug:routine_id>/", views.routine, name="routine"),
    path("library/goals/", views.goals, name="goals"),
    path("library/rules/", views.rules, name="rules"),
    path("library/sources/", views.sources, name="sources"),
]
