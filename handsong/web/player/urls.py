"""Addresses of readiness, plan and player."""

from __future__ import annotations

from django.urls import path

from handsong.web.player import event_views, plan_views, session_views, views

urlpatterns = [
    path("begin/", views.begin, name="player-begin"),
    path("ready/<uuid:check_id>/<slug:question>/", views.ready, name="player-ready"),
    path("mistake/<uuid:child_id>/", views.mistake, name="player-mistake"),
    path("plan/<uuid:check_id>/", plan_views.plan, name="player-plan"),
    path("plan/<uuid:check_id>/start/", plan_views.start, name="player-start"),
    path("plan/<uuid:check_id>/swap/", plan_views.swap, name="player-swap"),
    path("plan/<uuid:check_id>/practise/", plan_views.practise_plan, name="player-practise-plan"),
    path("practise/<slug:name>/", plan_views.practise, name="player-practise"),
    path("session/<uuid:session_id>/", session_views.session, name="player-session"),
    path("session/<uuid:session_id>/bundle/", session_views.bundle, name="player-bundle"),
    path("session/<uuid:session_id>/events/", event_views.log, name="player-log"),
    path("events/", event_views.tell, name="player-tell"),
    path("told/", event_views.told, name="player-told"),
    path("told/aside/", event_views.aside, name="player-aside"),
    path("session/<uuid:session_id>/after/", session_views.after, name="player-after"),
    path("session/<uuid:session_id>/close/", session_views.close, name="player-close"),
]
