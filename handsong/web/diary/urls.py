"""Addresses of the diary."""

from __future__ import annotations

from django.urls import path

from handsong.web.diary import views

urlpatterns = [
    path("diary/", views.diary, name="diary"),
    path("diary/<uuid:child_id>/", views.diary, name="diary-child"),
    path("diary/<uuid:child_id>/add/", views.add, name="diary-add"),
    path("diary/<uuid:child_id>/grow/", views.grow, name="diary-grow"),
    path("diary/sessions/<uuid:session_id>/", views.session, name="diary-session"),
]
